"""Signing in, with lockout and an optional second step, and signing out."""

from __future__ import annotations

import time

import django_otp
from axes.helpers import get_cool_off
from django.conf import settings
from django.contrib import auth
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from yangguang.core.actors import Actor, actor_of

from ..actions.accounts import record_failure, record_sign_in, record_sign_out, two_step_device
from ..context import menu
from ..forms import CodeForm, SignInForm
from ..middleware import passed_second_step
from ..models import User
from ..permissions import Act, powers

PENDING = "second_step"
PENDING_SECONDS = 300
WRONG = "账号或密码不对。请检查大小写和输入法；忘记密码请联系安全管理员重设。"


def safe_next(request: HttpRequest) -> str:
    """The page asked for before sign-in, if it is one of this site's; else ""."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    ok = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if ok else ""


def landing(user: User) -> str:
    """The first screen after sign-in: the inbox, or for administrators the first page that their powers open."""
    if powers(user).may_anywhere(Act.VIEW):
        return resolve_url(settings.LOGIN_REDIRECT_URL)
    opened = [item for item in menu(user) if item.act]
    return reverse(opened[0].url_name if opened else "organisations:account")


def _as(user: User, request: HttpRequest) -> Actor:
    return Actor(label=str(user), user=user, address=actor_of(request).address, channel="网页")


def _complete(request: HttpRequest, user: User, target: str, device: Device | None = None) -> HttpResponse:
    """Sign in for good: a new session key, the verified device, an entry in the log."""
    with transaction.atomic():
        auth.login(request, user, backend="yangguang.organisations.backends.PersonBackend")
        if device is not None:
            django_otp.login(request, device)
        record_sign_in(user, actor=_as(user, request))
    return HttpResponseRedirect(target or landing(user))


@sensitive_post_parameters("password")
@never_cache
def sign_in(request: HttpRequest) -> HttpResponse:
    """Account and password. An unknown account, a wrong password and a stopped account look the same."""
    target = safe_next(request)
    if request.user.is_authenticated and request.method == "GET":
        return HttpResponseRedirect(target or landing(request.user))
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        username = form.cleaned_data["username"].strip()
        user = auth.authenticate(request, username=username, password=form.cleaned_data["password"])
        if isinstance(user, User):
            if two_step_device(user) is None:
                return _complete(request, user, target)
            # Not signed in yet: a new session that only remembers who may try the second step, for five minutes.
            request.session.flush()
            request.session[PENDING] = {"user": user.pk, "at": int(time.time())}
            request.session.set_expiry(PENDING_SECONDS)
            return redirect(
                reverse("organisations:second-step") + ("?" + urlencode({"next": target}) if target else "")
            )
        known = User.objects.filter(username=username).exists()
        record_failure(
            "已锁定的账号" if getattr(request, "axes_locked_out", False) else "账号或密码不对",
            actor=actor_of(request), tried=username if known else "",
        )  # fmt: skip
        form.add_error(None, WRONG)
    minutes = int(get_cool_off(request).total_seconds() // 60)
    context = {"form": form, "next": target, "limit": settings.AXES_FAILURE_LIMIT, "minutes": minutes}
    return render(request, "organisations/sign_in.html", context)


def _awaited(request: HttpRequest) -> User | None:
    """Who is at the second step: a pending sign-in, or an open session whose account has since turned it on."""
    if request.user.is_authenticated:
        return request.user
    pending = request.session.get(PENDING)
    if not pending or time.time() - pending["at"] > PENDING_SECONDS:
        return None
    return User.objects.filter(pk=pending["user"], is_active=True).first()


def _verified(user: User, code: str) -> tuple[Device | None, str]:
    """The device that accepts the code, or why none does. Wrong codes make the next try wait ever longer.

    A backup code is tried only when it looks like one, so that a mistyped number does not slow the paper codes.
    """
    code = code.replace(" ", "").replace("-", "")
    model = TOTPDevice if code.isdigit() else StaticDevice
    with transaction.atomic():
        device = model.objects.select_for_update().filter(user=user, confirmed=True).order_by("pk").first()
        if device is None:
            return None, "验证码不对，请重新输入。"
        allowed, why = device.verify_is_allowed()
        if not allowed:
            until = (why or {}).get("locked_until")
            return None, f"输错次数多，请到 {until:%H:%M:%S} 以后再试。" if until else "请稍候再试。"
        if device.verify_token(code.lower()):
            # The paper code opens the session of the account's second step, whichever device was used.
            return device, ""
    return None, "验证码不对。请输入手机此刻显示的六位数字，或一个没有用过的备用码。"


@sensitive_post_parameters("code")
@never_cache
def second_step(request: HttpRequest) -> HttpResponse:
    """The code of the app, or a backup code."""
    user, target = _awaited(request), safe_next(request)
    if user is None:
        return redirect("organisations:sign-in")
    if two_step_device(user) is None or (request.user.is_authenticated and passed_second_step(request)):
        return HttpResponseRedirect(target or landing(user))
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        device, why = _verified(user, form.cleaned_data["code"])
        if device is not None:
            request.session.pop(PENDING, None)
            request.session.set_expiry(None)
            return _complete(request, user, target, device)
        record_failure("第二步验证码不对", actor=actor_of(request), tried=user.username)
        form.add_error("code", why)
    return render(request, "organisations/second_step.html", {"form": form, "next": target})


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session. By POST only, so that no link or picture can sign anyone out."""
    if request.user.is_authenticated:
        record_sign_out(User.objects.get(pk=request.user.pk), actor=actor_of(request))
    auth.logout(request)
    return redirect(settings.LOGOUT_REDIRECT_URL)
