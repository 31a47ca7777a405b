"""Where questions are answered from. ``Library`` is what the site publishes; tests and benches bring their own."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

from django.conf import settings

from yangguang.search.engine import engine
from yangguang.search.kinds import SEARCH_KINDS, part_kinds

from .asking import Asking, places
from .ranking import Candidate


class Source(Protocol):
    @property
    def home(self) -> tuple[str, ...]:
        """The places that all of it is about."""

    def candidates(self, asking: Asking, limit: int) -> list[Candidate]:
        """The documents that hold most of the question, best first."""

    def weigh(self, pairs: Iterable[str]) -> dict[str, float]:
        """How rare each pair is."""


def rarity(documents: int, holding: int) -> float:
    """The weight of a pair that so many of the documents hold, as BM25 has it."""
    return math.log(1 + (documents - holding + 0.5) / (holding + 0.5))


def _home() -> tuple[str, ...]:
    return places(settings.SITE_NAME)


@dataclass(frozen=True)
class Library:
    """What readers may see, through the search engine; each text is read anew, so nothing withdrawn is quoted."""

    kinds: tuple[str, ...] = ()
    home: tuple[str, ...] = field(default_factory=_home)

    def candidates(self, asking: Asking, limit: int) -> list[Candidate]:
        # A document is read whole; its parts, found beside it, would only stand in its own way.
        without = () if self.kinds else part_kinds()
        return _read(engine().nearest(asking.pairs, limit, self.kinds, without))

    def weigh(self, pairs: Iterable[str]) -> dict[str, float]:
        pairs = tuple(pairs)
        documents, holding = engine().frequencies(pairs)
        return {pair: rarity(documents, holding.get(pair, 0)) for pair in pairs}


def _read(keys: tuple[tuple[str, int], ...]) -> list[Candidate]:
    by_kind: dict[str, list[int]] = {}
    for code, pk in keys:
        by_kind.setdefault(code, []).append(pk)
    there = {
        (code, document.id): Candidate((code, document.id), document.title, document.body)
        for code, ids in by_kind.items()
        if code in SEARCH_KINDS
        for document in SEARCH_KINDS.get(code).fetch(ids)
        if document.public
    }
    return [there[key] for key in keys if key in there]
