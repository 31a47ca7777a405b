"""Personal data that strayed into free text."""

from __future__ import annotations

import re

_PATTERNS = (
    (
        re.compile(r"(?<!\d)\d{6}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?!\d)"),
        "（证件号码）",
    ),
    (re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)"), "（手机号码）"),
    (re.compile(r"[A-Za-z0-9_.+-]+@[A-Za-z0-9-]+\.[A-Za-z0-9.-]+"), "（电子邮箱）"),
)

_WIDE = {0xFF01 + n: 0x21 + n for n in range(94)}


def find(text: str) -> list[tuple[int, int, str]]:
    """Where such data stands in the text: (begin, end, what it is), in order; full-width digits count as digits."""
    plain = text.translate(_WIDE)
    found = [
        (m.start(), m.end(), word.strip("（）"))
        for pattern, word in _PATTERNS
        for m in pattern.finditer(plain)
    ]
    return sorted(found)


def mask(text: str) -> str:
    """The text with identity numbers, mobile numbers and mail addresses cut out (个人信息保护法 art. 6: 最小范围)."""
    for pattern, word in _PATTERNS:
        text = pattern.sub(word, text)
    return text
