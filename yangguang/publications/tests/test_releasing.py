"""Going public: at once, together, urgently, at a time; corrected and withdrawn."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone

from yangguang.core.actions import Refused
from yangguang.core.models import AuditEntry
from yangguang.delivery.models import Purge
from yangguang.organisations.models import Role
from yangguang.organisations.tests.factories import actor_for, make_unit
from yangguang.publications.actions import drafting, releasing, signing
from yangguang.publications.models import (
    Binding,
    Counter,
    Issuer,
    Publication,
    ReleaseSet,
    Stage,
    Tally,
    Withdrawal,
)
from yangguang.search.models import Change

from .factories import Team, make_column, upload

pytestmark = pytest.mark.django_db


def page(record: Publication) -> str:
    return Client().get(record.get_absolute_url()).content.decode()


@pytest.mark.task(29)
def test_a_released_record_stands_in_its_columns_under_its_items_and_units_at_once():
    team, other = Team(), make_unit()
    column = make_column(team.unit)
    elsewhere = make_column(team.unit, query={"kinds": ["news"]})
    record = team.release(items=["FD20-12"], issuers=[other.pk])
    assert column.entries.get().publication == record
    assert not elsewhere.entries.exists()
    assert set(Issuer.objects.values_list("unit", flat=True)) == {team.unit.pk, other.pk}
    assert set(Binding.objects.values_list("item", "unit")) == {
        ("FD20-12", team.unit.pk),
        ("FD20-12", other.pk),
    }
    assert Tally.objects.get(unit=team.unit, item="FD20-12").count == 1
    assert Change.objects.filter(kind="publication", object_id=record.pk).exists()
    column.refresh_from_db()
    assert column.entry_count == 1
    body = Client().get(column.get_absolute_url()).content.decode()
    assert record.title in body


def test_a_draft_is_nowhere_to_be_seen():
    team = Team()
    make_column(team.unit)
    record = team.draft()
    assert Client().get(f"/doc/{record.pk}/").status_code == 404
    assert Client().get(f"/api/v1/publications/{record.pk}/").status_code == 404
    assert record.title not in Client().get("/api/v1/publications/").content.decode()


def test_the_time_of_publication_is_the_servers_and_stays_through_later_versions():
    team = Team()
    record = team.release()
    first = record.first_published_at
    record = drafting.save_draft(record, actor=team.editor, values={"body": "<p>示例：改正后的正文。</p>"})
    assert "改正后" not in page(record)
    record = team.sign(record)
    with pytest.raises(Refused) as error:
        releasing.release(record, actor=team.editor, correction=True)
    assert error.value.reasons[0].field == "note"
    record = releasing.release(record, actor=team.editor, correction=True, note="示例：更正正文")
    assert record.first_published_at == first
    assert "改正后" in page(record)
    assert "示例：更正正文" in page(record)
    history = Client().get(f"/doc/{record.pk}/history/").content.decode()
    assert "<ins>" in history
    assert "<del>" in history


def test_index_numbers_follow_the_pattern_and_leave_no_gap_when_a_release_fails():
    team = Team()
    first = team.release()
    assert first.index_number == f"XM{team.unit.code}-9902-2021-00001"
    waiting = team.sign(team.draft())
    Publication.objects.filter(pk=waiting.pk).update(openness="on_request")
    drafted = Publication.objects.get(pk=waiting.pk)
    drafted.latest_revision.content["openness"] = "on_request"
    drafted.latest_revision.save()
    with pytest.raises((Refused, IntegrityError)):
        releasing.release(drafted, actor=team.editor)
    assert team.release().index_number.endswith("-00002")
    assert Counter.objects.get(unit=team.unit, category="9902", year=2021).last == 2


def test_a_set_goes_public_whole_or_not_at_all(monkeypatch):
    team = Team()
    ready, unfinished = team.sign(team.draft()), team.draft()
    group = releasing.make_set(team.unit, actor=team.editor, name="示例同发组", members=[ready, unfinished])
    with pytest.raises(Refused) as error:
        releasing.release_set(group, actor=team.editor)
    assert unfinished.title in str(error.value)
    assert not Publication.objects.filter(live=True).exists()
    with pytest.raises(Refused) as error:
        releasing.release(ready, actor=team.editor)
    assert "同发组" in str(error.value)
    team.sign(unfinished)
    releasing.release_set(group, actor=team.editor)
    assert Publication.objects.filter(live=True).count() == 2
    assert AuditEntry.objects.filter(code="publications.release_in_set").count() == 2


def test_a_set_whose_last_member_fails_in_the_middle_leaves_none_public():
    team = Team()
    a, b = team.sign(team.draft()), team.sign(team.draft())
    group = releasing.make_set(team.unit, actor=team.editor, name="示例同发组", members=[a, b])
    # The second's revision was damaged: its release raises after the first has been published.
    b.latest_revision.content["title"] = None
    b.latest_revision.save()
    with pytest.raises(IntegrityError):
        releasing.release_set(group, actor=team.editor)
    assert not Publication.objects.filter(live=True).exists()
    assert ReleaseSet.objects.get().state == ReleaseSet.State.OPEN
    assert not Issuer.objects.exists()


@pytest.mark.task(11)
def test_an_urgent_release_stays_flagged_until_someone_else_approves_it():
    team = Team()
    record = team.draft()
    with pytest.raises(Refused):
        releasing.release_urgently(record, actor=team.editor, reason="示例：台风")
    record = releasing.release_urgently(record, actor=team.head, reason="示例：台风")
    assert record.live
    assert record.urgent_pending
    assert "正在补审" in page(record)
    for person in (team.head, team.editor):
        assert signing.approve_afterwards.reasons(record, actor=person)
    record = signing.approve_afterwards(record, actor=team.first)
    assert not record.urgent_pending


def test_scheduled_releases_survive_a_failing_neighbour():
    team = Team()
    later = timezone.now() + dt.timedelta(hours=1)
    bad, good = (releasing.schedule(team.sign(team.draft()), actor=team.editor, at=later) for _ in range(2))
    bad.latest_revision.content["openness"] = "on_request"
    bad.latest_revision.save()
    assert releasing.release_due() == 0
    assert releasing.release_due(later + dt.timedelta(minutes=1)) == 1
    bad.refresh_from_db()
    good.refresh_from_db()
    assert good.live
    assert not bad.live
    assert "依申请公开" in bad.release_trouble
    assert releasing.release_due(later + dt.timedelta(minutes=2)) == 0


def test_a_time_in_the_past_is_no_schedule():
    team = Team()
    record = team.sign(team.draft())
    with pytest.raises(Refused) as error:
        releasing.schedule(record, actor=team.editor, at=timezone.now() - dt.timedelta(minutes=1))
    assert error.value.reasons[0].field == "at"


@pytest.mark.parametrize(
    ("how", "status", "words"),
    [
        (Withdrawal.GONE, 410, "原文不再显示"),
        (Withdrawal.BANNER, 200, "示例正文"),
        (Withdrawal.REDIRECT, 302, ""),
    ],
)
def test_a_withdrawn_record_tells_why_at_its_old_address_and_leaves_every_list(how, status, words):
    team = Team()
    column = make_column(team.unit)
    record, successor = team.release(), team.release()
    with pytest.raises(Refused):
        releasing.withdraw(record, actor=team.head, how=how, reason="")
    releasing.withdraw(record, actor=team.head, how=how, reason="示例：内容有误", successor=successor)
    response = Client().get(f"/doc/{record.pk}/")
    assert response.status_code == status
    if status != 302:
        assert "示例：内容有误" in response.content.decode()
        assert words in response.content.decode()
    assert [e.publication for e in column.entries.all()] == [successor]
    column.refresh_from_db()
    assert column.entry_count == 1


def test_a_withdrawal_can_be_undone():
    team = Team()
    column = make_column(team.unit)
    record = team.release()
    releasing.withdraw(record, actor=team.head, how="gone", reason="示例")
    releasing.restore(record, actor=team.head)
    assert Client().get(f"/doc/{record.pk}/").status_code == 200
    assert column.entries.count() == 1


def test_only_pages_that_show_the_record_are_told_to_change():
    team = Team()
    column, elsewhere = make_column(team.unit), make_column(team.unit, query={"kinds": ["news"]})
    Purge.objects.all().delete()
    record = team.release()
    tags = {t for p in Purge.objects.all() for t in p.tags}
    assert {f"publication:{record.pk}", f"column:{column.pk}", f"unit:{team.unit.pk}"} <= tags
    assert f"column:{elsewhere.pk}" not in tags
    assert "home" not in tags


def test_what_is_not_open_is_never_released():
    team = Team()
    with pytest.raises(Refused) as error:
        team.draft(openness="closed")
    assert error.value.reasons[0].field == "openness_basis"
    record = team.sign(team.draft(openness="closed", openness_basis="X16-2a"))
    with pytest.raises(Refused) as error:
        releasing.release(record, actor=team.editor)
    assert "不予公开" in str(error.value)


def test_another_units_people_can_do_nothing_with_a_record():
    team, stranger = Team(), actor_for(Role.HEAD, make_unit())
    record = team.draft()
    verbs = (drafting.save_draft, signing.submit, drafting.discard, drafting.lock)
    assert all(
        v.reasons(record, actor=stranger, **({"values": {}} if v is drafting.save_draft else {}))
        for v in verbs
    )


def test_a_draft_of_a_public_record_can_be_given_up_and_readers_notice_nothing():
    team = Team()
    record = team.release()
    before = page(record)
    drafting.save_draft(record, actor=team.editor, values={"title": "示例：不要的标题"})
    record = drafting.discard(Publication.objects.get(pk=record.pk), actor=team.editor)
    assert record is not None
    assert record.stage == Stage.RELEASED
    assert page(record) == before


def test_a_room_above_follows_what_is_placed_and_displaced(monkeypatch):
    from yangguang.core.registries import Registry
    from yangguang.publications import placing

    seen = []
    monkeypatch.setattr(placing, "FOLLOWERS", Registry("follower of placing"))
    placing.follow(
        placing.Follower(
            "test",
            lambda records: seen.extend(("placed", r.pk, r.issuer_rows.count()) for r in records),
            lambda record: seen.append(("displaced", record.pk)),
        )
    )
    team = Team()
    record = team.release()
    releasing.withdraw(record, actor=team.head, how="gone", reason="示例原因")
    assert seen == [("placed", record.pk, 0), ("displaced", record.pk)]


@pytest.mark.task(29)
def test_what_is_withdrawn_with_a_banner_keeps_its_card_and_its_files():
    team, other = Team(), make_unit("示例联合单位")
    paper = upload(team, SimpleUploadedFile("示例附表.txt", "示例内容".encode()))
    record = team.release(
        attachments=[paper.pk, upload(team).pk], document_number="示例〔2021〕7号", issuers=[other.pk]
    )
    releasing.withdraw(record, actor=team.head, how=Withdrawal.BANNER, reason="示例：内容有误")
    page = Client().get(f"/doc/{record.pk}/").content.decode()
    record.refresh_from_db()
    for words in ("示例附表.txt", "<figure>", "示例〔2021〕7号", record.index_number, "示例联合单位"):
        assert words in page, words
    assert Client().get(f"/files/{paper.pk}/示例附表.txt").status_code == 200
    gone = team.release(attachments=[paper.pk], document_number="示例〔2021〕8号")
    releasing.withdraw(gone, actor=team.head, how=Withdrawal.GONE, reason="示例：内容有误")
    page = Client().get(f"/doc/{gone.pk}/").content.decode()
    assert "示例附表.txt" not in page
    assert "示例〔2021〕8号" not in page
