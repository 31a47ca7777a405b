"""Gaps: ordinals that are missing, plans without a plan above, publications outside the register, the topic page."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from yangguang.core.actions import Refused
from yangguang.core.actors import actor_of
from yangguang.organisations.permissions import Act, requires

from .. import defaults, forms, queries
from ..actions import series as verbs
from ..keeping import keeper, keeps
from ..models import Series, SeriesGap
from .finding import makers, tell


def _show(request: HttpRequest, form: forms.SeriesForm | None = None) -> HttpResponse:
    actor, today = actor_of(request), timezone.localdate()
    mine = queries.cards(queries.visible(actor).filter(given_up_at=None).order_by("id"), today)
    apart = queries.unregistered()
    units = makers(actor)
    context = {
        "strips": queries.strips(today),
        "form": form or forms.SeriesForm(),
        "orphans": [c for c in mine if c.orphan],
        "apart": apart[:50],
        "more_apart": apart[50:51].exists(),
        "may_register": set(units.values_list("pk", flat=True)),
        "topic": queries.topic(),
        "topic_reasons": defaults.topic_reasons(actor),
        "keeps": keeps(actor),
        "keeper": keeper(),
        "hub_item": queries.HUB_ITEM,
    }
    return render(request, "planning/series.html", context)


@requires(Act.VIEW)
def series(request: HttpRequest) -> HttpResponse:
    """What the plan system lacks, each with what to do about it."""
    return _show(request)


@requires(Act.EDIT)
@require_POST
def open_series(request: HttpRequest) -> HttpResponse:
    form = forms.SeriesForm(request.POST)
    if not form.is_valid():
        return _show(request, form)
    try:
        made = verbs.open_series(None, actor=actor_of(request), **form.cleaned_data)
    except Refused as refused:
        tell(request, refused, form)
        return _show(request, form)
    messages.success(request, f"已建立系列“{made}”，登记规划时可以选它")
    return redirect("planning:series")


@requires(Act.EDIT)
@require_POST
def explain(request: HttpRequest, pk: int) -> HttpResponse:
    """Say why an ordinal is missing."""
    found = get_object_or_404(Series, pk=pk)
    form = forms.GapForm(request.POST)
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, f"没有保存说明：{errors[0]}")
        return redirect("planning:series")
    try:
        verbs.explain(found, actor=actor_of(request), **form.cleaned_data)
        messages.success(request, "已说明，公众页面同时显示")
    except Refused as refused:
        tell(request, refused)
    return redirect("planning:series")


@requires(Act.EDIT)
@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        verbs.take_back(get_object_or_404(SeriesGap, pk=pk), actor=actor_of(request))
        messages.success(request, "已撤回说明，这一届重新计为缺口")
    except Refused as refused:
        tell(request, refused)
    return redirect("planning:series")


@requires(Act.EDIT)
@require_POST
def topic(request: HttpRequest) -> HttpResponse:
    """Open the topic page of plans."""
    try:
        made = defaults.open_topic(actor_of(request))
        if made is not None:
            messages.success(request, f"已开设“{made}”")
    except Refused as refused:
        tell(request, refused)
    return redirect("planning:series")
