"""Working days (工作日) as pure functions of a calendar; the table behind it is ``core.models.Workday``.

The State Council's general office sets holidays and working weekends (调休) by a notice each year. Days that no
notice covers yet are 推定: Monday to Friday count, and every result that touches one says so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Day:
    """What the calendar says of one day. ``name`` is the holiday's name; ``assumed`` marks 推定."""

    date: dt.date
    is_workday: bool
    name: str = ""
    assumed: bool = False

    @property
    def why(self) -> str:
        """In words: why the day counts or is skipped."""
        weekend = self.date.weekday() >= 5
        if self.is_workday:
            text = "调休上班" if weekend else "工作日"
        elif self.name:
            text = self.name
        else:
            text = "周末" if weekend else "放假"
        return text + ("（推定）" if self.assumed else "")


@dataclass(frozen=True)
class Span:
    """A due date with its working: every day looked at, in order."""

    start: dt.date
    due: dt.date
    days: tuple[Day, ...]

    @property
    def assumed(self) -> bool:
        """True when any day of the span is 推定, so the date may still move."""
        return any(day.assumed for day in self.days)

    @property
    def skipped(self) -> tuple[Day, ...]:
        return tuple(day for day in self.days if not day.is_workday)


class Calendar:
    """Known days over the weekend rule. ``known`` maps a date to (is it a working day, the holiday's name)."""

    def __init__(self, known: Mapping[dt.date, tuple[bool, str]]) -> None:
        self.known = known

    def day(self, date: dt.date) -> Day:
        if date in self.known:
            is_workday, name = self.known[date]
            return Day(date, is_workday, name)
        return Day(date, date.weekday() < 5, assumed=True)

    def add(self, start: dt.date, count: int) -> Span:
        """The ``count``-th working day after ``start`` (negative: before it). The start itself never counts.

        条例 art. 33: the days run from the day after receipt. ``count`` 0 gives ``start`` itself. Raises ValueError
        when the date leaves the calendar's range (years 1-9999).
        """
        step = ONE_DAY if count >= 0 else -ONE_DAY
        date, left, days = start, abs(count), []
        while left:
            try:
                date += step
            except OverflowError:
                raise ValueError(f"{start} 加 {count} 个工作日超出了日历的范围") from None
            days.append(day := self.day(date))
            left -= day.is_workday
        return Span(start, date, tuple(days))

    def between(self, start: dt.date, end: dt.date) -> int:
        """Working days after ``start`` up to and including ``end``; negative when ``end`` is earlier."""
        low, high = sorted((start, end))
        count = sum(self.day(low + dt.timedelta(days=n)).is_workday for n in range(1, (high - low).days + 1))
        return count if end >= start else -count

    def is_workday(self, date: dt.date) -> bool:
        return self.day(date).is_workday


# The package's names of holidays are English; those of the notices are these.
HOLIDAY_NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
    "Anti-Fascist 70th Day": "抗战胜利纪念日",
}


@lru_cache(maxsize=1)
def packaged_days() -> dict[dt.date, tuple[bool, str]]:
    """All days of the years that the ``chinesecalendar`` package knows: its notices of 2004 and later."""
    import chinese_calendar as package

    first = min(d.year for d in package.holidays)
    last = max(d.year for d in package.holidays)
    names = {d: HOLIDAY_NAMES.get(n, n) for d, n in package.holidays.items()}
    days = {}
    date = dt.date(first, 1, 1)
    while date.year <= last:
        workday = date in package.workdays or (date.weekday() < 5 and date not in package.holidays)
        days[date] = (workday, "" if workday else names.get(date, ""))
        date += ONE_DAY
    return days


def packaged_calendar() -> Calendar:
    """The calendar without a database, for commands that run before there is one."""
    return Calendar(packaged_days())
