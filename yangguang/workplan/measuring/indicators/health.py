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
    expired = set(
        Waiver.objects.filter(task__plan=ctx.plan, expires_on__lt=ctx.as_of)
        .exclude(approved_at=None)
        .values_list("task_id", flat=True)
    )
    own = {n for i in INDICATORS if i.method == "TEST" for n in i.tasks}
    last = MeasureRun.objects.filter(plan=ctx.plan, as_of__lt=ctx.as_of).order_by("-as_of").first()
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
