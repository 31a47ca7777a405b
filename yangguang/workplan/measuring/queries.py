"""Read shapes of measurements, for screens, command line and the public board."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.utils import timezone

from yangguang.core.indicators import INDICATORS, Context, Indicator, SourceMissing
from yangguang.duties.models import Duty
from yangguang.duties.rules import PROOF, proof_level
from yangguang.organisations.models import Unit

from ..models import (
    Assignment,
    Attestation,
    CaseRecord,
    MeasureRun,
    PlanTask,
    Result,
    TaskIndicator,
    Waiver,
    WorkPlan,
)
from . import catalogue
from .indicators.attested import STATED, Stated, asked
from .states import NOT_CONNECTED, UNPROVABLE, roll_up

VALID = "有效"


def latest_run(plan: WorkPlan) -> MeasureRun | None:
    """The newest finished measurement."""
    return MeasureRun.objects.filter(plan=plan).exclude(ended_at=None).order_by("-as_of").first()


def own_codes(number: int) -> list[str]:
    """The connected indicators of the task itself, besides plan progress that every task has."""
    return [i.code for i in INDICATORS if number in i.tasks]


def task_word(number: int, states: dict[str, str]) -> str:
    """A task's word on the board from the states of its own indicators (code to state).

    What a person states is shown beside it and never lifts it: the word is the machine's and the drawn samples' alone.
    """
    if not catalogue.provable(number):
        return UNPROVABLE
    codes = [c for c in own_codes(number) if INDICATORS.get(c).method != "ATTEST"]
    return roll_up(states[c] for c in codes if c in states) if codes else NOT_CONNECTED


def proofs(run: MeasureRun) -> dict[int, int]:
    """How well each task is proved (task key to level 0 to 4; R3), from results, duties' evidence and statements.

    A result counts as 系统实测 only when the platform or another unit decides what is counted; numbers that the judged
    unit keeps itself are worth a link at most. Addresses of statements are not checked live: they count as a file.
    """
    tasks = list(PlanTask.objects.filter(plan=run.plan, withdrawn=False))
    measured = Result.objects.filter(run=run, task=None, unit=None, total__gt=0, method="TEST")
    denominators = dict(measured.values_list("code", "denominator"))
    said: set[int] = set()
    files: Counter[int] = Counter()
    links: Counter[int] = Counter()
    duties = Assignment.objects.filter(task__plan=run.plan, valid_to=None)
    told = duties.filter(duty__notes__step__in=["进展", "报办结"])
    said.update(told.values_list("task_id", flat=True))
    shown = duties.values_list("task_id", "duty__notes__evidence__file", "duty__notes__evidence__answers")
    for task, file, answers in shown.filter(duty__notes__evidence__isnull=False):
        files[task] += bool(file)
        links[task] += bool(answers)
    for task in Attestation.objects.filter(task__plan=run.plan, expires_on__gte=run.as_of).values_list(
        "task_id", flat=True
    ):
        said.add(task)
        files[task] += 1
    levels = {}
    for item in tasks:
        kinds = {denominators[c] for c in own_codes(item.number) if c in denominators}
        levels[item.pk] = proof_level(
            said=item.pk in said,
            files=files[item.pk],
            live_links=links[item.pk] + ("U" in kinds),
            measured=bool(kinds - {"U"}),
        )
    return levels


def as_json(run: MeasureRun, only: int | None = None, *, public: bool = False) -> dict[str, Any]:
    """A run as plain values: tasks with their results and cases, and district and unit results.

    ``only`` keeps one task's number; ``public`` leaves out indicators that are internal.
    """
    tasks = list(PlanTask.objects.filter(plan=run.plan, withdrawn=False))
    units = dict(Unit.objects.values_list("pk", "name"))
    results = [r for r in run.results.all() if r.code in INDICATORS]
    cases: dict[str, list[Any]] = {}
    for case in run.cases.all():
        cases.setdefault(case.code, []).append(case)
    shown = {i.code for i in INDICATORS if i.public or not public}
    levels = proofs(run)

    def told(r: Result, *, with_cases: bool = True) -> dict[str, Any]:
        item = INDICATORS.get(r.code)
        said = {
            "code": r.code, "version": r.version, "name": item.name, "good": r.good, "total": r.total,
            "excluded": r.excluded, "value": r.value, "state": r.state, "denominator": r.denominator,
            "method": r.method, "note": r.note, "judged": r.judged,
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

    found = {r.code: r for r in results if r.task_id is None and r.unit_id is None}
    whole = {i.code: found[i.code] for i in INDICATORS if i.code in found}
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
                "proof": PROOF[levels[task.pk]],
                "unprovable": catalogue.unprovable_because(task.number) or None,
                "results": own + progress,
                "not_connected": [
                    {"code": p.code, "name": p.name, "waits_for": p.waits_for}
                    for p in catalogue.waiting_for(task.number)
                ],
            }
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


def worst_first(cases: QuerySet[CaseRecord]) -> QuerySet[CaseRecord]:
    """Bad ones, then good ones, then excluded ones; in the order they were counted."""
    rank = Case(
        When(verdict="bad", then=Value(0)), When(verdict="good", then=Value(1)), default=Value(2),
        output_field=IntegerField(),
    )  # fmt: skip
    return cases.order_by(rank, "pk")


@dataclass(frozen=True)
class ToMend:
    """A unit's bad case with what it has to do: the duty that was opened for it, and the task it may be waived in."""

    case: CaseRecord
    name: str
    duty_id: int | None
    task: int | None


def to_mend(run: MeasureRun, units: Iterable[int], *, codes: Iterable[str] | None = None) -> list[ToMend]:
    """The bad cases of the units, one query for them and one for their duties."""
    bad = run.cases.filter(verdict="bad", unit__in=list(units)).select_related("unit", "task")
    if codes is not None:
        bad = bad.filter(code__in=list(codes))
    found = [c for c in bad.order_by("due", "pk") if c.code in INDICATORS]
    duties = {
        (kind, key, unit): pk
        for kind, key, unit, pk in Duty.objects.open()
        .filter(kind__startswith="measure.", unit__in={c.unit_id for c in found})
        .values_list("kind", "key", "unit_id", "pk")
    }
    rows = []
    for case in found:
        item = INDICATORS.get(case.code)
        task = case.task.number if case.task else next(iter(item.tasks), None)
        duty = duties.get((f"measure.{case.code}", case.key, case.unit_id or 0))
        rows.append(ToMend(case, item.name, duty, task))
    return rows


@dataclass(frozen=True)
class Whole:
    """An indicator's result for the district, with its goal in words and its state in the measurement before."""

    result: Result
    item: Indicator
    goal: str
    verified: bool
    before: str


def goal_in_words(judged: dict[str, Any], unit_word: str) -> str:
    """What a result was judged by: ≥ 95%，预警 90%; or 不合格不超过 0 件."""
    if not judged:
        return ""
    op, target, warn = judged["op"], judged["target"], judged["warn"]
    if op == ">=":
        return f"≥ {target * 100:.4g}%" + (f"，预警 {warn * 100:.4g}%" if warn is not None else "")
    word = "不超过" if op == "<=" else "为"
    return f"不合格{word} {target:g} {unit_word}" + (f"，预警 {warn:g}" if warn is not None else "")


def whole(run: MeasureRun, codes: Iterable[str]) -> list[Whole]:
    """The district's results of a run, in the order in which indicators were registered. Three queries."""
    found = {r.code: r for r in run.results.filter(task=None, unit=None)}
    earlier = MeasureRun.objects.filter(plan=run.plan, as_of__lt=run.as_of).exclude(ended_at=None)
    last = earlier.order_by("-as_of").first()
    before = dict(last.results.filter(task=None, unit=None).values_list("code", "state")) if last else {}
    unchecked = set(
        TaskIndicator.objects.filter(task__plan=run.plan, verified=False).values_list("code", flat=True)
    )
    shown = set(codes)
    return [
        Whole(
            found[i.code], i, goal_in_words(found[i.code].judged, i.unit_word), i.code not in unchecked,
            before.get(i.code, ""),
        )
        for i in INDICATORS
        if i.code in found and i.code in shown
    ]  # fmt: skip


def waiver_word(waiver: Waiver, today: dt.date) -> str:
    """Where a waiver stands."""
    if waiver.withdrawn_at:
        return "已撤回"
    if waiver.refused_reason:
        return "不同意"
    if not waiver.approved_at:
        return "等待批准"
    return "已到期" if waiver.expires_on < today else VALID


@dataclass(frozen=True)
class Statement:
    """A statement that a unit is asked for: the latest one it made, and whether that still holds."""

    stated: Stated
    unit: Unit
    made: Attestation | None
    word: str


def asked_statements(plan: WorkPlan, units: Iterable[int] | None = None) -> list[Statement]:
    """Who is asked to state what today; of these units only, if given."""
    today = timezone.localdate()
    wanted = None if units is None else set(units)
    last: dict[tuple[str, int], Attestation] = {}
    for made in Attestation.objects.filter(task__plan=plan).order_by("at", "pk"):
        last[made.code, made.unit_id] = made
    rows = []
    for stated in STATED:
        try:
            asked_units = asked(Context(today, plan), stated)
        except SourceMissing:
            continue
        for unit in asked_units:
            if wanted is not None and unit.pk not in wanted:
                continue
            found = last.get((stated.code, unit.pk))
            word = "待声明" if found is None else "已到期" if found.expires_on < today else VALID
            rows.append(Statement(stated, unit, found, word))
    return rows


@dataclass(frozen=True)
class StatementGroup:
    """The statements of one indicator: who still has to make one, and what was stated."""

    stated: Stated
    rows: list[Statement]

    @property
    def missing(self) -> list[Statement]:
        return [r for r in self.rows if r.word != VALID]

    @property
    def made(self) -> list[Statement]:
        return [r for r in self.rows if r.made]


def by_indicator(rows: Iterable[Statement]) -> list[StatementGroup]:
    """Statements by indicator, in their order."""
    groups: dict[str, StatementGroup] = {}
    for row in rows:
        groups.setdefault(row.stated.code, StatementGroup(row.stated, [])).rows.append(row)
    return list(groups.values())
