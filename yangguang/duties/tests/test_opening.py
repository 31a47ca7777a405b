"""Opening in numbers: once per kind, key and unit; refreshed, withdrawn, closed by fact, carried over in a merger."""

import datetime as dt

import pytest
from django.db import transaction
from django.utils import timezone

from yangguang.core.actors import SYSTEM
from yangguang.core.models import AuditEntry
from yangguang.duties import actions, kinds, queries
from yangguang.duties.models import Duty, DutyState, Slip
from yangguang.duties.opening import (
    Spec,
    close_by_fact,
    ensure_duty,
    ensure_many,
    transfer_open_duties,
    withdraw_many,
)
from yangguang.organisations.models import Role
from yangguang.organisations.tests.factories import actor_for, make_unit, openness_office

from .factories import days_ago, make_duty

pytestmark = [pytest.mark.django_db, pytest.mark.task(39)]


def ensure(*specs):
    with transaction.atomic():
        return ensure_many(list(specs), actor=SYSTEM)


def spec(unit, key="k", **fields):
    return Spec("test.open", key, unit.pk, **{"title": "示例事项", **fields})


def test_the_same_thing_is_opened_once_and_refreshed():
    unit = make_unit()
    first = ensure_duty(spec(unit, due=dt.date(2026, 12, 1)), actor=SYSTEM)
    again = ensure_duty(spec(unit, title="示例新名", due=dt.date(2026, 12, 31)), actor=SYSTEM)
    assert again.pk == first.pk
    now = Duty.objects.get()
    assert (now.title, now.due) == ("示例新名", dt.date(2026, 12, 31))
    assert [(n.step, n.text) for n in now.notes.all()] == [("变更", "期限由 2026-12-01 改为 2026-12-31")]
    ensure_duty(spec(unit, title="示例新名", due=dt.date(2026, 12, 31)), actor=SYSTEM)
    assert now.notes.count() == 1


def test_hundreds_are_opened_by_few_queries_and_one_log_entry(django_assert_max_num_queries):
    units = [make_unit() for _ in range(30)]
    specs = [spec(u, f"k{n}") for u in units for n in range(30)]
    with django_assert_max_num_queries(40):
        assert len(ensure(*specs)) == 900
    assert Duty.objects.count() == 900
    entry = AuditEntry.objects.get(code="duties.open")
    assert len(entry.details["duties"]) == 900


def test_a_spec_named_twice_opens_one():
    unit = make_unit()
    ensure(spec(unit), spec(unit))
    assert Duty.objects.count() == 1


def test_kinds_are_not_mixed():
    unit = make_unit()
    with pytest.raises(ValueError, match="one kind"):
        ensure(spec(unit), Spec("test.other", "k", unit.pk, "示例"))


def test_a_closed_assignment_stays_closed_and_as_it_was():
    unit = make_unit()
    duty = ensure_duty(spec(unit, due=dt.date(2026, 6, 1)), actor=SYSTEM)
    Duty.objects.filter(pk=duty.pk).update(state=DutyState.CLOSED)
    assert ensure_duty(spec(unit, due=dt.date(2026, 7, 1)), actor=SYSTEM).pk == duty.pk
    assert Duty.objects.get().due == dt.date(2026, 6, 1)


def test_a_fact_that_is_bad_again_opens_a_new_duty_that_names_the_former():
    unit = make_unit()
    duty = ensure_duty(spec(unit, closes_by_fact=True), actor=SYSTEM)
    close_by_fact([duty], actor=SYSTEM, fact="示例：已改好")
    assert duty.notes.get().text == "示例：已改好"
    again = ensure_duty(spec(unit, closes_by_fact=True), actor=SYSTEM)
    assert again.pk != duty.pk
    assert list(queries.earlier(again)) == [duty]


def test_only_measured_duties_are_closed_by_a_fact():
    assert close_by_fact([make_duty()], actor=SYSTEM, fact="示例") == 0


def test_what_an_officer_has_just_closed_is_not_withdrawn():
    duty = make_duty()
    stale = Duty.objects.get(pk=duty.pk)
    Duty.objects.filter(pk=duty.pk).update(state=DutyState.CLOSED)
    assert withdraw_many([stale], actor=SYSTEM, reason="示例") == 0
    assert Duty.objects.get().state == DutyState.CLOSED


def test_a_kind_gives_a_due_date_that_a_refresh_does_not_move():
    kinds.register(kinds.Kind("test.days", "示例", reply_days=5))
    unit = make_unit()
    with transaction.atomic():
        duty = ensure_duty(Spec("test.days", "k", unit.pk, "示例"), actor=SYSTEM)
        assert duty.due > timezone.localdate()
        Duty.objects.filter(pk=duty.pk).update(due=dt.date(2026, 1, 5))
        ensure_duty(Spec("test.days", "k", unit.pk, "示例改名"), actor=SYSTEM)
    assert Duty.objects.get().due == dt.date(2026, 1, 5)
    assert Duty.objects.get().title == "示例改名"


def test_a_family_of_kinds_serves_its_members():
    assert kinds.kind_of("measure.ORG-04").name == "实测整改"
    assert kinds.kind_of("unknown").name == "unknown"


def test_a_merger_carries_open_duties_slips_and_requests_to_the_successor():
    old, new, doer = make_unit(), make_unit(), make_unit()
    mine, done = make_duty(old, due=days_ago(3)), make_duty(old, state=DutyState.CLOSED)
    asked = make_duty(doer, old)
    slip = actions.issue_slip(mine, actor=actor_for(Role.SUPERVISOR, openness_office()), demand="示例")
    both = make_duty(old, key="both", kind="test.both")
    theirs = make_duty(new, key="both", kind="test.both")
    actor = actor_for(Role.HEAD, new)
    with transaction.atomic():
        transfer_open_duties(old, new, timezone.localdate(), actor)
    get = Duty.objects.get
    assert get(pk=mine.pk).unit == new
    assert get(pk=mine.pk).notes.last().step == "移交"
    assert get(pk=done.pk).unit == old
    assert get(pk=asked.pk).asked_by == new
    assert Slip.objects.get(pk=slip.pk).unit == new
    assert get(pk=both.pk).state == DutyState.WITHDRAWN
    assert get(pk=theirs.pk).state == DutyState.WAITING
    assert AuditEntry.objects.filter(code="duties.transfer").count() == 1
    actions.sign(get(pk=mine.pk), actor=actor)
