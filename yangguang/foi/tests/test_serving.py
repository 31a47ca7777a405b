"""Delivery: each way with its proof, once; the reply's arrival is the request's; failures are told and kept."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail as outbox
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from yangguang.core import audit
from yangguang.core.actions import Refused
from yangguang.foi.actions import files, letters, serving
from yangguang.foi.models import Delivery, Determination, FoiRequest, RequestFile
from yangguang.organisations.models import Role
from yangguang.organisations.tests.factories import actor_for

from .cases import TODAY, Case

pytestmark = [pytest.mark.django_db, pytest.mark.task(32)]
LATER = TODAY + dt.timedelta(days=2)


def served(case: Case) -> dt.date | None:
    return FoiRequest.objects.get(pk=case.request.pk).served_on


def test_by_post_it_needs_a_number_and_then_a_proof():
    case = Case()
    letter = case.issue("T13")
    with pytest.raises(Refused, match="邮件单号"):
        serving.send(letter, actor=case.editor, way="post", sent_on=TODAY)
    sent = serving.send(letter, actor=case.editor, way="post", sent_on=TODAY, proof="示例单号")
    with pytest.raises(Refused, match="还没有结果"):
        serving.send(letter, actor=case.editor, way="post", sent_on=TODAY, proof="示例单号")
    with pytest.raises(Refused, match="送达凭证"):
        serving.confirm(sent, actor=case.editor, served_on=LATER)
    with pytest.raises(Refused, match="送达日期"):
        serving.confirm(sent, actor=case.editor, served_on=TODAY - dt.timedelta(days=1), proof="示例")
    scan = SimpleUploadedFile("回执.txt", "示例：签收".encode())
    serving.confirm(sent, actor=case.editor, served_on=LATER, uploads=[scan])
    sent.refresh_from_db()
    assert served(case) == sent.served_on == LATER
    assert files.content(sent.file).decode() == "示例：签收"
    assert sent.file.part == "proof"
    with pytest.raises(Refused, match="已于"):
        serving.confirm(sent, actor=case.editor, served_on=LATER, proof="示例")
    with pytest.raises(Refused, match="已于"):
        serving.fail(sent, actor=case.editor, reason="示例：退信")
    assert "示例单号" not in str([(x.details, x.after) for x in audit.AuditEntry.objects.all()])


def test_what_came_back_is_sent_again_another_way():
    case = Case()
    letter = case.issue("T13")
    sent = serving.send(letter, actor=case.editor, way="post", sent_on=TODAY, proof="示例单号")
    with pytest.raises(Refused, match="原因"):
        serving.fail(sent, actor=case.editor, reason=" ")
    serving.fail(sent, actor=case.editor, reason="示例：查无此人")
    assert served(case) is None
    serving.send(letter, actor=case.editor, way="person", sent_on=LATER, proof="示例：本人持身份证签收")
    assert served(case) == LATER


@pytest.mark.parametrize("way", ["person", "fax", "email", "post"])
def test_every_way_but_the_web_names_its_proof(way):
    case = Case()
    with pytest.raises(Refused) as refused:
        serving.send(case.issue("T13"), actor=case.editor, way=way, sent_on=TODAY)
    assert [r.field for r in refused.value.reasons] == ["proof"]


def test_the_first_opening_on_the_web_is_the_proof_and_the_second_changes_nothing():
    case = Case()
    letter = case.issue("T13")
    assert serving.picked_up(letter, timezone.now(), "192.0.2.7") is None  # not offered there
    serving.send(letter, actor=case.editor, way="web", sent_on=TODAY)
    assert serving.for_pickup(case.request) == [letter]
    moment = timezone.make_aware(dt.datetime(2021, 11, 3, 23, 30))
    found = serving.picked_up(letter, moment, "192.0.2.7")
    assert found.served_on == dt.date(2021, 11, 3) == served(case)
    assert "2021-11-03 23:30:00" in found.proof
    assert "192.0.2.7" in found.proof
    assert serving.picked_up(letter, timezone.now(), "192.0.2.8") is None
    assert Delivery.objects.get().proof == found.proof
    assert audit.AuditEntry.objects.filter(code="foi.letter.pick").count() == 1
    with pytest.raises(Refused, match="已经在网上领取"):
        serving.send(letter, actor=case.editor, way="web", sent_on=TODAY)


def test_letters_to_others_are_not_for_the_web_and_void_ones_for_nobody():
    case = Case()
    with pytest.raises(Refused, match="不能网上领取"):
        serving.send(case.issue("T05"), actor=case.editor, way="web", sent_on=TODAY)
    letter = case.issue("T13")
    serving.send(letter, actor=case.editor, way="web", sent_on=TODAY)
    letters.void(letter, actor=case.reviewer, reason="示例：写错")
    assert serving.for_pickup(case.request) == []
    assert serving.picked_up(letter, timezone.now(), "") is None
    letter.refresh_from_db()
    with pytest.raises(Refused, match="作废"):
        serving.send(letter, actor=case.editor, way="post", sent_on=TODAY, proof="示例")
    assert served(case) is None


def test_a_letter_that_arrived_can_not_be_made_void():
    case = Case()
    letter = case.issue("T13")
    serving.send(letter, actor=case.editor, way="person", sent_on=TODAY, proof="示例")
    with pytest.raises(Refused, match="送达"):
        letters.void(letter, actor=case.reviewer, reason="示例")


def test_only_the_reply_serves_the_request_and_its_first_arrival_counts():
    case = Case()
    for code, more in (("T02", {}), ("T22", {"ground": "", "until": dt.date(2021, 12, 20)})):
        serving.send(case.issue(code, **more), actor=case.editor, way="person", sent_on=TODAY, proof="示例")
        assert served(case) is None
    letter = case.issue("T13")
    serving.send(letter, actor=case.editor, way="person", sent_on=LATER, proof="示例")
    serving.send(letter, actor=case.editor, way="fax", sent_on=TODAY, proof="示例")
    fax = letter.deliveries.get(way="fax")
    serving.confirm(fax, actor=case.editor, served_on=LATER + dt.timedelta(days=5), proof="示例")
    assert served(case) == LATER


def test_who_follows_a_kind_of_letter_is_told_of_its_arrival_in_the_same_transaction(monkeypatch):
    monkeypatch.setattr(serving, "_FOLLOWERS", {})
    told = []

    @serving.when_served("T09")
    def follow(delivery, actor):
        told.append((delivery.letter.kind, delivery.served_on))

    case = Case()
    serving.send(case.issue("T09"), actor=case.editor, way="person", sent_on=TODAY, proof="示例")
    serving.send(case.issue("T13"), actor=case.editor, way="person", sent_on=TODAY, proof="示例")
    assert told == [("T09", TODAY)]


def test_strangers_and_counsel_record_nothing():
    case = Case()
    letter = case.issue("T13")
    for actor in (actor_for(Role.EDITOR), actor_for(Role.LAWYER, case.unit)):
        with pytest.raises(Refused, match="权限"):
            serving.send(letter, actor=actor, way="person", sent_on=TODAY, proof="示例")


class TestMail:
    def test_it_is_off_until_the_district_allows_it(self):
        case = Case()
        with pytest.raises(Refused, match="没有开通"):
            serving.mail(case.issue("T13"), actor=case.editor)
        assert not Delivery.objects.exists()

    def test_the_pdf_and_what_is_provided_go_with_it(self, settings):
        settings.FOI_MAIL_LETTERS = True
        case = Case()
        given = files.keep(case.request, RequestFile.Part.RELEASED, b"shili", "示例.txt", actor=case.editor)
        files.keep(case.request, RequestFile.Part.IDENTITY, b"secret", "证件.txt", actor=case.editor)
        provided = [{"title": "示例", "carrier": "electronic", "pages": 1, "file": given.pk}]
        Determination.objects.create(request=case.request, ground="36-2", provided=provided)
        letter = case.issue("T10", provided=provided)
        sent = serving.mail(letter, actor=case.editor)
        [message] = outbox.outbox
        assert message.to == ["shili@example.org"]
        assert [a[0] for a in message.attachments] == [letter.pdf.filename, "示例.txt"]
        assert message.attachments[0][1].startswith(b"%PDF-")
        assert "示例申请人" not in message.subject + message.body
        assert "由邮件服务器接收" in sent.proof
        assert sent.is_open  # a server that took it is not yet an applicant who has it
        assert served(case) is None

    def test_a_failure_is_told_and_kept_and_it_can_be_sent_again(self, settings, monkeypatch):
        settings.FOI_MAIL_LETTERS = True
        case = Case()
        letter = case.issue("T13")

        def broken(self, *args):
            raise OSError("no route")

        with monkeypatch.context() as patch:
            patch.setattr("django.core.mail.EmailMessage.send", broken)
            with pytest.raises(Refused, match="no route"):
                serving.mail(letter, actor=case.editor)
        assert "no route" in Delivery.objects.get().failed
        assert audit.AuditEntry.objects.filter(code="foi.letter.not-mailed").exists()
        serving.mail(letter, actor=case.editor)
        assert len(outbox.outbox) == 1
        with pytest.raises(Refused, match="还没有结果"):
            serving.mail(letter, actor=case.editor)

    @pytest.mark.parametrize("to", ["x", "a@example.org\nBcc: b@example.org", "a@example.org,b@example.org"])
    def test_addresses_that_are_none_are_refused(self, settings, to):
        settings.FOI_MAIL_LETTERS = True
        case = Case()
        with pytest.raises(Refused, match="收件邮箱"):
            serving.mail(case.issue("T13"), actor=case.editor, to=to)
        assert outbox.outbox == []

    def test_a_site_without_a_mail_server_says_so(self, settings):
        settings.FOI_MAIL_LETTERS = True
        settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
        case = Case()
        with pytest.raises(Refused, match="邮件服务器"):
            serving.mail(case.issue("T13"), actor=case.editor)
