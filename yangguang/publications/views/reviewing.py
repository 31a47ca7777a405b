"""The district's settings of publishing: how many sign-offs, who gives them, the codes inside the 索引号."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from yangguang.core.actions import Refused
from yangguang.core.actors import actor_of
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, may, requires, scope

from .. import forms, numbering, queries, signers
from ..actions import reviewing, signing
from ..models import IndexCode, ReviewRule


def _units(request: HttpRequest) -> Any:
    units = Unit.objects.answerable(timezone.localdate()).order_by("order")
    return scope(actor_of(request), Act.VIEW, units, unit="pk")


@requires(Act.VIEW)
def rules(request: HttpRequest) -> HttpResponse:
    """The rules that the district set, and for one unit who signs what; the openness office sets them."""
    actor = actor_of(request)
    sets = may(actor, Act.PLAN)
    units = _units(request)
    form = forms.ReviewRuleForm(request.POST or None, units=units)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            reviewing.set_review_rule(
                data["unit"],
                actor=actor,
                kind=data["kind"],
                levels=data["levels"],
                same_person=data["same_person"],
            )
        except Refused as error:
            for reason in error.reasons:
                form.add_error(reason.field if reason.field in form.fields else None, str(reason))
        else:
            done = signing.follow_rules(actor=actor)
            ready = f"，其中 {done} 条已审完，转为待发布" if done else ""
            messages.success(
                request, f"审校规则已设定，以后送审的按新规则办理；审校中的也按新规则继续{ready}"
            )
            return redirect("publications:rules")
    given = request.GET.get("unit", "")
    unit = units.filter(pk=int(given[:12])).first() if given.isascii() and given.isdecimal() else None
    unit = unit or queries.editable_units(actor).order_by("order").first() or units.first()
    shown = ReviewRule.objects.select_related("unit").order_by("unit__order", "kind")
    context = {
        "rows": shown if sets else shown.filter(unit__in=units) | shown.filter(unit=None),
        "form": form,
        "sets": sets,
        "units": units,
        "unit": unit,
        "signing": signers.of_unit(unit, timezone.localdate()) if unit else [],
        "people": signers.people(unit, timezone.localdate()) if unit else None,
        "short": signers.short_units(timezone.localdate()) if sets else [],
    }
    return render(request, "publications/rules.html", context)


@requires(Act.PLAN, anywhere=False)
@require_POST
def drop_rule(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a rule up: the more general one, or the kind's own number, holds again."""
    actor = actor_of(request)
    reviewing.drop_review_rule(get_object_or_404(ReviewRule, pk=pk), actor=actor)
    signing.follow_rules(actor=actor)
    messages.success(request, "规则已删除，恢复上一级规则或类型默认值")
    return redirect("publications:rules")


@requires(Act.VIEW)
def index_codes(request: HttpRequest) -> HttpResponse:
    """Every unit's code inside the 索引号: the city's, or our own until it is known (待核)."""
    actor = actor_of(request)
    sets = may(actor, Act.PLAN)
    refused: dict[int, tuple[str, list[str]]] = {}
    if request.method == "POST":
        if not sets:
            raise Http404("只有政务公开主管部门可以登记机构代码")
        given = request.POST.get("unit", "")
        unit = get_object_or_404(Unit, pk=int(given[:12]) if given.isascii() and given.isdecimal() else 0)
        code = request.POST.get("code", "").strip().upper()
        try:
            reviewing.set_index_code(
                unit, actor=actor, code=code, verified=bool(request.POST.get("verified"))
            )
        except Refused as error:
            refused[unit.pk] = (code, [str(r) for r in error.reasons])
        else:
            messages.success(request, f"{unit}的机构代码已登记为 {code}，此前编出的索引号不变")
            return redirect("publications:index-codes")
    units = list(_units(request))
    known = {c.unit_id: c for c in IndexCode.objects.filter(unit__in=units)}
    rows = []
    for unit in units:
        found = known.get(unit.pk)
        typed, wrong = refused.get(unit.pk, ("", []))
        rows.append((unit, typed or (found.code if found else numbering.own_code(unit)), found, wrong))
    context = {
        "rows": rows,
        "sets": sets,
        "unverified": sum(1 for _, _, found, _ in rows if found is None or not found.verified),
    }
    return render(request, "publications/index_codes.html", context)
