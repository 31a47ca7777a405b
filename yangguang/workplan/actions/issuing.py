"""Issuing a plan: groups become assignments, assignments become duties; and following later changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from yangguang.core.actions import Reason, verb
from yangguang.core.actors import Actor
from yangguang.core.checks import run_checks
from yangguang.duties.models import DutyNote
from yangguang.duties.opening import Spec, ensure_many, withdraw_many
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, reasons

from ..expansion import Wanted, wanted
from ..models import Assignment, PlanTask, TaskParty, WorkPlan

KIND = "workplan.assignment"


@dataclass(frozen=True)
class Adjustment:
    """What following a change did: assignments begun, ended and kept."""

    begun: list[Assignment]
    ended: list[Assignment]
    kept: int


def tasks_of(plan: WorkPlan) -> list[PlanTask]:
    return list(plan.tasks.filter(withdrawn=False).prefetch_related("parties"))


def plan_adjustment(plan: WorkPlan, on: dt.date) -> tuple[list[Wanted], list[Assignment], int]:
    """Assignments to begin, those to end, and how many stay, on the day."""
    want = {w.key: w for w in wanted(tasks_of(plan), on)}
    have = {
        (a.task_id, a.unit_id, a.part, a.action): a
        for a in Assignment.objects.filter(task__plan=plan, valid_to=None).select_related(
            "duty", "unit", "task"
        )
    }
    begin = [w for key, w in want.items() if key not in have]
    end = [a for key, a in have.items() if key not in want]
    return begin, end, len(have) - len(end)


def adjust_assignments(plan: WorkPlan, *, actor: Actor, on: dt.date) -> Adjustment:
    """Bring the assignments and their duties in line with the plan and the units of the day.

    Call inside a verb. A unit's duty that is no longer wanted is withdrawn with its history; duties that stay take
    over a changed title or due date.
    """
    begin, end, _ = plan_adjustment(plan, on)
    for assignment in end:
        assignment.valid_to = on
    Assignment.objects.bulk_update(end, ["valid_to"])
    withdraw_many(
        [a.duty for a in end if a.duty], actor=actor, reason="任务分解表或机构变动，不再由本单位承办"
    )
    begun = Assignment.objects.bulk_create(
        [
            Assignment(
                task_id=w.task, unit_id=w.unit, part=w.part, action=w.action, action_no=w.action_no,
                from_group=w.group, valid_from=on,
            )
            for w in begin
        ],
        batch_size=500,
    )  # fmt: skip
    current = list(
        Assignment.objects.filter(task__plan=plan, valid_to=None).select_related("task", "task__plan", "duty")
    )
    duties = ensure_many([_spec(a, plan) for a in current], actor=actor)
    linked = []
    for assignment in current:
        duty = duties[_key(assignment), assignment.unit_id]
        if assignment.duty_id != duty.pk:
            assignment.duty = duty
            linked.append(assignment)
    Assignment.objects.bulk_update(linked, ["duty"], batch_size=500)
    return Adjustment(begun, end, len(current) - len(begun))


def _key(assignment: Assignment) -> str:
    return f"assignment:{assignment.pk}"


def _spec(assignment: Assignment, plan: WorkPlan) -> Spec:
    task = assignment.task
    lead = assignment.part == TaskParty.Part.LEAD
    said = assignment.action or task.requirement
    standing = task.due_kind in {PlanTask.DueKind.STANDING, PlanTask.DueKind.ON_EVENT}
    return Spec(
        kind=KIND,
        key=_key(assignment),
        unit_id=assignment.unit_id,
        title=f"{'牵头' if lead else '落实'}第{task.number}项：{task.display_title}"[:200],
        body=said,
        url=f"/plan/{plan.year}/{task.number}/",
        asked_by_id=plan.unit_id,
        due=plan.last_day if standing or task.due_on is None else task.due_on,
        not_before=plan.last_day if standing else None,
    )


def _may_issue(
    plan: WorkPlan, *, actor: Actor, on: dt.date | None = None, accepted: bool = False, **_: Any
) -> Iterator[Reason]:
    yield from reasons(actor, Act.PLAN)
    if plan.state != WorkPlan.State.CONFIRMING:
        when = f"（{plan.issued_on}）" if plan.issued_on else ""
        yield Reason(f"计划{plan.get_state_display()}{when}，不能再次印发")
        return
    if on is not None and on > timezone.localdate():
        yield Reason(f"印发日期 {on} 晚于今天", "请到那一天再印发", field="on")
    for check, finding in run_checks(plan):
        if check.severity == "block":
            yield Reason(f"{check.name}：{finding.text}", finding.fix, finding.url)
        elif check.severity == "confirm" and not accepted:
            yield Reason(
                f"{check.name}：{finding.text}", "确实如此的，请勾选“已核对”再印发", field="accepted"
            )


@verb("workplan.plan.issue", "印发了{object}", forbids=_may_issue, link="workplan:plan")
def issue_plan(
    plan: WorkPlan, *, actor: Actor, on: dt.date | None = None, doc_no: str = "", accepted: bool = False
) -> WorkPlan:
    """Issue a plan whose questions are all answered: every unit gets its duties, groups expanded on the day ``on``.

    ``accepted``: the officer has looked at what the checks ask to confirm.
    """
    plan.state, plan.issued_on = WorkPlan.State.ISSUED, on or timezone.localdate()
    plan.doc_no = doc_no or plan.doc_no
    plan.save()
    adjust_assignments(plan, actor=actor, on=plan.issued_on)
    return plan


def _may_expand(plan: WorkPlan, *, actor: Actor, **_: Any) -> Iterator[Reason]:
    yield from reasons(actor, Act.PLAN)
    if plan.state != WorkPlan.State.ISSUED:
        yield Reason(f"计划{plan.get_state_display()}，没有可调整的分派")


@verb("workplan.plan.expand", "按现有机构调整了{object}的分派", forbids=_may_expand, link="workplan:plan")
def re_expand(plan: WorkPlan, *, actor: Actor, on: dt.date | None = None) -> WorkPlan:
    """Expand the groups again after units changed."""
    adjust_assignments(plan, actor=actor, on=on or timezone.localdate())
    return plan


def follow_merger(old: Unit, new: Unit, on: dt.date, actor: Actor) -> None:
    """What a merger of units means for the issued plans; called inside the merger's own transaction.

    The successor takes over the old unit's assignments with their duties and all that was done on them, unless it has
    the same assignment already; then the old one ends.
    """
    issued = WorkPlan.objects.filter(state=WorkPlan.State.ISSUED)
    for plan in issued.select_for_update(of=("self",)).order_by("pk"):
        current = Assignment.objects.filter(task__plan=plan, valid_to=None).select_related("duty")
        theirs = {(a.task_id, a.part, a.action) for a in current if a.unit_id == new.pk}
        for assignment in (a for a in current if a.unit_id == old.pk):
            if (assignment.task_id, assignment.part, assignment.action) in theirs:
                continue
            assignment.unit = new
            assignment.save()
            if assignment.duty:
                assignment.duty.unit = new
                assignment.duty.save()
                said = f"{old}并入{new}，由{new}继续办理"
                DutyNote.objects.create(
                    duty=assignment.duty, by=actor.user, by_label=actor.label, step="移交", text=said
                )
        adjust_assignments(plan, actor=actor, on=on)


def _may_close(plan: WorkPlan, *, actor: Actor, **_: Any) -> Iterator[Reason]:
    yield from reasons(actor, Act.PLAN)
    if plan.state != WorkPlan.State.ISSUED:
        yield Reason(f"计划{plan.get_state_display()}，不能办结")
    elif timezone.localdate() <= plan.last_day:
        yield Reason(f"{plan.year} 年还没有结束", f"{plan.last_day} 以后才能办结")


@verb("workplan.plan.close", "办结了{object}", forbids=_may_close, link="workplan:plan")
def close_plan(plan: WorkPlan, *, actor: Actor) -> WorkPlan:
    """End a plan after its year; open duties stay with their units and come up in next year's 回头看."""
    plan.state = WorkPlan.State.CLOSED
    plan.save()
    return plan


def _may_show(plan: WorkPlan, *, actor: Actor, **_: Any) -> Iterator[Reason]:
    yield from reasons(actor, Act.PLAN)
    if plan.state != WorkPlan.State.CONFIRMING:
        yield Reason(f"计划{plan.get_state_display()}，已经公开")


@verb("workplan.plan.show", "设置了{object}确认期间是否公开", forbids=_may_show, link="workplan:plan")
def show_before_issue(plan: WorkPlan, *, actor: Actor, shown: bool) -> WorkPlan:
    """Show the table as imported to the public, with its open questions, before it is issued; or stop showing it."""
    plan.shown_before_issue = shown
    plan.save()
    return plan
