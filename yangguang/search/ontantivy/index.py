"""The index as folders on disk: HOME/search/<version>-<moment>, and current.json, which names the one in use."""

from __future__ import annotations

import contextlib
import datetime as dt
import fcntl
import json
import logging
import os
import shutil
import threading
import time
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import tantivy
from django.conf import settings

from ..analyser import OPEN
from ..engine import Busy, Found, Match, Question, State
from ..kinds import Document
from .asking import Sought, any_of, named, sought, to_be_seen
from .counting import count
from .schema import VERSION, as_document, key, prepared, schema

logger = logging.getLogger(__name__)
NEWEST = {"order_by_field": "at", "order": tantivy.Order.Desc}
HEAP = 64_000_000  # bytes that the writer fills before it writes a segment
EVEN = 5_000  # hits up to which equals are told apart by force and year
SPARE = 2  # times as many as are wanted are looked at before filters
MANY = 20_000  # hits above which titles decide what comes first
# Hits above which the newest come after those: how often a text holds what a tenth of all texts hold tells nothing, and
# weighing them all took 90 ms.
TOO_MANY = 100_000


def home() -> Path:
    return Path(settings.HOME) / "search"


@lru_cache(maxsize=4)
def _note(home: str | Path) -> Path:
    """The file that names the folder in use: looked at at every question, so the path is put together once."""
    return Path(home) / "search" / "current.json"


def _current() -> Path | None:
    """The folder in use; None before the first index of this version."""
    try:
        note = json.loads((home() / "current.json").read_text(encoding="utf-8"))
        folder = home() / str(note["folder"])
        return folder if note["version"] == VERSION and (folder / "meta.json").is_file() else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _point_to(folder: Path) -> None:
    note = home() / "current.json.new"
    with note.open("w", encoding="utf-8") as file:
        json.dump({"folder": folder.name, "version": VERSION, "built_at": time.time()}, file)
        file.flush()
        os.fsync(file.fileno())
    note.replace(home() / "current.json")


class _Writing:
    def __init__(self, writer: Any, *, fresh: bool) -> None:
        self._writer, self._fresh = writer, fresh

    def put(self, kind: str, documents: Iterable[Document]) -> set[int]:
        done = set()
        for item in documents:
            if not self._fresh:
                self._writer.delete_documents_by_term("key", key(kind, item.id))
            self._writer.add_document(as_document(kind, item))
            done.add(item.id)
        return done

    def remove(self, kind: str, ids: Iterable[int]) -> None:
        for pk in ids:
            self._writer.delete_documents_by_term("key", key(kind, pk))


class _Reader:
    """The opened index. Two looks at the disk tell whether it was committed or rebuilt since the last question."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._index: Any = None
        self._searcher: Any = None
        self._mark: tuple[object, ...] | None = None
        self._folder: Path | None = None
        self._meta = Path()

    def searcher(self) -> tuple[Any, Any] | None:
        """(schema, searcher), or None without an index."""
        with self._lock:
            mark = self._look()
            if mark is None:
                self._index = self._searcher = self._mark = None
                return None
            if mark != self._mark:
                try:
                    self._open(mark)
                except (OSError, ValueError) as error:
                    # A rebuild may take the folder away between the look and the opening; the next look sees it.
                    logger.warning("the index could not be opened: %s", error)
                    if self._index is None:
                        return None
            return self._index.schema, self._searcher

    def _look(self) -> tuple[object, ...] | None:
        try:
            note = _note(settings.HOME).stat()
            where = (settings.HOME, note.st_mtime_ns, note.st_ino)
            if self._mark is None or self._mark[:3] != where:
                self._folder = _current()
                self._meta = (self._folder or home()) / "meta.json"
            if self._folder is None:
                return None
            meta = self._meta.stat()
        except OSError:
            return None
        return (*where, meta.st_mtime_ns, meta.st_ino)

    def _open(self, mark: tuple[object, ...]) -> None:
        if self._index is None or self._mark is None or self._mark[:3] != mark[:3]:
            self._index = prepared(tantivy.Index.open(str(self._folder)))
        self._index.reload()
        self._searcher, self._mark = self._index.searcher(), mark


class TantivyEngine:
    """The engine of ``yangguang.search.engine`` in this process; nothing is opened before it is needed."""

    def __init__(self) -> None:
        self._reader = _Reader()
        self._writer: Any = None  # of a change that is committed, while it merges
        self._merging: threading.Thread | None = None

    @contextlib.contextmanager
    def lock(self) -> Iterator[None]:
        if self._merging is not None:
            self._merging.join()
            self._merging = None
        home().mkdir(parents=True, exist_ok=True)
        with contextlib.ExitStack() as held:
            file = held.enter_context((home() / "writing.lock").open("w"))
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise Busy from error
            try:
                yield
            finally:
                if self._writer is not None:
                    # What was changed is found already. One commit in eight is followed by merging, which takes up to
                    # seconds: the lock is held until then, but nobody waits for it.
                    self._merging = threading.Thread(target=self._merge, args=(self._writer, held.pop_all()))
                    self._writer = None
                    self._merging.start()

    def _merge(self, writer: Any, held: contextlib.ExitStack) -> None:
        with held:
            try:
                writer.wait_merging_threads()
            except ValueError as error:
                logger.warning("segments of the index were not merged: %s", error)

    def _merged(self) -> None:
        if self._writer is not None:
            writer, self._writer = self._writer, None
            writer.wait_merging_threads()

    @contextlib.contextmanager
    def update(self) -> Iterator[_Writing]:
        folder = _current()
        if folder is None:
            raise FileNotFoundError("no index of this version")
        index = prepared(tantivy.Index.open(str(folder)))
        with self._written(index, fresh=False) as writing:
            yield writing

    @contextlib.contextmanager
    def renew(self) -> Iterator[_Writing]:
        folder = home() / f"{VERSION}-{time.time_ns()}"
        self._tidy()
        folder.mkdir(parents=True)
        index = prepared(tantivy.Index(schema(), path=str(folder)))
        with self._written(index, fresh=True) as writing:
            yield writing
        self._merged()  # in the generation before, if that was changed meanwhile
        _point_to(folder)
        self._tidy()

    @contextlib.contextmanager
    def _written(self, index: Any, *, fresh: bool) -> Iterator[_Writing]:
        self._merged()
        try:
            writer = index.writer(heap_size=HEAP, num_threads=1)
        except ValueError as error:
            if "LockBusy" in str(error):
                raise Busy from error
            raise
        try:
            yield _Writing(writer, fresh=fresh)
            writer.commit()
        except BaseException:
            # What was not committed is dropped with the writer; its lock goes only when its threads have ended.
            writer.wait_merging_threads()
            raise
        if fresh:
            writer.wait_merging_threads()
        else:
            self._writer = writer

    def _tidy(self) -> None:
        """Delete generations out of use: the one before, and those of rebuilds that were broken off."""
        folder = _current()
        for old in home().glob("v*-*"):
            if old != folder:
                shutil.rmtree(old, ignore_errors=True)

    def search(self, question: Question) -> Found | None:
        opened = self._reader.searcher()
        if opened is None:
            return None
        fields, searcher = opened
        wanted = sought(fields, question, searcher.doc_freq)
        total, facets, about = None, {}, False
        if question.facets or not question.limit:
            counts = count(fields, searcher, question, wanted)
            total, about = counts.total, counts.about
            facets = counts.facets if question.facets else {}
        if total == 0 or not question.limit:
            return Found(total or 0, (), facets)
        if total is not None and total > MANY and _ranks_words(question):
            hits = _titles_first(fields, question, searcher, wanted, newest=total > TOO_MANY)
            return Found(total, _keys(searcher, hits), facets, about)
        order = NEWEST if question.by_date else {}
        query = wanted.ranked(equals=total is None or total <= EVEN)
        result = searcher.search(
            query, limit=question.limit, offset=question.offset, count=total is None, **order
        )
        total = (result.count or 0) if total is None else total
        return Found(total, _keys(searcher, result.hits), facets, about)

    def nearest(
        self,
        tokens: Iterable[str],
        limit: int,
        kinds: tuple[str, ...] = (),
        without: tuple[str, ...] = (),
    ) -> tuple[tuple[str, int], ...]:
        opened = self._reader.searcher()
        if opened is None:
            return ()
        fields, searcher = opened
        # Filters would cost looking at every document with any of the tokens. So a few more than are wanted are looked up
        # without, and of these alone it is asked which may be seen; too few, and all are filtered.
        wanted = any_of(fields, tokens)
        hits = searcher.search(wanted, limit=SPARE * limit, count=False).hits
        best = _keys(searcher, hits)
        held = named(fields, (key(*k) for k in best))
        own = to_be_seen(fields, held, kinds, without, searcher.doc_freq)
        found = searcher.search(own, limit=max(len(best), 1), count=False).hits
        seen = {(at.segment_ord, at.doc) for _, at in found}
        kept = tuple(k for k, (_, at) in zip(best, hits, strict=True) if (at.segment_ord, at.doc) in seen)[
            :limit
        ]
        if len(kept) == limit or len(best) < SPARE * limit:
            return kept
        query = to_be_seen(fields, wanted, kinds, without, searcher.doc_freq)
        return _keys(searcher, searcher.search(query, limit=limit, count=False).hits)

    def frequencies(self, tokens: Iterable[str]) -> tuple[int, dict[str, int]]:
        opened = self._reader.searcher()
        if opened is None:
            return 0, {}
        searcher = opened[1]
        return int(searcher.num_docs), {token: int(searcher.doc_freq("body", token)) for token in tokens}

    def state(self) -> State:
        folder, opened = _current(), self._reader.searcher()
        if folder is None or opened is None:
            return State(False)
        built = json.loads((home() / "current.json").read_text(encoding="utf-8"))["built_at"]
        written = (folder / "meta.json").stat().st_mtime
        return State(
            True, int(opened[1].num_docs), *(dt.datetime.fromtimestamp(t, dt.UTC) for t in (built, written))
        )


def _ranks_words(question: Question) -> bool:
    asked = question.asked
    plain = not (asked.phrases or asked.numbers or question.opening or question.by_date)
    return plain and bool(asked.words) and question.match is Match.ALL


def _titles_first(
    fields: Any, question: Question, searcher: Any, wanted: Sought, *, newest: bool
) -> list[Any]:
    """With more hits than anybody reads, those named so come first (the newest of them where even they are too many); as
    long as they fill the page nothing else is ranked."""
    end = question.offset + question.limit
    titled = sought(fields, question, searcher.doc_freq, titled=True).deciding
    pairs = {t for word in question.asked.words for t in word.in_place if not t.endswith(OPEN)}
    many = min((searcher.doc_freq("title", t) for t in pairs), default=0) > MANY
    hits = list(searcher.search(titled, limit=end, count=False, **(NEWEST if many else {})).hits)
    if len(hits) < end:
        there = {(a.segment_ord, a.doc) for _, a in hits}
        if newest:
            rest = searcher.search(wanted.deciding, limit=end, count=False, **NEWEST)
        else:
            rest = searcher.search(wanted.ranked(equals=False), limit=end, count=False)
        others = rest.hits
        hits += [hit for hit in others if (hit[1].segment_ord, hit[1].doc) not in there]
    return hits[question.offset : end]


def _keys(searcher: Any, hits: Iterable[Any]) -> tuple[tuple[str, int], ...]:
    found = []
    for _, address in hits:
        kind, _, pk = searcher.doc(address)["key"][0].rpartition(":")
        found.append((kind, int(pk)))
    return tuple(found)
