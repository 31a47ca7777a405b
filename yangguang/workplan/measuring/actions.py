"""Exceptions and statements: waivers, attestations, and the target of an indicator."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from yangguang.core.actions import Reason, verb
from yangguang.core.actors import Actor
from yangguang.core.indicators import INDICATORS
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, may, reasons

from ..models import Attestation, PlanTask, TaskIndicator, Waiver

LONGEST = dt.timedelta(days=366)


def _until(expires_on: dt.date | None) -> Iterator[Reason]:
    today = timezone.localdate()
    if expires_on is None or expires_on <= today:
        yield Reason("到期日要在今天以后", field="expires_on")
    elif expires_on - today > LONGEST:
        yield Reason("最长一年，到期可以再申请", field="expires_on")


def _may_request(
    task: PlanTask,
    *,
    actor: Actor,
    code: str,
    unit: Unit,
    reason: str,
    expires_on: dt.date,
    key: str = "",
    **_: Any,
) -> Iterator[Reason]:
    yield from reasons(actor, Act.REVIEW, unit)
    if code not in INDICATORS:
        yield Reason(f"没有 {code} 这个指标", field="code")
    if not reason.strip():
        yield Reason("请写明理由", field="reason")
    yield from _until(expires_on)
    if Waiver.objects.filter(
        task=task, code=code, unit=unit, key=key, approved_at=None, refused_reason=""
    ).exists():
        yield Reason("同样的豁免正在等待批准", "请等待主管部门批准")


@verb("workplan.waiver.request", "申请豁免{object}", forbids=_may_request)
def request_waiver(
    task: PlanTask, *, actor: Actor, code: str, unit: Unit, reason: str, expires_on: dt.date, key: str = ""
) -> Waiver:
    """Ask for an exception for a unit's result, or for one object (``key``) of it, until a day."""
    return Waiver.objects.create(
        task=task, code=code, unit=unit, key=key, reason=reason.strip(), requested_by=actor.label,
        expires_on=expires_on,
    )  # fmt: skip


def _may_decide(waiver: Waiver, *, actor: Actor, **_: Any) -> Iterator[Reason]:
    yield from reasons(actor, Act.SUPERVISE)
    if waiver.approved_at or waiver.refused_reason:
        yield Reason("这项豁免已经有了决定", "请刷新页面查看")
    if not actor.is_system and waiver.unit_id and may(actor, Act.EDIT, waiver.unit_id):
        yield Reason("不能批准本单位的豁免", "请由另一单位的人员批准")


@verb("workplan.waiver.approve", "批准了{object}的豁免", forbids=_may_decide)
def approve_waiver(waiver: Waiver, *, actor: Actor) -> Waiver:
    """Agree; it counts from the next measurement until its end."""
    waiver.approved_by, waiver.approved_at = actor.label, timezone.now()
    waiver.save()
    return waiver


def _may_refuse(waiver: Waiver, *, actor: Actor, reason: str, **_: Any) -> Iterator[Reason]:
    yield from _may_decide(waiver, actor=actor)
    if not reason.strip():
        yield Reason("请写明不同意的理由", field="reason")


@verb("workplan.waiver.refuse", "不同意{object}的豁免", forbids=_may_refuse)
def refuse_waiver(waiver: Waiver, *, actor: Actor, reason: str) -> Waiver:
    """Do not agree; the unit sees why."""
    waiver.refused_reason = reason.strip()[:300]
    waiver.save()
    return waiver


def _may_attest(
    task: PlanTask, *, actor: Actor, unit: Unit, statement: str, expires_on: dt.date, url: str = "", **_: Any
) -> Iterator[Reason]:
    yield from reasons(actor, Act.REVIEW, unit)
    if not statement.strip():
        yield Reason("请写明做了什么、何时、结果如何", field="statement")
    if not url:
        yield Reason("请附上可以查看的网址", field="url")
    yield from _until(expires_on)


@verb("workplan.attest", "就{object}作了声明", forbids=_may_attest)
def attest(
    task: PlanTask, *, actor: Actor, code: str, unit: Unit, statement: str, expires_on: dt.date, url: str = ""
) -> Attestation:
    """State what no machine can read, with an address to look at; it goes stale on its end day."""
    return Attestation.objects.create(
        task=task,
        code=code,
        unit=unit,
        statement=statement.strip(),
        url=url,
        by=actor.label,
        expires_on=expires_on,
    )


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
