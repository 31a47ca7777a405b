"""Settings of the site with Django's own cache middleware instead of the page cache: the peer of ``caching.py``."""

from __future__ import annotations

from typing import Any

from django.utils.cache import patch_cache_control

from yangguang.config.settings import *  # noqa: F403
from yangguang.config.settings import MIDDLEWARE as OURS

MIDDLEWARE = [
    "django.middleware.cache.UpdateCacheMiddleware",
    "peer_middleware.KeptLong",
    *OURS,
    "django.middleware.cache.FetchFromCacheMiddleware",
]
CACHE_MIDDLEWARE_SECONDS = 600


class KeptLong:
    """Django's middleware takes its time from max-age, which is short here; the peer gets ten minutes."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> Any:
        response = self.get_response(request)
        patch_cache_control(response, public=True, max_age=600)
        return response
