"""What the standard tables of budgets hold by definition: “三公”经费 and its parts, income and expenditure. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from .figures import Span, shown
from .grids import Grid, bare
from .reckoning import Slip, say_column

_HOSPITALITY = {
    "abroad": re.compile(r"因公出国"),
    "car": re.compile(
        r"公务用车购置(?:及|和|与)运行|公务用车(?:购置)?(?:及运行)?(?:维护)?费?小计|^公务用车费"
    ),
    "buy": re.compile(r"(?:公务用车|车辆)购置费?$"),
    "run": re.compile(r"(?:公务用车|车辆)?运行(?:维护)?费$"),
    "guest": re.compile(r"公务接待"),
}
_HOSPITALITY_TOTAL = re.compile(
    r"三公.{0,12}合计|三公.{0,6}经费(?:支出)?(?:预算|决算)?(?:数|总额)?$|^合计$|^总计$"
)


def _part_of(name: str) -> str:
    text = re.sub(
        r"^(?:其中[:：]?)?(?:[一二三四五六七八九十]{1,2}、|[（(][一二三四五\d][）)]|\d[.、．])?(?:其中[:：]?)?",
        "",
        bare(name),
    )
    text = re.sub(r"[（(](?:境|万元)[）)]", "", text)
    for key in ("abroad", "guest", "car", "buy", "run"):
        if _HOSPITALITY[key].search(text):
            return key
    return "total" if _HOSPITALITY_TOTAL.search(text) else ""


def hospitality(grid: Grid) -> Iterator[Slip]:
    """“三公”经费 = 因公出国（境）＋公务用车购置及运行＋公务接待; 公务用车 = 购置＋运行 (财预〔2016〕143号附表), by rows or columns."""
    for block in grid.blocks:
        at: dict[str, int] = {}
        for row in block.rows:
            at.setdefault(_part_of(row.label), row.at)
        for c in block.columns:
            if grid.summed(c) and not grid.percentages(c):
                yield from _hospitality(grid, {k: (r, c) for k, r in at.items()})
        lines: dict[str, int] = {}
        for c in block.columns:
            lines.setdefault(_part_of(grid.titles[c]), c)
        for row in block.rows:
            yield from _hospitality(grid, {k: (row.at, c) for k, c in lines.items()})


def _hospitality(grid: Grid, at: dict[str, tuple[int, int]]) -> Iterator[Slip]:
    for whole, parts, of in (
        ("total", ("abroad", "car", "guest"), "出国（境）、公务用车、公务接待三项之和"),
        ("car", ("buy", "run"), "购置费与运行费之和"),
    ):
        if whole not in at or any(p not in at for p in parts) or at[whole] not in grid.figures:
            continue
        spans = [grid.span(*at[p]) for p in parts]
        has = grid.span(*at[whole])
        if has is None or any(s is None for s in spans) or not any(at[p] in grid.figures for p in parts):
            continue
        got = sum((s for s in spans if s is not None), Span(Decimal(0), Decimal(0)))
        if not got.meets(has):
            row, column = at[whole]
            yield Slip(row, column, say_column(grid, row, column, got, of), True)


def both_sides(grid: Grid) -> Iterator[Slip]:
    """收入总计 = 支出总计 of a table with both sides (部门收支总表, 财政拨款收支总表)."""
    sides: dict[str, tuple[int, tuple[int, ...]]] = {}
    for block in grid.blocks:
        for row in block.rows:
            for word in ("收入总计", "支出总计"):
                if re.sub(r"^[一二三四五六七八九十]+、", "", row.label) == word:
                    sides[word] = (row.at, block.columns)
    if len(sides) < 2:
        return
    (i, left), (j, right) = sides["收入总计"], sides["支出总计"]
    pairs = list(zip(left, right, strict=False))
    if i == j and left != right:
        pairs = pairs[:1] if len(left) != len(right) else pairs
    elif left == right:
        pairs = [(c, c) for c in left if grid.summed(c)]
    for a, b in pairs:
        one, two = grid.span(i, a), grid.span(j, b)
        if one and two and (i, a) in grid.figures and (j, b) in grid.figures and not one.meets(two):
            said = f"收入总计 {shown(grid.figures[i, a].value)} 与支出总计 {shown(grid.figures[j, b].value)} 不相等"
            yield Slip(j, b, said, True)
