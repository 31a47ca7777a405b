"""What an inspection remembers between pages and between runs: one SQLite file, safe against a killed process."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import time
import zlib
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

VERSION = "8"  # of what is kept of a page; another one is not reused
LONGEST = 24 * 3600.0  # seconds after which an unfinished run is begun anew
MOST_KEPT = 2 * 1024 * 1024  # bytes of a page that is kept as it is
_BATCH, _SECONDS, _AHEAD = 64, 1.0, 64

_META = "CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID"
# What a run has asked stands apart: of a page that did not change nothing else is written.
_SCHEMA = """
CREATE TABLE IF NOT EXISTS address (id INTEGER PRIMARY KEY, url TEXT NOT NULL, kind INTEGER NOT NULL, text TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS done (id INTEGER PRIMARY KEY, run INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS visit (
  id INTEGER PRIMARY KEY, status INTEGER NOT NULL, error TEXT NOT NULL, etag TEXT NOT NULL,
  modified TEXT NOT NULL, digest TEXT NOT NULL, location INTEGER NOT NULL, ms INTEGER NOT NULL, problem TEXT NOT NULL,
  refs BLOB, frags BLOB, ids BLOB, facts TEXT NOT NULL, sightings TEXT NOT NULL, skeleton INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS body (digest TEXT PRIMARY KEY, data BLOB NOT NULL) WITHOUT ROWID;
"""


@dataclass(slots=True)
class Visit:
    """The outcome of asking one address. ``location`` is the id it leads to (-1: none). ``refs`` are ids of what the
    page refers to, ``frags`` pairs of id and checksum of a fragment, ``ids`` checksums of the page's own anchors;
    ``refs`` is None for what is no page. ``sightings`` are (probe, key, evidence)."""

    status: int = 0
    error: str = ""
    etag: str = ""
    modified: str = ""
    digest: str = ""
    location: int = -1
    ms: int = 0
    problem: dict[str, Any] = field(default_factory=dict)
    refs: array[int] | None = None
    frags: array[int] = field(default_factory=lambda: array("I"))
    ids: array[int] = field(default_factory=lambda: array("I"))
    facts: dict[str, Any] = field(default_factory=dict)
    sightings: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)
    skeleton: int = 0


class Locked(RuntimeError):
    """Another inspection uses the folder."""


class State:
    """Addresses and visits of one site in ``folder``; an earlier finished run serves conditional requests, an
    unfinished one is gone on with when ``resume`` is set and it is not older than a day: what it saw has to be of one time
    with what follows. Raises Locked, or ValueError when the folder belongs to another site."""

    def __init__(self, folder: Path, start: str, *, resume: bool = True) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._file = folder / "inspection.sqlite3"
        self._db = sqlite3.connect(self._file, isolation_level=None, timeout=1)
        try:
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=NORMAL")
            self._db.execute("PRAGMA cache_size=-4000")
            self._db.execute("PRAGMA locking_mode=EXCLUSIVE")
            self._db.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            self._db.close()
            raise Locked(f"“{folder}”正被另一次检查使用") from error
        except sqlite3.DatabaseError as error:
            self._db.close()
            raise ValueError(f"“{self._file}”已损坏，请换一个文件夹，或删除它后重新检查") from error
        self._db.execute(_META)
        meta = dict(self._db.execute("SELECT key, value FROM meta"))
        if meta.get("start", start) != start:
            self._db.execute("ROLLBACK")
            self._db.close()
            raise ValueError(f"“{folder}”里是另一个网站（{meta['start']}）的检查，请换一个文件夹")
        if meta.get("version", VERSION) != VERSION:
            for table in ("visit", "address", "done"):
                self._db.execute(f"DROP TABLE IF EXISTS {table}")
            meta = {}
        for statement in _SCHEMA.split(";"):
            self._db.execute(statement)
        self.run = int(meta.get("run", "0"))
        self.started = float(meta.get("started", "0"))
        fresh = time.time() - self.started < LONGEST
        self.resumed = resume and fresh and meta.get("finished", "1") == "0"
        if not self.resumed:
            self.run += 1
            self.started = time.time()
        self._meta(start=start, version=VERSION, run=str(self.run), finished="0", started=repr(self.started))
        self._db.execute("COMMIT")
        self._visits: list[tuple[Any, ...]] = []
        self._seen: list[tuple[int, int]] = []
        self._addresses: list[tuple[Any, ...]] = []
        self._ahead: dict[int, tuple[Any, ...]] = {}
        self._bodies: list[tuple[str, bytes]] = []
        self._kept: set[str] = {row[0] for row in self._db.execute("SELECT digest FROM body")}
        self._last = time.monotonic()

    def _meta(self, **values: str) -> None:
        self._db.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", list(values.items()))

    def addresses(self) -> Iterator[tuple[int, str, int, str]]:
        """All known addresses in the order of their ids."""
        return iter(self._db.execute("SELECT id, url, kind, text FROM address ORDER BY id").fetchall())

    def done(self) -> set[int]:
        """Ids of what this run has asked already."""
        return {row[0] for row in self._db.execute("SELECT id FROM done WHERE run = ?", (self.run,))}

    def visit(self, id: int) -> Visit | None:
        """What is remembered of an address, from this run or an earlier one."""
        row = self._ahead.pop(id, None)
        if row is None:
            # Neighbours are asked about next: numbers are given in the order addresses are met.
            if len(self._ahead) > 4 * _AHEAD:
                self._ahead.clear()
            rows = self._db.execute(
                "SELECT * FROM visit WHERE id BETWEEN ? AND ?", (id, id + _AHEAD)
            ).fetchall()
            self._ahead.update((r[0], r) for r in rows)
            row = self._ahead.pop(id, None)
        if row is None:
            return None
        (
            _,
            status,
            error,
            etag,
            modified,
            digest,
            location,
            ms,
            problem,
            refs,
            frags,
            ids,
            facts,
            seen,
            skeleton,
        ) = row
        made = Visit(
            status, error, etag, modified, digest, location, ms, json.loads(problem) if problem else {}
        )
        if refs is not None:
            made.refs = _ints(refs)
            made.frags, made.ids, made.skeleton = _ints(frags), _ints(ids), skeleton
            made.facts = json.loads(facts) if facts else {}
            made.sightings = [tuple(s) for s in json.loads(seen)] if seen else []
        return made

    def keep_address(self, id: int, url: str, kind: int, text: str) -> None:
        self._addresses.append((id, url, kind, text))

    def keep(self, id: int, visit: Visit, fresh: bool = True) -> None:
        """Remember an outcome; ``fresh`` False only marks the remembered one as seen in this run."""
        self._seen.append((id, self.run))
        if fresh:
            page = visit.refs is not None
            self._visits.append(
                (
                    id, visit.status, visit.error, visit.etag, visit.modified, visit.digest, visit.location,
                    visit.ms, _text(visit.problem), visit.refs.tobytes() if visit.refs is not None else None,
                    visit.frags.tobytes() if page else None, visit.ids.tobytes() if page else None,
                    _text(visit.facts), _text(visit.sightings), visit.skeleton,
                )
            )  # fmt: skip
        if len(self._seen) >= _BATCH or time.monotonic() - self._last > _SECONDS:
            self.flush()

    def keep_body(self, digest: str, body: bytes) -> None:
        """The bytes of a page, compressed, under their SHA-256; written with the page's visit."""
        if digest not in self._kept and len(body) <= MOST_KEPT:
            self._kept.add(digest)
            self._bodies.append((digest, zlib.compress(body, 1)))

    def keeps(self, digest: str) -> bool:
        """Whether the bytes of a page are kept, or need not be."""
        return digest in self._kept

    def flush(self) -> None:
        """Write what waits, in one transaction."""
        self._last = time.monotonic()
        if not (self._seen or self._addresses):
            return
        self._db.execute("BEGIN IMMEDIATE")
        self._db.executemany("INSERT OR REPLACE INTO address VALUES (?, ?, ?, ?)", self._addresses)
        self._db.executemany(f"INSERT OR REPLACE INTO visit VALUES ({','.join('?' * 15)})", self._visits)  # noqa: S608
        self._db.executemany("INSERT OR REPLACE INTO done VALUES (?, ?)", self._seen)
        self._db.executemany("INSERT OR IGNORE INTO body VALUES (?, ?)", self._bodies)
        self._db.execute("COMMIT")
        self._visits.clear()
        self._seen.clear()
        self._bodies.clear()
        self._addresses.clear()

    def finish(self) -> None:
        """The run is complete: the next one starts anew and asks only for what changed."""
        self.flush()
        self._meta(finished="1")

    def close(self) -> None:
        self.flush()
        self._db.close()


def _ints(data: bytes | None) -> array[int]:
    made = array("I")
    if data:
        made.frombytes(data)
    return made


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) if value else ""


def body_of(folder: Path, digest: str) -> bytes | None:
    """The bytes of a page from the state of a finished inspection; None when they were not kept."""
    with _opened(folder) as db:
        row = db.execute("SELECT data FROM body WHERE digest = ?", (digest,)).fetchone() if db else None
    return zlib.decompress(row[0]) if row else None


def digests_of(folder: Path, urls: Iterable[str]) -> dict[str, str]:
    """The SHA-256 of what addresses answered the last time, for those that answered with a page."""
    wanted = list(dict.fromkeys(urls))
    found: dict[str, str] = {}
    with _opened(folder) as db:
        for start in range(0, len(wanted) if db else 0, 400):
            piece = wanted[start : start + 400]
            marks = ",".join("?" * len(piece))
            asked = f"SELECT url, digest FROM address JOIN visit USING (id) WHERE refs IS NOT NULL AND url IN ({marks})"  # noqa: S608
            rows = db.execute(asked, piece) if db else []
            found.update((url, digest) for url, digest in rows if digest)
    return found


def forget_old(folder: Path) -> None:
    """Let go of kept pages that no address answers with any more."""
    with _opened(folder, "rw") as db:
        if db:
            db.execute("DELETE FROM body WHERE digest NOT IN (SELECT digest FROM visit)")
            db.commit()


@contextlib.contextmanager
def _opened(folder: Path, mode: str = "ro") -> Iterator[sqlite3.Connection | None]:
    """The state of an inspection that is not under way; None when there is none."""
    file = folder / "inspection.sqlite3"
    if not file.is_file():
        yield None
        return
    db = sqlite3.connect(f"file:{quote(str(file))}?mode={mode}", uri=True, timeout=10)
    try:
        yield db
    finally:
        db.close()
