"""When a unit is reminded of a reply that is due: five, two and no working days before, and once it is late. Pure."""

from __future__ import annotations

import datetime as dt

from yangguang.core.workdays import Calendar

BEFORE = (5, 2, 0)  # working days left, farthest first
OVERDUE = "overdue"
NAMES = {"T-5": "还有 5 个工作日", "T-2": "还有 2 个工作日", "T-0": "今天到期", OVERDUE: "已经逾期"}


def step(due: dt.date, today: dt.date, days: Calendar) -> str:
    """The reminder that fits the day: the nearest step that has come, never several; "" while there is more time.

    A day on which nobody reminded is caught up by the next one: with three working days left the step of five holds.
    """
    if today > due:
        return OVERDUE
    left = days.between(today, due)
    found = ""
    for limit in BEFORE:
        if left <= limit:
            found = f"T-{limit}"
    return found


def horizon(today: dt.date, days: Calendar) -> dt.date:
    """The last due date of which anybody is reminded today."""
    return days.add(today, BEFORE[0] + 1).due - dt.timedelta(days=1)
