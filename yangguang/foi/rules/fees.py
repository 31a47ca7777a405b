"""信息处理费 (国办函〔2020〕109号): per item or per page, marginal, never both on one request. Amounts in yuan, whole.

Rates: art. 4-5 as known from the text; the numbers marked 待核 in ``settings`` are those the reference could not verify.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

Method = Literal["items", "pages"]
FREE_ITEMS, FIRST_ITEMS, ITEM_STEP, ITEM_BAND = 10, 30, 100, 10
# (pages up to and including, yuan a page); None: without end.
PAGE_BANDS: tuple[tuple[int | None, int], ...] = ((30, 0), (100, 10), (200, 20), (None, 40))
MOST = 1_000_000  # items or pages: more is a slip of the pen


def item_rate(number: int) -> int:
    """Yuan for the ``number``-th item (from 1) of one applicant within a calendar month.

    Up to 10 free; 11-30 100 each; from 31 every ten items cost 100 more each: 200, 300, … (109号文 art. 4).
    """
    if number <= FREE_ITEMS:
        return 0
    if number <= FIRST_ITEMS:
        return ITEM_STEP
    return ITEM_STEP * (2 + (number - FIRST_ITEMS - 1) // ITEM_BAND)


@dataclass(frozen=True)
class Band:
    """So many items or pages at one rate: ``first`` to ``last``, counted from 1."""

    first: int
    last: int
    rate: int

    @property
    def count(self) -> int:
        return self.last - self.first + 1

    @property
    def amount(self) -> int:
        return self.count * self.rate


@dataclass(frozen=True)
class Fee:
    """An amount in yuan with its working."""

    amount: int
    bands: tuple[Band, ...]
    method: Method


def _sane(**numbers: int) -> None:
    for name, value in numbers.items():
        if not 0 <= value <= MOST:
            raise ValueError(f"{name}应在 0 到 {MOST} 之间，不能是 {value}")


def by_items(items: int, already: int = 0) -> Fee:
    """The fee for ``items`` more after ``already`` of the same applicant in the same calendar month (art. 4).

    Raises ValueError for negative numbers and for more than a million.
    """
    _sane(件数=items, 本月已有件数=already)
    bands: list[Band] = []
    number, last = already + 1, already + items
    while number <= last:
        if number <= FREE_ITEMS:
            top = FREE_ITEMS
        elif number <= FIRST_ITEMS:
            top = FIRST_ITEMS
        else:
            top = FIRST_ITEMS + ITEM_BAND * ((number - FIRST_ITEMS - 1) // ITEM_BAND + 1)
        bands.append(Band(number, min(top, last), item_rate(number)))
        number = min(top, last) + 1
    return Fee(sum(b.amount for b in bands), tuple(bands), "items")


def by_pages(pages: int) -> Fee:
    """The fee for the pages of one request: single sides up to A4, never added up over requests (art. 5)."""
    _sane(页数=pages)
    bands: list[Band] = []
    first = 1
    for top, rate in PAGE_BANDS:
        last = pages if top is None else min(top, pages)
        if last >= first:
            bands.append(Band(first, last, rate))
            first = last + 1
    return Fee(sum(b.amount for b in bands), tuple(bands), "pages")


@dataclass(frozen=True)
class Counted:
    """What counts towards a month: a request's items with its statutory receipt, in order of receipt."""

    key: int
    received_on: dt.date
    items: int = 1
    counts: bool = True  # an officer may take a withdrawn or joined request out of the count (待核 c)


def already(requests: Iterable[Counted], this: Counted) -> int:
    """Items of the same applicant at the same organ in the calendar month of ``this``, received before it.

    The month is that of the statutory receipt (待核 a); those charged by the page count as items too (待核 b).
    """
    earlier: Sequence[Counted] = [
        r
        for r in requests
        if r.counts
        and r.key != this.key
        and (r.received_on.year, r.received_on.month) == (this.received_on.year, this.received_on.month)
        and (r.received_on, r.key) < (this.received_on, this.key)
    ]
    return sum(r.items for r in earlier)


@dataclass(frozen=True)
class Noticed:
    """A fee notice as FEE-01 checks it: the method and the counts it was made from, and the amount it bears."""

    method: Method
    items: int
    already: int
    pages: int
    amount: int

    @property
    def expected(self) -> int:
        return (by_items(self.items, self.already) if self.method == "items" else by_pages(self.pages)).amount

    @property
    def consistent(self) -> bool:
        return self.amount == self.expected
