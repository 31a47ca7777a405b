"""The public plan system: the tree, the timeline, one plan, downloads, the interface; and nothing that is held back."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from yangguang.core import charts
from yangguang.core.actors import SYSTEM
from yangguang.planning import demo, queries, tree
from yangguang.planning.actions import exempting, registering, series
from yangguang.planning.models import HistoryEntry, Plan
from yangguang.planning.tests.factories import archive, keeper, make_plan, make_series, publish
from yangguang.portal.views import describing
from yangguang.publications.actions import releasing

pytestmark = [pytest.mark.django_db, pytest.mark.task(3)]


def get(path: str, **more) -> str:
    response = Client().get(path, **more)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


@pytest.fixture
def system():
    """An outer plan, an outline, a special plan beneath it, an area plan beneath that, an orphan."""
    outer = make_plan(tier="city", category="outline", name="示例市纲要", outer_maker="示例市")
    outline = make_plan(category="outline", name="示例区纲要")
    special, area = make_plan(name="示例旅游专项"), make_plan(category="regional", name="示例片区规划")
    orphan = make_plan(name="示例孤立专项")
    for child, parent in ((outline, outer), (special, outline), (area, special), (area, outline)):
        registering.put_under(child, actor=SYSTEM, parent=parent, carries=f"承接{parent.name}")
    return outer, outline, special, area, orphan


def test_the_tree_hangs_every_plan_once_under_what_it_carries_on(system):
    outer, outline, special, area, orphan = system
    found = tree.system(queries.cards(Plan.objects.all(), dt.date(2021, 7, 1)))
    assert [c.plan for c in found.outer] == [outer]
    [root] = found.roots
    assert (root.plan, root.outer) == (outline, [outer])
    assert [n.plan for n in root.children] == [special]
    assert [n.plan for n in root.children[0].children] == [area]
    assert root.children[0].children[0].others == [outline]
    assert [n.plan for n in found.orphans] == [orphan]
    body = get("/plans/?period=all")
    assert body.index("示例市纲要") < body.index("示例区纲要") < body.index("没有标注上位规划的")
    assert "承接：承接示例区纲要" in body


def test_what_is_approved_and_not_public_is_listed_plainly_until_it_is(system):
    special = system[2]
    publish(system[1], dt.date(2021, 3, 20))
    body = get("/plans/")
    part = body[body.index("批准了、还没有公开全文的") :]
    assert special.name in part
    assert "2021-03-29 前" in part
    record = publish(special, dt.date(2021, 4, 20))
    body = get("/plans/")
    assert special.name not in body[body.index("批准了、还没有公开全文的") : body.index('id="h-time"')]
    assert "逾期公开" in body
    releasing.withdraw(record, actor=SYSTEM, how="gone", reason="示例")
    body = get("/plans/")
    assert special.name in body[body.index("批准了、还没有公开全文的") : body.index('id="h-time"')]


def test_no_page_download_or_interface_names_what_is_held_back():
    shown = make_plan(name="示例公开专项")
    secret = make_plan(name="示例不公开专项")
    drawn = make_plan(name="示例编制中专项", approved_on=None)
    registering.put_under(shown, actor=SYSTEM, parent=secret)
    asked = exempting.ask(secret, actor=SYSTEM, basis="X14c", reason="示例")
    client = Client()
    for stage in ("asked", "consented"):
        if stage == "consented":
            exempting.decide(asked, actor=SYSTEM, consented=True)
        addresses = ["/plans/?period=all", "/plans.csv?period=all", "/plans.json?period=all", "/api/v1/plans/",
                     f"/plans/{shown.pk}/", "/sitemap-0.xml"]  # fmt: skip
        for address in addresses:
            body = client.get(address).content.decode()
            assert "示例不公开专项" not in body, address
            assert "示例编制中专项" not in body, address
            assert f"/plans/{secret.pk}/" not in body, address
        book = openpyxl.load_workbook(io.BytesIO(client.get("/plans.xlsx?period=all").content))
        assert "示例不公开专项" not in str([c.value for row in book.active for c in row])
        assert client.get(f"/plans/{secret.pk}/").status_code == 404
    assert client.get(f"/plans/{drawn.pk}/").status_code == 404
    assert "另有 1 份规划依法不予公开" in get("/plans/?period=all")


@pytest.mark.task(2)
def test_holes_of_a_series_are_drawn_told_and_stepped_over():
    line = make_series()
    plans = {
        n: make_plan(name=f"示例第{n}届", series=line, ordinal=n, category="outline",
                     period_from=1951 + 5 * n, period_to=1955 + 5 * n)
        for n in (11, 13, 15)
    }  # fmt: skip
    series.explain(line, actor=SYSTEM, ordinal=12, reason="示例：没有编制")
    body = get("/plans/?period=all")
    assert "缺 2 届" in body
    assert body.count('class="c-hole"') == 3  # two holes and the key
    assert "示例：没有编制" in body
    one = get(plans[13].get_absolute_url())
    assert "上一届 “十二五”" in one
    assert "缺：示例：没有编制" in one
    assert "下一届 “十四五”" in one


def test_one_plan_tells_what_it_is_and_where_its_text_is(system):
    outline = system[1]
    record = publish(outline, dt.date(2021, 3, 20))
    body = get(outline.get_absolute_url())
    for word in (
        "厦思示例",
        "区政府",
        "2021-03-01",
        "按时公开",
        "示例市纲要",
        "示例旅游专项",
        record.get_absolute_url(),
    ):
        assert word in body, word
    assert Client().get("/plans/999999/").status_code == 404


def test_filters_narrow_by_period_category_unit_and_word(system):
    unit = system[2].unit
    old = make_plan(name="示例旧专项", period_from=2011, period_to=2015)
    assert old.name not in get("/plans/")  # the newest outline's period is the usual one
    assert old.name in get("/plans/?period=2011-2015")
    assert "示例旅游专项" not in get("/plans/?period=2011-2015")
    areas = get("/plans/?period=all&category=regional")
    assert "示例片区规划" in areas
    assert "示例旅游专项" not in areas
    found = get(f"/plans/?period=all&unit={unit.code}")
    assert "1 份规划" in found
    assert "没有符合条件的规划" in get("/plans/?period=all&q=没有这个词")
    assert Client().get("/plans/?period=古代").status_code == 404
    assert Client().get("/plans/?period=2025-2021").status_code == 404


def test_downloads_hold_the_list_and_make_no_formula(system):
    make_plan(name="示例专项", territory="=1+1")
    rows = list(csv.reader(io.StringIO(get("/plans.csv?period=all").lstrip("\ufeff"))))
    assert rows[0][:3] == ["登记号", "名称", "层级"]
    assert "缺少的元数据" not in rows[0]
    assert {r[1] for r in rows[1:]} >= {"示例市纲要", "示例旅游专项"}
    assert "'=1+1" in {r[9] for r in rows}
    said = Client().get("/plans.json?period=all").json()["items"]
    assert len(said) == len(rows) - 1


def test_the_interface_pages_through_every_plan_once_and_names_wrong_parameters(system):
    client, address, seen = Client(), "/api/v1/plans/?size=2", []
    while address:
        said = client.get(address).json()
        seen += [i["id"] for i in said["items"]]
        address = said["next"]
    assert sorted(seen) == sorted(p.pk for p in system)
    assert len(seen) == len(set(seen))
    [item] = client.get("/api/v1/plans/?q=示例旅游专项&size=100").json()["items"][-1:]
    assert set(item) == set(describing._PLAN["properties"])
    for query in ("size=0", "category=none", "period=x", "after=y"):
        response = client.get(f"/api/v1/plans/?{query}")
        assert response.status_code == 400, query
        assert response.json()["error"]
    assert client.get("/api/v1/plans/?unit=none").status_code == 404


def test_pages_cost_the_same_with_few_and_with_many(system):
    outline = system[1]

    def asked() -> list[int]:
        counts = []
        for path in ("/plans/?period=all", outline.get_absolute_url(), "/api/v1/plans/"):
            registering.correct(
                outline, actor=SYSTEM, values={"note": f"{len(counts)}"}
            )  # makes the pages anew
            with CaptureQueriesContext(connection) as caught:
                get(path)
            counts.append(len(caught))
        return counts

    asked()
    few = asked()
    for _ in range(8):
        registering.put_under(make_plan(), actor=SYSTEM, parent=outline)
    assert asked() == few
    assert max(few) < 30


def test_empty_and_linked_places():
    assert "还没有登记规划" in get("/plans/?period=")
    for path in ("/", "/map/", "/hub/item/FD20-03/"):
        assert 'href="/plans/"' in get(path), path
    assert "/plans/" in get("/sitemap-0.xml")


def test_a_plan_carries_the_labels_of_the_state_council():
    plan = make_plan()
    page = get(f"/plans/{plan.pk}/")
    labels = dict(re.findall(r'<meta name="(\w+)" content="([^"]*)"', page))
    assert labels["ArticleTitle"] == plan.name
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d", labels["PubDate"])
    assert labels["ContentSource"] == str(plan.unit)


def test_spans_keep_to_scale_and_are_told_in_words():
    lines = [("示例系列", [charts.Span(2001, 2005, "十五"), charts.Span(2006, 2015, "示例<两届>", "c-hole")])]
    svg = str(charts.spans("示例", lines))
    widths = [float(w) for w in re.findall(r'<rect class="c-(?:main|hole)"[^>]*width="([\d.]+)"', svg)]
    assert widths[1] / widths[0] == pytest.approx(2, rel=0.05)
    assert "示例&lt;两届&gt;" in svg
    assert "<两届>" not in svg
    assert "十五 2001-2005" in svg
    assert charts.spans("示例", []) == ""


@pytest.mark.task(2)
def test_the_sample_plan_system_is_marked_comes_once_and_shows_every_state(units):
    import random

    from yangguang.publications import defaults

    defaults.open_defaults(SYSTEM)
    first = demo._run(SYSTEM, random.Random(1))
    assert first == "规划 19、历史规划 6"
    assert demo._run(SYSTEM, random.Random(1)) == "规划 0"
    assert not Plan.objects.exclude(name__startswith="示例").exists()
    assert HistoryEntry.objects.exclude(not_found_at=None).count() == 1
    words = {c.disclosure for c in queries.cards(Plan.objects.all(), dt.date(2026, 1, 5))}
    assert words >= {"按时公开", "逾期公开", "逾期未公开", "尚未批准", "区外规划"}
    [(_, slots)] = queries.strips(dt.date(2026, 1, 5))
    assert [(s.hole, s.explained is not None) for s in slots] == [
        (False, False), (True, True), (False, False), (True, False), (False, False), (False, False),
    ]  # fmt: skip
    assert keeper().name == "区发改局"
    assert archive().name == "区政务信息中心"
    assert "示例：思明区“十四五”就业促进专项规划" in get("/plans/")
