"""Keeping the index: killed at twenty random moments it loses nothing and keeps nothing that is gone; how soon is a change found.

    python bench/keeping.py [number of kills, 20 by default]

One process writes records and notes them in the outbox in the same transaction, another keeps the index and is killed with
SIGKILL again and again. At the end the index is held against the database, record by record. Then single changes are timed:
the change of the index alone (opened, one document put, committed to the disk), the same with its rows in the database, and
from the commit of the record until the search finds it, with the background process's beat.
"""

from __future__ import annotations

import datetime as dt
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("YANGGUANG_HOME", tempfile.mkdtemp(prefix="yangguang-bench-"))
os.environ["DJANGO_SETTINGS_MODULE"] = "yangguang.config.settings"

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402

from yangguang.search import indexing, outbox, queries  # noqa: E402
from yangguang.search.engine import engine  # noqa: E402
from yangguang.search.kinds import SEARCH_KINDS, Document, SearchKind  # noqa: E402
from yangguang.search.models import Change, SynonymGroup  # noqa: E402

KIND = "bench"
BEAT = 0.5  # seconds between the background process's looks at the outbox
LIVES = (0.15, 1.5)  # seconds after which the indexing process is killed
DAY = dt.datetime(2021, 6, 1, tzinfo=dt.UTC)


def fetch(ids: Iterable[int]) -> Iterator[Document]:
    """A table that is there anyway serves as the records: a word that is the record's own, in many words of filling."""
    for row in SynonymGroup.objects.filter(pk__in=list(ids)):
        yield Document(row.pk, f"记录{row.pk}号", "示例正文" * 150 + row.words[0], "/", DAY)


SEARCH_KINDS.add(
    KIND,
    SearchKind(
        KIND, "示例", fetch, lambda: iter(SynonymGroup.objects.values_list("pk", flat=True).order_by("pk"))
    ),
)


def write() -> None:
    """Create, change and delete until told to stop."""
    chance, there = random.Random(1), []
    while not (Path(os.environ["YANGGUANG_HOME"]) / "stop").exists():
        with transaction.atomic():
            if there and chance.random() < 0.3:
                pk = there.pop(chance.randrange(len(there)))
                SynonymGroup.objects.filter(pk=pk).delete()
            elif there and chance.random() < 0.3:
                pk = chance.choice(there)
                SynonymGroup.objects.filter(pk=pk).update(words=[f"词{chance.randrange(10**9)}"])
            else:
                pk = SynonymGroup.objects.create(words=[f"词{chance.randrange(10**9)}"]).pk
                there.append(pk)
            outbox.changed(KIND, pk)
        time.sleep(0.003)


def index() -> None:
    print("up", flush=True)
    while True:
        if not indexing.catch_up():
            time.sleep(0.01)


def child(what: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, __file__, what], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )


def held() -> dict[int, str]:
    """What the index says there is: every record by its title and by its own word."""
    found: dict[int, str] = {}
    for row in SynonymGroup.objects.all():
        hits = queries.search(queries.SearchRequest(text=row.words[0], size=5)).hits
        if any(h.document.id == row.pk for h in hits):
            found[row.pk] = row.words[0]
    return found


def kills(count: int) -> None:
    writer, chance = child("write"), random.Random(7)
    for _ in range(count):
        indexer = child("index")
        assert indexer.stdout is not None
        indexer.stdout.readline()  # the interpreter is up
        time.sleep(chance.uniform(*LIVES))
        indexer.send_signal(signal.SIGKILL)
        indexer.wait()
    (Path(os.environ["YANGGUANG_HOME"]) / "stop").touch()
    writer.wait()
    waiting = Change.objects.count()
    started = time.perf_counter()
    while indexing.catch_up():
        pass
    took = time.perf_counter() - started
    there = dict(SynonymGroup.objects.values_list("pk", "words"))
    lost = sorted(set(there) - set(held()))
    phantom = queries.status().documents - len(there)
    print(
        f"killed {count} times: {len(there)} records, {waiting} changes waiting at the last kill, caught up in {took:.1f} s"
    )
    print(f"lost {len(lost)}, phantom {phantom}")
    if not there or lost or phantom:
        sys.exit("the index does not hold what the database holds")


def soon(count: int = 60) -> None:
    alone, cpu, rounds, seen = [], [], [], []
    for n in range(count):
        word = f"新词{n}号{random.randrange(10**9)}"
        with transaction.atomic():
            pk = SynonymGroup.objects.create(words=[word]).pk
            outbox.changed(KIND, pk)
        released = time.perf_counter()
        time.sleep(random.uniform(0, BEAT))  # where in its beat the background process is
        began = time.perf_counter()
        indexing.catch_up()
        rounds.append(time.perf_counter() - began)
        assert queries.search(queries.SearchRequest(text=word)).total
        seen.append(time.perf_counter() - released)
    document = next(iter(fetch([pk])))
    for _ in range(count):
        time.sleep(BEAT)
        with engine().lock():
            began, spent = time.perf_counter(), time.process_time()
            with engine().update() as writing:
                writing.put(KIND, [document])
            alone.append(time.perf_counter() - began)
            cpu.append(time.process_time() - spent)
    for name, times in (
        ("the index alone, one document", alone), ("CPU of that", cpu),
        ("one change taken in, with its rows", rounds), ("found after its commit", seen),
    ):  # fmt: skip
        times.sort()
        p50, p95 = (times[int(len(times) * q)] * 1000 for q in (0.5, 0.95))
        print(f"{name}: p50 {p50:.0f} ms, p95 {p95:.0f} ms, longest {times[-1] * 1000:.0f} ms")
    print(f"load beside: {os.getloadavg()[0]:.1f}")


def main() -> None:
    call_command("migrate", verbosity=0)
    kills(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
    soon()


if __name__ == "__main__":
    {"write": write, "index": index}.get(sys.argv[1] if len(sys.argv) > 1 else "", main)()
