"""When a unit merges, its successor keeps its registers and carries out what the lists hold."""

from __future__ import annotations

import datetime as dt

from yangguang.core import logtypes
from yangguang.core.actors import Actor
from yangguang.organisations.models import Unit

from .models import EntryUnit, Guidance, ReleaseDecision, Theme, WorkList

MOVED = logtypes.register(logtypes.LogType("registers.merger", "随单位合并移交了{object}的登记"))


def _open_parties(unit: Unit) -> list[EntryUnit]:
    rows = EntryUnit.objects.filter(unit=unit, entry__dropped_on=None)
    return list(rows.exclude(entry__work_list__state=WorkList.State.CLOSED))


def count(unit: Unit) -> int:
    """How many lines, themes and guidances are still open at the unit."""
    return (
        len(_open_parties(unit))
        + Theme.objects.filter(unit=unit, retired_at=None).count()
        + Guidance.objects.filter(unit=unit, answered_on=None, withdrawn_at=None).count()
    )


def carry(old: Unit, new: Unit, on: dt.date, actor: Actor) -> None:
    """Move what is open. What is done keeps the unit that did it."""
    moved = count(old)
    for party in _open_parties(old):
        there = EntryUnit.objects.filter(entry=party.entry_id, unit=new).first()
        if there is None:
            party.unit = new
            party.save()
        else:
            there.leads = there.leads or party.leads
            there.save()
            party.delete()
    WorkList.objects.filter(unit=old).exclude(state=WorkList.State.CLOSED).update(unit=new)
    Theme.objects.filter(unit=old).update(unit=new)
    Guidance.objects.filter(unit=old, answered_on=None).update(unit=new)
    ReleaseDecision.objects.filter(unit=old, publication=None, cancelled_at=None).update(unit=new)
    if moved:
        MOVED.write(actor, new, details={"from": str(old), "on": on, "records": moved})
