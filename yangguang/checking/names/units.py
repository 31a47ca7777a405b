"""The district's organs as the database knows them, made ready once in a process and looked at anew every few seconds."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections import Counter
from typing import NamedTuple

from django.db import DatabaseError, InterfaceError, connection, transaction

from yangguang.organisations.models import Unit, UnitKind, UnitName
from yangguang.organisations.names import UnitEntry

from ..models import UnitTitles
from ..wordlists import inforce
from .organs import Ended, Organ, Organs

RENEW = 10.0  # seconds
NOTHING = Organs(())


class Row(NamedTuple):
    """A unit as one query tells of it."""

    pk: int
    name: str
    full_name: str
    kind: str
    active_to: dt.date | None
    merged_into: int | None


Facts = tuple[tuple[Row, ...], tuple[tuple[int, str, str], ...], tuple[tuple[int, list[str]], ...]]


class _Kept:
    organs = NOTHING
    facts: Facts | None = None
    day: dt.date | None = None
    looked = 0.0


_kept = _Kept()
_lock = threading.RLock()


def current(day: dt.date) -> Organs:
    """The organs of the day; none without a database."""
    if _kept.day == day and time.monotonic() - _kept.looked < RENEW:
        return _kept.organs
    with _lock:
        facts = _facts()
        if (facts, day) != (_kept.facts, _kept.day):
            _kept.organs = _organs(facts, day) if facts else NOTHING
        _kept.facts, _kept.day, _kept.looked = facts, day, time.monotonic()
        return _kept.organs


def forget() -> None:
    """Look at the units again at the next search."""
    _kept.looked = 0.0
    _kept.day = None


def _facts() -> Facts | None:
    if not inforce.has_database():
        return None
    try:
        if connection.in_atomic_block:
            with transaction.atomic():
                return _read()
        return _read()
    except (DatabaseError, InterfaceError):
        return None


def _read() -> Facts:
    rows = Unit.objects.exclude(kind=UnitKind.COMMUNITY).order_by("pk")
    fields = ("pk", "name", "full_name", "kind", "active_to", "merged_into_id")
    names = UnitName.objects.exclude(unit__kind=UnitKind.COMMUNITY).order_by("pk")
    return (
        tuple(Row(*r) for r in rows.values_list(*fields)),
        tuple(names.values_list("unit_id", "name", "kind")),
        tuple(UnitTitles.objects.order_by("pk").values_list("unit_id", "titles")),
    )


def _organs(facts: Facts, day: dt.date) -> Organs:
    rows, names, titles = facts
    there = [r for r in rows if r.active_to is None or r.active_to >= day]
    gone = [r for r in rows if r not in there]
    until = {n: r.active_to for r in gone for n in (r.name, r.full_name)}
    borne = {n for r in there for n in (r.name, r.full_name)}
    borne |= {
        name for unit, name, kind in names if kind == UnitName.Kind.ALIAS and unit in {r.pk for r in there}
    }
    here = {r.pk for r in there}
    former = [(unit, name) for unit, name, kind in names if kind == UnitName.Kind.FORMER and unit in here]
    # A name that two units bore names neither of them.
    once = {name for name, count in Counter(n for _, n in former).items() if count == 1}
    said = dict(titles)
    organs = tuple(
        Organ(
            UnitEntry(
                r.name,
                tuple(n for u, n, k in names if u == r.pk and k == UnitName.Kind.ALIAS),
                r.kind,
                r.full_name,
            ),
            tuple((n, until.get(n)) for u, n in former if u == r.pk and n in once and n not in borne),
            tuple(said.get(r.pk, ())),
        )
        for r in there
    )
    told = {n for o in organs for n, _ in o.former}
    ended = tuple(
        Ended(r.name, r.full_name, r.active_to)
        for r in gone
        if r.active_to is not None and r.merged_into is None and not {r.name, r.full_name} & (borne | told)
    )
    return Organs(organs, ended)
