"""Who is asking, which headers every answer carries, and how a refused action is shown."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from .actions import Refused
from .actors import Actor

Next = Callable[[HttpRequest], HttpResponse]


def client_address(request: HttpRequest) -> str:
    """The client's address; the forwarded one only behind the configured number of proxies."""
    if settings.PROXIES:
        hops = [h.strip() for h in request.headers.get("X-Forwarded-For", "").split(",") if h.strip()]
        if len(hops) >= settings.PROXIES:
            return hops[-settings.PROXIES][:64]
    return request.META.get("REMOTE_ADDR", "")


class WithoutNulMiddleware:
    """No address of ours holds a NUL, and PostgreSQL's texts hold none: what a prober puts into the query goes, a path
    with one leads nowhere. What people send in forms is refused by the forms' own fields."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path_info:
            raise Http404("没有这个网址")
        if "%00" in (query := request.META.get("QUERY_STRING", "")):
            request.META["QUERY_STRING"] = query.replace("%00", "")
        return self.get_response(request)


class ActorMiddleware:
    """Sets ``request.actor``, the doer that every verb asks for."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user if request.user.is_authenticated else None
        request.actor = Actor(  # type: ignore[attr-defined]
            label=str(user) if user else "访客", user=user, address=client_address(request), channel="网页"
        )
        return self.get_response(request)


class PolicyHeadersMiddleware:
    """Headers that Django leaves to the site; staff pages are never kept by a shared computer's cache."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()")
        if request.path.startswith("/desk/"):
            response.setdefault("Cache-Control", "no-store")
        return response


class RefusalMiddleware:
    """A refused action becomes a message on the page it came from (or a page of its own), never a server error."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused):
            return None
        back = request.headers.get("Referer", "")
        if request.method == "POST" and url_has_allowed_host_and_scheme(back, {request.get_host()}):
            for reason in exception.reasons:
                messages.error(request, str(reason))
            return HttpResponseRedirect(back)
        return render(request, "core/refused.html", {"reasons": exception.reasons}, status=409)
