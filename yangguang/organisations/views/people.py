"""People, their roles, and the administrators: the security administrator's screens."""

from __future__ import annotations

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from yangguang.core.actions import Refused, Verb
from yangguang.core.actors import actor_of

from .. import actions
from ..actions.accounts import two_step_device
from ..forms import AdminForm, EndRoleForm, PersonFilter, PersonForm, RoleForm, show_reasons
from ..models import AdminGrant, Membership, User
from ..permissions import Act, requires
from ..queries import csv_text, search_people
from .units import PAGE, csv_response

guard = requires(Act.MANAGE_PEOPLE, anywhere=False)


@guard
def people(request: HttpRequest) -> HttpResponse:
    """Accounts: filters by words, unit, role, state; CSV of what is shown."""
    form = PersonFilter(request.GET)
    said = form.cleaned_data if form.is_valid() else {}
    found = search_people(
        q=said.get("q", "").strip(),
        unit=said.get("unit"),
        role=said.get("role", ""),
        state=said.get("state", ""),
    )
    if request.GET.get("format") == "csv":
        rows = (
            (u.username, u.name, "、".join(map(str, u.held)) or _kind(u), "启用" if u.is_active else "停用")  # type: ignore[attr-defined]
            for u in found
        )
        return csv_response(csv_text(("账号", "姓名", "角色", "状态"), rows), "people.csv")
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    return render(request, "organisations/people.html", {"page": page, "form": form})


def _kind(user: User) -> str:
    grant = getattr(user, "admin_grant", None)
    return grant.get_kind_display() if grant else ""


@never_cache
@guard
def create_person(request: HttpRequest) -> HttpResponse:
    """A new account; its one-time password is on the answer to this very request and nowhere else."""
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = User(**{k: v.strip() for k, v in form.cleaned_data.items()})
        try:
            password = actions.create_person(user, actor=actor_of(request))
        except Refused as refused:
            show_reasons(form, refused.reasons)
        else:
            return _one_time(request, user, password)
    return render(request, "organisations/person_form.html", {"form": form, "person": None})


def _one_time(request: HttpRequest, user: User, password: str) -> HttpResponse:
    return render(request, "organisations/one_time_password.html", {"person": user, "password": password})


def _failures(user: User) -> int:
    found = AccessAttempt.objects.filter(username=user.username).aggregate(n=Sum("failures_since_start"))
    return found["n"] or 0


@guard
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One account: roles with dates, state, and what may be done with it now."""
    shown = get_object_or_404(User.objects.select_related("admin_grant"), pk=pk)
    actor, failures = actor_of(request), _failures(shown)
    grant = getattr(shown, "admin_grant", None)
    stop = actions.deactivate if shown.is_active else actions.reactivate
    context = {
        "person": shown,
        "roles": Membership.objects.filter(user=shown).select_related("unit").order_by("-valid_from"),
        "today": timezone.localdate(),
        "grant": grant,
        "failures": failures,
        "locked": failures >= settings.AXES_FAILURE_LIMIT,
        "two_step": two_step_device(shown),
        "stop_reasons": stop.reasons(shown, actor=actor),
        "reset_reasons": actions.reset_password.reasons(shown, actor=actor),
        "role_form": None if grant or not shown.is_active else RoleForm(),
    }
    return render(request, "organisations/person.html", context)


@guard
def edit_person(request: HttpRequest, pk: int) -> HttpResponse:
    shown = get_object_or_404(User, pk=pk)
    form = PersonForm(request.POST or None, person=shown)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_person(shown, actor=actor_of(request), **form.cleaned_data)
        except Refused as refused:
            show_reasons(form, refused.reasons)
        else:
            messages.success(request, "已保存。")
            return redirect("organisations:person", pk=pk)
    return render(request, "organisations/person_form.html", {"form": form, "person": shown})


@guard
def grant_role(request: HttpRequest, pk: int) -> HttpResponse:
    """A role at a unit with its dates; the form also stands on the person's page."""
    shown = get_object_or_404(User, pk=pk)
    form = RoleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.grant_role(shown, actor=actor_of(request), **form.cleaned_data)
        except Refused as refused:
            show_reasons(form, refused.reasons)
        else:
            messages.success(request, f"已授予{shown}角色。")
            return redirect("organisations:person", pk=pk)
    return render(request, "organisations/role_form.html", {"form": form, "person": shown})


@guard
def end_role(request: HttpRequest, pk: int, role: int) -> HttpResponse:
    membership = get_object_or_404(Membership.objects.select_related("user", "unit"), pk=role, user=pk)
    form = EndRoleForm(request.POST or None, initial={"on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_role(
                membership.user, actor=actor_of(request), membership=membership, on=form.cleaned_data["on"]
            )
        except Refused as refused:
            show_reasons(form, refused.reasons)
        else:
            messages.success(request, f"已结束{membership.user}的“{membership}”。")
            return redirect("organisations:person", pk=pk)
    return render(request, "organisations/role_end.html", {"form": form, "membership": membership})


def _simply(request: HttpRequest, pk: int, verb: Verb, said: str) -> HttpResponse:
    shown = get_object_or_404(User, pk=pk)
    verb(shown, actor=actor_of(request))
    messages.success(request, said.format(shown))
    return redirect("organisations:person", pk=pk)


@require_POST
@guard
def deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    return _simply(request, pk, actions.deactivate, "已停用{}的账号，其登录立即失效。")


@require_POST
@guard
def reactivate(request: HttpRequest, pk: int) -> HttpResponse:
    return _simply(request, pk, actions.reactivate, "已重新启用{}的账号。")


@require_POST
@guard
def unlock(request: HttpRequest, pk: int) -> HttpResponse:
    return _simply(request, pk, actions.unlock, "已解除{}的登录锁定。")


@require_POST
@guard
def reset_two_step(request: HttpRequest, pk: int) -> HttpResponse:
    return _simply(request, pk, actions.reset_two_step, "已取消{}的两步登录，请其登录后重新开启。")


@never_cache
@require_POST
@guard
def reset_password(request: HttpRequest, pk: int) -> HttpResponse:
    shown = get_object_or_404(User, pk=pk)
    password = actions.reset_password(shown, actor=actor_of(request))
    return _one_time(request, shown, password)


@guard
def administrators(request: HttpRequest) -> HttpResponse:
    """The three kinds with who holds them, and the grant of one."""
    form = AdminForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.grant_admin(said["user"], actor=actor_of(request), kind=said["kind"])
        except Refused as refused:
            show_reasons(form, refused.reasons)
        else:
            messages.success(request, f"已指定{said['user']}为管理员。")
            return redirect("organisations:administrators")
    rows = [
        (grant, actions.revoke_admin.reasons(grant.user, actor=actor_of(request)))
        for grant in AdminGrant.objects.select_related("user").order_by("kind", "since")
    ]
    return render(request, "organisations/administrators.html", {"rows": rows, "form": form})


@require_POST
@guard
def revoke_admin(request: HttpRequest, pk: int) -> HttpResponse:
    shown = get_object_or_404(User, pk=pk)
    actions.revoke_admin(shown, actor=actor_of(request))
    messages.success(request, f"已取消{shown}的管理员授权。")
    return redirect("organisations:administrators")
