"""The first indicators, on real facts: ORG-04, ORG-06, plan progress."""

import datetime as dt

import pytest
from django.utils import timezone

from yangguang.core.actors import SYSTEM
from yangguang.core.indicators import INDICATORS, Context, SourceMissing
from yangguang.duties import actions as duty_actions
from yangguang.duties.models import Duty, DutyNote, DutyState, Slip
from yangguang.organisations.actions import merge_unit
from yangguang.organisations.models import Administrator, Role, Unit
from yangguang.organisations.tests.factories import (
    actor_for,
    administrator,
    make_contact,
    make_street,
    make_unit,
    openness_office,
)
from yangguang.workplan.measuring import engine
from yangguang.workplan.models import Assignment, Result, Waiver, WorkPlan

from ..factories import answer_all, district, imported, issued, unit

pytestmark = [pytest.mark.django_db, pytest.mark.task(39)]
TODAY = timezone.localdate
ROWS = [
    ("1.甲（示例）", "公开。", "区司法局", "区财政局"),
    ("2.乙（示例）", "2021年6月底前公开。", "区财政局", "区档案馆"),
]


def cases(code, plan=None, as_of=None):
    return list(INDICATORS.get(code).run(Context(as_of or TODAY(), plan)))


def verdicts(code, plan=None, as_of=None):
    return {c.label: c.verdict for c in cases(code, plan, as_of)}


def at(days):
    return timezone.now() - dt.timedelta(days=days)


class TestContacts:
    def test_no_units_no_cases(self):
        assert cases("ORG-04") == []

    def test_good_missing_unconfirmed_and_stale(self):
        make_contact(make_unit("甲局"), at(1))
        make_unit("乙局")
        make_contact(make_unit("丙局"), None)
        make_contact(make_unit("丁局"), at(200))
        found = {c.label: (c.verdict, c.reason_code) for c in cases("ORG-04")}
        assert found == {
            "甲局": ("good", ""),
            "乙局": ("bad", "missing"),
            "丙局": ("bad", "unconfirmed"),
            "丁局": ("bad", "stale"),
        }
        assert all(c.reason for c in cases("ORG-04") if c.verdict == "bad")

    def test_the_last_day_of_half_a_year_still_counts(self):
        make_contact(make_unit("甲局"), timezone.make_aware(dt.datetime(2021, 3, 31, 9)))
        assert verdicts("ORG-04", as_of=dt.date(2021, 9, 30)) == {"甲局": "good"}
        assert verdicts("ORG-04", as_of=dt.date(2021, 10, 2)) == {"甲局": "bad"}

    def test_the_past_does_not_know_later_confirmations(self):
        make_contact(make_unit("甲局"), at(1))
        assert verdicts("ORG-04", as_of=TODAY() - dt.timedelta(days=5)) == {"甲局": "bad"}

    def test_a_unit_that_was_merged_later_was_still_there_then(self):
        make_unit("旧局", active_to=dt.date(2021, 6, 30), merged_into=make_unit("新局"))
        assert set(verdicts("ORG-04", as_of=dt.date(2021, 6, 30))) == {"旧局", "新局"}

    def test_communities_and_ended_units_are_not_counted_and_a_successor_is(self):
        make_street("示例街道", communities=2)
        new = make_unit("新局")
        make_unit("旧局", active_to=TODAY() - dt.timedelta(days=1), merged_into=new)
        assert set(verdicts("ORG-04")) == {"示例街道", "新局"}

    def test_the_number_of_queries_does_not_grow(self, django_assert_num_queries):
        for n in range(12):
            make_contact(make_unit(f"局{n}"), at(1))
        with django_assert_num_queries(1):
            cases("ORG-04")


class TestProgress:
    @pytest.fixture
    def plan(self):
        return issued(district(), ROWS)

    def duty(self, name, number):
        return Duty.objects.get(unit=unit(name), assignment__task__number=number)

    def test_before_issue_there_is_no_source(self):
        plan = imported(district())
        for code in ("PRG-01", "PRG-02", "PRG-03", "PRG-04"):
            with pytest.raises(SourceMissing):
                cases(code, plan)
        assert len(cases("PRG-05", plan)) == 28

    def test_before_the_day_of_issue_there_was_none(self, plan):
        with pytest.raises(SourceMissing):
            cases("PRG-01", plan, as_of=TODAY() - dt.timedelta(days=1))

    def test_signing_in_time_late_and_not_yet(self, plan):
        assert set(verdicts("PRG-01", plan).values()) == {"excluded"}
        duty_actions.sign(self.duty("区司法局", 1), actor=actor_for(Role.EDITOR, unit("区司法局")))
        found = verdicts("PRG-01", plan)
        assert found["区司法局 · 第 1 项"] == "good"
        plan.tasks.get(number=1).assignments.update(valid_from=TODAY() - dt.timedelta(days=30))
        WorkPlan.objects.update(issued_on=TODAY() - dt.timedelta(days=30))
        plan.refresh_from_db()
        found = verdicts("PRG-01", plan)
        assert found["区司法局 · 第 1 项"] == "bad"  # signed, but weeks later
        assert found["区财政局 · 第 1 项"] == "bad"
        assert len(found) == 4

    def as_if(self, plan, days):
        """As if the plan had been issued so many days ago."""
        day = TODAY() - dt.timedelta(days=days)
        Assignment.objects.update(valid_from=day)
        WorkPlan.objects.update(issued_on=day)
        plan.refresh_from_db()

    def test_the_fifth_working_day_is_the_last_with_the_holiday_and_the_worked_saturday(self, plan):
        """Issued on 2021-09-28: 29, 30 September, the holiday from the 1st to the 7th, 8 October, Saturday the 9th
        (worked), the 11th."""
        WorkPlan.objects.update(issued_on=dt.date(2021, 9, 28))
        Assignment.objects.update(valid_from=dt.date(2021, 9, 28))
        plan.refresh_from_db()
        duty = self.duty("区司法局", 1)
        for day, verdict in ((11, "good"), (12, "bad")):
            Duty.objects.filter(pk=duty.pk).update(
                signed_at=timezone.make_aware(dt.datetime(2021, 10, day, 23, 59))
            )
            found = verdicts("PRG-01", plan, dt.date(2021, 10, 20))
            assert found["区司法局 · 第 1 项"] == verdict
        assert verdicts("PRG-01", plan, dt.date(2021, 10, 11))["区财政局 · 第 1 项"] == "excluded"
        assert verdicts("PRG-01", plan, dt.date(2021, 10, 12))["区财政局 · 第 1 项"] == "bad"

    def test_a_merged_units_part_is_its_successors(self, plan):
        new = make_unit("区新设局")
        merge_unit(unit("区档案馆"), actor=administrator(Administrator.SYSTEM), into=new, on=TODAY())
        after = {c.label: c for c in cases("PRG-01", plan)}
        assert "区档案馆 · 第 2 项" not in after
        assert after["区新设局 · 第 2 项"].unit == new.pk

    def test_finishing_counts_what_is_due_and_what_is_early(self, plan):
        assert set(verdicts("PRG-02", plan).values()) == {"bad"}  # the year 2021 is long over
        soon = TODAY() + dt.timedelta(days=10)
        Duty.objects.update(due=soon, not_before=None)
        assert set(verdicts("PRG-02", plan).values()) == {"excluded"}
        self.report("区档案馆", 2)
        assert next(c for c in cases("PRG-02", plan) if c.label == "区档案馆 · 第 2 项").reason.endswith(
            "等待确认"
        )
        duty_actions.close(self.duty("区档案馆", 2), actor=actor_for(Role.SUPERVISOR, openness_office()))
        assert verdicts("PRG-02", plan)["区档案馆 · 第 2 项"] == "good"
        Duty.objects.update(due=TODAY() - dt.timedelta(days=5))
        late = next(c for c in cases("PRG-02", plan) if c.label == "区档案馆 · 第 2 项")
        assert late.verdict == "bad"
        assert "才报办结" in late.reason

    def test_the_day_of_the_due_date_is_in_time(self, plan):
        Duty.objects.update(due=TODAY(), not_before=None)
        assert set(verdicts("PRG-02", plan).values()) == {"excluded"}
        self.report("区档案馆", 2)
        duty_actions.close(self.duty("区档案馆", 2), actor=SYSTEM)
        assert verdicts("PRG-02", plan)["区档案馆 · 第 2 项"] == "good"

    def test_a_unit_does_not_answer_for_a_slow_confirmation(self, plan):
        Duty.objects.update(due=TODAY() - dt.timedelta(days=10), not_before=None)
        self.report("区档案馆", 2)
        DutyNote.objects.filter(step="报办结").update(at=at(20))
        self.as_if(plan, 30)
        found = next(c for c in cases("PRG-02", plan) if c.label == "区档案馆 · 第 2 项")
        assert found.verdict == "excluded"
        assert "等待确认" in found.reason

    def report(self, name, number):
        head = actor_for(Role.HEAD, unit(name))
        duty_actions.sign(self.duty(name, number), actor=head)
        return duty_actions.report(
            self.duty(name, number), actor=head, text="已完成（示例）", url="https://www.example.cn/"
        )

    def test_returned_ones_are_bad_until_reported_again(self, plan):
        assert cases("PRG-03", plan) == []
        Duty.objects.update(not_before=None)
        self.report("区档案馆", 2)
        assert [c.verdict for c in cases("PRG-03", plan)] == ["good"]
        office = actor_for(Role.SUPERVISOR, openness_office())
        duty_actions.return_(self.duty("区档案馆", 2), actor=office, text="缺图解")
        assert [(c.verdict, "缺图解" in c.reason) for c in cases("PRG-03", plan)] == [("bad", True)]
        duty_actions.report(
            self.duty("区档案馆", 2), actor=actor_for(Role.HEAD, unit("区档案馆")), text="已补"
        )
        assert [c.verdict for c in cases("PRG-03", plan)] == ["good"]

    def test_what_was_returned_today_was_not_returned_yesterday(self, plan):
        Duty.objects.update(not_before=None)
        self.report("区档案馆", 2)
        duty_actions.return_(self.duty("区档案馆", 2), actor=SYSTEM, text="缺图解")
        DutyNote.objects.filter(step="报办结").update(at=at(3))
        self.as_if(plan, 10)
        yesterday = TODAY() - dt.timedelta(days=1)
        assert [c.verdict for c in cases("PRG-03", plan, yesterday)] == ["good"]
        assert [c.verdict for c in cases("PRG-03", plan)] == ["bad"]
        assert cases("PRG-03", plan, TODAY() - dt.timedelta(days=4)) == []

    def test_slips_answered_late_or_not_at_all(self, plan):
        office = actor_for(Role.SUPERVISOR, openness_office())
        slip = duty_actions.issue_slip(self.duty("区档案馆", 2), actor=office, demand="示例")
        assert [c.verdict for c in cases("PRG-04", plan)] == ["excluded"]
        Slip.objects.filter(pk=slip.pk).update(reply_due=TODAY() - dt.timedelta(days=1))
        assert [c.verdict for c in cases("PRG-04", plan)] == ["bad"]
        Slip.objects.filter(pk=slip.pk).update(replied_at=at(3))
        assert [c.verdict for c in cases("PRG-04", plan)] == ["good"]
        Slip.objects.filter(pk=slip.pk).update(replied_at=timezone.now())
        assert [(c.verdict, "才回复" in c.reason) for c in cases("PRG-04", plan)] == [("bad", True)]

    def test_a_slip_sent_today_was_not_there_yesterday_and_its_last_day_counts(self, plan):
        self.as_if(plan, 10)
        slip = duty_actions.issue_slip(self.duty("区档案馆", 2), actor=SYSTEM, demand="示例")
        assert cases("PRG-04", plan, TODAY() - dt.timedelta(days=1)) == []
        Slip.objects.filter(pk=slip.pk).update(reply_due=TODAY())
        assert [c.verdict for c in cases("PRG-04", plan)] == ["excluded"]
        Slip.objects.filter(pk=slip.pk).update(replied_at=timezone.now())
        assert [c.verdict for c in cases("PRG-04", plan)] == ["good"]

    def test_questions_answered_by_the_day(self):
        officer = district()
        plan = imported(officer)
        assert {c.verdict for c in cases("PRG-05", plan)} == {"bad"}
        answer_all(plan, officer)
        assert {c.verdict for c in cases("PRG-05", plan)} == {"good"}
        assert {c.verdict for c in cases("PRG-05", plan, TODAY() - dt.timedelta(days=1))} == {"bad"}

    def test_no_questions_no_cases(self, plan):
        assert cases("PRG-05", plan) == []

    def test_what_they_find_is_counted_once_and_wholly(self, plan):
        """On real records: good, bad and excluded are the assignments, each once, whatever happened to them."""
        Duty.objects.update(not_before=None)
        self.report("区档案馆", 2)
        run = engine.measure(plan, actor=SYSTEM)
        for code in ("PRG-01", "PRG-02"):
            whole = Result.objects.get(run=run, code=code, task=None, unit=None)
            assert whole.total + whole.excluded == Assignment.objects.filter(valid_to=None).count()
            assert run.cases.filter(code=code).count() == whole.total + whole.excluded

    def test_every_case_belongs_to_a_task_and_a_unit(self, plan):
        for code in ("PRG-01", "PRG-02"):
            assert all(c.task and c.unit for c in cases(code, plan))

    @pytest.mark.parametrize("code", ["PRG-01", "PRG-02", "PRG-03", "PRG-04", "PRG-05"])
    def test_the_number_of_queries_does_not_grow(self, code, plan, django_assert_max_num_queries):
        with django_assert_max_num_queries(4):
            cases(code, plan)


class TestHealth:
    def test_each_weakness_is_named(self):
        plan = imported(district())
        found = {c.label.split(".")[0]: (c.verdict, c.reason) for c in cases("ORG-06", plan)}
        assert len(found) == 39
        assert found["20"] == ("bad", "没有牵头单位、没有已接入的实测指标")
        assert found["13"] == ("bad", "没有牵头单位")
        assert found["7"] == ("bad", "没有已接入的实测指标")

    def test_a_led_and_measured_task_is_healthy(self):
        plan = issued(district())
        assert {c.label.split(".")[0]: c.verdict for c in cases("ORG-06", plan)}["39"] == "good"

    def test_an_expired_waiver_is_a_weakness_until_renewed_or_put_right(self):
        plan = issued(district())
        archive = unit("区档案馆")

        def waive(days):
            return Waiver.objects.create(
                task=plan.tasks.get(number=39), code="ORG-04", unit=archive, reason="示例", requested_by="示例",
                approved_at=at(60), expires_on=TODAY() - dt.timedelta(days=days),
            )  # fmt: skip

        def said():
            return next(c for c in cases("ORG-06", plan) if c.label.startswith("39.")).reason

        waive(5)
        engine.measure(plan, actor=SYSTEM, as_of=TODAY() - dt.timedelta(days=1))
        assert "过期的豁免" in said()
        waive(-5)
        assert said() == ""
        Waiver.objects.filter(expires_on__gt=TODAY()).delete()
        make_contact(archive, at(20))
        engine.measure(plan, actor=SYSTEM, as_of=TODAY() - dt.timedelta(days=1))
        assert said() == ""

    def test_a_table_without_tasks_has_nothing_to_count(self):
        plan = WorkPlan.objects.create(year=2021, title="示例", unit=openness_office())
        assert cases("ORG-06", plan) == []

    def test_withdrawn_tasks_are_not_counted(self):
        plan = imported(district())
        plan.tasks.filter(number=1).update(withdrawn=True)
        assert len(cases("ORG-06", plan)) == 38

    def test_the_number_of_queries_does_not_grow(self, django_assert_max_num_queries):
        plan = issued(district())
        with django_assert_max_num_queries(5):
            cases("ORG-06", plan)

    def test_a_gap_in_measuring_is_a_weakness(self):
        plan = issued(district())
        engine.measure(plan, actor=SYSTEM, as_of=TODAY() - dt.timedelta(days=60))
        assert "超过 35 天" in next(c for c in cases("ORG-06", plan) if c.label.startswith("39.")).reason


def test_confirming_a_contact_closes_the_duty():
    """The whole circle on real records: measured bad, one to-do, the fact changes, measured good, closed."""
    from yangguang.organisations.actions import confirm_contact, set_contact

    plan = issued(district(), ROWS)
    engine.measure(plan, actor=SYSTEM)
    archive = unit("区档案馆")
    duty = Duty.objects.get(kind="measure.ORG-04", unit=archive)
    officer = actor_for(Role.OPENNESS, archive)
    set_contact(archive, actor=officer, person="示例联系人", office="", phone="0592-0000000", email="")
    confirm_contact(Unit.objects.get(pk=archive.pk).contact, actor=officer)
    engine.measure(plan, actor=SYSTEM)
    duty.refresh_from_db()
    assert duty.state == DutyState.CLOSED
