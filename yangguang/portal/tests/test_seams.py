"""What comes from outside or from the workbench and must lead nobody astray: introductions, addresses, notices, long searches."""

from __future__ import annotations

import datetime as dt
import io

import openpyxl
import pytest
from django.test import Client
from django.utils import timezone

from yangguang.catalog import actions as catalogues
from yangguang.catalog import exporting
from yangguang.catalog.models import Catalogue
from yangguang.core.actions import Refused
from yangguang.core.actors import SYSTEM
from yangguang.delivery.models import Purge
from yangguang.delivery.traditional import Traditional
from yangguang.portal.models import PageFeedback
from yangguang.publications.actions import columns
from yangguang.publications.models import Banner, Column
from yangguang.publications.tests.factories import Team, make_column
from yangguang.search.tests.factories import settle

pytestmark = [pytest.mark.django_db, pytest.mark.task(27)]

HOSTILE = '<meta http-equiv="refresh" content="1;url=https://example.com/"><form action="https://example.com/"><input></form>' \
          '<p>示例导语</p><a href="javascript:x()">示例</a><img src="x" onerror="x()"><script>x()</script>'  # fmt: skip


def test_an_introduction_is_cleaned_when_it_is_written_and_when_it_is_read():
    column = columns.change_column(make_column(), actor=SYSTEM, values={"introduction": HOSTILE})
    assert "示例导语" in column.introduction
    for bad in ("refresh", "<form", "javascript", "onerror", "script"):
        assert bad not in column.introduction
    Column.objects.filter(pk=column.pk).update(introduction=HOSTILE)  # as older releases stored it
    page = Client().get(f"/column/{column.slug}/").content.decode()
    shown = page.partition('<div class="doc-body intro">')[2].partition("</div>")[0]
    assert "示例导语" in shown
    assert "refresh" not in shown
    assert "onerror" not in shown


@pytest.mark.parametrize("path", ["/hant//example.com/", "/hant///example.com/", "/hant/\\example.com/"])
def test_no_form_is_led_to_another_site(path):
    said = {}
    environ = {"PATH_INFO": path, "REQUEST_METHOD": "POST", "QUERY_STRING": ""}
    Traditional(lambda *_: [])(environ, lambda status, headers: said.update(headers))
    assert said["Location"] == "/example.com/"


@pytest.mark.parametrize("url", ["//example.com/", "/\\example.com/", "javascript:x()"])
def test_a_notice_leads_to_this_site_or_says_where(url):
    now = timezone.now()
    with pytest.raises(Refused) as error:
        columns.announce(
            None,
            actor=SYSTEM,
            text="示例",
            level=Banner.Level.values[0],
            starts_at=now,
            ends_at=now + dt.timedelta(1),
            url=url,
        )
    assert [r.field for r in error.value.reasons] == ["url"]


def test_pages_are_made_anew_when_a_notice_begins_and_when_it_ends():
    now = timezone.now()
    hour = dt.timedelta(hours=1)
    Banner.objects.create(
        text="示例", level=Banner.Level.values[0], starts_at=now + hour, ends_at=now + 2 * hour
    )
    Purge.objects.all().delete()
    assert columns.turn_banners(now, now + dt.timedelta(minutes=59)) == 0
    assert not Purge.objects.exists()
    assert columns.turn_banners(now + dt.timedelta(minutes=59), now + hour) == 1
    assert columns.turn_banners(now + hour, now + 2 * hour) == 1
    assert [p.tags for p in Purge.objects.all()] == [["banner"], ["banner"]]


def test_a_name_that_looks_like_a_formula_is_exported_as_a_name():
    catalogue = Catalogue.objects.create(field="示例", name="=1+1目录", version=1, notes="=cmd|' /C calc'!A0")
    sheet = openpyxl.load_workbook(io.BytesIO(exporting.workbook(catalogue))).active
    cells = [
        c for row in sheet.iter_rows() for c in row if isinstance(c.value, str) and c.value.startswith("=")
    ]
    assert len(cells) == 2
    assert {c.data_type for c in cells} == {"s"}


def test_what_readers_say_is_kept_without_what_no_database_holds():
    Client().post("/feedback/", {"path": "/", "useful": "no", "text": "示例\x00意见\x08"})
    assert PageFeedback.objects.get().text == "示例意见"


def test_nobody_says_that_a_time_to_come_brings_nothing():
    team = Team()
    first = timezone.localdate() + dt.timedelta(days=1)
    with pytest.raises(Refused) as error:
        catalogues.state_none(
            team.unit, actor=team.editor, item="FD20-04", period_from=first, period_to=first
        )
    assert [r.field for r in error.value.reasons] == ["period_from"]


def test_a_new_search_keeps_its_filters_and_a_page_beyond_the_last_leads_to_the_last(settings, tmp_path):
    settings.HOME = tmp_path
    team = Team()
    for n in range(2):
        team.release(title=f"示例：养老补贴{n}")
    settle()
    asked = {
        "q": "养老",
        "topic": "综合政务",
        "validity": "valid",
        "sort": "date",
        "from": "2021-01-01",
        "to": "2999-01-01",
    }
    form = Client().get("/search/", asked).content.decode().partition("<form")[2].partition("</form>")[0]
    for name, value in list(asked.items())[1:]:
        assert f'<input type="hidden" name="{name}" value="{value}">' in form
    day = f"{timezone.localdate():%Y-%m-%d}"
    assert "找到 2 条" in Client().get("/search/", {"from": day, "to": day}).content.decode()
    answer = Client().get("/search/", {"q": "养老", "page": "999"})
    assert (answer.status_code, answer["Location"]) == (302, "?q=%E5%85%BB%E8%80%81&page=1")
