"""Cutting a text into passages that can be quoted: whole sentences, verbatim, with their places in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST = 200  # characters of a passage

# Texts that were pages once keep their paragraphs only as blanks, so a blank ends a sentence too, unless letters or
# digits stand on both sides of it.
_END = re.compile(r"[。！？!?；;]+[”’」』）)\"]*|\n+|(?<![A-Za-z0-9.:,])\s+|\s+(?![A-Za-z0-9])")
WEAK = "，、：,:"  # behind which a sentence goes on
_PAUSE = re.compile(r"[，、：]|[,:](?![A-Za-z0-9])")  # and a passage may end: not within 12:30
_CUTS = WEAK + "）)"  # where a sentence is cut that is longer than a passage


@dataclass(frozen=True)
class Passage:
    """``text`` is what stands in the document from ``start`` to ``end``."""

    start: int
    end: int
    text: str


def sentences(text: str, longest: int = LONGEST) -> list[tuple[int, int]]:
    """Where each sentence starts and ends, without blanks around it; a longer one than ``longest`` is cut."""
    found: list[tuple[int, int]] = []
    last = 0
    for end in _END.finditer(text):
        found += _pieces(text, last, end.end(), longest)
        last = end.end()
    return [*found, *_pieces(text, last, len(text), longest)]


def _pieces(text: str, start: int, end: int, longest: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    while end - start > longest:
        cut = max(text.rfind(sign, start + longest // 3, start + longest) for sign in _CUTS) + 1
        cut = cut or start + longest
        yield start, cut
        start = cut
        while start < end and text[start].isspace():
            start += 1
    if end > start:
        yield start, end


def reaches(spans: list[tuple[int, int]], longest: int = LONGEST) -> list[tuple[int, int]]:
    """For each sentence the last one that still fits into a passage with it: (first, last) in the list of sentences.

    Passages overlap, so that one begins wherever an answer may: what answers often follows what was asked.
    """
    found = []
    last = 0
    for first, (start, _) in enumerate(spans):
        last = max(last, first)
        while last + 1 < len(spans) and spans[last + 1][1] - start <= longest:
            last += 1
        found.append((first, last))
    return found


def filled(text: str, start: int, end: int, longest: int = LONGEST) -> int:
    """Where a passage ends that goes on behind its last whole sentence, up to a comma or the like, as far as there is room."""
    # One character more is looked at: whether a number goes on behind the last sign.
    room = text[end : start + longest + 1]
    ends = (end + pause.end() for pause in _PAUSE.finditer(room))
    return max((stop for stop in ends if stop <= start + longest), default=end)


def windows(text: str, longest: int = LONGEST) -> list[Passage]:
    """A passage from each sentence on, as long as there is room for whole sentences."""
    spans = sentences(text, longest)
    ends = ((spans[first][0], spans[last][1]) for first, last in reaches(spans, longest))
    return [Passage(start, end, text[start:end]) for start, end in ends]


def tiles(text: str, longest: int = LONGEST) -> list[Passage]:
    """The text cut once through: passages one after the other that do not overlap."""
    spans: list[tuple[int, int]] = []
    for start, end in sentences(text, longest):
        if spans and end - spans[-1][0] <= longest:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return [Passage(start, end, text[start:end]) for start, end in spans]
