"""From rows to tasks: headings, numbers, rows that lost their ends, cells that lost their text. Nothing is guessed.

A number makes a task only as the first cell of a row and only when it is greater than the last number, because unit
cells hold numbered lines of their own. Blank (an empty cell), lost (a cell that is not there) and merged (a real
merge) are different facts, and no cell ever takes over the text of another but by a real merge.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from .header import read_header, read_subheader
from .mending import mend
from .raw import Assembly, Heading, RawTask, is_extra
from .rows import Cell, Row, Source

HEADING_1 = re.compile(r"^([一二三四五六七八九十]+)\s*、\s*")
HEADING_2 = re.compile(r"^[（(]\s*([一二三四五六七八九十]+)\s*[)）]\s*、?")
# 1.2 is no task 1, but 1.2021年… and 1.12345热线 are.
NUMBER = re.compile(r"^(\d{1,3})\s*[.．、](?!\d{1,2}(?![\d年月]))\s*")
ONLY_NUMBER = re.compile(r"^(\d{1,3})(?:\.0)?[.．、]?$")
LATER_HEADING = re.compile(r"^[（(]?([一二三四五六七八九十]+)[)）]?[、.．]?$")  # in a number column
NOTE = re.compile(r"^(?:备?注|说明|附件?|填表说明)\s*\d*\s*[:：]")


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
        self.pending: list[Cell] = []  # cells of a text row that is not complete yet

    def run(self) -> Assembly:
        header = False  # whether the row above is a header
        for row in self.source.rows:
            columns, fresh = read_header(row), header
            header = columns is not None
            if columns is not None:
                self._header(row, columns)
            elif not self.out.columns:
                self.source.before.extend(row.filled)  # a title inside the table
            elif row.certain and fresh and (columns := read_subheader(self.out.columns, row)):
                self._header(row, columns, more=True)
            elif row.certain:
                self._certain(row)
            else:
                self._loose(row)
        self._leave_pending()
        mend(self.out, self.is_units)
        return self.out

    # -- shared -------------------------------------------------------------------------------------------------

    def _header(self, row: Row, columns: dict[str, int], *, more: bool = False) -> None:
        self._leave_pending()
        self.out.columns = columns
        cells = [c for c in row.cells if not c.is_blank and c.status != "merged"]
        self.out.header_cells.extend(cells)
        if more or not self.out.headings:
            self.out.headings += [c.text for c in cells]
        for key, index in columns.items():
            if is_extra(key) or key in {"due", "both", "responsible"}:
                self.out.names[key] = row.cells[index].text
        self.current = None

    def _heading(self, cell: Cell) -> bool:
        for level, pattern in ((1, HEADING_1), (2, HEADING_2)):
            if match := pattern.match(cell.first):
                title = "".join(p.strip() for p in cell.paragraphs)[match.end() :].strip()
                self._open(Heading(level, match[1], title, cell))
                return True
        return False

    def _open(self, heading: Heading) -> None:
        self._leave_pending()
        self.out.sections.append(heading)
        if heading.level == 1:
            self.section, self.subsection = heading, None
        else:
            self.subsection = heading
        self.current, self.uncertain = None, False

    def _start(self, number: int, raw: str, first: Cell) -> RawTask:
        task = RawTask(
            number, raw, section=self.section, subsection=None if self.uncertain else self.subsection,
            heading_uncertain=self.uncertain, origin=first, columns=self.out.columns,
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
        if (len(filled) == 1 and self._heading(filled[0])) or self._heading_in_columns(row):
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
            if not merged and (match := ONLY_NUMBER.match(numbered.text)):
                number, raw = int(match[1]), numbered.text
        own = title if title is not None and title.status != "merged" else None
        if number is None and not merged and own is not None and (match := NUMBER.match(own.first)):
            number, raw = int(match[1]), own.first[: match.end()]
        elif own is not None and raw and (match := NUMBER.match(own.first)) and int(match[1]) == number:
            raw += own.first[: match.end()]  # the number stands in both columns
        continues = number is None and (merged or (title is not None and title.status == "merged"))
        if continues and self.current is not None:
            self._sub_item(cells, extra)
        elif number is not None and number > self.last:
            task = self._start(number, raw, filled[0])
            task.cells = {k: c for k, c in cells.items() if not is_extra(k)}
            task.extras = {k: c for k, c in cells.items() if is_extra(k) and not c.is_blank}
            task.extras |= {f"y{n}": c for n, c in enumerate(extra)}
        elif number is not None:
            self._backwards(number, filled[0])
            self.out.notes.extend(c for c in filled if c is not filled[0])
            self.current = None
        elif self._may_count(cells):
            task = self._start(self.last + 1, "", filled[0])
            task.number_source = "row_order"
            task.cells = {k: c for k, c in cells.items() if not is_extra(k)}
            task.extras = {k: c for k, c in cells.items() if is_extra(k) and not c.is_blank}
        else:
            if len(filled) > 1:
                self.out.problems.append(
                    f"{filled[0].place}：这一行没有序号，不知道它是一项任务还是上一项的内容。请补上序号，或把单元格合并到上一项"
                )
            self.out.notes.extend(filled)
            self.current = None if len(filled) > 1 else self.current

    def _heading_in_columns(self, row: Row) -> bool:
        """``一 | 做好规划公开``: a heading whose numeral stands in the number column."""
        index = self.out.columns.get("number")
        if (
            index is None
            or index >= len(row.cells)
            or len(row.filled) != 2
            or row.filled[0] is not row.cells[index]
        ):
            return False
        numeral, title = row.filled
        match = LATER_HEADING.match(numeral.text)
        if match is None:
            return False
        level = 2 if numeral.text.startswith(("（", "(")) else 1
        cell = Cell((numeral.text, title.text), numeral.line, title.last, place=numeral.place)
        self._open(Heading(level, match[1], title.text, cell))
        return True

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

    @property
    def key(self) -> int:
        """The column whose cell numbers a row."""
        return self.out.columns.get("number", self.out.columns["title"])

    def _loose(self, row: Row) -> None:
        if len(row.cells) == 1 and row.cells[0].margin and not self._heading_follows(row.cells[0]):
            self._leave_pending()
            self.out.notes.append(row.cells[0])  # text at the margin is in no column
            return
        if self.key > 0:
            self._loose_later(row)
            return
        for index, cell in enumerate(row.cells):
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

    @staticmethod
    def _heading_follows(cell: Cell) -> bool:
        return bool(HEADING_1.match(cell.first) or HEADING_2.match(cell.first))

    @staticmethod
    def _joins(cell: Cell) -> bool:
        """After an empty line, a cell goes on with the row above unless it is a note under the table."""
        return not NOTE.match(cell.first)

    def _loose_later(self, row: Row) -> None:
        """A text row whose number is not in its first cell: only whole rows can be told apart."""
        cells = list(row.cells)
        if len(cells) == 1 and (self._heading(cells[0]) or NOTE.match(cells[0].first)):
            if NOTE.match(cells[0].first):
                self._leave_pending()
                self.out.notes.append(cells[0])
            return
        joined = bool(self.pending)
        if self.pending and self._number_of(cells) is None and len(self.pending) + len(cells) <= self.width:
            cells, self.pending = [*self.pending, *cells], []
        else:
            self._leave_pending()
            joined = False
        while (number := self._number_of(cells)) is not None and number > self.last:
            text = cells[self.key].first
            match = NUMBER.match(text)
            task = self._start(number, match[0] if match else cells[self.key].text, cells[0])
            task.row, cells = cells[: self.width], cells[self.width :]
            task.marks |= {"blank_line_inside_row"} if joined else set()
            task.marks |= {"row_without_separator"} if cells else set()
            self.current = None
        self.pending = cells
        if self._number_of(cells) is not None:
            self._leave_pending()

    def _number_of(self, cells: list[Cell]) -> int | None:
        if len(cells) < self.width:
            return None
        cell = cells[self.key]
        match = NUMBER.match(cell.first) or ("number" in self.out.columns and ONLY_NUMBER.match(cell.text))
        return int(match[1]) if match else None

    def _leave_pending(self) -> None:
        """Cells that never became a row: kept as notes, and the import stops at their place."""
        filled = [c for c in self.pending if not c.is_blank]
        if filled:
            self.out.problems.append(
                f"{filled[0].place}：这一行与表头的 {self.width} 栏对不上，或序号重复、倒退，不知道各格属于哪一栏。请补齐空格后重试"
            )
            self.out.notes.extend(filled)
        self.pending = []
