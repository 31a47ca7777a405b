"""The asking side: agree that a duty is done, return it, or withdraw it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from yangguang.core.actions import Reason, verb
from yangguang.core.actors import Actor
from yangguang.organisations.permissions import Act, may

from ..kinds import kind_of
from ..models import Duty, DutyState
from .steps import OPEN, note, wrong_state

REASON_LENGTH = 300


def _asks(duty: Duty, actor: Actor) -> bool:
    act = kind_of(duty.kind).close_act
    return may(actor, Act.SUPERVISE) or bool(duty.asked_by_id and may(actor, act, duty.asked_by_id))


def _may_judge(duty: Duty, *, actor: Actor, **_: Any) -> Iterator[Reason]:
    """Nobody confirms their own unit's work.

    A unit that asked something of itself (the openness office's own tasks) has its supervisor for that, or its head if
    another person reported.
    """
    if not _asks(duty, actor):
        yield Reason("只有交办单位或政务公开主管部门可以确认", "请等待审核")
    elif not actor.is_system and may(actor, Act.EDIT, duty.unit):
        if duty.asked_by_id != duty.unit_id:
            yield Reason("不能确认本单位自己办的事", "请由交办单位确认")
        elif not may(actor, Act.APPROVE, duty.unit) or _reporter(duty) == actor.user_id:
            yield Reason(
                "本单位交办给自己的事，不能由承办的人确认", "请由督查员确认，或由没有报办结的负责人确认"
            )
    yield from wrong_state(duty, {DutyState.REPORTED}, "确认或退回")


def _reporter(duty: Duty) -> int | None:
    return duty.notes.filter(step="报办结").values_list("by", flat=True).last()


def _may_close(duty: Duty, *, actor: Actor, **_: Any) -> Iterator[Reason]:
    yield from _may_judge(duty, actor=actor)
    if duty.not_before and timezone.localdate() < duty.not_before:
        yield Reason(f"这是全年任务，{duty.not_before} 起才能办结", "到那时再确认；材料不够可以现在退回")


@verb("duties.close", "确认{object}办结", forbids=_may_close, link="duties:duty")
def close(duty: Duty, *, actor: Actor, text: str = "") -> Duty:
    """办结销号: the asking unit agrees that it is done."""
    duty.state, duty.closed_at = DutyState.CLOSED, timezone.now()
    duty.save()
    note(duty, actor, "办结", text.strip())
    return duty


def _why(text: str, missing: str) -> Iterator[Reason]:
    if not text.strip():
        yield Reason(missing, field="text")
    elif len(text.strip()) > REASON_LENGTH:
        yield Reason(f"原因不能超过 {REASON_LENGTH} 字", "请写得短一些", field="text")


def _may_return(duty: Duty, *, actor: Actor, text: str = "", **_: Any) -> Iterator[Reason]:
    yield from _may_judge(duty, actor=actor)
    yield from _why(text, "请写明退回原因和还要做什么")


@verb("duties.return", "退回了{object}", forbids=_may_return, link="duties:duty")
def return_(duty: Duty, *, actor: Actor, text: str) -> Duty:
    """退回: not done yet; the unit sees why first thing."""
    duty.state, duty.last_return_reason, duty.reported_at = DutyState.RETURNED, text.strip(), None
    duty.save()
    note(duty, actor, "退回", text.strip())
    return duty


def _may_withdraw(duty: Duty, *, actor: Actor, text: str = "", **_: Any) -> Iterator[Reason]:
    if not _asks(duty, actor):
        yield Reason("只有交办单位或政务公开主管部门可以撤回", "请与交办单位联系")
    elif not actor.is_system and may(actor, Act.EDIT, duty.unit) and duty.asked_by_id != duty.unit_id:
        yield Reason("不能撤回本单位自己要办的事", "请由交办单位撤回")
    if duty.closes_by_fact:
        yield Reason("这件事由系统实测，撤回后还会再来", "确有理由的，请申请豁免")
    yield from wrong_state(duty, OPEN, "撤回")
    yield from _why(text, "请写明撤回原因")


@verb("duties.recall", "撤回了{object}", forbids=_may_withdraw, link="duties:duty")
def withdraw(duty: Duty, *, actor: Actor, text: str) -> Duty:
    """撤回: the cause is gone; the history stays."""
    duty.state, duty.closed_at = DutyState.WITHDRAWN, timezone.now()
    duty.save()
    note(duty, actor, "撤回", text.strip())
    return duty
