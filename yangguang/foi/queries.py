"""Read shapes of the desk: which requests one may see, the due list, a case's line of life."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from yangguang.core.actors import Actor
from yangguang.core.workdays import Calendar
from yangguang.organisations.permissions import Act, scope

from .models import FoiRequest
from .rules import clock

SOON = 5  # working days before the due date from which a request is near


def visible(actor: Actor) -> Any:
    """Requests the person may see: their unit's; the openness office sees every unit's (masked in lists)."""
    return scope(actor, Act.VIEW, FoiRequest.objects.select_related("unit", "officer", "applicant"))


@dataclass(frozen=True)
class Bucket:
    code: str
    name: str
    count: int


BUCKETS = {
    "confirm": "待确认收到", "overdue": "已逾期", "soon": "五个工作日内到期", "waiting": "等申请人", "open": "在办", "unserved": "待送达",
    "closed": "已办结",
}  # fmt: skip


def in_bucket(code: str, today: dt.date, days: Calendar) -> Q:
    """The requests of one bucket of the list."""
    near = days.add(today, SOON).due
    return {
        "confirm": Q(closed_on=None, received_on=None),
        "overdue": Q(closed_on=None, due__lt=today),
        "soon": Q(closed_on=None, due__gte=today, due__lte=near),
        "waiting": Q(closed_on=None, state__in=[clock.CORRECTING, clock.FEE_PENDING]),
        "open": Q(closed_on=None),
        "unserved": Q(state=clock.REPLIED, served_on=None),
        "closed": ~Q(closed_on=None),
    }[code]


def buckets(rows: Any, today: dt.date, days: Calendar) -> list[Bucket]:
    """How many requests each bucket holds, in one query."""
    found = rows.order_by().aggregate(**{c: Count("pk", filter=in_bucket(c, today, days)) for c in BUCKETS})
    return [Bucket(c, name, found[c]) for c, name in BUCKETS.items()]


@dataclass(frozen=True)
class Moment:
    """One line of a request's life."""

    at: dt.datetime
    what: str
    text: str = ""


def life(request: FoiRequest) -> list[Moment]:
    """What happened to a request, oldest first, from its own records (not from the log)."""
    from .rules.events import NAMES

    found = [Moment(request.arrived_at, "申请到达", request.channel_name)]
    for event in request.events.all():
        text = event.evidence
        if event.void_at is not None:
            text = f"已更正：{event.void_reason}"
        found.append(Moment(_at(event.on, event.at), NAMES.get(event.kind, event.kind), text))
    for one in request.letters.all():
        found.append(
            Moment(one.issued_at, f"发出{one.title}", f"{one}" + ("（已作废）" if one.void_at else ""))
        )
        found += [
            Moment(_at(d.served_on, d.at), "送达", f"{one}，{d.get_way_display()}")
            for d in one.deliveries.all() if d.served_on
        ]  # fmt: skip
    found += [Moment(v.at, v.get_kind_display(), v.get_verdict_display()) for v in request.vettings.all()]
    if request.archived_at:
        found.append(Moment(request.archived_at, "归档"))
    return sorted(found, key=lambda m: m.at)


def _at(on: dt.date, recorded: dt.datetime) -> dt.datetime:
    """A day among moments: the moment of recording when it was that day, else the day's noon."""
    if timezone.localdate(recorded) == on:
        return recorded
    return timezone.make_aware(dt.datetime.combine(on, dt.time(12)))
