"""What stands around Django: the page cache outermost, then traditional characters."""

from __future__ import annotations

from django.conf import settings

from .cache import Application, PageCache, without_tags
from .traditional import Traditional


def wrap(application: Application) -> Application:
    """The web process's application; ``YANGGUANG_PAGE_CACHE_MB=0`` leaves the cache out."""
    inner: Application = Traditional(application)
    limit = settings.PAGE_CACHE_BYTES
    return PageCache(inner, limit=limit) if limit else without_tags(inner)
