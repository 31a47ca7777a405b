"""Indicators: a function yields cases, the engine (workplan) counts them. A number without its list is a bug."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal

from .registries import Registry

Verdict = Literal["good", "bad", "excluded"]
Denominator = Literal["P", "R", "X", "U"]
Method = Literal["TEST", "EXAMINE", "ATTEST"]
Scope = Literal["unit", "district", "task"]

DENOMINATORS = {
    "P": "平台运行自然产生",
    "R": "由其他单位登记",
    "X": "从业务系统导入",
    "U": "由被考核单位自行登记",
}
METHODS = {"TEST": "系统实测", "EXAMINE": "抽样查看", "ATTEST": "人工声明"}


class State(StrEnum):
    """The six states of a result. Always shown as text, never by colour alone."""

    MET = "达标"
    NEAR = "预警"
    MISSED = "未达标"
    NONE = "本期无此情形"
    UNKNOWN = "无法测量"
    WAIVED = "豁免"


class SourceMissing(Exception):
    """The facts an indicator needs do not exist or are stale: the result is 无法测量, with this text as its note."""


@dataclass(frozen=True)
class Case:
    """One counted object: good, bad, or excluded with a reason.

    ``key`` identifies the object (model label and key, such as "organisations.unit:12"); ``unit`` is the key of the
    unit that answers for it, ``task`` the key of the task it belongs to (scope "task" only); ``due`` and ``fact`` are
    the two dates compared, where there are such.
    """

    key: str
    label: str
    verdict: Verdict
    unit: int | None = None
    task: int | None = None
    due: dt.date | None = None
    fact: dt.date | None = None
    reason: str = ""
    url: str = ""
    reason_code: str = ""

    def __post_init__(self) -> None:
        if self.verdict != "good" and not self.reason:
            raise ValueError(f"case {self.key} is {self.verdict} without a reason")


@dataclass(frozen=True)
class Context:
    """What a measurement may look at: the day it speaks of, the plan, and its parameters. It reads no clock."""

    as_of: dt.date
    plan: Any = None
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Target:
    """The default objective: value (good / total, or a count) compared by ``op``; ``warn`` is the amber line."""

    op: Literal[">=", "<=", "="]
    value: float
    warn: float | None = None
    verified: bool = True


@dataclass(frozen=True)
class Indicator:
    """A versioned definition. A changed definition gets the next version; frozen results keep theirs."""

    code: str
    name: str
    tasks: tuple[int, ...]
    version: int
    method: Method
    denominator: Denominator
    scope: Scope
    formula: str
    basis: str
    target: Target
    unit_word: str
    public: bool
    run: Callable[[Context], Iterable[Case]]
    min_n: int = 1
    params: dict[str, Any] = field(default_factory=dict)


INDICATORS: Registry[Indicator] = Registry("indicator")


def indicator(
    code: str, name: str, *, tasks: tuple[int, ...], version: int, method: Method = "TEST",
    denominator: Denominator = "P", scope: Scope = "district", formula: str, basis: str, target: Target,
    unit_word: str = "件", public: bool = True, min_n: int = 1, params: dict[str, Any] | None = None,
) -> Callable[[Callable[[Context], Iterable[Case]]], Indicator]:  # fmt: skip
    """Register a function of a Context that yields Cases; see docs/indicators.md for how to write one.

    ``tasks`` are the numbers, in the table the indicator was written for, of the tasks it speaks to; empty means
    every task of a plan. Scope "unit": each case has a unit, results are counted per unit and for the district;
    "task": each case has a task (and may have a unit), results are counted per task and for the district.
    """

    def wrap(run: Callable[[Context], Iterable[Case]]) -> Indicator:
        return INDICATORS.add(
            code,
            Indicator(code, name, tasks, version, method, denominator, scope, formula, basis, target, unit_word,
                      public, run, min_n, params or {}),
        )  # fmt: skip

    return wrap
