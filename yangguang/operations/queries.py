"""Read shapes of the operators' screens."""

from __future__ import annotations

import calendar as months_of
import csv
import datetime as dt
import io
from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from yangguang.core.workdays import Calendar, Day

HEADINGS = ["序号", "时间", "操作人", "来源地址", "途径", "动作", "对象", "说明", "校验值"]


def safe_cell(value: object) -> str:
    """A cell that no spreadsheet takes for a formula (OWASP: CSV injection)."""
    text = str(value)
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text


def audit_csv(entries: Any) -> Iterator[bytes]:
    """The entries as CSV lines in UTF-8 with a byte-order mark, which spreadsheets need for Chinese."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    yield "\ufeff".encode()
    writer.writerow(HEADINGS)
    for e in entries.iterator(chunk_size=1000):
        at = timezone.localtime(e.at).strftime("%Y-%m-%d %H:%M:%S")
        cells = (e.seq, at, e.actor_label, e.address, e.channel, e.code, e.object_label, e.sentence, e.hash)
        writer.writerow([safe_cell(c) for c in cells])
        yield buffer.getvalue().encode()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue().encode()


def months(calendar: Calendar, year: int) -> list[tuple[int, list[list[Day | None]]]]:
    """A year as twelve (month, weeks); a week has seven days from Monday, None outside the month.

    Raises ValueError for a year outside 1-9998.
    """
    if not 1 <= year <= 9998:
        raise ValueError(year)
    weeks = months_of.Calendar(firstweekday=0)
    return [
        (
            month,
            [
                [calendar.day(dt.date(year, month, d)) if d else None for d in week]
                for week in weeks.monthdayscalendar(year, month)
            ],
        )
        for month in range(1, 13)
    ]
