"""Rules of supervision as pure functions: reminder days, lights, the next slip, levels of proof. No clock is read.

The numbers are common practice of supervision offices (督查督办), not law; each is 待核 by the district.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from yangguang.core.workdays import Calendar

BEFORE_DUE = (30, 7, 1)  # working days before the due date, farthest first
WEEK = dt.timedelta(days=7)
ONE_DAY = dt.timedelta(days=1)
NEAR = 7  # working days before the due date from which a duty counts as near
SLIP_REPLY = 5  # working days to answer a supervision slip
SLIP_REST = 5  # working days after an answer in which no new slip is sent: time to do what was promised
REPORT_AHEAD = 20  # working days before the end of a standing task's year from which it may be reported
# 序时进度: by the first share of the time a duty should be signed for, by the second work should have begun.
SIGN_BY, START_BY = 1 / 4, 1 / 2

Light = Literal["", "蓝", "黄", "红"]
OVERDUE = "逾期"


def reminder_days(due: dt.date, calendar: Calendar) -> list[tuple[str, dt.date]]:
    """The days of the reminders before a due date: T-30, T-7 and T-1 working days, in that order."""
    return [(f"T-{n}", calendar.add(due, -n).due) for n in BEFORE_DUE]


def reminder_due(
    due: dt.date, opened: dt.date, today: dt.date, sent: set[tuple[str, dt.date]], calendar: Calendar
) -> tuple[str, dt.date] | None:
    """The one reminder to send today, or None; ``sent`` are (kind, day) already sent.

    A day that was missed is caught up with the latest reminder only, never with several at once. After the due date
    one goes out every week, without end, until the duty is closed: reminders that fall silent are how things are lost.
    """
    if today > due:
        first = max(due, opened) + ONE_DAY  # a duty opened after its date is reminded of from the next day on
        if today < first:
            return None
        slot = (OVERDUE, first + (today - first) // WEEK * WEEK)
        return None if slot in sent else slot
    past = [slot for slot in reminder_days(due, calendar) if opened <= slot[1] <= today]
    if not past or past[-1] in sent:
        return None
    return past[-1]


def near_until(today: dt.date, calendar: Calendar) -> dt.date:
    """The last due date that counts as near: at most ``NEAR`` working days lie after today up to it."""
    return calendar.add(today, NEAR + 1).due - ONE_DAY


def expected_share(start: dt.date, due: dt.date, today: dt.date, calendar: Calendar) -> float:
    """序时进度: the share of the working days after ``start`` up to ``due`` that has passed, 0 to 1, linear."""
    if today >= due or due <= start:
        return 1.0
    total = calendar.between(start, due)
    if not total:  # nothing but days off lies between: everything is still to come
        return 0.0
    return max(calendar.between(start, today), 0) / total


def is_behind(share: float, *, signed: bool, started: bool) -> bool:
    """Whether a duty lags behind its time: not signed for after a quarter of it, or not begun after half."""
    return (share > SIGN_BY and not signed) or (share > START_BY and not started)


def light(due: dt.date | None, today: dt.date, near: dt.date, *, behind: bool = False) -> Light:
    """红 overdue, 黄 behind its expected pace, 蓝 near its due date (``near_until``); "" otherwise."""
    if due is None:
        return ""
    if today > due:
        return "红"
    if behind:
        return "黄"
    return "蓝" if due <= near else ""


def report_from(not_before: dt.date, calendar: Calendar) -> dt.date:
    """The first day on which a standing task may be reported done; it is closed on ``not_before`` at the earliest."""
    return calendar.add(not_before, -REPORT_AHEAD).due


@dataclass(frozen=True)
class Sent:
    """A slip that was sent: its colour, the last day to answer, and the day of the answer."""

    colour: str
    reply_due: dt.date
    answered: dt.date | None = None


def next_slip(colours: Sequence[str], sent: Sequence[Sent], today: dt.date, calendar: Calendar) -> str | None:
    """The colour of the slip that may be sent today, or None; ``sent`` in order of issue.

    The next colour follows only if the last slip went unanswered past its reply date; after the last colour there is
    none. An answer ends the round: when the duty is still undone ``SLIP_REST`` working days later, it starts anew.
    """
    if not sent:
        return colours[0]
    last = sent[-1]
    if last.answered:
        return colours[0] if today > calendar.add(last.answered, SLIP_REST).due else None
    if today <= last.reply_due:
        return None
    position = colours.index(last.colour) + 1
    return colours[position] if position < len(colours) else None


PROOF = {
    0: "P0 无证据",
    1: "P1 自述",
    2: "P2 有附件",
    3: "P3 有可核验链接",
    4: "P4 系统实测",
}


def proof_level(*, said: bool, files: int, live_links: int, measured: bool) -> int:
    """How well something is proved, 0 to 4; only a link that answered when it was checked counts as one."""
    if measured:
        return 4
    if live_links:
        return 3
    if files:
        return 2
    return 1 if said else 0
