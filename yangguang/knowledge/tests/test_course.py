"""From a draft to the public and out again: who may, what is missing, what readers see meanwhile."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from yangguang.core.actions import Refused
from yangguang.core.models import AuditEntry
from yangguang.knowledge import texts
from yangguang.knowledge.actions import reviewing, signing, writing
from yangguang.knowledge.models import Entry, State
from yangguang.organisations.models import Role
from yangguang.organisations.tests.factories import actor_for, make_unit
from yangguang.publications.actions import releasing
from yangguang.publications.models import Publication
from yangguang.search.models import Change

from .factories import QUOTE, Desk, soon

pytestmark = [pytest.mark.django_db, pytest.mark.task(15)]


@pytest.fixture
def desk():
    return Desk()


def test_an_entry_goes_public_after_another_person_has_signed(desk):
    entry = desk.public()
    assert entry.state == State.PUBLIC
    assert entry.live
    assert entry.reviewed_on == timezone.localdate()
    assert entry.bases.get().digest


def test_nobody_signs_what_they_wrote_or_sent(desk):
    record = desk.policy()
    entry = writing.create(desk.unit, actor=desk.reviewer, values=desk.values(record))
    entry = writing.change(entry, actor=desk.head, values={"answer": "示例：三千元整。"})
    entry = writing.submit(entry, actor=desk.editor)
    for author in (desk.reviewer, desk.head):
        with pytest.raises(Refused, match="不能自己审签"):
            signing.sign(entry, actor=author)
    other = actor_for(Role.REVIEWER, desk.unit)
    assert signing.sign(entry, actor=other).state == State.SIGNED


def test_editors_do_not_sign_and_strangers_do_nothing(desk):
    entry = writing.submit(desk.draft(), actor=desk.editor)
    assert signing.sign.reasons(entry, actor=desk.second)
    stranger = actor_for(Role.HEAD, make_unit())
    for verb in (writing.submit, signing.sign, signing.publish, writing.discard):
        assert verb.reasons(entry, actor=stranger)
    assert writing.change.reasons(entry, actor=stranger, values={})


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"answer": ""}, "还没有答案"),
        ({"topic": ""}, "还没有主题分类"),
        ({"bases": []}, "还没有依据"),
        ({"review_on": None}, "还没有复核日期"),
        ({"review_on": dt.date(2020, 1, 1)}, "复核日期应在"),
        ({"answer": "示例：找张三，13800000000"}, "手机号码"),
    ],
)
def test_what_is_missing_keeps_a_text_from_signing(desk, changed, said):
    entry = desk.draft(**changed)
    with pytest.raises(Refused, match=said):
        writing.submit(entry, actor=desk.editor)


def test_a_passage_that_stands_nowhere_in_the_basis_is_refused(desk):
    record = desk.policy()
    entry = desk.draft(record, bases=[(record.pk, "补助标准为每户五千元")])
    with pytest.raises(Refused, match="原样摘录"):
        writing.submit(entry, actor=desk.editor)


def test_nothing_rests_on_a_draft_or_on_what_has_ended(desk):
    with pytest.raises(Refused, match="没有公开过"):
        desk.draft(bases=[(desk.team.draft().pk, "示例")])
    withdrawn = desk.policy()
    releasing.withdraw(withdrawn, actor=desk.team.head, how="gone", reason="示例")
    for record, said in ((withdrawn, "没有公开"), (desk.policy(validity="repealed"), "已废止")):
        entry = desk.draft(bases=[(record.pk, "示例")])
        assert any(said in str(r) for r in writing.submit.reasons(entry, actor=desk.editor))


def test_the_same_question_is_public_once_in_a_unit(desk):
    first = desk.public(question="示例：补助怎么领？")
    again = desk.draft(question="示例 补助怎么领")
    [reason] = writing.submit.reasons(again, actor=desk.editor)
    assert str(first.pk) in reason.url
    elsewhere = Desk()
    assert not writing.submit.reasons(elsewhere.draft(question="示例：补助怎么领？"), actor=elsewhere.editor)


def test_readers_see_the_old_text_until_the_new_one_is_signed(desk):
    record = desk.policy()
    entry = desk.public(record)
    entry = writing.change(
        entry, actor=desk.editor, values={"answer": "示例：新答案。", "bases": [(record.pk, "示例")]}
    )
    entry.refresh_from_db()
    assert "三千元" in entry.answer
    assert entry.live
    assert entry.state == State.DRAFT
    assert entry.bases.get().quote == QUOTE
    entry = writing.change(
        entry, actor=desk.editor, values={"bases": [(record.pk, "带营业执照到街道窗口办理")]}
    )
    entry = desk.bring_out(entry)
    entry.refresh_from_db()
    assert "新答案" in entry.answer
    assert entry.draft is None
    assert entry.bases.get().quote == "带营业执照到街道窗口办理"


def test_a_change_takes_back_a_signature(desk):
    entry = signing.sign(writing.submit(desk.draft(), actor=desk.editor), actor=desk.reviewer)
    entry = writing.change(entry, actor=desk.second, values={"answer": "示例：别的。"})
    assert entry.state == State.DRAFT
    assert signing.publish.reasons(entry, actor=desk.editor)


def test_two_editors_do_not_overwrite_each_other(desk):
    entry = desk.draft()
    seen = entry.version
    writing.change(entry, actor=desk.editor, values={"answer": "示例：先改的。"}, version=seen)
    with pytest.raises(Refused, match="别人改过"):
        writing.change(entry, actor=desk.second, values={"answer": "示例：后改的。"}, version=seen)


def test_sending_back_needs_a_reason_and_tells_it(desk):
    entry = writing.submit(desk.draft(), actor=desk.editor)
    assert signing.send_back.reasons(entry, actor=desk.reviewer, reason=" ")
    entry = signing.send_back(entry, actor=desk.reviewer, reason="示例：没说找谁")
    assert (entry.state, entry.note) == (State.DRAFT, "示例：没说找谁")


def test_a_withdrawn_entry_keeps_what_readers_saw_and_may_come_back(desk):
    record = desk.policy()
    entry = desk.public(record)
    assert reviewing.withdraw.reasons(entry, actor=desk.reviewer, reason="")
    assert reviewing.withdraw.reasons(entry, actor=desk.editor, reason="示例")
    entry = reviewing.withdraw(entry, actor=desk.reviewer, reason="示例：停办")
    assert not entry.live
    entry = writing.change(entry, actor=desk.editor, values={"question": "示例：还没公开的问法？"})
    entry.refresh_from_db()
    assert entry.question != "示例：还没公开的问法？"
    assert texts.newest(entry).question == "示例：还没公开的问法？"
    entry = desk.bring_out(entry)
    assert entry.live
    assert entry.withdrawn_reason == ""


def test_discarding_deletes_only_what_was_never_public(desk):
    draft = desk.draft()
    assert writing.discard(draft, actor=desk.editor) is None
    assert not Entry.objects.filter(pk=draft.pk).exists()
    entry = desk.public()
    assert writing.discard.reasons(entry, actor=desk.editor)
    entry = writing.change(entry, actor=desk.editor, values={"answer": "示例：改。"})
    entry = writing.discard(entry, actor=desk.editor)
    assert entry.state == State.PUBLIC
    assert "三千元" in texts.newest(entry).answer


def test_every_act_is_in_the_log_with_the_text_before_and_told_to_the_index(desk):
    Change.objects.all().delete()
    entry = desk.draft()
    entry = writing.change(entry, actor=desk.editor, values={"answer": "示例：第二版。"})
    rows = AuditEntry.objects.filter(object_type="knowledge.entry", object_id=str(entry.pk))
    assert {r.code for r in rows} == {"knowledge.create", "knowledge.change"}
    assert "三千元" in rows.get(code="knowledge.change").before["answer"]
    assert Change.objects.filter(kind="knowledge", object_id=entry.pk).count() == 2
    before = Change.objects.count()
    for verb, actor in (
        (writing.submit, desk.editor),
        (signing.sign, desk.reviewer),
        (signing.publish, desk.editor),
    ):
        verb(entry, actor=actor)
        assert Change.objects.count() > before
        before = Change.objects.count()
    reviewing.renew(Entry.objects.get(pk=entry.pk), actor=desk.reviewer, review_on=soon(300))
    assert Change.objects.count() > before


def test_a_record_that_entries_rest_on_can_not_be_withdrawn_silently(desk):
    record = desk.policy()
    entry = desk.public(record)
    releasing.withdraw(Publication.objects.get(pk=record.pk), actor=desk.team.head, how="gone", reason="示例")
    entry.refresh_from_db()
    assert entry.doubts == [f"依据《{record.title}》已撤下"]
