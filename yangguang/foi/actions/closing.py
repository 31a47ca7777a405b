"""Endings without a decision: the applicant takes the request back, or lets the time to correct or pay pass."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from yangguang.core import calendar
from yangguang.core.actions import Reason, verb
from yangguang.core.actors import Actor
from yangguang.organisations.permissions import Act, reasons

from ..models import FeeNotice, FoiRequest
from ..rules import events, grounds
from ..rules.events import Event
from ..rules.standing import standing as standing_on
from . import clocking, inbox, letters


def end(request: FoiRequest, ground: str, event: str, *, actor: Actor, evidence: str = "") -> None:
    """Close a request on a ground: its row of the annual report, its day, its clock and its inbox. Inside a verb."""
    today = timezone.localdate()
    request.ground, request.row, request.closed_on = ground, grounds.GROUNDS[ground].row, today
    clocking.record(request, Event(event, today), actor=actor, evidence=evidence)
    request.save()
    inbox.follow(request, actor=actor)


def _may_withdraw(
    request: FoiRequest, *, actor: Actor, reason: str = "", from_applicant: bool = False, **kwargs: Any
) -> Iterable[Reason]:
    if not from_applicant:
        yield from reasons(actor, Act.EDIT, request.unit)
        if not reason.strip():
            yield Reason("请写明申请人怎样表示撤回", "如书面撤回、通话记录", field="reason")
    if not request.is_open:
        yield Reason(f"申请{request.get_state_display()}，不能撤回")


@verb("foi.withdraw", "撤回了{object}", forbids=_may_withdraw, link="foi:request", hidden=("reason",))
def withdraw(
    request: FoiRequest, *, actor: Actor, reason: str = "", from_applicant: bool = False
) -> FoiRequest:
    """The applicant takes the request back (counts as 其他处理, 待核)."""
    FeeNotice.objects.filter(request=request, state=FeeNotice.State.OPEN).update(
        state=FeeNotice.State.WAIVED, waived_reason="申请人撤回申请", waived_by=actor.label[:60]
    )
    end(request, grounds.WITHDRAWN, events.WITHDRAWN, actor=actor, evidence=reason or "申请人网上撤回")
    return request


def _may_lapse(request: FoiRequest, *, actor: Actor, **kwargs: Any) -> Iterable[Reason]:
    yield from reasons(actor, Act.REVIEW, request.unit)
    if not request.is_open:
        yield Reason(f"申请{request.get_state_display()}", "请刷新页面")
        return
    found = clocking.clock_of(request)
    if not standing_on(found, timezone.localdate(), calendar.load()).lapsed:
        waiting = [d for d in found.deadlines if d.code in ("correct", "pay")]
        yield Reason(
            f"申请人还可以{waiting[0].what}到 {waiting[0].due}"
            if waiting
            else "没有等待补正或缴费，不能这样结束"
        )


@verb("foi.lapse", "因逾期不再处理{object}", forbids=_may_lapse, link="foi:request")
def lapse(request: FoiRequest, *, actor: Actor) -> FoiRequest:
    """The applicant neither corrected nor paid in time: the request is treated as given up (条例 art. 30; 109号文 art. 6)."""
    today = timezone.localdate()
    what = standing_on(clocking.clock_of(request), today, calendar.load()).lapsed
    ground = grounds.NOT_PAID if what == "fee" else grounds.NOT_CORRECTED
    if what == "fee":
        FeeNotice.objects.filter(request=request, state=FeeNotice.State.OPEN).update(
            state=FeeNotice.State.LAPSED
        )
    end(request, ground, events.LAPSED, actor=actor)
    letters.issue(request, "T24", actor=actor, dated=today, fields={"lapsed": what})
    return request
