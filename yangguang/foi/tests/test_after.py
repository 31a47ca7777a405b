"""After the reply: publishing, reviews and lawsuits, the year's figures, alarms, indicators."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from yangguang.core.actions import Refused
from yangguang.core.indicators import INDICATORS, Context
from yangguang.core.jobs import JOBS
from yangguang.duties.models import Duty
from yangguang.foi.actions import after, challenging, charging
from yangguang.foi.actions import figures as locking
from yangguang.foi.figures import queries
from yangguang.foi.models import Alarm, Challenge, FoiRequest, YearFigures
from yangguang.foi.rules import figures as rules
from yangguang.organisations.models import User
from yangguang.publications.actions import drafting, releasing

from .factories import Desk, back_date

pytestmark = pytest.mark.django_db


def browser(actor: object) -> Client:
    client = Client()
    client.force_login(actor.user)  # type: ignore[attr-defined]
    return client


def measured(code: str, on: dt.date | None = None) -> list[tuple[str, str]]:
    found = INDICATORS.get(code).run(
        Context(on or timezone.localdate(), SimpleNamespace(year=timezone.localdate().year))
    )
    return [(c.verdict, c.reason_code) for c in found]


@pytest.mark.task(32)
def test_what_was_released_is_judged_drafted_without_the_applicant_and_followed_until_it_is_public() -> None:
    desk = Desk()
    request = desk.decide(
        desk.register(content="示例：请公开示例申请人甲家旁边停车场的收费批复"), "36-2",
        provided=[{"title": "示例：示例申请人甲来信所指的批复", "carrier": "paper", "pages": 1, "file": None}],
    )  # fmt: skip
    assert measured("FOI-03") == [("bad", "none")]
    with pytest.raises(Refused):
        after.judge(request, actor=desk.reviewer, verdict="publish", reason="")
    browser(desk.reviewer).post(
        f"/desk/requests/{request.pk}/after/judge/", {"verdict": "publish", "reason": "示例：符合第十九条"}
    )
    assert measured("FOI-03") == [("good", "")]
    assert not Duty.objects.open().filter(kind="foi.convert").exists()
    assert Duty.objects.open().filter(kind="foi.publish").exists()
    made = after.draft_publication(request.conversion, actor=desk.editor)
    assert "示例申请人甲" not in made.title + made.draft().body
    assert "第四十四条" in made.draft().body
    assert measured("FOI-04") == [("excluded", "waiting")]
    drafting.save_draft(made, actor=desk.editor, values={"written_on": timezone.localdate()})
    releasing.release_urgently(made, actor=desk.head, reason="示例")
    assert not Duty.objects.open().filter(kind="foi.publish").exists()
    assert measured("FOI-04") == [("good", "")]
    assert "已公开" in browser(desk.editor).get(f"/desk/requests/{request.pk}/after/").content.decode()


@pytest.mark.task(33)
def test_a_lost_review_counts_and_asks_for_a_lesson() -> None:
    desk = Desk()
    request = desk.decide(desk.register(), "15")
    answer = browser(desk.editor).post(
        f"/desk/requests/{request.pk}/after/challenge/",
        {
            "kind": "review",
            "body": "示例区政府",
            "number": "示例 1 号",
            "filed_on": f"{timezone.localdate()}",
        },
    )
    assert answer.status_code == 302, answer.content.decode()
    found = Challenge.objects.get()
    with pytest.raises(Refused):
        challenging.decide(
            found,
            actor=desk.editor,
            outcome="corrected",
            decided_on=timezone.localdate() - dt.timedelta(days=400),
        )
    challenging.decide(
        found, actor=desk.editor, outcome="corrected", decided_on=timezone.localdate(), how="撤销"
    )
    assert Duty.objects.open().filter(kind="foi.lesson", unit=desk.unit).exists()
    assert measured("FOI-10") == [("bad", "corrected")]
    browser(desk.reviewer).post(
        f"/desk/requests/{request.pk}/after/lesson/",
        {"challenge": found.pk, "lesson": "示例：今后先征求意见"},
    )
    assert not Duty.objects.open().filter(kind="foi.lesson").exists()
    assert queries.of_unit(desk.unit, timezone.localdate().year).reviews["review"]


@pytest.mark.task(38)
def test_the_years_table_is_the_cases_and_each_cell_opens_them() -> None:
    desk = Desk()
    desk.decide(desk.register(), "36-1")
    desk.register(applicant_kind="C2")
    desk.apply()  # not confirmed: counts nowhere
    year = timezone.localdate().year
    found = queries.of_unit(desk.unit, year)
    assert (found.cells["N"][-1], found.cells["R1"][0], found.cells["NX"][1]) == (2, 1, 1)
    assert queries.faults(found) == []
    editor = browser(desk.editor)
    page = editor.get(f"/desk/requests/figures/?year={year}&unit={desk.unit.code}").content.decode()
    assert "勾稽关系全部相符" in page
    assert "row=R1" in page
    cell = editor.get(f"/desk/requests/figures/cell/?year={year}&unit={desk.unit.code}&row=R1&column=C1")
    assert cell.content.decode().count('scope="row"') == 1
    assert (
        editor.get(
            f"/desk/requests/figures/cell/?year={year}&unit={desk.unit.code}&row=R99&column=C1"
        ).status_code
        == 404
    )
    for form in ("xlsx", "docx", "csv", "json", "pdf"):
        assert (
            len(
                editor.get(f"/desk/requests/figures/?year={year}&unit={desk.unit.code}&format={form}").content
            )
            > 300
        )
    other = Desk()
    assert browser(other.editor).get(f"/desk/requests/figures/?unit={desk.unit.code}").status_code == 404


@pytest.mark.task(38)
def test_a_locked_year_stays_and_says_what_moved_since() -> None:
    desk = Desk()
    request = desk.decide(desk.register(), "36-1")
    last = timezone.localdate().year - 1
    FoiRequest.objects.filter(pk=request.pk).update(
        year=last, received_on=dt.date(last, 3, 1), closed_on=dt.date(last, 3, 10)
    )
    with pytest.raises(Refused):
        locking.lock(desk.unit, actor=desk.head, year=last + 1)
    browser(desk.head).post(f"/desk/requests/figures/lock/?year={last}&unit={desk.unit.code}")
    assert YearFigures.objects.get().cells["R1"][0] == 1
    assert measured("ANR-03") == [("good", "")]
    assert measured("FEE-02") == [("good", "")]
    FoiRequest.objects.filter(pk=request.pk).update(row="R2", ground="37")
    found = queries.of_unit(desk.unit, last)
    assert found.cells["R1"][0] == 1
    assert {d.row for d in found.drifted} >= {"R1", "R2"}
    assert measured("ANR-03") == [("bad", "differs")]
    with pytest.raises(Refused):
        locking.unlock(found.kept, actor=desk.head, reason="示例")
    locking.unlock(found.kept, actor=desk.chief, reason="示例：更正年报")
    assert queries.of_unit(desk.unit, last).cells["R2"][0] == 1


@pytest.mark.task(38)
def test_an_identity_that_fails_is_told_with_its_cell() -> None:
    cells = rules.empty()
    rules.add(cells, "C1", "N", "R1")
    cells["R1"][0] = 2
    assert any("予以公开" in str(d) or "总计" in str(d) for d in rules.identities(cells))


@pytest.mark.task(32)
def test_alarms_five_and_two_days_before_on_the_day_and_once_when_late() -> None:
    desk = Desk()
    User.objects.filter(pk=desk.editor.user.pk).update(email="shili@example.org")
    request = back_date(desk.register(), timezone.localdate() - dt.timedelta(days=60))
    job = JOBS.get("foi.alarms")
    job.run(timezone.localdate())
    assert Alarm.objects.filter(request=request).count() == 1
    letters = len(mail.outbox)
    job.run(timezone.localdate())
    assert Alarm.objects.count() == 1
    assert len(mail.outbox) == letters
    assert all("示例申请人甲" not in m.body for m in mail.outbox)


@pytest.mark.task(32)
def test_replies_are_measured_against_their_own_due_dates() -> None:
    desk = Desk()
    desk.decide(desk.register(), "36-1")
    late = back_date(desk.register(), timezone.localdate() - dt.timedelta(days=40))
    desk.register()
    this = [v for v in measured("FOI-01", timezone.localdate()) if v[0] != "excluded"]
    expected = [("bad", "late")] if late.due and late.due.year == timezone.localdate().year else []
    assert [v for v in this if v[0] == "bad"] == expected
    assert ("bad", "overdue") in measured("FOI-02")
    assert len(measured("FOI-02")) == 2
    assert measured("FOI-06") == []
    desk.decide(desk.register(), "15", different_reason="示例：另有第三方")
    assert measured("FOI-06") == [("good", "")]
    assert {v for v, _ in measured("FOI-08")} == {"good"}


@pytest.mark.task(34)
def test_a_fee_that_was_changed_by_hand_is_found() -> None:
    desk = Desk()
    fee = charging.notify(desk.register(), actor=desk.head, method="pages", pages=31)
    assert measured("FEE-01") == [("good", "")]
    type(fee).objects.filter(pk=fee.pk).update(amount=20)
    assert measured("FEE-01") == [("bad", "differs")]
