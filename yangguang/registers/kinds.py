"""Kinds of work list (工作清单): what an entry is called, how often it must show progress, which indicators read it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from yangguang.catalog.rules import Every, period_of
from yangguang.core.registries import Registry


@dataclass(frozen=True)
class ListKind:
    """A kind of work list.

    ``every`` is the period in which each entry needs a public progress item; ``entry`` the word for an entry;
    ``formed`` whether entries have a day of formation; ``items`` whether they are bound to catalogue items;
    ``may_be_none`` whether a unit may say for a period that there was nothing.
    """

    code: str
    name: str
    entry: str
    every: Every
    description: str
    formed: bool = False
    items: bool = False
    may_be_none: bool = False


KINDS: Registry[ListKind] = Registry("kind of work list")

MEASURES, KEY_WORKS, TOPICS, ENFORCEMENT = "measures", "key-works", "health-topics", "enforcement"
for _kind in (
    ListKind(MEASURES, "举措清单", "举措", Every.HALF,
             "建设高标准市场体系行动方案的举措，每半年至少公开一次进展（任务 5）", formed=True),
    ListKind(KEY_WORKS, "重点工作清单", "重点工作", Every.QUARTER,
             "政府工作报告和年度重点工作，每季度至少公开一次，并对应到标准目录事项（任务 13、30）", items=True),
    ListKind(TOPICS, "健康科普计划", "主题", Every.YEAR,
             "全年的健康科普主题，每个主题至少公开一条内容（任务 12）"),
    ListKind(ENFORCEMENT, "执法信息清单", "信息类别", Every.QUARTER,
             "反垄断、反不正当竞争、知识产权等执法信息，每季度公开，或声明本期无案件（任务 6）", may_be_none=True),
):  # fmt: skip
    KINDS.add(_kind.code, _kind)


def choices() -> list[tuple[str, str]]:
    return [(k.code, k.name) for k in KINDS]


def periods(every: Every, year: int) -> list[tuple[dt.date, dt.date]]:
    """The first and last days of a year's periods, in order."""
    found = []
    day = dt.date(year, 1, 1)
    while day.year == year:
        first, last = period_of(every, day)
        found.append((first, last))
        day = last + dt.timedelta(days=1)
    return found


def period_name(every: Every, first: dt.date) -> str:
    """第一季度, 上半年, 2021 年, 3 月."""
    if every == Every.YEAR:
        return f"{first.year} 年"
    if every == Every.HALF:
        return "上半年" if first.month == 1 else "下半年"
    if every == Every.QUARTER:
        return f"第{'一二三四'[(first.month - 1) // 3]}季度"
    return f"{first.month} 月"
