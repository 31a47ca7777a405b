"""Keeping the index up to date from the outbox, and building it anew."""

from __future__ import annotations

import logging
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import islice

from django.db import DatabaseError
from django.db.models import F

from yangguang.core.jobs import tick

from . import nodes
from .engine import Busy, Writing, engine
from .kinds import SEARCH_KINDS, Document, SearchKind
from .models import Change
from .outbox import changed_many

logger = logging.getLogger(__name__)
BATCH = 1000
TRIES = 5
KEEP_UP = 1.0  # seconds between looks at the outbox while rebuilding
Row = tuple[int, str, int]


def catch_up() -> int:
    """Take what changed into the index; returns how many changes were dealt with.

    A change is forgotten only after the index is committed: a killed process or a full disk loses none. A site
    without an index of this version gets one. Two at once are safe: the second finds the index busy and leaves.
    """
    there = nodes.arrive() and engine().state().available
    if there and not _rows(0):
        return 0
    try:
        with engine().lock():
            return _drain() if there else _rebuild(lambda _: None)
    except Busy:
        return 0


tick("search.index", every=0.5)(catch_up)


def rebuild(told: Callable[[int], None] = lambda _: None) -> int:
    """Build the index anew beside the one in use, then change over; returns the number of documents.

    ``told`` hears how many are in. Raises Busy when another process is writing.
    """
    with engine().lock():
        nodes.arrive()
        return _rebuild(told)


def _rows(after: int) -> list[Row]:
    waiting = nodes.untaken().filter(tries__lt=TRIES, pk__gt=after).order_by("pk")
    return list(waiting.values_list("pk", "kind", "object_id")[:BATCH])


def _drain() -> int:
    done = last = 0
    while rows := _rows(last):
        with engine().update() as writing:
            failed = _take_in(writing, rows)
        _settle(rows, failed)
        done, last = done + len(rows) - len(failed), rows[-1][0]
    return done


def _settle(rows: list[Row], failed: set[int]) -> None:
    nodes.take([pk for pk, _, _ in rows if pk not in failed])
    Change.objects.filter(pk__in=failed).update(tries=F("tries") + 1)


def _take_in(writing: Writing, rows: list[Row]) -> set[int]:
    """Bring the things of these rows up to date in the index; returns the rows whose document could not be made."""
    by_kind: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for pk, code, object_id in rows:
        by_kind[code][object_id].append(pk)
    failed: set[int] = set()
    for code, ids in by_kind.items():
        if code not in SEARCH_KINDS:
            writing.remove(code, ids)
            continue
        documents, broken = _documents(SEARCH_KINDS.get(code), sorted(ids))
        there = writing.put(code, documents)
        writing.remove(code, ids.keys() - there - broken)
        failed |= {pk for object_id in broken for pk in ids[object_id]}
    return failed


def _documents(kind: SearchKind, ids: list[int]) -> tuple[list[Document], set[int]]:
    """The documents of these ids, and the ids whose document can't be made: one broken record stops no other."""
    try:
        return list(kind.fetch(ids)), set()
    except DatabaseError:
        raise  # the next beat tries again
    except Exception:
        if len(ids) == 1:
            logger.exception("%s %s can't be indexed", kind.code, ids[0])
            return [], set(ids)
    documents: list[Document] = []
    broken: set[int] = set()
    for pk in ids:
        made, failed = _documents(kind, [pk])
        documents += made
        broken |= failed
    return documents, broken


def _batches(ids: Iterator[int]) -> Iterator[list[int]]:
    while batch := list(islice(ids, BATCH)):
        yield batch


def _rebuild(told: Callable[[int], None]) -> int:
    before = engine().state().available
    if before:
        _drain()
    # Changes from here on stay in the outbox until they are in the new generation; ids of the database's own
    # counting would not do, because a transaction may commit a lower one later.
    seen = list(Change.objects.values_list("pk", flat=True))
    last, looked, count = max(seen, default=0), time.monotonic(), 0
    with engine().renew() as writing:
        for kind in SEARCH_KINDS:
            for ids in _batches(iter(kind.all_ids())):
                documents, broken = _documents(kind, ids)
                count += len(writing.put(kind.code, documents))
                changed_many(kind.code, sorted(broken))
                told(count)
                if before and time.monotonic() - looked > KEEP_UP:
                    last, looked = _keep_up(last), time.monotonic()
    for start in range(0, len(seen), BATCH):
        nodes.take(seen[start : start + BATCH])
    return count


def _keep_up(last: int) -> int:
    """While a new generation fills, readers of the old one see what changes; the rows stay for the new one."""
    while rows := _rows(last):
        with engine().update() as writing:
            _take_in(writing, rows)
        last = rows[-1][0]
    return last
