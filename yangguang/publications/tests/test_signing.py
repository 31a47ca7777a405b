"""三审三校: who may approve what, and what a changed text costs."""

from __future__ import annotations

import datetime as dt

import pytest

from yangguang.core.actions import Refused
from yangguang.organisations.models import Role
from yangguang.organisations.tests.factories import actor_for, make_unit
from yangguang.publications import queries
from yangguang.publications.actions import drafting, releasing, reviewing, signing
from yangguang.publications.models import Publication, Stage

from .factories import TEXT, Team

pytestmark = pytest.mark.django_db


def text(error: pytest.ExceptionInfo[Refused]) -> str:
    return str(error.value)


def test_a_notice_needs_three_sign_offs_by_three_people_before_it_can_go_public():
    team = Team()
    record = signing.submit(team.draft(), actor=team.editor)
    with pytest.raises(Refused) as error:
        releasing.release(record, actor=team.editor)
    assert "还没有完成审校" in text(error)
    record = signing.approve(record, actor=team.first)
    with pytest.raises(Refused) as error:
        signing.approve(record, actor=team.first)
    assert "不同的人" in text(error)
    record = signing.approve(record, actor=team.second)
    with pytest.raises(Refused) as error:
        signing.approve(record, actor=actor_for(Role.REVIEWER, team.unit))
    assert "批准" in text(error)
    record = signing.approve(record, actor=team.head)
    assert record.stage == Stage.READY
    assert not record.live
    record = releasing.release(record, actor=team.editor)
    assert record.live
    assert record.first_published_at is not None


def test_nobody_approves_a_text_they_wrote_or_sent():
    team = Team()
    record = drafting.create(
        team.unit,
        actor=team.first,
        values={"kind": "notice", "title": "示例", "body": TEXT, "written_on": dt.date(2021, 3, 1)},
    )
    record = signing.submit(record, actor=team.editor)
    with pytest.raises(Refused) as error:
        signing.approve(record, actor=team.first)
    assert "不能审核自己写的文本" in text(error)
    assert signing.approve(record, actor=team.second)


def test_a_returned_text_is_changed_and_then_signed_off_from_the_beginning():
    team = Team()
    record = signing.submit(team.draft(), actor=team.editor)
    record = signing.approve(record, actor=team.first)
    with pytest.raises(Refused) as error:
        signing.send_back(record, actor=team.second, note=" ")
    assert error.value.reasons[0].field == "note"
    record = signing.send_back(record, actor=team.second, note="示例：请写明时间")
    assert record.stage == Stage.DRAFT
    record = drafting.save_draft(record, actor=team.editor, values={"body": "<p>示例：三月一日起。</p>"})
    record = signing.submit(record, actor=team.editor)
    assert queries.course(record).next_level == 1


def test_a_text_under_review_is_locked_and_says_what_to_do():
    team = Team()
    record = signing.submit(team.draft(), actor=team.editor)
    with pytest.raises(Refused) as error:
        drafting.save_draft(record, actor=team.editor, values={"title": "示例：另一个标题"})
    assert "正在审校" in text(error)
    assert "撤回" in text(error)
    record = signing.recall(record, actor=team.editor)
    assert (
        drafting.save_draft(record, actor=team.editor, values={"title": "示例：另一个标题"}).title
        == "示例：另一个标题"
    )


def test_two_editors_of_one_text_do_not_overwrite_each_other():
    team = Team()
    record = team.draft()
    opened = record.latest_revision_id
    drafting.save_draft(record, actor=team.first, values={"title": "示例：先保存的"}, base_revision=opened)
    with pytest.raises(Refused) as error:
        drafting.save_draft(
            record, actor=team.editor, values={"title": "示例：后保存的"}, base_revision=opened
        )
    assert "保存了新的文本" in text(error)
    assert Publication.objects.get(pk=record.pk).title == "示例：先保存的"


def test_a_missing_field_is_told_before_review_with_its_name():
    team = Team()
    record = drafting.create(
        team.unit, actor=team.editor, values={"kind": "policy", "title": "示例", "body": ""}
    )
    fields = {r.field for r in signing.submit.reasons(record, actor=team.editor)}
    assert {"body", "written_on", "topic", "document_number"} - fields <= {"document_number"}
    assert {"body", "written_on", "topic"} <= fields


@pytest.mark.task(11)
def test_sensitive_information_needs_the_publicity_departments_consent():
    publicity = make_unit("区委宣传部", code="U18")
    team = Team()
    record = signing.submit(team.draft(sensitive=True), actor=team.editor)
    for name in ("first", "second", "head"):
        record = signing.approve(record, actor=getattr(team, name))
    assert record.stage == Stage.REVIEW
    with pytest.raises(Refused):
        signing.approve(record, actor=actor_for(Role.REVIEWER, team.unit))
    record = signing.approve(record, actor=actor_for(Role.REVIEWER, publicity))
    assert record.stage == Stage.READY


def test_the_district_sets_fewer_sign_offs_for_a_small_office_and_only_the_district_may():
    team = Team()
    office = make_unit("区政府办", is_openness_office=True)
    with pytest.raises(Refused):
        reviewing.set_review_rule(team.unit, actor=team.head, kind="", levels=1)
    reviewing.set_review_rule(team.unit, actor=actor_for(Role.OPENNESS, office), kind="", levels=1)
    record = signing.submit(team.draft(), actor=team.editor)
    assert signing.approve(record, actor=team.first).stage == Stage.READY


def test_a_returned_text_can_not_be_sent_again_unchanged():
    team = Team()
    record = signing.approve(signing.submit(team.draft(), actor=team.editor), actor=team.first)
    record = signing.send_back(record, actor=team.second, note="示例：缺少时间")
    [reason] = signing.submit.reasons(record, actor=team.editor)
    assert "缺少时间" in str(reason)
    record = drafting.save_draft(record, actor=team.editor, values={"body": "<p>示例：三月一日起。</p>"})
    assert signing.submit.reasons(record, actor=team.editor) == []


def test_a_draft_that_was_returned_can_be_given_up():
    team = Team()
    record = signing.submit(team.draft(), actor=team.editor)
    record = signing.send_back(record, actor=team.first, note="示例：不必发布")
    drafting.discard(record, actor=team.editor)
    assert not Publication.objects.exists()


def test_an_urgent_release_in_the_middle_of_its_sign_offs_is_approved_afterwards():
    team = Team()
    record = signing.approve(signing.submit(team.draft(), actor=team.editor), actor=team.first)
    record = releasing.release_urgently(record, actor=team.head, reason="示例：台风")
    record = signing.approve_afterwards(record, actor=team.second)
    assert not record.urgent_pending
