"""A document as questions are held against it: normalised once, cut into sentences, with the places it names. Pure."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from functools import cached_property, lru_cache

from yangguang.search.marking import aligned

from . import passages
from .asking import Asking, Look, places, provinces

LONGEST = 100_000  # characters of a text that are looked through
OPENING = 150  # characters that say what a text is about
_ASCII = re.compile(r"[a-z0-9]")


class Text:
    """``plain`` is the title, unless the body begins with it, and the body, normalised; ``sentences`` are places in
    ``plain``, and ``whence`` tells where each stands in the body."""

    def __init__(self, title: str, body: str) -> None:
        body = body[:LONGEST]
        self.body = body
        head = "" if body.lstrip().startswith(title.strip()) else title.strip() + "\n"
        plain, self._places = aligned(body)
        self.head = aligned(head)[0]
        self.plain = self.head + plain
        self.title = aligned(title.strip())[0]
        self.opening = self.plain[: max(OPENING, len(self.head))]
        self.spans = passages.sentences(plain)
        shift = len(self.head)
        self.sentences = [(start + shift, end + shift) for start, end in self.spans]
        self.starts = [start for start, _ in self.sentences]
        self._given: dict[str, list[int]] = {}

    def source(self, start: int, end: int) -> tuple[int, int]:
        """The place in the body of what stands from ``start`` to ``end`` of ``plain``."""
        shift = len(self.head)
        return self._places[start - shift], self._places[end - shift - 1] + 1

    @cached_property
    def windows(self) -> list[tuple[int, int]]:
        """First and last sentence of each passage that can be quoted."""
        return passages.reaches(self.spans)

    @cached_property
    def provinces(self) -> Counter[str]:
        return Counter(provinces(self.plain))

    @cached_property
    def titled_places(self) -> tuple[str, ...]:
        return places(self.title)

    def gives(self, look: Look, start: int, end: int) -> bool:
        """Whether something of this look begins between the places."""
        found = self._given.get(look.name)
        if found is None:
            found = self._given[look.name] = [m.start() for m in look.given.finditer(self.plain)]
        n = bisect_left(found, start)
        return n < len(found) and found[n] < end

    def hits(self, asking: Asking) -> list[tuple[int, int]]:
        """(place, number of the pair), in order, wherever a pair of the question stands."""
        return sorted(_find(self.plain, asking.pairs))


@lru_cache(maxsize=512)
def parsed(title: str, body: str) -> Text:
    """The text, taken apart once for all the questions that come to it."""
    return Text(title, body)


def _find(plain: str, terms: Sequence[str]) -> list[tuple[int, int]]:
    found = []
    for number, term in enumerate(terms):
        word = term.isascii()
        place = plain.find(term)
        while place >= 0:
            if not (word and _goes_on(plain, place, place + len(term))):
                found.append((place, number))
            place = plain.find(term, place + 1)
    return found


def _goes_on(plain: str, start: int, end: int) -> bool:
    """Whether a Latin word or a number is only a part of a longer one."""
    return bool((start and _ASCII.match(plain[start - 1])) or (end < len(plain) and _ASCII.match(plain[end])))


def held(plain: str, asking: Asking) -> int:
    """The pairs of the question that a short text holds."""
    found = 0
    for _, number in _find(plain, asking.pairs):
        found |= 1 << number
    return found
