"""What the registers count by, as pure functions: no database, no clock."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

FOLLOW_UP_DAYS = 60  # 任务 29 及时跟踪; the number is a default (待核)
THEME_DAYS = 7  # 任务 10; the age is a default (待核)
FORMED_WORKDAYS = 20  # 条例 art. 26


@dataclass(frozen=True)
class Level:
    """How urgent a decision to publish is; ``hours`` is the longest time from the decision to the publication."""

    code: str
    name: str
    hours: int
    verified: bool = False


# 待核: the district has no rule of its own; 国办发〔2016〕61号 gives 5, 24 and 48 hours for responses to public opinion.
LEVELS = (Level("sporadic", "散发疫情", 2), Level("other", "其他应急信息", 24))
BY_CODE = {level.code: level for level in LEVELS}

# The seven topics of task 10; a district may add, rename or retire them.
THEMES = (
    ("vaccination", "疫苗接种", ("疫苗",)),
    ("sporadic-cases", "散发疫情", ("疫情",)),
    ("quarantine", "隔离管控", ("隔离",)),
    ("tracing", "流调溯源", ("流调",)),
    ("precise-control", "精准防控", ("精准防控",)),
    ("cold-chain", "冷链物流", ("冷链",)),
    ("holiday-travel", "假期人员流动", ("假期",)),
)


def level_choices() -> list[tuple[str, str]]:
    return [(level.code, level.name) for level in LEVELS]


def guidance_due(issued_on: dt.date) -> dt.date:
    """The last day to follow a guidance: sixty days, the day itself not counted."""
    return issued_on + dt.timedelta(days=FOLLOW_UP_DAYS)


def progress_due(period_to: dt.date, period_from: dt.date, due_on: dt.date | None) -> dt.date:
    """By when an entry must show progress of a period: its own deadline if that lies in the period, else its end."""
    return due_on if due_on is not None and period_from <= due_on <= period_to else period_to


def theme_fresh(last: dt.date | None, on: dt.date, days: int = THEME_DAYS) -> bool:
    """Whether a theme that is on has an item not older than so many days."""
    return last is not None and 0 <= (on - last).days <= days
