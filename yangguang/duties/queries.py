"""Read shapes of the inbox, the asking side, slips and digests."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from yangguang.core import calendar
from yangguang.core.actors import Actor
from yangguang.core.workdays import Calendar
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, powers, scope

from .kinds import kind_of
from .models import Duty, DutyState, Slip
from .rules import Light, light

RETURNED, WAITING, NEAR, WORKING, JUDGE = "returned", "waiting", "near", "working", "judge"
TITLES = {
    RETURNED: "退回要补办的",
    WAITING: "待签收",
    NEAR: "快到期和已逾期",
    WORKING: "正在办理",
    JUDGE: "等我确认办结",
}


@dataclass
class Item:
    """A duty in a list, with its light on the day."""

    duty: Duty
    light: Light
    kind: str

    @property
    def days_over(self) -> int:
        return (self.today - self.duty.due).days if self.duty.due else 0

    today: dt.date = dt.date.min


def items(duties: Any, today: dt.date, days: Calendar) -> list[Item]:
    return [Item(d, light(d.due, today, days), kind_of(d.kind).name, today) for d in duties]


def mine(actor: Actor) -> QuerySet[Duty]:
    """Open duties of the units whose duties the actor handles."""
    held = powers(actor.user).at.get(Act.EDIT, frozenset())
    return Duty.objects.open().filter(unit__in=held).select_related("unit", "asked_by")


def to_judge(actor: Actor) -> QuerySet[Duty]:
    """Reported duties that wait for the actor's word."""
    held = powers(actor.user)
    reported = Duty.objects.filter(state=DutyState.REPORTED).select_related("unit", "asked_by")
    if Act.SUPERVISE in held.everywhere:
        own = held.at.get(Act.EDIT, frozenset())
        return reported.exclude(Q(unit__in=own) & ~Q(asked_by__in=own))
    return reported.filter(asked_by__in=held.at.get(Act.REVIEW, frozenset()))


def group_filter(duties: QuerySet[Duty], group: str, today: dt.date) -> QuerySet[Duty]:
    """The duties of one of the inbox's groups."""
    near = today + dt.timedelta(days=10)  # about seven working days; the light counts them exactly
    busy = Q(state__in=[DutyState.SIGNED, DutyState.WORKING])
    if group == RETURNED:
        return duties.filter(state=DutyState.RETURNED)
    if group == WAITING:
        return duties.filter(state=DutyState.WAITING)
    if group == NEAR:
        return duties.filter(due__lte=near).exclude(state=DutyState.REPORTED)
    return duties.filter(busy | Q(state=DutyState.REPORTED))


def counts(actor: Actor, today: dt.date) -> dict[str, int]:
    """How many duties stand in each group of the inbox; two queries."""
    near = today + dt.timedelta(days=10)
    found = mine(actor).aggregate(
        returned=Count("pk", filter=Q(state=DutyState.RETURNED)),
        waiting=Count("pk", filter=Q(state=DutyState.WAITING)),
        near=Count("pk", filter=Q(due__lte=near) & ~Q(state=DutyState.REPORTED)),
        working=Count("pk", filter=Q(state__in=[DutyState.SIGNED, DutyState.WORKING, DutyState.REPORTED])),
    )
    return found | {JUDGE: to_judge(actor).count()}


def visible(actor: Actor) -> QuerySet[Duty]:
    """Duties that the actor may look at: of units in scope, or asked by one's own unit."""
    seen = scope(actor, Act.VIEW, Duty.objects.all())
    asked = Duty.objects.filter(asked_by__in=powers(actor.user).at.get(Act.VIEW, frozenset()))
    return (seen | asked).distinct().select_related("unit", "asked_by")


def asked(actor: Actor) -> QuerySet[Duty]:
    """What the actor's units (for the openness office: anyone) have asked of others."""
    held = powers(actor.user)
    duties = Duty.objects.select_related("unit", "asked_by")
    if Act.SUPERVISE in held.everywhere:
        return duties
    return duties.filter(asked_by__in=held.at.get(Act.VIEW, frozenset()))


def slips_of(actor: Actor) -> QuerySet[Slip]:
    return scope(actor, Act.VIEW, Slip.objects.select_related("unit", "duty"))


def slip_candidates(today: dt.date, kinds: str = "workplan.assignment") -> list[tuple[Duty, str]]:
    """Overdue duties about which a slip may be sent today, with its colour; plan assignments, oldest first."""
    from .actions.slips import colour_for

    late = (
        Duty.objects.open()
        .filter(kind=kinds, due__lt=today)
        .exclude(state=DutyState.REPORTED)
        .select_related("unit")
        .prefetch_related("slips")
        .order_by("due", "unit__order")
    )
    return [(d, colour) for d in late if (colour := colour_for(d))]


def digest_text(unit: Unit, today: dt.date) -> str:
    """The weekly letter of a unit, or "" when there is nothing to say."""
    days = calendar.load()
    open_duties = list(Duty.objects.open().filter(unit=unit))
    parts = []
    groups = (
        ("退回要补办", [d for d in open_duties if d.state == DutyState.RETURNED]),
        ("已逾期", [d for d in open_duties if d.due and d.due < today and d.state != DutyState.REPORTED]),
        ("七个工作日内到期", [d for d in open_duties if light(d.due, today, days) == "蓝"]),
        ("待签收", [d for d in open_duties if d.state == DutyState.WAITING]),
    )
    for title, found in groups:
        if found:
            lines = [f"  · {d.title}{f'（{d.due} 到期）' if d.due else ''}" for d in found[:20]]
            more = [f"  …… 另有 {len(found) - 20} 件"] if len(found) > 20 else []
            parts.append("\n".join([f"{title}（{len(found)} 件）", *lines, *more]))
    waiting = Slip.objects.filter(unit=unit, replied_at=None)
    if waiting:
        lines = [f"  · {s} {s.get_colour_display()}，请于 {s.reply_due} 前回复" for s in waiting]
        parts.append("\n".join([f"待回复的督办单（{len(waiting)} 张）", *lines]))
    if not parts:
        return ""
    return f"{unit}：\n\n" + "\n\n".join(parts)
