"""A clock seen on a day: how long the reply has, whether it is overdue, whose time has run out."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from yangguang.core.workdays import Calendar

from .clock import Clock


@dataclass(frozen=True)
class Standing:
    """A clock seen on a day: ``left`` working days to the reply (negative: late by), None when none is due."""

    clock: Clock
    on: dt.date
    left: int | None
    overdue: bool
    lapsed: str = ""  # "correction" or "fee": the applicant's time is over without an answer

    @property
    def state_name(self) -> str:
        if self.lapsed:
            return "逾期未补正" if self.lapsed == "correction" else "逾期未缴费"
        return "已逾期" if self.overdue else self.clock.state_name


def standing(clock: Clock, on: dt.date, calendar: Calendar) -> Standing:
    """What the clock says on a day. A due date that falls today is not overdue."""
    open_ = clock.ended_on is None
    left = calendar.between(on, clock.due) if open_ and clock.due is not None else None
    lapsed = ""
    for deadline in clock.deadlines:
        if deadline.code in ("correct", "pay") and on > deadline.due:
            lapsed = "correction" if deadline.code == "correct" else "fee"
    return Standing(clock, on, left, open_ and clock.due is not None and on > clock.due, lapsed)
