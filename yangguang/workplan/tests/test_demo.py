"""The sample year of the plan: issued, worked on to different depths, and never laid over a real one."""

import random

import pytest

from yangguang.core.actors import operator
from yangguang.duties.models import Duty, DutyNote, DutyState
from yangguang.workplan import demo
from yangguang.workplan.actions.issuing import KIND
from yangguang.workplan.models import WorkPlan
from yangguang.workplan.queries import current_plan

from .test_plan_command import SAMPLE, TABLE, plan

pytestmark = pytest.mark.django_db


@pytest.mark.task(39)
def test_the_sample_issues_the_plan_and_leaves_duties_at_every_step(units):
    plan("import", TABLE)
    assert "件待办办到不同环节" in demo.fill(operator(), random.Random("x"))
    issued = current_plan(2021)
    assert (issued.state, issued.issued_on) == (WorkPlan.State.ISSUED, demo.ISSUED)
    reached = set(Duty.objects.filter(kind=KIND).values_list("state", flat=True))
    assert reached == set(DutyState.values) - {DutyState.WITHDRAWN}
    assert not DutyNote.objects.exclude(text="").exclude(text__startswith="示例：").exists()
    notes = DutyNote.objects.count()
    assert demo.fill(operator(), random.Random("x")) == "计划已经印发，没有添加"
    assert DutyNote.objects.count() == notes


def test_the_sample_leaves_a_plan_alone_that_was_issued_for_real(units):
    plan("import", TABLE)
    plan("answer", SAMPLE)
    plan("issue", "--on", "2021-05-06", "--accept")
    demo.fill(operator(), random.Random("x"))
    assert set(Duty.objects.filter(kind=KIND).values_list("state", flat=True)) == {DutyState.WAITING}
