"""A table of figures: which rows are head, labels, totals and details, which columns hold sums. Pure.

Budget tables come in many shapes; nothing here is sure. ``reckoning`` believes a shape only when figures bear it out.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, field
from decimal import Decimal

from .figures import Figure, Span, is_blank, read

MOST_ROWS, MOST_COLUMNS = 3000, 60
_CODE = re.compile(r"^[ \u3000]*(\d{3}(?:\d{2}){0,2})(?!\d)")
_NUMBERING = (
    re.compile(r"^[一二三四五六七八九十]{1,3}[、.．]"),
    re.compile(r"^[（(][一二三四五六七八九十]{1,3}[）)]"),
    re.compile(r"^\d{1,2}[、.．](?!\d)"),
    re.compile(r"^[（(]\d{1,2}[）)]"),
)
_TOTAL = re.compile(r"(?:总计|合计|共计|小计)(?:[（(][^）)]{0,12}[）)])?$")
_RANK = {"小计": 1, "合计": 2, "共计": 2, "总计": 3}
_OF_WHICH = re.compile(r"^(?:\d{1,2}[、.．])?其中[:：]?|^#")
_NOT_SUMMED = re.compile(
    r"率|比重|占比|比例|百分|%|％|增长|增幅|增减|增加|减少|变动|差额|单价|人均|标准|均价|年份|年度$|编码|代码|编号|序号|行次|栏次|"
    r"电话|科目$|日期|时间|排名|名次|得分|分数|评分|分值|权重|指数"
)
_PERCENT = re.compile(r"率|比重|占比|比例|百分|%|％|增长|增幅|增减幅|增减率")
_ORDINAL = re.compile(r"序号|行次|编码|代码|编号|科目编|年份|年度$")


def bare(label: str) -> str:
    """A label without blanks and quotation marks, brackets made alike."""
    text = re.sub(r"[\s\u3000“”\"‘’'＂]", "", label)
    return text.replace("(", "（").replace(")", "）").replace(":", "：")


@dataclass(frozen=True, slots=True)
class Row:
    """A body row as its block sees it. ``rank`` is 0, or 1 小计, 2 合计, 3 总计; ``level`` its numbering, 0 for none."""

    at: int
    label: str
    code: str
    level: int
    indent: int
    rank: int
    of_which: bool


@dataclass(frozen=True)
class Block:
    """A column of labels and the columns of figures behind it; an income and expenditure table has two side by side."""

    rows: tuple[Row, ...]
    columns: tuple[int, ...]


@dataclass(frozen=True)
class Grid:
    """A table: ``head`` rows of headings, then the body. ``titles`` has one heading for each column."""

    cells: tuple[tuple[str, ...], ...]
    head: int
    titles: tuple[str, ...]
    blocks: tuple[Block, ...]
    places: tuple[int, ...]
    percents: frozenset[int]
    figures: dict[tuple[int, int], Figure] = field(hash=False)

    def span(self, row: int, column: int) -> Span | None:
        """What the cell stands for; a blank one is nothing (exactly 0), a word None."""
        found = self.figures.get((row, column))
        if found:
            return found.span(self.places[column])
        return Span(Decimal(0), Decimal(0)) if is_blank(self.cells[row][column]) else None

    def summed(self, column: int) -> bool:
        """Whether the figures of a column can be added up."""
        return column not in self.percents and not _NOT_SUMMED.search(self.titles[column])

    def percentages(self, column: int) -> bool:
        return column in self.percents or bool(_PERCENT.search(self.titles[column]))


@functools.lru_cache(maxsize=4)
def grid(rows: tuple[tuple[str, ...], ...]) -> Grid | None:
    """A part's rows as a grid; None when there is nothing to add up."""
    width = min(max((len(r) for r in rows), default=0), MOST_COLUMNS)
    cells = tuple(tuple(r[:width]) + ("",) * (width - len(r)) for r in rows[:MOST_ROWS])
    figures = {
        (i, j): f for i, r in enumerate(cells) for j, c in enumerate(r) if c and (f := read(c)) is not None
    }  # fmt: skip
    head = _head(cells, figures)
    if head >= len(cells) or width < 2:
        return None
    titles = tuple(bare("".join(dict.fromkeys(r[j] for r in cells[:head]))) for j in range(width))
    figures = {k: f for k, f in figures.items() if k[0] >= head}
    numeric = [_numeric(cells[head:], head, figures, titles[j], j) for j in range(width)]
    places = [0] * width
    for (_, j), f in figures.items():
        places[j] = max(places[j], f.places)
    percents = frozenset(j for (_, j), f in figures.items() if f.percent)
    blocks = tuple(_blocks(cells, head, numeric, titles))
    return Grid(cells, head, titles, blocks, tuple(places), percents, figures) if blocks else None


def _head(cells: tuple[tuple[str, ...], ...], figures: dict[tuple[int, int], Figure]) -> int:
    """How many rows stand above the figures; a row that numbers the columns (1, 2, 3) is one of them."""
    for i, row in enumerate(cells):
        found = [(j, figures[i, j].value) for j in range(len(row)) if (i, j) in figures]
        if not found:
            continue
        values = [int(v) if v == int(v) else -1 for _, v in found]
        first = bare(row[0])
        if (
            len(values) > 1
            and values == list(range(values[0], values[0] + len(values)))
            and values[0] in (0, 1)
        ):
            continue
        if first in ("栏次", "行次", "栏目") or (all(1990 < v < 2100 for v in values) and i == 0):
            continue
        # A lone figure in the first column only counts rows.
        return i
    return len(cells)


def _numeric(
    body: tuple[tuple[str, ...], ...], head: int, figures: dict[tuple[int, int], Figure], title: str, j: int
) -> bool:
    filled = [i for i, r in enumerate(body) if not is_blank(r[j])]
    numbers = [i for i in filled if (i + head, j) in figures]
    if not numbers or len(numbers) * 5 < len(filled) * 3 or _ORDINAL.search(title):
        return False
    values = [str(body[i][j]).strip() for i in numbers]
    if j == 0 and [v for v in values if v.isdigit()] == [str(n) for n in range(1, len(values) + 1)]:
        return False
    coded = [v for v in values if _CODE.fullmatch(v)]
    return not (j <= 3 and len(coded) == len(values) and len({len(v) for v in coded}) > 1 and _nested(coded))


def _nested(codes: list[str]) -> bool:
    known = set(codes)
    return any(len(c) > 3 and c[:-2] in known for c in codes)


def _blocks(
    cells: tuple[tuple[str, ...], ...], head: int, numeric: list[bool], titles: tuple[str, ...]
) -> list[Block]:  # fmt: skip
    out, j, width = [], 0, len(numeric)
    while j < width:
        labels = j
        while j < width and not numeric[j]:
            j += 1
        first = j
        while j < width and numeric[j]:
            j += 1
        if first > labels and j > first:
            out.append(Block(tuple(_rows(cells, head, labels, first)), tuple(range(first, j))))
    return out


def _rows(cells: tuple[tuple[str, ...], ...], head: int, first: int, end: int) -> list[Row]:
    out = []
    for i in range(head, len(cells)):
        given = [c for c in cells[i][first:end] if c.strip()]
        code = next((m[1] for c in given if (m := _CODE.match(c))), "")
        words = [c for c in given if not re.fullmatch(r"[\d\s]*", c)]
        label = words[-1] if words else ""
        # A total may stand in the first of several label columns.
        rank = 0
        for c in words:
            if m := _TOTAL.search(bare(c)):
                rank, label = _RANK[m[0][:2]], c
        text = bare(label)
        level = next((n for n, p in enumerate(_NUMBERING, 1) if p.match(text)), 0)
        blank = len(label) - len(label.lstrip(" \u3000\xa0"))
        out.append(Row(i, text, code, level, blank, rank, bool(_OF_WHICH.match(text))))
    return out
