"""How much of an explanation is copied from its document: shared runs of 13 characters, shown as passages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

SHINGLE = 13  # characters; shorter runs are titles and set phrases
WARN = 0.6  # share of the explanation's runs that the document contains (INT-11; 待核)
LEAST = 100  # characters; shorter explanations (a caption under a picture) are not judged


@dataclass(frozen=True)
class Passage:
    """A copied run: where it stands in the explanation and in the document, as half-open ranges of their texts."""

    start: int
    end: int
    source_start: int
    source_end: int


@dataclass(frozen=True)
class Overlap:
    """``share`` is 0 to 1; ``judged`` is False for a text too short to say anything about."""

    share: float
    passages: tuple[Passage, ...]
    judged: bool = True

    @property
    def copied(self) -> bool:
        return self.judged and self.share >= WARN


def _letters(text: str) -> tuple[str, list[int]]:
    """The characters that carry meaning, each with its place in the text: layout and punctuation hide no copying."""
    kept = [(c, i) for i, c in enumerate(text) if c.isalnum()]
    return "".join(c for c, _ in kept), [i for _, i in kept]


def compare(explanation: str, document: str, size: int = SHINGLE) -> Overlap:
    """How much of the explanation stands word by word in the document. Both are plain texts.

    Linear in the lengths; passages do not overlap one another in the explanation.
    """
    mine, at = _letters(explanation)
    source, source_at = _letters(document)
    total = len(mine) - size + 1
    if len(mine) < LEAST or total <= 0:
        return Overlap(0.0, (), judged=False)
    known: dict[str, int] = {}
    for i in range(len(source) - size + 1):
        known.setdefault(source[i : i + size], i)
    hits = sum(mine[i : i + size] in known for i in range(total))
    passages: list[Passage] = []
    i = 0
    while i < total:
        j = known.get(mine[i : i + size])
        if j is None:
            i += 1
            continue
        length = size
        while i + length < len(mine) and j + length < len(source) and mine[i + length] == source[j + length]:
            length += 1
        passages.append(Passage(at[i], at[i + length - 1] + 1, source_at[j], source_at[j + length - 1] + 1))
        i += length
    return Overlap(hits / total, tuple(passages))


def against(explanation: str, documents: Sequence[str]) -> tuple[int, Overlap]:
    """The document that most is copied from (its place in the list; -1 for none) and the overlap with it."""
    best, found = -1, Overlap(0.0, (), judged=False)
    for place, document in enumerate(documents):
        one = compare(explanation, document)
        if best < 0 or one.share > found.share:
            best, found = place, one
    return best, found


def marked(text: str, ranges: Sequence[tuple[int, int]]) -> list[tuple[str, int]]:
    """The text in pieces: (piece, number of its passage from 1, or 0 for what is not copied)."""
    out: list[tuple[str, int]] = []
    last = 0
    for number, (start, end) in sorted(enumerate(ranges, 1), key=lambda pair: pair[1]):
        if start < last:
            continue  # the same source passage copied twice is marked once
        if start > last:
            out.append((text[last:start], 0))
        out.append((text[start:end], number))
        last = end
    if last < len(text):
        out.append((text[last:], 0))
    return out
