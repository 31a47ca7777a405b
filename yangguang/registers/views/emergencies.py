"""Emergency themes and decisions to publish on the workbench."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from yangguang.core.actions import Refused
from yangguang.core.actors import actor_of
from yangguang.core.exporting import csv_file
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, may, requires, scope
from yangguang.publications.models import ColumnEntry

from .. import forms, queries, rules
from ..actions import emergencies as verbs
from ..actions.lists import keeps
from ..models import ReleaseDecision, Theme
from .lists import chosen_publication, tell


def _now() -> dt.datetime:
    return timezone.localtime().replace(second=0, microsecond=0)


@requires(Act.VIEW)
def themes(request: HttpRequest) -> HttpResponse:
    """Every theme: on or off, its newest item, its age."""
    units = queries.keepable_units(actor_of(request), timezone.localdate())
    if request.method == "POST":
        given = request.POST.get("unit", "")
        unit = get_object_or_404(units, pk=int(given) if given.isdecimal() and len(given) < 12 else 0)
        verbs.start_themes(unit, actor=actor_of(request))
        messages.success(request, "七个主题已建立，都还没有开启")
        return redirect("registers:themes")
    context = {
        "states": queries.theme_states(timezone.localdate()),
        "retired": Theme.objects.exclude(retired_at=None),
        "units": units,
        "days": rules.THEME_DAYS,
    }
    return render(request, "registers/themes.html", context)


@requires(Act.REVIEW, Act.PLAN)
def add(request: HttpRequest) -> HttpResponse:
    """A new theme."""
    actor = actor_of(request)
    form = forms.ThemeForm(request.POST or None, units=queries.keepable_units(actor, timezone.localdate()))
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        try:
            made = verbs.add_theme(values.pop("unit"), actor=actor, **values)
        except Refused as error:
            tell(form, error)
        else:
            return redirect("registers:theme", made.pk)
    return render(request, "registers/theme_form.html", {"form": form, "theme": None})


def _kept(request: HttpRequest, pk: int) -> Theme:
    actor = actor_of(request)
    rows = Theme.objects.select_related("unit", "column")
    return get_object_or_404(rows if may(actor, Act.PLAN) else scope(actor, Act.REVIEW, rows), pk=pk)


@requires(Act.REVIEW, Act.PLAN)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename a theme or change its words."""
    found = _kept(request, pk)
    start = {"name": found.name, "slug": found.slug, "words": " ".join(found.words), "order": found.order}
    form = forms.ThemeForm(
        request.POST or None,
        units=Unit.objects.filter(pk=found.unit_id),
        initial={**start, "unit": found.unit},
    )
    if request.method == "POST" and form.is_valid():
        values = {k: v for k, v in form.cleaned_data.items() if k != "unit"}
        try:
            verbs.change_theme(found, actor=actor_of(request), **values)
        except Refused as error:
            tell(form, error)
        else:
            messages.success(request, "已保存")
            return redirect("registers:theme", pk)
    return render(request, "registers/theme_form.html", {"form": form, "theme": found})


@requires(Act.VIEW)
def theme(request: HttpRequest, pk: int) -> HttpResponse:
    """One theme: its windows, its newest records, those a person put under it."""
    found = get_object_or_404(Theme.objects.select_related("unit", "column"), pk=pk)
    asked = request.GET.get("q", "")[:200]
    state = next((s for s in queries.theme_states(timezone.localdate()) if s.theme == found), None)
    entries = ColumnEntry.objects.filter(column=found.column_id).select_related("publication__unit")
    context = {
        "theme": found,
        "state": state,
        "windows": found.windows.all(),
        "entries": entries.defer("publication__body").order_by("-published_at")[:10],
        "records": found.records.select_related("publication__unit")
        .defer("publication__body")
        .order_by("-pk")[:30],
        "form": forms.SwitchForm(initial={"at": _now()}),
        "q": asked,
        "hits": queries.find_publications(asked),
        "keeps": not keeps(actor_of(request), found.unit),
        "days": rules.THEME_DAYS,
    }
    return render(request, "registers/theme.html", context)


@requires(Act.REVIEW, Act.PLAN)
@require_POST
def theme_act(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Switch on or off, put a record under the theme or take it away, retire the theme."""
    found, actor = _kept(request, pk), actor_of(request)
    if what in ("on", "off"):
        form = forms.SwitchForm(request.POST)
        if not form.is_valid():
            for errors in form.errors.values():
                messages.error(request, "；".join(str(e) for e in errors))
            return redirect("registers:theme", pk)
        verb = verbs.switch_on if what == "on" else verbs.switch_off
        verb(found, actor=actor, **form.cleaned_data)
        messages.success(request, "已开启" if what == "on" else "已关闭")
    elif what in ("put", "take"):
        publication = chosen_publication(request.POST.get("publication", ""))
        if publication is None:
            messages.error(request, "没有找到这条信息")
        else:
            (verbs.put_under if what == "put" else verbs.take_from)(
                found, actor=actor, publication=publication
            )
    elif what in ("retire", "use"):
        (verbs.retire_theme if what == "retire" else verbs.use_theme_again)(found, actor=actor)
    else:
        raise Http404("没有这个操作")
    return redirect("registers:theme", pk)


# -- decisions ------------------------------------------------------------------------------------------------------


@requires(Act.VIEW)
def decisions(request: HttpRequest) -> HttpResponse:
    """Decisions of the units one may look at, newest first, with their timelines."""
    actor = actor_of(request)
    rows = queries.decisions(actor)
    if request.GET.get("format") == "csv":
        return csv_file("发布决定", _lines(rows[:5000]))
    units = scope(actor, Act.EDIT, Unit.objects.answerable(timezone.localdate()), unit="pk").order_by("order")
    form = forms.DecisionForm(request.POST or None, units=units, initial={"decided_at": _now()})
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        try:
            made = verbs.record_decision(values.pop("unit"), actor=actor, **values)
        except Refused as error:
            tell(form, error)
        else:
            messages.success(
                request, f"已登记，应于 {timezone.localtime(made.deadline):%m月%d日 %H:%M} 前发布"
            )
            return redirect("registers:decision", made.pk)
    context = {
        "rows": Paginator(rows, 50).get_page(request.GET.get("page")),
        "form": form,
        "writes": units.exists(),
        "now": timezone.now(),
    }
    return render(request, "registers/decisions.html", context)


def _lines(rows: object) -> list[list[str]]:
    moment = lambda at: f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else ""  # noqa: E731
    found = [["单位", "事项", "级别", "决定时间", "应发布时间", "实际发布时间", "状态", "决定人", "登记时间"]]
    for d in rows:  # type: ignore[attr-defined]
        found.append([d.unit.name, d.title, d.get_level_display(), moment(d.decided_at), moment(d.deadline), moment(d.published_at),
                      d.state, d.decided_by, moment(d.recorded_at)])  # fmt: skip
    return found


@requires(Act.VIEW)
def decision(request: HttpRequest, pk: int) -> HttpResponse:
    """One decision: its timeline, and a chooser for the record that answers it."""
    found = get_object_or_404(queries.decisions(actor_of(request)), pk=pk)
    actor = actor_of(request)
    asked = request.GET.get("q", "")[:200]
    mine = scope(actor, Act.VIEW, Unit.objects.all(), unit="pk").values_list("pk", flat=True) if asked else []
    allowed = set(mine)
    context = {
        "decision": found,
        "events": queries.timeline(found),
        "now": timezone.now(),
        "q": asked,
        "hits": [p for p in queries.find_publications(asked, live=False) if p.live or p.unit_id in allowed],
        "writes": may(actor, Act.EDIT, found.unit) and found.cancelled_at is None,
        "cancels": not verbs.cancel_decision.reasons(found, actor=actor, reason="-"),
    }
    return render(request, "registers/decision.html", context)


@requires(Act.EDIT)
@require_POST
def decision_act(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Say which record answers a decision, or cancel it."""
    actor = actor_of(request)
    found = get_object_or_404(scope(actor, Act.EDIT, ReleaseDecision.objects.all()), pk=pk)
    if what == "answer":
        publication = chosen_publication(request.POST.get("publication", ""))
        if publication is None or not (publication.live or may(actor, Act.VIEW, publication.unit_id)):
            messages.error(request, "没有找到这条信息")
        else:
            verbs.answer_decision(found, actor=actor, publication=publication)
            messages.success(request, "已对应")
    elif what == "cancel":
        verbs.cancel_decision(found, actor=actor, reason=request.POST.get("reason", ""))
        messages.success(request, "决定已撤销")
    else:
        raise Http404("没有这个操作")
    return redirect("registers:decision", pk)
