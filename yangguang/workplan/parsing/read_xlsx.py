"""Spreadsheets: every visible sheet, merged ranges, numbers as they are shown; what is hidden is listed."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from .header import read_header
from .rows import Cell, PlanFileError, Row, Source, bare

MAX_ROWS, MAX_COLUMNS = 5000, 60


def read_xlsx(data: bytes) -> Source:
    """Read the sheets. Raises PlanFileError when the package is no readable workbook or is far too large."""
    try:
        # Not read_only: merged ranges are unknown there.
        book = load_workbook(io.BytesIO(data), data_only=True)
    except Exception as error:  # openpyxl raises whatever its parts raise on a damaged package
        raise PlanFileError(
            f"Excel 文件已损坏，打不开（{type(error).__name__}）。请用 Excel 另存后再试"
        ) from error
    source = Source(format={"kind": "xlsx", "sheets": len(book.worksheets)})
    line = 0
    characters: list[str] = []
    for number, sheet in enumerate(book.worksheets, 1):
        if sheet.sheet_state != "visible":
            if sheet.max_row > 1 or sheet.max_column > 1 or sheet["A1"].value is not None:
                source.warnings.append(f"工作表“{sheet.title}”是隐藏的，没有导入")
            continue
        if sheet.max_row > MAX_ROWS or sheet.max_column > MAX_COLUMNS:
            raise PlanFileError(
                f"有 {sheet.max_row} 行 {sheet.max_column} 列，超出了任务分解表的规模（{MAX_ROWS} 行 {MAX_COLUMNS} 列）",
                f"工作表“{sheet.title}”",
            )
        started = False
        for row in _rows(sheet, number, line, source):
            line += 1
            own = [c for c in row.cells if c.status == "read"]
            if not own:
                continue
            characters += [bare(p) for c in own for p in c.paragraphs]
            source.lines.append(" | ".join(c.text.replace("\n", " / ") for c in own))
            started = started or read_header(row) is not None
            if started:
                source.rows.append(row)
            else:
                (source.before if not source.rows else source.notes).extend(own)
    source.characters = "".join(characters)
    return source


def _rows(sheet: Any, number: int, line: int, source: Source) -> list[Row]:
    merged: dict[tuple[int, int], tuple[int, int]] = {}
    for area in sheet.merged_cells.ranges:
        for r in range(area.min_row, area.max_row + 1):
            for c in range(area.min_col, area.max_col + 1):
                merged[r, c] = (area.min_row, area.min_col)
    hidden = [str(r) for r in range(1, sheet.max_row + 1) if sheet.row_dimensions[r].hidden]
    if hidden:
        source.warnings.append(
            f"工作表“{sheet.title}”第 {'、'.join(hidden[:20])} 行是隐藏的，也已导入，请核对"
        )
    rows = []
    for r in range(1, sheet.max_row + 1):
        cells = []
        for c in range(1, sheet.max_column + 1):
            place = f"工作表“{sheet.title}”{get_column_letter(c)}{r}"
            top = merged.get((r, c), (r, c))
            text = shown(sheet.cell(*top))
            if top == (r, c):
                status = "read" if text.strip() else "blank"
                cells.append(Cell(tuple(text.split("\n")), line + r, line + r, status, place=place))  # type: ignore[arg-type]
            elif top[1] == c:  # merged downwards: the cell has the text of the one above
                cells.append(Cell(tuple(text.split("\n")), line + r, line + r, "merged", place=place))
            else:
                cells.append(Cell((), line + r, line + r, "merged", place=place))
        rows.append(Row(tuple(cells), certain=True, table=number))
    return rows


def shown(cell: Any) -> str:
    """A cell as a person reads it: 1.0 is 1, and a "1.2" that Excel took for a date is 1.2 again."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime | dt.date):
        style = str(cell.number_format).lower()
        if "." in style and "y" not in style:
            return f"{value.month}.{value.day}"
        if "y" not in style and "m" in style:
            return f"{value.month}月{value.day}日"
        return f"{value.year}年{value.month}月{value.day}日"
    return str(value)
