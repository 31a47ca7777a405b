"""信息处理费: the notice, its payment, taking it back (国办函〔2020〕109号); and counting items (一事一申请)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils import timezone

from yangguang.core import calendar
from yangguang.core.actions import Reason, verb
from yangguang.core.actors import Actor
from yangguang.organisations.permissions import Act, reasons

from .. import masking
from ..models import Applicant, ClockEvent, FeeNotice, FoiRequest
from ..rules import clock, events, fees
from ..rules.events import Event
from . import clocking, inbox, letters, numbering
from .clock_acts import being_handled


def items_before(request: FoiRequest) -> int:
    """Items of the same applicant at the same organ in the month of receipt, before this request."""
    if request.received_on is None:
        return 0
    first = request.received_on.replace(day=1)
    rows = FoiRequest.objects.filter(
        unit=request.unit_id, applicant__person=request.applicant.person, received_on__gte=first,
        received_on__lte=request.received_on,
    ).values_list("pk", "received_on", "items", "counts")  # fmt: skip
    listed = [fees.Counted(pk, on, items, counts) for pk, on, items, counts in rows if on is not None]
    return fees.already(listed, fees.Counted(request.pk, request.received_on, request.items))


def calculated(request: FoiRequest, method: str, pages: int) -> tuple[fees.Fee, int]:
    """The fee of a request by one method, and the items before it. Raises ValueError for numbers out of range."""
    if method == "items":
        before = items_before(request)
        return fees.by_items(request.items, before), before
    return fees.by_pages(pages), 0


def _may_notify(
    request: FoiRequest, *, actor: Actor, method: str = "", pages: int = 0, **kwargs: Any
) -> Iterable[Reason]:
    yield from reasons(actor, Act.APPROVE, request.unit)
    if stop := list(being_handled(request)):
        yield from stop
        return
    if FeeNotice.objects.filter(request=request).exists():
        yield Reason("已经发过收费通知，一件申请只收一次费", "请刷新页面")
        return
    if method not in ("items", "pages"):
        yield Reason("请选择按件或按量：每件申请只能选一种", field="method")
        return
    try:
        fee, _ = calculated(request, method, pages)
    except ValueError as error:
        yield Reason(str(error), field="pages")
        return
    if fee.amount == 0:
        yield Reason("没有超过免费的数量，不收费", "请直接办理", field="method")
    yield from clocking.forbids(request, Event(events.FEE_NOTIFIED, timezone.localdate()))
    if request.due is not None and timezone.localdate() > request.due:
        yield Reason(f"答复期限 {request.due} 已过，不能再收费", "收费通知应在处理期限内发出")


@verb("foi.fee.notify", "就{object}发出收费通知", forbids=_may_notify, link="foi:request")
def notify(request: FoiRequest, *, actor: Actor, method: str, pages: int = 0) -> FeeNotice:
    """Tell the applicant basis, rate, amount and way of payment; the clock stops until it is paid."""
    today = timezone.localdate()
    fee, before = calculated(request, method, pages)
    made = FeeNotice.objects.create(
        request=request, method=method, items=request.items if method == "items" else 0, already=before,
        pages=pages if method == "pages" else 0, amount=fee.amount, notified_on=today,
        pay_until=calendar.load().add(today, clock.PAYMENT).due,
    )  # fmt: skip
    clocking.record(request, Event(events.FEE_NOTIFIED, today), actor=actor)
    letters.issue(request, "T09", actor=actor, dated=today, fields={"fee": made})
    inbox.follow(request, actor=actor)
    return made


def _open(fee: FeeNotice, actor: Actor, act: Act) -> Iterable[Reason]:
    yield from reasons(actor, act, fee.request.unit)
    yield from being_handled(fee.request)
    if fee.state != FeeNotice.State.OPEN:
        yield Reason(f"收费通知{fee.get_state_display()}", "请刷新页面")


def _may_note(fee: FeeNotice, *, actor: Actor, on: dt.date | None = None, **kwargs: Any) -> Iterable[Reason]:
    yield from _open(fee, actor, Act.EDIT)
    if on is None or not fee.notified_on <= on <= timezone.localdate():
        yield Reason(f"请填写申请人收到通知的日期，在 {fee.notified_on} 到今天之间", field="on")


@verb("foi.fee.received", "登记了{object}的收到日期", forbids=_may_note)
def note_receipt(fee: FeeNotice, *, actor: Actor, on: dt.date) -> FeeNotice:
    """The twenty working days to pay run from the day after the applicant got the notice."""
    fee.received_on, fee.pay_until = on, calendar.load().add(on, clock.PAYMENT).due
    fee.save(update_fields=["received_on", "pay_until"])
    ClockEvent.objects.filter(request=fee.request_id, kind=events.FEE_NOTIFIED, void_at=None).update(
        received_on=on
    )
    return fee


def _may_pay(
    fee: FeeNotice, *, actor: Actor, on: dt.date | None = None, amount: int = 0, receipt_number: str = "",
    **kwargs: Any,
) -> Iterable[Reason]:  # fmt: skip
    yield from _open(fee, actor, Act.EDIT)
    if on is None or not fee.notified_on <= on <= timezone.localdate():
        yield Reason(f"请填写缴费日期，在 {fee.notified_on} 到今天之间", field="on")
    if amount != fee.amount:
        yield Reason(
            f"应缴 {fee.amount} 元，实缴 {amount} 元，不一致",
            "全额缴清才算完成缴费；多缴的请先退付",
            field="amount",
        )
    if not receipt_number.strip():
        yield Reason("请填写财政票据号", field="receipt_number")


@verb("foi.fee.pay", "登记了{object}的缴费", forbids=_may_pay)
def pay(fee: FeeNotice, *, actor: Actor, on: dt.date, amount: int, receipt_number: str) -> FeeNotice:
    """Paid in full: the period begins anew the day after (109号文 art. 6)."""
    request = FoiRequest.objects.select_for_update(of=("self",)).get(pk=fee.request_id)
    fee.state, fee.paid_on, fee.paid_amount = FeeNotice.State.PAID, on, amount
    fee.receipt_number = receipt_number.strip()[:60]
    fee.save()
    clocking.record(request, Event(events.FEE_PAID, on), actor=actor, evidence=fee.receipt_number)
    inbox.follow(request, actor=actor)
    return fee


def _may_waive(fee: FeeNotice, *, actor: Actor, reason: str = "", **kwargs: Any) -> Iterable[Reason]:
    yield from _open(fee, actor, Act.APPROVE)
    if not reason.strip():
        yield Reason("请写明撤销收费的原因", field="reason")


@verb("foi.fee.waive", "撤销了{object}", forbids=_may_waive)
def waive(fee: FeeNotice, *, actor: Actor, reason: str) -> FeeNotice:
    """The organ takes its notice back: the count of days goes on where it stopped."""
    request = FoiRequest.objects.select_for_update(of=("self",)).get(pk=fee.request_id)
    fee.state, fee.waived_reason, fee.waived_by = (
        FeeNotice.State.WAIVED,
        reason.strip()[:300],
        actor.label[:60],
    )
    fee.save()
    clocking.record(request, Event(events.FEE_WAIVED, timezone.localdate()), actor=actor, evidence=reason)
    inbox.follow(request, actor=actor)
    return fee


def _may_count(
    request: FoiRequest, *, actor: Actor, items: int = 0, reason: str = "", **kwargs: Any
) -> Iterable[Reason]:
    yield from reasons(actor, Act.EDIT, request.unit)
    yield from being_handled(request)
    if not 1 <= items <= 1000:
        yield Reason("计件数应在 1 到 1000 之间", field="items")
    if not reason.strip():
        yield Reason("请写明怎样按“一事一申请”计件", field="reason")
    if FeeNotice.objects.filter(request=request).exists():
        yield Reason("已经发出收费通知，不能再改计件数", "先撤销收费通知")


@verb("foi.count", "确定了{object}的计件数", forbids=_may_count, link="foi:request")
def count(request: FoiRequest, *, actor: Actor, items: int, reason: str, counts: bool = True) -> FoiRequest:
    """How many items a request holds (一事一申请), and whether it counts towards the month at all."""
    request.items, request.counts = items, counts
    request.save(update_fields=["items", "counts"])
    return request


def _may_split(
    request: FoiRequest, *, actor: Actor, matters: Sequence[str] = (), **kwargs: Any
) -> Iterable[Reason]:
    yield from reasons(actor, Act.EDIT, request.unit)
    yield from being_handled(request)
    if len([m for m in matters if m.strip()]) < 2:
        yield Reason("请至少写出两项，每行一项", "按合理的最小单位拆分", field="matters")
    if len(matters) > 100:
        yield Reason("一次最多拆成 100 项", field="matters")
    if request.split_from_id is not None:
        yield Reason("这件申请本身就是拆分出来的")
    if request.events.filter(void_at=None).count() > 1 or FeeNotice.objects.filter(request=request).exists():
        yield Reason("已经补正、征求意见、延期或收费，不能再拆分", "请确定计件数")


@verb("foi.split", "按一事一申请拆分了{object}", forbids=_may_split, hidden=("matters",), link="foi:request")
def split(request: FoiRequest, *, actor: Actor, matters: Sequence[str]) -> FoiRequest:
    """Handle each matter as a request of its own with the same receipt: this one keeps the first, the others get numbers."""
    from .intake import subject_of

    own = masking.words_of(request.applicant)
    first, *others = [m.strip() for m in matters if m.strip()]
    applicant = request.applicant
    for matter in others:
        part = FoiRequest.objects.get(pk=request.pk)
        part.pk, part._state.adding = None, True
        part.serial = numbering.next_serial(
            FoiRequest.objects.filter(unit=request.unit_id, year=request.year)
        )
        part.query_hash = numbering.hash_code(numbering.new_query_code())
        part.former_number = ""
        part.split_from, part.items, part.content, part.subject = request, 1, matter, subject_of(matter, own)
        part.state, part.received_on, part.due = clock.TO_CONFIRM, None, None
        part.save(force_insert=True)
        copied = {f: getattr(applicant, f) for f in Applicant.PERSONAL}
        Applicant.objects.create(request=part, person=applicant.person, **copied)
        assert request.received_on is not None
        clocking.record(
            part, Event(events.RECEIVED, request.received_on), actor=actor, evidence=f"拆分自 {request}"
        )
        inbox.follow(part, actor=actor)
    request.items, request.subject = 1, subject_of(first, own)
    request.save(update_fields=["items", "subject"])
    return request
