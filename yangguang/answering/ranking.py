"""Which document answers a question, and which of its passages: a few measures of each, weighed and added up. Pure.

Every measure has a name, so that any answer can say why it came first. The weights (``weights.py``) are fitted by
``bench/fitting_answers.py`` on half of a set of questions; docs/search.md tells what they reach on the other half.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_

from . import texts, weights
from .asking import PROVINCES, Asking
from .texts import Text

Measures = dict[str, float]
# BM25 of the whole text; USUAL is the length of a usual official text, so that a document scores the same in any index.
SATURATION, LENGTH_COUNTS, USUAL = 0.6, 0.5, 1000
PASSAGE_SATURATION, PASSAGE_COUNTS, PASSAGE_USUAL = 1.2, 0.75, 150
BEFORE = 3  # sentences before a passage that may hold its heading
READ_CLOSELY = 12  # documents whose passages are looked at


@dataclass(frozen=True)
class Candidate:
    """A document that search found. ``key`` is its kind and id."""

    key: tuple[str, int]
    title: str
    body: str


@dataclass
class Passage:
    """A passage of up to 200 characters; ``start`` and ``end`` are places in the body."""

    start: int
    end: int
    measures: Measures
    score: float = 0.0


@dataclass
class Ranked:
    """A document with what was measured of it, and its passages with something asked for, best first."""

    candidate: Candidate
    text: Text
    measures: Measures
    score: float = 0.0
    passages: list[Passage] = field(default_factory=list)


def weighed(measures: Mapping[str, float], by: Mapping[str, float]) -> float:
    return sum(weight * measures[name] for name, weight in by.items())


def rank(asking: Asking, candidates: Sequence[Candidate], home: Sequence[str] = ()) -> list[Ranked]:
    """The documents, best first. ``home`` are the places that this site is about: they tell nothing of a document.

    The whole texts are compared first; the passages of the best of them then decide.
    """
    found = []
    for candidate in candidates:
        text = texts.parsed(candidate.title, candidate.body)
        looked = _Looked(asking, text)
        found.append((Ranked(candidate, text, document(looked, home)), looked))
    for ranked, _ in found:
        ranked.score = weighed(ranked.measures, weights.WHOLE)
    found.sort(key=lambda pair: -pair[0].score)
    close = found[:READ_CLOSELY]
    for ranked, looked in close:
        ranked.passages = [Passage(*where, measured) for where, measured in looked.passages()]
        for passage in ranked.passages:
            passage.score = weighed(passage.measures, weights.PASSAGE)
        ranked.passages.sort(key=lambda p: -p.score)
        ranked.measures |= _of_passages(ranked.passages)
        ranked.score = weighed(ranked.measures, weights.DOCUMENT)
    close.sort(key=lambda pair: -pair[0].score)
    return [ranked for ranked, _ in close + found[READ_CLOSELY:]]


def _of_passages(passages: Sequence[Passage]) -> Measures:
    """What the best passages, which come first, say of their document."""
    if not passages:
        return {"passage": 0.0, "passages": 0.0, "with opening": 0.0}
    return {
        "passage": passages[0].score,
        "passages": sum(p.score for p in passages[:3]) / 3,
        "with opening": passages[0].measures["with opening"],
    }


def _bm25(counts: Mapping[int, int], asking: Asking, saturation: float, norm: float) -> float:
    """BM25 as a part of what the question weighs, so that long and short questions compare."""
    found = 0.0
    for number, times in counts.items():
        found += asking.weights[number] * times * (saturation + 1) / (times + saturation * norm)
    return found / asking.total


class _Looked:
    """Where the pairs of a question stand in a text, by sentence."""

    def __init__(self, asking: Asking, text: Text) -> None:
        self.asking, self.text = asking, text
        self.hits = text.hits(asking)
        self.counts = Counter(number for _, number in self.hits)
        self.held = reduce(or_, (1 << number for number in self.counts), 0)

    def passages(self) -> list[tuple[tuple[int, int], Measures]]:
        """Every passage with something of the question in it: its place in the body, and its measures."""
        asking, text = self.asking, self.text
        count = len(text.sentences)
        pairs, runs = [0] * count, [0] * count
        first_hit = [0] * (count + 1)  # of each sentence, in the list of hits
        follows = {number: place for place, number in enumerate(asking.triples)}
        at = dict(self.hits)
        sentence = -1
        for n, (place, number) in enumerate(self.hits):
            while sentence + 1 < count and text.starts[sentence + 1] <= place:
                sentence += 1
                first_hit[sentence] = n
            if sentence < 0:
                continue  # in the title, before the text
            pairs[sentence] |= 1 << number
            if number in follows and at.get(place + 1) == number + 1:
                runs[sentence] |= 1 << follows[number]
        first_hit[sentence + 1 :] = [len(self.hits)] * (count - sentence)
        known = texts.held(text.opening, asking)
        found = []
        for first, last in text.windows:
            hits = self.hits[first_hit[first] : first_hit[last + 1]]
            if hits:
                found.append(self._passage(first, last, hits, pairs, runs, known))
        return found

    def _passage(
        self,
        first: int,
        last: int,
        hits: list[tuple[int, int]],
        pairs: list[int],
        runs: list[int],
        known: int,
    ) -> tuple[tuple[int, int], Measures]:
        asking, text = self.asking, self.text
        start, end = text.sentences[first][0], text.sentences[last][1]
        within = pairs[first : last + 1]
        held = reduce(or_, within)
        length = end - start
        norm = 1 - PASSAGE_COUNTS + PASSAGE_COUNTS * length / PASSAGE_USUAL
        before = reduce(or_, pairs[max(first - BEFORE, 0) : first], held)
        plain = text.plain[start:end]
        looks = asking.looks
        measures = {
            "words": _bm25(Counter(n for _, n in hits), asking, PASSAGE_SATURATION, norm),
            "held": asking.share(held),
            "sentence": max(map(asking.share, within)),
            "beginning": asking.share(pairs[first]),
            "with opening": asking.share(held | known),
            "with heading": asking.share(before),
            "runs": asking.run_share(reduce(or_, runs[first : last + 1])),
            "look": sum(text.gives(k, start, end) for k in looks) / len(looks) if looks else 0.5,
            "numbers": sum(n in plain for n in asking.numbers) / len(asking.numbers)
            if asking.numbers
            else 0.0,
            "length": length / 200,
            "title": float(first == 0 and not text.head),
            "place": first / len(text.sentences),
        }
        return text.source(start, end), measures


def document(looked: _Looked, home: Sequence[str] = ()) -> Measures:
    """What is measured of a whole text."""
    asking, text = looked.asking, looked.text
    norm = 1 - LENGTH_COUNTS + LENGTH_COUNTS * len(text.plain) / USUAL
    return {
        "words": _bm25(looked.counts, asking, SATURATION, norm),
        "held": asking.share(looked.held),
        "length": math.log(len(text.plain) + 1),
        "gap": _longest_gap(looked),
        "subject": float(looked.held & 1),  # what a question begins with is mostly who or where it is about
        **_about(asking, text, home),
    }


def _longest_gap(looked: _Looked) -> float:
    """The longest stretch of the question that the text nowhere holds: a name it does not know, as likely as not."""
    longest = gap = 0.0
    for number, weight in enumerate(looked.asking.weights):
        gap = 0.0 if looked.held >> number & 1 else gap + weight
        longest = max(longest, gap)
    return longest / looked.asking.total


def _about(asking: Asking, text: Text, home: Sequence[str]) -> Measures:
    """Whether the text is about the places that were asked for, or about others."""
    asked = asking.places
    named = text.titled_places
    wanted = [place for place in asked if place in text.provinces or place in PROVINCES]
    most, times = next(iter(text.provinces.most_common(1)), ("", 0))
    elsewhere = bool(wanted) and times > 1 and most not in wanted and text.provinces[wanted[0]] < times
    return {
        "unnamed": sum(place not in text.plain for place in asked) / max(len(asked), 1),
        "elsewhere": float(elsewhere),
        "local": float(not asked and any(place not in home for place in named)),
    }
