"""The desk in a browser's eyes: what each person finds there and can do, and that nothing typed is lost."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from yangguang.foi.actions import charging, clock_acts
from yangguang.foi.models import Consultation, FoiRequest, GuidingCase
from yangguang.organisations.models import Role
from yangguang.organisations.tests.factories import actor_for, make_unit

from .factories import VALUES, Desk, back_date

pytestmark = [pytest.mark.django_db, pytest.mark.task(32)]


def browser(actor: Any) -> Client:
    client = Client()
    client.force_login(actor.user)
    return client


def body(response: Any) -> str:
    return response.content.decode()


def test_a_letter_is_registered_corrected_and_answered_in_the_browser() -> None:
    desk = Desk()
    editor, head = browser(desk.editor), browser(desk.head)
    form = {
        **VALUES, "unit": desk.unit.pk, "channel": "plain", "arrived_on": f"{timezone.localdate()}", "evidence": "",
    }  # fmt: skip
    assert "姓名或名称" in body(editor.post("/desk/requests/register/", {**form, "name": ""}))
    letter = SimpleUploadedFile("申请书.txt", "示例".encode())
    page = body(editor.post("/desk/requests/register/", {**form, "uploads": [letter]}, follow=True))
    assert "查询码只在您这次登录期间能看到" in page
    request = FoiRequest.objects.get()
    assert request.files.count() == 1
    assert "查询码" in body(editor.get(f"/desk/requests/{request.pk}/receipt/"))
    assert 'class="code"' not in body(browser(desk.second).get(f"/desk/requests/{request.pk}/receipt/"))
    here = f"/desk/requests/{request.pk}/"
    assert "请尽快与申请人确认" in body(editor.get(here))
    answer = editor.post(f"{here}do/confirm/", {"on": f"{timezone.localdate()}", "evidence": ""})
    assert answer.status_code == 422
    editor.post(f"{here}do/confirm/", {"on": f"{timezone.localdate()}", "evidence": "示例：电话确认"})
    until = timezone.localdate() + dt.timedelta(days=10)
    answer = editor.post(f"{here}do/correction/", {"matters": "示例：请写明是哪一年的", "until": "不是日期"})
    assert answer.status_code == 422
    assert "请写明是哪一年的" in body(answer)  # what was typed comes back
    editor.post(f"{here}do/correction/", {"matters": "示例：请写明是哪一年的", "until": f"{until}"})
    assert "停止计算" in body(editor.get(here))
    editor.post(f"{here}do/corrected/", {"on": f"{timezone.localdate()}", "text": "示例：2020 年"})
    request.refresh_from_db()
    assert request.state == "working"
    page = body(editor.get(here))
    assert "逐日怎么数的" in page
    assert "第三十条" in page
    # The decision.
    editor.post(f"{here}decide/", {"version": "0", "ground": "36-1", "where": "示例：门户网站"})
    editor.post(f"{here}do/submit/")
    head.post(f"{here}sign/", {"version": "1"})
    request.refresh_from_db()
    assert request.state == "replied"
    assert "答复还没有送达" in body(editor.get(here))


def test_a_stale_decision_keeps_what_the_second_officer_typed() -> None:
    desk = Desk()
    request = desk.register()
    here = f"/desk/requests/{request.pk}/decide/"
    browser(desk.editor).post(here, {"version": "0", "ground": "36-1", "where": "示例甲"})
    answer = browser(desk.second).post(here, {"version": "0", "ground": "36-1", "where": "示例乙"})
    assert answer.status_code == 422
    page = body(answer)
    assert "另一位同志" in page
    assert "示例乙" in page
    assert 'name="version" value="1"' in page  # a second click is a choice made knowingly
    request.determination.refresh_from_db()
    assert request.determination.where == "示例甲"


def test_personal_data_is_shown_to_those_who_handle_the_request_only() -> None:
    desk = Desk()
    request = desk.register(content="示例：请公开我家征收补偿的材料")
    secrets = ("示例申请人甲", VALUES["identity_number"], "我家征收补偿的材料</blockquote>", "示例路 1 号")
    page = body(browser(desk.editor).get(f"/desk/requests/{request.pk}/"))
    assert all(s in page for s in secrets)
    office = body(browser(desk.chief).get(f"/desk/requests/{request.pk}/"))
    assert not any(s in office for s in secrets)
    assert "示***" in office
    counsel = body(browser(desk.counsel).get(f"/desk/requests/{request.pk}/"))
    assert "我家征收补偿的材料</blockquote>" in counsel
    assert "示例申请人甲" not in counsel
    stranger = browser(actor_for(Role.HEAD, make_unit()))
    assert stranger.get(f"/desk/requests/{request.pk}/").status_code == 404
    for one in (desk.editor, desk.chief):
        listed = body(browser(one).get("/desk/requests/"))
        assert "示例申请人甲" not in listed
        assert "示***" in listed


def test_the_list_tells_what_is_late_and_exports_without_names() -> None:
    desk = Desk()
    late = back_date(desk.register(content="示例：逾期的事"), timezone.localdate() - dt.timedelta(days=60))
    desk.apply(content="示例：待确认的事")
    editor = browser(desk.editor)
    page = body(editor.get("/desk/requests/?b=overdue"))
    assert "逾期的事" in page
    assert "待确认的事" not in page
    assert "已逾期" in page
    exported = editor.get("/desk/requests/?format=csv").content.decode("utf-8-sig")
    assert late.number in exported
    assert "示例申请人甲" not in exported
    assert "逾期的事" in body(editor.get(f"/desk/requests/?q={late.serial}"))
    for bad in ("?b=x&year=abc&unit=%00&channel=zz&page=1000000000000", "?q=" + "长" * 400, "?format=exe"):
        assert editor.get(f"/desk/requests/{bad}").status_code == 200


def test_a_list_of_many_requests_takes_as_many_queries_as_one_of_few() -> None:
    desk = Desk()
    desk.register()
    editor = browser(desk.editor)
    editor.get("/desk/requests/")
    with CaptureQueriesContext(connection) as few:
        editor.get("/desk/requests/")
    for _ in range(8):
        desk.register()
    with CaptureQueriesContext(connection) as many:
        editor.get("/desk/requests/")
    assert len(many) == len(few)


def test_another_unit_answers_a_consultation_without_seeing_the_applicant() -> None:
    desk = Desk()
    request = desk.register()
    other = make_unit()
    answer = browser(desk.editor).post(
        f"/desk/requests/{request.pk}/do/consult/",
        {"kind": "agency", "unit": other.pk, "matter": "示例：会签意见"},
    )
    assert answer.status_code == 302
    found = Consultation.objects.get()
    reviewer = browser(actor_for(Role.REVIEWER, other))
    page = body(reviewer.get(f"/desk/requests/consultations/{found.pk}/"))
    assert "示例：会签意见" in page
    assert "示例申请人甲" not in page
    reviewer.post(
        f"/desk/requests/consultations/{found.pk}/",
        {"what": "answer", "answer": "agree", "on": f"{timezone.localdate()}"},
    )
    found.refresh_from_db()
    assert found.answer == "agree"
    assert browser(actor_for(Role.HEAD, make_unit())).get(
        f"/desk/requests/consultations/{found.pk}/"
    ).status_code == 404  # fmt: skip


@pytest.mark.task(34)
def test_the_case_page_tells_what_the_request_costs_and_why() -> None:
    desk = Desk()
    for _ in range(12):
        request = desk.register()
    page = body(browser(desk.head).get(f"/desk/requests/{request.pk}/"))
    assert "100 元" in page
    assert "此前 11 件" in page
    browser(desk.head).post(f"/desk/requests/{request.pk}/do/fee/", {"method": "items"})
    request.refresh_from_db()
    assert request.state == "fee_pending"
    assert charging.FeeNotice.objects.get().amount == 100


def test_every_state_of_a_request_has_a_page() -> None:
    desk = Desk()
    requests = [desk.apply(), desk.register(), desk.register(), desk.decide(desk.register(), "37")]
    clock_acts.ask_correction(
        requests[1], actor=desk.editor, matters="示例", until=timezone.localdate() + dt.timedelta(days=9)
    )
    charging.notify(requests[2], actor=desk.head, method="pages", pages=40)
    for one in (desk.editor, desk.head, desk.counsel, desk.chief):
        for request in requests:
            assert browser(one).get(f"/desk/requests/{request.pk}/").status_code == 200


def test_guiding_cases_about_the_like_are_offered_to_whoever_decides() -> None:
    desk = Desk()
    request = desk.register(content="示例：请公开停车场收费的批复")
    for day, title in ((3, "绿化养护合同的公开"), (1, "停车场收费批复的区分处理"), (2, "示例无关的案例")):
        GuidingCase.objects.create(
            unit=desk.office,
            issued_on=dt.date(2021, 6, day),
            title=title,
            question="示例",
            lesson="示例",
            by_label="示例",
        )
    page = body(browser(desk.editor).get(f"/desk/requests/{request.pk}/decide/"))
    assert page.index("停车场收费批复的区分处理") < page.index("绿化养护合同的公开")
