"""The lists in force, compiled once in a process and made anew when one of them changes, whichever host changed it."""

from __future__ import annotations

import threading
import time
from functools import cache
from pathlib import Path
from typing import NamedTuple

from django.db import DatabaseError, InterfaceError, connection, transaction

from . import expressions, shipped
from .compiled import Lists, Source
from .expressions import Row

RENEW = 3.0  # seconds for which nobody asks the database again


class Listed(NamedTuple):
    """A list as the database tells of it, in one cheap query: what is compiled changes only with this."""

    code: str | None
    name: str
    active: bool
    everyone: bool
    unit: int
    unit_name: str
    version: int | None
    digest: str | None


class _Kept:
    lists: Lists | None = None
    stamp: tuple[Listed, ...] | None = None
    looked = 0.0
    rows: dict[str, list[Row]] = {}  # by digest: a change of one list reads that one only


_kept = _Kept()
_lock = threading.RLock()


def current() -> Lists:
    """The lists in force: those of the database and the packaged ones that nobody took over; without a database, these."""
    now = time.monotonic()
    if _kept.lists is not None and now - _kept.looked < RENEW:
        return _kept.lists
    with _lock:
        if _kept.lists is not None and time.monotonic() - _kept.looked < RENEW:
            return _kept.lists
        stamp = read_stamp()
        if _kept.lists is None or stamp != _kept.stamp:
            _kept.lists, _kept.stamp = _compile(stamp or ()), stamp
        _kept.looked = time.monotonic()
        return _kept.lists


def forget(*, all_of_it: bool = False) -> None:
    """Ask the database at the next search; ``all_of_it`` compiles anew as well."""
    _kept.looked = 0.0
    if all_of_it:
        _kept.lists, _kept.stamp, _kept.rows = None, None, {}


def read_stamp() -> tuple[Listed, ...] | None:
    """What the database holds, or None when there is none that could be asked."""
    if not has_database():
        return None
    from ..models import WordList

    names = (
        "code", "name", "active", "everyone", "unit_id", "unit__name", "in_force_id", "in_force__digest",
    )  # fmt: skip
    rows = WordList.objects.order_by("pk").values_list(*names)
    try:
        if connection.in_atomic_block:
            with transaction.atomic():  # a failure must not spoil the caller's transaction
                return tuple(Listed(*r) for r in rows)
        return tuple(Listed(*r) for r in rows)
    except (DatabaseError, InterfaceError):
        return None


def has_database() -> bool:
    """Whether there is one to ask: of SQLite, a file that is there, so that looking makes none."""
    if connection.vendor != "sqlite":
        return True
    name = str(connection.settings_dict["NAME"])
    return ":memory:" in name or "mode=memory" in name or Path(name).exists()


def _compile(stamp: tuple[Listed, ...]) -> Lists:
    from ..models import WordListVersion

    taken_over = {listed.code for listed in stamp}
    sources = [Source(s.name, _shipped_rows(s.code)) for s in shipped.SHIPPED if s.code not in taken_over]
    counting = [s for s in stamp if s.active and s.version is not None]
    missing = {s.version for s in counting if s.digest not in _kept.rows}
    for version in WordListVersion.objects.filter(pk__in=missing) if missing else ():
        _kept.rows[version.digest] = expressions.unpack(bytes(version.content))
    _kept.rows = {d: r for d, r in _kept.rows.items() if d in {s.digest for s in counting}}
    for found in counting:
        # A version that was taken out between the two queries shows in the next stamp.
        rows = _kept.rows.get(found.digest or "", [])
        whose = None if found.everyone else frozenset[int | str]((found.unit, found.unit_name))
        sources.append(Source(found.name, rows, whose))
    return Lists(sources)


@cache
def _shipped_rows(code: str) -> list[Row]:
    return [expressions.as_row(e) for e in shipped.entries(code)]
