"""What screens read: lists, numbers, histories."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from yangguang.core.actors import Actor
from yangguang.core.models import AuditEntry
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, may, powers, scope

from .models import Finding, FindingState, Petition, Run, RunState, Site

FILTERS = ("q", "state", "severity", "unit", "site", "item", "petition")
HEADS = (
    "网站", "问题", "指标", "类别", "对象", "处数", "所在页面", "责任单位", "状态", "首次发现", "最近发现", "整改期限", "逾期天数",
    "复发次数", "整改说明", "复查结果",
)  # fmt: skip


def supervises(actor: Actor) -> bool:
    """Whether the person decides about every unit's findings."""
    return actor.is_system or Act.SUPERVISE in powers(actor.user).everywhere


def findings(actor: Actor) -> QuerySet[Finding]:
    """The findings the person may look at: those of their units, or all."""
    rows = scope(actor, Act.VIEW, Finding.objects.all())
    if not supervises(actor):
        rows = rows.exclude(state=FindingState.PENDING)  # not judged yet: nothing to tell a unit
    return rows.select_related("site", "unit")


def sites(actor: Actor) -> QuerySet[Site]:
    return scope(actor, Act.VIEW, Site.objects.all()).select_related("unit", "ruleset")


def narrowed(rows: QuerySet[Finding], asked: dict[str, str], on: dt.date) -> QuerySet[Finding]:
    """The rows that a filter asks for; what it can't read it leaves out."""
    if asked.get("q"):
        rows = rows.filter(
            Q(target__icontains=asked["q"])
            | Q(evidence__icontains=asked["q"])
            | Q(probe__icontains=asked["q"])
        )
    state = asked.get("state", "")
    if state == "overdue":
        rows = rows.filter(state__in=["confirmed", "fixing", "recheck", "returned"], due__lt=on)
    elif state == "open":
        rows = rows.exclude(state__in=[FindingState.CLOSED, FindingState.FALSE])
    elif state in FindingState.values:
        rows = rows.filter(state=state)
    for key in ("severity", "item"):
        if asked.get(key):
            rows = rows.filter(**{key: asked[key]})
    for key in ("unit", "site"):
        if asked.get(key, "").isdecimal() and len(asked[key]) < 13:
            rows = rows.filter(**{key: int(asked[key])})
    if asked.get("petition") == "open":
        rows = rows.filter(petitions__granted=None, petitions__isnull=False).distinct()
    return rows


def counts(rows: QuerySet[Finding], on: dt.date) -> dict[str, int]:
    """Numbers for the tiles."""
    owed = Q(state__in=["confirmed", "fixing", "recheck", "returned"])
    return rows.aggregate(
        pending=Count("pk", filter=Q(state="pending")), owed=Count("pk", filter=owed),
        overdue=Count("pk", filter=owed & Q(due__lt=on)), recheck=Count("pk", filter=Q(state="recheck")),
        closed=Count("pk", filter=Q(state="closed")),
    )  # fmt: skip


def lines(rows: QuerySet[Finding], on: dt.date) -> Iterator[list[str]]:
    """The list to take away."""
    for f in rows.iterator(chunk_size=500):
        yield [
            f.site.name, f.title, f.item, f.get_severity_display(), f.target, str(f.occurrences), "\n".join(f.pages[:5]),
            str(f.unit), f.get_state_display(), f"{timezone.localtime(f.first_seen):%Y-%m-%d}",
            f"{timezone.localtime(f.last_seen):%Y-%m-%d}", str(f.due or ""), str(f.days_over(on) or ""), str(f.recurrence or ""),
            f.report, str(f.after.get("text", "")),
        ]  # fmt: skip


def history(finding: Finding, count: int = 40) -> list[AuditEntry]:
    """What was done with a finding, the newest first, from the log."""
    rows = AuditEntry.objects.filter(object_type="inspection.finding", object_id=str(finding.pk))
    return list(rows.order_by("-seq")[:count])


def last_runs(site: Site, count: int = 12) -> list[Run]:
    """The last finished inspections, the newest first."""
    return list(site.runs.filter(state=RunState.DONE)[:count])


def dashboard(actor: Actor, on: dt.date) -> list[dict[str, Any]]:
    """A line for every site the person may see: its last inspection, its score, what is open."""
    rows = list(sites(actor))
    open_ = {
        r["site"]: r
        for r in findings(actor)
        .filter(site__in=rows)
        .order_by()
        .values("site")
        .annotate(
            open=Count("pk", filter=~Q(state__in=["closed", "false"])),
            overdue=Count(
                "pk", filter=Q(state__in=["confirmed", "fixing", "recheck", "returned"], due__lt=on)
            ),
        )
    }
    last: dict[int, Run] = {}
    running: dict[int, Run] = {}
    for run in Run.objects.filter(site__in=rows).order_by("pk").defer("columns", "notes"):
        if run.state == RunState.DONE:
            last[run.site_id] = run
        elif run.alive:
            running[run.site_id] = run
    return [
        {
            "site": s, "run": last.get(s.pk), "running": running.get(s.pk), "open": open_.get(s.pk, {}).get("open", 0),
            "overdue": open_.get(s.pk, {}).get("overdue", 0),
        }
        for s in rows
    ]  # fmt: skip


def petitions(actor: Actor) -> QuerySet[Petition]:
    """Those that wait for a decision."""
    rows = scope(actor, Act.VIEW, Petition.objects.filter(granted=None), unit="finding__unit")
    return rows.select_related("finding__site", "finding__unit", "by")


def assignable(on: dt.date) -> QuerySet[Unit]:
    return Unit.objects.answerable(on).order_by("order")


def decides(actor: Actor, finding: Finding) -> bool:
    return may(actor, Act.SUPERVISE, finding.unit)
