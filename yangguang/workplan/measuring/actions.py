"""Exceptions and statements: waivers, attestations, and the target of an indicator."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.utils import timezone

from yangguang.core.actions import Reason, Refused, verb
from yangguang.core.actors import Actor
from yangguang.core.indicators import INDICATORS, Context, SourceMissing
from yangguang.duties.evidence import digest, file_problems, stored_name
from yangguang.duties.models import Duty
from yangguang.duties.opening import close_by_fact
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, may, reasons

from ..models import Attestation, PlanTask, TaskIndicator, Waiver
from . import engine, queries
from .indicators.attested import BY_CODE, asked

LONGEST = dt.timedelta(days=366)


def _until(expires_on: dt.date | None, longest: dt.timedelta = LONGEST) -> Iterator[Reason]:
    today = timezone.localdate()
    if expires_on is None or expires_on <= today:
        yield Reason("到期日要在今天以后", field="expires_on")
    elif expires_on - today > longest:
        yield Reason(f"最长 {longest.days} 天（到 {today + longest}），到期可以再来", field="expires_on")


def _may_request(
    task: PlanTask,
    *,
    actor: Actor,
    code: str,
    unit: Unit,
    reason: str,
    expires_on: dt.date | None,
    key: str = "",
    **_: Any,
) -> Iterator[Reason]:
    yield from reasons(actor, Act.REVIEW, unit)
    if code not in INDICATORS:
        yield Reason(f"没有 {code} 这个指标", field="code")
    if not reason.strip():
        yield Reason("请写明理由", field="reason")
    yield from _until(expires_on)
    if key and not _is_bad(task, code, unit, key):
        yield Reason(f"最近一次测量里，{unit}没有这个不合格的对象", "请从指标页的列表里选择要豁免的那一件")
    waiting = Waiver.objects.filter(
        task=task, code=code, unit=unit, key=key, approved_at=None, refused_reason="", withdrawn_at=None
    )
    if waiting.exists():
        yield Reason("同样的豁免正在等待批准", "请等待主管部门批准，或先撤回")


def _is_bad(task: PlanTask, code: str, unit: Unit, key: str) -> bool:
    run = queries.latest_run(task.plan)
    return run is not None and run.cases.filter(code=code, unit=unit, key=key, verdict="bad").exists()


@verb("workplan.waiver.request", "申请豁免{object}", forbids=_may_request)
def request_waiver(
    task: PlanTask, *, actor: Actor, code: str, unit: Unit, reason: str, expires_on: dt.date, key: str = ""
) -> Waiver:
    """Ask for an exception for a unit's result, or for one object (``key``) of it, until a day."""
    return Waiver.objects.create(
        task=task, code=code, unit=unit, key=key, reason=reason.strip(), requested_by=actor.label,
        requester=actor.user, expires_on=expires_on,
    )  # fmt: skip


def _decided(waiver: Waiver) -> Iterator[Reason]:
    if waiver.withdrawn_at:
        yield Reason("这项豁免已经撤回", "请刷新页面查看")
    elif not waiver.is_open:
        yield Reason("这项豁免已经有了决定", "请刷新页面查看")


def _may_decide(waiver: Waiver, *, actor: Actor, **_: Any) -> Iterator[Reason]:
    yield from reasons(actor, Act.SUPERVISE)
    yield from _decided(waiver)
    if actor.is_system:
        return
    if waiver.requester_id is not None and waiver.requester_id == actor.user_id:
        yield Reason("不能批准自己申请的豁免", "请由另一个人批准")
    elif waiver.unit_id and may(actor, Act.EDIT, waiver.unit_id):
        yield Reason("不能批准本单位的豁免", "请由另一单位的人员批准")


def _may_approve(waiver: Waiver, *, actor: Actor, **_: Any) -> Iterator[Reason]:
    yield from _may_decide(waiver, actor=actor)
    if waiver.expires_on < timezone.localdate():
        yield Reason(f"申请的到期日 {waiver.expires_on} 已经过了", "请单位重新申请")


@verb("workplan.waiver.approve", "批准了{object}的豁免", forbids=_may_approve)
def approve_waiver(waiver: Waiver, *, actor: Actor) -> Waiver:
    """Agree: the to-dos it is about close at once, results follow from the next measurement, until it ends."""
    waiver.approved_by, waiver.approved_at = actor.label, timezone.now()
    waiver.save()
    if waiver.unit_id is not None:
        duties = Duty.objects.open().filter(kind=engine.duty_kind(waiver.code), unit=waiver.unit_id)
        if waiver.key:
            duties = duties.filter(key=waiver.key)
        close_by_fact(duties, actor=actor, fact=f"已批准豁免至 {waiver.expires_on}：{waiver.reason}")
    return waiver


def _may_refuse(waiver: Waiver, *, actor: Actor, reason: str, **_: Any) -> Iterator[Reason]:
    yield from _may_decide(waiver, actor=actor)
    if not reason.strip():
        yield Reason("请写明不同意的理由", field="reason")
    elif len(reason) > 300:
        yield Reason("理由不能超过 300 字", field="reason")


@verb("workplan.waiver.refuse", "不同意{object}的豁免", forbids=_may_refuse)
def refuse_waiver(waiver: Waiver, *, actor: Actor, reason: str) -> Waiver:
    """Do not agree; the unit sees why."""
    waiver.refused_reason = reason.strip()
    waiver.save()
    return waiver


def _may_withdraw(waiver: Waiver, *, actor: Actor, **_: Any) -> Iterator[Reason]:
    yield from reasons(actor, Act.REVIEW, waiver.unit)
    if waiver.withdrawn_at or waiver.refused_reason:
        yield from _decided(waiver)


@verb("workplan.waiver.withdraw", "撤回了{object}的豁免", forbids=_may_withdraw)
def withdraw_waiver(waiver: Waiver, *, actor: Actor) -> Waiver:
    """The unit takes its request back, or gives up an approved one: from the next measurement it counts again."""
    waiver.withdrawn_at = timezone.now()
    waiver.save()
    return waiver


def _may_attest(
    task: PlanTask,
    *,
    actor: Actor,
    code: str,
    unit: Unit,
    statement: str,
    expires_on: dt.date | None,
    url: str = "",
    file: Any = None,
    **_: Any,
) -> Iterator[Reason]:
    yield from reasons(actor, Act.REVIEW, unit)
    stated = BY_CODE.get(code)
    if stated is None or stated.task != task.number:
        yield Reason(f"第 {task.number} 项任务的 {code} 不用声明", "由系统测量的指标，改好事实即可")
        return
    if not statement.strip():
        yield Reason("请写明做了什么、何时、结果如何", field="statement")
    if not url and not file:
        yield Reason("请附上可以查看的网址或文件", field="url")
    if file:
        for problem in file_problems(file):
            yield replace(problem, field="file")
    longest = dt.timedelta(days=stated.days)
    yield from _until(expires_on, longest)
    try:
        asked_units = asked(Context(timezone.localdate(), task.plan), stated)
    except SourceMissing as missing:
        yield Reason(str(missing), "印发以后再声明")
        return
    if unit not in asked_units:
        yield Reason(f"{unit}不是这项声明的承办单位", field="unit")


@verb("workplan.attest", "就{object}作了声明", forbids=_may_attest, hidden={"file"})
def attest(
    task: PlanTask,
    *,
    actor: Actor,
    code: str,
    unit: Unit,
    statement: str,
    expires_on: dt.date,
    url: str = "",
    file: Any = None,
) -> Attestation:
    """State what no machine can read, with something to look at; it goes stale after its last day."""
    made = Attestation(
        task=task, code=code, unit=unit, statement=statement.strip(), url=url, by=actor.label,
        expires_on=expires_on,
    )  # fmt: skip
    if file:
        made.filename, made.sha256 = file.name[:200], digest(file)
        try:
            made.file.save(stored_name(file.name), file, save=False)
        except OSError as error:
            raise Refused(
                [Reason(f"“{file.name}”没有存成：{error.strerror}", "请稍后再试", field="file")]
            ) from error
    made.save()
    return made


def _may_set_target(
    bound: TaskIndicator, *, actor: Actor, target: float, warn: float | None, **_: Any
) -> Iterator[Reason]:
    yield from reasons(actor, Act.PLAN)
    top = 1.0 if bound.op == ">=" else 1_000_000
    for name, value in (("target", target), ("warn", warn)):
        if value is not None and not 0 <= value <= top:
            yield Reason("比例写作 0 到 1 之间的数，如 0.95" if top == 1 else "请填 0 或更大的数", field=name)
    if warn is not None and (warn > target if bound.op == ">=" else warn < target):
        yield Reason("预警线应当比目标宽", field="warn")


@verb("workplan.target.set", "设定了{object}的目标", forbids=_may_set_target)
def set_target(
    bound: TaskIndicator, *, actor: Actor, target: float, warn: float | None, verified: bool
) -> TaskIndicator:
    """Set a task indicator's target and amber line; ``verified`` takes the 待核 mark away."""
    bound.target, bound.warn, bound.verified = target, warn, verified
    bound.save()
    return bound
