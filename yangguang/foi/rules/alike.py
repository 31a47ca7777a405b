"""Which requests ask for the same: by the pairs of characters of their subjects. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Hashable, Sequence
from typing import TypeVar

SAME = 0.6  # Dice's coefficient from which two subjects are the same matter (ours, 待核)
RARE, MOST_ALIKE = 4, 400  # pairs by which a subject is looked up; subjects that one pair may lead to
_COMMON = re.compile(
    r"请求|申请|公开|政府信息|信息|有关|关于|贵单位|贵局|贵街道|本人|我|需要|提供|获取|查询|以及|相关|材料|文件|示例|的|及|和|在|[^\w]"
)
K = TypeVar("K", bound=Hashable)


def pairs(text: str) -> frozenset[str]:
    """Overlapping pairs of what a subject says, without the words that every request has; half width, lower case."""
    plain = _COMMON.sub("", unicodedata.normalize("NFKC", text).lower())
    return frozenset(plain[n : n + 2] for n in range(len(plain) - 1)) or frozenset({plain} if plain else ())


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Dice's coefficient, 0 to 1."""
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0


def groups(subjects: Sequence[tuple[K, str]]) -> list[list[K]]:
    """The keys of subjects that are the same matter, each in one group, in the order given.

    A subject joins the first group whose first subject is alike enough, so that no chain of small steps joins what is
    different. Linear for usual texts: a subject is compared with those that share one of its rarest pairs.
    """
    by_pairs: dict[frozenset[str], list[K]] = defaultdict(list)
    for key, text in subjects:
        if found := pairs(text):
            by_pairs[found].append(key)
    often: dict[str, int] = defaultdict(int)
    for found in by_pairs:
        for pair in found:
            often[pair] += 1
    leaders: dict[str, list[frozenset[str]]] = defaultdict(list)
    made: dict[frozenset[str], list[K]] = {}
    for found, keys in by_pairs.items():
        rare = sorted(found, key=lambda p: (often[p], p))
        near = {leader for pair in rare[:RARE] for leader in leaders[pair][:MOST_ALIKE]}
        best = max(near, key=lambda leader: (likeness(found, leader), sorted(leader)), default=None)
        if best is not None and likeness(found, best) >= SAME:
            made[best] += keys
            continue
        made[found] = list(keys)
        for pair in found:
            leaders[pair].append(found)
    return list(made.values())
