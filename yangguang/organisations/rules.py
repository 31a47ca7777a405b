"""Rules about units and people as pure functions: no database, no clock."""

from __future__ import annotations

import calendar
import datetime as dt

# 任务分解表 task 39 (配齐配强工作人员): a contact counts while its confirmation is at most so old (待核).
CONTACT_MONTHS = 6


def months_before(day: dt.date, months: int) -> dt.date:
    """The same day of the month so many months earlier; the month's last day where it has no such day."""
    index = day.year * 12 + day.month - 1 - months
    year, month = divmod(index, 12)
    month += 1
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def contact_fresh(confirmed: dt.date | None, on: dt.date) -> bool:
    """Whether a contact confirmed then still counts as confirmed on the day (at most six months old)."""
    return confirmed is not None and months_before(on, CONTACT_MONTHS) <= confirmed <= on
