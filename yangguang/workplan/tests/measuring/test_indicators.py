"""The first indicators, on real facts: ORG-04, ORG-06, plan progress."""

import datetime as dt

import pytest
from django.utils import timezone

from yangguang.core.actors import SYSTEM
from yangguang.core.indicators import INDICATORS, Context, SourceMissing
from yangguang.duties import actions as duty_actions
from yangguang.duties.models import Duty, DutyState, Slip
from yangguang.organisations.models import Role, Unit
from yangguang.organisations.tests.factories import (
    actor_for,
    make_contact,
    make_street,
    make_unit,
    openness_office,
)
from yangguang.workplan.measuring import engine
from yangguang.workplan.models import WorkPlan

from ..factories import district, imported, issued, unit

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

    def test_finishing_counts_what_is_due_and_what_is_early(self, plan):
        assert set(verdicts("PRG-02", plan).values()) == {"bad"}  # the year 2021 is long over
        soon = TODAY() + dt.timedelta(days=10)
        Duty.objects.update(due=soon)
        assert set(verdicts("PRG-02", plan).values()) == {"excluded"}
        done = self.duty("区档案馆", 2)
        Duty.objects.filter(pk=done.pk).update(state=DutyState.CLOSED, reported_at=at(1), closed_at=at(0))
        assert verdicts("PRG-02", plan)["区档案馆 · 第 2 项"] == "good"
        Duty.objects.filter(pk=done.pk).update(due=TODAY() - dt.timedelta(days=5))
        late = next(c for c in cases("PRG-02", plan) if c.label == "区档案馆 · 第 2 项")
        assert late.verdict == "bad"
        assert "晚于期限" in late.reason

    def test_returned_ones_are_bad_until_reported_again(self, plan):
        assert cases("PRG-03", plan) == []
        duty = self.duty("区档案馆", 2)
        Duty.objects.filter(pk=duty.pk).update(state=DutyState.RETURNED, last_return_reason="缺图解")
        assert [(c.verdict, "缺图解" in c.reason) for c in cases("PRG-03", plan)] == [("bad", True)]
        Duty.objects.filter(pk=duty.pk).update(state=DutyState.REPORTED, reported_at=timezone.now())
        assert [c.verdict for c in cases("PRG-03", plan)] == ["good"]

    def test_slips_answered_late_or_not_at_all(self, plan):
        office = actor_for(Role.SUPERVISOR, openness_office())
        slip = duty_actions.issue_slip(self.duty("区档案馆", 2), actor=office, demand="示例")
        assert [c.verdict for c in cases("PRG-04", plan)] == ["excluded"]
        Slip.objects.filter(pk=slip.pk).update(reply_due=TODAY() - dt.timedelta(days=1))
        assert [c.verdict for c in cases("PRG-04", plan)] == ["bad"]
        Slip.objects.filter(pk=slip.pk).update(replied_at=at(3))
        assert [c.verdict for c in cases("PRG-04", plan)] == ["good"]

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
        assert found["13"] == ("bad", "没有牵头单位、没有已接入的实测指标")
        assert found["1"] == ("bad", "没有已接入的实测指标")

    def test_a_led_and_measured_task_is_healthy(self):
        plan = issued(district())
        assert {c.label.split(".")[0]: c.verdict for c in cases("ORG-06", plan)}["39"] == "good"

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
