"""The register of units, and the groups of units."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from yangguang.core.actions import Refused
from yangguang.core.actors import actor_of

from .. import actions
from ..forms import DateFilter, EndForm, MembersForm, MergeForm, UnitFilter, UnitForm, show_reasons
from ..mergers import pending
from ..models import Membership, Unit, UnitGroup
from ..permissions import Act, may, requires, signed_in
from ..queries import UNIT_COLUMNS, csv_text, group_sizes, members_of, search_units, unit_history, unit_rows

PAGE = 50


def csv_response(text: str, filename: str) -> HttpResponse:
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response


@signed_in
def units(request: HttpRequest) -> HttpResponse:
    """The register: filters by words, kind and state; CSV of what is shown. Open to everyone signed in."""
    form = UnitFilter(request.GET)
    said = form.cleaned_data if form.is_valid() else {}
    found = search_units(
        q=said.get("q", "").strip(), kind=said.get("kind", ""), when=said.get("when") or "now",
        on=timezone.localdate(),
    )  # fmt: skip
    if request.GET.get("format") == "csv":
        return csv_response(csv_text(UNIT_COLUMNS, unit_rows(found.prefetch_related("names"))), "units.csv")
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    may_manage = may(actor_of(request), Act.MANAGE_UNITS)
    context = {"page": page, "form": form, "may_manage": may_manage, "on": timezone.localdate()}
    return render(request, "organisations/units.html", context)


@signed_in
def unit(request: HttpRequest, pk: int) -> HttpResponse:
    """One unit: names, contact, groups; its people and history only for those who may see them."""
    today, actor = timezone.localdate(), actor_of(request)
    shown = get_object_or_404(Unit.objects.select_related("parent", "merged_into", "contact"), pk=pk)
    manages = may(actor, Act.MANAGE_UNITS)
    sees_people = manages or may(actor, Act.VIEW, shown) or may(actor, Act.MANAGE_PEOPLE)
    contact = getattr(shown, "contact", None)
    context: dict[str, Any] = {
        "unit": shown,
        "on": today,
        "names": shown.names.all(),
        "contact": contact,
        "confirm_reasons": actions.confirm_contact.reasons(contact, actor=actor) if contact else [],
        "may_set_contact": manages or may(actor, Act.EDIT, shown),
        "children": Unit.objects.filter(parent=shown).active(today),
        "merged_from": shown.merged_from.all(),
        "groups": [g for g in UnitGroup.objects.all() if g.members(today).filter(pk=shown.pk).exists()],
        "sees_people": sees_people,
        "members": members_of(shown, today) if sees_people else None,
        "history": unit_history(shown) if manages or may(actor, Act.VIEW, shown) else None,
        "may_manage": manages,
        "active": shown.is_active(today),
    }
    return render(request, "organisations/unit.html", context)


@requires(Act.MANAGE_UNITS, anywhere=False)
def create_unit(request: HttpRequest) -> HttpResponse:
    form = UnitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        aliases = said.pop("aliases")
        try:
            made = actions.create_unit(Unit(**said), actor=actor_of(request), aliases=aliases)
        except Refused as refused:
            show_reasons(form, refused.reasons)
        else:
            messages.success(request, f"已设立{made}，七种角色的权限组也已建好。请安全管理员授予人员角色。")
            return redirect("organisations:unit", pk=made.pk)
    return render(request, "organisations/unit_form.html", {"form": form, "unit": None})


@requires(Act.MANAGE_UNITS, anywhere=False)
def edit_unit(request: HttpRequest, pk: int) -> HttpResponse:
    shown = get_object_or_404(Unit, pk=pk)
    form = UnitForm(request.POST or None, instance=shown)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_unit(shown, actor=actor_of(request), **form.cleaned_data)
        except Refused as refused:
            show_reasons(form, refused.reasons)
        else:
            messages.success(request, "已保存。")
            return redirect("organisations:unit", pk=pk)
    return render(request, "organisations/unit_form.html", {"form": form, "unit": shown})


@requires(Act.MANAGE_UNITS, anywhere=False)
def merge_unit(request: HttpRequest, pk: int) -> HttpResponse:
    """Two steps on one page: choose, look at what will follow, confirm."""
    shown, today = get_object_or_404(Unit, pk=pk), timezone.localdate()
    form = MergeForm(request.POST or None, unit=shown, initial={"on": today})
    preview = None
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        found = actions.merge_unit.reasons(shown, actor=actor_of(request), **said)
        if not found and "confirm" in request.POST:
            try:
                actions.merge_unit(shown, actor=actor_of(request), **said)
            except Refused as refused:
                found = refused.reasons
            else:
                messages.success(request, f"{shown}已并入{said['into']}。请安全管理员给接手的人员授予角色。")
                return redirect("organisations:unit", pk=pk)
        show_reasons(form, found)
        if not found:
            preview = {**_consequences(shown), **said}
    context = {"form": form, "unit": shown, "preview": preview, "blocked": _already(shown)}
    return render(request, "organisations/unit_merge.html", context)


def _already(unit: Unit) -> str:
    if unit.merged_into is not None:
        return f"{unit}已并入{unit.merged_into}。"
    return f"{unit}已撤销。" if unit.active_to is not None else ""


def _consequences(unit: Unit) -> dict[str, Any]:
    today = timezone.localdate()
    held = Membership.objects.filter(unit=unit).exclude(valid_to__lt=today).select_related("user")
    return {
        "people": held,
        "children": Unit.objects.filter(parent=unit, active_to=None),
        "pending": pending(unit),
        "names": [unit.name, unit.full_name, *unit.names.values_list("name", flat=True)],
    }


@requires(Act.MANAGE_UNITS, anywhere=False)
def end_unit(request: HttpRequest, pk: int) -> HttpResponse:
    shown, today = get_object_or_404(Unit, pk=pk), timezone.localdate()
    form = EndForm(request.POST or None, initial={"on": today})
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_unit(shown, actor=actor_of(request), on=form.cleaned_data["on"])
        except Refused as refused:
            show_reasons(form, refused.reasons)
        else:
            messages.success(request, f"已撤销{shown}。")
            return redirect("organisations:unit", pk=pk)
    reasons = (
        actions.end_unit.reasons(shown, actor=actor_of(request), on=today) if request.method == "GET" else []
    )
    context = {"form": form, "unit": shown, "reasons": reasons, **_consequences(shown)}
    return render(request, "organisations/unit_end.html", context)


@signed_in
def groups(request: HttpRequest) -> HttpResponse:
    context = {"groups": group_sizes(timezone.localdate()), "on": timezone.localdate()}
    return render(request, "organisations/groups.html", context)


@signed_in
def group(request: HttpRequest, pk: int) -> HttpResponse:
    """The members of a group on a day, and the choice of members where a person chooses them."""
    shown = get_object_or_404(UnitGroup, pk=pk)
    actor, today = actor_of(request), timezone.localdate()
    may_choose = shown.rule == UnitGroup.Rule.CHOSEN and (
        may(actor, Act.PLAN) or may(actor, Act.MANAGE_UNITS)
    )
    on_form = DateFilter(request.GET or None)
    on = (on_form.cleaned_data["on"] if on_form.is_valid() else None) or today
    form = None
    if may_choose:
        form = MembersForm(request.POST or None, initial={"units": shown.members(today)})
        if request.method == "POST" and form.is_valid():
            try:
                actions.set_group_members(shown, actor=actor, units=list(form.cleaned_data["units"]))
            except Refused as refused:
                show_reasons(form, refused.reasons)
            else:
                messages.success(request, f"“{shown}”现有 {shown.members(today).count()} 个成员。")
                return redirect("organisations:group", pk=pk)
    members = shown.members(on).select_related("parent")
    context = {"group": shown, "members": members, "on": on, "on_form": on_form, "form": form, "today": today}
    return render(request, "organisations/group.html", context)
