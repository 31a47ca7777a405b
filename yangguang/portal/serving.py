"""How public pages go out: kept by the page cache under the tags of what they show, comparable by ETag."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag

from yangguang.delivery import pages

View = Callable[..., HttpResponse]
HOUR = 3600


def public(view: View) -> View:
    """Let browsers and proxies keep a page for a minute and ask again by its ETag; the session is never touched.

    A view that names its own tags (``serve``) keeps them; any other page is made anew after a minute.
    """

    @wraps(view)
    def kept(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if response.status_code == 200 and not response.streaming:
            if pages.HEADER not in response:
                pages.cacheable(response, "plan", seconds=60)
            etag = quote_etag(hashlib.sha256(response.content).hexdigest()[:32])
            response["ETag"] = etag
            patch_cache_control(response, public=True, max_age=60)
            return get_conditional_response(request, etag=etag, response=response) or response
        return response

    return kept


def serve(
    request: HttpRequest, template: str, context: dict[str, Any], *tags: str, seconds: int = HOUR
) -> HttpResponse:
    """A public page that shows what ``tags`` name; every page also shows the banner and the menu of columns."""
    return pages.cacheable(render(request, template, context), "banner", "columns", *tags, seconds=seconds)
