"""Lists to take away, as CSV (with BOM, so that Excel reads it as UTF-8) and as .xlsx."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from .printable import printable

Rows = Iterable[Sequence[str]]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def harmless(cell: str) -> str:
    """A cell of a CSV that no spreadsheet takes for a formula."""
    cell = printable(cell)
    return f"'{cell}" if cell[:1] in {"=", "+", "-", "@", "\t", "\r"} else cell


def _file(body: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(body, content_type=kind)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


def csv_file(name: str, rows: Rows) -> HttpResponse:
    """The rows, the heading first, as a CSV download."""
    out = io.StringIO()
    csv.writer(out).writerows([harmless(c) for c in row] for row in rows)
    return _file(b"\xef\xbb\xbf" + out.getvalue().encode(), "text/csv; charset=utf-8", f"{name}.csv")


def xlsx_file(name: str, rows: Rows) -> HttpResponse:
    """The rows, the heading first, as an Excel download, with a frozen heading."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", name)[:31])  # what Excel allows in a name
    sheet.freeze_panes = "A2"
    for row in rows:
        cells = [WriteOnlyCell(sheet, value=printable(c)) for c in row]
        for cell in cells:
            cell.data_type = "s"  # a title that begins with = is a title
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return _file(out.getvalue(), XLSX, f"{name}.xlsx")


# What ``?format=`` may ask of a list.
FORMS = {"csv": csv_file, "xlsx": xlsx_file}
