"""From counts to a state, and from states to a task's word; pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from yangguang.core.indicators import State


@dataclass(frozen=True)
class Goal:
    """The objective a result is judged by: value compared by ``op``; ``warn`` is the amber line before it."""

    op: str
    value: float
    warn: float | None = None


def value_of(good: int, total: int) -> float | None:
    """good / total, or None when nothing was to be counted: zero cases is never 100 %."""
    return good / total if total else None


def judge(good: int, total: int, goal: Goal, min_n: int = 1) -> tuple[State, str]:
    """The state of a result and a note. Fewer cases than ``min_n`` are shown, but judged no worse than 预警.

    ``op`` ">=" compares good / total; "<=" and "=" compare the number of bad cases (total - good), so that a target
    of 0 means none may be bad.
    """
    if total == 0:
        return State.NONE, ""
    if goal.op == ">=":
        value = good / total
        met, near = value >= goal.value, goal.warn is not None and value >= goal.warn
    else:
        bad = total - good
        met = bad <= goal.value if goal.op == "<=" else bad == goal.value
        near = goal.warn is not None and bad <= goal.warn
    if met:
        return State.MET, ""
    if total < min_n:
        return State.NEAR, f"仅 {total} 件，少于 {min_n} 件，不作未达标判定"
    return (State.NEAR, "") if near else (State.MISSED, "")


# The worse comes first; a state that says nothing about performance never hides one that does.
ORDER = (State.MISSED, State.UNKNOWN, State.NEAR, State.WAIVED, State.MET, State.NONE)
UNPROVABLE = "不可自证"
NOT_CONNECTED = "尚未接入"


def roll_up(states: Iterable[str]) -> str:
    """A task's word: the worst of its own indicators' states; 尚未接入 when none of its own is measured yet."""
    have = set(states)
    return next((str(s) for s in ORDER if s in have), NOT_CONNECTED)


# Marks a case that waits for a person's statement: the unit has to make it, but nobody knows yet how the matter stands.
UNATTESTED = "unattested"


def unattested(reasons: Sequence[str]) -> tuple[State, str]:
    """The state of a result whose statements are missing or stale: as long as one is, it is not known at all."""
    note = reasons[0] if len(reasons) == 1 else f"{len(reasons)} 家没有在有效期内的声明"
    return State.UNKNOWN, note


def shrank(total: int, before: int | None) -> bool:
    """Whether the population fell by more than a fifth since the last measurement: a sign to look at, not a verdict."""
    return bool(before) and before is not None and total < before * 0.8


# Marks a bad case whose day has not come: it is not done, but can still be in time.
NOT_DUE = "not-due"


def before_their_day(state: State, reason_codes: Sequence[str]) -> tuple[State, str]:
    """A missed result whose bad cases can all still be in time is amber, not red; else the state stays.

    ``reason_codes`` are those of the bad cases; an empty note where nothing changes.
    """
    if state == State.MISSED and reason_codes and all(code == NOT_DUE for code in reason_codes):
        return State.NEAR, f"{len(reason_codes)} 件都还没有到期"
    return state, ""
