"""A year's figures to take away: Word, PDF, Excel, CSV and JSON, in the layout of 国办公开办函〔2021〕30号."""

from __future__ import annotations

import csv
import io
import json
from html import escape
from typing import Any

import openpyxl
from django.utils import timezone
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter

from yangguang.publications.printing import own_fonts
from yangguang.typesetting.official import OfficialDocument, to_pdf
from yangguang.typesetting.word import to_docx

from ..rules import figures as f
from . import layout
from .layout import Book, Cell, Grid

FORMAT = "国办公开办函〔2021〕30号"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPES = {"docx": WORD, "pdf": "application/pdf", "xlsx": EXCEL, "csv": "text/csv; charset=utf-8", "json": "application/json"}  # fmt: skip
HEADS = {layout.REQUESTS: "三、", layout.REVIEWS: "四、", layout.FEES: "六、"}
_THIN = Side(style="thin", color="666666")


def to_json(book: Book) -> bytes:
    """All numbers under the codes of ``rules.figures``."""
    said: dict[str, Any] = {
        "format": FORMAT, "unit": book.unit, "year": book.year,
        "requests": {code: dict(zip(f.COLUMNS, book.cells[code], strict=True)) for code in f.ROWS},
    }  # fmt: skip
    if book.reviews is not None:
        said["reviews"] = {way: dict(zip(f.OUTCOMES, book.reviews[way], strict=True)) for way in f.WAYS}
    if book.fees is not None:
        said["fees"] = {code: book.fees.get(code, 0) for code in f.FEES}
    return json.dumps(said, ensure_ascii=False, indent=1).encode()


def _filled(grid: Grid) -> list[list[str]]:
    """The grid as rows of text; a span's text stands in its first cell."""
    lines = [[""] * layout.width(grid) for _ in grid]
    for y, x, cell in layout.placed(grid):
        lines[y][x] = cell.text
    return lines


def to_csv(book: Book) -> bytes:
    """The tables one below the other, each under its heading; with BOM, so that Excel reads it as UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([book.title])
    for code, grid in layout.parts(book):
        writer.writerow([HEADS[code] + layout.NAMES[code]])
        writer.writerows(_filled(grid))
        writer.writerow([])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def to_xlsx(book: Book) -> bytes:
    """One sheet for each table, heads merged, numbers as numbers, ready to print on A4."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for code, grid in layout.parts(book):
        _sheet(
            made.create_sheet(layout.NAMES[code][:31]), f"{book.unit}{book.year}年{layout.NAMES[code]}", grid
        )
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _sheet(sheet: Any, title: str, grid: Grid) -> None:
    wide = layout.width(grid)
    sheet.cell(1, 1, title).font = Font(bold=True, size=14)
    sheet.cell(1, 1).alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=wide)
    sheet.row_dimensions[1].height = 30
    for y, x, cell in layout.placed(grid):
        row, column = y + 2, x + 1
        sheet.cell(row, column, int(cell.text) if cell.is_number and cell.text else cell.text or None)
        if cell.rows > 1 or cell.columns > 1:
            sheet.merge_cells(
                start_row=row, start_column=column, end_row=row + cell.rows - 1, end_column=column + cell.columns - 1
            )  # fmt: skip
        for dy in range(cell.rows):
            for dx in range(cell.columns):
                sheet.cell(row + dy, column + dx).border = Border(
                    left=_THIN, right=_THIN, top=_THIN, bottom=_THIN
                )
        _look(sheet.cell(row, column), cell)
    for number in range(1, wide + 1):
        sheet.column_dimensions[get_column_letter(number)].width = _width(wide, number)
    sheet.page_setup.orientation = "landscape" if wide > 10 else "portrait"
    sheet.page_setup.paperSize, sheet.page_setup.fitToHeight = 9, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_options.horizontalCentered = True


def _look(made: Any, cell: Cell) -> None:
    left = (
        cell.head
        and not cell.is_number
        and cell.rows == 1
        and cell.columns <= 3
        and cell.text[:1] in "一二四（1234567"
    )
    made.alignment = Alignment(wrap_text=True, vertical="center", horizontal="left" if left else "center")
    made.font = Font(size=10)


def _width(wide: int, number: int) -> float:
    if wide == 10:  # the request table: labels, then numbers
        return (6, 11, 40)[number - 1] if number <= layout.LABELS else 9.5
    return 9 if wide > 2 else 30


def _html(grid: Grid) -> str:
    lines = []
    for line in grid:
        cells = []
        for cell in line:
            tag = "th" if cell.head else "td"
            spans = (f' colspan="{cell.columns}"' if cell.columns > 1 else "") + (
                f' rowspan="{cell.rows}"' if cell.rows > 1 else ""
            )
            align = ' class="text-center"' if cell.is_number else ""
            narrow = layout.width(grid) > 10 and len(cell.text) == 4  # 结果维持 in two lines of two
            words = "<br>".join((cell.text[:2], cell.text[2:])) if narrow else escape(cell.text)
            cells.append(f"<{tag}{spans}{align}>{words}</{tag}>")
        lines.append(f"<tr>{''.join(cells)}</tr>")
    return f"<table><tbody>{''.join(lines)}</tbody></table>"


def html(book: Book) -> str:
    """The three parts as a text's HTML, such as a report's draft takes it."""
    found = []
    for code, grid in layout.parts(book):
        found.append(f"<h2>{HEADS[code]}{layout.NAMES[code]}</h2>")
        if code == layout.FEES and book.fees is not None and not book.blank:
            found.append(f"<p>{layout.fee_sentence(book.fees)}</p>")
        found.append(_html(grid))
    return "".join(found)


def _official(book: Book) -> OfficialDocument:
    return OfficialDocument(title=book.title, html=html(book))


def _pdf(book: Book) -> bytes:
    return to_pdf(_official(book), at=timezone.now(), own_fonts=own_fonts()).pdf


def template(unit: str, year: int, form: str) -> bytes:
    """The empty tables in the official layout, under the unit's and the year's title. Raises KeyError likewise."""
    return make(Book(unit, year, f.empty(), f.no_reviews(), f.no_fees(), blank=True), form)


def make(book: Book, form: str) -> bytes:
    """The book in one form (a key of ``TYPES``). Raises KeyError for a form that there is not."""
    makers = {
        "json": to_json, "csv": to_csv, "xlsx": to_xlsx,
        "docx": lambda b: to_docx(_official(b)), "pdf": _pdf,
    }  # fmt: skip
    return makers[form](book)
