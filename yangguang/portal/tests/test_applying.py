"""依申请公开 by the web form: the way through, every fault at once and nothing lost, robots, doubles, leaks, caches."""

from __future__ import annotations

import datetime as dt
import json
import logging
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection
from django.test import RequestFactory
from django.urls import clear_script_prefix
from django.utils import timezone

from yangguang.core import audit
from yangguang.core.jobs import JOBS
from yangguang.delivery.cache import PageCache
from yangguang.delivery.traditional import Traditional
from yangguang.duties.models import Duty
from yangguang.foi.actions import applying, files
from yangguang.foi.applying import drafts, proof, throttle
from yangguang.foi.models import Draft, DraftFile, FoiRequest, RequestFile, Tries
from yangguang.organisations.models import UnitKind
from yangguang.organisations.tests.factories import make_contact, make_unit

from .applicants import (
    ADDRESS,
    CONTENT,
    MAIL,
    NAME,
    NUMBER,
    PHONE,
    Visitor,
    answered,
    faults,
    only_draft,
    paper,
    values,
    worked,
)

pytestmark = [pytest.mark.django_db, pytest.mark.task(32)]


@pytest.fixture(autouse=True)
def _easy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proof, "BITS", 4)


@pytest.fixture
def unit(db: Any) -> Any:
    return make_unit("区示例住建局", phone="0592-0000001")


@pytest.fixture
def visitor() -> Visitor:
    return Visitor()


# --- the way through ---


def test_the_guide_tells_how_long_it_takes_and_where_else_to_go(visitor: Visitor, unit: Any) -> None:
    make_contact(make_unit("示例街道", UnitKind.STREET), phone="0592-0000002")
    make_unit("示例党委部门", UnitKind.PARTY)
    page = visitor.get("/apply/")
    text = page.content.decode()
    due = page.context["example"].due
    assert f"{due.year}年{due.month}月{due.day}日" in text
    assert "0592-0000001" in text
    assert "0592-0000002" in text
    assert "示例党委部门" not in text
    assert "不用说明" in text
    assert page["X-Robots-Tag"] == "all"


def test_a_request_goes_from_the_form_to_the_receipt(visitor: Visitor, unit: Any) -> None:
    page = visitor.get("/apply/form/")
    assert "用途" not in str(page.context["form"].as_p()).replace("不用写用途", "")
    filled = visitor.fill(
        unit, identity_files=paper(), uploads=paper("示例材料.txt", "示例：材料"), needs_help="on"
    )
    assert filled.status_code == 302
    review = visitor.get(filled["Location"])
    for said in (CONTENT, NAME, NUMBER, PHONE, MAIL, ADDRESS, "示例身份证明.txt", "网上领取", "自然人"):
        assert said in review.content.decode()
    sent = visitor.send(filled["Location"])
    receipt = visitor.get(sent["Location"])
    made = FoiRequest.objects.get()
    code = receipt.context["code"]
    assert made.number in receipt.content.decode()
    assert code in receipt.content.decode()
    assert (made.channel, made.received_on, made.state, made.needs_help) == (
        "online",
        None,
        "to_confirm",
        True,
    )
    assert (made.content, made.applicant.name, made.applicant.identity_number) == (CONTENT, NAME, NUMBER)
    assert made.registered_by == ""
    kept = {f.part: (f.filename, files.content(f).decode(), f.from_applicant) for f in made.files.all()}
    assert kept == {
        "identity": ("示例身份证明.txt", "示例：身份证明", True),
        "application": ("示例材料.txt", "示例：材料", True),
    }
    assert Duty.objects.get(kind="foi.confirm").unit == unit
    assert visitor.open(code).context["case"] == made
    text = visitor.get(f"{sent['Location']}receipt.txt")
    assert code in text.content.decode()
    assert "attachment" in text["Content-Disposition"]
    assert list(audit.verify()) == []


def test_an_organisation_applies_with_its_credit_code(visitor: Visitor, unit: Any) -> None:
    from yangguang.core.numbers import credit_check

    code = "91350200M000100Y4" + credit_check("91350200M000100Y4")
    made, _ = visitor.apply(
        unit,
        applicant_kind="C2",
        name="示例公司",
        identity="credit",
        identity_number=f" {code.lower()} ",
        contact="示例联系人",
    )
    assert (made.applicant.identity_number, made.applicant.contact) == (code, "示例联系人")


def test_the_hub_leads_to_the_form_with_its_unit(visitor: Visitor, unit: Any) -> None:
    party = make_unit("示例党委部门", UnitKind.PARTY)
    assert f"/apply/form/?unit={unit.code}" in visitor.get(f"/hub/{unit.code}/").content.decode()
    assert "/apply/form/" not in visitor.get(f"/hub/{party.code}/").content.decode()
    assert 'href="/apply/form/"' in visitor.get("/hub/").content.decode()
    assert 'href="/apply/"' in visitor.get("/").content.decode()
    assert visitor.get(f"/apply/form/?unit={unit.code}").context["form"].initial == {"unit": unit.pk}
    assert visitor.get("/apply/form/?unit=none").status_code == 200


# --- faults ---

FAULTS = [
    ({"unit": ""}, "unit", "请选择单位"),
    ({"unit": "999999"}, "unit", "不受理"),
    ({"unit": "x"}, "unit", "不受理"),
    ({"content": "  "}, "content", "名称、文号"),
    ({"content": "示" * 5001}, "content", "不要超过 5000 字"),
    ({"carrier": ""}, "carrier", "请选择"),
    ({"carrier": "film"}, "carrier", "请选择"),
    ({"way": ""}, "way", "请选择"),
    ({"applicant_kind": ""}, "applicant_kind", "请选择"),
    ({"name": ""}, "name", "姓名或者名称"),
    ({"identity": ""}, "identity", "证件种类"),
    ({"identity": "credit"}, "identity", "自然人没有"),
    ({"applicant_kind": "C2"}, "identity", "统一社会信用代码"),
    ({"identity_number": ""}, "identity_number", "证件号码"),
    ({"identity_number": "000000190001010018"}, "identity_number", "校验码"),
    ({"identity_number": "00000019000231001X"}, "identity_number", "出生日期"),
    ({"identity": "passport", "identity_number": "示例"}, "identity_number", "字母和数字"),
    ({"phone": "", "email": "", "address": ""}, "phone", "至少留一种"),
    ({"phone": "12"}, "phone", "电话号码写得不对"),
    ({"phone": "12000000000"}, "phone", "手机号码"),
    ({"email": "示例"}, "email", "电子邮箱写得不对"),
    ({"way": "email", "email": ""}, "email", "电子邮件"),
    ({"way": "post", "address": ""}, "address", "邮寄"),
    ({"postcode": "36100"}, "postcode", "6 位"),
    ({"name": "示\x00例"}, "name", ""),
]


@pytest.mark.parametrize(("changed", "field", "said"), FAULTS)
def test_each_fault_is_told_at_its_field_and_nothing_is_lost(
    visitor: Visitor, unit: Any, changed: dict[str, str], field: str, said: str
) -> None:
    page = visitor.fill(unit, **changed)
    assert page.status_code == 200
    assert list(faults(page)) == [field]
    assert said in "".join(faults(page)[field])
    text = page.content.decode()
    assert f'href="#id_{field}' in text
    for kept in (NAME, NUMBER, PHONE, MAIL, ADDRESS, CONTENT):
        if kept not in [values(unit)[f] for f in changed]:
            assert kept in text
    assert not FoiRequest.objects.exists()
    # What was typed, wrong or not, is there when the form is opened again.
    again = visitor.get("/apply/form/").context["form"]
    typed = {**values(unit), **changed}
    assert {f: again.initial[f] for f in ("name", "content", "phone")} == {
        f: str(typed[f]).replace("\x00", "") for f in ("name", "content", "phone")
    }


@pytest.mark.parametrize(
    "phone",
    ["0592-0000000", "(0592)0000000", "+86 138 0000 0000", "０５９２－０００００００", "0592-0000000-123"],
)
def test_telephones_as_people_write_them(visitor: Visitor, unit: Any, phone: str) -> None:
    assert visitor.fill(unit, phone=phone).status_code == 302


def test_all_faults_are_told_at_once(visitor: Visitor, unit: Any) -> None:
    page = visitor.client.post("/apply/form/", {"form": visitor.token()})
    assert set(faults(page)) == {
        "unit", "content", "carrier", "way", "applicant_kind", "name", "identity", "identity_number", "phone",
    }  # fmt: skip
    assert "有 9 处要改正" in page.content.decode()


def test_a_bad_file_costs_only_itself_and_good_files_are_kept_for_the_next_try(
    visitor: Visitor, unit: Any
) -> None:
    token = visitor.token()
    bad = paper("示例.exe", "MZ")
    page = visitor.fill(
        unit, token=token, name="", identity_files=paper(), uploads=[paper("示例甲.txt"), bad]
    )
    assert set(faults(page)) == {"name", "uploads"}
    assert "示例.exe" in faults(page)["uploads"][0]
    draft = only_draft()
    kept = {f.filename: f for f in draft.files.all()}
    assert set(kept) == {"示例身份证明.txt", "示例甲.txt"}
    assert "示例甲.txt" in page.content.decode()
    raw = default_storage.open(kept["示例甲.txt"].path).read()
    assert "示例".encode() not in raw
    again = visitor.fill(unit, token=page.context["token"], remove=[str(kept["示例甲.txt"].pk), "x"])
    assert again.status_code == 302
    visitor.send(again["Location"])
    assert [f.filename for f in RequestFile.objects.all()] == ["示例身份证明.txt"]


def test_at_most_ten_files_and_sixty_megabytes(
    visitor: Visitor, unit: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = visitor.fill(unit, uploads=[paper(f"示例{n}.txt") for n in range(11)])
    assert "最多附 10 个" in faults(page)["uploads"][0]
    assert only_draft().files.count() == 10
    monkeypatch.setattr(drafts, "MAX_TOTAL", 10)
    other = Visitor().fill(unit, uploads=[paper()])
    assert "合计不能超过" in faults(other)["uploads"][0]


def test_uploads_of_one_address_have_an_end_but_the_request_has_not(
    visitor: Visitor, unit: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttle, "UPLOADS", throttle.Limit("upload", 0, 60))
    page = visitor.fill(unit, uploads=[paper()])
    assert "不带附件提交" in faults(page)["uploads"][0]
    again = visitor.fill(unit, token=page.context["token"])
    assert visitor.send(again["Location"])["Location"].startswith("/apply/receipt/")


def test_what_the_desk_refuses_comes_back_to_the_form(visitor: Visitor, unit: Any) -> None:
    filled = visitor.fill(unit)
    data = answered(visitor.get(filled["Location"]))
    unit.active_to = timezone.localdate() - dt.timedelta(days=1)
    unit.save()
    back = visitor.client.post(filled["Location"], data)
    assert back["Location"] == "/apply/form/?check=1"
    assert "不受理" in faults(visitor.get(back["Location"]))["unit"][0]


# --- the draft ---


def test_typing_is_kept_and_comes_back_in_this_browser_only(visitor: Visitor, unit: Any) -> None:
    token = visitor.token()
    for text in ("示例：停", "示例：停车场"):
        said = visitor.client.post(
            "/apply/draft/", {"form": token, "content": text, "name": NAME, "identity_number": "12"}
        )
    assert said.json()["saved"]
    assert said.cookies["foi_draft"]["httponly"]
    shown = visitor.get("/apply/form/")
    assert shown.context["form"].initial["content"] == "示例：停车场"
    assert drafts.read_form(shown.context["token"])[0] == drafts.read_form(token)[0]  # type: ignore[index]
    assert Draft.objects.count() == 1
    assert NAME not in Visitor().get("/apply/form/").content.decode()
    assert "接着填写" in visitor.get("/apply/").content.decode()


def test_a_stolen_name_of_a_form_opens_nothing_without_the_cookie(visitor: Visitor, unit: Any) -> None:
    made, _ = visitor.apply(unit)
    draft = only_draft()
    for address in (
        f"/apply/review/{draft.form}/",
        f"/apply/receipt/{draft.form}/",
        f"/apply/receipt/{draft.form}/receipt.txt",
    ):
        assert Visitor().get(address).status_code == 404
    stranger = Visitor()
    said = stranger.client.post(
        "/apply/draft/", {"form": drafts.new_form(timezone.now(), draft.form), "content": "示例"}
    )
    assert said.status_code == 409
    filled = stranger.fill(unit, token=drafts.new_form(timezone.now(), draft.form))
    assert draft.form not in filled["Location"]
    assert Draft.objects.get(pk=draft.pk).sent == made


def test_the_reader_clears_the_draft_and_nothing_is_left(
    visitor: Visitor, unit: Any, django_capture_on_commit_callbacks: Any
) -> None:
    visitor.fill(unit, name="", uploads=[paper()])
    path = DraftFile.objects.get().path
    with django_capture_on_commit_callbacks(execute=True):
        cleared = visitor.client.post("/apply/clear/", follow=True)
    assert "草稿已经清除" in cleared.content.decode()
    assert not Draft.objects.exists()
    assert not default_storage.exists(path)
    assert "foi_draft" not in visitor.client.cookies or not visitor.client.cookies["foi_draft"].value
    assert visitor.client.get("/apply/clear/").status_code == 405


def test_sending_erases_the_draft_and_its_files(
    visitor: Visitor, unit: Any, django_capture_on_commit_callbacks: Any
) -> None:
    filled = visitor.fill(unit, uploads=[paper()])
    path = DraftFile.objects.get().path
    with django_capture_on_commit_callbacks(execute=True):
        visitor.send(filled["Location"])
    draft = only_draft()
    assert (draft.content, draft.files.count()) == ("", 0)
    assert not default_storage.exists(path)
    assert default_storage.exists(RequestFile.objects.get().path)
    assert visitor.get("/apply/form/").context["draft"] is None


def test_the_job_deletes_what_is_a_week_old_and_files_without_a_row(
    visitor: Visitor, unit: Any, django_capture_on_commit_callbacks: Any
) -> None:
    visitor.fill(unit, name="", uploads=[paper()])
    orphan = default_storage.save(f"{drafts.FOLDER}/{'0' * 32}", paper())
    soon, late = timezone.now() + dt.timedelta(days=6), timezone.now() + dt.timedelta(days=8)
    with django_capture_on_commit_callbacks(execute=True):
        assert drafts.sweep(soon) == 0
    assert Draft.objects.count() == 1
    assert not default_storage.exists(orphan)
    path = DraftFile.objects.get().path
    with django_capture_on_commit_callbacks(execute=True):
        assert drafts.sweep(late) == 1
    assert not default_storage.exists(path)
    assert "清除草稿" in JOBS.get("foi.drafts").run(timezone.localdate())


def test_an_expired_draft_is_not_opened_even_before_the_job_ran(visitor: Visitor, unit: Any) -> None:
    filled = visitor.fill(unit)
    Draft.objects.update(expires_at=timezone.now())
    assert visitor.get(filled["Location"]).status_code == 404
    assert visitor.get("/apply/form/").context["form"].initial == {}


def test_one_browser_holds_five_drafts(visitor: Visitor, unit: Any) -> None:
    for number in range(7):
        visitor.client.post("/apply/draft/", {"form": visitor.token(), "content": f"示例 {number}"})
    assert Draft.objects.count() == drafts.MOST
    assert visitor.get("/apply/form/").context["form"].initial["content"] == "示例 6"


def test_autosaving_has_an_end_and_takes_only_our_forms(
    visitor: Visitor, unit: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert visitor.client.post("/apply/draft/", {"form": "x", "content": "示例"}).status_code == 400
    monkeypatch.setattr(throttle, "SAVES", throttle.Limit("save", 2, 10))
    assert visitor.client.post("/apply/draft/", {"form": visitor.token()}).status_code == 200
    assert visitor.client.post("/apply/draft/", {"form": visitor.token()}).status_code == 429


# --- doubles ---


def test_the_same_form_sent_twice_makes_one_request_and_shows_the_same_receipt(
    visitor: Visitor, unit: Any
) -> None:
    token = visitor.token()
    filled = visitor.fill(unit, token=token)
    data = answered(visitor.get(filled["Location"]))
    one = visitor.client.post(filled["Location"], data)
    two = visitor.client.post(filled["Location"], data)
    assert one["Location"] == two["Location"]
    assert FoiRequest.objects.count() == 1
    assert visitor.get(one["Location"]).context["code"] == visitor.get(two["Location"]).context["code"] != ""
    again = visitor.fill(unit, token=token)
    assert again["Location"] == one["Location"]
    assert visitor.client.post("/apply/draft/", {"form": token, "content": "示例"}).status_code == 409


def test_another_text_under_a_sent_form_is_a_request_of_its_own(visitor: Visitor, unit: Any) -> None:
    token = visitor.token()
    visitor.send(visitor.fill(unit, token=token)["Location"])
    other = visitor.fill(unit, token=token, content="示例：另一份批复")
    assert other["Location"].startswith("/apply/review/")
    visitor.send(other["Location"])
    assert {r.content for r in FoiRequest.objects.all()} == {CONTENT, "示例：另一份批复"}


def test_what_was_changed_in_another_tab_is_shown_before_it_is_sent(visitor: Visitor, unit: Any) -> None:
    filled = visitor.fill(unit)
    data = answered(visitor.get(filled["Location"]))
    draft = only_draft()
    visitor.client.post(
        "/apply/draft/",
        {"form": drafts.new_form(timezone.now(), draft.form), **values(unit, name="示例改名")},
    )
    page = visitor.client.post(filled["Location"], data)
    assert "在别的页面改过了" in page.content.decode()
    assert "示例改名" in page.content.decode()
    assert not FoiRequest.objects.exists()


def test_a_receipt_is_shown_for_half_an_hour_or_until_it_is_put_away(visitor: Visitor, unit: Any) -> None:
    visitor.apply(unit)
    draft = only_draft()
    address = f"/apply/receipt/{draft.form}/"
    visitor.client.post(address)
    assert visitor.get(address).context["code"] == ""
    assert visitor.get(f"{address}receipt.txt").status_code == 404
    assert only_draft().receipt == ""
    other = Visitor()
    other.apply(unit)
    late = Draft.objects.latest("pk")
    Draft.objects.filter(pk=late.pk).update(receipt_until=timezone.now())
    assert other.get(f"/apply/receipt/{late.form}/").context["code"] == ""
    assert drafts.forget_receipts(timezone.now()) == 1
    with connection.cursor() as cursor:
        cursor.execute("select receipt from foi_draft where id = %s", [late.pk])
        assert cursor.fetchone()[0] == ""


def test_nothing_is_left_on_the_disk_when_sending_fails(
    visitor: Visitor, unit: Any, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path
) -> None:
    own = {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path, "base_url": None}}
    settings.STORAGES = {**settings.STORAGES, "default": own}  # the suite's processes share a folder
    filled = visitor.fill(unit, identity_files=paper(), uploads=[paper("示例甲.txt")])
    folder = Path(default_storage.path("foi"))
    before = {p for p in folder.rglob("*") if p.is_file()}

    def broken(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("示例")

    monkeypatch.setattr(applying.tally, "note_sent", broken)
    with pytest.raises(RuntimeError):
        visitor.send(filled["Location"])
    assert not FoiRequest.objects.exists()
    assert {p for p in folder.rglob("*") if p.is_file()} == before
    monkeypatch.undo()
    monkeypatch.setattr(proof, "BITS", 4)
    assert visitor.send(filled["Location"]).status_code == 302
    assert FoiRequest.objects.get().files.count() == 2


def test_a_lost_file_is_told_and_the_rest_can_be_sent(visitor: Visitor, unit: Any) -> None:
    filled = visitor.fill(unit, uploads=[paper()])
    file = DraftFile.objects.get()
    default_storage.delete(file.path)
    page = visitor.send(filled["Location"])
    assert "附件读不出来" in faults(page)["uploads"][0]
    again = visitor.fill(unit, token=page.context["token"], remove=[str(file.pk)])
    assert visitor.send(again["Location"]).status_code == 302


# --- robots ---


def test_the_work_opens_and_serves_once(visitor: Visitor, unit: Any) -> None:
    filled = visitor.fill(unit)
    review = visitor.get(filled["Location"])
    assert not review.context["ask"]
    used = worked(review)
    assert visitor.client.post(filled["Location"], used).status_code == 302
    other = visitor.fill(unit, content="示例：别的")
    replay = {
        **answered(visitor.get(other["Location"])),
        **{k: used[k] for k in ("challenge", "work")},
        "answer": "",
    }
    page = visitor.client.post(other["Location"], replay)
    assert "还没有提交" in page.content.decode()
    assert FoiRequest.objects.count() == 1
    assert visitor.send(other["Location"]).status_code == 302


@pytest.mark.parametrize(
    "given",
    [{"answer": "99"}, {"answer": "", "work": ""}, {"answer": "", "work": "1,2,3"}, {"challenge": "x"}],
)
def test_a_failed_check_brings_everything_back_with_another_question(
    visitor: Visitor, unit: Any, given: dict[str, str]
) -> None:
    filled = visitor.fill(unit, uploads=[paper()])
    page = visitor.send(filled["Location"], **given)
    assert page.status_code == 200
    assert "还没有提交" in page.content.decode()
    assert page.context["ask"]
    for kept in (NAME, NUMBER, CONTENT, "示例身份证明.txt", "0592-0000001"):
        assert kept in page.content.decode()
    assert visitor.client.post(filled["Location"], answered(page)).status_code == 302


@pytest.mark.parametrize("how", ["trap", "quick"])
def test_what_looks_like_a_robot_is_asked_a_question_and_then_taken(
    visitor: Visitor, unit: Any, how: str
) -> None:
    if how == "trap":
        filled = visitor.fill(unit, homepage="https://example.org/")
    else:
        filled = visitor.fill(unit, token=visitor.token(seconds=0))
    review = visitor.get(filled["Location"])
    assert review.context["ask"]
    page = visitor.client.post(filled["Location"], worked(review))
    assert "还没有提交" in page.content.decode()
    assert visitor.client.post(filled["Location"], answered(page)).status_code == 302


def test_a_quick_second_try_is_no_robot(visitor: Visitor, unit: Any) -> None:
    page = visitor.fill(unit, name="")
    filled = visitor.fill(unit, token=page.context["token"])
    assert not visitor.get(filled["Location"]).context["ask"]


def test_many_requests_of_one_address_are_asked_first_and_put_off_later(
    visitor: Visitor, unit: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttle, "EASY_SENDS", throttle.Limit("easy", 1, 60))
    monkeypatch.setattr(throttle, "SENDS", throttle.Limit("send", 2, 60))
    visitor.apply(unit)
    filled = visitor.fill(unit, content="示例：二")
    review = visitor.get(filled["Location"])
    assert review.context["ask"]
    assert visitor.client.post(filled["Location"], worked(review)).status_code == 200
    assert visitor.send(filled["Location"]).status_code == 302
    third = visitor.fill(unit, content="示例：三")
    page = visitor.send(third["Location"])
    assert page.status_code == 429
    for said in ("分钟后再提交", "0592-0000001", "示例：三"):
        assert said in page.content.decode()
    Tries.objects.all().delete()
    assert visitor.send(third["Location"]).status_code == 302
    elsewhere = Visitor(REMOTE_ADDR="192.0.2.77")
    monkeypatch.setattr(throttle, "SENDS", throttle.Limit("send", 1, 60))
    assert elsewhere.apply(unit)[0].pk


# --- leaks ---


served = WSGIHandler()


def asked(application: Any, path: str, **environ: str) -> bytes:
    """What a WSGI application answers to a GET; the test's own connection and script prefix stay as they are."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        return b"".join(application(RequestFactory().get(path, **environ).environ, lambda s, h, e=None: None))
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)
        clear_script_prefix()  # the handler sets it for its thread, which is the next test's too


def _everything() -> str:
    """Every value of every table, as it lies in the database."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'select * from "{table}"')
            found += [f"{table}: {row}" for row in cursor.fetchall()]
    return "\n".join(found)


def test_no_personal_data_lies_open_in_tables_log_or_files(
    visitor: Visitor, unit: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    content = f"示例：{NAME}，{NUMBER}，电话 {PHONE}，申请本人住处 {ADDRESS} 的批复"
    visitor.fill(unit, name="", content=content, uploads=[paper(f"{NAME}.txt")])
    half_way = _everything()
    made, code = visitor.apply(unit, content=content, uploads=[paper(f"{NAME}.txt", f"示例 {NUMBER}")])
    visitor.open(code)
    visitor.client.post("/apply/case/write/", {"text": f"示例：我是{NAME}，{PHONE}"})
    whole = _everything()
    assert f"foi_applicant: ({made.applicant.pk}, " in whole
    plain = half_way + whole + caplog.text
    for secret in (NAME, NUMBER, PHONE, MAIL, ADDRESS, code, code.replace("-", "")):
        assert secret not in plain
    assert made.subject.startswith("示例：（略）")
    entry = json.dumps(
        [(e.before, e.after, e.details, e.object_label) for e in audit.AuditEntry.objects.all()]
    )
    assert NAME not in entry
    for file in Path(settings.HOME, "files", "foi").rglob("*"):
        if file.is_file():
            assert NUMBER.encode() not in file.read_bytes()


def test_nothing_personal_is_in_any_address(visitor: Visitor, unit: Any) -> None:
    filled = visitor.fill(unit)
    sent = visitor.send(filled["Location"])
    _, code = FoiRequest.objects.get(), visitor.get(sent["Location"]).context["code"]
    entered = visitor.client.post("/apply/case/", {"code": code})
    for address in (filled["Location"], sent["Location"], entered["Location"]):
        assert not any(s in address for s in (NAME, NUMBER, PHONE, code, code.replace("-", "")))
    assert code not in str(visitor.client.cookies)


def test_the_pages_are_kept_by_no_cache_and_found_by_no_search_engine(visitor: Visitor, unit: Any) -> None:
    filled = visitor.fill(unit)
    answers = [visitor.get("/apply/form/"), visitor.get(filled["Location"])]
    sent = visitor.send(filled["Location"])
    receipt = visitor.get(sent["Location"])
    answers += [
        filled,
        sent,
        receipt,
        visitor.get(f"{sent['Location']}receipt.txt"),
        visitor.get("/apply/case/"),
    ]
    answers += [visitor.open(receipt.context["code"]), visitor.get("/apply/")]
    for answer in answers:
        assert answer["Cache-Control"] == "no-store"
        assert answer["Referrer-Policy"] == "same-origin"
        assert "X-Yangguang-Tags" not in answer
    for answer in answers[:-1]:
        assert "noindex" in answer["X-Robots-Tag"]
    assert "noindex" in visitor.get("/apply/form/").content.decode()


def test_the_page_cache_lets_the_pages_pass(unit: Any) -> None:
    cache = PageCache(served)
    for path in ("/apply/", "/apply/form/", "/apply/case/", "/apply/"):
        assert asked(cache, path)
    assert len(cache) == 0
    assert asked(cache, "/units/")  # the same way keeps a page that may be kept
    assert len(cache) == 1


def test_forms_of_other_sites_are_refused(unit: Any) -> None:
    strict = Visitor(enforce_csrf_checks=True)
    for address in (
        "/apply/form/",
        "/apply/draft/",
        "/apply/clear/",
        "/apply/case/",
        "/apply/case/write/",
        "/apply/found/",
    ):
        assert strict.client.post(address, {"form": strict.token()}).status_code == 403
    assert not Draft.objects.exists()
    page = strict.get("/apply/form/")
    given = {
        "form": page.context["token"],
        "csrfmiddlewaretoken": str(page.context["csrf_token"]),
        **values(unit),
    }
    assert strict.client.post("/apply/form/", given).status_code == 302


def test_the_form_in_traditional_characters_keeps_what_was_typed(visitor: Visitor, unit: Any) -> None:
    visitor.fill(unit, content="示例：发展规划", name="")
    cookie = f"foi_draft={visitor.client.cookies['foi_draft'].value}"
    text = asked(Traditional(served), "/hant/apply/form/", HTTP_COOKIE=cookie).decode()
    assert "填寫申請" in text
    assert "示例：发展规划" in text
