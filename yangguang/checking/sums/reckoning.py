"""Sums, differences and percentages of a grid that do not come out. Pure.

A shape (these rows make that total) counts only when other figures of the same table bear it out, or when it is
plain: codes of the 政府收支分类科目, a flat list with one total, columns named by the standard tables.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from .figures import Span, shown
from .grids import Block, Grid, Row, bare

SAMPLE = 40  # rows that choose how a column is worked out
_TOTAL_COLUMN = re.compile(r"合计|总计|小计|总额|共计")


@dataclass(frozen=True, slots=True)
class Slip:
    """A cell that does not come out. ``sure`` when the shape left no doubt."""

    row: int
    column: int
    reason: str
    sure: bool


def middle(span: Span) -> Decimal:
    return (span.low + span.high) / 2


def _add(grid: Grid, rows: list[int], column: int) -> Span | None:
    """The sum; None when a cell is a word, or when none holds a figure."""
    spans = [grid.span(i, column) for i in rows]
    if not any((i, column) in grid.figures for i in rows) or any(s is None for s in spans):
        return None
    return sum((s for s in spans if s is not None), Span(Decimal(0), Decimal(0)))


def _say(grid: Grid, row: int, column: int, parts: Span, of: str) -> str:
    places = max(grid.places[column], 2)
    has = grid.figures[row, column].value
    got = middle(parts)
    return f"“{_name(grid, row)}”写的是 {shown(has, places)}，{of}是 {shown(got, places)}，相差 {shown(abs(has - got), places)}"


def _name(grid: Grid, row: int) -> str:
    for block in grid.blocks:
        for r in block.rows:
            if r.at == row and r.label:
                return r.label[:20]
    return bare(grid.cells[row][0])[:20] or f"第 {row + 1} 行"


def coded(grid: Grid) -> Iterator[Slip]:
    """类 = Σ款, 款 = Σ项, 合计 = Σ类, by the codes of the rows."""
    for block in grid.blocks:
        rows = [r for r in block.rows if r.code]
        sums: list[tuple[int, list[int], str]] = []
        for n, row in enumerate(rows):
            under = []
            for later in rows[n + 1 :]:
                if not later.code.startswith(row.code) or later.code == row.code:
                    break
                under.append(later)
            children = [r for r in under if len(r.code) == len(row.code) + 2]
            known = {r.code for r in children}
            if children and all(r.code[: len(row.code) + 2] in known for r in under):
                sums.append((row.at, [r.at for r in children], f"下级科目{children[0].code}等之和"))
        top = [r.at for r in rows if len(r.code) == 3]
        totals = [r for r in block.rows if r.rank >= 2 and not r.code]
        plain = [r for r in block.rows if not r.code and not r.rank and r.label]
        if (
            len(top) > 1
            and len(totals) == 1
            and not plain
            and all(r.code[:3] in {t.code for t in rows} for r in rows)
        ):
            sums.append((totals[0].at, top, "各类级科目之和"))
        for at, parts, of in sums:
            for c in block.columns:
                got = _add(grid, parts, c) if (at, c) in grid.figures and grid.summed(c) else None
                has = grid.span(at, c)
                if got and has and not got.meets(has):
                    yield Slip(at, c, _say(grid, at, c, got, of), True)


def _shapes(block: Block, n: int) -> Iterator[tuple[str, list[int]]]:
    """Ways in which the rows of a block may make up its n-th row, a total: the plainest first."""
    rows = block.rows
    total = rows[n]
    above: list[Row] = []
    before: Row | None = None
    for row in reversed(rows[:n]):
        if row.rank >= total.rank or (
            row.rank and total.rank > 1 and not any(r.rank == row.rank for r in above)
        ):
            before = row
            if row.rank >= total.rank:
                break
        above.insert(0, row)
    below: list[Row] = []
    for row in rows[n + 1 :]:
        if row.rank >= total.rank:
            break
        below.append(row)
    for where, scope in (("上面各行", above), ("下面各行", below)):
        plain = [r for r in scope if not r.rank and r.label]
        if plain:
            yield f"{where}之和", [r.at for r in _top(plain)]
            yield f"{where}之和", [r.at for r in plain if not r.of_which]
        ranks = sorted({r.rank for r in scope if r.rank}, reverse=True)
        for rank in ranks:
            yield f"{where}小计之和", [r.at for r in scope if r.rank == rank]
            last = max(i for i, r in enumerate(scope) if r.rank == rank)
            tail = [r for r in scope[last + 1 :] if r.label and not r.rank]
            if tail:
                ats = [r.at for r in scope if r.rank == rank]
                yield f"{where}小计与其后各行之和", ats + [r.at for r in _top(tail)]
                yield f"{where}小计与其后各行之和", [scope[last].at] + [r.at for r in _top(tail)]
    if before:
        tail = [r for r in rows[rows.index(before) + 1 : n] if r.label and not r.rank]
        if tail:
            yield f"“{before.label}”与其后各行之和", [before.at] + [r.at for r in _top(tail)]


def _top(rows: list[Row]) -> list[Row]:
    """Rows of the highest numbering and the smallest indent, without 其中 and what stands deeper behind it."""
    levels = [r.level for r in rows if r.level]
    kept = [r for r in rows if not r.of_which]
    if levels:
        high = min(levels)
        kept = [r for r in kept if r.level == high]
    least = min((r.indent for r in kept), default=0)
    return [r for r in kept if r.indent == least]


def totals(grid: Grid) -> Iterator[Slip]:
    """Rows named 合计, 小计, 总计 against the rows that make them up."""
    for block in grid.blocks:
        columns = [c for c in block.columns if grid.summed(c)]
        if any(r.code for r in block.rows):
            continue
        ranked = [r for r in block.rows if r.rank]
        for n, row in enumerate(block.rows):
            if not row.rank:
                continue
            best: tuple[int, str, list[int], list[int]] | None = None
            first: tuple[str, list[int]] | None = None
            for of, parts in _shapes(block, n):
                if len(parts) < 2 and "与" not in of and not (len(parts) == 1 and row.rank == 1):
                    continue
                first = first or (of, parts)
                fits: list[int] = []
                fails: list[int] = []
                for c in columns:
                    if (row.at, c) not in grid.figures:
                        continue
                    got, has = _add(grid, parts, c), grid.span(row.at, c)
                    if got is None or has is None:
                        continue
                    (fits if got.meets(has) else fails).append(c)
                # A total of nothing but zeros bears nothing out.
                weight = sum(1 for c in fits if grid.figures[row.at, c].value != 0)
                if weight and (best is None or weight > best[0]):
                    best = (weight, of, parts, fails)
            if best:
                _, of, parts, fails = best
                sure = True
            elif first and len(ranked) == 1 and _flat(block):
                of, parts, sure = *first, True
                fails = [c for c in columns if (row.at, c) in grid.figures]
            else:
                continue
            for c in fails:
                got, has = _add(grid, parts, c), grid.span(row.at, c)
                if got and has and not got.meets(has):
                    yield Slip(row.at, c, _say(grid, row.at, c, got, of), sure)


def _flat(block: Block) -> bool:
    """A list without levels and details, its one total first or last: how it adds up can't be mistaken."""
    rows = [r for r in block.rows if r.label]
    plain = [r for r in rows if not r.rank]
    ends = bool(rows) and (rows[0].rank > 0 or rows[-1].rank > 0)
    even = len({(r.level, r.indent) for r in plain}) == 1 and not any(r.of_which for r in plain)
    # 三公 and the like are nested by their names alone.
    nested = any("经费" in r.label or "公务用车" in r.label for r in plain)
    return ends and even and not nested and len(plain) >= 2


def across(grid: Grid) -> Iterator[Slip]:
    """Columns named 合计 or 小计 against columns beside them, where most rows say which."""
    for block in grid.blocks:
        columns = [c for c in block.columns if grid.summed(c)]
        rows = [r.at for r in block.rows]
        for i, total in enumerate(columns):
            if not _TOTAL_COLUMN.search(grid.titles[total]):
                continue
            after, before = columns[i + 1 :], columns[:i]
            shapes = [after[:n] for n in range(len(after), 1, -1)] + [
                before[-n:] for n in range(len(before), 1, -1)
            ]
            subs = [c for c in columns if c != total and "小计" in grid.titles[c]]
            if "小计" not in grid.titles[total] and len(subs) > 1:
                shapes.append(subs)
            yield from _by_rows(grid, rows, total, [(s, _across_sum(grid, s)) for s in shapes[:40]])


def _across_sum(grid: Grid, parts: list[int]) -> Callable[[int], tuple[Span, str] | None]:
    def run(row: int) -> tuple[Span, str] | None:
        spans = [grid.span(row, c) for c in parts]
        if any(s is None for s in spans) or not any((row, c) in grid.figures for c in parts):
            return None
        names = "＋".join(grid.titles[c][-8:] for c in parts[:4]) + ("…" if len(parts) > 4 else "")
        return sum((s for s in spans if s is not None), Span(Decimal(0), Decimal(0))), names

    return run


Worked = Callable[[int], tuple[Span, str] | None]


def _by_rows(
    grid: Grid, rows: list[int], column: int, ways: list[tuple[list[int], Worked]], least: int = 3
) -> Iterator[Slip]:
    """The way of working a column out that most rows bear out; the rows that do not. The first rows choose the way."""
    rows = [row for row in rows if (row, column) in grid.figures]
    best: tuple[int, int, list[int], Worked] | None = None
    for parts, way in ways:
        fits, fails = _tried(grid, rows[:SAMPLE], column, parts, way)
        if fits >= least and fits >= 2 * len(fails) and (best is None or (fits, -len(fails)) > best[:2]):
            best = (fits, -len(fails), parts, way)
    if not best:
        return
    fits, fails = _tried(grid, rows, column, best[2], best[3])
    if fits < 2 * len(fails):
        return
    for row in fails:
        if got := best[3](row):
            yield Slip(row, column, say_column(grid, row, column, *got), True)


def _tried(grid: Grid, rows: list[int], column: int, parts: list[int], way: Worked) -> tuple[int, list[int]]:
    """How many rows come out this way, and which do not."""
    fits, fails = 0, []
    for row in rows:
        has, got = grid.span(row, column), way(row)
        if has is None or got is None:
            continue
        if got[0].meets(has):
            # Rows in which only one part holds a figure fit too easily.
            fits += len([c for c in parts if (row, c) in grid.figures and grid.figures[row, c].value]) > 1
        else:
            fails.append(row)
    return fits, fails


def say_column(grid: Grid, row: int, column: int, got: Span, of: str) -> str:
    places = max(grid.places[column], 2)
    has = grid.figures[row, column].value
    return f"“{_name(grid, row)}”的“{grid.titles[column][-12:]}”写的是 {shown(has, places)}，{of} 算得 {shown(middle(got), places)}"


def rates(grid: Grid) -> Iterator[Slip]:
    """Growth, share and difference columns against the columns they come from, where most rows say which."""
    for block in grid.blocks:
        rows = [r.at for r in block.rows]
        plain = [c for c in block.columns if not grid.percentages(c)][:8]
        total = next((r.at for r in block.rows if r.rank >= 2), None)
        for c in block.columns:
            ways: list[tuple[list[int], Worked]] = []
            if grid.percentages(c):
                for a in plain:
                    ways += [([a, b], _growth(grid, a, b)) for b in plain if a != b]
                    ways += [([a, b], _ratio(grid, a, b)) for b in plain if a != b]
                    if total is not None:
                        ways.append(([a, c], _share(grid, a, total)))
            elif re.search(r"增减|增加|减少|变动|差额", grid.titles[c]):
                others = [p for p in plain if p != c and grid.summed(p)]
                ways += [([a, b], _difference(grid, a, b)) for a in others for b in others if a != b]
            if ways:
                yield from _by_rows(grid, rows, c, ways)


def _two(grid: Grid, row: int, a: int, b: int) -> tuple[Span, Span] | None:
    if (row, a) not in grid.figures or (row, b) not in grid.figures:
        return None
    one, two = grid.span(row, a), grid.span(row, b)
    return (one, two) if one and two else None


def _growth(grid: Grid, a: int, b: int) -> Worked:
    def run(row: int) -> tuple[Span, str] | None:
        both = _two(grid, row, a, b)
        found = (both[1] - both[0]).percent_of(both[0]) if both else None
        return (found, f"由{grid.titles[a][-8:]}到{grid.titles[b][-8:]}增减%") if found else None

    return run


def _ratio(grid: Grid, a: int, b: int) -> Worked:
    def run(row: int) -> tuple[Span, str] | None:
        both = _two(grid, row, a, b)
        found = both[1].percent_of(both[0]) if both else None
        return (found, f"{grid.titles[b][-8:]}为{grid.titles[a][-8:]}的%") if found else None

    return run


def _share(grid: Grid, a: int, total: int) -> Worked:
    def run(row: int) -> tuple[Span, str] | None:
        if row == total or (row, a) not in grid.figures:
            return None
        part, whole = grid.span(row, a), grid.span(total, a)
        found = part.percent_of(whole) if part and whole else None
        return (found, "占合计的%") if found else None

    return run


def _difference(grid: Grid, a: int, b: int) -> Worked:
    def run(row: int) -> tuple[Span, str] | None:
        both = _two(grid, row, a, b)
        return (both[1] - both[0], f"{grid.titles[b][-8:]}－{grid.titles[a][-8:]}") if both else None

    return run
