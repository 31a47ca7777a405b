"""Supervision slips (督办单): 蓝 → 黄 → 红, the next colour only if the last went unanswered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Max
from django.utils import timezone

from yangguang.core import calendar
from yangguang.core.actions import Reason, verb
from yangguang.core.actors import Actor
from yangguang.core.models import AuditHead
from yangguang.core.workdays import Calendar
from yangguang.organisations.permissions import Act, reasons

from ..models import Duty, DutyState, Slip, SlipColour
from ..rules import SLIP_REPLY, SLIP_REST, Sent, next_slip
from .steps import note


def colour_for(duty: Duty, days: Calendar | None = None) -> str | None:
    """The colour of the slip that may be sent about the duty today, or None. Reads ``duty.slips`` only."""
    sent = [
        Sent(s.colour, s.reply_due, timezone.localdate(s.replied_at) if s.replied_at else None)
        for s in sorted(duty.slips.all(), key=lambda s: s.pk)
    ]
    return next_slip(SlipColour.values, sent, timezone.localdate(), days or calendar.load())


def demand_for(duty: Duty) -> str:
    """The words a slip begins with; the office may change them."""
    today = timezone.localdate()
    if duty.due and duty.due < today:
        why = f"已于 {duty.due} 到期，至今{'没有签收' if duty.signed_at is None else '没有办结'}"
    else:
        why = "请抓紧办理"
    return f"“{duty.title}”{why}。请在回复期限以前书面说明原因、措施和完成时间，并继续办理。"


def _may_issue(duty: Duty, *, actor: Actor, demand: str, **_: Any) -> Iterator[Reason]:
    yield from reasons(actor, Act.SUPERVISE)
    if duty.state in {DutyState.CLOSED, DutyState.WITHDRAWN}:
        yield Reason(f"这件事已{duty.get_state_display()}，不用督办")
    elif duty.state == DutyState.REPORTED:
        yield Reason("这件事已报办结，等待确认", "请先确认或退回")
    elif colour_for(duty) is None:
        last = max(duty.slips.all(), key=lambda s: s.pk)
        if last.replied_at:
            yield Reason(f"{last}已经回复", f"回复满 {SLIP_REST} 个工作日仍未办好的，再从蓝色发起")
        elif timezone.localdate() <= last.reply_due:
            yield Reason(f"{last}还没到回复期限（{last.reply_due}）", "到期未回复才能升级")
        else:
            yield Reason("已经发过红色督办单", "请按考核办法处理")
    if not demand.strip():
        yield Reason("请写明督办要求", field="demand")


@verb("duties.slip.issue", "就{object}发出督办单", forbids=_may_issue)
def issue_slip(duty: Duty, *, actor: Actor, demand: str) -> Slip:
    """Send the next slip; its number follows the last of the year without a gap. Five working days to answer."""
    colour = colour_for(duty)
    assert colour  # _may_issue has refused otherwise
    today = timezone.localdate()
    # One row that every write locks anyway: two slips at the same moment can't take one number.
    AuditHead.objects.get_or_create(pk=1)
    AuditHead.objects.select_for_update().get(pk=1)
    last = Slip.objects.filter(year=today.year).aggregate(n=Max("number"))["n"] or 0
    rounds = duty.slips.aggregate(n=Max("round"))["n"] or 0
    slip = Slip.objects.create(
        year=today.year,
        number=last + 1,
        duty=duty,
        unit=duty.unit,
        round=rounds + 1 if colour == SlipColour.BLUE else rounds,
        colour=colour,
        demand=demand.strip(),
        issued_by=actor.label[:60],
        reply_due=calendar.load().add(today, SLIP_REPLY).due,
    )
    note(duty, actor, f"{slip.get_colour_display()}督办", str(slip))
    return slip


def _may_reply(slip: Slip, *, actor: Actor, reply: str, **_: Any) -> Iterator[Reason]:
    yield from reasons(actor, Act.REVIEW, slip.unit)
    if slip.replied_at:
        yield Reason(f"{slip.replied_by}已经回复过{slip}", "请刷新页面查看")
    if not reply.strip():
        yield Reason("请写明原因、措施和完成时间", field="reply")


@verb("duties.slip.reply", "回复了{object}", forbids=_may_reply, link="duties:slip")
def reply_slip(slip: Slip, *, actor: Actor, reply: str) -> Slip:
    """Answer a slip; that ends the escalation of its round."""
    slip.reply, slip.replied_at, slip.replied_by = reply.strip(), timezone.now(), actor.label[:60]
    slip.save()
    note(slip.duty, actor, "回复督办", slip.reply)
    return slip
