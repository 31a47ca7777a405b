"""Choosing how pages are shown."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme

from . import display


def choose(request: HttpRequest) -> HttpResponse:
    """Keep a reader's choice in a cookie and go back to the page; works without JavaScript."""
    chosen = display.of(request)
    for name in display.CHOICES:
        if value := request.GET.get(name):
            chosen = chosen.choose(name, value)
    back = request.GET.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}) or back.startswith("//"):
        back = "/"
    response = HttpResponseRedirect(back)
    response["Cache-Control"] = "no-store"
    response.set_cookie(display.COOKIE, chosen.code, max_age=365 * 86400, samesite="Lax", httponly=True)
    return response
