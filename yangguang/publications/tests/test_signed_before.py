"""Texts whose sign-offs are all given before anybody is asked again: sent unchanged, or the rule asks for fewer."""

from __future__ import annotations

import pytest
from django.urls import reverse

from yangguang.core.actions import Refused
from yangguang.core.models import AuditEntry
from yangguang.organisations.models import Role
from yangguang.organisations.tests.factories import make_person, openness_office
from yangguang.publications.actions import drafting, releasing, signing
from yangguang.publications.models import Publication, ReviewRule, SignOff, Stage

from .factories import Team, client_of

pytestmark = [pytest.mark.django_db, pytest.mark.task(11)]


def lowered(team: Team) -> Publication:
    """A text with one sign-off, in review when the rule became 一审."""
    record = signing.approve(signing.submit(team.draft(), actor=team.editor), actor=team.first)
    ReviewRule.objects.create(unit=team.unit, kind="", levels=1)
    return record


def test_a_text_signed_off_and_taken_back_is_ready_again_when_sent_unchanged():
    team = Team()
    record = signing.recall(team.sign(team.draft()), actor=team.editor)
    record = signing.submit(record, actor=team.editor)
    assert record.stage == Stage.READY
    entry = AuditEntry.objects.get(code="publications.ready", object_id=str(record.pk))
    assert "各审此前都已通过" in entry.sentence
    # 退回修改 stays possible, and a changed text starts anew.
    record = signing.recall(record, actor=team.editor)
    record = drafting.save_draft(record, actor=team.editor, values={"title": "示例：改过的"})
    assert signing.submit(record, actor=team.editor).stage == Stage.REVIEW


def test_a_text_with_sign_offs_left_goes_on_where_it_was():
    team = Team()
    record = signing.approve(signing.submit(team.draft(), actor=team.editor), actor=team.first)
    record = signing.submit(signing.recall(record, actor=team.editor), actor=team.editor)
    assert record.stage == Stage.REVIEW
    assert signing.approve(record, actor=team.second).stage == Stage.REVIEW


def test_nobody_sends_a_text_that_they_approved():
    team = Team()
    record = signing.recall(team.sign(team.draft()), actor=team.editor)
    with pytest.raises(Refused) as error:
        signing.submit(record, actor=team.first)
    assert "您审核过这份文本" in str(error.value)
    record = drafting.save_draft(record, actor=team.first, values={"title": "示例：改过的"})
    record = signing.submit(record, actor=team.first)
    with pytest.raises(Refused):
        signing.approve(record, actor=team.first)


def test_a_text_that_the_lowered_rule_asks_nothing_more_of_can_be_released():
    team = Team()
    record = lowered(team)
    [reason] = signing.approve.reasons(record, actor=team.second)
    assert "可以直接发布" in str(reason)
    page = client_of(team.people["editor"]).get(reverse("publications:record", args=[record.pk]))
    assert "立即发布" in page.content.decode()
    assert releasing.release(record, actor=team.editor).live


def test_a_set_waits_no_longer_for_such_a_text():
    team = Team()
    record = lowered(team)
    group = releasing.make_set(team.unit, actor=team.editor, name="示例", members=[record])
    releasing.release_set(group, actor=team.editor)
    record.refresh_from_db()
    assert record.live


def test_such_a_text_can_still_be_returned_but_not_by_its_author():
    team = Team()
    record = lowered(team)
    with pytest.raises(Refused):
        signing.send_back(record, actor=team.editor, note="示例：改日期")
    page = client_of(team.people["first"]).get(reverse("publications:record", args=[record.pk]))
    assert reverse("publications:act", args=[record.pk, "return"]) in page.content.decode()
    record = signing.send_back(record, actor=team.first, note="示例：改日期")
    assert record.stage == Stage.DRAFT
    assert "改日期" in str(signing.submit.reasons(record, actor=team.editor)[0])


def test_the_office_lowers_a_rule_and_what_is_signed_off_by_it_is_ready_at_once():
    team = Team()
    first = signing.approve(signing.submit(team.draft(), actor=team.editor), actor=team.first)
    second = signing.submit(team.draft(), actor=team.editor)
    office = client_of(make_person(Role.OPENNESS, openness_office()))
    answer = office.post(
        reverse("publications:rules"), {"unit": team.unit.pk, "kind": "", "levels": 1}, follow=True
    )
    assert "1 条已审完，转为待发布" in answer.content.decode()
    assert Publication.objects.get(pk=first.pk).stage == Stage.READY
    assert Publication.objects.get(pk=second.pk).stage == Stage.REVIEW
    assert SignOff.objects.count() == 1
