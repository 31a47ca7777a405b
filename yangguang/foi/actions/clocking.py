"""The one way in which events come to a request, and its clock to its lists."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from yangguang.core import calendar, logtypes
from yangguang.core.actions import Reason, Refused
from yangguang.core.actors import Actor
from yangguang.core.workdays import Calendar

from ..models import ClockEvent, FoiRequest
from ..rules import clock
from ..rules.events import LAPSED, REPLIED, WITHDRAWN, Event, WrongEvents

ENDED = {REPLIED: clock.REPLIED, WITHDRAWN: clock.WITHDRAWN, LAPSED: clock.LAPSED}
MOVED = logtypes.register(logtypes.LogType("foi.recompute", "因工作日历变化重新计算了{object}"))


def events_of(request: FoiRequest) -> list[Event]:
    return [e.plain() for e in request.events.filter(void_at=None)]


def clock_of(request: FoiRequest, days: Calendar | None = None) -> clock.Clock:
    """The request's clock by its events and the site's calendar."""
    return clock.compute(events_of(request), days or calendar.load())


def forbids(request: FoiRequest, event: Event, days: Calendar | None = None) -> list[Reason]:
    """Why the event can't happen to this request now; an empty list means that it can."""
    try:
        clock.compute([*events_of(request), event], days or calendar.load())
    except WrongEvents as error:
        return [Reason(text, field="on") for text in error.reasons]
    return []


def record(request: FoiRequest, event: Event, *, actor: Actor, evidence: str = "") -> ClockEvent:
    """Write the event and bring the request's state and due date in step. Call inside the verb's transaction.

    Raises Refused when the event can't have happened.
    """
    if reasons := forbids(request, event):
        raise Refused(reasons)
    made = ClockEvent.objects.create(
        request=request, kind=event.kind, on=event.on, workdays=event.workdays, until=event.until,
        party=event.party, received_on=event.received_on, evidence=evidence[:300], by_label=actor.label[:60],
    )  # fmt: skip
    refresh(request)
    return made


def refresh(request: FoiRequest, days: Calendar | None = None) -> bool:
    """Bring state, due date and receipt in step with the events; whether anything changed."""
    found = clock_of(request, days)
    before = (request.state, request.due, request.due_assumed, request.received_on)
    request.state, request.due, request.due_assumed = found.state, found.due, found.assumed
    request.received_on = found.received_on
    if before != (request.state, request.due, request.due_assumed, request.received_on):
        request.save(update_fields=["state", "due", "due_assumed", "received_on"])
        return True
    return False


@dataclass(frozen=True)
class Moved:
    """A request whose due date moved with the calendar."""

    request: FoiRequest
    before: dt.date | None
    after: dt.date | None


def recompute(requests: Iterable[FoiRequest] | None = None, *, actor: Actor) -> list[Moved]:
    """Compute open requests anew with today's calendar (after a holiday notice); tells which moved, and logs it.

    Each request is locked and written by itself, so that a killed run has moved some and loses nothing by starting anew.
    """
    days = calendar.load()
    keys: Any = FoiRequest.objects.open().exclude(received_on=None) if requests is None else requests
    moved = []
    for pk in [r.pk for r in keys]:
        with transaction.atomic():
            request = FoiRequest.objects.select_for_update(of=("self",)).get(pk=pk)
            before = logtypes.snapshot(request)
            due = request.due
            if refresh(request, days) and request.due != due:
                MOVED.write(actor, request, before=before)
                moved.append(Moved(request, due, request.due))
    return moved
