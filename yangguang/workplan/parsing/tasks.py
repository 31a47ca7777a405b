"""From rows to tasks: headings, numbers, rows that lost their ends, cells that lost their text. Nothing is guessed.

A number makes a task only as the first cell of a row and only when it is greater than the last number, because unit
cells hold numbered lines of their own. Blank (an empty cell), lost (a cell that is not there) and merged (a real
merge) are different facts, and no cell ever takes over the text of another but by a real merge.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from .header import read_header
from .rows import Cell, Row, Source

HEADING_1 = re.compile(r"^([一二三四五六七八九十]+)\s*、\s*")
HEADING_2 = re.compile(r"^[（(]\s*([一二三四五六七八九十]+)\s*[)）]\s*、?")
NUMBER = re.compile(r"^(\d{1,3})\s*[.．、](?!\d)\s*")
ONLY_NUMBER = re.compile(r"^(\d{1,3})(?:\.0)?[.．、]?$")
PROSE = 20  # characters: a unit cell that names no units and is longer is text of another cell


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


class Assembler:
    """Walks the row stream once."""

    def __init__(self, source: Source, is_units: Callable[[str], bool]) -> None:
        self.source, self.is_units = source, is_units
        self.out = Assembly()
        self.section: Heading | None = None
        self.subsection: Heading | None = None
        self.current: RawTask | None = None
        self.uncertain = False  # text was lost; the headings of what follows may be lost too
        self.last = 0

    def run(self) -> Assembly:
        for row in self.source.rows:
            columns = read_header(row)
            if columns is not None:
                self._header(row, columns)
            elif not self.out.columns:
                self.source.before.extend(row.filled)  # a title inside the table
            elif row.certain:
                self._certain(row)
            else:
                self._loose(row)
        for item in self.out.items:
            if item.row:
                self._map_loose(item)
        self._orphans()
        return self.out

    # -- shared -------------------------------------------------------------------------------------------------

    def _header(self, row: Row, columns: dict[str, int]) -> None:
        self.out.columns = columns
        cells = [c for c in row.cells if not c.is_blank and c.status != "merged"]
        self.out.header_cells.extend(cells)
        if not self.out.headings:
            self.out.headings = [c.text for c in cells]
        for key, index in columns.items():
            if key.startswith("x") or key in {"channel", "remark"}:
                self.out.names[key] = row.cells[index].text
        self.current = None

    def _heading(self, cell: Cell) -> bool:
        for level, pattern in ((1, HEADING_1), (2, HEADING_2)):
            if match := pattern.match(cell.first):
                heading = Heading(level, match[1], cell.text[match.end() :].strip(), cell)
                self.out.sections.append(heading)
                if level == 1:
                    self.section, self.subsection = heading, None
                else:
                    self.subsection = heading
                self.current, self.uncertain = None, False
                return True
        return False

    def _start(self, number: int, raw: str, first: Cell) -> RawTask:
        task = RawTask(
            number, raw, section=self.section, subsection=None if self.uncertain else self.subsection,
            heading_uncertain=self.uncertain, origin=first,
        )  # fmt: skip
        if first.loss_mark:
            task.marks.add("space_before_tab")
        self.out.items.append(task)
        self.current, self.last = task, number
        return task

    def _backwards(self, number: int, cell: Cell) -> None:
        self.out.problems.append(
            f"{cell.place}：序号 {number} 重复或倒退（前面已到 {self.last}），不知道它是新任务还是上一任务的内容"
        )
        self.out.notes.append(cell)

    # -- real tables (docx, xlsx, separated text) ------------------------------------------------------------------

    def _certain(self, row: Row) -> None:
        filled = row.filled
        if not filled:
            return
        if len(filled) == 1 and self._heading(filled[0]):
            return
        cells = {k: row.cells[i] for k, i in self.out.columns.items() if i < len(row.cells)}
        extra = [c for i, c in enumerate(row.cells) if i not in self.out.columns.values() and not c.is_blank]
        if (
            (category := cells.pop("category", None))
            and not category.is_blank
            and category.status != "merged"
        ):
            self._category(category)
        title, numbered = cells.get("title"), cells.pop("number", None)
        raw, number, merged = "", None, False
        if numbered is not None:
            merged = numbered.status == "merged"
            if match := ONLY_NUMBER.match(numbered.text):
                number, raw = int(match[1]), numbered.text
        if number is None and title is not None and (match := NUMBER.match(title.first)):
            number, raw = int(match[1]), title.first[: match.end()]
        elif title is not None and raw and (match := NUMBER.match(title.first)) and int(match[1]) == number:
            raw += title.first[: match.end()]  # the number stands in both columns
        continues = merged or (title is not None and title.status == "merged")
        if continues and self.current is not None:
            self._sub_item(cells, extra)
        elif number is not None and number > self.last:
            task = self._start(number, raw, filled[0])
            task.cells = {k: c for k, c in cells.items() if not self._is_extra(k)}
            task.extras = {k: c for k, c in cells.items() if self._is_extra(k) and not c.is_blank}
            task.extras |= {f"y{n}": c for n, c in enumerate(extra)}
        elif number is not None:
            self._backwards(number, filled[0])
            self.out.notes.extend(c for c in filled if c is not filled[0])
            self.current = None
        elif self._may_count(cells):
            task = self._start(self.last + 1, "", filled[0])
            task.number_source = "row_order"
            task.cells = {k: c for k, c in cells.items() if not self._is_extra(k)}
            task.extras = {k: c for k, c in cells.items() if self._is_extra(k) and not c.is_blank}
        else:
            self.out.notes.extend(filled)

    @staticmethod
    def _is_extra(key: str) -> bool:
        return key.startswith("x") or key in {"channel", "remark"}

    def _category(self, cell: Cell) -> None:
        """A first column of chapters, usually merged down over its tasks."""
        if not self._heading(cell):
            heading = Heading(1, str(sum(h.level == 1 for h in self.out.sections) + 1), cell.text, cell)
            self.out.sections.append(heading)
            self.section, self.subsection, self.uncertain = heading, None, False

    def _may_count(self, cells: dict[str, Cell]) -> bool:
        """A table without any numbers is counted in its order; one with numbers is not."""
        if any(t.number_source == "text" for t in self.out.items):
            return False
        own = [k for k, c in cells.items() if not c.is_blank and c.status != "merged"]
        return "title" in own and len(own) >= 2

    def _sub_item(self, cells: dict[str, Cell], extra: list[Cell]) -> None:
        assert self.current is not None
        own = {k: c for k, c in cells.items() if c.status != "merged" and not c.is_blank}
        own |= {f"y{n}": c for n, c in enumerate(extra)}
        if own:
            self.current.sub_items.append(own)

    # -- text, where rows and cells may have lost their ends ----------------------------------------------------

    @property
    def width(self) -> int:
        return len(self.out.columns)

    def _loose(self, row: Row) -> None:
        cells = self._title_not_first(row)
        for index, cell in enumerate(row.cells):
            if index < len(cells):
                continue
            full = self.current is not None and len(self.current.row) >= self.width
            free = index == 0 or full or cell.loss_mark
            if free and len(cell.paragraphs) == 1 and self._heading(cell):
                continue
            match = NUMBER.match(cell.first)
            number_column = "number" in self.out.columns and ONLY_NUMBER.match(cell.text)
            number = int((match or number_column)[1]) if (match or number_column) else None  # type: ignore[index]
            if number is not None and number > self.last and (index == 0 or not number_column):
                within = index > 0 and self.current is not None
                task = self._start(number, match[0] if match else cell.text, cell)
                if within:
                    task.marks.add("row_without_separator")
                task.row.append(cell)
            elif index == 0 and number is not None and (self.current is None or full):
                self._backwards(number, cell)
            elif self.current is not None and (index > 0 or not full):
                if index == 0 and not self._joins(cell):
                    self.out.notes.append(cell)
                    continue
                if index == 0:
                    self.current.marks.add("blank_line_inside_row")
                self.current.row.append(cell)
            else:
                self.out.notes.append(cell)

    def _title_not_first(self, row: Row) -> list[Cell]:
        """A full row whose numbered title is not its first cell, as the header says; its cells, or none."""
        at = self.out.columns.get("title", 0)
        if at == 0 or "number" in self.out.columns or len(row.cells) < self.width:
            return []
        match = NUMBER.match(row.cells[at].first)
        if match is None or int(match[1]) <= self.last:
            return []
        task = self._start(int(match[1]), match[0], row.cells[0])
        task.row = list(row.cells[: self.width])
        return task.row

    def _joins(self, cell: Cell) -> bool:
        """After an empty line, a cell goes on with the row above unless it is a note under the table."""
        return not re.match(r"^(?:备?注|说明|附件?)\s*[:：]", cell.first)

    def _map_loose(self, task: RawTask) -> None:
        """Give a loose row's cells their columns; prose in a unit column, or cells past the last, were others' cells."""
        order = sorted(self.out.columns, key=lambda k: self.out.columns[k])
        tail: list[Cell] = []
        for index, cell in enumerate(task.row):
            column = order[index] if index < len(order) else ""
            units = column in {"lead", "responsible", "both"}
            if tail or not column or (units and self._is_prose(cell)):
                tail.append(cell)
            elif self._is_extra(column):
                task.extras[column] = cell
            else:
                task.cells[column] = cell
        number_column = task.cells.pop("number", None)
        title = task.cells.get("title")
        if number_column is None and not (title and title.first.startswith(task.number_raw)):
            task.number_raw = ""  # it stays where it was read, in a cell of another column
        task.row = []
        wanted = [k for k in order if k in {"title", "requirement", "lead", "responsible", "both"}]
        task.lost = {k for k in wanted if k not in task.cells}
        if task.lost or tail:
            self._mark_uncertain_after(task)
        self._tail(task, tail)

    def _is_prose(self, cell: Cell) -> bool:
        text = "".join(cell.text.split())
        return len(text) > PROSE and not self.is_units(cell.text)

    def _mark_uncertain_after(self, task: RawTask) -> None:
        """Where text was lost, the headings of what follows (until the next heading that is there) are uncertain."""
        after = self.out.items[self.out.items.index(task) + 1 :]
        line = task.span[1]
        ended = min((h.cell.line for h in self.out.sections if h.cell.line > line), default=10**9)
        for other in after:
            if other.span[0] < ended:
                other.heading_uncertain, other.subsection = True, None

    def _tail(self, task: RawTask, tail: list[Cell]) -> None:
        """Cells past the row: each run of prose is the requirement of a task that lost its number and title."""
        position = self.out.items.index(task)
        orphan: RawTask | None = None
        for cell in tail:
            if cell.is_blank:
                continue
            if not self._is_prose(cell) and orphan is not None and self.is_units(cell.text):
                column = "lead" if "lead" not in orphan.cells else "responsible"
                if column not in orphan.cells:
                    orphan.cells[column] = cell
                    orphan.marks.add(f"{column}_assigned_by_adjacency")
                    continue
            orphan = RawTask(0, "", {"requirement": cell}, number_source="inferred_from_gap",
                             section=task.section, heading_uncertain=True)  # fmt: skip
            orphan.marks |= {"number_and_title_lost"} | ({"space_before_tab"} if cell.loss_mark else set())
            position += 1
            self.out.items.insert(position, orphan)

    def _orphans(self) -> None:
        """The gap rule: orphans between n and m take the numbers n+1 … m-1 only when the counts match."""
        items = self.out.items
        numbered = [i for i, t in enumerate(items) if t.number]
        for here, there in zip([-1, *numbered], [*numbered, len(items)], strict=True):
            low = items[here].number if here >= 0 else 0
            high = items[there].number if there < len(items) else 0
            orphans = items[here + 1 : there]
            missing = list(range(low + 1, high)) if high else []
            if len(orphans) == len(missing):
                for orphan, number in zip(orphans, missing, strict=True):
                    orphan.number, orphan.between = number, (low, high)
                    orphan.lost = {"title"} | ({"lead", "responsible"} - set(orphan.cells))
            else:
                places = "、".join(o.cells["requirement"].place for o in orphans) or "没有失号的内容"
                numbers = "、".join(map(str, missing)) or "没有空号"
                self.out.problems.append(
                    f"第 {low} 项与{f'第 {high} 项' if high else '表尾'}之间对不上：缺的序号是 {numbers}；失去序号的内容是 {places}"
                )
                for orphan in orphans:
                    self.out.notes.extend(orphan.cells.values())
                    orphan.number = -1
        self.out.items = [t for t in items if t.number > 0]
