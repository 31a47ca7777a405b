"""Lists to take away and feeds to follow: long ones, and ones that hold what XML can't."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from yangguang.publications.models import Column, ColumnEntry, Publication, Stage
from yangguang.publications.tests.factories import Team, make_column

pytestmark = pytest.mark.django_db


def fill(column: Column, number: int) -> list[str]:
    """So many public records in a column; their titles, newest first."""
    now = timezone.now()
    moments = [now - dt.timedelta(minutes=n) for n in range(number)]
    records = Publication.objects.bulk_create(
        Publication(
            kind="notice", unit=column.unit, title=f"示例{n}", live=True, stage=Stage.RELEASED,
            first_published_at=at, last_published_at=at,
        )
        for n, at in enumerate(moments)
    )  # fmt: skip
    ColumnEntry.objects.bulk_create(
        ColumnEntry(column=column, publication=r, published_at=r.first_published_at) for r in records
    )
    return [r.title for r in records]


@pytest.mark.task(29)
def test_a_long_column_is_downloaded_whole_and_in_order_a_piece_at_a_time(django_assert_max_num_queries):
    column = make_column(Team().unit)
    titles = fill(column, 1203)
    with django_assert_max_num_queries(8) as asked:
        answer = Client().get(f"/column/{column.slug}/list.csv")
    assert answer.status_code == 200
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [r[1] for r in rows[1:]] == titles
    # SQLite refuses a thousand parameters; no database is to be asked for more than a piece.
    assert max(q["sql"].count(",") for q in asked.captured_queries) < 600
    book = load_workbook(io.BytesIO(Client().get(f"/column/{column.slug}/list.xlsx").content))
    assert [row[1].value for row in book.worksheets[0].iter_rows(min_row=2)] == titles
