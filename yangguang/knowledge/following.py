"""What follows in the transaction of a release, a withdrawal, a merger: entries that rest on the record are looked at."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db.models import F, Q
from django.utils import timezone

from yangguang.core import logtypes
from yangguang.core.actors import Actor
from yangguang.organisations import mergers
from yangguang.organisations.models import Unit
from yangguang.publications import placing
from yangguang.publications.models import Publication

from . import keeping
from .models import Basis, Entry

MOVED = logtypes.register(logtypes.LogType("knowledge.merger", "随单位合并移交了{object}的知识条目"))
PIECE = 500  # keys of one question; SQLite takes a limited number of parameters


def _resting_on(records: Sequence[Publication]) -> list[Entry]:
    """The entries that rest on these: what they are in doubt of may begin or end now."""
    found: dict[int, Entry] = {}
    keys = [r.pk for r in records]
    for start in range(0, len(keys), PIECE):
        rows = Entry.objects.filter(live=True, bases__publication__in=keys[start : start + PIECE])
        found |= {e.pk: e for e in rows.distinct()}
    return list(found.values())


def placed(records: Sequence[Publication]) -> None:
    """A correction, a change of validity, a text that is public again. ``norms`` has stamped its validity by now."""
    if entries := _resting_on(records):
        keeping.refresh(entries, fresh={r.pk: r for r in records})


def displaced(record: Publication) -> None:
    """A withdrawn text carries nothing."""
    if entries := _resting_on([record]):
        keeping.refresh(entries, fresh={record.pk: record})


def carry(old: Unit, new: Unit, on: dt.date, actor: Actor) -> None:
    """The successor answers for the entries of a unit that merged into it; their duties move by themselves."""
    entries = list(Entry.objects.filter(unit=old))
    Entry.objects.filter(pk__in=[e.pk for e in entries]).update(unit=new)
    keeping.tell(entries)
    if entries:
        MOVED.write(actor, new, details={"from": str(old), "on": on, "entries": len(entries)})


def count(old: Unit) -> int:
    return Entry.objects.filter(unit=old).count()


def look_again(today: dt.date | None = None) -> int:
    """What a new day brings by itself, and whatever went by another way. Returns how many entries changed. Call inside a transaction."""
    today = today or timezone.localdate()
    moved = (
        Basis.objects.filter(entry__live=True)
        .filter(
            Q(publication__live=False)
            | Q(publication__expires_on__lt=today)
            | ~Q(validity=F("publication__validity"))
        )
        .values("entry")
    )
    rows = Entry.objects.filter(Q(live=True, review_on__lte=today) | Q(pk__in=moved) | ~Q(doubted_on=None))
    return keeping.refresh(list(rows), today)


placing.follow(placing.Follower("knowledge", placed, displaced))
mergers.register("knowledge.entries", "知识条目", carry, count)
