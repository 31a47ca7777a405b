"""Answering what the table does not say, and setting a task's due date by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from yangguang.core.actions import Reason, Refused, verb
from yangguang.core.actors import Actor
from yangguang.organisations.permissions import Act, reasons

from ..answers import Units, apply_answer, in_words, problems
from ..models import PlanTask, Question, WorkPlan
from .issuing import adjust_assignments


def _may_answer(
    question: Question, *, actor: Actor, answer: dict[str, Any], seen: str = "", **_: Any
) -> Iterator[Reason]:
    yield from reasons(actor, Act.PLAN)
    yield from _wrong_state(question, question.plan)
    if question.answered_at and seen != stamp(question):
        yield Reason(
            f"{question.answered_by}已于 {timezone.localtime(question.answered_at):%m月%d日 %H:%M} 答复“{question.answer_text}”",
            "请刷新页面查看，确需改动时再改",
        )
    yield from problems(question, answer, Units.on(timezone.localdate()))


def _wrong_state(question: Question, plan: WorkPlan) -> Iterator[Reason]:
    if plan.state == WorkPlan.State.CLOSED:
        yield Reason("计划已结，不能再改答复")
    elif plan.state == WorkPlan.State.ISSUED and question.answered_at:
        yield Reason("计划已印发，答过的问题不能再改", "请导入更正后的表，或在任务页修改期限")


def stamp(question: Question) -> str:
    """What a page remembers of a question, so that two officers don't overwrite each other unseen."""
    return question.answered_at.isoformat() if question.answered_at else ""


@verb("workplan.question.answer", "答复了问题{object}", forbids=_may_answer, personal={"answered_by"})
def answer_question(question: Question, *, actor: Actor, answer: dict[str, Any], seen: str = "") -> Question:
    """Answer a question, or change an answer whose ``stamp`` the caller has seen. Takes effect on the task at once."""
    assert question.task_id is not None
    question.task = PlanTask.objects.select_for_update(of=("self",)).get(pk=question.task_id)
    question.plan = _locked(question.plan_id)
    if stopped := list(_wrong_state(question, question.plan)):
        raise Refused(stopped)  # issued or closed by somebody else since the look above
    apply_answer(question, answer, Units.on(timezone.localdate()))
    question.answer, question.answer_text = answer, in_words(question, answer)[:500]
    question.answered_by, question.answered_at = actor.label, timezone.now()
    question.save()
    if question.plan.state == WorkPlan.State.ISSUED:
        adjust_assignments(question.plan, actor=actor, on=timezone.localdate())
    return question


def _locked(plan_id: int) -> WorkPlan:
    """The plan, locked: answers, imports, issue and expansion of one plan follow one another."""
    return WorkPlan.objects.select_for_update(of=("self",)).get(pk=plan_id)


def _may_set_due(
    task: PlanTask, *, actor: Actor, due_kind: str, due_on: dt.date | None, **_: Any
) -> Iterator[Reason]:
    yield from reasons(actor, Act.PLAN)
    if task.plan.state == WorkPlan.State.CLOSED:
        yield Reason("计划已结，不能再改期限")
    kinds = PlanTask.DueKind
    if due_kind not in kinds.values:
        yield Reason("请选择期限类型", field="due_kind")
    elif due_kind == kinds.BY_DATE and due_on is None:
        yield Reason("限期完成的任务要填写日期", field="due_on")
    elif due_kind in {kinds.STANDING, kinds.ON_EVENT} and due_on is not None:
        yield Reason("全年推进或发生即办的任务不填日期", "请清空日期，或改为限期完成", field="due_on")
    if due_on and abs(due_on.year - task.plan.year) > 1:
        yield Reason(f"日期 {due_on} 不在计划年度 {task.plan.year} 年前后", "请检查年份", field="due_on")


@verb("workplan.task.set_due", "设定了任务{object}的期限", forbids=_may_set_due)
def set_due(task: PlanTask, *, actor: Actor, due_kind: str, due_on: dt.date | None) -> PlanTask:
    """Set how a task is timed; the duties already opened follow."""
    task.plan = _locked(task.plan_id)
    task.due_kind, task.due_on = due_kind, due_on
    task.save()
    if task.plan.state == WorkPlan.State.ISSUED:
        adjust_assignments(task.plan, actor=actor, on=timezone.localdate())
    return task
