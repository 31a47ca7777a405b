"""Supervision slips are numbered without a gap and escalate only when unanswered."""

import datetime as dt

import pytest
from django.utils import timezone

from yangguang.core.actions import Refused
from yangguang.duties import actions, queries
from yangguang.duties.models import Duty, DutyState, Slip
from yangguang.organisations.models import Role
from yangguang.organisations.tests.factories import actor_for, make_unit, openness_office

from .factories import days_ago, make_duty

pytestmark = [pytest.mark.django_db, pytest.mark.task(39)]


@pytest.fixture
def office():
    return actor_for(Role.SUPERVISOR, openness_office())


def late(slip):
    Slip.objects.filter(pk=slip.pk).update(reply_due=days_ago(1))


def test_blue_then_yellow_then_red_then_none(office):
    duty = make_duty(due=days_ago(3))
    for colour in ("blue", "yellow", "red"):
        slip = actions.issue_slip(duty, actor=office, demand="示例")
        assert slip.colour == colour
        with pytest.raises(Refused, match="还没到回复期限"):
            actions.issue_slip(duty, actor=office, demand="示例")
        late(slip)
    with pytest.raises(Refused, match="红色"):
        actions.issue_slip(duty, actor=office, demand="示例")


def test_numbers_have_no_gap(office):
    slips = [actions.issue_slip(make_duty(due=days_ago(3)), actor=office, demand="示例") for _ in range(4)]
    with pytest.raises(Refused):
        actions.issue_slip(make_duty(due=days_ago(3)), actor=office, demand=" ")
    slips.append(actions.issue_slip(make_duty(due=days_ago(3)), actor=office, demand="示例"))
    assert [s.number for s in slips] == [1, 2, 3, 4, 5]
    assert str(slips[0]) == f"督办〔{slips[0].year}〕1号"


def test_an_answer_ends_the_round_and_is_given_once(office):
    unit = make_unit()
    slip = actions.issue_slip(make_duty(unit, due=days_ago(3)), actor=office, demand="示例")
    head = actor_for(Role.HEAD, unit)
    with pytest.raises(Refused, match="权限"):
        actions.reply_slip(slip, actor=actor_for(Role.HEAD), reply="示例")
    actions.reply_slip(slip, actor=head, reply="已安排（示例）")
    with pytest.raises(Refused, match="已经回复"):
        actions.reply_slip(slip, actor=head, reply="再答")
    late(slip)
    with pytest.raises(Refused, match="已经回复"):
        actions.issue_slip(slip.duty, actor=office, demand="示例")


def test_after_an_answer_that_was_not_kept_it_begins_again_with_blue(office):
    unit = make_unit()
    duty = make_duty(unit, due=days_ago(60))
    late(actions.issue_slip(duty, actor=office, demand="示例"))
    yellow = actions.issue_slip(duty, actor=office, demand="示例")
    actions.reply_slip(yellow, actor=actor_for(Role.OPENNESS, unit), reply="下周办好（示例）")
    Slip.objects.filter(pk=yellow.pk).update(replied_at=timezone.now() - dt.timedelta(days=40))
    again = actions.issue_slip(duty, actor=office, demand="示例")
    assert (again.colour, again.round) == ("blue", 2)
    late(again)
    assert actions.issue_slip(duty, actor=office, demand="示例").colour == "yellow"


def test_only_the_office_sends_them_and_never_for_closed_duties(office):
    with pytest.raises(Refused, match="权限"):
        actions.issue_slip(make_duty(), actor=actor_for(Role.HEAD), demand="示例")
    with pytest.raises(Refused, match="不用督办"):
        actions.issue_slip(make_duty(state=DutyState.CLOSED), actor=office, demand="示例")
    with pytest.raises(Refused, match="先确认或退回"):
        actions.issue_slip(make_duty(state=DutyState.REPORTED), actor=office, demand="示例")


def test_a_slip_about_a_finished_duty_waits_for_no_answer(office):
    duty = make_duty(due=days_ago(3))
    actions.issue_slip(duty, actor=office, demand="示例")
    assert queries.slips_waiting(Slip.objects.all()).count() == 1
    Duty.objects.filter(pk=duty.pk).update(state=DutyState.CLOSED)
    assert queries.slips_waiting(Slip.objects.all()).count() == 0


def test_the_office_is_shown_who_should_get_one(office):
    today = timezone.localdate()
    make_duty(kind="workplan.assignment", due=days_ago(3), title="示例逾期")
    make_duty(kind="workplan.assignment", due=days_ago(3), state=DutyState.REPORTED)
    make_duty(kind="workplan.assignment", due=days_ago(-30))
    make_duty(due=days_ago(3), closes_by_fact=True)
    warned = make_duty(due=days_ago(3))
    actions.issue_slip(warned, actor=office, demand="示例")
    assert [(d.title, c) for d, c in queries.slip_candidates(today)] == [("示例逾期", "blue")]
