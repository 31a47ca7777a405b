"""Plan progress from the duties themselves: nobody types it in. Each case belongs to a task and a unit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import timezone

from yangguang.core import calendar
from yangguang.core.indicators import Case, Context, SourceMissing, Target, indicator
from yangguang.duties.models import DutyNote, DutyState, Slip

from ...models import Assignment, WorkPlan

SIGN_WITHIN = 5  # working days after issue; 待核


def assignments(ctx: Context) -> list[Assignment]:
    """The assignments that were in force on the day. Raises SourceMissing before the plan is issued."""
    plan: WorkPlan = ctx.plan
    if plan.issued_on is None or plan.issued_on > ctx.as_of:
        raise SourceMissing("计划在这一天尚未印发，还没有分派")
    return [
        a
        for a in Assignment.objects.filter(task__plan=plan, task__withdrawn=False, valid_from__lte=ctx.as_of)
        .select_related("unit", "duty", "task")
        .order_by("task__number", "unit__order", "pk")
        if (a.valid_to is None or a.valid_to > ctx.as_of) and a.duty is not None
    ]


def _day(moment: dt.datetime | None, as_of: dt.date) -> dt.date | None:
    """The local day of a moment, if it was on or before the day measured."""
    day = timezone.localdate(moment) if moment else None
    return day if day and day <= as_of else None


@dataclass(frozen=True)
class Reported:
    """How a duty's report stood at the end of a day: when it was reported, or why it was returned."""

    on: dt.date | None = None
    returned: dt.date | None = None
    why: str = ""


def reports(ctx: Context, found: list[Assignment]) -> dict[int, Reported]:
    """By duty, the last report or return on or before the day, from the duties' history. One query."""
    steps = DutyNote.objects.filter(
        duty__in=[a.duty_id for a in found], step__in=["报办结", "退回"]
    ).order_by("at", "pk")
    stood: dict[int, Reported] = {}
    for duty, step, at, text in steps.values_list("duty_id", "step", "at", "text"):
        day = timezone.localdate(at)
        if day <= ctx.as_of:
            stood[duty] = Reported(on=day) if step == "报办结" else Reported(returned=day, why=text)
    return stood


def _case(a: Assignment, verdict: str, due: dt.date | None, fact: dt.date | None, reason: str = "") -> Case:
    return Case(
        f"workplan.assignment:{a.pk}", f"{a.unit} · 第 {a.task.number} 项", verdict,  # type: ignore[arg-type]
        unit=a.unit_id, task=a.task_id, due=due, fact=fact, reason=reason, url=f"/desk/duties/{a.duty_id}/",
    )  # fmt: skip


@indicator(
    "PRG-01",
    "签收率",
    tasks=(),
    version=1,
    scope="task",
    formula=f"合格：印发后 {SIGN_WITHIN} 个工作日内签收的承办单位；总数：全部承办单位；期限未到而未签收的不计入",
    basis="督查督办通行做法；天数待核",
    target=Target(">=", 1.0, warn=0.9, verified=False),
    unit_word="家",
)
def signed(ctx: Context) -> Iterator[Case]:
    """Assignments signed for within five working days of their beginning."""
    days = calendar.load()
    for a in assignments(ctx):
        assert a.duty is not None
        due = days.add(a.valid_from, SIGN_WITHIN).due
        fact = _day(a.duty.signed_at, ctx.as_of)
        if fact and fact <= due:
            yield _case(a, "good", due, fact)
        elif fact:
            yield _case(a, "bad", due, fact, f"{a.unit}于 {fact} 才签收，应在 {due} 以前")
        elif ctx.as_of > due:
            yield _case(a, "bad", due, None, f"{a.unit}至今没有签收，应在 {due} 以前")
        else:
            yield _case(a, "excluded", due, None, "签收期限未到")


@indicator(
    "PRG-02",
    "按期办结率",
    tasks=(),
    version=1,
    scope="task",
    formula="合格：在期限以内报办结并获确认的承办单位；总数：期限已到的承办单位；期限未到的、按期报办结正在等确认的不计入，"
    "提前办结的计入",
    basis="任务分解表的期限；没有写期限的以年底为限",
    target=Target(">=", 1.0, warn=0.8),
    unit_word="家",
)
def finished(ctx: Context) -> Iterator[Case]:
    """Assignments whose duty was reported by its due date and closed; a unit does not answer for a slow confirmation."""
    found = assignments(ctx)
    stood = reports(ctx, found)
    for a in found:
        assert a.duty is not None
        due = a.duty.due
        closed = _day(a.duty.closed_at, ctx.as_of) if a.duty.state == DutyState.CLOSED else None
        report = stood.get(a.duty.pk, Reported())
        done = report.on or closed
        in_time = done is not None and (due is None or done <= due)
        if closed and in_time:
            yield _case(a, "good", due, done)
        elif closed:
            yield _case(a, "bad", due, done, f"{a.unit}于 {done} 才报办结，期限是 {due}")
        elif report.on and in_time:
            yield _case(a, "excluded", due, report.on, f"已于 {report.on} 报办结，等待确认")
        elif due and ctx.as_of > due:
            late = f"于 {report.on} 才报办结" if report.on else "至今没有报办结"
            yield _case(a, "bad", due, report.on, f"{a.unit}{late}，期限是 {due}")
        else:
            yield _case(a, "excluded", due, None, "期限未到，尚未办结")


@indicator(
    "PRG-03",
    "退回补办率",
    tasks=(),
    version=1,
    scope="task",
    formula="合格：报办结而没有处于退回状态的承办单位；总数：报过办结的承办单位",
    basis="督查督办通行做法；目标待核",
    target=Target(">=", 0.9, warn=0.8, verified=False),
    unit_word="家",
    min_n=5,
)
def not_returned(ctx: Context) -> Iterator[Case]:
    """Assignments that were reported: returned ones are bad until they are reported again."""
    found = assignments(ctx)
    stood = reports(ctx, found)
    for a in found:
        assert a.duty is not None
        report = stood.get(a.duty.pk)
        if report is None:
            continue
        if report.on:
            yield _case(a, "good", a.duty.due, report.on)
        else:
            yield _case(
                a, "bad", a.duty.due, None, f"{a.unit}的办结于 {report.returned} 被退回：{report.why}"[:300]
            )


@indicator(
    "PRG-04",
    "督办单按期回复率",
    tasks=(),
    version=1,
    scope="task",
    formula="合格：在回复期限以内回复的督办单；总数：发出的督办单；期限未到而未回复的不计入",
    basis="督办单上的回复期限（五个工作日，待核）",
    target=Target(">=", 1.0, warn=0.9, verified=False),
    unit_word="张",
)
def slips_answered(ctx: Context) -> Iterator[Case]:
    """Supervision slips about the plan's assignments, answered in time or not."""
    by_duty = {a.duty_id: a for a in assignments(ctx)}
    for slip in Slip.objects.filter(duty__in=by_duty.keys()).order_by("pk"):
        if timezone.localdate(slip.issued_at) > ctx.as_of:
            continue
        a = by_duty[slip.duty_id]
        fact = _day(slip.replied_at, ctx.as_of)
        late = fact is not None and fact > slip.reply_due
        overdue = fact is None and ctx.as_of > slip.reply_due
        verdict = "bad" if late or overdue else "good" if fact else "excluded"
        reason = {
            "bad": f"{slip}应在 {slip.reply_due} 前回复，{f'{fact} 才回复' if fact else '至今没有回复'}",
            "excluded": "回复期限未到",
        }.get(verdict, "")
        yield Case(
            f"duties.slip:{slip.pk}", f"{slip} {a.unit}", verdict,  # type: ignore[arg-type]
            unit=a.unit_id, task=a.task_id, due=slip.reply_due, fact=fact, reason=reason, url=f"/desk/slips/{slip.pk}/",
        )  # fmt: skip


@indicator(
    "PRG-05",
    "原表问题确认率",
    tasks=(),
    version=1,
    scope="task",
    formula="合格：已由人答复的待确认问题；总数：导入时提出的全部问题",
    basis="表中没有说的事不得猜测，须由人确认",
    target=Target(">=", 1.0),
    unit_word="个",
)
def questions_answered(ctx: Context) -> Iterator[Case]:
    """Questions that the import asked, answered by a person on or before the day."""
    for q in ctx.plan.questions.select_related("task").filter(task__withdrawn=False).order_by("pk"):
        fact = _day(q.answered_at, ctx.as_of)
        yield Case(
            f"workplan.question:{q.pk}", q.text, "good" if fact else "bad", task=q.task_id, fact=fact,
            reason="" if fact else "还没有人答复", url=f"/desk/plans/{ctx.plan.pk}/confirm/?task={q.task.number}",
        )  # fmt: skip
