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


@pytest.mark.task(25)
def test_what_can_be_done_has_an_entrance_that_opens_and_what_can_be_asked_an_answer(
    desk, client, monkeypatch
):
    entrance = "https://zwfw.example.gov.cn/item/1"
    plain = desk.policy()
    bare = desk.policy(extra={"served": "可办"})
    both = desk.policy(extra={"served": "可办、可问", "service_url": entrance})

    def told():
        found = INDICATORS.get("WEB-04")
        return {
            c.key.rpartition(":")[2]: c
            for c in found.run(Context(timezone.localdate(), None, dict(found.params)))
        }

    first = told()
    assert set(first) == {str(bare.pk), str(both.pk)}
    assert str(plain.pk) not in first
    assert first[str(bare.pk)].reason == "标了“可办”，没有填办事入口，也没有挂办事指南"
    assert first[str(both.pk)].reason == "标了“可问”，知识库里没有以它为依据的公开问答"
    page = client.get(both.get_absolute_url()).content.decode()
    assert f'href="{entrance}"' in page
    entry = desk.public(both)
    assert told()[str(both.pk)].verdict == "good"
    assert entry.question in client.get(both.get_absolute_url()).content.decode()
    knowing.KNOWERS.add(
        "crawler", knowing.Knower("crawler", dead=lambda addresses: {entrance} & set(addresses))
    )
    assert told()[str(both.pk)].reason == "办事入口打不开"


@pytest.mark.task(25)
def test_a_public_guide_is_an_entrance_whoever_names_whom_and_a_withdrawn_one_is_none(desk):
    from yangguang.publications.actions import releasing
    from yangguang.publications.tests.factories import GUIDE, Team

    team = Team()
    guide = {"kind": "service", "title": "示例：津贴申领", "body": "", "written_on": None}
    first = team.release(**guide, extra=GUIDE)
    naming = desk.policy(extra={"served": "可办", "guides": [first.pk]})
    named = desk.policy(extra={"served": "可办"})
    second = team.release(**guide, extra={**GUIDE, "policies": [named.pk]})

    def told(day=None):
        found = INDICATORS.get("WEB-04")
        context = Context(day or timezone.localdate(), None, dict(found.params))
        return {int(c.key.rpartition(":")[2]): (c.verdict, c.reason_code) for c in found.run(context)}

    assert told() == {naming.pk: ("good", ""), named.pk: ("good", "")}
    for record in (first, second):
        releasing.withdraw(record, actor=team.head, how="gone", reason="示例")
    assert told() == {naming.pk: ("bad", "no guide"), named.pk: ("bad", "no entrance")}


@pytest.mark.task(25)
def test_an_entrance_is_an_address(desk):
    from yangguang.core.actions import Refused

    for wrong in ("javascript:alert(1)", "办事大厅", "https://", "http://a b"):
        with pytest.raises(Refused, match="http"):
            desk.policy(extra={"served": "可办", "service_url": wrong})
