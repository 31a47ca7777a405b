"""A changed holiday notice moves due dates, and the page says which, to each person of the requests they may see."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from yangguang.core import calendar
from yangguang.core.actors import SYSTEM
from yangguang.foi import calendar_moves
from yangguang.foi.actions import calendar_check
from yangguang.foi.models import CalendarCheck, FoiRequest
from yangguang.organisations.models import Administrator, Role
from yangguang.organisations.tests.factories import actor_for, make_administrator, make_unit

from .factories import Desk

pytestmark = [pytest.mark.django_db, pytest.mark.task(32)]
PAGE = "/desk/requests/calendar/"


def browser(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def body(response: Any) -> str:
    return response.content.decode()


def close_the_day(day: dt.date) -> None:
    """A notice that makes the day a holiday."""
    calendar.import_notice("示例：放假安排的通知", actor=SYSTEM, text=f"{day},放假,示例假日")


def test_the_check_by_hand_tells_which_due_dates_a_notice_moved_before_and_after() -> None:
    desk, other = Desk(), Desk()
    mine, others = desk.register(), other.register()
    closed = desk.decide(desk.register(), "36-1")
    office = browser(desk.chief.user)
    assert "还没有核对过" in body(office.get(PAGE))
    assert "期限都没有变化" in body(office.post(PAGE, follow=True))
    assert "工作日历没有变化" in body(office.get(PAGE))
    before = mine.due
    assert before is not None
    close_the_day(before)
    assert "期限还没有重新计算" in body(office.get(PAGE))
    page = body(office.post(PAGE, follow=True))
    assert "2 件的期限有变化" in page
    mine.refresh_from_db()
    assert mine.due is not None
    assert mine.due > before
    for told in (
        f"/desk/requests/{mine.pk}/",
        f"/desk/requests/{others.pk}/",
        f"{before}",
        f"{mine.due}",
        "推后",
    ):
        assert told in page
    assert f"/desk/requests/{closed.pk}/" not in page
    # The unit sees its own; that the other's moved it learns as a number only.
    page = body(browser(desk.editor.user).get(PAGE))
    assert f"/desk/requests/{mine.pk}/" in page
    assert f"/desk/requests/{others.pk}/" not in page
    assert others.number not in page
    assert "另有 1 件是您不能查看的申请" in page
    check = CalendarCheck.objects.first()
    assert check is not None
    page = body(browser(desk.editor.user).get(f"{PAGE}{check.pk}/"))
    assert mine.number in page
    assert others.number not in page


def test_only_supervisors_of_the_office_and_the_system_administrator_check_by_hand() -> None:
    desk = Desk()
    for actor in (desk.editor, desk.head, actor_for(Role.HEAD, make_unit())):
        client = browser(actor.user)
        assert '<button class="btn btn-primary">现在核对' not in body(client.get(PAGE))
        client.post(PAGE)
        assert not CalendarCheck.objects.exists()
    admin = browser(make_administrator(Administrator.SYSTEM))
    request = desk.register()
    assert "现在核对" in body(admin.get(PAGE))
    close_the_day(request.due or timezone.localdate())
    page = body(admin.post(PAGE, follow=True))
    assert "1 件的期限有变化" in page
    assert request.number not in page
    assert "有 1 件是您不能查看的申请" in page


def test_a_check_that_moved_very_many_shows_the_first_and_leads_to_all() -> None:
    desk = Desk()
    request = desk.register()
    rows = [
        {"request": request.pk, "number": request.number, "unit": desk.unit.pk, "before": "2026-01-05", "after": after}
        for after in ("2026-01-04", "", "坏了", *["2026-01-06"] * calendar_moves.FIRST)
    ]  # fmt: skip
    check = CalendarCheck.objects.create(digest="x", by_label="示例", moved=rows, ended_at=timezone.now())
    page = body(browser(desk.editor.user).get(PAGE))
    assert f"看全部 {len(rows)} 件" in page
    assert page.count('<th scope="row">') == calendar_moves.FIRST
    assert "提前 1 天" in page
    whole = body(browser(desk.editor.user).get(f"{PAGE}{check.pk}/"))
    assert whole.count('<th scope="row">') == len(rows)


def test_a_request_that_is_gone_is_counted_and_an_unfinished_check_says_so() -> None:
    desk = Desk()
    CalendarCheck.objects.create(
        digest="x",
        by_label="示例",
        moved=[{"request": 10**9, "number": "示例", "unit": 1, "before": "", "after": ""}],
    )
    page = body(browser(desk.editor.user).get(PAGE))
    assert "没有核对完" in page
    assert "有 1 件是您不能查看的申请" in page
    assert not FoiRequest.objects.exists()


def test_the_nightly_check_stands_on_the_same_list() -> None:
    desk = Desk()
    request = desk.register()
    close_the_day(request.due or timezone.localdate())
    calendar_check.check(actor=SYSTEM)
    page = body(browser(desk.editor.user).get(PAGE))
    assert request.number in page
    assert "1 件的期限有变化" in page
