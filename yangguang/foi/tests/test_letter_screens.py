"""The screens of letters: who may read them, files that never run, delivery, settings, wordings, archive."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from yangguang.core.models import AuditEntry
from yangguang.foi import verifying
from yangguang.foi.actions import files, letters, serving
from yangguang.foi.models import (
    Delivery,
    DeskSettings,
    Determination,
    FoiRequest,
    Letter,
    ReasonText,
    RequestFile,
)
from yangguang.organisations.models import Role
from yangguang.organisations.tests.factories import actor_for, make_unit, openness_office

from .cases import COMMON, TODAY, Case, closed

pytestmark = [pytest.mark.django_db, pytest.mark.task(33)]


def browser(actor: Any) -> Client:
    client = Client()
    client.force_login(actor.user)
    return client


def body(response: Any) -> str:
    return response.content.decode()


def test_a_letter_is_read_and_taken_away_by_those_who_handle_it_and_by_counsel():
    case = Case(content="示例<script>alert(1)</script>")
    letter = case.issue("T13")
    here = f"/desk/requests/letters/{letter.pk}/"
    for actor in (case.editor, case.head, actor_for(Role.LAWYER, case.unit)):
        page = body(browser(actor).get(here))
        assert str(letter) in page
        assert "&lt;script&gt;" in page
        assert "alert(1)</script>" not in page
    answer = browser(case.editor).get(f"{here}letter.pdf")
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert b"".join(answer).startswith(b"%PDF-")
    assert b"".join(browser(case.editor).get(f"{here}letter.docx")).startswith(b"PK")
    office = openness_office()
    others = [
        actor_for(Role.EDITOR),
        actor_for(Role.SUPERVISOR, case.unit),
        actor_for(Role.HEAD, office),
        actor_for(Role.AUDITOR, office),
    ]
    for actor in others:
        assert browser(actor).get(here).status_code == 404
        assert browser(actor).get(f"{here}letter.pdf").status_code == 404
    assert Client().get(here).status_code == 302


def test_a_delivery_is_recorded_on_the_page_and_what_was_typed_comes_back():
    case = Case()
    letter = case.issue("T13")
    editor, here = browser(case.editor), f"/desk/requests/letters/{letter.pk}/"
    answer = editor.post(f"{here}do/send/", {"way": "post", "sent_on": f"{TODAY}", "proof": ""})
    assert answer.status_code == 422
    assert "请填写邮件单号" in body(answer)
    answer = editor.post(f"{here}do/send/", {"way": "post", "sent_on": "不是日期", "proof": "示例单号1"})
    assert "示例单号1" in body(answer)
    assert (
        editor.post(
            f"{here}do/send/", {"way": "post", "sent_on": f"{TODAY}", "proof": "示例单号1"}
        ).status_code
        == 302
    )
    row = Delivery.objects.get()
    page = body(editor.get(here))
    assert "等待送达" in page
    act = f"/desk/requests/deliveries/{row.pk}/"
    assert browser(actor_for(Role.EDITOR)).post(f"{act}confirm/").status_code == 404
    answer = editor.post(f"{act}confirm/", {"served_on": f"{TODAY}", "proof": ""})
    assert "请填写送达凭证" in body(answer)
    scans = [SimpleUploadedFile("回执.txt", b"shili"), SimpleUploadedFile("<b>.txt", b"shili2")]
    answer = editor.post(f"{act}confirm/", {"served_on": f"{TODAY}", "proof": "示例：签收", "uploads": scans})
    assert answer.status_code == 302
    assert FoiRequest.objects.get().served_on == TODAY
    assert case.request.files.filter(part="proof").count() == 2
    page = body(editor.get(here))
    assert "送达</span>" in page
    assert "不能作废" in page


def test_what_came_back_is_recorded_and_an_unknown_act_is_none():
    case = Case()
    letter = case.issue("T13")
    row = serving.send(letter, actor=case.editor, way="web", sent_on=TODAY)
    editor = browser(case.editor)
    assert editor.post(f"/desk/requests/deliveries/{row.pk}/fail/", {"reason": ""}).status_code == 422
    assert (
        editor.post(f"/desk/requests/deliveries/{row.pk}/fail/", {"reason": "示例：没有领取"}).status_code
        == 302
    )
    row.refresh_from_db()
    assert row.failed == "示例：没有领取"
    assert editor.post(f"/desk/requests/deliveries/{row.pk}/nothing/").status_code == 404
    assert editor.post(f"/desk/requests/letters/{letter.pk}/do/nothing/").status_code == 404


def test_mail_from_the_page_tells_why_it_is_off_and_what_failed(settings, monkeypatch):
    case = Case()
    letter = case.issue("T13")
    editor, here = browser(case.editor), f"/desk/requests/letters/{letter.pk}/"
    assert "没有开通" in body(editor.get(here))
    settings.FOI_MAIL_LETTERS = True

    def broken(self, *args):
        raise OSError("no route")

    monkeypatch.setattr("django.core.mail.EmailMessage.send", broken)
    answer = editor.post(f"{here}do/mail/", {"to": "shili@example.org"})
    assert answer.status_code == 422
    assert "no route" in body(answer)
    assert "没有送到" in body(editor.get(here))


def test_a_void_letter_says_so_on_its_page_and_in_its_files_name():
    case = Case()
    letter = case.issue("T13")
    here = f"/desk/requests/letters/{letter.pk}/"
    assert browser(case.editor).post(f"{here}do/void/", {"reason": "示例"}).status_code == 422
    browser(case.reviewer).post(f"{here}do/void/", {"reason": "示例：写错"})
    page = body(browser(case.editor).get(here))
    assert "文号不再使用" in page
    from urllib.parse import unquote

    assert "（作废）.pdf" in unquote(browser(case.editor).get(f"{here}letter.pdf")["Content-Disposition"])


def test_the_decisions_letter_is_seen_before_it_is_signed():
    case = Case()
    editor, here = browser(case.editor), f"/desk/requests/{case.request.pk}/preview/"
    assert editor.get(here).status_code == 404
    decision = Determination.objects.create(request=case.request, ground="15", facts="示例：事实")
    page = body(editor.get(here))
    assert "不予公开告知书缺少“理由”" in page
    assert "请在处理决定里填写" in page
    decision.reasons = "示例：理由"
    decision.save()
    assert "要素齐全" in body(editor.get(here))
    assert b"".join(editor.get(f"{here}?form=pdf")).startswith(b"%PDF-")
    assert browser(actor_for(Role.EDITOR)).get(here).status_code == 404
    assert not Letter.objects.exists()


def test_files_are_only_for_saving_and_proof_of_identity_is_read_on_record():
    case = Case()
    paper = files.keep(
        case.request, RequestFile.Part.FOUND, b"<script>alert(1)</script>", "页面.html", actor=case.editor
    )
    card = files.keep(case.request, RequestFile.Part.IDENTITY, b"\xff\xd8", "证件.jpg", actor=case.editor)
    editor, counsel = browser(case.editor), browser(actor_for(Role.LAWYER, case.unit))
    answer = editor.get(f"/desk/requests/files/{paper.pk}/")
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["Cache-Control"] == "no-store"
    assert b"".join(answer) == b"<script>alert(1)</script>"
    assert counsel.get(f"/desk/requests/files/{paper.pk}/").status_code == 200
    assert counsel.get(f"/desk/requests/files/{card.pk}/").status_code == 404
    assert not AuditEntry.objects.filter(code="foi.identity.read").exists()
    assert editor.get(f"/desk/requests/files/{card.pk}/").status_code == 200
    assert AuditEntry.objects.filter(code="foi.identity.read").count() == 1
    from django.core.files.storage import default_storage

    default_storage.delete(paper.path)
    assert editor.get(f"/desk/requests/files/{paper.pk}/").status_code == 404
    for actor in (actor_for(Role.HEAD, openness_office()), actor_for(Role.EDITOR)):
        assert browser(actor).get(f"/desk/requests/files/{card.pk}/").status_code == 404


class TestDesk:
    GOOD = {
        "mark": "示例公开",
        "kind": "department",
        "phone": "0592-0000000",
        "address": "",
        "superior": "示例市局",
    }

    def test_head_and_openness_officer_keep_it_and_nobody_else(self):
        unit = make_unit()
        here = f"/desk/requests/settings/?unit={unit.pk}"
        for role, may in (
            (Role.HEAD, True),
            (Role.OPENNESS, True),
            (Role.REVIEWER, False),
            (Role.EDITOR, False),
        ):
            client = browser(actor_for(role, unit))
            assert (client.get(here).status_code == 200) is may
        assert browser(actor_for(Role.HEAD)).get(here).status_code == 404
        assert browser(actor_for(Role.HEAD)).post(here, self.GOOD).status_code == 404
        assert not DeskSettings.objects.exists()

    def test_it_is_derived_until_it_is_kept_and_wrong_entries_come_back(self):
        unit = make_unit()
        head = browser(actor_for(Role.HEAD, unit))
        here = f"/desk/requests/settings/?unit={unit.pk}"
        assert "系统推定" in body(head.get(here))
        for wrong, word in (
            ({"mark": "示例〔2021〕"}, "只能是"), ({"kind": "vertical", "superior": ""}, "上一级主管部门"), ({"phone": ""}, "联系方式"),
            ({"email": "x"}, "有效"),
        ):  # fmt: skip
            answer = head.post(here, {**self.GOOD, **wrong})
            assert answer.status_code == 422
            assert word in body(answer)
        assert head.post(here, self.GOOD).status_code == 302
        assert DeskSettings.objects.get(unit=unit).mark == "示例公开"
        assert head.post(here, {**self.GOOD, "verified": "on"}).status_code == 302
        assert DeskSettings.objects.get().verified
        assert AuditEntry.objects.filter(code="foi.desk.set").count() == 2
        other = make_unit()
        answer = browser(actor_for(Role.HEAD, other)).post(
            f"/desk/requests/settings/?unit={other.pk}", self.GOOD
        )
        assert "另一个单位已经用了" in body(answer)

    def test_a_new_mark_is_in_the_next_letter_and_not_in_the_last(self):
        case = Case()
        first = case.issue("T02")
        head = browser(case.head)
        head.post(f"/desk/requests/settings/?unit={case.unit.pk}", {**self.GOOD, "mark": "示例新公开"})
        assert str(case.issue("T13")) == "示例新公开〔2021〕2号"
        first.refresh_from_db()
        assert str(first).startswith(f"示例{case.unit.pk}公开")


class TestReasons:
    WORDS = {"ground": "15", "title": "示例标题", "text": "示例<b>文本</b>", "active": "on"}

    def test_a_unit_keeps_its_own_and_the_office_those_of_the_district(self):
        unit, office = make_unit(), openness_office()
        head, chief = browser(actor_for(Role.HEAD, unit)), browser(actor_for(Role.HEAD, office))
        here = "/desk/requests/reasons/"
        assert head.post(f"{here}new/", {**self.WORDS, "owner": unit.pk}).status_code == 302
        own = ReasonText.objects.get(title="示例标题")
        assert own.unit == unit
        assert "示例&lt;b&gt;文本" in body(head.get(here))
        assert "示例&lt;b&gt;文本" not in body(browser(actor_for(Role.EDITOR)).get(here))
        packaged = ReasonText.objects.get(packaged="secret")
        assert head.get(f"{here}{packaged.pk}/").status_code == 404
        assert chief.get(f"{here}{own.pk}/").status_code == 404
        assert chief.post(f"{here}{packaged.pk}/", {**self.WORDS, "active": ""}).status_code == 302
        packaged.refresh_from_db()
        assert not packaged.active
        assert chief.post(f"{here}new/", {**self.WORDS, "owner": ""}).status_code == 302
        assert ReasonText.objects.filter(title="示例标题", unit=None).count() == 2
        assert head.post(f"{here}{own.pk}/", {**self.WORDS, "text": ""}).status_code == 422

    def test_an_owner_that_is_not_ones_own_is_not_taken(self):
        head = actor_for(Role.HEAD)
        other = make_unit()
        browser(head).post("/desk/requests/reasons/new/", {**self.WORDS, "owner": other.pk})
        assert not ReasonText.objects.filter(unit=other).exists()
        assert not ReasonText.objects.filter(title="示例标题", unit=None).exists()


def test_a_case_is_archived_on_its_page_and_taken_away():
    case = Case()
    letter = case.issue("T13")
    request = closed(case, "15")
    editor, here = browser(case.editor), f"/desk/requests/{request.pk}/archive/"
    assert "答复还没有送达" in body(editor.get(here))
    editor.post(here)
    assert FoiRequest.objects.get().archived_at is None
    serving.send(letter, actor=case.editor, way="person", sent_on=TODAY, proof="示例")
    assert "材料齐全" in body(editor.get(here))
    assert "不能再制发" in body(editor.post(here, follow=True))
    assert editor.get(f"{here}package/").status_code == 405
    answer = editor.post(f"{here}package/")
    content = b"".join(answer)
    assert verifying.verify(io.BytesIO(content)) == []
    counsel = browser(actor_for(Role.LAWYER, case.unit))
    assert counsel.post(f"{here}package/").status_code in (302, 409)
    assert browser(actor_for(Role.EDITOR)).get(here).status_code == 404


def test_problems_tell_beforehand_what_issuing_would_refuse():
    case = Case()
    assert (
        letters.problems(case.request, "T13", dated=TODAY, given={**COMMON, "facts": ""})[0].field == "facts"
    )
    assert letters.problems(case.request, "T13", dated=TODAY + dt.timedelta(days=99999), given=COMMON)
