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
from pathlib import Path
from typing import Any

import tantivy
from django.conf import settings

from ..engine import FACETS, Busy, Found, Match, Question, State
from ..kinds import Document
from .asking import Titles, any_of, build, named, to_be_seen
from .schema import VERSION, as_document, key, prepared, schema

logger = logging.getLogger(__name__)
HEAP = 64_000_000  # bytes that the writer fills before it writes a segment
VALUES = 200  # of each facet
EVEN = 5_000  # hits up to which equals are told apart by force and year
SPARE = 2  # times as many as are wanted are looked at before filters
MANY = 20_000  # hits above which titles decide what comes first


def home() -> Path:
    return Path(settings.HOME) / "search"


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
        self._mark: tuple[object, ...] | None = None
        self._folder: Path | None = None

    def searcher(self) -> tuple[Any, Any] | None:
        """(schema, searcher), or None without an index."""
        with self._lock:
            mark = self._look()
            if mark is None:
                self._index = self._mark = None
                return None
            if mark != self._mark:
                try:
                    self._open(mark)
                except (OSError, ValueError) as error:
                    # A rebuild may take the folder away between the look and the opening; the next look sees it.
                    logger.warning("the index could not be opened: %s", error)
                    if self._index is None:
                        return None
            return self._index.schema, self._index.searcher()

    def _look(self) -> tuple[object, ...] | None:
        try:
            note = (home() / "current.json").stat()
            where = (str(home()), note.st_mtime_ns, note.st_ino)
            if self._mark is None or self._mark[:3] != where:
                self._folder = _current()
            if self._folder is None:
                return None
            meta = (self._folder / "meta.json").stat()
        except OSError:
            return None
        return (*where, meta.st_mtime_ns, meta.st_ino)

    def _open(self, mark: tuple[object, ...]) -> None:
        if self._index is None or self._mark is None or self._mark[:3] != mark[:3]:
            self._index = prepared(tantivy.Index.open(str(self._folder)))
        self._index.reload()
        self._mark = mark


class TantivyEngine:
    """The engine of ``yangguang.search.engine`` in this process; nothing is opened before it is needed."""

    def __init__(self) -> None:
        self._reader = _Reader()

    @contextlib.contextmanager
    def lock(self) -> Iterator[None]:
        home().mkdir(parents=True, exist_ok=True)
        with (home() / "writing.lock").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise Busy from error
            yield

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
        _point_to(folder)
        self._tidy()

    @contextlib.contextmanager
    def _written(self, index: Any, *, fresh: bool) -> Iterator[_Writing]:
        try:
            writer = index.writer(heap_size=HEAP, num_threads=1)
        except ValueError as error:
            if "LockBusy" in str(error):
                raise Busy from error
            raise
        try:
            yield _Writing(writer, fresh=fresh)
            writer.commit()
        finally:
            # What was not committed is dropped with the writer; its lock goes only when its threads have ended.
            writer.wait_merging_threads()

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
        query = build(fields, question, searcher.doc_freq)
        facets = _facets(searcher, query) if question.facets else {}
        # Every text has one kind, so the counts of kinds tell how many hits there are, and the ranking need not count.
        total = sum(facets["kind"].values()) if facets else None
        if not question.limit:
            return Found(_count(searcher, query) if total is None else total, (), facets)
        if total is not None and total > MANY and _ranks_words(question):
            query = _titles_first(fields, question, searcher)
        elif total is not None and total > EVEN:
            query = build(fields, question, searcher.doc_freq, equals=False)
        order = {"order_by_field": "at", "order": tantivy.Order.Desc} if question.by_date else {}
        result = searcher.search(
            query, limit=question.limit, offset=question.offset, count=total is None, **order
        )
        return Found((result.count or 0) if total is None else total, _keys(searcher, result.hits), facets)

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
        own = to_be_seen(fields, named(fields, (key(*k) for k in best)), kinds, without)
        found = searcher.search(own, limit=max(len(best), 1), count=False).hits
        seen = {(at.segment_ord, at.doc) for _, at in found}
        kept = tuple(k for k, (_, at) in zip(best, hits, strict=True) if (at.segment_ord, at.doc) in seen)[
            :limit
        ]
        if len(kept) == limit or len(best) < SPARE * limit:
            return kept
        query = to_be_seen(fields, wanted, kinds, without)
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


def _count(searcher: Any, query: Any) -> int:
    """How many hits there are, without ranking any."""
    found = searcher.aggregate(query, {"kind": {"terms": {"field": "kind", "size": VALUES}}})
    return sum(int(b["doc_count"]) for b in found["kind"]["buckets"])


def _ranks_words(question: Question) -> bool:
    asked = question.asked
    plain = not (asked.phrases or asked.numbers or question.opening or question.by_date)
    return plain and bool(asked.words) and question.match is Match.ALL


def _titles_first(fields: Any, question: Question, searcher: Any) -> Any:
    only = build(fields, question, searcher.doc_freq, titles=Titles.ONLY, equals=False)
    if question.offset + question.limit <= _count(searcher, only):
        return only
    return build(fields, question, searcher.doc_freq, titles=Titles.FIRST, equals=False)


def _keys(searcher: Any, hits: Iterable[Any]) -> tuple[tuple[str, int], ...]:
    found = []
    for _, address in hits:
        kind, _, pk = searcher.doc(address)["key"][0].rpartition(":")
        found.append((kind, int(pk)))
    return tuple(found)


def _facets(searcher: Any, query: Any) -> dict[str, dict[str, int]]:
    found = searcher.aggregate(query, {n: {"terms": {"field": n, "size": VALUES}} for n in FACETS})
    return {n: {str(b["key"]): int(b["doc_count"]) for b in found[n]["buckets"]} for n in FACETS}
