"""A list of words that official texts get wrong, each with the reason and the neighbours that make it right. Pure."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass

import ahocorasick_rs
import rjieba

from .likeness import lines

WINDOW = 12  # characters on both sides that are cut into words to see where words begin and end


@dataclass(frozen=True, slots=True)
class Confusion:
    """``wrong`` for ``right``; not an error behind one of ``after`` or before one of ``before``. ``sure`` asks for a
    confirmation, otherwise it is a hint."""

    wrong: str
    right: str
    after: str
    before: str
    sure: bool
    why: str


@functools.cache
def confusions() -> tuple[Confusion, ...]:
    """The list of ``data/confusions.tsv``. Raises ValueError for a row with a wrong number of columns."""
    out = []
    for line in lines("confusions.tsv"):
        wrong, right, after, before, severity, why = line.split("\t")
        out.append(Confusion(wrong, right, after, before, severity == "c", why))
    return tuple(out)


@functools.cache
def _automaton() -> ahocorasick_rs.AhoCorasick:
    return ahocorasick_rs.AhoCorasick(
        [c.wrong for c in confusions()], matchkind=ahocorasick_rs.MatchKind.LeftmostLongest
    )


def confused(text: str) -> Iterator[tuple[int, int, Confusion]]:
    """Start, end and entry of the confusions of a text.

    A run that words cross is none: 以经 in 以经济建设为中心.
    """
    known = confusions()
    for index, start, end in _automaton().find_matches_as_indexes(text):
        c = known[index]
        right_here = start > 0 and text[start - 1] in c.after
        right_here = right_here or (end < len(text) and text[end] in c.before)
        if not right_here and not _crossed(text, start, end):
            yield start, end, c


def _crossed(text: str, start: int, end: int) -> bool:
    """Whether a dictionary word begins outside and ends inside, or the other way round."""
    first = max(0, start - WINDOW)
    at = first
    for word in rjieba.cut(text[first : end + WINDOW], False):
        after = at + len(word)
        if len(word) > 1 and (at < start < after or at < end < after) and not (at <= start and end == after):
            return True
        at = after
    return False
