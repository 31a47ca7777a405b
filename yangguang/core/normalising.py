"""Digits and letters as people and programs write them, brought to one form without losing their places.

``plain`` keeps every character's place. ``squeezed`` drops what stands between the digits of one number and tells where
each remaining character came from. Both are for short pieces; whole documents are searched with ``DIGIT`` and ``BETWEEN``
as they are, because translating a document costs more than looking through it.
"""

from __future__ import annotations

DIGIT = "0-9０-９"  # for a character class
# White space of all kinds, what has no width, and dashes; tabs and line ends are told apart by who uses it.
BLANKS = " \u00a0\u2000-\u200a\u202f\u3000"
ZERO_WIDTH = "\u00ad\u200b-\u200f\u2060\ufeff"
DASHES = "\\-‐-―－−·"
BETWEEN = BLANKS + ZERO_WIDTH + DASHES

_WIDE = {0xFF01 + n: 0x21 + n for n in range(94)}
_PLAIN = {
    **_WIDE,
    **dict.fromkeys((0xA0, 0x202F, 0x3000, *range(0x2000, 0x200B)), 0x20),
    **dict.fromkeys((*range(0x2010, 0x2016), 0x2212), 0x2D),
}
_SPOKEN = str.maketrans("〇○零一二三四五六七八九幺两", "00012345678912")
SPOKEN = "〇○零一二三四五六七八九幺两"


def plain(text: str) -> str:
    """Half-width letters, digits and signs, plain blanks and dashes; as long as ``text``, offsets are the same."""
    return text.translate(_PLAIN)


def spoken(text: str) -> str:
    """Chinese numerals read out digit by digit (一三八…) as digits; as long as ``text``."""
    return text.translate(_SPOKEN)


def squeezed(text: str, start: int = 0) -> tuple[str, list[int]]:
    """The letters and digits of ``text`` in half-width, and the offset of each, counted from ``start``."""
    letters, places = [], []
    for place, letter in enumerate(text.translate(_PLAIN), start):
        if letter.isascii() and letter.isalnum():
            letters.append(letter)
            places.append(place)
    return "".join(letters), places
