"""Which passages to quote: those that most likely hold the beginning of the answer. Pure.

A passage that repeats the question is seldom the answer; what follows it often is. So every sentence is measured for how
likely the answer *begins* with it: what it and those before it hold of the question, what of that stands nowhere else in the
document, whether it holds what is asked for. A passage is worth the chances of the sentences in it, as far as what is left of
it behind each is long enough for an answer. The second passage adds most to the first, the third to both.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from . import texts, weights
from .asking import Asking
from .passages import LONGEST, filled
from .ranking import Measures, Passage, Ranked, weighed

FROM = 8  # documents that are quoted from
OVERLAP = 0.3  # of a passage that may stand in another one
SAME = 60  # characters that show that another text says the same
NEAR = 20  # sentences of each document that are measured: those that hold most together with what stands before them
UNBROKEN = 10  # characters of the question that stand unbroken; more tell no more
BEFORE = 3  # sentences before one that may say what it is about
_HEADING = 25  # characters of a sentence that says little, and may be a heading
_LEAD = re.compile(r"记者|本报|新华社|获悉|了解到|发布会|通讯员|编辑|责编|摄")


@dataclass(frozen=True)
class Sort:
    """A sort of questions, and what answers of it are full of: ``most`` such signs count."""

    name: str
    asked: re.Pattern[str]
    given: re.Pattern[str]
    most: int = 1

    def measure(self, question: str, said: str) -> float:
        if not self.asked.search(question):
            return 0.0
        return min(sum(1 for _ in self.given.finditer(said)), self.most) / self.most


SORTS = (
    Sort("list", re.compile(r"哪些|哪几|什么|内容|措施|举措|要求|政策|方面|规定"), re.compile("[、；;]"), 6),
    Sort(
        "who",
        re.compile(r"谁|哪个部门|什么部门|哪家|对象|哪些(?:人|企业|单位|部门)|什么人"),
        re.compile(r"部门|单位|局|委|人员|企业|机构"),
    ),
)


@dataclass
class Beginning:
    """A sentence of a document, and how likely the answer begins with it. ``start`` and ``end`` are those of the passage
    that begins with it, in the body; ``at`` and ``until`` the same in the normalised text, ``stops`` the end of the sentence.
    """

    ranked: Ranked
    start: int
    end: int
    at: int
    until: int
    stops: int
    measures: Measures
    chance: float = 0.0


def beginnings(asking: Asking, ranked: Sequence[Ranked]) -> list[Beginning]:
    """The sentences that an answer may begin with, document by document in their order, with their chances: together 1."""
    found = [b for place, r in enumerate(ranked[:FROM]) for b in _of(asking, r, place, ranked[0].score)]
    scores = [weighed(b.measures, weights.BEGINNING) for b in found]
    most = max(scores, default=0.0)
    odds = [math.exp(s - most) for s in scores]
    for beginning, odd in zip(found, odds, strict=True):
        beginning.chance = odd / sum(odds)
    return found


def _of(asking: Asking, ranked: Ranked, place: int, best: float) -> list[Beginning]:
    """Those of one document, the ``place``-th."""
    looked = _Sentences(asking, ranked)
    top = max((p.score for p in ranked.passages), default=0.0)
    passages = {p.start: p for p in ranked.passages}
    found = []
    for n in looked.near():
        start, end = ranked.text.sentences[n]
        last = ranked.text.windows[n][1]
        until = filled(ranked.text.plain, start, ranked.text.sentences[last][1])
        source = ranked.text.source(start, until)
        from_here = passages.get(source[0])
        measures = looked.measures(n) | {
            "document": ranked.score - best,
            "first document": float(place == 0),
            "passage": (from_here.score if from_here else 0.0) - top,
        }
        found.append(Beginning(ranked, *source, start, until, end, measures))
    return found


class _Sentences:
    """What each sentence of a document holds of the question. Sets of pairs are whole numbers, as in ``Asking``."""

    def __init__(self, asking: Asking, ranked: Ranked) -> None:
        self.asking, self.text = asking, ranked.text
        count = len(self.text.sentences)
        self.pairs, self.longest = [0] * count, [0] * count
        runs: dict[tuple[int, int], int] = {}
        for at, number in self.text.hits(asking):
            n = bisect_right(self.text.starts, at) - 1
            # How many characters of the question stand here unbroken.
            runs[at, number] = runs.get((at - 1, number - 1), 1) + 1
            if n >= 0:
                self.pairs[n] |= 1 << number
                self.longest[n] = max(self.longest[n], runs[at, number])
        self.known = texts.held(self.text.opening, asking)
        self.rare = self._rare(count)
        self.local = [self._share(held) for held in self.pairs]
        self.two = [self._share(held | self._held(n - 1)) for n, held in enumerate(self.pairs)]
        self.peak = max(range(count), key=self.local.__getitem__, default=0)
        self.most = max(self.two, default=0.0) or 1.0
        self.all_wanted = asking.share(asking.wanted) or 1.0

    def _rare(self, count: int) -> list[float]:
        """The weight of each pair in this document: what stands in all its sentences tells none from the other."""
        times = [0] * len(self.asking.pairs)
        for held in self.pairs:
            for number in _bits(held):
                times[number] += 1
        weighed_ = [
            w * math.log(1 + count / t) if t else 0.0 for w, t in zip(self.asking.weights, times, strict=True)
        ]
        total = sum(weighed_) or 1.0
        return [w / total for w in weighed_]

    def _share(self, held: int) -> float:
        """How much of what the question asks for these pairs are, in this document's weights."""
        return sum(self.rare[number] for number in _bits(held))

    def _held(self, first: int, last: int | None = None) -> int:
        """The pairs of the sentences from ``first`` to ``last``, left out where there are none."""
        last = first if last is None else last
        return reduce(or_, self.pairs[max(first, 0) : last + 1], 0) if last >= 0 else 0

    def near(self) -> list[int]:
        """The sentences worth measuring, in their order."""
        share, known = self.asking.share, self.known
        held = [share(self._held(n - BEFORE, n) | known) for n in range(len(self.pairs))]
        return sorted(sorted(range(len(held)), key=lambda n: -held[n])[:NEAR])

    def measures(self, n: int) -> Measures:
        """Of the n-th sentence."""
        asking, text = self.asking, self.text
        share = asking.share
        start, end = text.sentences[n]
        said = text.plain[start:end].rstrip()
        pairs, earlier = self.pairs[n], self._held(n - 1)
        away = math.log(1 + abs(n - self.peak))
        return {
            "with all before": share(self._held(n - BEFORE, n) | self.known),
            "before": share(earlier),
            "wanted": share(pairs & asking.wanted) / self.all_wanted,
            "wanted before": share(earlier & asking.wanted) / self.all_wanted,
            "local before": self._share(earlier),
            "with one before": self.two[n] / self.most,
            "away": away,
            "behind": away * (n > self.peak),
            "unbroken before": min(self.longest[n - 1], UNBROKEN) / UNBROKEN if n else 0.0,
            "look": self._looks(start, end),
            "lead": float(bool(_LEAD.search(said))),
            "question held": share(pairs) * said.endswith(("?", "？")),
            "first": float(n == 0),
            "length": (end - start) / LONGEST,
            "short": float(len(said) < _HEADING),
            **{sort.name: sort.measure(asking.plain, said) for sort in SORTS},
        }

    def _looks(self, start: int, end: int) -> float:
        looks = self.asking.looks
        return sum(self.text.gives(k, start, end) for k in looks) / len(looks) if looks else 0.5


def _bits(held: int) -> Iterator[int]:
    while held:
        last = held & -held
        yield last.bit_length() - 1
        held ^= last


def _left(room: int, length: int) -> float:
    """How likely so many characters, from the start of a sentence on, hold an answer that begins somewhere in it.

    Some answers begin with their sentence; the others anywhere in it.
    """
    later = sum(_long_enough(room - part * length) for part in _PARTS) / len(_PARTS)
    return weights.AT_ONCE * _long_enough(room) + (1 - weights.AT_ONCE) * later


def _long_enough(room: float) -> float:
    """The share of answers of which so much room holds enough."""
    return bisect_right(weights.ROOM, room) / len(weights.ROOM)


_PARTS = (0.1, 0.3, 0.5, 0.7, 0.9)


def chosen(asking: Asking, ranked: Sequence[Ranked], count: int) -> list[tuple[Ranked, Passage]]:
    """The passages that most likely hold the beginning of the answer, none that says what another one does.

    A passage's score is that chance, less what the ones before it hold already.
    """
    found = beginnings(asking, ranked)
    held = [_holds(found, n) for n in range(len(found))]
    taken: list[tuple[Ranked, Passage]] = []
    open_ = {n: b.chance for n, b in enumerate(found)}
    left = set(open_)
    while left and len(taken) < count:
        worth = {n: sum(open_[m] * share for m, share in held[n]) for n in left}
        best = max(left, key=lambda n: (worth[n], -n))
        left.discard(best)
        chosen_ = found[best]
        passage = Passage(chosen_.start, chosen_.end, chosen_.measures, worth[best])
        if any(_same(chosen_.ranked, passage, *other) for other in taken):
            continue
        taken.append((chosen_.ranked, passage))
        for m, share in held[best]:
            open_[m] *= 1 - share
    return taken


def _holds(found: Sequence[Beginning], n: int) -> list[tuple[int, float]]:
    """The sentences within the n-th one's passage, and how likely an answer that begins with each ends within it as well."""
    one, inside = found[n], []
    for m in range(n, len(found)):
        other = found[m]
        if other.ranked is not one.ranked or other.at >= one.until:
            break
        inside.append((m, _left(one.until - other.at, other.stops - other.at)))
    return inside


def _same(one: Ranked, passage: Passage, other: Ranked, taken: Passage) -> bool:
    if one is other:
        shared = min(passage.end, taken.end) - max(passage.start, taken.start)
        return shared > OVERLAP * (passage.end - passage.start)
    return _words(one, passage) == _words(other, taken)


def _words(ranked: Ranked, passage: Passage) -> str:
    return ranked.text.body[passage.start : min(passage.end, passage.start + SAME)]
