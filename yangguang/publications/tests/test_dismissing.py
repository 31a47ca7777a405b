"""What is found stands in the way until it is changed or answered for; who may answer, for what, and until when."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.urls import reverse
from django.utils import timezone

from yangguang.checking.engine import RULES, Hit, Rule
from yangguang.core.actions import Refused
from yangguang.organisations.models import Role
from yangguang.organisations.tests.factories import actor_for, make_unit
from yangguang.publications import judging
from yangguang.publications.actions import dismissing, drafting, releasing, signing
from yangguang.publications.models import Dismissal, Reach, Stage

from .factories import TEXT, Team

pytestmark = [pytest.mark.django_db, pytest.mark.task(25)]


@pytest.fixture(autouse=True)
def _two_rules(monkeypatch):
    """Two rules of the tests' own, so that these hold whatever rules the product has."""

    def rule(code, word, severity, **more):
        def run(subject):
            for i, part in enumerate(subject.parts):
                at = part.text.find(word)
                if at >= 0:
                    yield Hit(i, at, at + len(word), f"示例问题“{word}”", "换一个词", shown=word[0] + "*")

        return Rule(code, f"示例{word}", "文字", "示例", "示例", severity, run, **more)

    monkeypatch.setattr(
        RULES,
        "_items",
        {
            "T-C": rule("T-C", "疑词", "confirm"),
            "T-B": rule("T-B", "错词", "block"),
            "T-N": rule("T-N", "密词", "block", dismissible=False),
        },
    )


def _body(word):
    return f"{TEXT}<p>这里有{word}。</p>"


def _mark(record, code="T-C"):
    return next(j.fingerprint for j in judging.judge(record.draft()) if j.code == code)


def test_a_doubtful_word_stops_the_text_until_someone_gives_a_reason():
    team = Team()
    record = team.draft(body=_body("疑词"))
    with pytest.raises(Refused, match=r"正文：示例问题“疑词”。换一个词；确属无误的，在“检查”里说明理由"):
        signing.submit(record, actor=team.editor)
    dismissing.dismiss(record, actor=team.editor, fingerprint=_mark(record), reason="引用原文")
    assert signing.submit(record, actor=team.editor).stage == Stage.REVIEW


def test_the_word_of_one_text_holds_for_no_other_and_a_unit_s_for_all_of_the_unit():
    team = Team()
    first, second = team.draft(body=_body("疑词")), team.draft(body=_body("疑词"))
    dismissing.dismiss(first, actor=team.editor, fingerprint=_mark(first), reason="引用原文")
    with pytest.raises(Refused):
        signing.submit(second, actor=team.editor)
    with pytest.raises(Refused, match="审核"):
        dismissing.dismiss(
            second, actor=team.editor, fingerprint=_mark(second), reason="本局固定用语", reach=Reach.UNIT
        )
    dismissing.dismiss(
        second, actor=team.first, fingerprint=_mark(second), reason="本局固定用语", reach=Reach.UNIT
    )
    assert signing.submit(team.draft(body=_body("疑词")), actor=team.editor)
    other = Team()
    with pytest.raises(Refused):
        signing.submit(other.draft(body=_body("疑词")), actor=other.editor)


def test_an_answer_ends_on_its_day_and_can_be_taken_back():
    team = Team()
    record = team.draft(body=_body("疑词"))
    today = timezone.localdate()
    with pytest.raises(Refused, match="最长一年"):
        dismissing.dismiss(
            record,
            actor=team.editor,
            fingerprint=_mark(record),
            reason="引用原文",
            until=today + dt.timedelta(400),
        )
    dismissing.dismiss(record, actor=team.editor, fingerprint=_mark(record), reason="引用原文")
    kept = Dismissal.objects.get()
    assert kept.shown == "疑*"
    Dismissal.objects.update(until=today - dt.timedelta(1))
    record.refresh_from_db()
    assert list(judging.standing(record))
    Dismissal.objects.update(until=today)
    dismissing.reinstate(Dismissal.objects.get(), actor=team.editor)
    assert [j.code for j in judging.judge(record.draft()) if j.stands] == ["T-C"]


def test_what_must_be_changed_is_answered_for_only_by_a_head_who_did_not_write_it_and_only_for_that_text():
    team = Team()
    record = team.draft(body=_body("错词"))
    mark = _mark(record, "T-B")
    with pytest.raises(Refused, match="负责人"):
        dismissing.dismiss(record, actor=team.first, fingerprint=mark, reason="依法公示")
    with pytest.raises(Refused, match="只能就这条信息"):
        dismissing.dismiss(record, actor=team.head, fingerprint=mark, reason="依法公示", reach=Reach.UNIT)
    own = drafting.create(
        team.unit, actor=team.head, values={"kind": "notice", "title": "示例", "body": _body("错词")}
    )
    with pytest.raises(Refused, match="自己写的"):
        dismissing.dismiss(own, actor=team.head, fingerprint=_mark(own, "T-B"), reason="依法公示")
    dismissing.dismiss(record, actor=team.head, fingerprint=mark, reason="依法公示，已取得同意")
    assert signing.submit(record, actor=team.editor)


def test_some_findings_nobody_can_answer_for():
    team = Team()
    record = team.draft(body=_body("密词"))
    with pytest.raises(Refused, match="不能说明理由后放过"):
        dismissing.dismiss(record, actor=team.head, fingerprint=_mark(record, "T-N"), reason="依法公示")


def test_a_changed_word_is_a_finding_again_and_a_text_signed_off_is_looked_at_once_more_at_release(
    monkeypatch,
):
    team = Team()
    record = team.sign(team.draft())
    assert record.stage == Stage.READY

    def run(subject):
        yield Hit(0, 0, 1, "新词表里的词")

    RULES.add("T-X", Rule("T-X", "新词", "文字", "示例", "示例", "block", run))
    with pytest.raises(Refused, match="新词表里的词"):
        releasing.release(record, actor=team.editor)


def test_in_an_emergency_doubts_wait_but_what_must_be_changed_does_not():
    team = Team()
    record = releasing.release_urgently(team.draft(body=_body("疑词")), actor=team.head, reason="台风示例")
    assert record.live
    with pytest.raises(Refused, match="说明理由"):
        signing.approve_afterwards(record, actor=team.first)
    with pytest.raises(Refused, match="错词"):
        releasing.release_urgently(team.draft(body=_body("错词")), actor=team.head, reason="台风示例")


def test_someone_else_s_unit_cannot_answer():
    team = Team()
    record = team.draft(body=_body("疑词"))
    with pytest.raises(Refused):
        dismissing.dismiss(
            record, actor=actor_for(Role.EDITOR, make_unit()), fingerprint=_mark(record), reason="引用原文"
        )


def test_while_typing_the_findings_come_back_with_the_words_and_nothing_is_kept(client):
    team = Team()
    record = team.draft()
    client.force_login(team.people["editor"])
    url = f"{reverse('publications:live-checks', args=[team.unit.pk])}?record={record.pk}"
    typed = {"kind": ["notice"], "title": ["有疑词的标题"], "body": ["<p>正文有错词</p>"]}
    said = client.post(url, json.dumps(typed), content_type="application/json").json()
    told = {(f["place"], f["words"], f["severity"]) for f in said["findings"] if f["words"]}
    assert told == {("title", "疑词", "confirm"), ("body", "错词", "block")}
    assert record.revisions.count() == 1
    assert client.post(url, b"[1]", content_type="application/json").status_code == 422


def test_the_register_lists_every_check_and_what_people_answered(client):
    team = Team()
    record = team.draft(body=_body("疑词"))
    dismissing.dismiss(record, actor=team.editor, fingerprint=_mark(record), reason="引用原文")
    client.force_login(team.people["editor"])
    page = client.get(reverse("publications:checks")).content.decode()
    assert "示例疑词" in page
    assert "必填项" in page
    assert "引用原文" in page
    rows = (
        client.get(reverse("publications:checks"), {"format": "csv"}).content.decode("utf-8-sig").splitlines()
    )
    assert any(r.startswith("T-C,文字,示例疑词,请核对") for r in rows)


def test_the_record_page_takes_the_reason_and_shows_it(client):
    team = Team()
    record = team.draft(body=_body("疑词"))
    client.force_login(team.people["editor"])
    url = reverse("publications:act", args=[record.pk, "dismiss"])
    refused = client.post(url, {"fingerprint": _mark(record), "reason": "无", "reach": "record"})
    assert "请写明为什么没有问题" in refused.content.decode()
    client.post(url, {"fingerprint": _mark(record), "reason": "引用原文", "reach": "record"})
    page = client.get(reverse("publications:record", args=[record.pk])).content.decode()
    assert "已说明理由的 1 处" in page


def test_a_slip_in_what_the_district_always_writes_is_seen_once_its_texts_were_learnt(settings, tmp_path):
    from yangguang.checking.rules import wording
    from yangguang.checking.subjects import Subject
    from yangguang.publications import jobs

    settings.HOME = tmp_path
    team = Team()
    for _ in range(3):
        team.release(body="<p>请携带示例惠民卡到便民窗口领取。</p>")
    text = Subject.of_text("请携带示例惠民卡到变民窗口领取。", timezone.localdate())
    before = list(wording.lookalike.run(text))
    assert "个常用语" in jobs.learn_wording.run(timezone.localdate())
    after = list(wording.lookalike.run(text))
    assert len(after) > len(before)
    assert "便" in after[0].reason + after[0].fix
