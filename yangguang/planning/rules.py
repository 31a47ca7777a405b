"""The law and the reckoning of plans, as pure functions: no database, no clock."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from yangguang.core.workdays import Calendar, Span

FIRST_YEAR, LAST_YEAR = 1949, 2100
PUBLIC_WITHIN = 20  # working days, 条例 art. 26
AMBER_FROM = 10  # working days (任务分解表 第 1 项“一经批准，及时”; 待核)
ANNOUNCED = 30  # days, 城乡规划法 art. 26

PREPARING, CONSULTING, APPROVED, RUNNING, ENDED, REPEALED = (
    "编制中", "征求意见", "已批准", "执行中", "已到期", "已废止",
)  # fmt: skip
STATUSES = (PREPARING, CONSULTING, APPROVED, RUNNING, ENDED, REPEALED)

# What every plan is described by (任务分解表 第 3 项“定位准确、边界清晰、功能互补、衔接统一”; 暂定).
METADATA = {
    "name": "名称", "tier": "层级", "category": "类别", "period": "规划期", "makers": "编制单位",
    "approver": "批准机关", "approved_on": "批准日期", "document_number": "文号", "territory": "范围",
    "status": "状态",
}  # fmt: skip


def missing(values: Mapping[str, Any]) -> list[str]:
    """The metadata (keys of ``METADATA``) that ``values`` lacks, in order."""
    return [key for key in METADATA if not values.get(key)]


def status(
    on: dt.date, *, approved_on: dt.date | None, period: tuple[int, int] | None = None,
    comment: tuple[dt.date | None, dt.date | None] = (None, None), repealed_on: dt.date | None = None,
    stated: str = "",
) -> str:  # fmt: skip
    """The state of a plan on a day, from its dates. ``stated`` speaks only where the dates say nothing.

    ``period`` are the first and the last year. "" when nothing is known.
    """
    if repealed_on is not None and repealed_on <= on:
        return REPEALED
    if approved_on is not None and approved_on <= on:
        if period is None or on.year < period[0]:
            return APPROVED
        return RUNNING if on.year <= period[1] else ENDED
    start, end = comment
    if start is not None and start <= on and (end is None or on <= end):
        return CONSULTING
    if approved_on is not None or (start is not None and start <= on):
        return PREPARING  # to be approved later, or the drafts are being revised after the comments
    return stated or (PREPARING if start is not None else "")


@dataclass(frozen=True)
class Clock:
    """How the twenty working days of 条例 art. 26 stand for a plan. ``day``: the working day ``on`` is (0: the first
    has not come)."""

    approved_on: dt.date
    span: Span
    amber_on: dt.date
    published_on: dt.date | None
    on: dt.date
    day: int

    @property
    def due(self) -> dt.date:
        return self.span.due

    @property
    def word(self) -> str:
        """按时公开, 逾期公开, 逾期未公开, 临近期限 or 期限内."""
        if self.published_on is not None:
            return "按时公开" if self.published_on <= self.due else "逾期公开"
        if self.on > self.due:
            return "逾期未公开"
        return "临近期限" if self.on >= self.amber_on else "期限内"

    @property
    def pending(self) -> bool:
        return self.published_on is None and self.on <= self.due


def clock(
    approved_on: dt.date | None, published_on: dt.date | None, on: dt.date, calendar: Calendar, *,
    within: int = PUBLIC_WITHIN, amber: int = AMBER_FROM,
) -> Clock | None:  # fmt: skip
    """The clock of a plan as of ``on``; None before it is approved. A release after ``on`` has not happened yet."""
    if approved_on is None or approved_on > on:
        return None
    known = published_on if published_on is not None and published_on <= on else None
    span = calendar.add(approved_on, within)
    # Far behind its end the count of days tells nothing more, and counting years of days would cost.
    last = min(on, span.due)
    return Clock(
        approved_on,
        span,
        calendar.add(approved_on, amber).due,
        known,
        on,
        calendar.between(approved_on, last),
    )


def announced_long_enough(start: dt.date | None, end: dt.date | None) -> bool:
    """Whether a draft stood open for comment for at least thirty days (城乡规划法 art. 26; the first day not counted)."""
    return start is not None and end is not None and (end - start).days >= ANNOUNCED


def gaps(ordinals: Iterable[int]) -> list[int]:
    """The ordinals missing between the first and the last that are held."""
    held = set(ordinals)
    return [n for n in range(min(held), max(held)) if n not in held] if held else []


def expected_period(held: Mapping[int, tuple[int, int]], ordinal: int, years: int) -> tuple[int, int] | None:
    """The period a missing ordinal would have, reckoned from the nearest one whose period is known."""
    if not held or years < 1:
        return None
    near = min(held, key=lambda n: (abs(n - ordinal), n))
    start = held[near][0] + (ordinal - near) * years
    return (start, start + years - 1) if FIRST_YEAR <= start <= LAST_YEAR - years else None


_DIGITS = "〇一二三四五六七八九"


def chinese_number(number: int) -> str:
    """1 to 99 in Chinese numerals. Raises ValueError beyond."""
    if not 1 <= number <= 99:
        raise ValueError(f"{number} is not between 1 and 99")
    tens, ones = divmod(number, 10)
    head = "" if not tens else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return head + (_DIGITS[ones] if ones else "")


def ordinal_name(ordinal: int, years: int) -> str:
    """What an ordinal of a series is called: the fourteenth five-year plan is “十四五”; others are “第十四期”."""
    return f"“{chinese_number(ordinal)}五”" if years == 5 else f"第{chinese_number(ordinal)}期"


_NUMBERS = {chinese_number(n): n for n in range(1, 100)}
_ORDINAL = re.compile(
    r"第?\s*(\d{1,2}|[一二三四五六七八九十]{1,3})\s*(?:个?五年(?:规划|计划)?|五|届|期|轮|个)?"
)


def parse_ordinal(text: str) -> int:
    """十四五, 第十四个五年规划, 第14期, 14. Raises ValueError, in Chinese, for anything else."""
    given = text.strip().strip("“”\"'")
    found = _ORDINAL.fullmatch(given)
    # “十五” is the tenth five-year plan, and “十五五” the fifteenth: the last 五 is the years' where one can stand.
    if (number := given.removesuffix("五")) != given and number in _NUMBERS:
        return _NUMBERS[number]
    if found:
        number = found[1]
        if number.isdecimal() and int(number) > 0:
            return int(number)
        if number in _NUMBERS:
            return _NUMBERS[number]
    raise ValueError(f"“{given[:20]}”不是届次，应写成 十四五 或 14")


_PERIOD = re.compile(r"(\d{4})\s*年?\s*(?:(?:-|—|–|－|~|～|至|到|—{2})\s*(\d{4}))?\s*年?")


def parse_period(text: str) -> tuple[int, int]:
    """2021-2025, 2021—2025年, 2021年至2035年, 2021. Raises ValueError, in Chinese, for anything else."""
    given = unicodedata.normalize("NFKC", text).replace("——", "—").strip()
    found = _PERIOD.fullmatch(given)
    if not found:
        raise ValueError(f"“{text.strip()[:20]}”不是规划期，应写成 2021-2025")
    first, last = int(found[1]), int(found[2] or found[1])
    if not FIRST_YEAR <= first <= last <= LAST_YEAR:
        raise ValueError(
            f"规划期“{text.strip()[:20]}”不对：起止年份应在 {FIRST_YEAR} 至 {LAST_YEAR} 之间，先起后止"
        )
    return first, last


def key_of(name: str) -> str:
    """A plan's name without what writers vary: width, spaces, quotation marks, brackets, dashes."""
    wide = unicodedata.normalize("NFKC", name).lower()
    return re.sub(r"[\s《》〈〉“”‘’\"'「」『』()（）\[\]〔〕【】·•,，、。.:：;；~～\-—–_]", "", wide)


def makes_loop(parents: Mapping[int, Sequence[int]], child: int, parent: int) -> bool:
    """Whether ``child`` under ``parent`` would make a plan its own ancestor. ``parents``: the links there are."""
    seen, waiting = set(), [parent]
    while waiting:
        here = waiting.pop()
        if here == child:
            return True
        if here not in seen:
            seen.add(here)
            waiting.extend(parents.get(here, ()))
    return False
