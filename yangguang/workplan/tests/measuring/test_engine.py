"""The engine counts what indicators yield, keeps every case, and turns bad ones into work that closes itself."""

import datetime as dt

import pytest
from django.utils import timezone

from yangguang.core.actions import Refused
from yangguang.core.actors import SYSTEM
from yangguang.core.indicators import INDICATORS, Case, SourceMissing, State, Target, indicator
from yangguang.core.registries import Registry
from yangguang.duties.models import Duty, DutyState
from yangguang.organisations.models import Role
from yangguang.organisations.tests.factories import actor_for, make_unit, openness_office
from yangguang.workplan.measuring import actions, catalogue, engine, freezing, queries  # noqa: F401 - patched below
from yangguang.workplan.measuring import jobs as measuring_jobs
from yangguang.workplan.models import CaseRecord, Freeze, MeasureRun, Result, TaskIndicator, WorkPlan

from ..factories import district, issued

pytestmark = [pytest.mark.django_db, pytest.mark.task(39)]
ROWS = [
    ("1.甲（示例）", "及时公开。", "区司法局", "各街道"),
    ("2.乙（示例）", "及时公开。", "区财政局", "区档案馆"),
]


@pytest.fixture
def registry(monkeypatch):
    fresh = Registry("indicator")
    monkeypatch.setattr("yangguang.core.indicators.INDICATORS", fresh)
    for module in ("engine", "catalogue", "queries", "freezing", "actions", "indicators.health"):
        monkeypatch.setattr(f"yangguang.workplan.measuring.{module}.INDICATORS", fresh, raising=False)
    return fresh


@pytest.fixture
def plan():
    officer = district()
    return issued(officer, ROWS)


def make(cases, code="TST-01", scope="district", tasks=(1,), **fields):
    """Register an indicator that yields the given cases (or calls them)."""
    fields = {"target": Target(">=", 1.0, 0.5), **fields}

    def run(ctx):
        return cases(ctx) if callable(cases) else iter(cases)

    return indicator(
        code, "示例指标", tasks=tasks, version=1, scope=scope, formula="示例", basis="示例", **fields
    )(run)


def measured(plan, **kwargs):
    return engine.measure(WorkPlan.objects.get(pk=plan.pk), actor=SYSTEM, **kwargs)


def result(run, code="TST-01", **where):
    return Result.objects.get(run=run, code=code, **{"task": None, "unit": None, **where})


def test_good_bad_and_excluded_are_the_whole_population(plan, registry):
    make(
        [
            Case("t:1", "一", "good"),
            Case("t:2", "二", "bad", reason="迟了"),
            Case("t:3", "三", "excluded", reason="涉密"),
        ]
    )
    run = measured(plan)
    found = result(run)
    assert (found.good, found.total, found.excluded, found.state) == (1, 2, 1, State.NEAR)
    assert CaseRecord.objects.filter(run=run).count() == found.total + found.excluded
    assert found.version == 1
    assert found.denominator == "P"


def test_a_case_that_is_not_good_needs_a_reason():
    with pytest.raises(ValueError, match="without a reason"):
        Case("t:1", "一", "bad")


def test_nothing_to_count_and_nothing_to_count_from_differ(plan, registry):
    make([])

    def missing(ctx):
        raise SourceMissing("登记表还没有建立")

    make(missing, "TST-02")
    run = measured(plan)
    assert result(run).state == State.NONE
    broken = result(run, "TST-02")
    assert (broken.state, broken.note) == (State.UNKNOWN, "登记表还没有建立")


def test_a_broken_indicator_stops_no_other(plan, registry):
    def broken(ctx):
        yield Case("t:1", "一", "good")
        raise ZeroDivisionError

    make(broken)
    make([Case("t:1", "一", "good")], "TST-02")
    make([Case("t:1", "一", "good"), Case("t:1", "又一", "good")], "TST-03")
    run = measured(plan)
    assert result(run).state == State.UNKNOWN
    assert "程序错误" in result(run).note
    assert result(run, "TST-02").state == State.MET
    assert "两次" in result(run, "TST-03").note


def test_units_and_tasks_have_their_own_results(plan, registry):
    a, b = make_unit(), make_unit()
    make(
        [Case("t:1", "一", "good", unit=a.pk), Case("t:2", "二", "bad", unit=b.pk, reason="无")], scope="unit"
    )
    first, second = plan.tasks.order_by("number")
    make(
        [Case("t:1", "一", "good", task=first.pk), Case("t:2", "二", "bad", task=second.pk, reason="无")],
        "TST-02", scope="task", tasks=(),
    )  # fmt: skip
    run = measured(plan)
    assert (result(run, unit=a).state, result(run, unit=b).state) == (State.MET, State.MISSED)
    assert result(run, "TST-02", task=second).state == State.MISSED
    assert result(run, "TST-02").total == 2


def test_measuring_again_changes_nothing(plan, registry):
    unit = make_unit()
    make([Case("t:1", "一", "bad", unit=unit.pk, reason="无")], scope="unit")
    first = measured(plan)
    content, count = first.content_hash, Result.objects.count()
    again = measured(plan)
    assert (again.pk, again.content_hash, Result.objects.count()) == (first.pk, content, count)
    assert Duty.objects.filter(kind="measure.TST-01").count() == 1


def test_a_bad_row_is_a_duty_that_closes_when_the_fact_changes(plan, registry):
    unit = make_unit()
    facts = {"verdict": "bad"}
    make(
        lambda ctx: iter([Case("t:1", "一", facts["verdict"], unit=unit.pk, reason="还没有公开")]),
        scope="unit",
    )
    measured(plan)
    duty = Duty.objects.get(unit=unit)
    assert (duty.body, duty.state) == ("还没有公开", DutyState.WAITING)
    facts["verdict"] = "good"
    measured(plan)
    duty.refresh_from_db()
    assert duty.state == DutyState.CLOSED
    facts["verdict"] = "bad"
    measured(plan)
    assert Duty.objects.open().filter(unit=unit).count() == 1


def test_the_past_is_measured_without_touching_duties(plan, registry):
    unit = make_unit()
    make([Case("t:1", "一", "bad", unit=unit.pk, reason="无")], scope="unit")
    measured(plan, as_of=timezone.localdate() - dt.timedelta(days=30))
    assert not Duty.objects.filter(unit=unit).exists()
    with pytest.raises(Refused, match="还没有到"):
        measured(plan, as_of=timezone.localdate() + dt.timedelta(days=1))


def test_a_population_that_shrank_is_noted(plan, registry):
    size = {"n": 10}
    make(lambda ctx: iter([Case(f"t:{n}", "一", "good") for n in range(size["n"])]))
    measured(plan, as_of=timezone.localdate() - dt.timedelta(days=1))
    size["n"] = 5
    assert "减少两成以上" in result(measured(plan)).note


def test_an_edited_target_stays_and_is_used(plan, registry):
    make([Case("t:1", "一", "good"), Case("t:2", "二", "bad", reason="无")])
    officer = actor_for(Role.OPENNESS, openness_office())
    measured(plan)
    bound = TaskIndicator.objects.get(code="TST-01")
    with pytest.raises(Refused, match="0 到 1"):
        actions.set_target(bound, actor=officer, target=95, warn=None, verified=True)
    actions.set_target(bound, actor=officer, target=0.5, warn=0.4, verified=True)
    assert result(measured(plan)).state == State.MET
    assert TaskIndicator.objects.get(code="TST-01").target == 0.5


class TestWaivers:
    def ask(self, plan, unit, days=30, **fields):
        head = actor_for(Role.HEAD, unit)
        return actions.request_waiver(
            plan.tasks.get(number=1), actor=head, code="TST-01", unit=unit, reason="示例理由",
            expires_on=timezone.localdate() + dt.timedelta(days=days), **fields,
        )  # fmt: skip

    def test_only_an_approved_one_counts_and_it_ends(self, plan, registry):
        unit = make_unit()
        make([Case("t:1", "一", "bad", unit=unit.pk, reason="无")], scope="unit")
        waiver = self.ask(plan, unit)
        assert result(measured(plan), unit=unit).state == State.MISSED
        actions.approve_waiver(waiver, actor=actor_for(Role.SUPERVISOR, openness_office()))
        found = result(measured(plan), unit=unit)
        assert (found.state, found.total) == (State.WAIVED, 1)
        assert "示例理由" in found.note
        type(waiver).objects.update(expires_on=timezone.localdate() - dt.timedelta(days=1))
        assert result(measured(plan), unit=unit).state == State.MISSED

    def test_one_object_is_excluded_with_the_reason(self, plan, registry):
        unit = make_unit()
        make(
            [Case("t:1", "一", "bad", unit=unit.pk, reason="无"), Case("t:2", "二", "good", unit=unit.pk)],
            scope="unit",
        )
        waiver = self.ask(plan, unit, key="t:1")
        actions.approve_waiver(waiver, actor=actor_for(Role.SUPERVISOR, openness_office()))
        found = result(measured(plan), unit=unit)
        assert (found.good, found.total, found.excluded, found.state) == (1, 1, 1, State.MET)
        assert "示例理由" in CaseRecord.objects.get(key="t:1").reason

    def test_nobody_approves_their_own_units(self, plan, registry):
        office = openness_office()
        make([], scope="unit")
        waiver = self.ask(plan, office)
        with pytest.raises(Refused, match="本单位"):
            actions.approve_waiver(waiver, actor=actor_for(Role.OPENNESS, office))

    def test_a_waiver_needs_a_reason_and_an_end_within_a_year(self, plan, registry):
        make([], scope="unit")
        for days in (0, 400):
            with pytest.raises(Refused):
                self.ask(plan, make_unit(), days=days)


class TestFreezes:
    def test_quarters_are_chained_and_a_change_is_found(self, plan, registry):
        make([Case("t:1", "一", "bad", reason="无")])
        officer = actor_for(Role.OPENNESS, openness_office())
        measured(plan)
        one = freezing.freeze_quarter(plan, actor=officer, quarter="2026Q3")
        two = freezing.freeze_quarter(plan, actor=officer, quarter="2026Q4")
        assert two.previous_hash == one.hash
        assert freezing.verify(plan) == []
        Freeze.objects.filter(pk=one.pk).update(lines=one.lines.replace('"bad"', '"good"'))
        assert freezing.verify(plan) == ["2026Q3 的内容与校验值不符，被改动过"]

    def test_a_quarter_is_frozen_once_and_needs_a_measurement(self, plan, registry):
        officer = actor_for(Role.OPENNESS, openness_office())
        with pytest.raises(Refused, match="还没有测量过"):
            freezing.freeze_quarter(plan, actor=officer, quarter="2026Q3")
        measured(plan)
        with pytest.raises(Refused, match="不是季度"):
            freezing.freeze_quarter(plan, actor=officer, quarter="2026Q5")
        freezing.freeze_quarter(plan, actor=officer, quarter="2026Q3")
        with pytest.raises(Refused, match="已经冻结"):
            freezing.freeze_quarter(plan, actor=officer, quarter="2026Q3")

    @pytest.mark.parametrize(
        ("quarter", "end"), [("2021Q1", "2021-03-31"), ("2021Q3", "2021-09-30"), ("2021Q4", "2021-12-31")]
    )
    def test_quarter_ends(self, quarter, end):
        assert freezing.quarter_end(quarter).isoformat() == end


def test_runs_that_say_nothing_new_are_forgotten(plan, registry):
    make([Case("t:1", "一", "good")])
    today = timezone.localdate()
    for days in (4, 3, 2, 1, 0):
        measured(plan, as_of=today - dt.timedelta(days=days))
    assert measuring_jobs.prune(plan) == 3
    assert list(MeasureRun.objects.order_by("as_of").values_list("as_of", flat=True)) == [
        today - dt.timedelta(days=4),
        today,
    ]


def test_the_catalogue_holds_the_tables_indicators():
    assert len(catalogue.planned()) == 145
    assert {p.task for p in catalogue.planned()} == set(range(1, 40))
    assert {i.code for i in INDICATORS} >= {"ORG-04", "ORG-06", "PRG-01", "PRG-02"}
    assert all(p.connected == (p.code in INDICATORS) for p in catalogue.planned())
