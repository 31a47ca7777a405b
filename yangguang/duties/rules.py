"""Rules of supervision as pure functions: reminder days, lights, the next slip, levels of proof. No clock is read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Literal

from yangguang.core.workdays import Calendar

# Working days before the due date; configurable per site later, 待核 by the district.
BEFORE_DUE = (30, 7, 1)
WEEK = dt.timedelta(days=7)
NEAR = 7  # working days before the due date from which a duty counts as near
SLIP_REPLY = 5  # working days to answer a supervision slip

Light = Literal["", "蓝", "黄", "红"]


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
        weeks = (today - due - dt.timedelta(days=1)) // WEEK
        slot = ("逾期", due + dt.timedelta(days=1) + weeks * WEEK)
        return None if slot in sent else slot
    past = [slot for slot in reminder_days(due, calendar) if opened <= slot[1] <= today]
    if not past or past[-1] in sent:
        return None
    return past[-1]


def light(due: dt.date | None, today: dt.date, calendar: Calendar, *, behind: bool = False) -> Light:
    """蓝 near due, 黄 behind its expected pace, 红 overdue; "" otherwise."""
    if due is None:
        return ""
    if today > due:
        return "红"
    if behind:
        return "黄"
    # Seven working days never reach past three weeks; farther dates need no counting.
    if due - today > 3 * WEEK:
        return ""
    return "蓝" if calendar.between(today, due) <= NEAR else ""


def expected_share(start: dt.date, due: dt.date, today: dt.date) -> float:
    """序时进度: the share of the time between start and due date that has passed, 0 to 1, linear."""
    if today >= due or due <= start:
        return 1.0
    return max((today - start).days, 0) / (due - start).days


def next_slip(
    colours: Sequence[str], sent: Sequence[tuple[str, dt.date, bool]], today: dt.date
) -> str | None:
    """The colour of the next slip, or None when none may be sent now.

    ``sent`` are (colour, reply due, answered) in order of issue. The next colour follows only if the last slip went
    unanswered past its reply date; an answered one ends the escalation; after the last colour there is none.
    """
    if not sent:
        return colours[0]
    colour, reply_due, answered = sent[-1]
    if answered or today <= reply_due:
        return None
    position = colours.index(colour) + 1
    return colours[position] if position < len(colours) else None


PROOF = {
    0: "P0 无证据",
    1: "P1 自述",
    2: "P2 有附件",
    3: "P3 有可核验链接",
    4: "P4 系统实测",
}


def proof_level(*, said: bool, files: int, live_links: int, measured: bool) -> int:
    """How well something is proved, 0 to 4; only a link that answers counts as one that can be checked."""
    if measured:
        return 4
    if live_links:
        return 3
    if files:
        return 2
    return 1 if said else 0
