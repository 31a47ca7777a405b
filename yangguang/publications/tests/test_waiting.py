"""What waits for a person is exactly what the verbs would let them sign; a unit that lets texts wait gets one duty."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from yangguang.duties.letters import digest_text
from yangguang.duties.models import Duty, DutyState
from yangguang.organisations.models import Role
from yangguang.organisations.tests.factories import actor_for, make_unit, openness_office
from yangguang.publications import waiting
from yangguang.publications.actions import drafting, releasing, reminding, reviewing, signing
from yangguang.publications.models import Publication

from .factories import Team, client_of

pytestmark = [pytest.mark.django_db, pytest.mark.task(29)]


def signable(actor):
    return {p.pk for p in Publication.objects.all() if not signing.approve.reasons(p, actor=actor)}


def waits(actor):
    return {p.pk for p in waiting.for_person(actor) if p.level is not None}


def test_the_inbox_shows_what_may_be_signed_and_nothing_else():
    publicity = actor_for(Role.REVIEWER, make_unit("区委宣传部", code="U18"))
    team, small = Team(), Team()
    office = actor_for(Role.OPENNESS, openness_office())
    reviewing.set_review_rule(small.unit, actor=office, kind="", levels=2, same_person=True)
    for number, people in enumerate(((), ("first",), ("first", "second"), ("first", "second", "head"))):
        record = signing.submit(team.draft(sensitive=number == 3), actor=team.editor)
        for name in people:
            record = signing.approve(record, actor=getattr(team, name))
    signing.approve(signing.submit(small.draft(), actor=small.editor), actor=small.head)
    signing.submit(
        drafting.save_draft(team.release(), actor=team.first, values={"kind": "news", "source": "示例"}),
        actor=team.first,
    )
    everyone = [getattr(t, n) for t in (team, small) for n in t.people] + [publicity, office]
    for person in everyone:
        assert waits(person) == signable(person)
    assert len(waits(publicity)) == 1
    assert waits(small.head)


def test_returned_drafts_wait_for_their_editors_and_urgent_releases_for_somebody_else():
    team = Team()
    record = signing.send_back(
        signing.submit(team.draft(), actor=team.editor), actor=team.first, note="示例：缺日期"
    )
    [mine] = waiting.for_person(team.editor)
    assert (mine.pk, mine.step) == (record.pk, waiting.CORRECT)
    assert "缺日期" in mine.note
    drafting.save_draft(record, actor=team.editor, values={"title": "示例：改过"})
    assert waiting.for_person(team.editor) == []
    urgent = releasing.release_urgently(team.draft(), actor=team.head, reason="示例")
    assert [p.step for p in waiting.for_person(team.second)] == [waiting.AFTERWARDS]
    assert waiting.for_person(team.head) == []
    signing.approve_afterwards(urgent, actor=team.second)
    assert waiting.for_person(team.second) == []


def test_the_first_screen_and_the_weekly_letter_tell_of_it():
    team = Team()
    record = signing.submit(team.draft(), actor=team.editor)
    page = client_of(team.people["first"]).get("/desk/").content.decode()
    assert record.title in page
    assert "初审（一校）" in page
    assert record.title not in client_of(team.people["editor"]).get("/desk/").content.decode()
    assert record.title in digest_text(team.unit, timezone.localdate())


def test_a_thousand_texts_cost_the_same_queries_and_open_no_duties():
    team = Team()

    def one_more():
        signing.submit(team.draft(), actor=team.editor)
        changed = releasing.release_urgently(team.draft(), actor=team.head, reason="示例")
        releasing.release_urgently(team.draft(), actor=team.head, reason="示例")
        drafting.save_draft(changed, actor=team.second, values={"title": "示例：又改过"})

    def cost(*actors):
        with CaptureQueriesContext(connection) as found:
            for person in actors:
                waiting.for_person(person)
            waiting.of_unit(team.unit)
        return len(found)

    everyone = (team.first, team.second, team.head, team.editor)
    one_more()
    cost(*everyone)  # what is looked up once
    few = cost(*everyone)
    for _ in range(4):
        one_more()
    assert cost(*everyone) == few
    assert len([p for p in waiting.for_person(team.first) if p.step == waiting.AFTERWARDS]) == 10
    assert not Duty.objects.exists()


def test_whoever_wrote_or_released_the_urgent_text_does_not_approve_it_whatever_was_changed_since():
    team = Team()
    draft = drafting.save_draft(team.draft(), actor=team.first, values={"title": "示例：改过"})
    record = releasing.release_urgently(draft, actor=team.head, reason="示例")

    def afterwards():
        people = {n: getattr(team, n) for n in team.people}
        shown = {n for n, p in people.items() if any(w.pk == record.pk for w in waiting.for_person(p))}
        assert shown == {
            n for n, p in people.items() if not signing.approve_afterwards.reasons(record, actor=p)
        }
        return shown

    assert afterwards() == {"second"}
    record = drafting.save_draft(record, actor=team.editor, values={"title": "示例：又改过"})
    assert afterwards() == {"second"}


def test_a_unit_that_lets_texts_wait_gets_one_duty_that_ends_with_the_last_of_them(monkeypatch):
    team, quick = Team(), Team()
    one, two = (signing.submit(team.draft(), actor=team.editor) for _ in range(2))
    signing.submit(quick.draft(), actor=quick.editor)
    today = timezone.localdate()
    assert reminding.remind(today) == (0, 0)
    sent = dict.fromkeys((one.pk, two.pk), timezone.now() - dt.timedelta(days=14))
    monkeypatch.setattr(waiting, "_sent", lambda keys: sent)
    assert reminding.remind(today) == (1, 0)
    assert reminding.remind(today) == (1, 0)  # a second run opens nothing new
    duty = Duty.objects.get()
    assert duty.unit == team.unit
    assert duty.due is not None
    assert "2 条信息等待审校" in duty.title
    signing.send_back(one, actor=team.first, note="示例")
    duty.refresh_from_db()
    assert duty.state == DutyState.WAITING
    signing.send_back(two, actor=team.first, note="示例")
    duty.refresh_from_db()
    assert duty.state == DutyState.CLOSED
