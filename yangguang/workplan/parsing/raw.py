"""What the assembly of rows makes: headings, tasks with their cells, notes and problems."""

from __future__ import annotations

from dataclasses import dataclass, field

from .rows import Cell


@dataclass
class Heading:
    level: int
    code: str
    title: str
    cell: Cell


@dataclass
class RawTask:
    """A task's cells before they are read. ``cells`` maps column names; a column that is not there was lost."""

    number: int
    number_raw: str
    cells: dict[str, Cell] = field(default_factory=dict)
    row: list[Cell] = field(default_factory=list)  # loose rows: cells in order, not yet mapped
    number_source: str = "text"
    marks: set[str] = field(default_factory=set)  # irregularities
    section: Heading | None = None
    subsection: Heading | None = None
    heading_uncertain: bool = False
    lost: set[str] = field(default_factory=set)
    sub_items: list[dict[str, Cell]] = field(default_factory=list)
    extras: dict[str, Cell] = field(default_factory=dict)
    between: tuple[int, int] = (0, 0)
    columns: dict[str, int] = field(default_factory=dict)  # of its table; tables of one file may differ
    origin: Cell | None = None  # the cell that began the row

    @property
    def span(self) -> tuple[int, int]:
        origin = [self.origin] if self.origin else []
        cells = [*origin, *self.row, *self.cells.values(), *(c for s in self.sub_items for c in s.values())]
        real = [c for c in cells if c.status != "merged"] or cells
        return min(c.line for c in real), max(c.last for c in real)


@dataclass
class Assembly:
    """What came of the rows."""

    columns: dict[str, int] = field(default_factory=dict)
    headings: list[str] = field(default_factory=list)  # the header row's cells as written
    header_cells: list[Cell] = field(default_factory=list)
    sections: list[Heading] = field(default_factory=list)
    items: list[RawTask] = field(default_factory=list)
    notes: list[Cell] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)  # extra columns: key to heading


def is_extra(key: str) -> bool:
    """Whether a column is kept with the task without being read: one with an unknown name, 公开路径 or 备注."""
    return key.startswith("x") or key in {"channel", "remark"}
