"""Read shapes of measurements, for screens, command line and the public board."""

from __future__ import annotations

from typing import Any

from yangguang.core.indicators import INDICATORS
from yangguang.organisations.models import Unit

from ..models import MeasureRun, PlanTask, Result, TaskIndicator, WorkPlan
from . import catalogue
from .states import NOT_CONNECTED, UNPROVABLE, roll_up


def latest_run(plan: WorkPlan) -> MeasureRun | None:
    """The newest finished measurement."""
    return MeasureRun.objects.filter(plan=plan).exclude(ended_at=None).order_by("-as_of").first()


def own_codes(number: int) -> list[str]:
    """The connected indicators of the task itself, besides plan progress that every task has."""
    return [i.code for i in INDICATORS if number in i.tasks]


def task_word(number: int, states: dict[str, str]) -> str:
    """A task's word on the board from the states of its own indicators (code to state)."""
    if not catalogue.provable(number):
        return UNPROVABLE
    codes = own_codes(number)
    return roll_up(states[c] for c in codes if c in states) if codes else NOT_CONNECTED


def as_json(run: MeasureRun, only: int | None = None, *, public: bool = False) -> dict[str, Any]:
    """A run as plain values: tasks with their results and cases, and district and unit results.

    ``only`` keeps one task's number; ``public`` leaves out indicators that are internal.
    """
    tasks = list(PlanTask.objects.filter(plan=run.plan, withdrawn=False))
    units = dict(Unit.objects.values_list("pk", "name"))
    results = list(run.results.all())
    cases: dict[str, list[Any]] = {}
    for case in run.cases.all():
        cases.setdefault(case.code, []).append(case)
    shown = {i.code for i in INDICATORS if i.public or not public}

    def told(r: Result, *, with_cases: bool = True) -> dict[str, Any]:
        item = INDICATORS.get(r.code)
        said = {
            "code": r.code, "version": r.version, "name": item.name, "good": r.good, "total": r.total,
            "excluded": r.excluded, "value": r.value, "state": r.state, "denominator": r.denominator,
            "method": r.method, "note": r.note,
        }  # fmt: skip
        if with_cases:
            said["cases"] = [
                {
                    "key": c.key, "label": c.label, "verdict": c.verdict, "unit": units.get(c.unit_id or 0),
                    "due": c.due.isoformat() if c.due else None, "fact": c.fact.isoformat() if c.fact else None,
                    "reason": c.reason,
                }
                for c in cases.get(r.code, ())
                if r.task_id is None or c.task_id == r.task_id
            ]  # fmt: skip
        return said

    whole = {r.code: r for r in results if r.task_id is None and r.unit_id is None}
    of_task = {(r.task_id, r.code): r for r in results if r.task_id is not None}
    said_tasks = []
    for task in tasks:
        if only is not None and task.number != only:
            continue
        codes = [c for c in own_codes(task.number) if c in whole and c in shown]
        own = [told(whole[c]) for c in codes]
        progress = [told(r) for (t, c), r in of_task.items() if t == task.pk and c in shown]
        states = {c: whole[c].state for c in codes}
        said_tasks.append(
            {
                "number": task.number,
                "title": task.display_title,
                "state": task_word(task.number, states),
                "results": own + progress,
                "not_connected": [
                    {"code": p.code, "name": p.name} for p in catalogue.waiting_for(task.number)
                ],
            }  # fmt: skip
        )
    said: dict[str, Any] = {
        "plan": run.plan.title, "year": run.plan.year, "as_of": run.as_of.isoformat(),
        "measured_at": run.ended_at.isoformat() if run.ended_at else None, "code_version": run.code_version,
        "content_hash": run.content_hash, "tasks": said_tasks,
    }  # fmt: skip
    if only is None:
        said["district"] = [told(r, with_cases=False) for c, r in whole.items() if c in shown]
        said["units"] = [
            {"unit": units[r.unit_id], **told(r, with_cases=False)}
            for r in results
            if r.unit_id is not None and r.code in shown
        ]
    return said


def bound(plan: WorkPlan) -> list[TaskIndicator]:
    """The indicators bound to the plan's tasks, with targets."""
    return list(TaskIndicator.objects.filter(task__plan=plan, task__withdrawn=False).select_related("task"))
