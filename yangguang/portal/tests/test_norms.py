"""The public library: catalogue, any day, articles with addresses, marks on citing pages, downloads, open data."""

from __future__ import annotations

import csv
import datetime as dt
import io

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from yangguang.core.actors import SYSTEM
from yangguang.norms import marking
from yangguang.norms.actions import registering, relating
from yangguang.norms.force import Act, State
from yangguang.norms.queries import Cited
from yangguang.norms.tests.factories import TEXT, make_norm
from yangguang.organisations.tests.factories import openness_office
from yangguang.publications.tests.factories import Team

pytestmark = [pytest.mark.django_db, pytest.mark.task(23)]
D = dt.date


def get(path, status=200):
    response = Client().get(path)
    assert response.status_code == status, response.status_code
    return response.content.decode()


def released(team, number=1, **values):
    record = team.release(kind="norm", body=TEXT, document_number=f"厦思门〔2021〕{number}号", topic="综合政务", genre="通知",
                          validity="valid", title=f"示例门户办法{number}")  # fmt: skip
    return make_norm(
        team.unit, publication=record, document_number=record.document_number, title=record.title, **values
    )


def test_the_catalogue_shows_what_is_in_force_on_any_day():
    team = Team()
    now, gone = released(team, 1), released(team, 2)
    relating.relate(gone, actor=SYSTEM, act=Act.REPEAL, on=D(2022, 1, 1), source=now)
    text = get("/norms/")
    assert now.title in text
    assert gone.title not in text
    assert gone.title in get("/norms/?on=2021-12-31")
    assert gone.title in get("/norms/?state=已废止")
    assert gone.title in get("/norms/?state=all")
    assert now.title not in get("/norms/?on=2021-06-30")
    for nonsense in ("on=x", "on=0001-01-01", "state=x", "unit=x%00", "topic=x", "q=" + "%" * 50):
        assert Client().get(f"/norms/?{nonsense}").status_code == 200
    assert Client().get("/norms/?page=99").status_code == 404


def test_every_article_has_an_address_that_outlives_changes():
    norm = released(Team())
    relating.relate(norm, actor=SYSTEM, act=Act.AMEND, on=D(2022, 1, 1), keys=["2", "2-1"], source_title="示例",
                    texts={"2": "改后的条文。", "2-1": "新增的条文。"})  # fmt: skip
    relating.relate(norm, actor=SYSTEM, act=Act.REPEAL, on=D(2022, 1, 1), keys=["3"], source_title="示例")
    today, before = get(f"/norms/{norm.pk}/"), get(f"/norms/{norm.pk}/?on=2021-12-31")
    assert 'id="art-2-1"' in today
    assert 'id="art-3"' not in today
    assert 'id="art-4"' in today
    assert "改后的条文" in today
    assert "改后的条文" not in before
    assert f"《{norm.title}》（{norm.document_number}）第二条之一" in today
    assert "<ins>" in get(f"/norms/{norm.pk}/compare/")
    assert "您看到的是" in before


def test_the_labels_name_the_day_of_publication_or_the_one_it_was_signed_and_never_an_empty_one():
    norm = released(Team())
    assert f'<meta name="PubDate" content="{norm.published_on:%Y-%m-%d} 00:00">' in get(f"/norms/{norm.pk}/")
    type(norm).objects.filter(pk=norm.pk).update(published_on=None, written_on=D(2021, 5, 6))
    assert '<meta name="PubDate" content="2021-05-06 00:00">' in get(f"/norms/{norm.pk}/?on=2021-12-31")
    type(norm).objects.filter(pk=norm.pk).update(written_on=None, registered_on=None)
    assert "PubDate" not in get(f"/norms/{norm.pk}/?on=2021-12-30")


@pytest.mark.task(24)
def test_a_repealed_paragraph_says_so_at_its_own_address():
    norm = released(Team())
    text = TEXT.replace("第三条 申请人", "第三条 一款。</p><p>二款。</p><p>申请人")
    norm = registering.change(norm, actor=SYSTEM, values={"body": text}, reason="示例")
    relating.relate(
        norm, actor=SYSTEM, act=Act.REPEAL, on=D(2022, 1, 1), keys=["3.2"], source_title="示例决定"
    )
    today, before = get(f"/norms/{norm.pk}/"), get(f"/norms/{norm.pk}/?on=2021-12-31")
    assert 'id="art-3.2"' in today
    assert "（第二款自2022年1月1日起废止）" in today
    assert (
        '<a href="#art-3.2">第二款</a> <span class="badge badge-bad">已废止</span> 自 2022-01-01 起，依据《示例决定》'
        in today
    )
    assert "二款。" in before
    assert "起废止）" not in before
    assert "起废止）" in get(f"/norms/{norm.pk}/compare/")
    third = Client().get(f"/api/v1/norms/{norm.pk}/").json()["articles"][2]
    assert third["below"] == [
        {"key": "3.2", "label": "第二款", "state": "已废止", "since": "2022-01-01", "source": "《示例决定》"}
    ]


def test_a_text_that_is_not_public_is_not_shown_here():
    norm = make_norm()
    assert "第二条" not in get(f"/norms/{norm.pk}/")
    assert Client().get(f"/api/v1/norms/{norm.pk}/").json()["articles"] == []
    waiting = make_norm(registered=False)
    get(f"/norms/{waiting.pk}/", 404)
    assert waiting.title not in get("/norms/?state=all")


@pytest.mark.task(24)
def test_a_page_says_which_of_its_citations_have_ended():
    team = Team()
    norm = make_norm(title="示例停车办法")
    page = team.release(body="<p>依据《示例停车办法》第二条办理。</p>")
    assert "没有效力" not in get(page.get_absolute_url())
    relating.relate(norm, actor=SYSTEM, act=Act.REPEAL, on=D(2022, 1, 1), source_title="示例")
    text = get(page.get_absolute_url())
    assert "没有效力" in text
    assert '《示例停车办法》<span class="cited-ended">（第二条已废止）</span>第二条' in text


def test_marks_stand_behind_every_mention_and_change_nothing_else():
    cited = [Cited("", "《甲办法》", "甲办法", State.REPEALED, "/norms/1/", None)]
    html = "<p>《甲办法》和《甲办法》，<strong>《甲办法》</strong>见《甲办法》。</p><p>《乙办法》</p>"
    found = marking.mark(html, cited)
    assert found.count("cited-ended") == 4
    assert found.replace('<span class="cited-ended">（已废止）</span>', "") == html
    assert marking.mark("<p>没有</p>", cited) == "<p>没有</p>"


def test_the_document_page_leads_to_the_library():
    norm = released(Team())
    assert norm.get_absolute_url() in get(norm.publication.get_absolute_url())
    assert "规范性文件库" in get("/map/")
    assert f"/norms/{norm.pk}/" in get("/sitemap-norms-1.xml")


@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
def test_the_catalogue_is_downloaded_as_filtered(form):
    team = Team()
    released(team, 1)
    released(team, 2, expires_on=D(2022, 1, 1))
    answer = Client().get(f"/norms/list.{form}?state=all")
    if form == "json":
        assert answer.json()["件数"] == 2
    elif form == "csv":
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert len(rows) == 3
        assert {r[9] for r in rows[1:]} == {"现行有效", "已失效"}
    else:
        sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
        assert sheet.max_row == 3
    assert Client().get(f"/norms/list.{form}").status_code == 200


def test_the_interface_pages_through_the_register_and_names_wrong_parameters():
    team = Team()
    made = [released(team, n).pk for n in range(1, 4)]
    client, address, seen = Client(), "/api/v1/norms/?size=2", []
    while address:
        said = client.get(address).json()
        seen += [i["id"] for i in said["items"]]
        address = said["next"]
    assert seen == made
    assert client.get("/api/v1/norms/?on=2021-06-30").json()["items"] == []
    for query in ("on=x", "size=0", "after=x"):
        assert client.get(f"/api/v1/norms/?{query}").status_code == 400
    one = client.get(f"/api/v1/norms/{made[0]}/").json()
    assert [a["key"] for a in one["articles"]] == ["1", "2", "3", "4"]
    described = client.get("/api/v1/openapi.json").json()["paths"]
    assert {"/api/v1/norms/", "/api/v1/norms/{id}/"} <= set(described)


def test_pages_cost_the_same_whatever_they_show():
    openness_office()
    team = Team()
    norm = released(team, 1)
    client, counts = Client(), []
    for _ in range(2):
        with CaptureQueriesContext(connection) as seen:
            for path in ("/norms/?state=all", f"/norms/{norm.pk}/", norm.publication.get_absolute_url()):
                assert client.get(path).status_code == 200
        counts.append(len(seen))
        for n in range(2, 6):
            if len(counts) == 1:
                other = released(team, n)
                relating.relate(norm, actor=SYSTEM, act=Act.AMEND, on=D(2022, n, 1), keys=["2"], texts={"2": "改。"},
                                source=other)  # fmt: skip
    assert counts[1] <= counts[0] + 1


@pytest.mark.task(24)
def test_the_new_day_makes_every_page_that_tells_the_day_anew():
    from yangguang.delivery.models import Purge
    from yangguang.norms import jobs

    norm = released(Team())
    assert "现行有效" in get(f"/norms/{norm.pk}/")
    before = Purge.objects.count()
    jobs.turn.run(timezone.localdate())
    assert "norms-day" in {t for p in Purge.objects.order_by("pk")[before:] for t in p.tags}
