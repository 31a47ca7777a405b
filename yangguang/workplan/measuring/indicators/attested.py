"""What no machine can read: a unit states it, shows something for it, and the statement goes stale.

A missing statement is a bad row, so that whoever is asked gets a to-do; but the result as a whole is 无法测量, not 未达标.
A statement never makes a task 达标 (``queries.task_word``): a person's word gets no machine's verdict.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.utils import timezone

from yangguang.core.indicators import Case, Context, Denominator, SourceMissing, Target, indicator
from yangguang.organisations.models import Unit

from ...models import Assignment, Attestation, PlanTask, TaskParty
from ..states import UNATTESTED

QUARTER, YEAR = 100, 366  # days that a statement may hold; 待核


@dataclass(frozen=True)
class Stated:
    """An indicator by statement: what is to be stated, for how many days at most, by the leads or by every unit."""

    code: str
    name: str
    task: int
    what: str
    days: int
    denominator: Denominator = "U"
    everyone: bool = False


STATED = (
    Stated(
        "ASK-04", "宣讲活动留痕", 15, "开展了哪些政策宣讲，何时、何地、多少人参加", QUARTER, everyone=True
    ),
    Stated("REV-07", "培训讲座", 36, "组织了哪些行政复议审理的培训、讲座", YEAR),
    Stated("PUB-03", "指导监督留痕", 37, "怎样指导和监督公共企事业单位公开信息", YEAR, "R"),
    Stated("ORG-01", "协调机制运行", 39, "本季度的协调会何时开的，哪些部门参加，议定了什么", QUARTER),
    Stated("ORG-05", "经费保障", 39, "政务公开工作经费列在预算的哪一项", YEAR),
)
BY_CODE = {s.code: s for s in STATED}


def asked(ctx: Context, stated: Stated) -> list[Unit]:
    """The units that are to state it: the task's leads (or all its units), else the unit that issued the plan.

    Raises SourceMissing before the plan is issued.
    """
    plan = ctx.plan
    if plan.issued_on is None or plan.issued_on > ctx.as_of:
        raise SourceMissing("计划在这一天尚未印发，还没有分派")
    parts = Assignment.objects.filter(
        task__plan=plan, task__number=stated.task, task__withdrawn=False, valid_from__lte=ctx.as_of
    ).exclude(valid_to__lte=ctx.as_of)
    if not stated.everyone:
        parts = parts.filter(part=TaskParty.Part.LEAD)
    units = {a.unit_id: a.unit for a in parts.select_related("unit").order_by("unit__order", "unit_id")}
    if units:
        return list(units.values())
    # A plan of another year may have no such task at all: then nobody is asked.
    exists = PlanTask.objects.filter(plan=plan, number=stated.task, withdrawn=False).exists()
    return [plan.unit] if exists else []


def _cases(stated: Stated) -> Callable[[Context], Iterable[Case]]:
    def run(ctx: Context) -> Iterator[Case]:
        units = asked(ctx, stated)
        last: dict[int, Attestation] = {}
        made = Attestation.objects.filter(task__plan=ctx.plan, code=stated.code, unit__in=units)
        for found in made.order_by("at", "pk"):
            if timezone.localdate(found.at) <= ctx.as_of:
                last[found.unit_id] = found
        for unit in units:
            said = last.get(unit.pk)
            day = timezone.localdate(said.at) if said else None
            if said and said.expires_on >= ctx.as_of:
                yield Case(
                    f"organisations.unit:{unit.pk}", str(unit), "good", unit=unit.pk, due=said.expires_on,
                    fact=day, url=said.url,
                )  # fmt: skip
            else:
                reason = (
                    f"{unit}的声明已于 {said.expires_on} 到期，要重新声明" if said else f"{unit}还没有声明"
                )
                yield Case(
                    f"organisations.unit:{unit.pk}", str(unit), "bad", unit=unit.pk, fact=day,
                    due=said.expires_on if said else None, reason=reason, reason_code=UNATTESTED,
                    url=f"/desk/measure/tasks/{stated.task}/attest/{stated.code}/",
                )  # fmt: skip

    return run


def register() -> None:
    """Register them all, after the measured ones: lists show first what needs nobody's word."""
    for stated in STATED:
        indicator(
            stated.code,
            stated.name,
            tasks=(stated.task,),
            version=1,
            method="ATTEST",
            denominator=stated.denominator,
            scope="unit",
            formula=f"合格：声明在有效期内的单位（{stated.what}；附网址或文件，最长 {stated.days} 天）；"
            f"总数：{'承办' if stated.everyone else '牵头'}单位；没有声明或声明到期的，这项无法测量",
            basis=f"任务分解表第 {stated.task} 项；声明的有效期待核",
            target=Target(">=", 1.0, verified=False),
            unit_word="家",
        )(_cases(stated))
