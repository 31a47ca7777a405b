"""Upkeep: the quarterly word on each list, number series with their holes, clean-up campaigns."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from yangguang.core.actions import Refused
from yangguang.core.actors import Actor, actor_of
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, may, powers, requires, scope

from .. import forms, queries, rules
from ..actions import campaigns as cleaning
from ..actions import confirming
from ..actions import numbers as numbering
from ..keepers import keeper, keeps, visible
from ..models import Campaign, CampaignItem, Confirmation, NumberReason
from .register import tell


def _unit(request: HttpRequest, units: Any) -> Unit | None:
    given = request.POST.get("unit") or request.GET.get("unit") or ""
    found: Unit | None = units.filter(pk=given[:12]).first() if given.isdecimal() else None
    return found or units.first()


def _own(actor: Actor) -> Any:
    return scope(actor, Act.VIEW, Unit.objects.answerable(timezone.localdate()).order_by("order"), unit="pk")


@requires(Act.VIEW)
def confirm(request: HttpRequest) -> HttpResponse:
    """One's unit's list of the quarter, to be confirmed; for the keeper, who has confirmed."""
    actor, today = actor_of(request), timezone.localdate()
    units = _own(actor)
    unit = _unit(request, units)
    form = forms.ConfirmForm(request.POST or None)
    if request.method == "POST" and unit is not None and form.is_valid():
        try:
            made = confirming.confirm(unit, actor=actor, **form.cleaned_data)
        except Refused as error:
            tell(request, None, error)
        else:
            messages.success(request, f"已确认：{made}，{made.count} 件")
        return redirect(f"{request.path}?unit={unit.pk}")
    year, quarter = rules.quarter_of(today)
    shown = queries.unit_list(unit, today) if unit else None
    overview = queries.confirmations(today) if keeps(actor, Act.VIEW) or _everywhere(actor) else []
    context = {
        "unit": unit, "units": units, "shown": shown, "year": year, "quarter": quarter,
        "done": Confirmation.objects.filter(unit=unit, year=year, quarter=quarter).first(),
        "form": forms.ConfirmForm(initial={"sha256": shown.sha256 if shown else ""}),
        "reasons": confirming.confirm.reasons(unit, actor=actor, sha256=shown.sha256) if unit and shown else [],
        "overview": overview, "given": sum(c is not None for _, c, _ in overview),
        "before": Confirmation.objects.filter(unit=unit).defer("listed")[:8],
    }  # fmt: skip
    return render(request, "norms/confirm.html", context)


def _everywhere(actor: Actor) -> bool:
    return actor.is_system or Act.VIEW in powers(actor.user).everywhere


@requires(Act.VIEW)
def confirmation(request: HttpRequest, pk: int) -> HttpResponse:
    """A confirmed list as it was, with its hash."""
    found = visible(actor_of(request), Confirmation.objects.select_related("unit")).filter(pk=pk).first()
    if found is None:
        raise Http404("没有这份确认，或您不能查看")
    return render(request, "norms/confirmation.html", {"found": found})


@requires(Act.VIEW)
def numbers(request: HttpRequest) -> HttpResponse:
    """The number series of a unit, each number with what stands on it."""
    return _numbers(request, forms.ExplainForm(initial={"year": timezone.localdate().year}))


def _numbers(request: HttpRequest, form: forms.ExplainForm) -> HttpResponse:
    actor = actor_of(request)
    units = Unit.objects.order_by("order") if keeps(actor, Act.VIEW) else _own(actor)
    unit = _unit(request, units)
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and len(asked) == 4 else None
    found = queries.number_series([unit.pk], year) if unit else []
    explained = NumberReason.objects.filter(unit=unit)
    writes = unit is not None and (keeps(actor) or may(actor, Act.EDIT, unit))
    context = {
        "unit": unit, "units": units, "year": year, "series": found, "form": form, "writes": writes,
        "years": sorted({s.year for s in found}, reverse=True), "holes": sum(len(s.holes) for s in found),
        "explained": (explained.filter(year=year) if year else explained)[:200],
    }  # fmt: skip
    return render(request, "norms/numbers.html", context)


@requires(Act.EDIT)
@require_POST
def explain(request: HttpRequest) -> HttpResponse:
    """Say why nothing public stands on some numbers."""
    actor = actor_of(request)
    units = (
        Unit.objects.order_by("order")
        if keeps(actor)
        else scope(actor, Act.EDIT, Unit.objects.all(), unit="pk")
    )
    unit = _unit(request, units)
    if unit is None:
        raise Http404("您的账号没有可以登记的单位")
    form = forms.ExplainForm(request.POST)
    if not form.is_valid():
        return _numbers(request, form)
    try:
        numbering.explain(unit, actor=actor, **form.values())
    except Refused as error:
        tell(request, form, error)
        return _numbers(request, form)
    messages.success(request, "已登记号码说明")
    return redirect(f"/desk/norms/numbers/?unit={unit.pk}")


@requires(Act.EDIT)
@require_POST
def retract(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a reason back."""
    found = visible(actor_of(request), NumberReason.objects.select_related("unit")).filter(pk=pk).first()
    if found is None:
        raise Http404("没有这条说明，或您不能查看")
    try:
        numbering.retract(found, actor=actor_of(request))
    except Refused as error:
        tell(request, None, error)
    else:
        messages.success(request, f"已撤回 {found} 的说明")
    return redirect(f"/desk/norms/numbers/?unit={found.unit_id}")


@requires(Act.VIEW)
def campaigns(request: HttpRequest) -> HttpResponse:
    """All clean-ups, and opening one."""
    actor, unit = actor_of(request), keeper()
    form = forms.CampaignForm(request.POST or None, initial={"base_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        if unit is None:
            raise Http404("没有设置规范性文件登记单位")
        try:
            made = cleaning.open_campaign(unit, actor=actor, **form.cleaned_data)
        except Refused as error:
            tell(request, form, error)
        else:
            messages.success(request, f"已发起：{made}")
            return redirect("norms:campaign", made.pk)
    context = {
        "campaigns": Campaign.objects.select_related("publication"),
        "form": form,
        "keeps": keeps(actor),
    }
    return render(request, "norms/campaigns.html", context)


@requires(Act.VIEW)
def campaign(request: HttpRequest, pk: int) -> HttpResponse:
    """One clean-up: every document that one may look at, with proposal and decision."""
    actor = actor_of(request)
    found = get_object_or_404(Campaign.objects.select_related("unit", "publication"), pk=pk)
    items = list(
        visible(
            actor, found.items.select_related("norm", "norm__unit").defer("norm__body"), "norm__unit"
        ).order_by("norm__unit__order", "norm__written_on", "id")
    )
    counts = {d.label: sum(i.decision == d for i in items) for d in CampaignItem.Decision}
    context = {
        "campaign": found, "items": items, "counts": counts, "keeps": keeps(actor),
        "open": found.state == Campaign.State.OPEN,
        "proposed": sum(bool(i.proposal) for i in items), "decided": sum(bool(i.decision) for i in items),
        "mine": {i.pk for i in items if keeps(actor) or may(actor, Act.REVIEW, i.norm.unit_id)},
        "decisions": CampaignItem.Decision.choices, "apply_form": forms.ApplyForm(initial={"on": timezone.localdate()}),
        "reason_form": forms.ReasonForm(),
        "reasons": {
            "follow": cleaning.follow_proposals.reasons(found, actor=actor),
            "conclude": cleaning.conclude.reasons(found, actor=actor),
            "apply": cleaning.apply.reasons(found, actor=actor, on=timezone.localdate()),
            "abandon": cleaning.abandon.reasons(found, actor=actor, reason="—"),
        },
    }  # fmt: skip
    return render(request, "norms/campaign.html", context)


ACTS: dict[str, tuple[Any, Callable[[Campaign, Actor, dict[str, Any]], Any], str]] = {
    "follow": (None, lambda c, a, d: cleaning.follow_proposals(c, actor=a), "已按单位意见审定"),
    "conclude": (None, lambda c, a, d: cleaning.conclude(c, actor=a), "已审定，结果文件的草稿在“信息发布”里"),
    "apply": (forms.ApplyForm, lambda c, a, d: cleaning.apply(c, actor=a, **d), "废止和失效已登记"),
    "abandon": (forms.ReasonForm, lambda c, a, d: cleaning.abandon(c, actor=a, **d), "已取消"),
}


@requires(Act.REVIEW)
@require_POST
def campaign_act(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Do one thing to a clean-up."""
    if what not in ACTS:
        raise Http404("没有这个操作")
    actor = actor_of(request)
    if not keeps(actor):
        raise Http404("由登记单位办理")
    found = get_object_or_404(Campaign, pk=pk)
    form_class, do, said = ACTS[what]
    form = form_class(request.POST) if form_class else None
    if form is not None and not form.is_valid():
        messages.error(request, "；".join(e for errors in form.errors.values() for e in errors))
        return redirect("norms:campaign", pk)
    try:
        do(found, actor, form.cleaned_data if form else {})
    except Refused as error:
        tell(request, None, error)
    else:
        messages.success(request, f"{said}：{found}")
    return redirect("norms:campaign", pk)


@requires(Act.REVIEW)
@require_POST
def item(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Propose or decide on one document."""
    verbs = {"propose": cleaning.propose, "decide": cleaning.decide}
    rows = visible(
        actor_of(request), CampaignItem.objects.select_related("norm__unit", "campaign"), "norm__unit"
    )
    found = rows.filter(pk=pk).first()
    if found is None or what not in verbs:
        raise Http404("没有这一件，或您不能查看")
    form = forms.DecisionForm(request.POST)
    if not form.is_valid():
        messages.error(request, "请选择意见")
    else:
        try:
            verbs[what](found, actor=actor_of(request), **form.cleaned_data)
        except Refused as error:
            tell(request, None, error)
        else:
            messages.success(request, f"已保存：{found}")
    response = redirect("norms:campaign", found.campaign_id)
    response["Location"] += f"#item-{found.pk}"
    return response
