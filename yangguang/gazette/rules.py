"""When issues are due, as pure functions (国办发〔2018〕22号 asks for a fixed rhythm and leaves the days to the office)."""

from __future__ import annotations

import calendar as months
import datetime as dt
from dataclasses import dataclass

FREQUENCIES = [("monthly", "月刊"), ("bimonthly", "双月刊"), ("quarterly", "季刊"), ("half", "半年刊")]
MONTHS = {"monthly": 1, "bimonthly": 2, "quarterly": 3, "half": 6}


@dataclass(frozen=True)
class DueIssue:
    """The n-th issue of a year: the period it covers and the last day on which it is in time."""

    year: int
    number: int
    begins: dt.date
    ends: dt.date
    due: dt.date


def due_issues(year: int, frequency: str, days: int) -> list[DueIssue]:
    """Every issue of a year, by its rhythm; due ``days`` days after its period. Raises KeyError for no rhythm."""
    step = MONTHS[frequency]
    found = []
    for number, month in enumerate(range(1, 13, step), 1):
        last = month + step - 1
        ends = dt.date(year, last, months.monthrange(year, last)[1])
        found.append(DueIssue(year, number, dt.date(year, month, 1), ends, ends + dt.timedelta(days=days)))
    return found
