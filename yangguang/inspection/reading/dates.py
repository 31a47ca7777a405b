"""Dates as lists and pages of Chinese sites print them. Fixed-length patterns only."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

# The year's first digit is looked at before what stands in front of it: so the search leaps from 1 to 2 to 1.
_YEAR = r"((?:1(?<!\d1)9|2(?<!\d2)0)\d{2})"
_FULL = re.compile(_YEAR + r"\s?[-/.年．–]\s?(\d{1,2})\s?[-/.月．–]\s?(\d{1,2})(?!\d)")
_DAY_FIRST = re.compile(
    r"(?<!\d)(\d{1,2})\s{1,3}((?:19|20)\d{2})\s?[-/.年]\s?(\d{1,2})(?!\d)"  # 03  2021-05, a calendar leaf
)
_DAY_LAST = re.compile(_YEAR + r"\s?[-/.年]\s?(\d{1,2})月?\s{1,3}(\d{1,2})(?!\d)")
_LEAF = re.compile(r"(?<!\d)(\d{1,2})\s?[-/.月]\s?(\d{1,2})日?\s{1,3}((?:19|20)\d{2})(?!\d)")  # 05-03  2021
_COMPACT = re.compile(_YEAR + r"(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)")
_SHORT = re.compile(r"(?<![\d\-/.])(\d{1,2})\s?[-/月]\s?(\d{1,2})日?(?![\d\-/.%])")
_DIGIT = re.compile("[0-9]")
_URL = re.compile(
    r"/(?:t((?:19|20)\d{2})(\d{2})(\d{2})_"  # TRS
    r"|((?:19|20)\d{2})/(\d{1,2})/(\d{1,2})/|((?:19|20)\d{2})-(\d{2})/(\d{2})/"
    r"|((?:19|20)\d{2})/(\d{2})(\d{2})/|((?:19|20)\d{2})(\d{2})/?t?(\d{2})[_/])"
)
_LABEL = re.compile(
    r"(?:发布|发文|成文|更新|公开|生成|公布|发表|录入|信息|上传)?(?:日期|时间)\s{0,3}[】\]]?\s{0,3}[:：]?\s{0,3}$|"
    r"(?:发布|发表|更新|编辑|上传)于\s{0,3}$"
)


def _day(year: str, month: str, day: str) -> dt.date | None:
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None


def first_date(text: str, today: dt.date | None = None) -> dt.date | None:
    """The first date in a short text. With ``today``, one without a year is the last such day up to tomorrow."""
    if _DIGIT.search(text) is None:
        return None
    if found := _FULL.search(text):
        return _day(*found.groups())
    if found := _DAY_LAST.search(text):
        return _day(*found.groups())
    if found := _DAY_FIRST.search(text):
        return _day(found[2], found[3], found[1])
    if found := _LEAF.search(text):
        return _day(found[3], found[1], found[2])
    if found := _COMPACT.search(text):
        return _day(*found.groups())
    if today is not None and (found := _SHORT.search(text)):
        for year in (today.year, today.year - 1):
            day = _day(str(year), found[1], found[2])
            if day is not None and day <= today + dt.timedelta(days=1):
                return day
    return None


def url_date(url: str) -> dt.date | None:
    """The date that many systems write into an address; None when there is none."""
    if found := _URL.search(url):
        parts = [g for g in found.groups() if g is not None]
        return _day(*parts)
    return None


def published(text: str, title: str, entries: Sequence[str] = ()) -> dt.date | None:
    """When a page's article was published: a date behind a word for it, else one within 120 characters of its title.

    A list tells the word with every entry, so a word told more than twice is no article's. ``entries`` are the names of
    the page's dated links: a date behind one of them is that entry's.
    """
    told: list[dt.date | None] = []
    for found in _FULL.finditer(text[:8000]):
        if _LABEL.search(text[max(0, found.start() - 12) : found.start()]):
            told.append(_day(*found.groups()))
            if len(told) > 2:
                return None
    if told:
        return told[0]
    place = text.rfind(title, 0, 8000) if title else -1
    if place < 0:
        return None
    after = place + len(title)
    near = _FULL.search(text, after, after + 120)
    if near is None or any(len(e) > 3 and e in text[after : near.start()] for e in entries):
        return None
    return _day(*near.groups())
