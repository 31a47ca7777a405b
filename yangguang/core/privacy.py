"""Personal data that strayed into free text, where no word around it excuses it: what is found is cut out or refused.

Texts that are to be public are looked at more closely, with the words around, by ``checking.privacy``.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from . import numbers
from .normalising import BETWEEN, DIGIT, plain

_RUN = re.compile(rf"[{DIGIT}](?:[{BETWEEN}]{{0,3}}[{DIGIT}])*(?:[{BETWEEN}]{{0,3}}[XxＸｘ](?![A-Za-z]))?")
_GROUP = re.compile(r"\d+[Xx]?|[Xx]")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_MAIL = re.compile(r"[A-Za-z0-9_.+-]+@[A-Za-z0-9-]+\.[A-Za-z0-9.-]+")
_PAPER = re.compile(r"(?<![A-Za-z0-9])[EeGg][A-Za-z]?\d{7,8}(?![A-Za-z0-9])")
_EVER = dt.date.max
MOST_GROUPS = 18  # pieces that one number is written in


def find(text: str) -> list[tuple[int, int, str]]:
    """Where such data stands in the text: (begin, end, what it is), in order. Full-width digits and digits written apart
    count as digits."""
    even = plain(text)
    found = [(m.start(), m.end(), "电子邮箱") for m in _MAIL.finditer(even)]
    found += [(m.start(), m.end(), "证件号码") for m in _PAPER.finditer(even)]
    for run in _RUN.finditer(even):
        found += _numbers(run[0], run.start())
    return sorted(found)


def _numbers(run: str, base: int) -> Iterator[tuple[int, int, str]]:
    """The numbers in a run of digits: from each group on, the longest that is one."""
    groups = [(m.start(), m.end()) for m in _GROUP.finditer(run)]
    at = 0
    while at < len(groups):
        for end in range(min(len(groups), at + MOST_GROUPS), at, -1):
            number = "".join(run[a:b] for a, b in groups[at:end])
            if what := _what(number):
                yield base + groups[at][0], base + groups[end - 1][1], what
                at = end
                break
        else:
            at += 1


def _what(number: str) -> str:
    if len(number) == 18 and numbers.resident_shape(number.upper(), _EVER):
        return "证件号码"
    if not number.isdecimal():
        return ""
    if _MOBILE.fullmatch(number) or (number.startswith("86") and _MOBILE.fullmatch(number[2:])):
        return "手机号码"
    return "银行账号" if numbers.is_card(number) else ""


def mask(text: str) -> str:
    """The text with what ``find`` finds cut out and named (个人信息保护法 art. 6: 最小范围)."""
    pieces, last = [], 0
    for begin, end, what in find(text):
        if begin >= last:
            pieces += [text[last:begin], f"（{what}）"]
            last = end
    return "".join([*pieces, text[last:]])
