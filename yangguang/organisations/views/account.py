"""My account: password, second step, how to be reached."""

from __future__ import annotations

import io

import django_otp
import segno
from django.contrib import auth, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST
from django_otp.plugins.otp_static.models import StaticToken

from yangguang.core.actions import Refused
from yangguang.core.actors import actor_of

from .. import actions
from ..actions.accounts import two_step_device
from ..forms import CodeForm, DetailsForm, OwnPasswordForm, PasswordForm, show_reasons
from ..models import Membership, User
from ..permissions import signed_in
from .sign_in import landing, safe_next


def _me(request: HttpRequest) -> User:
    return get_object_or_404(User, pk=request.user.pk)


@signed_in
def account(request: HttpRequest) -> HttpResponse:
    """What I may do, how I can be reached, how I sign in."""
    me = _me(request)
    form = DetailsForm(request.POST or None, initial={"phone": me.phone, "email": me.email})
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_own_details(me, actor=actor_of(request), **form.cleaned_data)
        except Refused as refused:
            show_reasons(form, refused.reasons)
        else:
            messages.success(request, "已保存联系方式。")
            return redirect("organisations:account")
    roles = Membership.objects.filter(user=me).select_related("unit")
    grant = getattr(me, "admin_grant", None)
    context = {"me": me, "form": form, "roles": roles, "grant": grant, "two_step": two_step_device(me)}
    return render(request, "organisations/account.html", context)


@sensitive_post_parameters()
@never_cache
@signed_in
def password(request: HttpRequest) -> HttpResponse:
    """Change my password; also where a due change leads."""
    me, target = _me(request), safe_next(request)
    form = PasswordForm(request.POST or None)
    due = me.must_change_password or me.password_expired
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            me = actions.change_own_password(
                me, actor=actor_of(request), old_password=said["old_password"], password=said["password"]
            )
        except Refused as refused:
            show_reasons(form, refused.reasons)
        else:
            auth.update_session_auth_hash(request, me)
            messages.success(request, "密码已修改，其他地方的登录已失效。")
            if due:
                return HttpResponseRedirect(target or landing(me))
            return redirect("organisations:account")
    context = {"form": form, "me": me, "due": due, "next": target}
    return render(request, "organisations/password.html", context)


def qr_svg(text: str) -> str:
    """A QR code as an SVG element that carries its own size and colours, so that it needs no style."""
    out = io.BytesIO()
    segno.make(text, error="m").save(
        out, kind="svg", xmldecl=False, svgns=True, scale=5, border=4, light="#ffffff", title="两步登录二维码"
    )
    return mark_safe(out.getvalue().decode())  # noqa: S308  made here from our own text


def _two_step_page(request: HttpRequest, **context: object) -> HttpResponse:
    me = _me(request)
    device = two_step_device(me)
    left = StaticToken.objects.filter(device__user=me).count() if device else 0
    base = {"device": device, "left": left, "off_form": OwnPasswordForm()}
    return render(request, "organisations/two_step.html", {**base, **context})


@never_cache
@signed_in
def two_step(request: HttpRequest) -> HttpResponse:
    """Whether the second step is on, and the button for the other way."""
    return _two_step_page(request)


@never_cache
@require_POST
@signed_in
def two_step_begin(request: HttpRequest) -> HttpResponse:
    """Show the secret, this once."""
    address = actions.begin_two_step(_me(request), actor=actor_of(request))
    secret = address.split("secret=")[1].split("&")[0]
    parts = [secret[i : i + 4] for i in range(0, len(secret), 4)]
    return _two_step_page(request, qr=qr_svg(address), secret=" ".join(parts), form=CodeForm())


@never_cache
@require_POST
@signed_in
def two_step_confirm(request: HttpRequest) -> HttpResponse:
    """Turn it on with the first code; show the backup codes, this once."""
    form = CodeForm(request.POST)
    if form.is_valid():
        try:
            device, codes = actions.confirm_two_step(
                _me(request), actor=actor_of(request), code=form.cleaned_data["code"]
            )
        except Refused as refused:
            show_reasons(form, refused.reasons)
        else:
            django_otp.login(request, device)
            return _two_step_page(request, codes=codes)
    return _two_step_page(request, form=form)


@never_cache
@require_POST
@signed_in
def two_step_change(request: HttpRequest) -> HttpResponse:
    """Turn it off, or make new backup codes; both ask for the password."""
    form = OwnPasswordForm(request.POST)
    if form.is_valid():
        given = {"actor": actor_of(request), "old_password": form.cleaned_data["old_password"]}
        try:
            if "codes" in request.POST:
                return _two_step_page(request, codes=actions.renew_backup_codes(_me(request), **given))
            actions.disable_two_step(_me(request), **given)
        except Refused as refused:
            show_reasons(form, refused.reasons)
        else:
            messages.success(request, "两步登录已关闭。")
            return HttpResponseRedirect(reverse("organisations:two-step"))
    return _two_step_page(request, off_form=form)
