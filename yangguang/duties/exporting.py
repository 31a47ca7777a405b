"""Lists to take away, as CSV (with BOM, so that Excel reads it as UTF-8) and as .xlsx."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header

from .kinds import kind_of
from .models import Duty, Slip

Rows = Iterable[list[str]]
DUTY_HEADINGS = [
    "种类", "事项", "承办单位", "交办单位", "状态", "期限", "交办时间", "签收时间", "报办结时间", "办结或撤回时间",
    "退回原因",
]  # fmt: skip
SLIP_HEADINGS = [
    "编号", "颜色", "事项", "被督办单位", "督办要求", "发出时间", "发出人", "回复期限", "回复时间", "回复人", "回复",
]  # fmt: skip
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _day(day: dt.date | None) -> str:
    return day.isoformat() if day else ""


def _moment(moment: dt.datetime | None) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M") if moment else ""


def duty_rows(duties: QuerySet[Duty]) -> Iterator[list[str]]:
    """Heading and one row for each duty."""
    yield DUTY_HEADINGS
    for d in duties:
        yield [
            kind_of(d.kind).name, d.title, d.unit.name, d.asked_by.name if d.asked_by else "",
            d.get_state_display(), _day(d.due), _moment(d.opened_at), _moment(d.signed_at), _moment(d.reported_at),
            _moment(d.closed_at), d.last_return_reason,
        ]  # fmt: skip


def slip_rows(slips: QuerySet[Slip]) -> Iterator[list[str]]:
    """Heading and one row for each slip."""
    yield SLIP_HEADINGS
    for s in slips:
        yield [
            str(s), s.get_colour_display(), s.duty.title, s.unit.name, s.demand, _moment(s.issued_at), s.issued_by,
            _day(s.reply_due), _moment(s.replied_at), s.replied_by, s.reply,
        ]  # fmt: skip


def _safe(cell: str) -> str:
    """A cell that a spreadsheet does not take for a formula, and that .xlsx can hold."""
    cell = "".join(c for c in cell if c >= " " or c in "\t\n\r")
    return f"'{cell}" if cell[:1] in {"=", "+", "-", "@", "\t", "\r"} else cell


def _file(body: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(body, content_type=kind)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


def csv_file(name: str, rows: Rows) -> HttpResponse:
    """The rows as a CSV download."""
    out = io.StringIO()
    csv.writer(out).writerows([_safe(c) for c in row] for row in rows)
    return _file(b"\xef\xbb\xbf" + out.getvalue().encode(), "text/csv; charset=utf-8", f"{name}.csv")


def xlsx_file(name: str, rows: Rows) -> HttpResponse:
    """The rows as an Excel download, with a frozen heading."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", name)[:31])  # what Excel allows in a name
    sheet.freeze_panes = "A2"
    for row in rows:
        sheet.append([_safe(c) for c in row])
    out = io.BytesIO()
    book.save(out)
    return _file(out.getvalue(), XLSX, f"{name}.xlsx")


# What ``?format=`` may ask of a list.
FORMS = {"csv": csv_file, "xlsx": xlsx_file}
