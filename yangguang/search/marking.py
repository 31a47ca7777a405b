"""Marking what was asked for in what is shown, in either script; everything is escaped."""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from django.utils.safestring import SafeString, mark_safe

from . import analyser

LONGEST = 100_000  # characters of a text that are looked through
LENGTH = 130  # characters of a snippet


@dataclass(frozen=True)
class Marker:
    """Finds what was asked for: whole words first, else their pairs; Latin words and numbers only whole."""

    pattern: re.Pattern[str] | None

    @classmethod
    def of(cls, shown: tuple[str, ...]) -> Marker:
        pieces: dict[str, None] = {}
        for text in shown:
            plain = analyser.normalise(text).strip()
            pieces[plain] = None
            for token in analyser.tokens(text):
                # The last character of a run is a token, but only a question of one character asks for it alone.
                if len(token) > 1 or len(plain) == 1 or token.isascii():
                    pieces[token] = None
        found = sorted((p for p in pieces if p), key=len, reverse=True)
        return cls(re.compile("|".join(map(_bounded, found))) if found else None)

    def finds(self, text: str) -> bool:
        return self.pattern is not None and self.pattern.search(analyser.letters(text[:LONGEST])) is not None

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where it stands in the text, as it is written there: sorted, not overlapping."""
        if self.pattern is None:
            return []
        plain, places = aligned(text)
        spans: list[tuple[int, int]] = []
        position = 0
        while match := self.pattern.search(plain, position):
            start, end = places[match.start()], places[match.end() - 1] + 1
            if spans and start <= spans[-1][1]:
                spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
            else:
                spans.append((start, end))
            # Pairs overlap: 补贴 and 贴息 in 补贴息.
            position = match.start() + 1
        return spans


def _bounded(piece: str) -> str:
    before = r"(?<![a-z0-9])" if piece[0].isascii() and piece[0].isalnum() else ""
    after = r"(?![a-z0-9])" if piece[-1].isascii() and piece[-1].isalnum() else ""
    return f"{before}{re.escape(piece)}{after}"


@lru_cache(maxsize=20_000)
def _half_width(sign: str) -> str:
    return unicodedata.normalize("NFKC", sign).lower()


def aligned(text: str) -> tuple[str, range | list[int]]:
    """The normalised text, and for each of its characters the place in the text that it comes from."""
    plain = analyser.letters(text)
    if len(plain) == len(text):
        return plain, range(len(text))
    # Some sign became longer (… is ...) or shorter: take them one by one.
    pieces = [_half_width(sign) for sign in text]
    places = [i for i, piece in enumerate(pieces) for _ in piece]
    plain = analyser.normalise("".join(pieces))
    if len(plain) != len(places):
        return "".join(pieces), places  # signs that join: mark what needs no conversion
    return plain, places


def _marked(text: str, spans: list[tuple[int, int]]) -> str:
    out, last = [], 0
    for start, end in spans:
        out.append(f"{html.escape(text[last:start])}<mark>{html.escape(text[start:end])}</mark>")
        last = end
    return "".join((*out, html.escape(text[last:])))


def highlight(text: str, marker: Marker) -> SafeString:
    """The text, escaped, with what was asked for in ``mark``."""
    return mark_safe(_marked(text, marker.spans(text)))  # noqa: S308 - every piece is escaped


def snippet(text: str, marker: Marker, length: int = LENGTH) -> SafeString:
    """The part of a text, ``length`` characters long, that holds most of what was asked for; its beginning else."""
    flat = " ".join(text[:LONGEST].split())
    spans = marker.spans(flat)
    start = max(_best(spans, flat, length) - length // 4, 0) if spans else 0
    start = min(start, max(len(flat) - length, 0))
    part, end = flat[start : start + length], start + length
    inside = [(max(a, start) - start, min(b, end) - start) for a, b in spans if a < end and b > start]
    before, after = "…" if start else "", "…" if end < len(flat) else ""
    return mark_safe(before + _marked(part, inside) + after)  # noqa: S308 - every piece is escaped


def _best(spans: list[tuple[int, int]], text: str, length: int) -> int:
    """The start of the window with the most different marked letters; the first of equals."""
    best, score = spans[0][0], 0
    last = 0
    window: dict[str, int] = {}
    for first, (start, _) in enumerate(spans):
        while last < len(spans) and spans[last][1] <= start + length * 3 // 4:
            word = text[slice(*spans[last])]
            window[word] = window.get(word, 0) + 1
            last += 1
        if (found := sum(map(len, window))) > score:
            best, score = start, found
        if last > first:
            word = text[slice(*spans[first])]
            window[word] -= 1
            if not window[word]:
                del window[word]
        else:
            last = first + 1
    return best
