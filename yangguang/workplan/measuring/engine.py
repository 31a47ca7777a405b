"""The engine: runs indicators, counts their cases, judges, stores, and opens or closes duties for the bad ones."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.utils import timezone

from yangguang import __version__
from yangguang.core.actions import Reason, verb
from yangguang.core.actors import Actor
from yangguang.core.indicators import INDICATORS, Case, Context, Indicator, SourceMissing, State
from yangguang.duties.models import Duty
from yangguang.duties.opening import Spec, close_by_fact, ensure_many
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, reasons

from ..models import CaseRecord, MeasureRun, PlanTask, Result, TaskIndicator, Waiver, WorkPlan
from .states import UNATTESTED, Goal, before_their_day, judge, shrank, unattested, value_of

logger = logging.getLogger(__name__)
Group = tuple[int | None, int | None]  # task, unit
BROKEN = "程序错误"
WAIVED = "waived"
KEY_LENGTH = 80
TITLE_LENGTH = 50


@dataclass
class Measured:
    """One indicator's outcome: its cases, or why there are none."""

    indicator: Indicator
    cases: list[Case]
    problem: str = ""


def _may_measure(plan: WorkPlan, *, actor: Actor, as_of: dt.date | None = None, **_: Any) -> Iterator[Reason]:
    yield from reasons(actor, Act.MEASURE)
    if as_of and as_of > timezone.localdate():
        yield Reason(f"{as_of} 还没有到，不能测量将来", "请填今天或以前的日期", field="as_of")


@verb("workplan.measure", "测量了{object}", forbids=_may_measure)
def measure(
    plan: WorkPlan, *, actor: Actor, as_of: dt.date | None = None, codes: Iterable[str] | None = None
) -> MeasureRun:
    """Measure the plan as of a day (today by default) with all indicators, or some.

    The same day measured again replaces its results; with the same facts the ``content_hash`` is the same. Duties
    are opened and closed only for an issued plan measured today.
    """
    today = timezone.localdate()
    day = as_of or today
    bind_defaults(plan)
    run, _ = MeasureRun.objects.get_or_create(
        plan=plan, as_of=day, defaults={"started_at": timezone.now(), "code_version": __version__}
    )
    run.started_at, run.code_version = timezone.now(), __version__
    wanted = [i for i in INDICATORS if codes is None or i.code in set(codes)]
    names = [i.code for i in wanted]
    previous = MeasureRun.objects.filter(plan=plan, as_of__lt=day).order_by("-as_of").first()
    before = _totals(previous) if previous else {}
    Result.objects.filter(run=run, code__in=names).delete()
    CaseRecord.objects.filter(run=run, code__in=names).delete()
    waivers = list(Waiver.objects.filter(task__plan=plan).approved(day).order_by("pk"))
    goals = _goals(plan)
    results: list[Result] = []
    records: list[CaseRecord] = []
    known = (
        frozenset(Unit.objects.values_list("pk", flat=True)),
        frozenset(PlanTask.objects.filter(plan=plan).values_list("pk", flat=True)),
    )
    measured = [_run(i, Context(day, plan, dict(i.params)), *known) for i in wanted]
    for outcome in measured:
        outcome.cases = _waived(outcome, waivers, day)
        results += _results(run, outcome, goals, waivers, before)
        records += [_record(run, outcome.indicator.code, c) for c in outcome.cases]
    Result.objects.bulk_create(results, batch_size=500)
    CaseRecord.objects.bulk_create(records, batch_size=500)
    run.content_hash = content_hash(run)
    run.ended_at = timezone.now()
    run.save()
    if day == today and plan.state == WorkPlan.State.ISSUED:
        alone = not WorkPlan.objects.filter(state=WorkPlan.State.ISSUED).exclude(pk=plan.pk).exists()
        for outcome in measured:
            if not outcome.problem:
                _duties(plan, outcome, waivers, day, actor, alone=alone)
    return run


def bind_defaults(plan: WorkPlan) -> None:
    """Bind every registered indicator to its tasks of the plan where it is not bound yet; edited targets stay."""
    have = set(TaskIndicator.objects.filter(task__plan=plan).values_list("task__number", "code"))
    rows = [
        TaskIndicator(
            task=task, code=i.code, op=i.target.op, target=i.target.value, warn=i.target.warn,
            verified=i.target.verified,
        )
        for task in plan.tasks.filter(withdrawn=False)
        for i in INDICATORS
        if (not i.tasks or task.number in i.tasks) and (task.number, i.code) not in have
    ]  # fmt: skip
    TaskIndicator.objects.bulk_create(rows, batch_size=500)


def _goals(plan: WorkPlan) -> dict[tuple[str, int | None], Goal]:
    """The goal of an indicator for each task, and for the whole (None): its strictest bound one."""
    goals: dict[tuple[str, int | None], Goal] = {}
    for bound in TaskIndicator.objects.filter(task__plan=plan):
        goal = Goal(bound.op, bound.target, bound.warn)
        goals[bound.code, bound.task_id] = goal
        whole = goals.get((bound.code, None))
        if whole is None or (goal.value > whole.value if goal.op == ">=" else goal.value < whole.value):
            goals[bound.code, None] = goal
    return goals


def _run(indicator: Indicator, context: Context, units: frozenset[int], tasks: frozenset[int]) -> Measured:
    """Run one indicator; what goes wrong in it is its own result and stops no other."""
    try:
        # A savepoint: after a failed query, PostgreSQL would refuse every further one of the run's transaction.
        with transaction.atomic():
            cases = list(indicator.run(context))
    except SourceMissing as missing:
        return Measured(indicator, [], str(missing))
    except Exception:
        logger.exception("indicator %s failed", indicator.code)
        return Measured(indicator, [], f"{BROKEN}，已记入运行日志，请联系网站运行单位")
    if fault := _fault(cases, units, tasks):
        logger.error("indicator %s: %s", indicator.code, fault)
        return Measured(indicator, [], f"{BROKEN}：{fault}")
    return Measured(indicator, cases)


def _fault(cases: list[Case], units: frozenset[int], tasks: frozenset[int]) -> str:
    """What no result can be made of: an object counted twice, a unit or task that does not exist."""
    keys = [c.key for c in cases]
    if len(keys) != len(set(keys)):
        return "同一对象被计了两次"
    if any(not key or len(key) > KEY_LENGTH for key in keys):
        return f"有对象没有标识，或标识超过 {KEY_LENGTH} 个字符"
    if any(c.unit is not None and c.unit not in units for c in cases):
        return "有对象的单位不存在"
    if any(c.task is not None and c.task not in tasks for c in cases):
        return "有对象的任务不在本计划内"
    return ""


def _waived(outcome: Measured, waivers: list[Waiver], day: dt.date) -> list[Case]:
    """Bad cases under a valid waiver are excluded with its reason: counted, never hidden.

    A waiver is for one object; or, where results are per task, for all that a unit has in its task.
    """
    valid = [w for w in waivers if w.code == outcome.indicator.code and w.expires_on >= day]
    objects = {(w.key, w.unit_id): w for w in valid if w.key}
    parts: dict[Group, Waiver] = {(w.task_id, w.unit_id): w for w in valid if not w.key and w.unit_id}
    if outcome.indicator.scope != "task":
        parts = {}
    if not objects and not parts:
        return outcome.cases
    cases = []
    for case in outcome.cases:
        waiver = objects.get((case.key, case.unit)) or objects.get((case.key, None))
        if waiver is None and case.task is not None:
            waiver = parts.get((case.task, case.unit))
        if case.verdict == "bad" and waiver:
            reason = f"豁免至 {waiver.expires_on}：{waiver.reason}（{case.reason}）"
            case = replace(case, verdict="excluded", reason=reason, reason_code=WAIVED)
        cases.append(case)
    return cases


def _groups(outcome: Measured) -> dict[Group, list[Case]]:
    """The cases by result: the district's, and each unit's or task's by the indicator's scope."""
    groups: dict[Group, list[Case]] = defaultdict(list)
    groups[None, None] = list(outcome.cases)
    scope = outcome.indicator.scope
    for case in outcome.cases:
        if scope == "unit" and case.unit is not None:
            groups[None, case.unit].append(case)
        elif scope == "task" and case.task is not None:
            groups[case.task, None].append(case)
    return groups


def _results(
    run: MeasureRun,
    outcome: Measured,
    goals: dict[tuple[str, int | None], Goal],
    waivers: list[Waiver],
    before: dict[tuple[str, int | None, int | None], int],
) -> Iterator[Result]:
    indicator = outcome.indicator
    default = Goal(indicator.target.op, indicator.target.value, indicator.target.warn)
    whole = [w for w in waivers if w.code == indicator.code and not w.key]
    for (task, unit), cases in _groups(outcome).items():
        good = sum(c.verdict == "good" for c in cases)
        bad = sum(c.verdict == "bad" for c in cases)
        goal = goals.get((indicator.code, task)) or goals.get((indicator.code, None)) or default
        state, note = judge(good, good + bad, goal, indicator.min_n)
        state, early = before_their_day(state, [c.reason_code for c in cases if c.verdict == "bad"])
        note = note or early
        waiting = [c.reason for c in cases if c.reason_code == UNATTESTED]
        # The one that lasts longest speaks; when that has ended too, the result stands for itself again.
        waiver = max((w for w in whole if _covers(w, task, unit)), key=lambda w: w.expires_on, default=None)
        if outcome.problem:
            state, note = State.UNKNOWN, outcome.problem
        elif waiver and waiver.expires_on >= run.as_of:
            state, note = State.WAIVED, f"豁免至 {waiver.expires_on}：{waiver.reason}"
        elif waiting:
            state, note = unattested(waiting)
        elif waiver and state in {State.NEAR, State.MISSED}:
            note = f"{note}；豁免已于 {waiver.expires_on} 到期".lstrip("；")
        elif shrank(good + bad, before.get((indicator.code, task, unit))):
            was = before[indicator.code, task, unit]
            note = f"{note}；应计对象比上次（{was}）减少两成以上，请留意".lstrip("；")
        yield Result(
            run=run, code=indicator.code, version=indicator.version, method=indicator.method,
            denominator=indicator.denominator, task_id=task, unit_id=unit, good=good, total=good + bad,
            excluded=len(cases) - good - bad, value=value_of(good, good + bad), state=str(state), note=note[:300],
            judged={
                "op": goal.op, "target": goal.value, "warn": goal.warn, "min_n": indicator.min_n,
                "params": dict(indicator.params),
            },
        )  # fmt: skip


def _covers(waiver: Waiver, task: int | None, unit: int | None) -> bool:
    """A waiver covers its unit's result, or (without a unit) the results of its task and of the whole."""
    if waiver.unit_id is not None:
        return waiver.unit_id == unit
    return task in (None, waiver.task_id) and unit is None


def _record(run: MeasureRun, code: str, case: Case) -> CaseRecord:
    return CaseRecord(
        run=run, code=code, key=case.key, label=case.label[:200], verdict=case.verdict, task_id=case.task,
        unit_id=case.unit, due=case.due, fact=case.fact, reason=case.reason[:300],
        url=case.url if len(case.url) <= 300 else "",
    )  # fmt: skip


def _totals(run: MeasureRun) -> dict[tuple[str, int | None, int | None], int]:
    rows = run.results.values_list("code", "task_id", "unit_id", "total")
    return {(code, task, unit): total for code, task, unit, total in rows}


def _duties(
    plan: WorkPlan, outcome: Measured, waivers: list[Waiver], day: dt.date, actor: Actor, *, alone: bool
) -> None:
    """One to-do for each bad case of a unit; it closes itself when the fact changes or is waived (R10).

    Plan progress opens none: its cases are duties already. ``alone``: no other plan is issued. While last year's plan
    is still open beside this year's, an object that this plan does not count may be the other's, and stays.
    """
    code = outcome.indicator.code
    if code.startswith("PRG-"):
        return
    spared = {
        w.unit_id for w in waivers if w.code == code and not w.key and w.unit_id and w.expires_on >= day
    }
    counted = {(c.key, c.unit): c for c in outcome.cases if c.unit is not None}
    bad = {at: c for at, c in counted.items() if c.verdict == "bad" and c.unit not in spared}
    kind = duty_kind(code)
    specs = [
        Spec(
            kind=kind, key=key, unit_id=unit, title=_short(f"{outcome.indicator.name}：{case.label}"),
            body=case.reason, url=case.url if len(case.url) <= 300 else "", asked_by_id=plan.unit_id,
            due=case.due, closes_by_fact=True,
        )
        for (key, unit), case in bad.items()
        if unit is not None
    ]  # fmt: skip
    ensure_many(specs, actor=actor)
    gone: dict[str, list[Duty]] = defaultdict(list)
    for duty in Duty.objects.open().filter(kind=kind):
        at = (duty.key, duty.unit_id)
        if at in bad or (at not in counted and not alone):
            continue
        case = counted.get(at)
        if case is None:
            fact = f"{day} 实测时已不在“{outcome.indicator.name}”的应计范围"
        elif case.verdict == "bad" or case.reason_code == WAIVED:
            fact = f"“{outcome.indicator.name}”已批准豁免"
        elif case.verdict == "excluded":
            fact = f"{day} 实测时不计入：{case.reason}"
        else:
            fact = f"{day} 实测已符合“{outcome.indicator.name}”"
        gone[fact].append(duty)
    for fact, duties in gone.items():
        close_by_fact(duties, actor=actor, fact=fact)


def _short(title: str) -> str:
    """A duty's title as lists and the log can hold it; the whole story stands in its text."""
    return title if len(title) <= TITLE_LENGTH else f"{title[: TITLE_LENGTH - 1]}…"


def duty_kind(code: str) -> str:
    """The kind of the duties that an indicator opens."""
    return f"measure.{code}"


def lines(run: MeasureRun) -> Iterator[dict[str, Any]]:
    """Everything a run found, as plain values in a fixed order: results, then cases."""
    numbers = dict(PlanTask.objects.filter(plan=run.plan).values_list("pk", "number"))
    for r in sorted(run.results.all(), key=lambda r: (r.code, r.task_id or 0, r.unit_id or 0)):
        yield {
            "kind": "result", "code": r.code, "version": r.version, "task": numbers.get(r.task_id or 0),
            "unit": r.unit_id, "good": r.good, "total": r.total, "excluded": r.excluded, "state": r.state,
            "note": r.note, "judged": r.judged,
        }  # fmt: skip
    for c in sorted(run.cases.all(), key=lambda c: (c.code, c.key)):
        yield {
            "kind": "case", "code": c.code, "key": c.key, "label": c.label, "verdict": c.verdict,
            "task": numbers.get(c.task_id or 0), "unit": c.unit_id, "due": c.due.isoformat() if c.due else None,
            "fact": c.fact.isoformat() if c.fact else None, "reason": c.reason,
        }  # fmt: skip


def content_hash(run: MeasureRun) -> str:
    """SHA-256 (hex) over what the run found: equal for equal facts, whenever it was measured."""
    return hash_of(map(as_text, lines(run)))


def as_text(line: dict[str, Any]) -> str:
    """One line of evidence as canonical JSON: keys sorted, Chinese as it is."""
    return json.dumps(line, ensure_ascii=False, sort_keys=True)


def hash_of(texts: Iterable[str]) -> str:
    """SHA-256 (hex) over lines, each ended by a line feed."""
    found = hashlib.sha256()
    for text in texts:
        found.update(text.encode() + b"\n")
    return found.hexdigest()
