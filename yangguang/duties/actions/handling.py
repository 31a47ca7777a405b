"""Handling a duty at the doing unit: sign for it, work on it, report it done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils import timezone

from yangguang.core import calendar
from yangguang.core.actions import Reason, Refused, verb
from yangguang.core.actors import Actor
from yangguang.organisations.permissions import Act, reasons

from .. import evidence
from ..kinds import kind_of
from ..models import Duty, DutyState, Evidence
from ..rules import report_from
from .steps import note, wrong_state

OPEN_FOR_WORK = {DutyState.SIGNED, DutyState.WORKING, DutyState.RETURNED}


def _may_sign(duty: Duty, *, actor: Actor, **_: Any) -> Iterator[Reason]:
    yield from reasons(actor, Act.EDIT, duty.unit)
    yield from wrong_state(duty, {DutyState.WAITING}, "签收")


@verb("duties.sign", "签收了{object}", forbids=_may_sign, link="duties:duty")
def sign(duty: Duty, *, actor: Actor) -> Duty:
    """签收: the unit has seen it and answers for it from now on."""
    duty.state, duty.signed_at = DutyState.SIGNED, timezone.now()
    duty.save()
    note(duty, actor, "签收")
    return duty


def sign_all(duties: Sequence[Duty], *, actor: Actor) -> tuple[int, list[str]]:
    """Sign several, each in a transaction of its own; returns how many were signed and, for the others, why not."""
    done, refused = 0, []
    for duty in duties:
        try:
            sign(duty, actor=actor)
            done += 1
        except Duty.DoesNotExist:
            refused.append(f"{duty.title}：已经不在了")
        except Refused as error:
            refused.append(f"{duty.title}：{error}")
    return done, refused


def _may_start(duty: Duty, *, actor: Actor, **_: Any) -> Iterator[Reason]:
    yield from reasons(actor, Act.EDIT, duty.unit)
    yield from wrong_state(duty, {DutyState.SIGNED, DutyState.RETURNED}, "开始办理")


@verb("duties.start", "开始办理{object}", forbids=_may_start, link="duties:duty")
def start(duty: Duty, *, actor: Actor) -> Duty:
    """办理中: work has begun."""
    duty.state = DutyState.WORKING
    duty.save()
    note(duty, actor, "办理")
    return duty


def _may_note(
    duty: Duty, *, actor: Actor, text: str = "", url: str = "", files: Sequence[Any] = (), **_: Any
) -> Iterator[Reason]:
    yield from reasons(actor, Act.EDIT, duty.unit)
    yield from wrong_state(duty, OPEN_FOR_WORK | {DutyState.REPORTED}, "补充材料")
    if not (text.strip() or url or files):
        yield Reason("请写一句进展，或附上网址、文件", field="text")
    yield from evidence.problems(url, files)


@verb("duties.note", "补充了{object}的进展", forbids=_may_note, link="duties:duty")
def add_note(duty: Duty, *, actor: Actor, text: str = "", url: str = "", files: Sequence[Any] = ()) -> Duty:
    """Say how it goes, and show for it what there is; a signed or returned duty is under way by that."""
    if duty.state in {DutyState.SIGNED, DutyState.RETURNED}:
        duty.state = DutyState.WORKING
        duty.save()
    evidence.attach(note(duty, actor, "进展", text.strip()), url, files)
    return duty


def _may_report(
    duty: Duty, *, actor: Actor, text: str = "", url: str = "", files: Sequence[Any] = (), **_: Any
) -> Iterator[Reason]:
    kind = kind_of(duty.kind)
    if refusal := reasons(actor, kind.report_act, duty.unit):
        # Whoever works on it but may not report learns who can, not whom to ask for more power.
        mine = not reasons(actor, Act.EDIT, duty.unit)
        who = "负责人" if kind.report_act == Act.APPROVE else "审核人、负责人或政务公开专员"
        yield Reason(f"您的账号没有报办结的权限，报办结由本单位{who}来做") if mine else refusal[0]
    yield from wrong_state(duty, OPEN_FOR_WORK, "报办结")
    if duty.closes_by_fact:
        yield Reason("这件事由系统实测，事实改变后自动销号，不用报办结", "改好对应的内容即可")
    if duty.not_before:
        first = report_from(duty.not_before, calendar.load())
        if timezone.localdate() < first:
            yield Reason(f"这是全年任务，{first} 起才能报办结", "平时请补充进展")
    if not text.strip():
        yield Reason("请说明完成情况", field="text")
    yield from evidence.problems(url, files)
    if kind.needs_evidence and not (url or files) and not _has_evidence(duty):
        yield Reason("报办结要有佐证", "请附一个网址或一个文件", field="url")


def _has_evidence(duty: Duty) -> bool:
    return duty.pk is not None and Evidence.objects.filter(note__duty=duty).exists()


@verb("duties.report", "报送{object}办结", forbids=_may_report, link="duties:duty")
def report(duty: Duty, *, actor: Actor, text: str, url: str = "", files: Sequence[Any] = ()) -> Duty:
    """报办结: the unit says that it is done and shows it; the asking unit decides."""
    duty.state, duty.reported_at = DutyState.REPORTED, timezone.now()
    duty.save()
    evidence.attach(note(duty, actor, "报办结", text.strip()), url, files)
    return duty
