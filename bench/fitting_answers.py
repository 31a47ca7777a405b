"""Fits the weights of yangguang/answering/weights.py on the tuned half of the questions, and writes that file.

    YANGGUANG_BENCH_DATA=folder python bench/fitting_answers.py
    YANGGUANG_BENCH_DATA=folder python bench/fitting_answers.py swapped     fits on the other half, writes nothing, and
                                                                            prints what the tuned half then reaches
    YANGGUANG_BENCH_DATA=folder python bench/fitting_answers.py quotes      fits only what chooses among passages; with
                                                                            "quotes swapped" as above

Documents, passages and the sentences that answers begin with: a softmax over all there are for a question, of which some are right.
Silence: a logistic regression over answerable and unanswerable questions. Gradient descent (Adam) in plain Python, the same each time.
"""

from __future__ import annotations

import math
import os
import sys
from collections.abc import Callable, Sequence
from operator import mul
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from answers import Asked, Data, covers, library, ours, read

from yangguang.answering import answers, quoting, weights
from yangguang.answering.ranking import Passage, Ranked
from yangguang.answering.sources import Source

Rows = list[list[float]]
Group = tuple[Rows, list[int]]  # what there is for a question, and which of it is right
RATE, SHRINK = 0.1, 0.003
SHRINK_MORE = 0.03  # for beginnings: of 0.003, 0.01, 0.03, 0.1 the best when the tuned half was cut in five, each part unseen
PROMPT = 0.02  # of a sentence may stand before an answer that begins with it
STEPS = 20  # answers' lengths that are kept
ANSWERED = 0.91  # of the tuned half; a little above what is promised
OUT = Path(weights.__file__)


def dot(a: Sequence[float], b: Sequence[float]) -> float:
    return sum(map(mul, a, b))


class Scale:
    """Brings every measure to mean 0 and spread 1 while fitting."""

    def __init__(self, rows: Rows) -> None:
        columns = list(zip(*rows, strict=True))
        self.means = [sum(c) / len(c) for c in columns]
        spreads = [
            math.sqrt(sum((x - m) ** 2 for x in c) / len(c)) for c, m in zip(columns, self.means, strict=True)
        ]
        self.spreads = [s + 1e-6 for s in spreads]

    def __call__(self, row: Sequence[float]) -> list[float]:
        return [(x - m) / s for x, m, s in zip(row, self.means, self.spreads, strict=True)]

    def back(self, found: Sequence[float]) -> list[float]:
        return [w / s for w, s in zip(found, self.spreads, strict=True)]


def descend(
    slope: Callable[[list[float]], list[float]], size: int, steps: int, shrink: float = SHRINK
) -> list[float]:
    """Adam from zero."""
    found, mean, square = [0.0] * size, [0.0] * size, [0.0] * size
    for step in range(1, steps + 1):
        for i, g in enumerate(slope(found)):
            g += shrink * found[i]
            mean[i] = 0.9 * mean[i] + 0.1 * g
            square[i] = 0.999 * square[i] + 0.001 * g * g
            found[i] -= RATE * (mean[i] / (1 - 0.9**step)) / (math.sqrt(square[i] / (1 - 0.999**step)) + 1e-8)
    return found


def choosing(groups: Sequence[Group], steps: int = 200, shrink: float = SHRINK) -> list[float]:
    """The weights under which what is right is most likely chosen."""
    groups = [(rows, right) for rows, right in groups if right]
    scale = Scale([row for rows, _ in groups for row in rows])
    scaled = [([scale(row) for row in rows], right) for rows, right in groups]
    size = len(scaled[0][0][0])

    def slope(found: list[float]) -> list[float]:
        sums = [0.0] * size
        for rows, right in scaled:
            scores = [dot(found, row) for row in rows]
            most = max(scores)
            odds = [math.exp(s - most) for s in scores]
            every, good = sum(odds), sum(odds[i] for i in right) or 1e-12
            pull = [o / every for o in odds]
            for i in right:
                pull[i] -= odds[i] / good
            for p, row in zip(pull, rows, strict=True):
                if p > 1e-5 or p < -1e-5:
                    for i, x in enumerate(row):
                        sums[i] += p * x
        return [s / len(scaled) for s in sums]

    return scale.back(descend(slope, size, steps, shrink))


def telling(rows: Rows, yes: Sequence[bool], steps: int = 300) -> tuple[list[float], float]:
    """Logistic regression: the weights, and the constant."""
    scale = Scale(rows)
    scaled = [[*scale(row), 1.0] for row in rows]

    def slope(found: list[float]) -> list[float]:
        sums = [0.0] * len(found)
        for row, is_so in zip(scaled, yes, strict=True):
            off = 1 / (1 + math.exp(-dot(found, row))) - is_so
            for i, x in enumerate(row):
                sums[i] += off * x
        return [s / len(scaled) for s in sums]

    found = descend(slope, len(scaled[0]), steps)
    by = scale.back(found[:-1])
    return by, found[-1] - dot(by, scale.means)


def named(names: Sequence[str], found: Sequence[float]) -> dict[str, float]:
    return {name: round(value, 3) for name, value in zip(names, found, strict=True)}


class Fitting:
    """One step after the other; each uses the weights that the one before has found."""

    def __init__(self, data: Data, source: Source, tuned: Callable[[str], bool]) -> None:
        self.source = source
        self.known = [q for q in data.answerable if tuned(q.text)]
        self.unknown = [q for q in data.unanswerable if tuned(q.text)]
        self.covering: dict[tuple[str, str], bool] = {}

    def ranked(self) -> list[list[Ranked]]:
        return [answers.ranked_for(q.text, self.source)[1] for q in self.known]

    def documents(self, names: Sequence[str]) -> dict[str, float]:
        groups: list[Group] = []
        for q, ranked in zip(self.known, self.ranked(), strict=True):
            there = [r for r in ranked if all(name in r.measures for name in names)]
            rows = [[r.measures[name] for name in names] for r in there]
            groups.append((rows, [i for i, r in enumerate(there) if r.candidate.key[1] == q.right]))
        return named(names, choosing(groups, 400))

    def _passages(self, row: Callable[[Ranked, Passage, float], list[float]]) -> list[Group]:
        groups: list[Group] = []
        for q, ranked in zip(self.known, self.ranked(), strict=True):
            every = [(r, p) for r in ranked[: quoting.FROM] for p in r.passages]
            rows = [row(r, p, ranked[0].score) for r, p in every]
            right = [i for i, (r, p) in enumerate(every) if self._covers(r, p, q.answer)]
            groups.append((rows, right))
        return groups

    def _covers(self, ranked: Ranked, passage: Passage, wanted: str) -> bool:
        text = ranked.text.body[passage.start : passage.end]
        if (text, wanted) not in self.covering:
            self.covering[text, wanted] = covers(text, wanted)
        return self.covering[text, wanted]

    def passages(self, names: Sequence[str]) -> dict[str, float]:
        found = choosing(self._passages(lambda r, p, best: [*(p.measures[n] for n in names), r.score - best]))
        return named(names, found[:-1])

    def beginnings(self, names: Sequence[str]) -> tuple[dict[str, float], float, tuple[int, ...]]:
        """Of sentences that the answer begins with; how often at their start; and the room that answers need."""
        groups: list[Group] = []
        parts: list[float] = []
        for q in self.known:
            found = quoting.beginnings(*answers.ranked_for(q.text, self.source))
            right = [(n, part) for n, b in enumerate(found) if (part := self._begins(b, q)) is not None]
            groups.append(([[b.measures[name] for name in names] for b in found], [n for n, _ in right]))
            parts += [part for _, part in right[:1]]
        lengths = sorted(len(q.answer.strip()[:100].strip()) for q in self.known)
        room = tuple(round(0.8 * lengths[len(lengths) * (2 * n + 1) // (2 * STEPS)]) for n in range(STEPS))
        at_once = sum(part <= PROMPT for part in parts) / len(parts)
        return named(names, choosing(groups, shrink=SHRINK_MORE)), round(at_once, 3), room

    def _begins(self, beginning: quoting.Beginning, q: Asked) -> float | None:
        """How far into the sentence the answer begins, from 0 to 1; None when it doesn't, or in a text that says otherwise."""
        body = beginning.ranked.text.body
        wanted = q.answer.strip()[:100].strip()
        pieces = [wanted, *(wanted[:size] for size in (40, 20, 12) if len(wanted) > 20)]
        at = next((place for piece in pieces if (place := body.find(piece)) >= 0), -1)
        stops = beginning.ranked.text.source(beginning.at, beginning.stops)[1]
        if not beginning.start <= at < stops:
            return None
        if beginning.ranked.candidate.key[1] != q.right and not covers(
            body[beginning.start : beginning.end], q.answer
        ):
            return None
        return (at - beginning.start) / (stops - beginning.start)

    def silence(self, names: Sequence[str]) -> tuple[dict[str, float], float, float]:
        rows, yes = [], []
        for questions, is_so in ((self.known, True), (self.unknown, False)):
            for q in questions:
                asking, ranked = answers.ranked_for(q.text, self.source)
                if ranked and ranked[0].passages:
                    measures = answers.certainty(asking, ranked)
                    rows.append([measures[name] for name in names])
                    yes.append(is_so)
        by, constant = telling(rows, yes)
        found = named(names, by)
        odds = sorted((dot(list(found.values()), row) for row, is_so in zip(rows, yes, strict=True) if is_so))
        least = odds[int(len(odds) * (1 - ANSWERED))] + constant
        return found, round(constant, 3), round(1 / (1 + math.exp(-least)) - 0.0005, 3)


def fit(data: Data, source: Source, tuned: Callable[[str], bool], *, quotes: bool = False) -> None:
    """Sets the weights in the running program, or only those that choose among passages."""
    step = Fitting(data, source, tuned)
    if quotes:
        weights.BEGINNING, weights.AT_ONCE, weights.ROOM = step.beginnings(list(weights.BEGINNING))
        return
    weights.WHOLE = step.documents(list(weights.WHOLE))
    weights.PASSAGE = step.passages(list(weights.PASSAGE))
    weights.DOCUMENT = step.documents(list(weights.DOCUMENT))
    weights.BEGINNING, weights.AT_ONCE, weights.ROOM = step.beginnings(list(weights.BEGINNING))
    weights.CONFIDENCE, weights.OFFSET, weights.SURE = step.silence(list(weights.CONFIDENCE))


def written() -> str:
    def table(name: str, found: dict[str, float]) -> str:
        return f"{name} = {{\n" + "".join(f'    "{n}": {v},\n' for n, v in found.items()) + "}\n"

    head = '"""What each measure of ``ranking`` and ``answers`` counts for: written by bench/fitting_answers.py, not by hand."""\n\n'
    return head + (
        "# Of a whole text, before its passages are looked at.\n"
        + table("WHOLE", weights.WHOLE)
        + "# Of a document with its best passage.\n"
        + table("DOCUMENT", weights.DOCUMENT)
        + table("PASSAGE", weights.PASSAGE)
        + "# Of a sentence that an answer may begin with.\n"
        + table("BEGINNING", weights.BEGINNING)
        + f"AT_ONCE = {weights.AT_ONCE}  # of answers begin with their sentence\n"
        + "# Characters that hold enough of an answer, for as many answers each.\n"
        + f"ROOM = {weights.ROOM}\n"
        + "# Whether there is an answer.\n"
        + table("CONFIDENCE", weights.CONFIDENCE)
        + f"OFFSET = {weights.OFFSET}\n"
        + f"SURE = {weights.SURE}  # below this nothing is quoted\n"
    )


def main() -> None:
    folder = os.environ.get("YANGGUANG_BENCH_DATA")
    if not folder:
        print("Set YANGGUANG_BENCH_DATA to a folder as told in bench/answers.py; nothing fitted.")
        return
    data = read(Path(folder))
    tuned = {q.text for q in data.answerable + data.unanswerable if q.tuned}
    source = library(data)
    quotes = "quotes" in sys.argv[1:]
    if "swapped" in sys.argv[1:]:
        fit(data, source, lambda text: text not in tuned, quotes=quotes)
        ours(data, source)
        return
    fit(data, source, tuned.__contains__, quotes=quotes)
    OUT.write_text(written(), encoding="utf-8")
    print(written())


if __name__ == "__main__":
    main()
