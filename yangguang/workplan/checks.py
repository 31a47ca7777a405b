"""What stands between a plan and its issue."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from yangguang.core.checks import Finding, check

from .expansion import wanted
from .models import PlanTask, TaskParty, WorkPlan

PLAN = "workplan.workplan"


@check("plan.questions", PLAN, "待确认问题", why="表里没有说的事不能由系统猜测")
def open_questions(plan: WorkPlan) -> Iterator[Finding]:
    """Questions without an answer."""
    count = plan.questions.filter(answered_at=None).count()
    if count:
        yield Finding(
            "全表",
            f"还有 {count} 个问题没有答复",
            "请先逐一答复",
            reverse("workplan:confirm", args=[plan.pk]),
        )


@check("plan.parties", PLAN, "责任落空", why="没有任何单位承担的任务不会有人办")
def tasks_without_units(plan: WorkPlan) -> Iterator[Finding]:
    """Tasks that today would reach no unit at all: nobody named, an empty group, a role without members."""
    tasks = list(
        plan.tasks.filter(withdrawn=False)
        .prefetch_related("parties")
        .annotate(asked=Count("questions", filter=Q(questions__answered_at=None)))
    )
    reached = {w.task for w in wanted(tasks, timezone.localdate())}
    for task in tasks:
        if task.pk not in reached and not task.asked:
            yield Finding(
                f"第 {task.number} 项",
                f"第 {task.number} 项没有任何承担单位",
                "请改正答复，至少指定一个单位",
                _confirm_page(task),
            )


def _confirm_page(task: PlanTask) -> str:
    return f"{reverse('workplan:confirm', args=[task.plan_id])}?task={task.number}"


@check("plan.lossless", PLAN, "逐字核对", why="原文有字没有归位，说明表没有读全")
def lossless(plan: WorkPlan) -> Iterator[Finding]:
    """The applied import placed every character of its source."""
    received = plan.latest_import()
    if received is None:
        yield Finding("全表", "没有导入记录", "请重新导入")
    elif not received.parsed["lossless"]["equal"]:
        yield Finding("全表", "原文有字没有归位", "请在原文件中改正后重新导入")


@check("plan.ended_units", PLAN, "撤销的单位", why="已经撤销的单位不能承担任务")
def ended_units(plan: WorkPlan) -> Iterator[Finding]:
    """Parties whose unit ended without a successor."""
    today = timezone.localdate()
    for party in TaskParty.objects.filter(
        task__plan=plan, task__withdrawn=False, unit__isnull=False
    ).select_related("unit__merged_into", "task"):
        assert party.unit is not None
        if not party.unit.successor().is_active(today):
            yield Finding(
                f"第 {party.task.number} 项",
                f"第 {party.task.number} 项的{party.unit}已撤销，没有并入单位",
                "请改正答复或机构信息",
            )


@check("plan.due_in_year", PLAN, "期限年度", why="期限落在计划年度之外，多半是年份写错了", severity="confirm")
def due_in_year(plan: WorkPlan) -> Iterator[Finding]:
    """Due dates outside the plan's year."""
    for task in plan.tasks.filter(withdrawn=False, due_on__isnull=False):
        if task.due_on and task.due_on.year != plan.year:
            yield Finding(
                f"第 {task.number} 项",
                f"第 {task.number} 项的期限 {task.due_on} 不在 {plan.year} 年内",
                "请核对",
            )


@check(
    "plan.verifiable", PLAN, "可验证", why="没有期限也没有数量的任务，年底无从判断是否完成", severity="hint"
)
def verifiable(plan: WorkPlan) -> Iterator[Finding]:
    """Standing tasks without any deadline wording, which next year's plan could word better."""
    weak = plan.tasks.filter(withdrawn=False, due_kind=PlanTask.DueKind.STANDING, timing_terms=[])
    numbers = "、".join(str(t.number) for t in weak)
    if numbers:
        yield Finding("全表", f"第 {numbers} 项没有写时限或频次", "编制下一年度计划时可以写明")
