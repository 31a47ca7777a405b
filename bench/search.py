"""Search on real official texts: how often the right document comes first, and how many questions a second.

The peer is plain BM25 (k1 1.2, b 0.75) over the same pairs in pure Python, without fields or phrases, in the same run.
The data are named by an environment variable; without it nothing is measured:

    YANGGUANG_BENCH_DATA=folder python bench/search.py

The folder holds documents.jsonl ({"id", "text"}) and questions.jsonl ({"question", "document"}: the id that answers it).
"""

from __future__ import annotations

import datetime as dt
import json
import math
import os
import re
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ["YANGGUANG_HOME"] = tempfile.mkdtemp(prefix="yangguang-bench-")
os.environ["DJANGO_SETTINGS_MODULE"] = "yangguang.config.settings"

import django

django.setup()

from django.core.management import call_command  # noqa: E402

from yangguang.search import analyser, queries  # noqa: E402
from yangguang.search.engine import engine  # noqa: E402
from yangguang.search.kinds import SEARCH_KINDS, Document, SearchKind  # noqa: E402
from yangguang.search.queries import SearchRequest  # noqa: E402

KIND = "bench"
DAY = dt.datetime(2020, 3, 1, tzinfo=dt.UTC)


def read(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def as_document(number: int, text: str) -> Document:
    """The heading runs to the first blank, or is the first 40 characters."""
    title = text.split(maxsplit=1)[0] if text.strip() else ""
    title = title if len(title) <= 60 else text[:40]
    return Document(number, title, text, "/", DAY, year=2020)


class Plain:
    """BM25 over the pairs, as in the textbook."""

    def __init__(self, texts: list[str]) -> None:
        self.lengths: list[int] = []
        self.postings: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for number, text in enumerate(texts):
            found = Counter(analyser.tokens(text))
            self.lengths.append(sum(found.values()))
            for token, times in found.items():
                self.postings[token].append((number, times))
        self.mean = sum(self.lengths) / len(self.lengths)

    def best(self, question: str, size: int) -> list[int]:
        scores: dict[int, float] = defaultdict(float)
        for token in set(analyser.tokens(question)):
            rows = self.postings.get(token, [])
            weight = math.log(1 + (len(self.lengths) - len(rows) + 0.5) / (len(rows) + 0.5))
            for number, times in rows:
                norm = 1.2 * (0.25 + 0.75 * self.lengths[number] / self.mean)
                scores[number] += weight * times * 2.2 / (times + norm)
        return sorted(scores, key=lambda n: -scores[n])[:size]


def measure(name: str, best: Callable[[str], list[int]], asked: list[tuple[str, int]]) -> None:
    started = time.perf_counter()
    ranks = [found.index(right) if right in (found := best(text)) else 99 for text, right in asked]
    took = time.perf_counter() - started
    first, five = sum(r == 0 for r in ranks), sum(r < 5 for r in ranks)
    print(
        f"{name:<44} first {first / len(asked):6.1%}  in the first five {five / len(asked):6.1%}  "
        f"{len(asked) / took:7.0f} questions/s"
    )


def main() -> None:
    call_command("migrate", verbosity=0)  # synonyms and the names of units lie in the database
    folder = os.environ.get("YANGGUANG_BENCH_DATA")
    if not folder:
        print(
            "Set YANGGUANG_BENCH_DATA to a folder with documents.jsonl and questions.jsonl; nothing measured."
        )
        return
    rows, questions = read(Path(folder) / "documents.jsonl"), read(Path(folder) / "questions.jsonl")
    documents = {n: as_document(n, row["text"]) for n, row in enumerate(rows)}
    number_of = {row["id"]: n for n, row in enumerate(rows)}
    asked = [(q["question"], number_of[q["document"]]) for q in questions]
    kind = SearchKind(KIND, "测量", lambda ids: [documents[i] for i in ids], lambda: iter(documents))
    SEARCH_KINDS.add(KIND, kind)

    started = time.perf_counter()
    with engine().renew() as writing:
        writing.put(KIND, documents.values())
    took = time.perf_counter() - started
    signs = sum(len(d.body) for d in documents.values())
    print(
        f"{len(documents)} documents, {signs:,} characters: indexed in {took:.2f} s ({signs / took / 1e6:.1f} M characters/s)"
    )
    started = time.perf_counter()
    plain = Plain([row["text"] for row in rows])
    print(f"the plain one took {time.perf_counter() - started:.2f} s")

    def ours(text: str, size: int = 10) -> list[int]:
        found = queries.search(SearchRequest(text=text, kinds=(KIND,), size=size))
        return [hit.document.id for hit in found.hits]

    measure("whole questions: search, with marking, counts", ours, asked)
    measure("whole questions: plain BM25", lambda text: plain.best(text, 10), asked)
    words = [(" ".join(re.findall(r"[\u4e00-\u9fff]{2}", text)[:2]), right) for text, right in asked]
    measure("two words of each: search", ours, words)
    measure("two words of each: plain BM25", lambda text: plain.best(text, 10), words)


if __name__ == "__main__":
    main()
