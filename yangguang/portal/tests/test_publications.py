"""The public side of publications: hubs alike, files only when public, feeds, open data, what readers say."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re

import openpyxl
import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from lxml import etree

from yangguang.catalog import statutory
from yangguang.knowledge.tests.factories import Desk as Answers
from yangguang.norms.tests.factories import make_norm
from yangguang.organisations.tests.factories import make_unit, openness_office
from yangguang.portal.models import PageFeedback
from yangguang.portal.views import describing
from yangguang.publications.actions import drafting
from yangguang.publications.models import Banner
from yangguang.publications.tests.factories import Team, make_column

pytestmark = pytest.mark.django_db


def get(path: str, **more) -> str:
    response = Client().get(path, **more)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


@pytest.mark.task(27)
def test_every_hub_has_the_same_name_parts_and_order():
    openness_office()
    units = [make_unit(), make_unit(kind="街道")]
    wanted = [s.name for s in statutory.SECTIONS]
    for path in ("/hub/", *(f"/hub/{u.code}/" for u in units)):
        body = get(path)
        assert re.search(r"<h1>(.*?)</h1>", body)[1] == "政府信息公开"
        assert [h for h in re.findall(r'<h2 id="h-[\w-]+">(.*?)</h2>', body) if h in wanted] == wanted
    assert all(f"/hub/{u.code}/" in get("/hub/") for u in units)


@pytest.mark.task(27)
def test_a_page_without_labels_of_its_own_says_what_it_is_and_the_home_page_is_no_column():
    named = {p: re.findall(r'<meta name="ColumnName" content="([^"]*)"', get(p))
             for p in ("/", "/map/", "/search/", "/ask/", "/units/", "/press/", "/services/")}  # fmt: skip
    assert named == {
        "/": [], "/map/": ["网站地图"], "/search/": ["检索"], "/ask/": ["问一问"], "/units/": ["单位"],
        "/press/": ["新闻发布会"], "/services/": ["办事指南"],
    }  # fmt: skip
    assert all('<meta name="SiteName"' in get(p) for p in named)


@pytest.mark.task(27)
def test_a_document_carries_the_page_labels_of_the_state_council():
    team = Team()
    record = team.release(title='示例：带引号"的标题')
    body = get(record.get_absolute_url())
    labels = dict(re.findall(r'<meta name="(\w+)" content="([^"]*)"', body))
    needed = {"SiteName", "ColumnName", "ColumnType", "ArticleTitle", "PubDate", "ContentSource", "Url"}
    assert needed <= set(labels)
    assert labels["ArticleTitle"] == "示例：带引号&quot;的标题"
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d", labels["PubDate"])


def test_a_file_is_public_only_with_a_public_record_and_never_runs():
    team = Team()
    upload = SimpleUploadedFile("示例.csv", "项目,数\n甲,1\n".encode())
    kept = drafting.attach(team.unit, actor=team.editor, stream=upload.file, name=upload.name)
    draft = team.draft(attachments=[kept.pk])
    address = f"/files/{kept.pk}/{kept.name}"
    assert Client().get(address).status_code == 404
    assert Client().get(f"/files/{kept.pk}/view/").status_code == 404
    drafting.discard(draft, actor=team.editor)
    team.release(attachments=[kept.pk])
    response = Client().get(address)
    assert response.status_code == 200
    assert "attachment" in response["Content-Disposition"]
    assert "sandbox" in response["Content-Security-Policy"]
    assert "<td>甲</td>" in get(f"/files/{kept.pk}/view/")


def test_a_pdf_opens_in_the_browser():
    team = Team()
    document, data = pypdfium2.PdfDocument.new(), io.BytesIO()
    document.new_page(200, 200)
    document.save(data)
    kept = drafting.attach(team.unit, actor=team.editor, stream=data, name="示例.pdf")
    team.release(attachments=[kept.pk])
    response = Client().get(f"/files/{kept.pk}/{kept.name}")
    assert response["Content-Disposition"].startswith("inline")
    assert "sandbox" not in response["Content-Security-Policy"]


@pytest.mark.parametrize("form", ["atom", "rss"])
def test_a_column_can_be_followed(form):
    team = Team()
    column = make_column(team.unit)
    record = team.release(title="示例：<订阅>")
    root = etree.fromstring(Client().get(f"/column/{column.slug}/feed.{form}").content)
    text = "".join(root.itertext())
    assert "示例：<订阅>" in text
    assert record.get_absolute_url() in etree.tostring(root).decode()


def test_lists_are_downloaded_and_no_title_becomes_a_formula():
    team = Team()
    column = make_column(team.unit)
    team.release(title="=1+1 示例")
    rows = list(csv.reader(io.StringIO(get(f"/column/{column.slug}/list.csv").lstrip("\ufeff"))))
    assert rows[1][1] == "'=1+1 示例"
    book = openpyxl.load_workbook(io.BytesIO(Client().get(f"/column/{column.slug}/list.xlsx").content))
    cell = book.active["B2"]
    assert (cell.value, cell.data_type) == ("=1+1 示例", "s")


def test_the_interface_pages_through_everything_once_and_names_wrong_parameters():
    team = Team()
    made = {team.release().pk for _ in range(5)}
    client, address, seen = Client(), "/api/v1/publications/?size=2", []
    while address:
        said = client.get(address).json()
        seen += [i["id"] for i in said["items"]]
        address = said["next"]
    assert len(seen) == 5
    assert set(seen) == made
    for query, word in (("size=0", "size"), ("size=x", "size"), ("kind=none", "kind"), ("since=2021.2.30", "since"),
                        ("before=x", "before")):  # fmt: skip
        response = client.get(f"/api/v1/publications/?{query}")
        assert response.status_code == 400
        assert word in response.json()["error"]
    assert client.get("/api/v1/publications/?unit=none").status_code == 404
    assert client.post("/api/v1/publications/").status_code == 405


def test_what_the_interface_says_is_what_its_description_promises():
    team = Team()
    record, norm = team.release(), make_norm(team.unit)
    answer = Answers(team.unit).public(record)
    client = Client()
    described = client.get("/api/v1/openapi.json").json()
    assert set(described["paths"]) == {
        f"/api/v1/{name}"
        for name in ("publications/", "publications/{id}/", "units/", "columns/", "catalogue/", "catalogue.jsonld",
                     "gazette/", "norms/", "norms/{id}/", "tasks/", "plans/", "knowledge/", "knowledge/{id}/")
    }  # fmt: skip
    for path, entry in described["paths"].items():
        key = norm.pk if "/norms/" in path else answer.pk if "/knowledge/" in path else record.pk
        assert client.get(path.replace("{id}", str(key))).status_code == 200, entry
    [item] = client.get("/api/v1/norms/").json()["items"]
    assert set(item) == set(describing._NORM["properties"])
    [item] = client.get("/api/v1/publications/").json()["items"]
    assert set(item) == set(describing._BRIEF["properties"])


def test_one_address_may_not_ask_without_end():
    client = Client()
    # A minute may end in between, which begins the count anew once.
    asked, last = 0, client.get("/api/v1/tasks/")
    while last.status_code == 200 and asked < 242:
        asked, last = asked + 1, client.get("/api/v1/tasks/")
    assert 120 <= asked <= 240
    assert last.status_code == 429
    assert int(last["Retry-After"]) <= 60


def test_an_urgent_notice_stands_over_its_own_pages_while_it_lasts():
    unit, other = make_unit(), make_unit()
    now = timezone.now()
    hour = dt.timedelta(hours=1)
    Banner.objects.create(unit=unit, text="示例：停水通知", starts_at=now - hour, ends_at=now + hour)
    Banner.objects.create(unit=None, text="示例：台风预警", starts_at=now - 2 * hour, ends_at=now - hour)
    Banner.objects.create(unit=None, text="示例：高温提示", starts_at=now - hour, ends_at=now + hour)
    assert "示例：停水通知" in get(f"/units/{unit.code}/")
    assert "示例：停水通知" not in get(f"/units/{other.code}/")
    home = get("/")
    assert "示例：高温提示" in home
    assert "示例：台风预警" not in home


def test_what_readers_say_is_kept_without_what_tells_who_they_are():
    client = Client(enforce_csrf_checks=True)
    text = "看不懂，请打13800138000或写 a@example.com，证件110101199003078515"
    response = client.post("/feedback/", {"path": "/hub/", "useful": "no", "text": text})
    assert response.status_code == 200
    kept = PageFeedback.objects.get()
    assert (kept.path, kept.useful) == ("/hub/", False)
    assert kept.text == "看不懂，请打（手机号码）或写 （电子邮箱），证件（证件号码）"
    client.post("/feedback/", {"path": "//evil.example/", "useful": "yes"})
    assert PageFeedback.objects.latest("pk").path == "/"


def test_leaving_the_site_is_told_and_only_for_web_addresses():
    assert "https://example.com/a" in get("/leave/?to=https://example.com/a")
    for to in ("javascript:alert(1)", "", "https://x/%22onclick", "data:text/html,x"):
        response = Client().get("/leave/", {"to": to.replace("%22", '"')})
        assert response.status_code == 404


def test_a_page_of_a_column_costs_the_same_with_few_and_with_many():
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    team = Team()
    column = make_column(team.unit, on_home=True)
    paths = ("/", column.get_absolute_url(), f"/units/{team.unit.code}/", f"/hub/{team.unit.code}/")

    def asked() -> list[int]:
        counts = []
        for path in paths:
            with CaptureQueriesContext(connection) as queries:
                get(path)
            counts.append(len(queries))
        return counts

    team.release()
    asked()
    few = asked()
    for _ in range(8):
        team.release()
    assert asked() == few


def test_pages_of_a_column_hold_every_entry_once_wherever_pins_stand(monkeypatch):
    from yangguang.portal.views import reading

    monkeypatch.setattr(reading, "PER_PAGE", 3)
    team = Team()
    column = make_column(team.unit)
    titles = [f"示例公告第{n}件" for n in range(11)]
    made = [team.release(title=t) for t in titles]
    for order, at in enumerate((10, 7, 6, 0), 1):  # the newest, two side by side, the oldest
        column.entries.filter(publication=made[at]).update(pin=order)
    seen: list[str] = []
    for number in (1, 2, 3, 4):
        found = re.findall(r">(示例公告第\d+件)<", get(f"{column.get_absolute_url()}?page={number}"))
        assert number == 1 or len(found) <= 3
        seen += found
    assert sorted(seen) == sorted(titles)
    assert seen[:4] == [titles[n] for n in (10, 7, 6, 0)]
    assert seen[4:] == [titles[n] for n in (9, 8, 5, 4, 3, 2, 1)]


def test_the_newest_are_looked_up_by_an_index_and_not_by_reading_every_record():
    from django.db import connection

    from yangguang.publications.models import Publication

    if connection.vendor != "sqlite":  # PostgreSQL takes the index for a bare boolean too
        assert "in (true)" in str(Publication.objects.public().query).lower()
        return
    rows = Publication.objects.public().listed().order_by("-first_published_at", "-pk")[:20]
    assert "publication_newest" in rows.explain()
