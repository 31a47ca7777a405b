# ruff: noqa: F811 - a fixture that is imported is named again by each test
"""The request desk in a real browser: every screen fits and is accessible; parts of a file are covered with the mouse."""

from __future__ import annotations

import datetime as dt
import os

import pytest
from django.utils import timezone

from yangguang.foi.actions import after, charging, clock_acts, consulting, severing
from yangguang.foi.models import Severance
from yangguang.foi.tests.factories import Desk
from yangguang.foi.tests.test_severing import found_file, marked
from yangguang.organisations.models import User
from yangguang.severance.tests.test_severance import NAME

from .test_browser import chromium, faults, sign_in  # noqa: F401 - a fixture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.task(32)]
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # playwright's loop runs in the test's thread


def user(actor) -> User:
    return User.objects.get(pk=actor.user.pk)


def test_the_screens_of_the_desk_fit_and_are_accessible(chromium, live_server):
    desk = Desk()
    waiting, working, fee, consulted = (desk.register() for _ in range(4))
    unconfirmed = desk.apply()
    until = timezone.localdate() + dt.timedelta(days=9)
    clock_acts.ask_correction(waiting, actor=desk.editor, matters="示例：请写明是哪一年的", until=until)
    charging.notify(fee, actor=desk.head, method="pages", pages=40)
    asked = consulting.ask(
        consulted,
        actor=desk.editor,
        kind="third_party",
        name="示例公司",
        address="示例路 3 号",
        matter="示例：报价单",
    )
    cut = marked(desk, working)
    severing.make(cut, actor=desk.editor, version=cut.version)
    done = desk.decide(desk.register(), "36-2")
    after.judge(done, actor=desk.reviewer, verdict="publish", reason="示例：人人可看")
    letter = done.letters.first()
    start = "/desk/requests/"
    addresses = [
        start, f"{start}register/", f"{start}figures/", f"{start}settings/", f"{start}reasons/", f"{start}reasons/new/",
        *(f"{start}{r.pk}/" for r in (waiting, working, fee, consulted, unconfirmed, done)),
        f"{start}{working.pk}/decide/", f"{start}{done.pk}/after/", f"{start}{done.pk}/archive/",
        f"{start}severances/{cut.pk}/", f"{start}letters/{letter.pk}/",
        f"{start}consultations/{getattr(asked, 'consultation', consulted.consultations.first()).pk}/",
    ]  # fmt: skip
    editor = sign_in(chromium, live_server.url, user(desk.editor))
    head_only = {f"{start}settings/", f"{start}reasons/new/"}
    assert [f for a in addresses if a not in head_only for f in faults(editor, live_server.url + a)] == []
    head = sign_in(chromium, live_server.url, user(desk.head))
    assert [f for a in head_only for f in faults(head, live_server.url + a)] == []


def test_an_area_dragged_with_the_mouse_is_covered_and_can_be_taken_back(chromium, live_server):
    desk = Desk()
    request = desk.register()
    file = found_file(desk, request)
    page = sign_in(chromium, live_server.url, user(desk.editor))
    page.goto(f"{live_server.url}/desk/requests/{request.pk}/")
    page.get_by_role("button", name=f"遮盖 {file.filename}").click()
    page.wait_for_url("**/severances/*/")
    sheet = page.locator("#page-1 svg")
    box = sheet.bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.7, box["y"] + box["height"] * 0.3)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.4, box["y"] + box["height"] * 0.2, steps=4)
    page.mouse.up()
    page.locator("#panel").get_by_text("已遮盖 1 处").wait_for()
    mark = Severance.objects.get().read()[0]
    assert mark.page == 1
    assert mark.box == pytest.approx((0.4, 0.2, 0.7, 0.3), abs=0.01)
    drawn, area = page.locator("#page-1 rect").bounding_box(), sheet.bounding_box()
    assert (drawn["x"] - area["x"]) / area["width"] == pytest.approx(0.4, abs=0.01)
    assert drawn["height"] / area["height"] == pytest.approx(0.1, abs=0.01)
    page.locator("[name=phrase]").fill(NAME)
    page.get_by_role("button", name="遮盖全文的这些字").click()
    page.locator("#panel").get_by_text("已遮盖 2 处").wait_for()
    page.locator("#panel").get_by_role("button", name="取消").last.click()
    page.locator("#panel").get_by_text("已遮盖 1 处").wait_for()
    page.locator("[name=phrase]").fill("没有这些字")
    page.get_by_role("button", name="遮盖全文的这些字").click()
    page.locator("#panel .notice-error").get_by_text("没有找到").wait_for()
    assert page.locator("[name=phrase]").input_value() == "没有这些字"
    page.get_by_role("button", name="生成遮盖后的文件").click()
    page.get_by_text("取不出来").wait_for()
    assert Severance.objects.get().is_made
    page.get_by_role("link", name="写处理决定").click()
    assert page.get_by_label("处理结果").input_value() == "37"
    assert "第1页共1处" in page.get_by_label("不公开的部分 1").input_value()


def test_the_form_of_a_decision_shows_what_its_outcome_needs(chromium, live_server):
    desk = Desk()
    request = desk.register()
    page = sign_in(chromium, live_server.url, user(desk.editor))
    page.goto(f"{live_server.url}/desk/requests/{request.pk}/decide/")
    ground = page.get_by_label("处理结果")
    ground.select_option("36-1")
    assert page.get_by_label("获取的方式和途径").is_visible()
    assert not page.get_by_label("信息名称 1").is_visible()
    assert not page.get_by_label("负责公开的机关和联系方式").is_visible()
    ground.select_option("36-2")
    assert page.get_by_label("信息名称 1").is_visible()
    assert not page.get_by_label("信息名称 2").is_visible()
    page.get_by_label("信息名称 1").fill("示例：批复")
    page.get_by_label("页数 1").fill("2")
    assert page.get_by_label("信息名称 2").is_visible()
    ground.select_option("15")
    text = page.locator("#reason-texts details:visible").first
    text.locator("summary").click()
    words = text.locator(".reason-words").inner_text()
    text.get_by_role("button", name="写进理由").click()
    assert page.locator("[name=reasons]").input_value() == words.strip()
    # What was filled in for another outcome stays in sight, so that nothing goes along unseen.
    assert page.get_by_label("信息名称 1").is_visible()
