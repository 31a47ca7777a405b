"""Dates as official texts and spreadsheets write them."""

from __future__ import annotations

import datetime as dt
import re

_DIGITS = {c: str(i % 10) for i, c in enumerate("〇一二三四五六七八九")} | {"零": "0", "○": "0", "Ｏ": "0"}
FIRST, LAST = 1900, 2100  # years that a paper of today may bear
# Not out of a longer number: 2021-1-123 is no day of January.
_DATE = re.compile(r"(?<!\d)(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})(?!\d)\s*日?")
_COMPACT = re.compile(r"^\s*(\d{4})(\d{2})(\d{2})\s*$")
_CHINESE = re.compile(
    r"([〇零○Ｏ一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日"
)


def _small(text: str) -> int:
    """一 to 三十一 as a number."""
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return int(_DIGITS[text])
    return (int(_DIGITS[tens]) if tens else 1) * 10 + (int(_DIGITS[ones]) if ones else 0)


def parse_date(text: str) -> dt.date:
    """The first date in a text: 2021-02-03, 2021.2.3, 2021/2/3, 2021年2月3日, 二〇二一年二月三日, 20210203.

    Raises ValueError, in Chinese, when there is none, it does not exist (2021.2.30) or no paper of today bears it (1021).
    """
    given = text.strip()
    if found := _CHINESE.search(given):
        year, month, day = int("".join(_DIGITS[c] for c in found[1])), _small(found[2]), _small(found[3])
    elif found := _DATE.search(given) or _COMPACT.match(given):
        year, month, day = (int(g) for g in found.groups())
    else:
        raise ValueError(f"“{given[:30]}”不是日期，应写成 2021-01-31 这样")
    if not FIRST <= year <= LAST:
        raise ValueError(f"“{given[:30]}”的年份不对，应在 {FIRST} 至 {LAST} 年之间")
    try:
        return dt.date(year, month, day)
    except ValueError as error:
        raise ValueError(f"“{given[:30]}”这一天不存在") from error
