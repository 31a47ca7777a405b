"""The page of what several people asked for: who sees what, and settling each matter in each of its ways."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from yangguang.duties.models import Duty
from yangguang.foi.actions import after
from yangguang.foi.models import FoiRequest, RepeatedMatter
from yangguang.organisations.models import Role
from yangguang.organisations.tests.factories import actor_for, make_unit
from yangguang.publications.actions import drafting, releasing
from yangguang.publications.models import Publication

from .factories import Desk

pytestmark = [pytest.mark.django_db, pytest.mark.task(32)]
PAGE = "/desk/requests/repeated/"
ANOTHER = "000000190001010025"
ABOUT = "示例：请公开某某小区停车场收费的批复文件"


def browser(actor: Any) -> Client:
    client = Client()
    client.force_login(actor.user)
    return client


def body(response: Any) -> str:
    return response.content.decode()


def asked_twice(desk: Desk) -> list[FoiRequest]:
    """Two people ask for the same; the first has got it."""
    first = desk.decide(desk.register(content=ABOUT), "36-2")
    return [first, desk.register(content=ABOUT, name="示例申请人乙", identity_number=ANOTHER)]


def test_looking_now_finds_the_matter_shows_its_requests_and_asks_the_unit() -> None:
    desk = Desk()
    editor = browser(desk.editor)
    assert "还没有多人申请同一信息的情况" in body(editor.get(PAGE))
    requests = asked_twice(desk)
    answer = editor.post(f"{PAGE}find/", {"unit": desk.unit.pk}, follow=True)
    assert "新发现 1 项" in body(answer)
    page = body(editor.get(PAGE))
    assert "2 人申请" in page
    assert all(f"/desk/requests/{r.pk}/" in page for r in requests)
    assert "示例申请人乙" not in page
    found = RepeatedMatter.objects.get()
    duty = Duty.objects.open().get(kind="foi.repeated")
    assert duty.url == f"{PAGE}#m{found.pk}"
    again = editor.post(f"{PAGE}find/", {"unit": desk.unit.pk}, follow=True)
    assert "没有新的" in body(again)
    assert RepeatedMatter.objects.count() == 1


def test_only_those_who_handle_a_unit_look_for_it_and_only_those_who_see_it_see_its_matters() -> None:
    desk, other = Desk(), make_unit()
    asked_twice(desk)
    after.find_repeated(desk.unit, actor=desk.editor)
    stranger = browser(actor_for(Role.HEAD, other))
    assert "停车场" not in body(stranger.get(PAGE))
    assert stranger.post(f"{PAGE}find/", {"unit": desk.unit.pk}).status_code == 404
    key = RepeatedMatter.objects.get().pk
    assert stranger.post(f"{PAGE}{key}/keep/", {"reason": "示例"}).status_code == 404
    office = browser(desk.chief)
    assert "停车场" in body(office.get(PAGE))
    answer = office.post(f"{PAGE}{key}/keep/", {"reason": "示例"})
    assert answer.status_code == 422
    assert RepeatedMatter.objects.get().state == "open"


def test_requests_that_moved_to_a_unit_one_may_not_see_are_counted_only() -> None:
    desk, other = Desk(), Desk()
    requests = asked_twice(desk)
    after.find_repeated(desk.unit, actor=desk.editor)
    FoiRequest.objects.filter(pk=requests[1].pk).update(unit=other.unit)
    page = body(browser(desk.editor).get(PAGE))
    assert "另有 1 件您不能查看" in page
    assert f"/desk/requests/{requests[1].pk}/" not in page


def test_keeping_it_needs_the_reviewer_and_a_reason_and_ends_the_duty() -> None:
    desk = Desk()
    asked_twice(desk)
    after.find_repeated(desk.unit, actor=desk.editor)
    found = RepeatedMatter.objects.get()
    assert "研判后不宜公开" not in body(browser(desk.editor).get(PAGE))
    reviewer = browser(desk.reviewer)
    assert reviewer.post(f"{PAGE}{found.pk}/keep/", {"reason": " "}).status_code == 422
    reviewer.post(f"{PAGE}{found.pk}/keep/", {"reason": "示例：涉及商业秘密"})
    found.refresh_from_db()
    assert (found.state, found.reason) == ("kept", "示例：涉及商业秘密")
    assert not Duty.objects.open().filter(kind="foi.repeated").exists()
    page = body(reviewer.get(PAGE))
    assert "示例：涉及商业秘密" in page
    assert "研判后不宜公开" not in page
    again = reviewer.post(f"{PAGE}{found.pk}/keep/", {"reason": "示例：再一次"})
    assert "已经处理：不宜公开" in body(again)
    assert body(reviewer.get(f"{PAGE}?state=open")).count("没有符合条件的") == 1


def _released(desk: Desk, made: Publication) -> None:
    drafting.save_draft(made, actor=desk.editor, values={"written_on": timezone.localdate()})
    releasing.release_urgently(made, actor=desk.head, reason="示例")


def test_a_draft_from_one_of_the_requests_settles_the_matter_when_it_is_released() -> None:
    desk = Desk()
    first, _ = asked_twice(desk)
    after.find_repeated(desk.unit, actor=desk.editor)
    found = RepeatedMatter.objects.get()
    editor = browser(desk.editor)
    assert "待研判" in body(editor.get(PAGE))  # the reviewer judges it first
    assert f"/desk/requests/{first.pk}/after/" in body(browser(desk.reviewer).get(PAGE))
    here = f"{PAGE}{found.pk}/draft/"
    assert editor.post(here, {"request": first.pk, "kind": "other"}).status_code == 404
    after.judge(first, actor=desk.reviewer, verdict="publish", reason="示例：符合第十九条")
    assert "起草主动公开" in body(editor.get(PAGE))
    wrong = editor.post(here, {"request": first.pk, "kind": "没有"})
    assert wrong.status_code == 422
    answer = editor.post(here, {"request": first.pk, "kind": "other"})
    made = Publication.objects.get()
    assert answer.url == f"/desk/publications/{made.pk}/"
    page = body(editor.get(PAGE))
    assert "已起草" in page
    assert "<summary>起草主动公开" not in page
    _released(desk, made)
    found.refresh_from_db()
    assert (found.state, found.publication) == ("published", made)


def test_what_is_public_already_is_linked() -> None:
    desk = Desk()
    asked_twice(desk)
    after.find_repeated(desk.unit, actor=desk.editor)
    found = RepeatedMatter.objects.get()
    made = drafting.create(
        desk.unit, actor=desk.editor, values={"kind": "other", "title": "示例：批复", "body": "<p>示例</p>"}
    )
    reviewer = browser(desk.reviewer)
    assert reviewer.post(f"{PAGE}{found.pk}/link/", {"publication": made.pk}).status_code == 422
    _released(desk, made)
    reviewer.post(f"{PAGE}{found.pk}/link/", {"publication": made.pk})
    found.refresh_from_db()
    assert (found.state, found.publication) == ("published", made)
    assert "示例：批复" in body(reviewer.get(PAGE))


def test_open_matters_stand_first_and_nonsense_in_the_address_does_no_harm() -> None:
    desk = Desk()
    day = timezone.localdate() - dt.timedelta(days=9)
    for state, people in (("kept", 9), ("open", 2), ("published", 5)):
        RepeatedMatter.objects.create(
            unit=desk.unit,
            subject=f"示例{people}",
            requests=[10**9],
            people=people,
            found_on=day,
            state=state,
        )
    editor = browser(desk.editor)
    page = body(editor.get(PAGE))
    assert page.index("示例2<") < page.index("示例9<") < page.index("示例5<")
    assert "有 1 件您不能查看" in page
    for query in ("?state=x&unit=%00", "?page=99999999999", "?unit=" + "长" * 300):
        assert editor.get(PAGE + query).status_code == 200
    assert editor.post(f"{PAGE}find/", {"unit": "9" * 40}).status_code == 404
    assert editor.post(f"{PAGE}1/nothing/").status_code == 404
