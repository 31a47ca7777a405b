"""Search over very many texts: how long a question takes, how many a second, how long the index takes to build.

    YANGGUANG_BENCH_DATA=folder python bench/searching.py [number of texts, 50000 by default] [peers: fts5 postgresql, or none]

The texts of about 600 characters are put together of the sentences of documents.jsonl in the folder, each with a number
of its own, so that words are as common as in real ones. Questions of 1, 2 and 4 words are cut out of these texts; every
second one has filters; each answer counts exactly, counts six facets, and shows twenty titles and snippets. The peers
are SQLite's FTS5 (bm25) and PostgreSQL's ts_rank_cd over the same tokens and filters in the same run, ranking and
counting alone; each is compared over the questions it answered in its time. PostgreSQL is asked when
YANGGUANG_TEST_DATABASE_URL names one, in a database of its own, which is dropped at the end.
``YANGGUANG_BENCH_HOME`` keeps the index for another run. Times of CPU beside those of the clock tell what other work on
the machine took; a spin (``spinning.py``) is what a second of CPU was worth.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import multiprocessing
import os
import random
import re
import resource
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spinning import spin

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ["YANGGUANG_HOME"] = os.environ.get("YANGGUANG_BENCH_HOME") or tempfile.mkdtemp(
    prefix="yangguang-bench-"
)
os.environ["YANGGUANG_BENCH_HOME"] = os.environ["YANGGUANG_HOME"]  # for the processes that ask
os.environ["DJANGO_SETTINGS_MODULE"] = "yangguang.config.settings"

import django

django.setup()

from django.core.management import call_command  # noqa: E402

from yangguang.search import analyser, queries  # noqa: E402
from yangguang.search.engine import engine  # noqa: E402
from yangguang.search.kinds import SEARCH_KINDS, Document, SearchKind  # noqa: E402
from yangguang.search.queries import SearchRequest  # noqa: E402

KIND = "bench"
SECONDS = 10.0  # of asking, per measurement
PATIENCE = 120.0  # seconds that a peer is asked for
_STOP = re.compile(r"[。！？；\n]+")


def sentences() -> list[str]:
    folder = Path(os.environ["YANGGUANG_BENCH_DATA"])
    with (folder / "documents.jsonl").open(encoding="utf-8") as file:
        texts = [json.loads(line)["text"] for line in file]
    return sorted({s.strip() for t in texts for s in _STOP.split(t) if 8 <= len(s.strip()) <= 120})


class Texts:
    """Document number n, always the same, without keeping any."""

    def __init__(self) -> None:
        self.sentences = sentences()

    def document(self, number: int) -> Document:
        chance = random.Random(number)
        parts: list[str] = []
        length = 0
        while length < 590:
            parts.append(chance.choice(self.sentences))
            length += len(parts[-1]) + 1
        date = dt.datetime(2012, 1, 1, tzinfo=dt.UTC) + dt.timedelta(days=chance.randrange(3600))
        year = date.year
        return Document(
            number, f"关于{parts[0][:24]}的通知", "。".join(parts), "/", date, numbers=(f"示例发〔{year}〕{number}号",),
            unit=chance.randrange(1, 61), category=chance.choice(("policy", "news", "notice", "plan")),
            topic=f"t{chance.randrange(26)}", validity=chance.choice(("valid", "valid", "repealed", "")), year=year,
        )  # fmt: skip

    def fetch(self, ids: Iterable[int]) -> list[Document]:
        return [self.document(n) for n in ids]

    def words(self, chance: random.Random, count: int, total: int) -> str:
        """``count`` words of two to four characters that stand in one document."""
        body = self.document(chance.randrange(total)).body
        runs = [r for r in re.findall(r"[\u4e00-\u9fff]+", body) if len(r) >= 4]
        found = []
        for _ in range(count):
            run = chance.choice(runs)
            size = chance.choice((2, 2, 3, 4))
            start = chance.randrange(len(run) - size + 1)
            found.append(run[start : start + size])
        return " ".join(found)


TEXTS: Any = Texts() if os.environ.get("YANGGUANG_BENCH_DATA") else None
if TEXTS is not None:
    SEARCH_KINDS.add(KIND, SearchKind(KIND, "示例", TEXTS.fetch, lambda: iter(())))


def build(total: int) -> None:
    started, cpu = time.perf_counter(), time.process_time()
    with engine().lock(), engine().renew() as writing:
        for first in range(0, total, 1000):
            writing.put(KIND, TEXTS.fetch(range(first, min(first + 1000, total))))
            if first and not first % 100_000:
                print(f"  {first:,} indexed", file=sys.stderr)
    took, spent = time.perf_counter() - started, time.process_time() - cpu
    size = sum(
        f.stat().st_size for f in (Path(os.environ["YANGGUANG_HOME"]) / "search").rglob("*") if f.is_file()
    )
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"built {total:,} in {took:.0f} s: {total / took:,.0f} documents/s; {spent:.0f} s of CPU, which two whole cores do at "
        f"{2 * total / spent:,.0f}/s; {size / 1e9:.2f} GB, {memory:.0f} MB of memory; {_beside()}"
    )


def _beside() -> str:
    return f"a spin {min(spin() for _ in range(50)) * 1000:.1f} ms, load {os.getloadavg()[0]:.1f}"


def asked(total: int, count: int, seed: int) -> list[SearchRequest]:
    chance = random.Random(seed)
    found = []
    for n in range(count):
        filters: dict[str, Any] = {}
        if n % 2:
            filters = chance.choice(
                [
                    {"years": (2019, 2020)},
                    {"units": (7,)},
                    {"categories": ("policy",)},
                    {"validities": ("valid",)},
                ]
            )
        found.append(SearchRequest(text=TEXTS.words(chance, (1, 2, 4)[n % 3], total), **filters))
    return found


Took = tuple[float, float]  # seconds by the clock, and of CPU


def ask(requests: Iterable[SearchRequest], seconds: float) -> list[Took]:
    """How long each took, one after the other."""
    return timed(queries.search, requests, seconds)


def timed(
    one: Callable[[SearchRequest], Any],
    requests: Iterable[SearchRequest],
    seconds: float,
    spent: Callable[[], float] = time.process_time,
) -> list[Took]:
    """``spent`` tells the seconds of CPU of whoever answers."""
    took: list[Took] = []
    end = time.perf_counter() + seconds
    for request in requests:
        started, cpu = time.perf_counter(), spent()
        one(request)
        took.append((time.perf_counter() - started, spent() - cpu))
        if time.perf_counter() > end:
            break
    return took


def _told(times: Iterable[float]) -> tuple[float, float, float]:
    """p50, p95 and mean, in milliseconds."""
    ordered = sorted(times)
    p50, p95 = (ordered[int(len(ordered) * q)] * 1000 for q in (0.5, 0.95))
    return p50, p95, statistics.mean(ordered) * 1000


def told(name: str, took: list[Took]) -> None:
    clock, cpu = (_told(t[i] for t in took) for i in (0, 1))
    print(f"{name}: {len(took)} questions, p50 {clock[0]:.1f} ms, p95 {clock[1]:.1f} ms, mean {clock[2]:.1f} ms, "
          f"longest {max(t for t, _ in took) * 1000:.0f} ms; CPU p50 {cpu[0]:.1f}, p95 {cpu[1]:.1f}, mean {cpu[2]:.2f} ms; "
          f"{_beside()}")  # fmt: skip


def _one(job: tuple[int, int]) -> tuple[int, float]:
    total, seed = job
    requests = asked(total, 6000, seed)
    ask(requests[:20], 5)
    took = ask(requests[20:], SECONDS)
    return len(took), sum(cpu for _, cpu in took)


def marks(document: Document) -> list[str]:
    """The filters of a document as tokens."""
    return [f"u{document.unit}", f"c{document.category}", f"v{document.validity}", f"y{document.year}"]


def wanted(request: SearchRequest) -> list[list[str]]:
    """The filters of a question as such tokens, of each list any."""
    found = [[f"u{u}" for u in request.units], [f"c{c}" for c in request.categories]]
    found += [[f"v{v}" for v in request.validities], [f"y{y}" for y in request.years]]
    return [some for some in found if some]


@dataclass(frozen=True)
class Peer:
    """``one`` asks it a question; ``spent`` tells the seconds of CPU it has taken."""

    one: Callable[[SearchRequest], None]
    spent: Callable[[], float] = time.process_time


def fts5(total: int) -> Peer:
    base = sqlite3.connect(":memory:")
    base.execute("create virtual table t using fts5(body, tokenize='unicode61', content='', detail='none')")
    for first in range(0, total, 5000):
        documents = map(TEXTS.document, range(first, min(first + 5000, total)))
        rows = ((d.id, " ".join(words(d))) for d in documents)
        base.executemany("insert into t(rowid, body) values (?, ?)", rows)

    def one(request: SearchRequest) -> None:
        match = " AND ".join(f'"{t}"' for t in hexed(pairs(request.text)).split())
        match += "".join(f" AND ({' OR '.join(hexed(some).split())})" for some in wanted(request))
        base.execute("select rowid from t where t match ? order by bm25(t) limit 20", (match,)).fetchall()
        base.execute("select count(*) from t where t match ?", (match,)).fetchone()

    return Peer(one)


def pairs(text: str) -> list[str]:
    return [t for t in dict.fromkeys(analyser.tokens(text)) if len(t) > 1]


def hexed(tokens: list[str]) -> str:
    """Tokens as both peers' own tokenizers leave them whole."""
    return " ".join("x" + t.encode().hex() for t in tokens)


def words(document: Document) -> list[str]:
    """All that the peers hold of a document."""
    texts = analyser.tokens(f"{document.title}\n{document.body}")
    return hexed([*texts, *marks(document)]).split()


BASE = "yangguang_bench_searching"  # the database of the measurement


@contextlib.contextmanager
def database() -> Iterator[Any]:
    """A connection to a PostgreSQL database that is there for this run only."""
    import psycopg

    server = os.environ["YANGGUANG_TEST_DATABASE_URL"].rpartition("/")[0]
    with psycopg.connect(f"{server}/postgres", autocommit=True) as outside:
        outside.execute(f"drop database if exists {BASE} with (force)")
        outside.execute(f"create database {BASE}")
        try:
            with psycopg.connect(f"{server}/{BASE}", autocommit=True) as base:
                yield base
        finally:
            outside.execute(f"drop database if exists {BASE} with (force)")


def postgresql(base: Any, total: int) -> Peer:
    base.execute("create unlogged table t (id int, body tsvector)")
    with base.cursor() as cursor, cursor.copy("copy t from stdin") as copy:
        for n in range(total):
            places = enumerate(words(TEXTS.document(n)), 1)
            copy.write_row((n, " ".join(f"'{w}':{min(i, 16383)}" for i, w in places)))
            if n and not n % 100_000:
                print(f"  {n:,} in PostgreSQL", file=sys.stderr)
    base.execute("set maintenance_work_mem = '1GB'")
    base.execute("create index on t using gin (body)")
    base.execute("analyze t")

    def one(request: SearchRequest) -> None:
        match = " & ".join(hexed(pairs(request.text)).split())
        within = match + "".join(f" & ({' | '.join(hexed(some).split())})" for some in wanted(request))
        base.execute(
            "select id from t where body @@ %s::tsquery order by ts_rank_cd(body, %s::tsquery) desc limit 20",
            (within, match),
        ).fetchall()
        base.execute("select count(*) from t where body @@ %s::tsquery", (within,)).fetchone()

    process = Path(f"/proc/{base.info.backend_pid}/stat")

    def spent() -> float:
        """Of the process that serves the connection, when the server is on this machine (0 else); its helpers aside."""
        try:
            fields = process.read_text().rpartition(")")[2].split()
        except OSError:
            return 0.0
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    return Peer(one, spent)


def peer(name: str, make: Callable[[], Peer], total: int) -> None:
    """Build it, ask it for a while, and ask ours the same."""
    requests = asked(total, 300, 5)
    started = time.perf_counter()
    other = make()
    print(f"{name}: built in {time.perf_counter() - started:.0f} s")
    took = timed(other.one, requests, PATIENCE, other.spent)
    told(name, took)
    same = requests[: len(took)]
    ask(same[:20], 5)
    own = ask(same, PATIENCE)
    told("ours, the same questions", own)
    for what, i in (("by the clock", 0), ("of CPU", 1)):
        theirs, mine = (_told(t[i] for t in some) for some in (took, own))
        print(
            f"{name} takes {theirs[2] / mine[2]:.1f} x as long {what} by the mean, {theirs[1] / mine[1]:.1f} x by p95"
        )


def main() -> None:
    if TEXTS is None:
        print("YANGGUANG_BENCH_DATA is not set: nothing measured")
        return
    call_command("migrate", verbosity=0)  # synonyms and the names of units lie in the database
    total = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
    if engine().state().documents != total:
        build(total)
    requests = asked(total, 6000, 1)
    ask(requests[:20], 5)
    told("ours", ask(requests[20:], 2 * SECONDS))
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
        done = list(pool.map(_one, [(total, 11), (total, 12)]))
    count, cpu = sum(n for n, _ in done), sum(c for _, c in done)
    print(
        f"ours, two processes: {count / SECONDS:,.0f} questions a second; {cpu / count * 1000:.2f} ms of CPU each, "
        f"of which two whole cores answer {2 * count / cpu:,.0f} a second; {_beside()}"
    )
    peers = sys.argv[2:] or ["fts5", "postgresql"]
    if "fts5" in peers:
        peer("FTS5", lambda: fts5(total), total)
    if "postgresql" in peers and os.environ.get("YANGGUANG_TEST_DATABASE_URL"):
        with database() as base:
            peer("PostgreSQL", lambda: postgresql(base, total), total)


if __name__ == "__main__":
    main()
