"""What readers are told when a public text changes by a scheduled, an urgent or a set's release."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from yangguang.core.actions import Refused
from yangguang.publications.actions import drafting, releasing, signing
from yangguang.publications.models import PlannedChange, Publication, Stage

from .factories import Team, client_of

pytestmark = [pytest.mark.django_db, pytest.mark.task(29)]
NOTE = "示例：更正第三条的日期"


def changed(team: Team) -> Publication:
    """A public record with a new text that is ready for release."""
    record = drafting.save_draft(
        team.release(), actor=team.editor, values={"body": "<p>示例：三月一日起。</p>"}
    )
    return team.sign(record)


def later() -> dt.datetime:
    return timezone.now() + dt.timedelta(hours=1)


def act(record: Publication, what: str) -> str:
    return reverse("publications:act", args=[record.pk, what])


def test_a_scheduled_change_keeps_its_note_until_its_release():
    team = Team()
    record, client = changed(team), client_of(team.people["editor"])
    at = timezone.localtime(later()).strftime("%Y-%m-%dT%H:%M")
    answer = client.post(act(record, "schedule"), {"at": at, "major": "on"})
    assert "请填写更改说明" in answer.context["schedule_form"].errors["note"][0]
    assert client.post(act(record, "schedule"), {"at": at, "major": "on", "note": NOTE}).status_code == 302
    assert NOTE in client.get(reverse("publications:record", args=[record.pk])).content.decode()
    assert releasing.release_due(later() + dt.timedelta(hours=1)) == 1
    version = record.versions.order_by("number").last()
    assert (version.number, version.note, version.major) == (2, NOTE, True)
    assert not PlannedChange.objects.exists()


@pytest.mark.parametrize("how", [releasing.unschedule, signing.recall])
def test_a_schedule_given_up_takes_its_note_along(how):
    team = Team()
    record = releasing.schedule(changed(team), actor=team.editor, at=later(), note=NOTE, major=True)
    how(record, actor=team.editor)
    assert not PlannedChange.objects.exists()


def test_an_urgent_change_tells_readers_what_it_changes():
    team = Team()
    record, client = changed(team), client_of(team.people["head"])
    page = client.get(reverse("publications:record", args=[record.pk])).content.decode()
    assert page.count('id="urgent_note"') == 1
    answer = client.post(act(record, "urgent"), {"reason": "示例：台风", "major": "on"})
    assert "请填写更改说明" in answer.context["urgent_form"].errors["note"][0]
    sent = {"reason": "示例：台风", "major": "on", "note": NOTE}
    assert client.post(act(record, "urgent"), sent).status_code == 302
    version = record.versions.order_by("number").last()
    assert (version.note, version.major, version.urgent) == (NOTE, True, True)


def test_a_first_release_is_asked_for_no_note():
    team = Team()
    page = client_of(team.people["head"]).get(
        reverse("publications:record", args=[team.sign(team.draft()).pk])
    )
    assert set(page.context["schedule_form"].fields) == {"at"}
    assert set(page.context["urgent_form"].fields) == {"reason"}


def test_a_scheduled_text_that_joins_a_set_brings_its_note():
    team = Team()
    record = releasing.schedule(changed(team), actor=team.editor, at=later(), note=NOTE, major=True)
    group = releasing.make_set(team.unit, actor=team.editor, name="示例", members=[record])
    releasing.release_set(group, actor=team.editor)
    assert record.versions.order_by("number").last().note == NOTE


def test_a_major_change_without_a_note_is_not_scheduled():
    team = Team()
    record = changed(team)
    with pytest.raises(Refused):
        releasing.schedule(record, actor=team.editor, at=later(), major=True)
    record.refresh_from_db()
    assert record.stage == Stage.READY
