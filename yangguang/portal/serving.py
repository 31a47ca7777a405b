"""How public pages go out: kept by the page cache under the tags of what they show, comparable by ETag."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag

from yangguang.delivery import pages

View = Callable[..., HttpResponse]
HOUR = 3600


def public(view: View) -> View:
    """Let browsers and proxies keep a page for a second and ask again by its ETag; the session is never touched.

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
            patch_cache_control(response, public=True)
            return get_conditional_response(request, etag=etag, response=response) or response
        return response

    return kept


def serve(
    request: HttpRequest, template: str, context: dict[str, Any], *tags: str, seconds: int = HOUR
) -> HttpResponse:
    """A public page that shows what ``tags`` name; every page also shows the banner and the menu of columns."""
    return pages.cacheable(render(request, template, context), "banner", "columns", *tags, seconds=seconds)


def hosts(request: HttpRequest) -> set[str]:
    """The names of this site, links to which do not leave it."""
    return {request.get_host().partition(":")[0]}


def from_here(request: HttpRequest) -> bool:
    """The form was sent from one of this site's pages: browsers say where a form comes from, other sites can't change it."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == request.get_host()


_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")
PIECE = 4 * 1024 * 1024  # bytes of one answer to a player that asks for the rest of a film


def file(request: HttpRequest, stored: FieldFile, media_type: str) -> HttpResponseBase:
    """A stored file; a player that asks for a range (RFC 9110 ch. 14) gets at most a piece of it, so one may seek."""
    size = stored.size
    asked = _RANGE.fullmatch(request.headers.get("Range", ""))
    if asked is None or not (asked[1] or asked[2]):
        whole = FileResponse(stored.open("rb"), content_type=media_type)
        whole["Accept-Ranges"] = "bytes"
        return whole
    first = int(asked[1]) if asked[1] else max(size - int(asked[2]), 0)
    last = min(int(asked[2]), size - 1) if asked[1] and asked[2] else size - 1
    if first > last or first >= size:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    last = min(last, first + PIECE - 1)
    with stored.open("rb") as source:
        source.seek(first, os.SEEK_SET)
        part = HttpResponse(source.read(last - first + 1), status=206, content_type=media_type)
    part["Content-Range"] = f"bytes {first}-{last}/{size}"
    part["Accept-Ranges"] = "bytes"
    return part
