"""Marking what was asked for in what is shown, in either script; everything is escaped."""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from django.utils.safestring import SafeString, mark_safe

from . import analyser

LONGEST = 100_000  # characters of a text that are looked through
LENGTH = 130  # characters of a snippet


@dataclass(frozen=True)
class Marker:
    """Finds what was asked for: whole words and their pairs; Latin words and numbers only whole.

    ``pieces`` are looked for one by one: a pattern of all of them takes longer to make than a page of hits to mark.
    """

    pieces: tuple[str, ...]

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
        return cls(tuple(p for p in pieces if p))

    def finds(self, text: str) -> bool:
        plain = analyser.letters(text[:LONGEST])
        return any(True for piece in self.pieces for _ in _standing(piece, plain))

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where it stands in the text, as it is written there: sorted, not overlapping."""
        if not self.pieces:
            return []
        plain, places = aligned(text)
        found = sorted((start, start + len(p)) for p in self.pieces for start in _standing(p, plain))
        spans: list[tuple[int, int]] = []
        for first, last in found:
            start, end = places[first], places[last - 1] + 1
            # Pairs overlap: 补贴 and 贴息 in 补贴息.
            if spans and start <= spans[-1][1]:
                if end > spans[-1][1]:
                    spans[-1] = (spans[-1][0], end)
            else:
                spans.append((start, end))
        return spans


def _standing(piece: str, text: str) -> Iterator[int]:
    """Where the piece begins in the text; a letter or digit at its ends must not go on beyond it."""
    start = text.find(piece)
    if start < 0:
        return
    opens, closes = (sign.isascii() and sign.isalnum() for sign in (piece[0], piece[-1]))
    while start >= 0:
        end = start + len(piece)
        before, after = text[max(start - 1, 0) : start], text[end : end + 1]
        if not (opens and _goes_on(before)) and not (closes and _goes_on(after)):
            yield start
        start = text.find(piece, start + 1)


def _goes_on(sign: str) -> bool:
    return sign.isascii() and sign.isalnum() and sign == sign.lower()


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
