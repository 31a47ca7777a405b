"""Dates in running text, existing or not, with their places. Pure; ``documents.dates`` reads one date out of a cell."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

_DIGIT = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0, "Ｏ": 0, "О": 0, "O": 0}
_WIDE = str.maketrans("０１２３４５６７８９", "0123456789")
_HAN = "〇零○ＯО一二三四五六七八九"
# A numeral from 1 to 99, well formed: what else stands there is no number (一一、).
SMALL = "(?:[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九])"
_N = "[0-9０-９]"
_FULL = re.compile(
    rf"(?<![0-9０-９.])(?P<y>{_N}{{4}})[ \u3000]*年[ \u3000]*(?P<m>{_N}{{1,2}})[ \u3000]*月"
    rf"(?:[ \u3000]*(?P<d>{_N}{{1,2}})[ \u3000]*[日号])?"
)
# With dots only months and days that can be meant as such; 2021.13 may be a section or a version.
_DASHED = re.compile(
    r"(?<![A-Za-z0-9_.\-/—－])(?P<y>(?:19|20)\d{2})(?P<sep>[-/.])(?P<m>\d{1,2})(?P=sep)(?P<d>\d{1,2})(?![A-Za-z0-9_\-/]|\.\d)",
    re.A,
)
_CHINESE = re.compile(rf"(?P<y>[{_HAN}]{{4}})年(?P<m>{SMALL})月(?:(?P<d>{SMALL})[日号])?")
_SHORT = re.compile(rf"(?<![0-9０-９年.、—\-/])(?P<m>{_N}{{1,2}})月(?P<d>{_N}{{1,2}})[日号](?!内|以内)")
_LUNAR = re.compile(r"(?:农历|阴历|夏历|旧历)[^，。；\n]{0,8}$")


@dataclass(frozen=True, slots=True)
class Written:
    """A date as written at ``start`` to ``end``. ``year`` is 0 and ``day`` 0 where the text leaves them out."""

    start: int
    end: int
    year: int
    month: int
    day: int

    @property
    def exists(self) -> bool:
        """Whether the calendar has it; 2月29日 without a year has."""
        if not 1 <= self.month <= 12:
            return False
        return self.day <= days_of(self.year or 2000, self.month) and (self.day > 0 or not self.year)

    @property
    def date(self) -> dt.date | None:
        """The day; None without year or day, or when there is no such day."""
        if not (self.year and self.day and 1 <= self.month <= 12 and 1 <= self.year <= 9999):
            return None
        return (
            dt.date(self.year, self.month, self.day) if self.day <= days_of(self.year, self.month) else None
        )


def days_of(year: int, month: int) -> int:
    """Days of a month. Raises IndexError or ValueError for a month that is none."""
    return calendar.monthrange(year, month)[1]


def number(text: str) -> int:
    """六十 or 60 or ６０ as a number, 1 to 99 in Chinese. Raises ValueError for anything else."""
    given = text.translate(_WIDE)
    if given.isascii() and given.isdigit():
        return int(given)
    tens, ten, ones = given.replace("两", "二").rpartition("十")
    if any(c not in _DIGIT for c in tens + ones) or len(tens) > 1 or len(ones) > 1 or not given:
        raise ValueError(f"“{text}”不是一百以内的数")
    return (_DIGIT[tens] if tens else 1) * 10 + (_DIGIT[ones] if ones else 0) if ten else _DIGIT[ones]


def dates_in(text: str) -> Iterator[Written]:
    """All dates of the text in its order: 2021年2月3日, 2021年2月, 2月3日, 2021-02-03, 二〇二一年二月三日.

    Days of the lunar calendar are left out: its months have other lengths.
    """
    found: list[Written] = []
    for m in _FULL.finditer(text):
        found.append(_written(m, int(m["y"].translate(_WIDE))))
    for m in _DASHED.finditer(text):
        if m["sep"] == "." and not (1 <= int(m["m"]) <= 12 and 1 <= int(m["d"]) <= 31):
            continue
        found.append(_written(m, int(m["y"])))
    for m in _CHINESE.finditer(text):
        try:
            found.append(_written(m, int("".join(str(_DIGIT[c]) for c in m["y"]))))
        except ValueError:
            continue
    found.extend(_written(m, 0) for m in _SHORT.finditer(text))
    last = -1
    for w in sorted(found, key=lambda w: (w.start, -w.end)):
        if w.start >= last and not _LUNAR.search(text[max(0, w.start - 12) : w.start]):
            last = w.end
            yield w


def _written(match: re.Match[str], year: int) -> Written:
    return Written(
        match.start(), match.end(), year, number(match["m"]), number(match["d"]) if match["d"] else 0
    )  # fmt: skip


_ONLY_DATE = re.compile(
    rf"^[ \u3000]*(?:{_N}{{4}}年{_N}{{1,2}}月{_N}{{1,2}}日|[{_HAN}]{{4}}年{SMALL}月{SMALL}日)[ \u3000]*$"
)


def signatures(text: str) -> list[Written]:
    """Dates that stand alone on a line: 成文日期 beneath the signature (GB/T 9704-2012 7.3.5.4)."""
    out, at = [], 0
    for line in text.split("\n"):
        if len(line) < 40 and _ONLY_DATE.match(line):
            out += [Written(w.start + at, w.end + at, w.year, w.month, w.day) for w in dates_in(line)]
        at += len(line) + 1
    return out


def as_date(value: object) -> dt.date | None:
    """A fact such as ``written_on`` as a day: a date, or text 2021-06-01; None when it is neither."""
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(str(value))
    except ValueError:
        return None


def written_on(facts: dict[str, object] | object, text: str) -> dt.date | None:
    """成文日期: the fact of that name, otherwise the last date that stands alone on a line."""
    known = as_date(facts.get("written_on")) if hasattr(facts, "get") else None
    return known or next((w.date for w in reversed(signatures(text)) if w.date), None)
