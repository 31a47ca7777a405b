"""The report's three tables as cells with their spans: the page, Word, Excel and the import share this one layout."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ..rules import figures as f

REQUESTS, REVIEWS, FEES = "requests", "reviews", "fees"
NAMES = {
    REQUESTS: "收到和处理政府信息公开申请情况",
    REVIEWS: "政府信息公开行政复议、行政诉讼情况",
    FEES: "信息处理费",
}
# 30号文 prints it in the head of the first table.
RULE = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
LABELS = 3  # columns of the request table before its numbers


@dataclass(frozen=True)
class Cell:
    """A cell at its upper left corner. ``row`` and ``column`` name the number that stands in it ("" in a label)."""

    text: str
    columns: int = 1
    rows: int = 1
    head: bool = False
    row: str = ""
    column: str = ""

    @property
    def is_number(self) -> bool:
        return bool(self.row)


Grid = list[list[Cell]]


@dataclass(frozen=True)
class Book:
    """One report's figures with whose and which year's they are. ``reviews`` or ``fees`` is None when not known;
    a ``blank`` one has no numbers in its cells: a form to fill in.
    """

    unit: str
    year: int
    cells: f.Cells
    reviews: f.Reviews | None = None
    fees: f.Fees | None = None
    blank: bool = False

    @property
    def title(self) -> str:
        return f"{self.unit}{self.year}年政府信息公开申请情况"


def requests(cells: f.Cells) -> Grid:
    """The request table: three rows of heads, then 25 rows under three columns of labels and seven of numbers."""
    grid: Grid = [
        [Cell(RULE, LABELS, 3, head=True), Cell("申请人情况", len(f.COLUMNS), head=True)],
        [
            Cell(f.COLUMNS["C1"], rows=2, head=True),
            Cell("法人或其他组织", len(f.KINDS) - 1, head=True),
            Cell(f.COLUMNS[f.TOTAL], rows=2, head=True),
        ],
        [Cell(f.COLUMNS[kind], head=True) for kind in f.KINDS[1:]],
    ]
    results = [r for r in f.ROWS.values() if r.is_result or r.code == f.HANDLED]
    group = ""
    for row in f.ROWS.values():
        line: list[Cell] = []
        if row not in results:
            line.append(Cell(row.name, LABELS, head=True))
        else:
            if row is results[0]:
                line.append(Cell(f.RESULTS_NAME, rows=len(results), head=True))
            if row.group and row.group != group:
                size = sum(r.group == row.group for r in results)
                line.append(Cell(f.GROUPS[row.group], rows=size, head=True))
            line.append(Cell(row.name, 1 if row.group else LABELS - 1, head=True))
        group = row.group
        line += [Cell(str(cells[row.code][n]), row=row.code, column=c) for c, n in f.POSITION.items()]
        grid.append(line)
    return grid


def reviews(found: f.Reviews) -> Grid:
    """Fifteen numbers under three rows of heads."""
    wide = len(f.OUTCOMES)
    grid: Grid = [
        [
            Cell(f.WAYS["review"], wide, head=True),
            Cell("行政诉讼", wide * 2, head=True),
        ],
        [
            *(Cell(name, rows=2, head=True) for name in f.OUTCOMES.values()),
            Cell(f.WAYS["suit"], wide, head=True),
            Cell(f.WAYS["suit_after"], wide, head=True),
        ],
        [Cell(name, head=True) for _ in range(2) for name in f.OUTCOMES.values()],
    ]
    grid.append(
        [
            Cell(str(found[way][n]), row=way, column=outcome)
            for way in f.WAYS
            for n, outcome in enumerate(f.OUTCOMES)
        ]
    )
    return grid


def fees(found: f.Fees) -> Grid:
    """A line of section six as names and numbers."""
    return [
        [Cell(name, head=True), Cell(str(found.get(code, 0)), row=code, column=FEES)]
        for code, name in f.FEES.items()
    ]


def parts(book: Book) -> Iterator[tuple[str, Grid]]:
    """The tables that the book has, each under its code."""
    tables = [(REQUESTS, requests(book.cells))]
    if book.reviews is not None:
        tables.append((REVIEWS, reviews(book.reviews)))
    if book.fees is not None:
        tables.append((FEES, fees(book.fees)))
    for code, grid in tables:
        yield (
            code,
            [[replace(c, text="") if c.is_number else c for c in row] for row in grid]
            if book.blank
            else grid,
        )


def placed(grid: Grid) -> Iterator[tuple[int, int, Cell]]:
    """Every cell with its row and column from 0, spans counted."""
    taken: set[tuple[int, int]] = set()
    for y, line in enumerate(grid):
        x = 0
        for cell in line:
            while (y, x) in taken:
                x += 1
            yield y, x, cell
            taken |= {(y + dy, x + dx) for dy in range(cell.rows) for dx in range(cell.columns)}
            x += cell.columns


def width(grid: Grid) -> int:
    return sum(cell.columns for cell in grid[0])


def fee_sentence(found: f.Fees) -> str:
    """What section six says in words (109号文: 在年度报告中说明)."""
    if not found.get(f.NOTICES):
        return "本年度没有发出信息处理费收费通知。"
    waived = f"，撤销 {found[f.WAIVED]} 件" if found.get(f.WAIVED) else ""
    return (
        f"本年度发出信息处理费收费通知 {found[f.NOTICES]} 件，总金额 {found[f.AMOUNT]} 元{waived}，"
        f"实际收取 {found[f.PAID]} 元。"
    )
