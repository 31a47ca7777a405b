"""Personal data that strayed into free text."""

from __future__ import annotations

import re

_PATTERNS = (
    (
        re.compile(r"(?<!\d)\d{6}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?!\d)"),
        "（证件号码）",
    ),
    (re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)"), "（手机号码）"),
    (re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+"), "（电子邮箱）"),
)


def mask(text: str) -> str:
    """The text with identity numbers, mobile numbers and mail addresses cut out (个人信息保护法 art. 6: 最小范围)."""
    for pattern, word in _PATTERNS:
        text = pattern.sub(word, text)
    return text
