"""Search over very many texts: how long a question takes, how many a second, how long the index takes to build.

    YANGGUANG_BENCH_DATA=folder python bench/searching.py [number of texts, 50000 by default]

The texts of about 600 characters are put together of the sentences of documents.jsonl in the folder, each with a number
of its own, so that words are as common as in real ones. Questions of 1, 2 and 4 words are cut out of these texts; every
second one has filters; each answer counts exactly, counts six facets, and shows twenty titles and snippets. The peers
are SQLite's FTS5 (bm25) and PostgreSQL's ts_rank_cd over the same tokens in the same run, ranking and counting alone;
PostgreSQL is asked when YANGGUANG_TEST_DATABASE_URL names one. ``YANGGUANG_BENCH_HOME`` keeps the index for another run.
"""

from __future__ import annotations

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
from pathlib import Path
from typing import Any

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
    started = time.perf_counter()
    with engine().lock(), engine().renew() as writing:
        for first in range(0, total, 1000):
            writing.put(KIND, TEXTS.fetch(range(first, min(first + 1000, total))))
            if first and not first % 100_000:
                print(f"  {first:,} indexed", file=sys.stderr)
    took = time.perf_counter() - started
    size = sum(
        f.stat().st_size for f in (Path(os.environ["YANGGUANG_HOME"]) / "search").rglob("*") if f.is_file()
    )
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"built {total:,} in {took:.0f} s: {total / took:,.0f} documents/s, {size / 1e9:.2f} GB, {memory:.0f} MB of memory"
    )


def asked(total: int, count: int, seed: int) -> list[SearchRequest]:
    chance = random.Random(seed)
    found = []
    for n in range(count):
        filters = {}
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


def ask(requests: Iterator[SearchRequest], seconds: float) -> list[float]:
    """How long each took, one after the other."""
    took = []
    end = time.perf_counter() + seconds
    for request in requests:
        started = time.perf_counter()
        queries.search(request)
        took.append(time.perf_counter() - started)
        if took and time.perf_counter() > end:
            break
    return took


def told(name: str, took: list[float]) -> None:
    took = sorted(took)
    p50, p95 = (took[int(len(took) * q)] * 1000 for q in (0.5, 0.95))
    mean, longest = statistics.mean(took) * 1000, took[-1] * 1000
    print(
        f"{name}: {len(took)} questions, p50 {p50:.1f} ms, p95 {p95:.1f} ms, mean {mean:.1f} ms, longest {longest:.0f} ms"
    )


def _one(job: tuple[int, int]) -> int:
    total, seed = job
    requests = asked(total, 3000, seed)
    ask(iter(requests[:20]), 5)
    return len(ask(iter(requests[20:]), SECONDS))


def fts5(total: int, requests: list[SearchRequest]) -> Callable[[SearchRequest], None]:
    base = sqlite3.connect(":memory:")
    base.execute("create virtual table t using fts5(body, tokenize='unicode61', content='', detail='none')")
    for first in range(0, total, 5000):
        rows = (
            (n, hexed(analyser.tokens(TEXTS.document(n).title + "\n" + TEXTS.document(n).body)))
            for n in range(first, min(first + 5000, total))
        )
        base.executemany("insert into t(rowid, body) values (?, ?)", rows)

    def one(request: SearchRequest) -> None:
        match = " AND ".join(f'"{t}"' for t in hexed(pairs(request.text)).split())
        base.execute("select rowid from t where t match ? order by bm25(t) limit 20", (match,)).fetchall()
        base.execute("select count(*) from t where t match ?", (match,)).fetchone()

    return one


def pairs(text: str) -> list[str]:
    return [t for t in dict.fromkeys(analyser.tokens(text)) if len(t) > 1]


def hexed(tokens: list[str]) -> str:
    """Tokens as both peers' own tokenizers leave them whole."""
    return " ".join("x" + t.encode().hex() for t in tokens)


def postgresql(total: int, requests: list[SearchRequest]) -> Callable[[SearchRequest], None]:
    import psycopg

    base = psycopg.connect(
        re.sub(r"/[^/]*$", "/postgres", os.environ["YANGGUANG_TEST_DATABASE_URL"]), autocommit=True
    )
    base.execute("create temporary table t (id int, body tsvector)")
    with base.cursor() as cursor, cursor.copy("copy t from stdin") as copy:
        for n in range(total):
            d = TEXTS.document(n)
            words = hexed(analyser.tokens(d.title + "\n" + d.body)).split()
            copy.write_row((n, " ".join(f"'{w}':{min(i, 16383)}" for i, w in enumerate(words, 1))))
    base.execute("set maintenance_work_mem = '512MB'")
    base.execute("create index on t using gin (body)")
    base.execute("analyze t")

    def one(request: SearchRequest) -> None:
        match = " & ".join(hexed(pairs(request.text)).split())
        base.execute(
            "select id from t where body @@ %s::tsquery order by ts_rank_cd(body, %s::tsquery) desc limit 20",
            (match, match),
        ).fetchall()
        base.execute("select count(*) from t where body @@ %s::tsquery", (match,)).fetchone()

    return one


def peer(
    name: str, make: Callable[[int, list[SearchRequest]], Callable[[SearchRequest], None]], total: int
) -> None:
    requests = asked(total, 300, 5)
    started = time.perf_counter()
    one = make(total, requests)
    print(f"{name}: built in {time.perf_counter() - started:.0f} s")
    took = []
    end = time.perf_counter() + 6 * SECONDS
    for request in requests:
        begun = time.perf_counter()
        one(request)
        took.append(time.perf_counter() - begun)
        if time.perf_counter() > end:
            break
    told(name, took)


def main() -> None:
    if TEXTS is None:
        print("YANGGUANG_BENCH_DATA is not set: nothing measured")
        return
    call_command("migrate", verbosity=0)  # synonyms and the names of units lie in the database
    total = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
    if engine().state().documents != total:
        build(total)
    requests = asked(total, 3000, 1)
    ask(iter(requests[:20]), 5)
    told("ours", ask(iter(requests[20:]), 2 * SECONDS))
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        done = sum(pool.map(_one, [(total, 11), (total, 12)]))
    print(f"ours, two processes: {done / SECONDS:,.0f} questions a second")
    peers = sys.argv[2:] or ["fts5", "postgresql"]
    if "fts5" in peers:
        peer("FTS5", fts5, total)
    if "postgresql" in peers and os.environ.get("YANGGUANG_TEST_DATABASE_URL"):
        peer("PostgreSQL", postgresql, total)


if __name__ == "__main__":
    main()
