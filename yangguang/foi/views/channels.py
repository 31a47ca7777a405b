"""The units' channels on the desk: the month's matrix, recording what was tried, the sheet to take along."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from yangguang.core.actions import Refused
from yangguang.core.actors import Actor, actor_of
from yangguang.core.exporting import FORMS
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, may, powers, requires, scope

from .. import forms_oversight as forms
from .. import oversight, probes, trying
from ..actions import intake, probing

_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")


def _month(request: HttpRequest) -> dt.date:
    """The first day of the month asked for; this month's by default."""
    found = _MONTH.fullmatch(request.GET.get("month", ""))
    return dt.date(int(found[1]), int(found[2]), 1) if found else timezone.localdate().replace(day=1)


def _units(actor: Actor, act: Act, on: dt.date) -> list[Unit]:
    return list(scope(actor, act, intake.accepting_units(on), unit="pk").order_by("order", "id"))


def tried_by(actor: Actor) -> list[Unit]:
    """The units whose channels this person may try."""
    if not may(actor, Act.PLAN) and not oversight.does_justice(actor):
        return []
    units = intake.accepting_units(timezone.localdate()).order_by("order", "id")
    return [u for u in units if not probing.who_may(actor, u)]


@requires(Act.VIEW)
def matrix(request: HttpRequest) -> HttpResponse:
    """Units by channels in a month: the office sees every unit, a unit its own."""
    actor, today, first = actor_of(request), timezone.localdate(), _month(request)
    _, last = probes.month_of(first)
    form = FORMS.get(request.GET.get("format", ""))
    if form is not None and powers(actor.user).may_anywhere(Act.EXPORT):
        rows = probes.table(first, last, _units(actor, Act.EXPORT, min(last, today)))
        return form(f"{first:%Y-%m}申请渠道核查", _export(rows))
    rows = probes.table(first, last, _units(actor, Act.VIEW, min(last, today)))
    good, bad, left = probes.counts(rows)
    context = {
        "rows": rows, "good": good, "bad": bad, "left": left, "first": first, "today": today, "tab": "oversight",
        "channels": probes.Channel.labels, "previous": first - dt.timedelta(days=1),
        "next": last + dt.timedelta(days=1) if last < today else None, "records": bool(tried_by(actor)),
        "plans": may(actor, Act.PLAN), "exports": powers(actor.user).may_anywhere(Act.EXPORT),
        "current": first <= today <= last,
    }  # fmt: skip
    return render(request, "foi/oversight/channels.html", context)


def _export(rows: Sequence[probes.Row]) -> Iterator[Sequence[str]]:
    yield ("单位", "渠道", "地址或电话", "结果", "核查日期", "情况", "核查人")
    for row in rows:
        for channel, (name, probe) in zip(probes.Channel, row.cells, strict=True):
            where = probes.place(row.told, channel) if channel in probes.ASKED else ""
            if probe is None:
                yield (row.unit.name, name, where, "没有核查", "", "", "")
            else:
                said = "畅通" if probe.ok else "不通"
                yield (row.unit.name, name, where, said, f"{probe.on}", probe.note, probe.by_label)


@requires(Act.PLAN, Act.REVIEW)
def record(request: HttpRequest) -> HttpResponse:
    """One channel of many units on one page: who called them all enters the results at once, or not at all."""
    actor = actor_of(request)
    units = tried_by(actor)
    given = request.POST if request.method == "POST" else request.GET
    channel = given.get("channel", "")
    channel = channel if channel in probes.ASKED else str(probes.Channel.PHONE)
    form = forms.ProbeForm(request.POST or None, initial={"channel": channel})
    first, _ = probes.month_of(timezone.localdate())
    lines: list[dict[str, Any]] = [
        {
            "unit": row.unit, "place": probes.place(row.told, channel), "hours": row.told.hours,
            "last": row.of(probes.Channel(channel)),
            "form": forms.ResultForm(request.POST or None, prefix=f"u{row.unit.pk}"),
        }
        for row in probes.table(first, timezone.localdate(), units)
    ]  # fmt: skip
    whole = request.method == "POST" and form.is_valid() and all(line["form"].is_valid() for line in lines)
    if whole and (kept := _keep(form, lines, actor)):
        messages.success(request, f"已记录 {kept} 个单位的{probes.Channel(channel).label}")
        return redirect("foi:channels")
    wrong = bool(form.errors) or any(line["form"].errors for line in lines)
    context = {
        "form": form, "lines": lines, "channel": probes.Channel(channel), "asked": probes.ASKED,
        "tab": "oversight", "wrong": [line for line in lines if line["form"].errors],
    }  # fmt: skip
    return render(request, "foi/oversight/record.html", context, status=422 if wrong else 200)


def _keep(form: Any, lines: list[dict[str, Any]], actor: Actor) -> int:
    """Record what was filled in, all of it or nothing; refusals go to the unit's line. Returns how many."""
    filled = [line for line in lines if line["form"].cleaned_data["result"]]
    if not filled:
        form.add_error(None, "还没有选任何单位的结果")
        return 0
    refused = False
    with transaction.atomic():
        for line in filled:
            said = line["form"].cleaned_data
            try:
                probing.record(
                    line["unit"], actor=actor, channel=form.cleaned_data["channel"], on=form.cleaned_data["on"],
                    ok=said["result"] == "ok", note=said["note"],
                )  # fmt: skip
            except Refused as error:
                refused = True
                for reason in error.reasons:
                    if reason.field in form.fields:
                        if str(reason) not in form.errors.get(reason.field, []):
                            form.add_error(reason.field, str(reason))
                    else:
                        line["form"].add_error("note" if reason.field == "note" else "result", str(reason))
        if refused:
            transaction.set_rollback(True)
    return 0 if refused else len(filled)


@requires(Act.PLAN, Act.REVIEW)
def sheet(request: HttpRequest) -> HttpResponse:
    """What to try and where, for printing."""
    actor, today = actor_of(request), timezone.localdate()
    first, _ = probes.month_of(today)
    rows = probes.table(first, today, tried_by(actor))
    context = {"rows": rows, "first": first, "today": today, "tab": "oversight"}
    return render(request, "foi/oversight/sheet.html", context)


@requires(Act.PLAN, anywhere=False)
@require_POST
def try_now(request: HttpRequest) -> HttpResponse:
    """Try every web form now instead of waiting for the morning."""
    try:
        tried, failed = probing.try_forms(timezone.localdate(), actor=actor_of(request), again=True)
    except trying.Unreachable as error:
        messages.error(request, f"没有核查成，请联系网站运行单位：{error}")
        return redirect("foi:channels")
    if failed:
        messages.warning(request, f"核查了 {tried} 个单位的网上申请页面，{failed} 个不通")
    else:
        messages.success(request, f"核查了 {tried} 个单位的网上申请页面，全部畅通")
    return redirect("foi:channels")
