"""Requests from arrival to reply, as the officers of a unit do it."""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone

from yangguang.core import calendar, vault
from yangguang.core.actions import Refused
from yangguang.core.models import AuditEntry, AuditPersonal, Workday
from yangguang.duties.models import Duty
from yangguang.foi.actions import (
    charging,
    clock_acts,
    clocking,
    closing,
    consulting,
    deciding,
    files,
    filing,
    intake,
    numbering,
)
from yangguang.foi.models import Applicant, ClockEvent, FeeNotice, FoiRequest, Letter
from yangguang.organisations.models import Role
from yangguang.organisations.tests.factories import actor_for, make_unit

from .factories import NUMBER, VALUES, Desk, back_date, values

pytestmark = [pytest.mark.django_db, pytest.mark.task(32)]


def words(error: pytest.ExceptionInfo[Refused]) -> str:
    return str(error.value)


def upload(name: str = "示例.txt", content: bytes = "示例：附件内容".encode()) -> Any:
    file = BytesIO(content)
    file.name, file.size = name, len(content)  # type: ignore[attr-defined]
    return file


def days_ago(workdays: int) -> dt.date:
    """A day from which so many working days have passed up to today."""
    return calendar.load().add(timezone.localdate(), -workdays).due


# --- intake and receipt (条例 art. 29, 31) ---


def test_a_web_request_counts_from_the_day_both_sides_confirm() -> None:
    desk = Desk()
    request = desk.apply()
    assert (request.state, request.received_on, request.due) == ("to_confirm", None, None)
    duty = Duty.objects.open().get(kind="foi.confirm", unit=desk.unit)
    assert duty.due == calendar.load().add(timezone.localdate(), 1).due
    with pytest.raises(Refused) as refused:
        intake.confirm_receipt(request, actor=desk.editor, on=timezone.localdate(), evidence="")
    assert "依据" in words(refused)
    intake.confirm_receipt(request, actor=desk.editor, on=timezone.localdate(), evidence="示例：电话确认")
    request.refresh_from_db()
    assert request.received_on == timezone.localdate()
    assert request.due == calendar.load().add(timezone.localdate(), 20).due
    assert not Duty.objects.open().filter(kind="foi.confirm").exists()
    assert Duty.objects.open().get(kind="foi.handle").due == request.due
    with pytest.raises(Refused) as refused:  # the second officer
        intake.confirm_receipt(request, actor=desk.second, on=timezone.localdate(), evidence="示例")
    assert "已经确认" in words(refused)


def test_a_visit_counts_at_once_and_needs_its_evidence() -> None:
    desk = Desk()
    request = desk.register(channel="visit")
    assert request.received_on == timezone.localdate()
    with pytest.raises(Refused) as refused:
        intake.register(
            desk.unit,
            actor=desk.editor,
            values=values(),
            channel="registered",
            arrived_on=timezone.localdate(),
        )
    assert "签收记录" in words(refused)
    plain = intake.register(
        desk.unit, actor=desk.editor, values=values(), channel="plain", arrived_on=timezone.localdate()
    )
    assert plain.state == "to_confirm"


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"name": " "}, "姓名"), ({"identity_number": ""}, "证件号码"), ({"content": ""}, "所需信息"),
        ({"phone": "", "email": "", "address": ""}, "联系方式"), ({"way": "email", "email": ""}, "电子邮箱"),
        ({"applicant_kind": "C9"}, "请选择"), ({"content": "长" * 5001}, "5000"),
    ],
)  # fmt: skip
def test_a_request_without_what_the_law_asks_is_not_taken(changed: dict[str, str], word: str) -> None:
    with pytest.raises(Refused) as refused:
        Desk().apply(**changed)
    assert word in words(refused)
    assert not FoiRequest.objects.exists()


def test_no_purpose_is_asked_for_and_party_organs_take_no_requests() -> None:
    assert "purpose" not in VALUES
    with pytest.raises(Refused) as refused:
        Desk(make_unit(kind="党委部门")).apply()
    assert "不受理" in words(refused)


def test_numbers_have_no_hole_even_when_a_request_is_refused() -> None:
    desk = Desk()
    first = desk.apply()
    with pytest.raises(Refused):
        desk.apply(name="")
    with pytest.raises(Refused):
        intake.apply(desk.unit, actor=desk.editor, values=values(), uploads=[upload("x.exe")])
    assert [first.serial, desk.apply().serial] == [1, 2]


def test_only_its_own_unit_handles_a_request() -> None:
    desk = Desk()
    request = desk.register()
    stranger = actor_for(Role.EDITOR, make_unit())
    for act in (
        lambda: clock_acts.ask_correction(request, actor=stranger, matters="示例", until=dt.date(2090, 1, 1)),
        lambda: clock_acts.extend(request, actor=desk.editor, workdays=5, reason="示例"),  # needs the head
        lambda: closing.withdraw(request, actor=stranger, reason="示例"),
    ):
        with pytest.raises(Refused):
            act()


# --- personal data ---


def test_nothing_personal_lies_open_in_the_database_the_log_or_on_disk() -> None:
    desk = Desk()
    request = intake.apply(
        desk.unit, actor=desk.editor, values=values(content="示例：请公开本人 13900000000 申报的材料。"),
        uploads=[upload(content="示例申请人甲的身份证明".encode())],
    )  # fmt: skip
    intake.write(request, actor=desk.editor, text="示例申请人甲您好")
    dump = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table.startswith(("foi_", "core_audit", "duties_")):
                cursor.execute(f'SELECT * FROM "{table}"')
                dump.append(str(cursor.fetchall()))
    said = "".join(dump)
    for secret in ("示例申请人甲", NUMBER, "13900000000", "shili@example.org", "示例路 1 号"):
        assert secret not in said
    assert "（手机号码）" in request.subject
    file = request.files.get()
    with default_storage.open(file.path) as kept:
        assert "身份证明".encode() not in kept.read()
    assert files.content(file).decode() == "示例申请人甲的身份证明"
    assert request.applicant.name == "示例申请人甲"
    assert request.applicant.masked == "示***"
    assert AuditEntry.objects.filter(code="foi.apply").exists()
    assert not AuditPersonal.objects.filter(data__icontains="示例申请人甲").exists()


def test_a_query_code_is_kept_by_nobody_and_finds_its_request() -> None:
    request = Desk().apply()
    code: str = request.query_code  # type: ignore[attr-defined]
    assert FoiRequest.objects.get(query_hash=numbering.hash_code(code.lower().replace("-", " "))) == request
    assert code not in str(FoiRequest.objects.values().get())


def test_sealed_data_without_its_key_is_told_not_guessed(settings: Any) -> None:
    request = Desk().apply()
    settings.DATA_KEYS = ["0" * 43 + "="]
    with pytest.raises(vault.CannotOpen):
        Applicant.objects.get(request=request)


def test_keys_change_one_after_the_other(settings: Any) -> None:
    from cryptography.fernet import Fernet

    desk = Desk()
    old = desk.apply()
    settings.DATA_KEYS = [Fernet.generate_key().decode(), *settings.DATA_KEYS]
    new = desk.apply()
    assert Applicant.objects.get(request=old).name == "示例申请人甲"
    assert Applicant.objects.get(request=new).person == Applicant.objects.get(request=old).person


# --- the clock's acts ---


@pytest.mark.task(33)
def test_a_correction_is_asked_once_within_seven_days_and_stops_the_clock() -> None:
    desk = Desk()
    request = back_date(desk.register(), days_ago(5))
    until = timezone.localdate() + dt.timedelta(days=20)
    clock_acts.ask_correction(request, actor=desk.editor, matters="示例：请写明年份", until=until)
    request.refresh_from_db()
    assert (request.state, request.due) == ("correcting", None)
    assert Letter.objects.get(request=request).kind == "T02"
    with pytest.raises(Refused):
        clock_acts.ask_correction(request, actor=desk.second, matters="示例：还有一处", until=until)
    clock_acts.record_correction(request, actor=desk.editor, on=timezone.localdate(), text="示例：2020 年")
    request.refresh_from_db()
    assert request.due == calendar.load().add(timezone.localdate(), 20).due
    late = back_date(desk.register(), days_ago(8))
    with pytest.raises(Refused) as refused:
        clock_acts.ask_correction(late, actor=desk.editor, matters="示例", until=until)
    assert "7 个工作日" in words(refused)


def test_an_uncorrected_request_lapses_only_after_its_time() -> None:
    desk = Desk()
    request = desk.register()
    until = timezone.localdate() + dt.timedelta(days=3)
    clock_acts.ask_correction(request, actor=desk.editor, matters="示例", until=until)
    with pytest.raises(Refused) as refused:
        closing.lapse(request, actor=desk.reviewer)
    assert str(until) in words(refused)
    past = days_ago(30)
    ClockEvent.objects.filter(request=request, kind="received").update(on=past)
    ClockEvent.objects.filter(request=request, kind="correction_notified").update(
        on=past, until=timezone.localdate() - dt.timedelta(days=1)
    )
    closing.lapse(request, actor=desk.reviewer)
    request.refresh_from_db()
    assert (request.state, request.row, request.closed_on) == ("lapsed", "R6-1", timezone.localdate())
    assert request.letters.filter(kind="T24").exists()
    assert not Duty.objects.open().filter(key=str(request.pk)).exists()


def test_a_third_party_during_an_extension_and_another_unit_that_answers_in_its_inbox() -> None:
    desk = Desk()
    request = back_date(desk.register(), days_ago(15))
    clock_acts.extend(request, actor=desk.head, workdays=20, reason="示例：信息较多")
    request.refresh_from_db()
    extended = request.due
    third = consulting.ask(
        request,
        actor=desk.editor,
        kind="third_party",
        name="示例公司",
        address="示例路 2 号",
        matter="示例：合同",
    )
    other = make_unit()
    agency = consulting.ask(request, actor=desk.editor, kind="agency", unit=other, matter="示例：会签意见")
    request.refresh_from_db()
    assert request.state == "consulting"
    assert request.due == calendar.load().add(extended, 15).due  # taken out once, at most fifteen
    assert {x.kind for x in request.letters.all()} == {"T04", "T05", "T06", "T07"}
    duty = Duty.objects.open().get(kind="foi.consult", unit=other)
    assert duty.key == agency.party
    answerer = actor_for(Role.REVIEWER, other)
    consulting.answer(agency, actor=answerer, answer="agree", on=timezone.localdate())
    with pytest.raises(Refused):  # no business of theirs
        consulting.answer(third, actor=answerer, answer="agree", on=timezone.localdate())
    with pytest.raises(Refused) as refused:
        consulting.answer(third, actor=desk.editor, answer="silent", on=timezone.localdate())
    assert "还没有到" in words(refused)
    consulting.answer(
        third, actor=desk.editor, answer="refuse", reason="示例：商业秘密", on=timezone.localdate()
    )
    request.refresh_from_db()
    assert (request.state, request.due) == ("working", extended)
    with pytest.raises(Refused) as refused:
        desk.decide(request, "36-2")
    assert "第三方不同意" in words(refused)
    third.refresh_from_db()
    consulting.overrule(third, actor=desk.head, reason="示例：不公开会对公共利益造成重大影响")
    assert request.letters.filter(kind="T08").exists()
    deciding.save(request, actor=desk.editor, values={}, version=1)
    decision = deciding.submit(request.determination, actor=desk.editor)
    assert decision.state == "submitted"


def test_a_wrong_receipt_date_is_corrected_and_stays_on_record() -> None:
    desk = Desk()
    request = desk.register()
    event = request.events.get()
    with pytest.raises(Refused):
        clock_acts.correct(event, actor=desk.editor, on=days_ago(2), reason="示例")
    clock_acts.correct(event, actor=desk.head, on=days_ago(2), reason="示例：签收记录显示为前日")
    request.refresh_from_db()
    assert request.due == calendar.load().add(days_ago(2), 20).due
    assert request.events.filter(void_at=None).count() == 1
    assert request.events.exclude(void_at=None).get().void_reason == "示例：签收记录显示为前日"


def test_a_holiday_notice_moves_open_requests_and_says_which() -> None:
    calendar.load_packaged()
    desk = Desk()
    request, other = desk.register(), desk.register()
    desk.decide(other, "36-1")
    due = request.due
    assert due is not None
    Workday.objects.update_or_create(date=due, defaults={"is_workday": False, "name": "示例放假"})
    from django.core.cache import cache

    cache.delete(calendar.CACHE_KEY)
    moved = clocking.recompute(actor=desk.chief)
    cache.delete(calendar.CACHE_KEY)
    assert [(m.request.pk, m.before) for m in moved] == [(request.pk, due)]
    assert moved[0].after is not None
    assert moved[0].after > due
    assert AuditEntry.objects.filter(code="foi.recompute", object_id=str(request.pk)).exists()
    assert clocking.recompute(actor=desk.chief) == [] or calendar.load().is_workday(due)


# --- fees (国办函〔2020〕109号) ---


@pytest.mark.task(34)
def test_a_repeat_applicant_with_thirty_five_requests_in_one_month() -> None:
    desk = Desk()
    requests = [desk.register() for _ in range(35)]
    desk.register(identity_number="示例其他人")  # somebody else's don't count
    assert charging.items_before(requests[9]) == 9
    assert charging.calculated(requests[10], "items", 0)[0].amount == 100
    assert charging.calculated(requests[34], "items", 0)[0].amount == 200
    total = sum(charging.calculated(r, "items", 0)[0].amount for r in requests)
    assert total == 20 * 100 + 5 * 200
    with pytest.raises(Refused) as refused:
        charging.notify(requests[5], actor=desk.head, method="items")
    assert "不收费" in words(refused)


@pytest.mark.task(34)
def test_a_fee_is_notified_paid_in_full_and_begins_the_period_anew() -> None:
    desk = Desk()
    request = desk.register()
    fee = charging.notify(request, actor=desk.head, method="pages", pages=201)
    request.refresh_from_db()
    assert (fee.amount, request.state, request.due) == (2740, "fee_pending", None)
    with pytest.raises(Refused):  # never both methods on one request
        charging.notify(request, actor=desk.head, method="items")
    today = timezone.localdate()
    with pytest.raises(Refused) as refused:
        charging.pay(fee, actor=desk.editor, on=today, amount=2700, receipt_number="示例 1")
    assert "应缴 2740" in words(refused)
    charging.pay(fee, actor=desk.editor, on=today, amount=2740, receipt_number="示例 1")
    request.refresh_from_db()
    assert request.due == calendar.load().add(today, 20).due


@pytest.mark.task(34)
def test_a_fee_that_is_not_paid_lapses_and_one_taken_back_does_not() -> None:
    desk = Desk()
    request, other = desk.register(), desk.register()
    charging.notify(request, actor=desk.head, method="pages", pages=31)
    waived = charging.notify(other, actor=desk.head, method="pages", pages=31)
    charging.waive(waived, actor=desk.head, reason="示例：计数有误")
    other.refresh_from_db()
    assert other.state == "working"
    long_ago = days_ago(30)
    ClockEvent.objects.filter(request=request).update(on=long_ago)
    closing.lapse(request, actor=desk.reviewer)
    request.refresh_from_db()
    assert (request.row, FeeNotice.objects.get(request=request).state) == ("R6-2", "lapsed")


@pytest.mark.task(34)
def test_a_request_of_several_matters_is_split_into_requests_of_their_own() -> None:
    desk = Desk()
    request = desk.register(items=1)
    charging.split(request, actor=desk.editor, matters=["示例：甲事项", "示例：乙事项", "示例：丙事项"])
    parts = FoiRequest.objects.filter(split_from=request).order_by("serial")
    assert [p.content for p in parts] == ["示例：乙事项", "示例：丙事项"]
    assert {p.due for p in parts} == {request.due}
    assert charging.items_before(parts[1]) == 2
    assert [p.serial for p in parts] == [2, 3]


# --- decisions ---


@pytest.mark.task(33)
@pytest.mark.parametrize(
    ("ground", "row", "letter"),
    [
        ("36-1", "R1", "T11"), ("36-2", "R1", "T10"), ("37", "R2", "T12"), ("14-a", "R3-1", "T13"), ("15", "R3-4", "T13"),
        ("16-2b", "R3-7", "T13"), ("36-7", "R3-8", "T14"), ("36-4", "R4-1", "T15"), ("36-5", "R4-1", "T16"),
        ("38", "R4-2", "T17"), ("39-1", "R5-1", "T19"), ("36-6", "R5-2", "T20"), ("39-2", "R5-3", "T21"),
        ("35", "R5-4", "T22"), ("reissue", "R5-5", "T23"), ("other", "R6-3", "T26"),
    ],
)  # fmt: skip
def test_a_decision_ends_the_clock_counts_once_and_takes_its_letter(
    ground: str, row: str, letter: str
) -> None:
    desk = Desk()
    request = desk.decide(desk.register(), ground)
    assert (request.state, request.ground, request.row) == ("replied", ground, row)
    assert request.letters.get().kind == letter
    assert request.events.get(kind="replied").on == request.closed_on == timezone.localdate()
    released = ground in ("36-2", "37")
    assert Duty.objects.open().filter(kind="foi.convert", unit=desk.unit).exists() == released


@pytest.mark.task(33)
@pytest.mark.parametrize(
    ("ground", "missing"),
    [("36-4", "检索记录"), ("37", "不公开的部分"), ("36-5", "联系方式"), ("36-6", "此前的答复"), ("15", "理由"), ("36-1", "方式和途径")],
)  # fmt: skip
def test_a_decision_without_its_required_fields_goes_nowhere(ground: str, missing: str) -> None:
    desk = Desk()
    request = desk.register()
    decision = deciding.save(request, actor=desk.editor, values={"ground": ground}, version=0)
    with pytest.raises(Refused) as refused:
        deciding.submit(decision, actor=desk.editor)
    assert missing in words(refused)


@pytest.mark.task(33)
def test_a_refusal_needs_counsel_and_another_persons_signature() -> None:
    desk = Desk()
    request = desk.register()
    given = {"ground": "15", "facts": "示例", "reasons": "示例"}
    decision = deciding.save(request, actor=desk.head, values=given, version=0)
    decision = deciding.submit(decision, actor=desk.head)
    with pytest.raises(Refused) as refused:
        deciding.sign(decision, actor=desk.head)
    assert "自己拟的" in words(refused)
    assert "法律顾问" in words(refused)
    with pytest.raises(Refused):
        deciding.vet(decision, actor=desk.editor, kind="counsel", verdict="fit", text="示例")
    deciding.vet(decision, actor=desk.counsel, kind="counsel", verdict="change", text="示例：请补充理由")
    decision.refresh_from_db()
    assert (decision.state, "法律顾问" in decision.returned_reason) == ("draft", True)
    # A changed text is vetted anew: what was said of the earlier version doesn't count.
    decision = deciding.save(
        request, actor=desk.editor, values={"reasons": "示例：补充"}, version=decision.version
    )
    decision = deciding.submit(decision, actor=desk.editor)
    assert deciding.open_vettings(decision) == ["counsel"]


def test_two_officers_on_one_decision_one_wins_the_other_is_told() -> None:
    desk = Desk()
    request = desk.register()
    first = deciding.save(request, actor=desk.editor, values={"ground": "36-1", "where": "示例甲"}, version=0)
    deciding.save(request, actor=desk.editor, values={"where": "示例乙"}, version=first.version)
    with pytest.raises(Refused) as refused:
        deciding.save(request, actor=desk.second, values={"where": "示例丙"}, version=first.version)
    assert "另一位同志" in words(refused)
    request.determination.refresh_from_db()
    assert request.determination.where == "示例乙"


@pytest.mark.task(33)
def test_the_same_matter_decided_differently_has_to_be_reasoned() -> None:
    desk = Desk()
    desk.decide(desk.register(), "36-2")
    request = desk.register(name="示例申请人乙", identity_number="示例号码乙")
    with pytest.raises(Refused) as refused:
        desk.decide(request, "15")
    assert "同类申请" in words(refused)
    deciding.save(request, actor=desk.editor, values={"different_reason": "示例：这次涉及第三方"}, version=1)
    assert deciding.submit(request.determination, actor=desk.editor).state == "submitted"


def test_what_was_signed_is_not_signed_again_and_a_stale_reader_is_told() -> None:
    desk = Desk()
    request = desk.register()
    given = {"ground": "36-1", "where": "示例"}
    decision = deciding.submit(
        deciding.save(request, actor=desk.editor, values=given, version=0), actor=desk.editor
    )
    with pytest.raises(Refused) as refused:
        deciding.sign(decision, actor=desk.head, version=decision.version - 1)
    assert "又修改过" in words(refused)
    deciding.sign(decision, actor=desk.head, version=decision.version)
    for again in (
        lambda: deciding.sign(decision, actor=desk.head),
        lambda: closing.withdraw(request, actor=desk.editor, reason="示例"),
        lambda: clock_acts.extend(request, actor=desk.head, workdays=5, reason="示例"),
        lambda: filing.add(request, actor=desk.editor, part="found", uploads=[]),
    ):
        with pytest.raises(Refused):
            again()
    assert Letter.objects.filter(request=request).count() == 1


def test_withdrawing_ends_everything() -> None:
    desk = Desk()
    request = desk.register()
    charging.notify(request, actor=desk.head, method="pages", pages=50)
    closing.withdraw(request, actor=desk.editor, reason="示例：书面撤回")
    request.refresh_from_db()
    assert (request.state, request.row, request.due) == ("withdrawn", "R6-3", None)
    assert FeeNotice.objects.get(request=request).state == "waived"
    unconfirmed = desk.apply()
    closing.withdraw(unconfirmed, actor=desk.editor, reason="示例", from_applicant=True)
    unconfirmed.refresh_from_db()
    assert (unconfirmed.state, unconfirmed.received_on) == ("withdrawn", None)
    assert not Duty.objects.open().filter(kind__startswith="foi.").exists()


def test_a_text_with_an_unfilled_place_is_stopped_before_others_look_at_it() -> None:
    desk = Desk()
    request = desk.register()
    values = {"ground": "36-1", "where": "示例：〔请填写网址〕"}
    decision = deciding.save(request, actor=desk.editor, values=values, version=0)
    with pytest.raises(Refused) as refused:
        deciding.submit(decision, actor=desk.editor)
    assert "没有填写" in str(refused.value.reasons[0])
    decision = deciding.save(
        request, actor=desk.editor, values={**values, "where": "示例：门户网站"}, version=decision.version
    )
    deciding.submit(decision, actor=desk.editor)
