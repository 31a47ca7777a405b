"""Text rows after the walk: cells to columns, lost cells, orphaned requirements, the gap rule. Nothing is guessed.

A unit cell that names no units and is long is the text of another cell, so the cells between were lost.
"""

from __future__ import annotations

from collections.abc import Callable

from .raw import Assembly, RawTask, is_extra
from .rows import Cell

PROSE = 20  # characters: a unit cell that names no units and is longer is text of another cell
UNIT_COLUMNS = ("lead", "responsible", "responsible2", "both")


def mend(out: Assembly, is_units: Callable[[str], bool]) -> None:
    """Bring the tasks of a text copy into their columns and number what lost its number, or say why not."""
    mender = _Mender(out, is_units)
    for item in list(out.items):
        if item.row:
            mender.place(item)
    mender.number_orphans()


class _Mender:
    def __init__(self, out: Assembly, is_units: Callable[[str], bool]) -> None:
        self.out, self.is_units = out, is_units

    def place(self, task: RawTask) -> None:
        """Give a row's cells their columns; prose in a unit column, or cells past the last, were others' cells."""
        order = sorted(task.columns, key=lambda k: task.columns[k])
        wanted = [k for k in order if k in {"title", "requirement", "lead", "responsible", "both"}]
        row = self._without_requirement(task, order)
        tail: list[Cell] = []
        for index, cell in enumerate(row):
            column = order[index] if index < len(order) else ""
            if cell is None:
                continue
            if tail or not column or (column in UNIT_COLUMNS and self._is_prose(cell)):
                tail.append(cell)
            elif is_extra(column):
                task.extras |= {} if cell.is_blank else {column: cell}
            else:
                task.cells[column] = cell
        number_column = task.cells.pop("number", None)
        title = task.cells.get("title")
        if number_column is None and not (title and title.first.startswith(task.number_raw)):
            task.number_raw = ""  # it stays where it was read, in a cell of another column
        task.lost = {k for k in wanted if k not in task.cells}
        if "responsible" in task.lost and "lead" in task.cells and not task.cells["lead"].is_blank:
            task.marks.add("lead_assigned_by_adjacency")  # one of two unit cells is left: which?
        if task.lost or any(not c.is_blank for c in tail):
            self._mark_uncertain_after(task)
        task.row = []
        self._tail(task, tail)

    def _without_requirement(self, task: RawTask, order: list[str]) -> list[Cell | None]:
        """A short row whose requirement column holds units lost its requirement, not its last cell."""
        row: list[Cell | None] = list(task.row)
        if "requirement" in order and len(row) < len(order):
            index = order.index("requirement")
            after = order[index + 1 : index + 2]
            cell = row[index] if index < len(row) else None
            short = cell is not None and 0 < len("".join(cell.text.split())) <= PROSE
            if cell is not None and short and after and after[0] in UNIT_COLUMNS and self.is_units(cell.text):
                row.insert(index, None)
                task.marks.add("requirement_cell_lost")
        return row

    def _is_prose(self, cell: Cell) -> bool:
        text = "".join(cell.text.split())
        return len(text) > PROSE and not self.is_units(cell.text)

    def _mark_uncertain_after(self, task: RawTask) -> None:
        """Where text was lost, the headings of what follows (until the next heading that is there) are uncertain."""
        after = self.out.items[self.out.items.index(task) + 1 :]
        line = task.span[1]
        ended = min((h.cell.line for h in self.out.sections if h.cell.line > line), default=10**9)
        for other in after:
            if other.span[0] >= ended:
                break
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
                if column in orphan.columns and column not in orphan.cells:
                    orphan.cells[column] = cell
                    orphan.marks.add(f"{column}_assigned_by_adjacency")
                    continue
            orphan = RawTask(0, "", {"requirement": cell}, number_source="inferred_from_gap",
                             section=task.section, heading_uncertain=True, columns=task.columns)  # fmt: skip
            orphan.marks |= {"number_and_title_lost"} | ({"space_before_tab"} if cell.loss_mark else set())
            position += 1
            self.out.items.insert(position, orphan)

    def number_orphans(self) -> None:
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
                    units = {"lead", "responsible", "both"} & set(orphan.columns)
                    orphan.lost = {"title"} | (units - set(orphan.cells))
            else:
                self._stop(low, high, missing, orphans)
        self.out.items = [t for t in items if t.number > 0]

    def _stop(self, low: int, high: int, missing: list[int], orphans: list[RawTask]) -> None:
        places = "、".join(o.cells["requirement"].place for o in orphans) or "没有失号的内容"
        shown = "、".join(map(str, missing[:20])) + (f" 等 {len(missing)} 个" if len(missing) > 20 else "")
        self.out.problems.append(
            f"第 {low} 项与{f'第 {high} 项' if high else '表尾'}之间对不上：缺的序号是 {shown or '没有空号'}；"
            f"失去序号的内容是 {places}。请对照正式印发的文件补齐后重新上传"
        )
        for orphan in orphans:
            self.out.notes.extend(orphan.cells.values())
            orphan.number = -1
