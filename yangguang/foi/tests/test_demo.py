"""Sample requests: one of every sort, in the order of their days, consistent with the law's clocks; once only."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

import pytest
from django.utils import timezone

from yangguang.core import audit, calendar
from yangguang.core.actors import operator
from yangguang.core.models import AuditEntry
from yangguang.duties.models import Duty
from yangguang.foi import alarming, demo
from yangguang.foi.actions import clocking, serving
from yangguang.foi.figures import queries as figures
from yangguang.foi.models import (
    Applicant,
    Challenge,
    ClockEvent,
    DeskSettings,
    FeeNotice,
    FoiRequest,
    Letter,
    RepeatedMatter,
)
from yangguang.foi.rules import clock
from yangguang.foi.rules.standing import standing as standing_on
from yangguang.organisations import loading
from yangguang.organisations.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.task(32)]


def run() -> str:
    return demo.run(operator(), random.Random(1))


def counts() -> list[int]:
    return [m.objects.count() for m in (FoiRequest, Letter, ClockEvent, DeskSettings, AuditEntry, Duty)]


def test_the_desk_is_filled_once_with_every_sort_of_request(units: dict[str, Any]) -> None:
    loading.create_sample_accounts(operator())
    assert not demo.in_use()
    assert "申请" in run()
    before = counts()
    assert run() == "已经装过"
    assert counts() == before
    assert not demo.in_use()

    today, days = timezone.localdate(), calendar.load()
    rows = list(FoiRequest.objects.select_related("unit", "applicant"))
    assert all(r.subject.startswith("示例") for r in rows)
    assert all(a.name.startswith("示例") for a in Applicant.objects.all())
    assert {r.year for r in rows} == {2020, 2021, today.year, min(r.year for r in rows if r.year > 2021)}
    # Grounds of every kind, and every state that a request can be in.
    assert {r.ground for r in rows} >= {
        "36-1", "36-2", "37", "36-4", "36-5", "36-6", "36-7", "38", "39-1", "16-2a", "35", "30-lapsed", "withdrawn",
    }  # fmt: skip
    assert {r.state for r in rows} == set(clock.STATES)
    standing = {r.pk: standing_on(clocking.clock_of(r), today, days) for r in rows}
    assert sum(s.overdue for s in standing.values()) == 1
    waiting = FoiRequest.objects.get(determination__state="submitted")
    assert waiting.officer == User.objects.get(username="fgj-edit")
    person, number = Counter(
        r.applicant.person for r in rows if r.received_on and r.received_on.month == 4
    ).most_common(1)[0]
    assert number == 12
    assert FeeNotice.objects.get(request__applicant__person=person).state == "paid"
    assert Challenge.objects.get().outcome == "corrected"
    assert RepeatedMatter.objects.get().people == 3
    assert FoiRequest.objects.filter(archived_at__isnull=False).count() > 20
    assert FoiRequest.objects.filter(state="replied", served_on=None).count() == 1
    assert FoiRequest.objects.filter(split_from__isnull=False).count() == 2

    # Clocks agree with the events; only what is meant to be late broke the law.
    broken = [f for r in rows for f in clocking.clock_of(r).faults]
    assert len(broken) == 1
    for r in rows:
        assert not clocking.refresh(r)
    # Letters come in the order of their numbers, dated on the days of their acts, and say what the clock says.
    for unit in {r.unit_id for r in rows}:
        dated = list(
            Letter.objects.filter(unit=unit).order_by("year", "serial").values_list("dated", flat=True)
        )
        assert dated == sorted(dated)
        arrived = (
            FoiRequest.objects.filter(unit=unit)
            .order_by("year", "serial")
            .values_list("arrived_at", flat=True)
        )
        assert [timezone.localdate(a) for a in arrived] == sorted(timezone.localdate(a) for a in arrived)
    for letter in Letter.objects.all():
        assert all(letter.elements.values())
        assert letter.year == letter.dated.year == timezone.localdate(letter.issued_at).year
        if serving.is_reply(letter):
            assert letter.dated == letter.request.closed_on
    # The log bears its own time, and holds.
    assert {timezone.localdate(e.at) for e in AuditEntry.objects.all()} <= {today, timezone.localdate()}
    assert list(audit.verify()) == []
    # The figures of the year before are locked, and what they carried over was opened with.
    main = figures.of_unit(units["区发改局"], 2020)
    assert main.locked
    assert main.left == 1
    for unit in units.values():
        assert figures.faults(figures.of_unit(unit, 2021)) == []
    assert alarming.raise_alarms(today)
    assert DeskSettings.objects.exclude(phone="").count() == DeskSettings.objects.count() > 20


def test_a_site_with_requests_of_its_own_is_told(units: dict[str, Any]) -> None:
    from .factories import Desk

    desk = Desk(units["区教育局"])
    desk.register(content="请公开某文件。")
    assert demo.in_use()


def test_settings_that_a_unit_has_entered_stay(units: dict[str, Any]) -> None:
    unit = units["区教育局"]
    mine = DeskSettings.objects.create(
        unit=unit, mark="厦思教公开", kind="department", superior="市局", phone="0592-1111111"
    )
    demo._desks(operator())
    kept = DeskSettings.objects.get(unit=unit)
    assert (kept.phone, kept.mark) == (mine.phone, mine.mark)


def test_what_is_all_good_is_met_and_one_that_is_not_misses_a_target_of_all() -> None:
    """A target of "=" counts what is bad: "= 1.0" would ask for exactly one."""
    from yangguang.core.indicators import INDICATORS, State
    from yangguang.workplan.measuring.states import Goal, judge

    ours = [i for i in INDICATORS if i.run.__module__.startswith("yangguang.foi")]
    assert {i.code for i in ours} >= {
        "FOI-01",
        "FOI-02",
        "FOI-03",
        "FOI-04",
        "FOI-08",
        "FEE-01",
        "FEE-02",
        "ANR-03",
    }
    for one in ours:
        goal = Goal(one.target.op, one.target.value, one.target.warn)
        assert judge(100, 100, goal, one.min_n)[0] == State.MET, one.code
        assert judge(0, 100, goal, one.min_n)[0] == State.MISSED, one.code
    strict = [i for i in ours if (i.target.op, i.target.value) in ((">=", 1.0), ("=", 0))]
    assert len(strict) >= 8
    assert all(
        judge(99, 100, Goal(i.target.op, i.target.value, i.target.warn))[0] != State.MET for i in strict
    )
