"""The 145 indicators that the 39 tasks of 2021 ask for, connected or not, so that what is missing is said plainly."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from yangguang.core.indicators import INDICATORS

MODES = {"T": "TEST", "E": "EXAMINE", "A": "ATTEST"}  # "T+E": computed, then looked at
BASIS = {"S": "任务分解表", "L": "法律法规和上级文件", "N": "国家检查指标", "D": "暂定"}
# What an indicator that is not connected yet waits for, by the letters of its code.
WAITS_FOR = {
    "PLN": "信息公开", "MKT": "信息公开", "ENF": "信息公开", "SUB": "财政公开", "EMG": "信息公开", "POL": "信息公开",
    "SVC": "政务服务", "FIN": "财政公开", "DBT": "财政公开", "PRC": "财政公开", "INT": "政策解读", "PRS": "政策解读",
    "ASK": "政民互动", "OPI": "政民互动", "EVA": "政民互动", "REG": "规范性文件", "WEB": "监督考核", "NMD": "监督考核",
    "COL": "监督考核", "GAZ": "政府公报", "STD": "公开目录", "WIN": "政务服务", "FOI": "依申请公开", "FEE": "依申请公开",
    "REV": "依申请公开", "PUB": "信息公开", "ANR": "监督考核", "ORG": "监督考核",
}  # fmt: skip


@dataclass(frozen=True)
class Planned:
    """One indicator of the catalogue. ``verified`` False: its target or legal number is 待核.

    ``basis`` are the kinds of its grounds (``BASIS``); ``acts`` says in words who can make it better.
    """

    code: str
    task: int
    name: str
    method: str
    denominator: str
    verified: bool
    basis: tuple[str, ...]
    acts: str

    @property
    def grounds(self) -> str:
        """The kinds of its grounds in words."""
        return "、".join(BASIS[b] for b in self.basis)

    @property
    def waits_for(self) -> str:
        """The room whose records it needs."""
        return WAITS_FOR[self.code.split("-")[0]]

    @property
    def connected(self) -> bool:
        return self.code in INDICATORS


@lru_cache(maxsize=1)
def planned() -> tuple[Planned, ...]:
    """The whole catalogue in order."""
    data = json.loads((files("yangguang.workplan") / "data" / "indicators.json").read_text("utf-8"))
    return tuple(
        Planned(
            i["code"],
            i["task"],
            i["name"],
            MODES[i["mode"][0]],
            i["denominator"],
            i["verified"],
            tuple(i["basis"]),
            i["acts"],
        )
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


def unprovable_because(task: int) -> str:
    """Why a task can't prove itself, in a sentence; empty when it can."""
    if provable(task):
        return ""
    stated = by_task().get(task, ())
    if stated:
        return f"这项任务只有 {len(stated)} 个靠人工声明的指标，没有能由系统实测或抽样查看的"
    return "这项任务没有写明可以核验的结果，没有任何指标"


def find(code: str) -> Planned | None:
    """The catalogue's entry of a code, if it has one."""
    return next((p for p in planned() if p.code == code), None)
