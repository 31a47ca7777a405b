"""Many words at once in a text: every occurrence with its exact place, as fast with a hundred thousand words as with ten.

Words and text are compared after full-width letters, digits and signs became half-width ones and ASCII capitals small ones;
offsets are always those of the text as written. The automaton runs over UTF-16: two bytes for a Chinese character instead
of the three of UTF-8, and an offset is half a byte's place, so nothing has to be counted back.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

Match = tuple[int, int, int]  # start, end (characters of the text), index of the word
Scan = Callable[[bytes], Iterable[Match]]  # the same in bytes

_WIDE = {code + 0xFEE0: code for code in range(0x21, 0x7F)} | {0x3000: 0x20}
_SMALL = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}
_FOLDABLE = re.compile("[A-Z\u3000！-～]+")
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
_WORD_SIGNS = frozenset("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
_BLANKS = " \u3000\xa0\xad\u200b-\u200d\u2060\ufeff·*＊_\\-"  # and signs that split a word
_FILLERS = re.compile(f"[{_BLANKS}]+")
_FILLERS_AND_ENDS = re.compile(f"[{_BLANKS}\r\n]+")


def _with_daachorse(words: list[bytes]) -> Scan:
    import daachorse

    scan: Scan = daachorse.DoubleArrayAhoCorasick(words).find_overlapping
    return scan


def _with_ahocorasick_rs(words: list[bytes]) -> Scan:
    import ahocorasick_rs

    automaton = ahocorasick_rs.BytesAhoCorasick(words)

    def scan(data: bytes) -> Iterable[Match]:
        return [(s, e, i) for i, s, e in automaton.find_matches_as_indexes(data, overlapping=True)]

    return scan


# The first that is installed is used: daachorse is the fastest, and has no wheel for ARM.
LIBRARIES: dict[str, Callable[[list[bytes]], Scan]] = {
    "daachorse": _with_daachorse,
    "ahocorasick_rs": _with_ahocorasick_rs,
}


def _automaton(words: list[bytes], library: str) -> Scan:
    if library:
        return LIBRARIES[library](words)
    for make in LIBRARIES.values():
        try:
            return make(words)
        except ImportError:
            continue
    raise ImportError(f"none of {', '.join(LIBRARIES)} is installed")


def folded(word: str) -> str:
    """The word with half-width letters, digits and signs and small ASCII letters; as long as before."""
    return word.translate(_WIDE).translate(_SMALL)


class Matcher:
    """Finds every occurrence of every word, those inside and across others as well.

    A word that begins or ends with an ASCII letter or digit is not found inside a longer run of such (AV in AVG, 18大 in
    118大). ``library`` is a key of ``LIBRARIES``; "" takes the first that is installed. Raises ValueError for an empty
    word or half a surrogate pair.
    """

    def __init__(self, words: Sequence[str], library: str = "") -> None:
        if not all(words):
            raise ValueError("an empty word matches everywhere")
        flat = _folded_all(words)
        owners: dict[str, list[int]] = {}
        if len(set(flat)) != len(flat):
            for index, word in enumerate(flat):
                owners.setdefault(word, []).append(index)
            flat = list(owners)
        self._owners = list(owners.values())  # empty when every word stands alone
        # Of the words that begin or end with a letter or digit: which end.
        self._edges = {
            index: (word[0] in _WORD_SIGNS, word[-1] in _WORD_SIGNS)
            for index, word in enumerate(flat)
            if word[0] in _WORD_SIGNS or word[-1] in _WORD_SIGNS
        }
        self._scan = _automaton([w.encode("utf-16-le") for w in flat], library) if flat else None
        self._table, self._to_fold = _folding(flat)

    def find(self, text: str) -> list[Match]:
        """(start, end, index of the word) of every occurrence, by start, the longer ones first."""
        if self._scan is None or not text:
            return []
        view = self._view(text)
        data = view.encode("utf-16-le", "surrogatepass")
        units = [(s >> 1, e >> 1, i) for s, e, i in self._scan(data) if not s & 1]
        if len(data) != 2 * len(text):
            units = _characters(view, units)
        if self._edges:
            units = [m for m in units if m[2] not in self._edges or self._stands_alone(view, *m)]
        if self._owners:
            units = [(s, e, owner) for s, e, i in units for owner in self._owners[i]]
        return sorted(units, key=_by_start)

    def _view(self, text: str) -> str:
        # Only what occurs in some word is folded: a list of Chinese words leaves the text as it is.
        if self._to_fold is None or not self._to_fold.search(text):
            return text
        return self._to_fold.sub(lambda run: run[0].translate(self._table), text)

    def _stands_alone(self, view: str, start: int, end: int, word: int) -> bool:
        left, right = self._edges[word]
        if left and start and folded(view[start - 1]) in _WORD_SIGNS:
            return False
        return not (right and end < len(view) and folded(view[end]) in _WORD_SIGNS)


def _folded_all(words: Sequence[str]) -> list[str]:
    """Each word folded, all of them at once."""
    joined = "\0".join(words)
    flat = _FOLDABLE.sub(lambda run: folded(run[0]), joined).split("\0")
    return flat if len(flat) == len(words) else [folded(w) for w in words]


def _by_start(match: Match) -> tuple[int, int, int]:
    return match[0], -match[1], match[2]


def _folding(words: Iterable[str]) -> tuple[dict[int, int], re.Pattern[str] | None]:
    """What has to be folded in a text for these words, and what finds it."""
    signs = {c for c in set("".join(words)) if c.isascii()}
    table = {wide: half for wide, half in _WIDE.items() if chr(half) in signs}
    table |= {big: small for big, small in _SMALL.items() if chr(small) in signs}
    table |= {big + 0xFEE0: small for big, small in _SMALL.items() if chr(small) in signs}
    return table, re.compile(f"[{re.escape(''.join(map(chr, table)))}]+") if table else None


def _characters(text: str, units: list[Match]) -> list[Match]:
    """Places counted in UTF-16 units as characters, in a text with characters that take two units."""
    pairs = [m.start() + before for before, m in enumerate(_ASTRAL.finditer(text))]
    return [(s - bisect_left(pairs, s), e - bisect_left(pairs, e), i) for s, e, i in units]


def longest(matches: Iterable[Match]) -> list[Match]:
    """Those that lie inside no longer one. Two that overlap without one holding the other both stay."""
    kept: list[Match] = []
    reach, last = -1, (-1, -1)
    for match in sorted(matches, key=_by_start):
        if match[1] > reach or (match[0], match[1]) == last:
            kept.append(match)
            reach, last = match[1], (match[0], match[1])
    return kept


def outside(matches: Iterable[Match], allowed: Iterable[Match]) -> list[Match]:
    """Those that lie inside none of ``allowed``, an allowed phrase of the same length included."""
    spans = sorted(allowed, key=_by_start)
    starts = [s for s, _, _ in spans]
    reach: list[int] = []
    for _, end, _ in spans:
        reach.append(max(end, reach[-1] if reach else -1))
    kept = []
    for match in matches:
        before = bisect_right(starts, match[0])
        if not before or reach[before - 1] < match[1]:
            kept.append(match)
    return kept


@dataclass(frozen=True)
class Squeezed:
    """A text without blanks and the signs that split a word, which knows the way back."""

    text: str
    at: tuple[int, ...] = ()
    shift: tuple[int, ...] = ()

    @classmethod
    def of(cls, text: str, *, ends: bool = True) -> Squeezed:
        """``ends``: line ends go as well, as in the text of a PDF; not in a table, where they part cells."""
        kept, at, shift, length, last = [], [0], [0], 0, 0
        for gap in (_FILLERS_AND_ENDS if ends else _FILLERS).finditer(text):
            kept.append(text[last : gap.start()])
            length += gap.start() - last
            last = gap.end()
            at.append(length)
            shift.append(last - length)
        if not kept:
            return cls(text)
        return cls("".join((*kept, text[last:])), tuple(at), tuple(shift))

    def back(self, match: Match) -> Match:
        """The same place in the text as written, from its first to its last character."""
        if not self.at:
            return match
        start, end, word = match
        return self._origin(start), self._origin(end - 1) + 1, word

    def _origin(self, place: int) -> int:
        return place + self.shift[bisect_right(self.at, place) - 1]
