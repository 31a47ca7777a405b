"""The public board: what residents see, and what it must not show."""

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from yangguang.core.actors import SYSTEM
from yangguang.core.indicators import INDICATORS
from yangguang.inspection.crawling import robots
from yangguang.organisations.tests.factories import make_unit
from yangguang.workplan import actions
from yangguang.workplan.measuring import engine
from yangguang.workplan.models import WorkPlan
from yangguang.workplan.tests.factories import district, imported, issued

pytestmark = [pytest.mark.django_db, pytest.mark.task(39)]
ROWS = [
    ("1.公开规划（示例）", "及时公开。", "区司法局", "各街道"),
    ("2.公开预算（示例）", "2021年6月底前公开。", "", "区档案馆"),
]


@pytest.fixture
def officer():
    return district()


def get(path, status=200, **query):
    response = Client().get(path, query)
    assert response.status_code == status, path
    return response.content.decode()


def shown(plan, officer):
    actions.show_before_issue(plan, actor=officer, shown=True)


def test_without_a_plan_the_site_says_what_will_come():
    assert "印发后会出现在这里" in get("/")
    get("/plan/", 404)
    get("/plan/2021/", 404)
    get("/about/measuring/")
    get("/about/data/")
    get("/sitemap.xml")


def test_an_imported_table_is_not_public_until_someone_says_so(officer):
    plan = imported(officer)
    get("/plan/2021/", 404)
    get("/plan/2021.json", 404)
    shown(plan, officer)
    text = get("/plan/2021/")
    assert "这是导入稿，还没有印发" in text
    assert "尚有 28 处等待" in text


def test_all_thirty_nine_tasks_stand_by_chapter(officer):
    plan = issued(officer)
    engine.measure(plan, actor=SYSTEM)
    text = get("/plan/2021/")
    assert text.count('class="task-title"') == 39
    assert text.index("一、紧扣") < text.index("二、紧扣") < text.index("三、紧扣") < text.index("四、紧扣")
    assert "各街道（10 个）" in text
    assert "2021年9月30日前" in text


@pytest.mark.parametrize(
    ("number", "whole"), [(1, True), (14, True), (23, True), (4, False), (15, False), (39, False)]
)
def test_each_task_says_what_is_measured_and_what_is_not(officer, number, whole):
    plan = issued(officer)
    engine.measure(plan, actor=SYSTEM)
    text = get(f"/plan/2021/{number}/")
    assert "按期办结率" in text
    assert ("还没有测到的" in text) != whole
    get(f"/plan/2021/{number}/PRG-02/")


def test_what_the_source_lost_is_said(officer):
    plan = imported(officer)
    shown(plan, officer)
    text = get("/plan/2021/37/")
    assert "（拟）加强公共企事业单位信息公开" in text
    assert "待确认" in text
    assert "原表没有写明" in text


def test_every_number_opens_to_its_list(officer):
    plan = issued(officer)
    run = engine.measure(plan, actor=SYSTEM)
    result = run.results.get(code="ORG-04", unit=None, task=None)
    text = get("/plan/2021/39/ORG-04/")
    assert f"共 {result.total + result.excluded} 件" in text
    said = json.loads(get("/plan/2021/39/ORG-04/", format="json"))
    assert len(said["cases"]) == result.total
    assert sum(c["verdict"] == "good" for c in said["cases"]) == result.good == said["good"]
    table = get("/plan/2021/39/ORG-04/", format="csv")
    assert table.count("\r\n") == result.total + 1
    assert "共 0 件" not in get("/plan/2021/39/ORG-04/", verdict="bad")


def test_what_is_internal_is_not_public(officer, monkeypatch):
    import dataclasses

    plan = issued(officer)
    engine.measure(plan, actor=SYSTEM)
    hidden = dataclasses.replace(INDICATORS.get("ORG-04"), public=False)
    monkeypatch.setitem(INDICATORS._items, "ORG-04", hidden)
    get("/plan/2021/39/ORG-04/", 404)
    for path in ("/plan/2021/39/", "/plan/2021/", "/plan/2021.json", "/about/measuring/"):
        assert "人员到位率" not in get(path), path


def test_a_number_of_another_task_is_not_found(officer):
    plan = issued(officer)
    engine.measure(plan, actor=SYSTEM)
    get("/plan/2021/1/ORG-04/", 404)
    get("/plan/2021/99/", 404)
    get("/plan/2021/1/NO-01/", 404)
    get("/plan/2021/units/NOPE/", 404)


@pytest.mark.parametrize(
    ("query", "count"),
    [({"q": "规划"}, 4), ({"unit": "区司法局"}, 7), ({"chapter": "四"}, 8), ({"q": "没有这样的任务"}, 0)],
)
def test_filters(officer, query, count):
    plan = imported(officer)
    shown(plan, officer)
    text = get("/plan/2021/", **query)
    if count:
        assert text.count('class="task-title"') == len([r for r in _rows(plan) if _fits(r, query)])
        assert f"找到 {len([r for r in _rows(plan) if _fits(r, query)])} 项任务" in text
    else:
        assert "没有符合条件的任务" in text


def _rows(plan):
    from yangguang.workplan.board import board

    return board(plan).rows


def _fits(row, query):
    if "q" in query:
        return query["q"] in f"{row.task.number}.{row.task.display_title}{row.task.requirement}"
    if "unit" in query:
        return any(query["unit"] in n for n in (*row.lead, *row.responsible))
    return (row.task.section.parent or row.task.section).code == query["chapter"]


def test_open_data_agree_with_the_board(officer):
    plan = issued(officer)
    engine.measure(plan, actor=SYSTEM)
    said = json.loads(get("/plan/2021.json"))
    assert len(said["tasks"]) == 39
    assert sum(t["assigned"] for t in said["tasks"]) == sum(r.assigned for r in _rows(plan))
    assert all(
        c["reason"] for t in said["tasks"] for r in t["results"] for c in r["cases"] if c["verdict"] == "bad"
    )
    assert get("/plan/2021.csv").count("\r\n") == 40


def test_units_and_their_pages(officer):
    plan = issued(officer)
    engine.measure(plan, actor=SYSTEM)
    assert "区发改局" in get("/plan/2021/units/")
    text = get("/plan/2021/units/U02/")
    assert "将历史规划及规划相关的清单发区政务信息中心" in text
    assert "全称待核" in text


def test_the_boards_queries_do_not_grow_with_the_plan(officer):
    plan = issued(officer, ROWS[:1])
    engine.measure(plan, actor=SYSTEM)
    get("/plan/2021/")
    with CaptureQueriesContext(connection) as few:
        get("/plan/2021/")
    WorkPlan.objects.all().update(state="closed", year=2020, shown_before_issue=False)
    for _ in range(20):
        make_unit()
    plan = issued(officer)
    engine.measure(plan, actor=SYSTEM)
    with CaptureQueriesContext(connection) as many:
        get("/plan/2021/")
    assert len(many) == len(few) <= 14


def test_a_page_is_asked_for_again_by_its_etag(officer):
    first = Client().get("/")
    assert set(first["Cache-Control"].split(", ")) == {"max-age=1", "public"}
    assert Client().get("/", headers={"if-none-match": first["ETag"]}).status_code == 304
    assert "Set-Cookie" not in first


def test_machines_are_answered():
    assert get("/healthz") == "ok"
    rules = robots.parse(get("/robots.txt"), "AnyBot/1.0")
    refused = ("/desk/", "/display/?size=large&next=/doc/7/", "/hant/display/?mode=senior&next=/", "/doc/7/document.pdf",
               "/hant/doc/7/document.docx", "/search/?unit=U02&kind=policy")  # fmt: skip
    assert not [path for path in refused if rules.allows(path)]
    open_to_all = (
        "/",
        "/doc/7/",
        "/hant/doc/7/",
        "/search/",
        "/search/?q=x",
        "/files/7/document.pdf.zip",
        "/plan/2021/",
    )
    assert not [path for path in open_to_all if not rules.allows(path)]
