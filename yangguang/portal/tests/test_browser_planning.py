"""The plan system and the register's screens in a real browser: no overflow, no axe violation, a clerk's ten minutes."""

import datetime as dt

import pytest

from yangguang.core.actors import SYSTEM
from yangguang.organisations.models import Role
from yangguang.organisations.tests.factories import make_person, openness_office
from yangguang.planning import defaults
from yangguang.planning.actions import exempting, registering, series
from yangguang.planning.models import HandOver, HistoryEntry, Plan
from yangguang.planning.tests.factories import archive, keeper, make_plan, make_series, publish

from .test_browser import chromium, faults, sign_in  # noqa: F401 - a fixture and its helpers

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.task(3)]


@pytest.fixture
def plans():
    openness_office(), keeper(), archive()
    defaults.open_topic(SYSTEM)
    line = make_series()
    outer = make_plan(tier="city", category="outline", name="示例市纲要", outer_maker="示例市")
    outlines = [
        make_plan(name=f"示例第{n}届纲要", series=line, ordinal=n, category="outline",
                  period_from=1951 + 5 * n, period_to=1955 + 5 * n)
        for n in (11, 14)
    ]  # fmt: skip
    series.explain(line, actor=SYSTEM, ordinal=12, reason="示例：机构改革，没有编制")
    special, late, orphan = (make_plan(name=f"示例“十四五”很长很长的名称专项规划第{n}份") for n in range(3))
    registering.put_under(outlines[1], actor=SYSTEM, parent=outer, carries="示例承接内容")
    for plan in (special, late):
        registering.put_under(plan, actor=SYSTEM, parent=outlines[1], carries="示例承接内容")
    publish(special, dt.date(2021, 3, 20))
    exempting.ask(orphan, actor=SYSTEM, basis="X14c", reason="示例理由")
    item = HandOver.objects.create(
        name="示例清单",
        sender=keeper(),
        receiver=archive(),
        file_name="示例.csv",
        sha256="a" * 64,
        size=1,
        sent_by="示例",
    )
    entry = HistoryEntry.objects.create(hand_over=item, row=2, name="示例“十五”计划", key="十五")
    return {"special": special, "outline": outlines[1], "orphan": orphan, "list": item, "entry": entry}


def test_the_plan_system_fits_and_is_accessible(chromium, live_server, plans):  # noqa: F811
    page = chromium.new_page()
    paths = ("/plans/", "/plans/?period=all", "/plans/?period=all&q=没有", plans["special"].get_absolute_url(),
             plans["outline"].get_absolute_url(), "/column/planning/", "/hub/item/FD20-03/")  # fmt: skip
    assert [f for path in paths for f in faults(page, live_server.url + path)] == []


def test_the_registers_screens_fit_and_are_accessible(chromium, live_server, plans):  # noqa: F811
    page = sign_in(chromium, live_server.url, make_person(Role.HEAD, keeper()))
    paths = ["", "?view=matrix", "?flag=given-up", "new/", "imports/", "hand-overs/", f"hand-overs/{plans['list'].pk}/",
             f"history/{plans['entry'].pk}/", "series/", f"{plans['special'].pk}/", f"{plans['orphan'].pk}/",
             f"{plans['special'].pk}/edit/"]  # fmt: skip
    assert [f for path in paths for f in faults(page, f"{live_server.url}/desk/planning/{path}")] == []


def test_a_clerk_registers_imports_and_marks_a_parent(chromium, live_server, plans, tmp_path):  # noqa: F811
    url = live_server.url
    page = sign_in(chromium, url, make_person(Role.EDITOR, keeper()))
    page.goto(f"{url}/desk/planning/new/")
    page.get_by_label("名称").first.fill("示例浏览器登记的规划")
    page.get_by_label("规划期起（年）").fill("2025")
    page.get_by_label("规划期止（年）").fill("2021")
    page.get_by_role("button", name="保存").click()
    assert "先起后止" in page.inner_text("main")
    assert page.get_by_label("名称").first.input_value() == "示例浏览器登记的规划"  # nothing typed is lost
    page.get_by_label("规划期起（年）").fill("2021")
    page.get_by_label("规划期止（年）").fill("2025")
    page.get_by_role("button", name="保存").click()
    assert "没有标注上位规划" in page.inner_text("main")
    page.locator("#id_parent").select_option(label="示例第14届纲要")
    page.get_by_role("button", name="标注", exact=True).click()
    assert "承接 示例第14届纲要" in page.inner_text("main")
    table = tmp_path / "清册.csv"
    table.write_bytes("名称,类别,规划期\n示例导入的规划,专项规划,2021-2025\n,专项规划,\n".encode("gb18030"))
    page.goto(f"{url}/desk/planning/imports/")
    page.locator("#id_file").set_input_files(str(table))
    page.get_by_role("button", name="上传并读取").click()
    page.get_by_role("button", name="预览").click()
    assert "没有名称" in page.inner_text("main")
    assert not Plan.objects.filter(name="示例导入的规划").exists()
    page.get_by_role("button", name="导入清册").click()
    assert "已导入 1 条" in page.inner_text("main")
    assert faults(page, page.url) == []
    assert Plan.objects.get(name="示例导入的规划").period == (2021, 2025)
