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
from yangguang.organisations.permissions import Act, reasons

from ..models import Duty, DutyNote, DutyState, Slip, SlipColour
from ..rules import SLIP_REPLY, next_slip


def colour_for(duty: Duty) -> str | None:
    """The colour of the slip that may be sent about the duty today, or None."""
    sent = [
        (s.colour, s.reply_due, s.replied_at is not None)
        for s in sorted(duty.slips.all(), key=lambda s: s.pk)
    ]
    return next_slip(SlipColour.values, sent, timezone.localdate())


def _may_issue(duty: Duty, *, actor: Actor, demand: str, **_: Any) -> Iterator[Reason]:
    yield from reasons(actor, Act.SUPERVISE)
    if duty.state in {DutyState.CLOSED, DutyState.WITHDRAWN}:
        yield Reason(f"这件事已{duty.get_state_display()}，不用督办")
    elif colour_for(duty) is None:
        last = max(duty.slips.all(), key=lambda s: s.pk)
        if last.replied_at:
            yield Reason(f"{last}已经回复", "请先看回复；仍未办好可退回")
        elif timezone.localdate() <= last.reply_due:
            yield Reason(f"{last}还没到回复期限（{last.reply_due}）", "到期未回复才能升级")
        else:
            yield Reason("已经发过红色督办单", "请按考核办法处理")
    if not demand.strip():
        yield Reason("请写明督办要求", field="demand")


@verb("duties.slip.issue", "就{object}发出督办单", forbids=_may_issue)
def issue_slip(duty: Duty, *, actor: Actor, demand: str) -> Slip:
    """Send the next slip; its number follows the last of the year without a gap."""
    colour = colour_for(duty)
    assert colour is not None  # else it was forbidden
    today = timezone.localdate()
    # One row that every write locks anyway: two slips at the same moment can't take one number.
    AuditHead.objects.select_for_update().filter(pk=1).first()
    last = Slip.objects.filter(year=today.year).aggregate(n=Max("number"))["n"] or 0
    slip = Slip.objects.create(
        year=today.year,
        number=last + 1,
        duty=duty,
        unit=duty.unit,
        colour=colour,
        demand=demand.strip(),
        issued_by=actor.label,
        reply_due=calendar.load().add(today, SLIP_REPLY).due,
    )
    DutyNote.objects.create(
        duty=duty,
        by=actor.user,
        by_label=actor.label,
        step=f"{slip.get_colour_display()}督办",
        text=str(slip),
    )
    return slip


def _may_reply(slip: Slip, *, actor: Actor, reply: str, **_: Any) -> Iterator[Reason]:
    yield from reasons(actor, Act.REVIEW, slip.unit)
    if slip.replied_at:
        yield Reason(f"{slip.replied_by}已经回复过这张督办单", "请刷新页面查看")
    if not reply.strip():
        yield Reason("请写明原因、措施和完成时间", field="reply")


@verb("duties.slip.reply", "回复了{object}", forbids=_may_reply)
def reply_slip(slip: Slip, *, actor: Actor, reply: str) -> Slip:
    """Answer a slip; that stops the escalation."""
    slip.reply, slip.replied_at, slip.replied_by = reply.strip(), timezone.now(), actor.label
    slip.save()
    DutyNote.objects.create(
        duty=slip.duty, by=actor.user, by_label=actor.label, step="回复督办", text=slip.reply
    )
    return slip
