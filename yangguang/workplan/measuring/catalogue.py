"""The 145 indicators that the 39 tasks of 2021 ask for, connected or not, so that what is missing is said plainly."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from yangguang.core.indicators import INDICATORS

MODES = {"T": "TEST", "E": "EXAMINE", "A": "ATTEST"}  # "T+E": computed, then looked at


@dataclass(frozen=True)
class Planned:
    """One indicator of the catalogue. ``verified`` False: its target or legal number is 待核."""

    code: str
    task: int
    name: str
    method: str
    denominator: str
    verified: bool

    @property
    def connected(self) -> bool:
        return self.code in INDICATORS


@lru_cache(maxsize=1)
def planned() -> tuple[Planned, ...]:
    """The whole catalogue in order."""
    data = json.loads((files("yangguang.workplan") / "data" / "indicators.json").read_text("utf-8"))
    return tuple(
        Planned(i["code"], i["task"], i["name"], MODES[i["mode"][0]], i["denominator"], i["verified"])
        for i in data["indicators"]
    )


@lru_cache(maxsize=1)
def by_task() -> dict[int, tuple[Planned, ...]]:
    """The catalogue by the number of the task."""
    found: dict[int, list[Planned]] = defaultdict(list)
    for item in planned():
        found[item.task].append(item)
    return {n: tuple(items) for n, items in found.items()}


def waiting_for(task: int) -> list[Planned]:
    """The task's indicators that no room has connected yet."""
    return [p for p in by_task().get(task, ()) if not p.connected]


def provable(task: int) -> bool:
    """Whether the task has any indicator that a machine computes or a drawn sample shows (R13)."""
    if any(p.method != "ATTEST" for p in by_task().get(task, ())):
        return True
    return any(task in i.tasks and i.method != "ATTEST" for i in INDICATORS)
