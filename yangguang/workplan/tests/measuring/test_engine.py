"""The engine counts what indicators yield, keeps every case, and turns bad ones into work that closes itself."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from yangguang.core.actions import Refused
from yangguang.core.actors import SYSTEM
from yangguang.core.indicators import INDICATORS, Case, Indicator, SourceMissing, State, Target
from yangguang.duties.models import Duty, DutyState
from yangguang.organisations.models import Membership, Role
from yangguang.organisations.tests.factories import actor as as_actor
from yangguang.organisations.tests.factories import actor_for, make_person, make_unit, openness_office
from yangguang.workplan.measuring import actions, catalogue, engine
from yangguang.workplan.measuring import jobs as measuring_jobs
from yangguang.workplan.models import CaseRecord, MeasureRun, Result, TaskIndicator, WorkPlan

from ..factories import district, imported, issued
from .indicators import make, measured, result

pytestmark = [pytest.mark.django_db, pytest.mark.task(39)]


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


def test_a_broken_query_stops_no_other(plan, registry):
    def broken(ctx):
        list(Result.objects.raw("select * from there_is_no_such_table"))
        yield Case("t:1", "一", "good")

    make(broken)
    make(lambda ctx: (Case(f"t:{t.pk}", "一", "good") for t in ctx.plan.tasks.all()), "TST-02")
    run = measured(plan)
    assert "程序错误" in result(run).note
    assert result(run, "TST-02").state == State.MET


@pytest.mark.parametrize(
    ("case", "fault"),
    [
        (Case("t:1", "一", "good", unit=987654), "单位不存在"),
        (Case("t:1", "一", "good", task=987654), "任务不在本计划"),
        (Case("t" * 81, "一", "good"), "标识"),
        (Case("", "一", "good"), "标识"),
    ],
)
def test_cases_that_nothing_can_be_made_of_are_an_error_of_their_own(plan, registry, case, fault):
    make([case])
    make([Case("t:1", "一", "good")], "TST-02")
    run = measured(plan)
    assert result(run).state == State.UNKNOWN
    assert fault in result(run).note
    assert result(run, "TST-02").state == State.MET


def test_long_texts_are_cut_and_long_addresses_left_out(plan, registry):
    make([Case("t:1", "长" * 500, "bad", unit=make_unit().pk, reason="由" * 900, url="/" + "x" * 400)])
    run = measured(plan)
    kept = run.cases.get()
    assert (len(kept.label), len(kept.reason), kept.url) == (200, 300, "")
    duty = Duty.objects.get(kind="measure.TST-01")
    assert duty.title == f"示例指标：{'长' * 44}…"
    assert len(duty.body) == 900


def test_a_result_keeps_what_it_was_judged_by(plan, registry):
    make([Case("t:1", "一", "good")], min_n=3, params={"days": 20})
    kept = result(measured(plan)).judged
    assert kept == {"op": ">=", "target": 1.0, "warn": 0.5, "min_n": 3, "params": {"days": 20}}


def test_the_number_of_queries_does_not_grow_with_units(registry):
    from yangguang.workplan.measuring.indicators import attested, contacts, health, progress

    plan = issued(district())
    units = [make_unit() for _ in range(5)]
    for item in (contacts.contacts_in_place, health.plan_health, progress.signed, progress.finished,
                 progress.not_returned, progress.slips_answered, progress.questions_answered):  # fmt: skip
        registry.add(item.code, item)
    attested.register()
    make(lambda ctx: (Case(f"u:{u.pk}", "一", "bad", unit=u.pk, reason="无") for u in units), scope="unit")

    def queries():
        measured(plan)  # opens the duties of the units that are new
        with CaptureQueriesContext(connection) as counted:
            measured(plan)
        return len(counted)

    few = queries()
    units += [make_unit() for _ in range(60)]
    assert queries() <= few + 6  # more batches of rows, not more questions


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


def test_another_issued_plan_keeps_its_duties(plan, registry):
    """While last year's plan is still open beside this year's, neither closes what the other opened."""
    unit = make_unit()
    counted = {plan.pk: [Case("t:1", "一", "bad", unit=unit.pk, reason="无")]}
    make(lambda ctx: iter(counted.get(ctx.plan.pk, [])), scope="unit")
    measured(plan)
    officer = actor_for(Role.OPENNESS, openness_office())
    later = issued(officer, [("1.甲（示例）", "公开。", "区司法局", "区档案馆")], year=2022)
    measured(later)
    assert Duty.objects.open().filter(unit=unit).count() == 1
    WorkPlan.objects.filter(pk=plan.pk).update(state=WorkPlan.State.CLOSED)
    measured(later)
    assert not Duty.objects.open().filter(unit=unit).exists()


def test_only_an_issued_plan_opens_duties(registry):
    plan = imported(district())
    unit = make_unit()
    make([Case("t:1", "一", "bad", unit=unit.pk, reason="无")], scope="unit")
    measured(plan)
    assert not Duty.objects.filter(unit=unit).exists()


def test_some_indicators_are_measured_and_the_others_kept(plan, registry):
    make([Case("t:1", "一", "good")])
    make([Case("t:1", "一", "good")], "TST-02")
    kept = result(measured(plan), "TST-02").pk
    run = measured(plan, codes=["TST-01"])
    assert result(run, "TST-02").pk == kept
    assert run.results.count() == 2


def test_only_those_who_may_measure_do(plan, registry):
    with pytest.raises(Refused, match="权限"):
        engine.measure(plan, actor=actor_for(Role.HEAD))


verdicts = st.lists(st.sampled_from(["good", "bad", "excluded"]), max_size=40)


@given(verdicts, st.sampled_from(["district", "unit", "task"]))
def test_good_bad_and_excluded_are_always_the_population(found, scope):
    """Over any cases: every result counts each of its cases once, and the parts add up to the whole."""
    item = Indicator(
        "TST-09", "示例", (1,), 1, "TEST", "P", scope, "示例", "示例", Target(">=", 1.0), "件", True, lambda ctx: [],
    )  # fmt: skip
    cases = [
        Case(f"t:{n}", "一", v, unit=n % 3 + 1, task=n % 4 + 1, reason="示例") for n, v in enumerate(found)
    ]
    run = MeasureRun(as_of=dt.date(2021, 9, 28))
    results = list(engine._results(run, engine.Measured(item, cases), {}, [], {}))
    whole = next(r for r in results if r.task_id is None and r.unit_id is None)
    assert whole.total + whole.excluded == len(cases)
    assert (whole.good, whole.excluded) == (found.count("good"), found.count("excluded"))
    parts = [r for r in results if r is not whole]
    if scope != "district":
        assert sum(r.total + r.excluded for r in parts) == len(cases)
        assert sum(r.good for r in parts) == whole.good
    assert all((r.state == State.NONE) == (r.total == 0) for r in results)


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
        ended = result(measured(plan), unit=unit)
        assert ended.state == State.MISSED
        assert "到期" in ended.note

    def test_one_object_is_excluded_with_the_reason(self, plan, registry):
        unit = make_unit()
        make(
            [Case("t:1", "一", "bad", unit=unit.pk, reason="无"), Case("t:2", "二", "good", unit=unit.pk)],
            scope="unit",
        )
        measured(plan)
        waiver = self.ask(plan, unit, key="t:1")
        actions.approve_waiver(waiver, actor=actor_for(Role.SUPERVISOR, openness_office()))
        found = result(measured(plan), unit=unit)
        assert (found.good, found.total, found.excluded, found.state) == (1, 1, 1, State.MET)
        assert "示例理由" in CaseRecord.objects.get(key="t:1").reason

    def test_one_that_was_not_there_yet_waives_nothing_of_the_past(self, plan, registry):
        unit = make_unit()
        make([Case("t:1", "一", "bad", unit=unit.pk, reason="无")], scope="unit")
        actions.approve_waiver(self.ask(plan, unit), actor=SYSTEM)
        yesterday = timezone.localdate() - dt.timedelta(days=1)
        assert result(measured(plan, as_of=yesterday), unit=unit).state == State.MISSED

    def test_only_ones_own_bad_object_can_be_waived(self, plan, registry):
        unit, other = make_unit(), make_unit()
        make([Case("t:1", "一", "bad", unit=other.pk, reason="无")], scope="unit")
        measured(plan)
        with pytest.raises(Refused, match="没有这个不合格的对象"):
            self.ask(plan, unit, key="t:1")
        type(self.ask(plan, unit)).objects.update(key="t:1", approved_at=timezone.now())
        assert result(measured(plan), unit=other).state == State.MISSED

    def test_where_results_are_per_task_a_units_part_of_it_is_excluded(self, plan, registry):
        unit = make_unit()
        first, second = plan.tasks.order_by("number")
        make(
            [
                Case("t:1", "一", "bad", unit=unit.pk, task=first.pk, reason="无"),
                Case("t:2", "二", "bad", unit=unit.pk, task=second.pk, reason="无"),
            ],
            scope="task", tasks=(),
        )  # fmt: skip
        actions.approve_waiver(self.ask(plan, unit), actor=SYSTEM)
        run = measured(plan)
        assert result(run, task=first).state == State.NONE
        assert result(run, task=first).excluded == 1
        assert result(run, task=second).state == State.MISSED

    def test_agreeing_closes_the_duty_at_once(self, plan, registry):
        unit = make_unit()
        make([Case(f"t:{n}", "一", "bad", unit=unit.pk, reason="无") for n in (1, 2)], scope="unit")
        measured(plan)
        waiver = self.ask(plan, unit, key="t:1")
        actions.approve_waiver(waiver, actor=actor_for(Role.SUPERVISOR, openness_office()))
        assert [d.key for d in Duty.objects.open().filter(unit=unit)] == ["t:2"]
        measured(plan)
        assert [d.key for d in Duty.objects.open().filter(unit=unit)] == ["t:2"]
        actions.withdraw_waiver(waiver, actor=actor_for(Role.REVIEWER, unit))
        measured(plan)
        assert sorted(d.key for d in Duty.objects.open().filter(unit=unit)) == ["t:1", "t:2"]

    def test_a_waived_unit_gets_no_duty_and_its_cases_stay_bad(self, plan, registry):
        unit = make_unit()
        make([Case("t:1", "一", "bad", unit=unit.pk, reason="无")], scope="unit")
        actions.approve_waiver(self.ask(plan, unit), actor=SYSTEM)
        run = measured(plan)
        assert not Duty.objects.filter(unit=unit).exists()
        assert run.cases.get().verdict == "bad"

    def test_a_decision_is_made_once(self, plan, registry):
        make([], scope="unit")
        supervisor = actor_for(Role.SUPERVISOR, openness_office())
        waiver = self.ask(plan, make_unit())
        with pytest.raises(Refused, match="理由"):
            actions.refuse_waiver(waiver, actor=supervisor, reason=" ")
        actions.refuse_waiver(waiver, actor=supervisor, reason="可以按期办")
        for again in (actions.approve_waiver, actions.refuse_waiver):
            with pytest.raises(Refused, match="已经有了决定"):
                again(waiver, actor=supervisor, **({"reason": "x"} if again is actions.refuse_waiver else {}))

    def test_one_request_waits_at_a_time_and_can_be_taken_back(self, plan, registry):
        make([], scope="unit")
        unit = make_unit()
        waiver = self.ask(plan, unit)
        with pytest.raises(Refused, match="等待批准"):
            self.ask(plan, unit)
        with pytest.raises(Refused, match="权限"):
            actions.withdraw_waiver(waiver, actor=actor_for(Role.HEAD))
        actions.withdraw_waiver(waiver, actor=actor_for(Role.HEAD, unit))
        with pytest.raises(Refused, match="已经撤回"):
            actions.approve_waiver(waiver, actor=actor_for(Role.SUPERVISOR, openness_office()))
        self.ask(plan, unit)

    def test_nobody_approves_what_they_asked_for(self, plan, registry):
        """Someone who asked for a unit and now works at the office."""
        make([], scope="unit")
        unit = make_unit()
        head = make_person(Role.HEAD, unit)
        waiver = actions.request_waiver(
            plan.tasks.get(number=1), actor=as_actor(head), code="TST-01", unit=unit, reason="示例理由",
            expires_on=timezone.localdate() + dt.timedelta(days=9),
        )  # fmt: skip
        head.memberships.all().delete()
        Membership.objects.create(
            user=head, unit=openness_office(), role=Role.SUPERVISOR, valid_from=dt.date(2000, 1, 1)
        )
        with pytest.raises(Refused, match="自己申请"):
            actions.approve_waiver(waiver, actor=as_actor(head))

    def test_only_the_office_decides(self, plan, registry):
        make([], scope="unit")
        waiver = self.ask(plan, make_unit())
        with pytest.raises(Refused, match="权限"):
            actions.approve_waiver(waiver, actor=actor_for(Role.HEAD))

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


def test_the_catalogue_says_who_can_act_and_what_is_waited_for():
    assert all(p.acts and p.basis and p.grounds and p.waits_for for p in catalogue.planned())
    assert all(catalogue.unprovable_because(n) == "" for n in range(1, 40))
    assert "没有任何指标" in catalogue.unprovable_because(40)
    assert catalogue.find("FOI-01").task == 32
    assert catalogue.find("XXX-01") is None


def test_a_task_with_statements_only_says_why_it_cannot_prove_itself(monkeypatch, registry):
    only = tuple(p for p in catalogue.planned() if p.code in {"ORG-01", "ORG-05"})
    monkeypatch.setattr(catalogue, "by_task", lambda: {39: only})
    assert "只有 2 个靠人工声明的指标" in catalogue.unprovable_because(39)
