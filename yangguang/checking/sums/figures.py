"""Numbers as tables and sentences of budgets write them, with what rounding leaves open. Pure; exact decimals.

A written number stands for an interval: 12.34 is anything from 12.335 to 12.345. Two figures contradict only
when their intervals cannot meet.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import overload

_WIDE = str.maketrans("０１２３４５６７８９．，－％（）", "0123456789.,-%()")
_BLANK = frozenset({"", "-", "--", "—", "——", "－", "–", "/", "\\", "…", "*", "无"})
_CELL = re.compile(
    r"^(?P<minus>[-−－])?[¥￥]?(?P<n>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?P<percent>%)?$"
)
UNITS = {
    "元": 0,
    "百元": 2,
    "千元": 3,
    "万元": 4,
    "百万元": 6,
    "亿元": 8,
    "万亿元": 12,
}  # powers of ten, to 元
AMOUNT = (
    r"(?<![\d.,])(?P<{0}>\d{{1,3}}(?:,\d{{3}}){{1,5}}(?:\.\d{{1,6}})?|\d{{1,15}}(?:\.\d{{1,6}})?)[ ]?"
    r"(?P<{0}u>万亿元|亿元|百万元|万元|千元|元)"
)


@dataclass(frozen=True, slots=True)
class Span:
    """Anything between two bounds, both counted."""

    low: Decimal
    high: Decimal

    @overload
    def __add__(self, other: Span) -> Span: ...
    @overload
    def __add__(self, other: int) -> Span: ...
    def __add__(self, other: Span | int) -> Span:
        if isinstance(other, int):
            return Span(self.low + other, self.high + other)
        return Span(self.low + other.low, self.high + other.high)

    __radd__ = __add__

    def __sub__(self, other: Span) -> Span:
        return Span(self.low - other.high, self.high - other.low)

    def meets(self, other: Span) -> bool:
        return self.low <= other.high and other.low <= self.high

    def percent_of(self, whole: Span) -> Span | None:
        """This as a percentage of ``whole``; None when ``whole`` may be zero or is negative."""
        if whole.low <= 0:
            return None
        ends = [a / b * 100 for a in (self.low, self.high) for b in (whole.low, whole.high)]
        return Span(min(ends), max(ends))


@dataclass(frozen=True, slots=True)
class Figure:
    """A written number: ``value`` as it stands, ``places`` after the point."""

    value: Decimal
    places: int
    percent: bool = False

    def span(self, places: int | None = None) -> Span:
        """What it stands for when rounded to ``places`` (its own when left out)."""
        half = Decimal(5).scaleb(-(self.places if places is None else places) - 1)
        return Span(self.value - half, self.value + half)


def read(cell: str) -> Figure | None:
    """A cell as a number: 1,234.56, １２３, （12.3） and (12.3) as negative, 12.5%. None when it is none or blank.

    A number too long for any budget (an account, an identity number) is none.
    """
    given = cell.translate(_WIDE).strip().replace(" ", "").replace("\u3000", "").replace("\xa0", "")
    negative = given.startswith("(") and given.endswith(")")
    m = _CELL.match(given[1:-1] if negative else given)
    if not m or len(m["n"]) > 24:
        return None
    digits = m["n"].replace(",", "")
    value = Decimal(digits)
    whole, _, rest = digits.partition(".")
    if len(whole) > 15 or (len(whole) > 1 and whole.startswith("0")):  # codes such as 0301
        return None
    return Figure(-value if negative or m["minus"] else value, len(rest), bool(m["percent"]))


def is_blank(cell: str) -> bool:
    """Whether a cell says that there is nothing: empty, -, —, 无."""
    return cell.translate(_WIDE).strip() in _BLANK


def amount(digits: str, unit: str) -> Span:
    """An amount in running text as a span in 元. Raises KeyError for an unknown unit."""
    value = Decimal(digits.replace(",", ""))
    places = len(digits.partition(".")[2])
    half, size = Decimal(5).scaleb(-places - 1), Decimal(10) ** UNITS[unit]
    # An amount in 元 without decimals may have lost its 分; larger units are rounded as written.
    return Span((value - half) * size, (value + half) * size)


def percent(digits: str) -> Span:
    """A percentage in running text: 12.5 is 12.45 to 12.55."""
    return Figure(Decimal(digits), len(digits.partition(".")[2])).span()


def shown(value: Decimal, places: int = 2) -> str:
    """A number for a reader: rounded, thousands marked, no zeros at the end."""
    text = f"{value:,.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


_UNIT = re.compile(r"(?:金额)?单位[:：]?[ \u3000]*(?:人民币)?(万亿元|亿元|百万元|万元|千元|百元|元)")


def unit_of(text: str) -> str:
    """The unit that a table or its surroundings state (单位：万元); "" when they do not."""
    m = _UNIT.search(text)
    return m[1] if m else ""
