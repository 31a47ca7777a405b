"""Lists to take away and feeds to follow: long ones, and ones that hold what XML can't."""

from __future__ import annotations

import csv
import datetime as dt
import html
import io
import re

import pytest
from django.test import Client
from django.utils import timezone
from lxml import etree
from openpyxl import load_workbook

from yangguang.publications.actions import releasing
from yangguang.publications.models import Column, ColumnEntry, Publication, Stage
from yangguang.publications.tests.factories import Team, make_column
from yangguang.search.tests.factories import settle

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


BROKEN = "示例\x08标\x0b题\x1f\x85\ufffe"


@pytest.mark.task(29)
@pytest.mark.parametrize("form", ["atom", "rss"])
def test_a_feed_stands_whatever_its_texts_hold(form):
    column = make_column(Team().unit)
    fill(column, 1)
    Publication.objects.update(title=BROKEN, summary=BROKEN)
    Column.objects.update(name=f"栏\x01目{column.pk}")
    answer = Client().get(f"/column/{column.slug}/feed.{form}")
    assert answer.status_code == 200
    told = [e.text or "" for e in etree.fromstring(answer.content).iter() if e.tag.endswith("title")]
    assert told[-1] == "示例标题"
    assert told[0].startswith(f"栏目{column.pk}")


@pytest.mark.task(29)
def test_the_feed_of_a_search_stands_whatever_is_sought():
    answer = Client().get("/search/feed.atom", {"q": "示例\x08\ufffe"})
    assert answer.status_code == 200
    assert "检索：示例" in str(
        etree.fromstring(answer.content).findtext("{http://www.w3.org/2005/Atom}title")
    )


@pytest.mark.task(29)
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_table_stands_whatever_its_texts_hold(form):
    column = make_column(Team().unit)
    fill(column, 1)
    Publication.objects.update(title=BROKEN)
    body = Client().get(f"/column/{column.slug}/list.{form}").content
    if form == "csv":
        assert "示例标题" in body.decode()
    else:
        assert load_workbook(io.BytesIO(body)).worksheets[0]["B2"].value == "示例标题"


def rows_of(answer) -> list[list[str]]:
    assert answer.status_code == 200, answer.status_code
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


@pytest.mark.task(27)
def test_lists_of_the_hub_of_a_unit_and_of_a_search_are_taken_away_as_they_stand(settings, tmp_path):
    settings.HOME = tmp_path
    mine, other = Team(), Team()
    notices = [
        mine.release(title=f"示例养老补贴{n}", items=["FD20-01"], body=f"<p>示例{n}</p>") for n in range(2)
    ]
    foreign = other.release(title="示例养老补贴别处", items=["FD20-01"])
    withdrawn = mine.release(title="示例养老补贴撤下", items=["FD20-01"])
    releasing.withdraw(withdrawn, actor=mine.head, how="gone", reason="示例")
    settle()
    titles = {r.title for r in notices}
    client = Client()
    for path, wanted in (
        ("/hub/item/FD20-01/", titles | {foreign.title}),
        (f"/hub/{mine.unit.code}/FD20-01/", titles),
        (f"/units/{mine.unit.code}/", titles),
        ("/search/?q=养老补贴", titles | {foreign.title}),
        (f"/search/?q=养老补贴&unit={other.unit.pk}", {foreign.title}),
    ):
        page = client.get(path).content.decode()
        links = [html.unescape(x) for x in re.findall(r'href="([^"]*list\.(?:csv|xlsx)[^"]*)"', page)]
        assert len(links) == 2, path
        head, *rows = rows_of(client.get(links[0]))
        assert head[:2] == ["索引号", "标题"]
        assert {r[1] for r in rows} == wanted
        assert all(r[8].startswith("http") for r in rows)
        sheet = load_workbook(io.BytesIO(client.get(links[1]).content)).worksheets[0]
        assert {row[1].value for row in sheet.iter_rows(min_row=2)} == wanted
    assert mine.unit.name in {r[1] for r in rows_of(client.get("/units/list.csv"))}
    assert client.get("/hub/item/FD99-99/list.csv").status_code == 404
    assert client.get("/units/keine/list.csv").status_code == 404
