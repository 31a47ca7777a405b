"""Spreadsheets: every visible sheet, merged ranges, numbers as they are shown; what is hidden is listed."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import to_excel

from .header import read_header
from .rows import Cell, PlanFileError, Row, Source, Status, bare

MAX_ROWS, MAX_COLUMNS = 5000, 60


def read_xlsx(data: bytes) -> Source:
    """Read the sheets. Raises PlanFileError when the package is no readable workbook or is far too large."""
    try:
        # Not read_only: merged ranges are unknown there.
        book = load_workbook(io.BytesIO(data), data_only=True)
        source = _read(book)
        _report_formulas(data, book, source)
    except PlanFileError:
        raise
    except Exception as error:  # openpyxl raises whatever its parts raise on a damaged package
        raise PlanFileError(
            f"Excel 文件已损坏，打不开（{type(error).__name__}）。请用 Excel 另存后再试"
        ) from error
    return source


def _read(book: Any) -> Source:
    source = Source(format={"kind": "xlsx", "sheets": len(book.worksheets)})
    line = 0
    characters: list[str] = []
    for number, sheet in enumerate(book.worksheets, 1):
        filled = _filled(sheet)
        if sheet.sheet_state != "visible":
            if filled:
                source.warnings.append(f"工作表“{sheet.title}”是隐藏的，没有导入")
            continue
        rows, columns = (max(n) for n in zip(*filled, strict=True)) if filled else (0, 0)
        if rows > MAX_ROWS or columns > MAX_COLUMNS:
            raise PlanFileError(
                f"有 {rows} 行 {columns} 列，超出了任务分解表的规模（{MAX_ROWS} 行 {MAX_COLUMNS} 列）",
                f"工作表“{sheet.title}”",
            )
        characters += [bare(shown(sheet.cell(*at))) for at in filled]
        _report_hidden(sheet, filled, source)
        started = False
        for row in _rows(sheet, number, line, rows, columns):
            line += 1
            own = [c for c in row.cells if c.status == "read"]
            if not own:
                continue
            source.lines.append(" | ".join(c.text.replace("\n", " / ") for c in own))
            started = started or read_header(row) is not None
            if started:
                source.rows.append(row)
            else:
                (source.before if not source.rows else source.notes).extend(own)
    source.characters = "".join(characters)
    return source


def _filled(sheet: Any) -> list[tuple[int, int]]:
    """Where a sheet holds values; its own size also counts cells that have nothing but a format."""
    return [at for at, cell in sheet._cells.items() if cell.value is not None and str(cell.value).strip()]


def _report_hidden(sheet: Any, filled: list[tuple[int, int]], source: Source) -> None:
    rows = sorted({r for r, _ in filled if sheet.row_dimensions[r].hidden})
    columns = sorted({c for _, c in filled} & _hidden_columns(sheet))
    for names, word in (([str(r) for r in rows], "行"), ([get_column_letter(c) for c in columns], "列")):
        if names:
            shown_names = "、".join(names[:20])
            source.warnings.append(f"工作表“{sheet.title}”第 {shown_names} {word}是隐藏的，也已导入，请核对")


def _hidden_columns(sheet: Any) -> set[int]:
    hidden: set[int] = set()
    for column in sheet.column_dimensions.values():
        if column.hidden and column.min:
            hidden |= set(range(column.min, min(column.max or column.min, MAX_COLUMNS) + 1))
    return hidden


def _report_formulas(data: bytes, book: Any, source: Source) -> None:
    """A formula whose result was not saved would read as a blank cell; an error value is no text of the table."""
    for sheet in load_workbook(io.BytesIO(data)).worksheets:
        if sheet.sheet_state != "visible":
            continue
        for (row, column), cell in sheet._cells.items():
            place = f"工作表“{sheet.title}”{get_column_letter(column)}{row}"
            result = book[sheet.title].cell(row, column) if cell.data_type in {"f", "e"} else None
            if result is None:
                continue
            if result.value is None:
                source.blocking.append(
                    f"{place}是公式，文件里没有它的结果。请在 Excel 中打开、保存后重新上传"
                )
            elif result.data_type == "e":
                source.blocking.append(f"{place}的公式出错（{result.value}）。请改成文字后重新上传")


def _rows(sheet: Any, number: int, line: int, height: int, width: int) -> list[Row]:
    merged: dict[tuple[int, int], tuple[int, int]] = {}
    for area in sheet.merged_cells.ranges:
        for r in range(area.min_row, min(area.max_row, height) + 1):
            for c in range(area.min_col, min(area.max_col, width) + 1):
                merged[r, c] = (area.min_row, area.min_col)
    rows = []
    for r in range(1, height + 1):
        cells = []
        for c in range(1, width + 1):
            place = f"工作表“{sheet.title}”{get_column_letter(c)}{r}"
            top = merged.get((r, c), (r, c))
            text = shown(sheet.cell(*top))
            texts = tuple(text.split("\n"))
            if top == (r, c):
                status: Status = "read" if text.strip() else "blank"
                cells.append(Cell(texts, line + r, line + r, status, place=place))
            elif top[1] == c:  # merged downwards: the cell has the text of the one above
                cells.append(Cell(texts, line + r, line + r, "merged", place=place))
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
    if isinstance(value, dt.time | dt.timedelta) or (isinstance(value, dt.date) and value.year <= 1900):
        return _number(to_excel(value))  # no plan speaks of 1900: a small number in a cell with a date format
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, dt.date):
        style = str(cell.number_format).lower()
        if "." in style and "y" not in style:
            return f"{value.month}.{value.day}"
        if "y" not in style and "m" in style:
            return f"{value.month}月{value.day}日"
        return f"{value.year}年{value.month}月{value.day}日"
    return str(value)


def _number(value: float) -> str:
    """1.0 as 1, 1.2 as 1.2: floating point noise of a date is rounded away."""
    return f"{value:.6f}".rstrip("0").rstrip(".")
