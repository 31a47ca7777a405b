"""ORG-06: the plan's own health (任务 39): can each task be judged at all?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from yangguang.core.indicators import INDICATORS, Case, Context, Target, indicator

from ...models import MeasureRun, PlanTask, TaskParty, Waiver

FRESH = dt.timedelta(days=35)


@indicator(
    "ORG-06",
    "计划自身健康度",
    tasks=(39,),
    version=1,
    formula="合格：有牵头单位、有已接入的实测指标、证据在 35 天以内、没有过期豁免的任务；总数：计划的全部任务",
    basis="本系统的要求，目标待核",
    target=Target(">=", 0.9, warn=0.7, verified=False),
    unit_word="项",
)
def plan_health(ctx: Context) -> Iterator[Case]:
    """Tasks that have a lead, a connected test indicator of their own, fresh evidence, and no expired waiver."""
    led = set(
        TaskParty.objects.filter(task__plan=ctx.plan, part=TaskParty.Part.LEAD).values_list(
            "task_id", flat=True
        )
    )
    last = MeasureRun.objects.filter(plan=ctx.plan, as_of__lt=ctx.as_of).order_by("-as_of").first()
    expired = _expired(ctx, last)
    own = {n for i in INDICATORS if i.method == "TEST" for n in i.tasks}
    fresh = last is None or ctx.as_of - last.as_of <= FRESH
    for task in PlanTask.objects.filter(plan=ctx.plan, withdrawn=False):
        missing = []
        if task.pk not in led:
            missing.append("没有牵头单位")
        if task.number not in own:
            missing.append("没有已接入的实测指标")
        if not fresh:
            missing.append(f"上次测量是 {last.as_of if last else '—'}，证据已超过 35 天")
        if task.pk in expired:
            missing.append("有过期的豁免")
        yield Case(
            f"workplan.plantask:{task.pk}", str(task)[:200], "bad" if missing else "good",
            reason="、".join(missing), url=f"/plan/{ctx.plan.year}/{task.number}/",
        )  # fmt: skip


def _expired(ctx: Context, last: MeasureRun | None) -> set[int]:
    """Tasks with a waiver that ended, was not renewed, and whose matter had not been put right by the last measurement."""
    until: dict[tuple[int, str, int | None, str], dt.date] = {}
    for w in Waiver.objects.filter(task__plan=ctx.plan).approved(ctx.as_of):
        at = (w.task_id, w.code, w.unit_id, w.key)
        until[at] = max(until.get(at, w.expires_on), w.expires_on)
    ended = [at for at, day in until.items() if day < ctx.as_of]
    if not ended or last is None:
        return {task for task, *_ in ended}
    codes = {code for _, code, *_ in ended}
    bad = last.cases.filter(code__in=codes, verdict="bad").values_list("code", "unit_id", "key")
    objects = {(code, key) for code, _, key in bad}
    units = {(code, unit) for code, unit, _ in bad}
    anything = {code for code, *_ in bad}
    return {
        task
        for task, code, unit, key in ended
        if ((code, key) in objects if key else (code, unit) in units if unit else code in anything)
    }
