"""抽评答复文书 (任务 33): which replies of a half-year are drawn, and by what they are scored. Pure."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping, Sequence

# 任务 33 asks for 说理性 and 规定格式; the four criteria and their weights are ours (待核).
RUBRIC = {
    "facts": ("事实清楚", "复述了申请的内容，写明收到、补正、征求意见等程序事实，检索和认定的过程交代得清楚"),
    "law": ("依据准确", "引用的条文到条、款、项，是现行有效的，和处理结果对得上"),
    "reasons": ("说理充分", "把依据和这件申请的事实连起来说，申请人看得懂为什么，不是照抄条文"),
    "form": ("格式规范", "文号、日期、署名、救济途径和期限齐全无误，文字通顺"),
}
MOST_POINTS = 25  # per criterion; 100 in all
GOOD = 80  # FOI-09 (待核)
PER_UNIT = 3  # replies drawn per unit and half-year


def draw(population: Mapping[int, Sequence[int]], seed: str, per_unit: int = PER_UNIT) -> list[int]:
    """Up to ``per_unit`` keys of each unit, then shuffled so that a number tells no unit.

    The same population and seed give the same draw, whatever the order of the dictionary and lists.
    """
    found: list[int] = []
    for unit in sorted(population):
        keys = sorted(set(population[unit]))
        chance = random.Random(f"{seed}-{unit}")  # noqa: S311 - repeatable by anybody, not secret
        found += chance.sample(keys, min(per_unit, len(keys)))
    random.Random(seed).shuffle(found)  # noqa: S311
    return found


def half_of(day: dt.date) -> tuple[int, int]:
    """Year and half-year of a day."""
    return day.year, 1 if day.month <= 6 else 2


def half_span(year: int, half: int) -> tuple[dt.date, dt.date]:
    """First and last day of a half-year."""
    if half == 1:
        return dt.date(year, 1, 1), dt.date(year, 6, 30)
    return dt.date(year, 7, 1), dt.date(year, 12, 31)


def assign(samples: Sequence[tuple[int, int]], readers: Mapping[int, frozenset[int]]) -> dict[int, int]:
    """One reader for each sample, never of the sample's own unit; the work is shared as evenly as that allows.

    ``samples`` are (sample key, unit key); ``readers`` maps a reader to the units they belong to. Samples that nobody may
    read are left out.
    """
    load = dict.fromkeys(readers, 0)
    able = {key: [r for r in readers if unit not in readers[r]] for key, unit in samples}
    found: dict[int, int] = {}
    # The samples with the fewest possible readers choose first.
    for key in sorted(able, key=lambda k: (len(able[k]), k)):
        if able[key]:
            found[key] = min(able[key], key=lambda r: (load[r], r))
            load[found[key]] += 1
    return found


def mean(scores: Sequence[int]) -> float | None:
    """The mean of a unit's scores; None without any."""
    return sum(scores) / len(scores) if scores else None
