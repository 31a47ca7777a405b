"""Where a long title breaks: whole words, lines of like length, a phrase such as 关于印发 kept whole (GB/T 9704 7.3.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator

_NEVER_FIRST = set("，。、；：！？）》〉」』】〕”’…—·%％")
_NEVER_LAST = set("（《〈「『【〔“‘")
_UNIT = re.compile(r"〔\d{4}〕\d+号|[A-Za-z0-9.%％\-/]+[年月日号届次]?|.", re.S)
_AFTER = ("关于印发", "关于转发", "关于公布")
_WORDS = ("工作", "方案", "通知", "管理", "办法", "规定", "意见", "实施", "公开", "政府", "办公室", "人民", "要点", "细则", "计划", "规划",
          "服务", "公告", "通告", "决定", "报告", "示例", "发展", "建设", "改造", "社区", "街道", "有关", "事项")  # fmt: skip


def break_title(title: str, most: int) -> list[str]:
    """The lines of a title of at most ``most`` characters each; one line when it fits."""
    if len(title) <= most:
        return [title]
    units = _UNIT.findall(title)
    count = -(-len(title) // most)
    while True:
        if found := _divide(units, title, count, most):
            return found
        count += 1
        if count > len(units):
            return [title]


def _divide(units: list[str], title: str, count: int, most: int) -> list[str]:
    """The division into ``count`` lines with the least badness; empty when there is none."""
    places = [0]
    for unit in units:
        places.append(places[-1] + len(unit))
    ideal = len(title) / count
    best: dict[tuple[int, int], tuple[float, int]] = {(0, 0): (0.0, -1)}
    for line in range(1, count + 1):
        for end in range(1, len(places)):
            for start in range(end):
                before = best.get((line - 1, start))
                length = places[end] - places[start]
                if before is None or length > most or (end < len(places) - 1 and not _may_break(units, end)):
                    continue
                bad = before[0] + (length - ideal) ** 2
                if end < len(places) - 1:
                    bad += _badness(title, places[end])
                if (line, end) not in best or bad < best[line, end][0]:
                    best[line, end] = (bad, start)
    if (count, len(places) - 1) not in best:
        return []
    return list(_trace(best, title, places, count))[::-1]


def _trace(
    best: dict[tuple[int, int], tuple[float, int]], title: str, places: list[int], count: int
) -> Iterator[str]:
    end = len(places) - 1
    for line in range(count, 0, -1):
        start = best[line, end][1]
        yield title[places[start] : places[end]]
        end = start


def _may_break(units: list[str], place: int) -> bool:
    return units[place][0] not in _NEVER_FIRST and units[place - 1][-1] not in _NEVER_LAST


def _badness(title: str, place: int) -> float:
    """What a break here costs: nothing behind 关于印发, much inside a word."""
    before, after = title[:place], title[place:]
    if before.endswith(_AFTER):
        return -60.0
    if before.endswith(("关于", "》", "、")) or after.startswith(("关于", "《")):
        return -25.0
    cut = any(title[place - n : place - n + len(w)] == w for w in _WORDS for n in range(1, len(w)))
    return 60.0 if cut else 10.0 * (before[-1] in "的和与及") - 5.0 * (before[-1] in "的")
