"""When a unit merges: its successor goes on with what is open, and finishes what was answered."""

from __future__ import annotations

import datetime as dt

from django.db.models import Max, QuerySet

from yangguang.core import logtypes
from yangguang.core.actors import Actor
from yangguang.core.models import AuditHead
from yangguang.organisations.models import Membership, Unit

from ..models import Consultation, FoiRequest, RepeatedMatter
from ..rules.merging import Held, new_serials

MOVED = logtypes.register(logtypes.LogType("foi.merger", "随单位合并把政府信息公开申请移交给{object}"))


def open_requests(unit: Unit) -> QuerySet[FoiRequest]:
    return FoiRequest.objects.open().filter(unit=unit).order_by("year", "serial")


def _unanswered(unit: Unit) -> QuerySet[Consultation]:
    """Opinions that others await from the unit."""
    return Consultation.objects.filter(unit=unit, answered_on=None, request__closed_on=None)


def count(unit: Unit) -> int:
    """How many requests, opinions and matters a merger will move."""
    matters = RepeatedMatter.objects.filter(unit=unit, state=RepeatedMatter.State.OPEN)
    return open_requests(unit).count() + _unanswered(unit).count() + matters.count()


def carry(old: Unit, new: Unit, on: dt.date, actor: Actor) -> None:
    """Move what is open, in the merger's transaction. Drafts of decisions, events and files hang on the request and come
    along; open duties are moved by their own room. No event is written: a merger moves no clock.
    """
    # The row that gives out numbers, as in numbering.next_serial: nobody takes one meanwhile.
    AuditHead.objects.get_or_create(pk=1)
    AuditHead.objects.select_for_update().get(pk=1)
    rows = list(open_requests(old).select_for_update(of=("self",)).select_related("unit"))
    last = dict(
        FoiRequest.objects.filter(unit=new, year__in={r.year for r in rows})
        .order_by().values_list("year").annotate(n=Max("serial"))
    )  # fmt: skip
    serials = new_serials([Held(r.pk, r.year, r.serial, r.is_open) for r in rows], last)
    there = set(Membership.objects.valid(on).filter(unit=new).values_list("user", flat=True))
    told = []
    for request in rows:
        # The number on the applicant's receipt stays known, also through a second merger.
        was = str(request)
        request.former_number = "、".join(n for n in (request.former_number, was) if n)[:200]
        request.unit, request.serial = new, serials[request.pk]
        if request.officer_id not in there:
            request.officer = None
        request.save(update_fields=["unit", "serial", "former_number", "officer"])
        told.append({"was": was, "is": str(request)})
    asked = _unanswered(old).update(unit=new)
    RepeatedMatter.objects.filter(unit=old, state=RepeatedMatter.State.OPEN).update(unit=new)
    if told or asked:
        MOVED.write(
            actor, new, details={"from": str(old), "on": on, "requests": told, "consultations": asked}
        )
