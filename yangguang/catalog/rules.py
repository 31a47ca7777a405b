"""Time limits of catalogue items, read from their words."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum

from yangguang.core.workdays import Calendar


class Every(StrEnum):
    """How often an item must be renewed."""

    MONTH = "每月"
    QUARTER = "每季度"
    HALF = "每半年"
    YEAR = "每年"


@dataclass(frozen=True)
class Limit:
    """A limit: so many days (``working`` or calendar) after the event, and perhaps a period.

    ``read`` False: the words were not understood, and 条例 article 26's 20 working days stand in (待核).
    """

    days: int = 20
    working: bool = True
    every: Every | None = None
    read: bool = True


_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")}
# Not the day of a date: 每年1月31日前.
_DAYS = re.compile(
    r"(?<![月\d])(\d{1,3}|(?<![月一二三四五六七八九十])[一二三四五六七八九十]{1,3})个?(工作日|自然日|日|天)(之?内|以内)?"
)
_EVERY = (
    (re.compile(r"每月|按月"), Every.MONTH),
    (re.compile(r"每季|按季"), Every.QUARTER),
    (re.compile(r"每半年|半年一次"), Every.HALF),
    (re.compile(r"每年|按年|年度"), Every.YEAR),
)
_AT_ONCE = re.compile(r"即时|实时|及时|立即|当日|长期公开|常年公开")


def _number(text: str) -> int:
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    return (_DIGITS.get(tens, 1) * 10 if ten else 0) + _DIGITS.get(ones, 0)


def parse_limit(text: str) -> Limit:
    """The limit that a 公开时限 cell states; the first number of days within which counts, else the first of days."""
    compact = re.sub(r"\s+", "", text)
    every = next((e for pattern, e in _EVERY if pattern.search(compact)), None)
    # 公示期不少于5个工作日，信息形成20个工作日内公开: the days within which, where they are told from other days.
    if spans := list(_DAYS.finditer(compact)):
        found = next((s for s in spans if s[3]), spans[0])
        return Limit(_number(found[1]), found[2] == "工作日", every)
    if every is not None:
        return Limit(every=every)
    if _AT_ONCE.search(compact):
        return Limit(1, True)
    return Limit(read=False)


def due(limit: Limit, formed_on: dt.date, calendar: Calendar) -> dt.date:
    """The last day to publish what was formed on a day; the day itself does not count."""
    if limit.working:
        return calendar.add(formed_on, limit.days).due
    return formed_on + dt.timedelta(days=limit.days)


def period_of(every: Every, day: dt.date) -> tuple[dt.date, dt.date]:
    """The first and last day of the period in which ``day`` lies."""
    months = {Every.MONTH: 1, Every.QUARTER: 3, Every.HALF: 6, Every.YEAR: 12}[every]
    first = dt.date(day.year, (day.month - 1) // months * months + 1, 1)
    month = first.month + months
    following = dt.date(first.year + (month > 12), (month - 1) % 12 + 1, 1)
    return first, following - dt.timedelta(days=1)


@dataclass(frozen=True)
class Due:
    """When an item must next be renewed and why, in words. ``on`` None: nothing has happened that starts a limit.

    ``state``: ``fresh`` (in its period, or nothing to do), ``soon`` (this period still lacks it), ``overdue``.
    """

    on: dt.date | None
    why: str
    state: str


def limit_words(limit: Limit) -> str:
    """A limit as it is applied."""
    days = f"{limit.days} 个工作日" if limit.working else f"{limit.days} 日"
    if limit.every is not None:
        return f"{limit.every}一次"
    return f"{days}内" + ("" if limit.read else "（原文没有写明日数，按条例第二十六条，待核）")


def next_due(
    limit: Limit, last: dt.date | None, waiting: dt.date | None, on: dt.date, calendar: Calendar
) -> Due:
    """The next due date of an item of one unit on a day.

    ``last`` is the day its newest content was published; ``waiting`` the day on which the oldest information that is
    written but not yet public was formed. A periodic item is due at the end of its period; information that waits is
    due by the item's days, counted as 条例 article 26 counts them.
    """
    if waiting is not None:
        day = due(limit, waiting, calendar)
        why = f"{waiting} 形成的信息还没有公开，{limit_words(Limit(limit.days, limit.working, None, limit.read))}，应于 {day} 前公开"
        return Due(day, why, "overdue" if day < on else "soon")
    if limit.every is None:
        if last is None:
            return Due(
                None,
                f"还没有内容。有了信息要在 {limit_words(limit)}公开；确实没有的，请声明本期无此类信息",
                "overdue",
            )
        return Due(
            None, f"最近公开 {last}。没有新的信息时不用更新；有了要在 {limit_words(limit)}公开", "fresh"
        )
    first, end = period_of(limit.every, on)
    if last is not None and last >= first:
        following = period_of(limit.every, end + dt.timedelta(days=1))[1]
        return Due(
            following,
            f"{limit_words(limit)}：本期（{first} 至 {end}）已公开，下一期应于 {following} 前公开",
            "fresh",
        )
    before = period_of(limit.every, first - dt.timedelta(days=1))[0]
    said = f"{limit_words(limit)}：本期（{first} 至 {end}）还没有公开，应于 {end} 前公开"
    if last is None or last < before:
        return Due(end, f"{said}；上一期也没有公开", "overdue")
    return Due(end, said, "soon")
