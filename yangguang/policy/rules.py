"""The rules of explaining policies, as pure functions: no database, no clock."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping, Sequence

# 任务分解表 18 names the qualities; the weights are ours (待核).
RUBRIC = {
    "authority": ("科学权威", "依据写得清，数字和条款与文件一致，没有说过头"),
    "plain": ("通俗易懂", "句子短，不照搬官话，专有名词有解释"),
    "aimed": ("针对性", "回答群众和企业真正要问的：我适用吗，怎么办，找谁"),
    "complete": ("完整", "背景、目的、举措、范围、标准、时间、变化、咨询途径都有"),
}
MOST_POINTS = 25  # per criterion; 100 in all
APART = 15  # points between two readers beyond which a third decides
PER_UNIT = 3  # explanations drawn per unit and half-year
READERS = 2
LEAST_VOTES = 30  # 看懂率 is shown only from this number on (INT-13)
BRIEFING_DAYS = 5  # working days to acknowledge (INT-08)
TRANSCRIPT_DAYS = 2  # working days after a conference for its record (PRS-02)


def next_to_sign(remaining: Mapping[int, int]) -> frozenset[int]:
    """Which texts of a package get the next sign-off, given how many each still needs.

    Those that need most come first, so that all end with one and the same last sign-off (同步审签, 任务 14): the head
    approves document and material in one act. Nothing when all are signed.
    """
    most = max(remaining.values(), default=0)
    return frozenset(k for k, n in remaining.items() if n == most) if most else frozenset()


def draw(population: Mapping[int, Sequence[int]], seed: str, per_unit: int = PER_UNIT) -> list[int]:
    """The sample of a half-year: up to ``per_unit`` keys of each unit, then shuffled so that numbers tell no unit.

    ``population`` maps unit keys to keys of explanations. The same population and seed give the same draw, whatever
    the order of the dictionary and lists.
    """
    found: list[int] = []
    for unit in sorted(population):
        keys = sorted(set(population[unit]))
        chance = random.Random(f"{seed}-{unit}")  # noqa: S311 - repeatable by anybody, not secret
        found += chance.sample(keys, min(per_unit, len(keys)))
    random.Random(seed).shuffle(found)  # noqa: S311
    return found


def assign(
    samples: Sequence[tuple[int, int]], readers: Mapping[int, frozenset[int]], per_sample: int = READERS
) -> dict[int, list[int]]:
    """Readers for each sample: never of the sample's own unit, work shared as evenly as that allows.

    ``samples`` are (sample key, unit key); ``readers`` maps a reader to the units they belong to. Raises ValueError
    naming no one when some unit's samples can't get enough readers.
    """
    load = dict.fromkeys(readers, 0)
    found: dict[int, list[int]] = {}
    # The samples with the fewest possible readers choose first.
    able = {key: [r for r in readers if unit not in readers[r]] for key, unit in samples}
    for key in sorted(able, key=lambda k: (len(able[k]), k)):
        if len(able[key]) < per_sample:
            raise ValueError(f"评阅人不够：每份解读要 {per_sample} 位其他单位的评阅人")
        chosen = sorted(able[key], key=lambda r: (load[r], r))[:per_sample]
        for reader in chosen:
            load[reader] += 1
        found[key] = chosen
    return found


def settle(scores: Sequence[int], third: int | None = None) -> float | None:
    """A sample's score from its readers' totals; None while a reading, or the third that two far apart need, is missing.

    Two that agree within ``APART`` points count by their mean; else the third and the one nearer to it do.
    """
    if len(scores) < READERS:
        return None
    first, second = scores[0], scores[1]
    if abs(first - second) <= APART:
        return (first + second) / 2
    if third is None:
        return None
    nearer = min((first, second), key=lambda s: (abs(s - third), -s))
    return (nearer + third) / 2


def differ(scores: Sequence[int]) -> bool:
    """Two readers are so far apart that a third has to decide."""
    return len(scores) >= READERS and abs(scores[0] - scores[1]) > APART


def half_of(day: dt.date) -> tuple[int, int]:
    """Year and half-year of a day."""
    return day.year, 1 if day.month <= 6 else 2


def half_span(year: int, half: int) -> tuple[dt.date, dt.date]:
    """First and last day of a half-year."""
    return (
        (dt.date(year, 1, 1), dt.date(year, 6, 30))
        if half == 1
        else (dt.date(year, 7, 1), dt.date(year, 12, 31))
    )
