"""How many texts hold what was asked for, and how many of them have each value of a facet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import prod
from typing import Any

import tantivy

from ..analyser import OPEN
from ..engine import FACETS, Match, Question
from .asking import Sought
from .schema import AMONG, BETWEEN, COUNTED, SHARES

VALUES = 10_000  # different ones that a column holds among the hits
# Hits above which they are estimated from one share of all texts: to find half a million and look up six facets of each
# took 20 ms, which tells a reader no more than "about 460,000". Of 20,000 hits a share has 2,500: the estimate is out by at
# most 4 in a hundred nineteen times in twenty, that of a facet value which a tenth of them have by 12.
ESTIMATED = 20_000
TOGETHER = 4  # times as often as by chance, that words stand together


@dataclass(frozen=True)
class Counts:
    """``about``: estimated."""

    total: int
    facets: dict[str, dict[str, int]]
    about: bool = False


def count(schema: Any, searcher: Any, question: Question, wanted: Sought) -> Counts:
    """Of the hits of a question. Every text has one kind, so the counts of kinds tell how many hits there are."""
    names = FACETS if question.facets else FACETS[:1]
    if question.limit and _may_be_many(searcher, question):
        share = tantivy.Query.term_query(schema, "share", "0", "basic")
        part = _facets(searcher, wanted.among(share), names)
        total = sum(part["kind"].values()) * SHARES
        if total > ESTIMATED:
            scaled = {name: {v: n * SHARES for v, n in counts.items()} for name, counts in part.items()}
            return Counts(total, scaled, about=True)
    facets = _facets(searcher, wanted.deciding, names)
    return Counts(sum(facets["kind"].values()), facets)


def _may_be_many(searcher: Any, question: Question) -> bool:
    """Whether so many hits are to be expected that a share of them is worth a look. Of several words fewer texts hold all than
    hold the rarest: as many as chance puts together, or a few times more, for words of one matter stand together."""
    everything = max(searcher.num_docs, 1)
    held = list(_held(searcher, question))
    if question.match is not Match.ALL:
        return min(held, default=everything) > ESTIMATED
    return everything * prod(n / everything for n in held) > ESTIMATED / TOGETHER


def _held(searcher: Any, question: Question) -> Iterator[int]:
    """How many texts hold each thing that was asked for, or fewer."""
    for word in (*question.asked.words, *question.asked.phrases):
        found = [searcher.doc_freq("body", t) for t in word.parts if not t.endswith(OPEN)]
        yield min(filter(None, found), default=searcher.num_docs)
    for name, values in question.filters.items():
        yield sum(searcher.doc_freq(name, value) for value in values)
    if question.owners is not None and not question.or_public:
        yield sum(searcher.doc_freq("owner", str(unit)) for unit in question.owners)


def _facets(searcher: Any, query: Any, names: tuple[str, ...]) -> dict[str, dict[str, int]]:
    columns = [column for column, facets in COUNTED.items() if set(facets) & set(names)]
    found = searcher.aggregate(query, {c: {"terms": {"field": c, "size": VALUES}} for c in columns})
    counts: dict[str, dict[str, int]] = {}
    for column in columns:
        counts |= _taken_apart(column, found[column]["buckets"])
    return counts


def _taken_apart(column: str, buckets: list[dict[str, Any]]) -> dict[str, dict[str, int]]:
    facets = COUNTED[column]
    found: dict[str, defaultdict[str, int]] = {facet: defaultdict(int) for facet in facets}
    for bucket in buckets:
        count = int(bucket["doc_count"])
        for facet, value in _values(column, bucket["key"]):
            found[facet][value] += count
    return {facet: dict(counts) for facet, counts in found.items()}


@lru_cache(maxsize=20_000)
def _values(column: str, held: str) -> tuple[tuple[str, str], ...]:
    """(facet, value) of what stands in a column; what a text has not is empty there."""
    pairs = zip(COUNTED[column], held.split(BETWEEN), strict=True)
    return tuple((facet, value) for facet, values in pairs for value in values.split(AMONG) if value)
