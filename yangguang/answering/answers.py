"""Answering a question: up to three passages word for word, each with its document and place, or silence."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from . import weights
from .asking import Asking, read
from .quoting import chosen
from .ranking import Measures, Passage, Ranked, rank, weighed
from .sources import Source

CANDIDATES = 40  # documents that search is asked for
QUOTED = 3
_ALONE = 5.0  # the lead of a document without another one


@dataclass(frozen=True)
class Quote:
    """``text`` stands in the body of the document from ``start`` to ``end``, word for word.

    ``reasons`` are what the passage scored by each measure, most first; ``document_reasons`` what its document did.
    """

    key: tuple[str, int]
    title: str
    start: int
    end: int
    text: str
    score: float
    reasons: tuple[tuple[str, float], ...]
    document_reasons: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Answer:
    """``quotes`` best first; none when ``abstained``. ``documents`` are all that were ranked, for those who ask on.

    ``confidence`` runs from 0 to 1; ``reasons`` say what it is made of. Below ``weights.SURE`` nothing is quoted.
    """

    question: str
    abstained: bool
    confidence: float
    quotes: tuple[Quote, ...]
    documents: tuple[tuple[str, int], ...]
    reasons: tuple[tuple[str, float], ...]


def answer(question: str, source: Source, sure: float = weights.SURE) -> Answer:
    """Answer from the source, or abstain below a confidence of ``sure``."""
    asking, ranked = ranked_for(question, source)
    if not ranked or not ranked[0].passages:
        return Answer(question, True, 0.0, (), tuple(r.candidate.key for r in ranked), ())
    measures = certainty(asking, ranked)
    confidence = 1 / (1 + math.exp(-weighed(measures, weights.CONFIDENCE) - weights.OFFSET))
    abstained = confidence < sure
    return Answer(
        question,
        abstained,
        confidence,
        () if abstained else tuple(_quote(r, p) for r, p in chosen(asking, ranked, QUOTED)),
        tuple(r.candidate.key for r in ranked),
        _reasons(measures, weights.CONFIDENCE),
    )


def ranked_for(question: str, source: Source) -> tuple[Asking, list[Ranked]]:
    """The question taken apart, and the documents that may answer it, best first."""
    question = question.encode(errors="replace").decode()  # half an emoji is no text
    asking = read(question, source.weigh)
    candidates = source.candidates(asking, CANDIDATES) if asking.pairs else []
    return asking, rank(asking, candidates, source.home)


def certainty(asking: Asking, ranked: Sequence[Ranked]) -> Measures:
    """What tells whether there is an answer at all: the best document, and how far ahead it is.

    It is held against the third: the second is often the same text from another office.
    """
    best = ranked[0]
    third = ranked[min(2, len(ranked) - 1)].score if len(ranked) > 1 else best.score - _ALONE
    taken = ("passage", "with opening", "unnamed", "gap", "subject", "length")
    return {
        "score": best.score,
        "ahead": min(best.score - third, _ALONE),
        "pairs": float(len(asking.pairs)),
        **{name: best.measures[name] for name in taken},
    }


def _quote(ranked: Ranked, passage: Passage) -> Quote:
    return Quote(
        ranked.candidate.key,
        ranked.candidate.title,
        passage.start,
        passage.end,
        ranked.candidate.body[passage.start : passage.end],
        passage.score,
        _reasons(passage.measures, weights.BEGINNING),
        _reasons(ranked.measures, weights.DOCUMENT),
    )


def _reasons(measures: Measures, by: dict[str, float]) -> tuple[tuple[str, float], ...]:
    def parts() -> Iterator[tuple[str, float]]:
        for name, weight in by.items():
            yield name, weight * measures[name]

    return tuple(sorted(parts(), key=lambda part: -abs(part[1])))
