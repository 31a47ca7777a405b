"""ASK-03: policies that speak to people have at least three public answers."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import transaction
from django.utils import timezone

from yangguang.core.indicators import INDICATORS, Context, SourceMissing
from yangguang.core.registries import Registry
from yangguang.knowledge.actions import reviewing
from yangguang.knowledge.models import Entry
from yangguang.organisations.actions import merge_unit
from yangguang.organisations.tests.factories import administrator, make_unit
from yangguang.publications import knowing
from yangguang.publications.models import Publication

from .factories import Desk

pytestmark = [pytest.mark.django_db, pytest.mark.task(15)]


@pytest.fixture
def desk():
    return Desk()


FACING: set[int] = set()


@pytest.fixture(autouse=True)
def _told(monkeypatch):
    """Another room tells which policies face people; here the test does."""
    FACING.clear()
    known = Registry("knower")
    known.add("sample", knowing.Knower("sample", people_facing=lambda keys: FACING & set(keys)))
    monkeypatch.setattr(knowing, "KNOWERS", known)


def facing(desk: Desk, **values) -> Publication:
    record = desk.policy(**values)
    FACING.add(record.pk)
    return record


def cases(on: dt.date | None = None):
    found = INDICATORS.get("ASK-03")
    return list(found.run(Context(on or timezone.localdate(), None, dict(found.params))))


def test_without_policies_that_face_people_there_is_nothing_to_count(desk):
    assert cases() == []
    desk.policy()
    assert cases() == []


def test_two_answers_are_too_few_and_three_enough(desk):
    record = facing(desk)
    other = facing(desk)
    entries = [desk.public(record) for _ in range(2)]
    desk.draft(record)
    few, none = cases()
    assert few.verdict == "bad"
    assert "只有 2 条" in few.reason
    assert (few.unit, few.key) == (desk.unit.pk, f"publications.publication:{record.pk}")
    assert "只有 0 条" in none.reason
    desk.public(record)
    good, _ = cases()
    assert good.verdict == "good"
    assert len(cases()) == 2
    reviewing.withdraw(entries[0], actor=desk.reviewer, reason="示例")
    assert cases()[0].verdict == "bad"
    assert other


def test_what_has_ended_or_not_begun_needs_no_answers(desk):
    today = timezone.localdate()
    facing(desk, validity="repealed")
    facing(desk, expires_on=today - dt.timedelta(days=1))
    facing(desk, effective_on=today + dt.timedelta(days=1))
    assert cases() == []
    last = facing(desk, expires_on=today)
    assert [c.key for c in cases()] == [f"publications.publication:{last.pk}"]


def test_a_past_day_knows_only_what_was_public_then(desk):
    record = facing(desk)
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    assert cases(yesterday) == []
    Publication.objects.filter(pk=record.pk).update(first_published_at=timezone.now() - dt.timedelta(days=9))
    entries = [desk.public(record) for _ in range(3)]
    assert [c.verdict for c in cases(yesterday)] == ["bad"]
    Entry.objects.update(first_published_at=timezone.now() - dt.timedelta(days=5))
    assert [c.verdict for c in cases(yesterday)] == ["good"]
    reviewing.withdraw(entries[0], actor=desk.reviewer, reason="示例")
    assert [c.verdict for c in cases(yesterday)] == ["good"]
    assert [c.verdict for c in cases()] == ["bad"]


def test_a_policy_of_a_merged_unit_is_still_counted(desk):
    record = facing(desk)
    for _ in range(3):
        desk.public(record)
    with transaction.atomic():
        merge_unit(desk.unit, actor=administrator(), into=make_unit(), on=timezone.localdate())
    assert [c.verdict for c in cases()] == ["good"]


def test_without_a_room_that_tells_who_is_faced_it_is_not_measured(desk, monkeypatch):
    facing(desk)
    monkeypatch.setattr(knowing, "KNOWERS", Registry("knower"))
    with pytest.raises(SourceMissing):
        cases()
