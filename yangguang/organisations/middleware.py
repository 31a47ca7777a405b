"""Keeps a person out of the workbench until the second step and a due password change are done."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from .actions.accounts import two_step_device

DUE_CHANGE = "organisations:password"
SECOND_STEP = "organisations:second-step"


def passed_second_step(request: HttpRequest) -> bool:
    """Whether this session has passed the second step (``OTPMiddleware`` puts the device on the user)."""
    return getattr(request.user, "otp_device", None) is not None


class AccountMiddleware:
    """On every page of the workbench, in this order: second step, then password change.

    The session signs in only after both steps; the look here also catches sessions that were open when the second
    step was turned on. One query per page of the workbench.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.always = {reverse("organisations:sign-in"), reverse("organisations:sign-out")}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        path = request.path
        if not path.startswith("/desk/") or path in self.always or not request.user.is_authenticated:
            return self.get_response(request)
        if not passed_second_step(request) and two_step_device(request.user) is not None:
            return self._first(request, SECOND_STEP)
        if request.user.must_change_password or request.user.password_expired:
            return self._first(request, DUE_CHANGE)
        return self.get_response(request)

    def _first(self, request: HttpRequest, name: str) -> HttpResponse:
        target = reverse(name)
        if request.path == target:
            return self.get_response(request)
        if request.method in ("GET", "HEAD"):
            target += "?" + urlencode({"next": request.get_full_path()})
        return HttpResponseRedirect(target)
