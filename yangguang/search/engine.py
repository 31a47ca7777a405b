"""What the rest of the room asks of a search engine. The one there is, on tantivy, lives in ``ontantivy/``.

One process writes at a time (the background process, or a rebuild), any number read. A rebuild fills a new
generation beside the one in use and changes over at the end, so readers never see half an index.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from enum import Enum
from functools import cache
from typing import Protocol

from .analyser import Asked
from .kinds import Document

FACETS = ("kind", "unit", "category", "topic", "validity", "year")


class Busy(Exception):
    """Another process is writing the index."""


class Match(Enum):
    """How much of the words a document must hold."""

    ALL = "all"
    NEARLY = "nearly"  # all words but one
    MOST = "most"  # at least half of the words; of a single one half of its pairs, of a sentence a third
    ANY = "any"


@dataclass(frozen=True)
class Question:
    """A question to the engine. ``filters`` maps a field to the values of which one must be there.

    ``owners``: documents of these units only; with ``or_public`` also what readers may see. ``span`` holds the first
    and last second. ``opening``: the last word may be the beginning of one, and only titles and numbers count.
    ``fresh``: years whose texts come first among equals, the newest first. ``without``: kinds that are left out.
    """

    asked: Asked
    filters: dict[str, tuple[str, ...]] = field(default_factory=dict)
    public: bool | None = True
    owners: frozenset[int] | None = None
    or_public: bool = False
    span: tuple[dt.datetime, dt.datetime] | None = None
    match: Match = Match.ALL
    opening: bool = False
    fresh: tuple[int, ...] = ()
    without: tuple[str, ...] = ()
    by_date: bool = False
    offset: int = 0
    limit: int = 20
    facets: bool = True


@dataclass(frozen=True)
class Found:
    """``keys`` are (kind, id), best first; ``facets`` count the values of each field among all hits. ``about``: with so many
    hits that they and the facets are estimated."""

    total: int = 0
    keys: tuple[tuple[str, int], ...] = ()
    facets: dict[str, dict[str, int]] = field(default_factory=dict)
    about: bool = False


@dataclass(frozen=True)
class State:
    """``built_at`` is the last rebuild, ``written_at`` the last commit; None without an index."""

    available: bool
    documents: int = 0
    built_at: dt.datetime | None = None
    written_at: dt.datetime | None = None


class Writing(Protocol):
    """An open change of the index; nothing of it is seen before its ``with`` block is left without an error."""

    def put(self, kind: str, documents: Iterable[Document]) -> set[int]:
        """Take in documents, replacing older ones; returns their ids."""

    def remove(self, kind: str, ids: Iterable[int]) -> None:
        """Take these out; unknown ids are let be."""


class Engine(Protocol):
    def lock(self) -> AbstractContextManager[None]:
        """Be the one who writes; raises Busy. A killed process holds it no longer."""

    def update(self) -> AbstractContextManager[Writing]:
        """Change the generation in use."""

    def renew(self) -> AbstractContextManager[Writing]:
        """Fill a new generation, which comes into use when the block is left."""

    def search(self, question: Question) -> Found | None:
        """The answer; None when there is no index of this version yet."""

    def nearest(
        self,
        tokens: Iterable[str],
        limit: int,
        kinds: tuple[str, ...] = (),
        without: tuple[str, ...] = (),
    ) -> tuple[tuple[str, int], ...]:
        """The public documents, as (kind, id), whose text holds most of the tokens, rare ones before common ones.

        Of these kinds, if any are named, and none of those left out.

        Nothing is counted and nothing else is weighed, so it is many times faster than ``search``; for those who look
        at the texts themselves. Nothing without an index.
        """

    def frequencies(self, tokens: Iterable[str]) -> tuple[int, dict[str, int]]:
        """How many documents there are, and how many hold each token; nothing without an index."""

    def state(self) -> State: ...


@cache
def engine() -> Engine:
    """The site's engine."""
    from .ontantivy.index import TantivyEngine

    return TantivyEngine()
