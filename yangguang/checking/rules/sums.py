"""Tables and sums that do not come out (CHK-T): what supervisors recalculate first in budget disclosures."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal

from ..engine import Hit, parts_of, rule
from ..subjects import PartKind, Subject
from ..sums import reckoning, standard_tables, told
from ..sums.figures import UNITS, Span, shown, unit_of
from ..sums.grids import Grid, grid

_BASIS = "《预算法》第十四条；财预〔2016〕143号（附表勾稽关系，待核）；《党政机关公文处理工作条例》第十九条（内容准确）"
_FIX = "对照原表重新计算，改正写错的一个数"
_TABLES = frozenset({PartKind.TABLE})


def _grids(subject: Subject) -> Iterator[tuple[int, Grid]]:
    for index, part in enumerate(subject.parts):
        if part.kind is PartKind.TABLE and part.rows:
            found = grid(part.rows)
            if found:
                yield index, found


def _hits(subject: Subject, look: Callable[[Grid], Iterable[reckoning.Slip]]) -> Iterator[Hit]:
    for index, table in _grids(subject):
        for slip in dict.fromkeys(look(table)):
            start, end = subject.parts[index].cell_span(slip.row, slip.column)
            key = f"{slip.row}\0{slip.column}\0{slip.reason}"
            yield Hit(index, start, end, slip.reason, _FIX, key=key, severity=None if slip.sure else "hint")


@rule(
    "CHK-T01", "合计与各行之和不符", group="数字", severity="confirm", basis=_BASIS,
    why="总数与分项对不上，读者不知道哪个数是对的。",
)  # fmt: skip
def rows(subject: Subject) -> Iterator[Hit]:
    """合计, 小计, 总计 rows; 类款项 by code. Rounding of every figure is allowed for."""

    def look(table: Grid) -> Iterator[reckoning.Slip]:
        yield from reckoning.coded(table)
        yield from reckoning.totals(table)

    return _hits(subject, look)


@rule(
    "CHK-T02", "合计列与各列之和不符", group="数字", severity="confirm", basis=_BASIS,
    why="合计＝基本支出＋项目支出等横向关系对不上。",
)  # fmt: skip
def columns(subject: Subject) -> Iterator[Hit]:
    """合计 and 小计 columns, where most rows of the table show what they are made of."""
    return _hits(subject, reckoning.across)


@rule(
    "CHK-T03", "增减、占比与金额不符", group="数字", severity="confirm", basis=_BASIS,
    why="增长率、占比由表中两个数算得，算错会误导读者。",
)  # fmt: skip
def rates(subject: Subject) -> Iterator[Hit]:
    """Growth, share and difference columns, where most rows show how they are worked out."""
    return _hits(subject, reckoning.rates)


@rule(
    "CHK-T04", "“三公”经费勾稽不符", group="数字", severity="confirm",
    basis="《党政机关厉行节约反对浪费条例》；财预〔2016〕143号（待核）：合计＝出国（境）＋公务用车购置及运行＋公务接待",
    why="“三公”经费是社会最关注的数字。",
)  # fmt: skip
def hospitality(subject: Subject) -> Iterator[Hit]:
    """The three parts and the two of the cars, by rows or by columns."""
    return _hits(subject, standard_tables.hospitality)


@rule(
    "CHK-T05", "收入总计与支出总计不等", group="数字", severity="confirm", basis=_BASIS,
    why="收支总表的两个总计按定义相等。",
)  # fmt: skip
def balance(subject: Subject) -> Iterator[Hit]:
    """In a table with both sides, and in sentences that tell both."""
    yield from _hits(subject, standard_tables.both_sides)
    for part, text in _prose(subject):
        for slip in told.twice(text):
            yield Hit(part, slip.start, slip.end, slip.reason, _FIX)


@rule(
    "CHK-T06", "文中增长率与金额不符", group="数字", severity="confirm", basis=_BASIS,
    why="金额、增减额和百分比同时出现，读者一算就知道。",
)  # fmt: skip
def growth(subject: Subject) -> Iterator[Hit]:
    """120万元，比上年增加20万元，增长20%."""
    for part, text in _prose(subject):
        for slip in told.growth(text):
            yield Hit(part, slip.start, slip.end, slip.reason, _FIX)


@rule(
    "CHK-T07", "文中分项与总数不符", group="数字", severity="confirm", basis=_BASIS,
    why="“其中”各项与总数对不上。",
)  # fmt: skip
def items(subject: Subject) -> Iterator[Hit]:
    """A part above its whole; basic and project spending, the three 三公 parts, goods, works and services; shares."""
    for part, text in _prose(subject):
        for slip in told.parts(text):
            yield Hit(part, slip.start, slip.end, slip.reason, _FIX, severity=None if slip.sure else "hint")


@rule(
    "CHK-T08", "文字与表格的总数不同", group="数字", severity="confirm", basis=_BASIS,
    why="同一个数在文字和表格里写成两样。",
)  # fmt: skip
def told_twice(subject: Subject) -> Iterator[Hit]:
    """收入总计, 支出总计, 本年收入合计, 本年支出合计 of the text against the cell of that name, when each has one value."""
    cells: dict[str, list[tuple[Span, str]]] = {}
    for _, table in _grids(subject):
        for block in table.blocks:
            for row in block.rows:
                for name in ("收入总计", "支出总计", "本年收入合计", "本年支出合计"):
                    if row.label.endswith(name) and len(row.label) - len(name) <= 2:
                        c = block.columns[0]
                        span = (
                            table.span(row.at, c)
                            if (row.at, c) in table.figures and table.summed(c)
                            else None
                        )
                        if span and len(block.columns) == 1:
                            cells.setdefault(name, []).append((span, shown(table.figures[row.at, c].value)))
    if not cells:
        return
    unit = next((u for p in subject.parts if (u := unit_of(p.text))), "")
    sizes = [Decimal(10) ** UNITS[u] for u in ((unit,) if unit else ("元", "千元", "万元", "亿元"))]
    for part, text in _prose(subject):
        for t in told.told(text):
            found = cells.get(t.name, [])
            if len(found) != 1:
                continue
            span, words = found[0]
            if not any(Span(span.low * s, span.high * s).meets(t.value) for s in sizes):
                yield Hit(part, t.start, t.end, f"文字写{t.name}{t.words}，表中是 {words}{unit}", _FIX)


_DIGIT = re.compile(r"\d")


def _prose(subject: Subject) -> Iterator[tuple[int, str]]:
    """Parts that are no tables and hold an amount."""
    for part, text in parts_of(subject):
        if subject.parts[part].kind is not PartKind.TABLE and "元" in text and _DIGIT.search(text):
            yield part, text
