"""Read shapes of the inbox and of the asking side. What is due, near or late is told for a day that is passed in."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils import timezone

from yangguang.core import calendar
from yangguang.core.actors import Actor
from yangguang.core.workdays import Calendar
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, powers, scope

from .kinds import kind_of
from .models import Duty, DutyState, Reminder, Slip
from .rules import Light, expected_share, is_behind, light, near_until
from .sources import SOURCES

RETURNED, WAITING, NEAR, WORKING, JUDGE = "returned", "waiting", "near", "working", "judge"
# The inbox's groups, most pressing first; every open duty of one's own stands in exactly one of them.
TITLES = {
    RETURNED: "退回要补办的",
    WAITING: "待签收",
    NEAR: "快到期和已逾期",
    WORKING: "正在办理",
    JUDGE: "等我确认办结",
}
BUSY = Q(state__in=[DutyState.SIGNED, DutyState.WORKING])


@dataclass
class Item:
    """A duty in a list: its light on the day, its kind's name, the last reminder, and what its unit does next."""

    duty: Duty
    light: Light
    kind: str
    today: dt.date
    reminded: str = ""

    @property
    def days_over(self) -> int:
        """Days since the due date; 0 when it is not over."""
        return max((self.today - self.duty.due).days, 0) if self.duty.due else 0

    @property
    def is_open(self) -> bool:
        return self.duty.state not in {DutyState.CLOSED, DutyState.WITHDRAWN}


def items(duties: Any, today: dt.date, days: Calendar) -> list[Item]:
    """The duties with their lights; no query beyond the one that reads them."""
    near = near_until(today, days)
    return [
        Item(d, light_of(d, today, near, days), kind_of(d.kind).name, today, getattr(d, "reminded", "") or "")
        for d in duties
    ]


def light_of(duty: Duty, today: dt.date, near: dt.date, days: Calendar) -> Light:
    """The duty's light: none once it is reported or ended; standing tasks have no pace to lag behind."""
    if duty.due is None or duty.state in {DutyState.CLOSED, DutyState.WITHDRAWN, DutyState.REPORTED}:
        return ""
    behind = False
    if duty.not_before is None and not duty.closes_by_fact and today <= duty.due:
        share = expected_share(timezone.localdate(duty.opened_at), duty.due, today, days)
        started = duty.state in {DutyState.WORKING, DutyState.RETURNED}
        behind = is_behind(share, signed=duty.state != DutyState.WAITING, started=started)
    return light(duty.due, today, near, behind=behind)


def with_reminder(duties: QuerySet[Duty]) -> QuerySet[Duty]:
    """With ``reminded``: which reminder went out last, such as T-7."""
    last = Reminder.objects.filter(duty=OuterRef("pk")).order_by("-on", "-pk")
    return duties.annotate(reminded=Subquery(last.values("kind")[:1]))


def mine(actor: Actor) -> QuerySet[Duty]:
    """Open duties of the units whose duties the actor handles."""
    held = powers(actor.user).at.get(Act.EDIT, frozenset())
    return Duty.objects.open().filter(unit__in=held).select_related("unit", "asked_by")


def for_unit(unit: Unit) -> QuerySet[Duty]:
    """Open duties of one unit, by due date."""
    return Duty.objects.open().filter(unit=unit).select_related("unit", "asked_by")


def to_judge(actor: Actor) -> QuerySet[Duty]:
    """Reported duties that wait for the actor's word; of what one's own unit did only what its head may confirm."""
    held = powers(actor.user)
    reported = Duty.objects.filter(state=DutyState.REPORTED).select_related("unit", "asked_by")
    own = held.at.get(Act.EDIT, frozenset()) - held.at.get(Act.APPROVE, frozenset())
    reported = reported.exclude(unit__in=own).exclude(
        ~Q(asked_by=F("unit")) & Q(unit__in=held.at.get(Act.EDIT, frozenset()))
    )
    if Act.SUPERVISE in held.everywhere:
        return reported
    return reported.filter(asked_by__in=held.at.get(Act.REVIEW, frozenset()))


def group_filter(duties: QuerySet[Duty], group: str, near: dt.date) -> QuerySet[Duty]:
    """The duties of one of the inbox's groups; ``near`` is the last due date that counts as near."""
    if group == RETURNED:
        return duties.filter(state=DutyState.RETURNED)
    if group == WAITING:
        return duties.filter(state=DutyState.WAITING)
    if group == NEAR:
        return duties.filter(BUSY, due__lte=near)
    return duties.filter((BUSY & (Q(due=None) | Q(due__gt=near))) | Q(state=DutyState.REPORTED))


def inbox(actor: Actor, group: str, today: dt.date) -> QuerySet[Duty]:
    """What waits for the actor in one group of the inbox, by due date."""
    if group == JUDGE:
        return with_reminder(to_judge(actor))
    return with_reminder(group_filter(mine(actor), group, near_until(today, calendar.load())))


def counts(actor: Actor, today: dt.date) -> dict[str, int]:
    """How many duties stand in each group of the inbox; two queries."""
    near = near_until(today, calendar.load())
    busy_near = BUSY & Q(due__lte=near)
    found = mine(actor).aggregate(
        returned=Count("pk", filter=Q(state=DutyState.RETURNED)),
        waiting=Count("pk", filter=Q(state=DutyState.WAITING)),
        near=Count("pk", filter=busy_near),
        working=Count("pk", filter=(BUSY & (Q(due=None) | Q(due__gt=near))) | Q(state=DutyState.REPORTED)),
    )
    return found | {JUDGE: to_judge(actor).count()}


def badge(actor: Actor) -> int:
    """The number beside 我的待办 in a menu: everything in the inbox that asks for a step of the actor."""
    today = timezone.localdate()
    number = counts(actor, today)
    return sum(number.values()) - number[WORKING] + sum(len(s.read(actor, today)) for s in SOURCES)


def visible(actor: Actor) -> QuerySet[Duty]:
    """Duties that the actor may look at: of units in scope, or asked by one's own unit."""
    seen = scope(actor, Act.VIEW, Duty.objects.all())
    asked = Duty.objects.filter(asked_by__in=powers(actor.user).at.get(Act.VIEW, frozenset()))
    return (seen | asked).distinct().select_related("unit", "asked_by")


def asked(actor: Actor, today: dt.date) -> QuerySet[Duty]:
    """What the actor's units (for the openness office: anyone) have asked of others; overdue first, ended last."""
    held = powers(actor.user)
    duties = Duty.objects.select_related("unit", "asked_by").order_by(
        _rank(today), *Duty._meta.ordering or ()
    )
    if Act.SUPERVISE in held.everywhere:
        return duties
    return duties.filter(asked_by__in=held.at.get(Act.VIEW, frozenset()))


def late(today: dt.date) -> Q:
    """Open, past its due date, and not reported yet."""
    ended = [DutyState.CLOSED, DutyState.WITHDRAWN, DutyState.REPORTED]
    return Q(due__lt=today) & ~Q(state__in=ended)


def _rank(today: dt.date) -> Case:
    ended = Q(state__in=[DutyState.CLOSED, DutyState.WITHDRAWN])
    return Case(When(late(today), then=Value(0)), When(ended, then=Value(2)), default=Value(1))


def progress(duties: QuerySet[Duty], today: dt.date) -> dict[str, int]:
    """How far a set of duties is: number in all, late, and in each state. One query."""
    return duties.order_by().aggregate(
        total=Count("pk"),
        late=Count("pk", filter=late(today)),
        **{state: Count("pk", filter=Q(state=state)) for state in DutyState.values},
    )


def progress_by_unit(duties: QuerySet[Duty], today: dt.date) -> list[dict[str, Any]]:
    """The same for each unit, most late ones first. One query."""
    return list(
        duties.order_by()
        .values("unit_id", "unit__name", "unit__order")
        .annotate(
            total=Count("pk"),
            late=Count("pk", filter=late(today)),
            **{state: Count("pk", filter=Q(state=state)) for state in DutyState.values},
        )
        .order_by("-late", "unit__order", "unit_id")
    )


def earlier(duty: Duty) -> QuerySet[Duty]:
    """Former duties of the same unit about the same thing: closed or withdrawn before this one was opened."""
    return Duty.objects.filter(kind=duty.kind, key=duty.key, unit=duty.unit_id, pk__lt=duty.pk).order_by(
        "-pk"
    )


def slips_of(actor: Actor) -> QuerySet[Slip]:
    """Slips to the units in scope, latest first."""
    return scope(actor, Act.VIEW, Slip.objects.select_related("unit", "duty"))


def slips_waiting(slips: QuerySet[Slip]) -> QuerySet[Slip]:
    """Those that still ask for an answer; when the duty is done or withdrawn, nobody waits for one."""
    return slips.filter(replied_at=None).exclude(duty__state__in=[DutyState.CLOSED, DutyState.WITHDRAWN])


def slip_candidates(today: dt.date) -> list[tuple[Duty, str]]:
    """Late duties that someone asked for and about which a slip may be sent today, with its colour; oldest first.

    What the measurement opened by itself is left to the measurement: a slip presses people, not facts.
    """
    from .actions.slips import colour_for

    days = calendar.load()
    duties = (
        Duty.objects.filter(late(today), closes_by_fact=False)
        .select_related("unit")
        .prefetch_related("slips")
        .order_by("due", "unit__order", "pk")
    )
    return [(d, colour) for d in duties if (colour := colour_for(d, days))]
