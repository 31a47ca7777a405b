"""Asking third parties (条例 art. 32) and other organs (art. 34); the time it takes is not counted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone

from yangguang.core import calendar
from yangguang.core.actions import Reason, verb
from yangguang.core.actors import Actor
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, reasons

from ..models import Consultation, FoiRequest, RequestFile
from ..rules import clock, events
from ..rules.events import Event
from . import clocking, files, inbox, letters
from .clock_acts import being_handled

Kind, Answer = Consultation.Kind, Consultation.Answer
ASKED_IN_PAGE = "征求意见的内容见相关页面。"  # it may name people, and lies sealed there only
ASKED = {Kind.THIRD_PARTY: events.THIRD_PARTY_ASKED, Kind.AGENCY: events.AGENCY_ASKED}


def _may_ask(
    request: FoiRequest, *, actor: Actor, kind: str = "", name: str = "", matter: str = "", address: str = "",
    unit: Unit | None = None, **kwargs: Any,
) -> Iterable[Reason]:  # fmt: skip
    yield from reasons(actor, Act.EDIT, request.unit)
    if stop := list(being_handled(request)):
        yield from stop
        return
    if kind not in Kind.values:
        yield Reason("请选择征求谁的意见", field="kind")
        return
    if unit is None and not name.strip():
        yield Reason("请填写对方名称", field="name")
    if kind == Kind.THIRD_PARTY and unit is not None:
        yield Reason("第三方不是本区的行政机关", "征求其他机关意见请选“其他机关”", field="unit")
    if unit is not None and unit.pk == request.unit_id:
        yield Reason("不用征求本单位的意见", field="unit")
    if unit is None and not address.strip():
        yield Reason("请填写对方的联系方式", "征求意见书要送得到", field="address")
    if not matter.strip():
        yield Reason("请写明就哪些信息征求意见", field="matter")
    found = clocking.clock_of(request)
    if found.state in (clock.CORRECTING, clock.FEE_PENDING):
        yield Reason(f"正在{found.state_name}，期限已经停止计算", "恢复计算后再征求意见")
    elif request.due is not None and timezone.localdate() > request.due:
        yield Reason(f"答复期限 {request.due} 已过，征求意见不再扣除时间", "请尽快答复")


@verb("foi.consult.ask", "就{object}征求意见", forbids=_may_ask, hidden=("name", "address", "matter"))
def ask(
    request: FoiRequest, *, actor: Actor, kind: str, matter: str, name: str = "", address: str = "",
    unit: Unit | None = None,
) -> Consultation:  # fmt: skip
    """Ask in writing, tell the applicant that the time is not counted, and put it into the other unit's inbox."""
    today = timezone.localdate()
    made = Consultation.objects.create(
        request=request, kind=kind, name=name.strip() or (unit.full_name if unit else ""), address=address.strip(),
        unit=unit, matter=matter.strip(), asked_on=today,
    )  # fmt: skip
    clocking.record(request, Event(ASKED[Kind(kind)], today, party=made.party), actor=actor)
    code = "T05" if kind == Kind.THIRD_PARTY else "T06"
    letters.issue(request, code, actor=actor, dated=today, fields={"consultation": made}, addressee=made.name)
    letters.issue(request, "T07", actor=actor, dated=today, fields={"consultation": made})
    if unit is not None:
        inbox.consult(
            request, made.party, unit, calendar.load().add(today, clock.CONSULTED).due, actor=actor,
            body=ASKED_IN_PAGE, url=reverse("foi:consultation", args=[made.pk]),
        )  # fmt: skip
    inbox.follow(request, actor=actor)
    return made


def _may_note_receipt(
    consultation: Consultation, *, actor: Actor, on: dt.date | None = None, **kwargs: Any
) -> Iterable[Reason]:
    yield from reasons(actor, Act.EDIT, consultation.request.unit)
    yield from being_handled(consultation.request)
    if consultation.answered_on is not None:
        yield Reason("对方已经答复")
    if on is None or not consultation.asked_on <= on <= timezone.localdate():
        yield Reason(f"请填写对方收到征求意见书的日期，在 {consultation.asked_on} 到今天之间", field="on")


@verb("foi.consult.received", "登记了{object}收到征求意见书", forbids=_may_note_receipt)
def note_receipt(consultation: Consultation, *, actor: Actor, on: dt.date) -> Consultation:
    """The other side's fifteen working days run from when it got the letter (条例 art. 32, 34)."""
    consultation.received_on = on
    consultation.save(update_fields=["received_on"])
    request = FoiRequest.objects.select_for_update(of=("self",)).get(pk=consultation.request_id)
    request.events.filter(party=consultation.party, kind=ASKED[Kind(consultation.kind)]).update(
        received_on=on
    )
    clocking.refresh(request)
    inbox.follow(request, actor=actor)
    return consultation


def _may_answer(
    consultation: Consultation, *, actor: Actor, answer: str = "", reason: str = "", on: dt.date | None = None,
    uploads: Sequence[Any] = (), **kwargs: Any,
) -> Iterable[Reason]:  # fmt: skip
    own = list(reasons(actor, Act.EDIT, consultation.request.unit))
    asked = list(reasons(actor, Act.REVIEW, consultation.unit)) if consultation.unit_id else own
    if own and asked:
        yield from own
    yield from being_handled(consultation.request)
    if consultation.answered_on is not None:
        yield Reason(f"已经答复：{consultation.get_answer_display()}", "请刷新页面")
        return
    if answer not in Answer.values:
        yield Reason("请选择意见", field="answer")
    elif answer == Answer.SILENT:
        last = _last_day(consultation)
        if timezone.localdate() <= last:
            yield Reason(f"对方的答复期限到 {last}，还没有到", field="answer")
    elif answer in (Answer.REFUSE, Answer.PARTLY) and not reason.strip():
        yield Reason("不同意公开的，应当说明理由", field="reason")
    if on is None or not consultation.asked_on <= on <= timezone.localdate():
        yield Reason(f"请填写答复日期，在 {consultation.asked_on} 到今天之间", field="on")
    yield from files.problems(uploads)


def _last_day(consultation: Consultation) -> dt.date:
    start = max(consultation.asked_on, consultation.received_on or consultation.asked_on)
    return calendar.load().add(start, clock.CONSULTED).due


@verb("foi.consult.answer", "登记了{object}的答复", forbids=_may_answer, hidden=("reason", "uploads"))
def answer(
    consultation: Consultation, *, actor: Actor, answer: str, on: dt.date, reason: str = "",
    uploads: Sequence[Any] = (),
) -> Consultation:  # fmt: skip
    """The other side's opinion, or that it stayed silent beyond its time; the clock goes on."""
    request = FoiRequest.objects.select_for_update(of=("self",)).get(pk=consultation.request_id)
    consultation.answer, consultation.answered_on, consultation.reason = answer, on, reason.strip()
    kept = files.keep_uploads(request, RequestFile.Part.CONSULTED, uploads, actor=actor)
    consultation.file = kept[0] if kept else None
    consultation.save()
    kind = events.ASKED[ASKED[Kind(consultation.kind)]]
    clocking.record(request, Event(kind, on, party=consultation.party), actor=actor)
    inbox.done(inbox.CONSULT, consultation.party, actor=actor, fact=consultation.get_answer_display())
    inbox.follow(request, actor=actor)
    return consultation


def _may_overrule(
    consultation: Consultation, *, actor: Actor, reason: str = "", **kwargs: Any
) -> Iterable[Reason]:
    yield from reasons(actor, Act.APPROVE, consultation.request.unit)
    yield from being_handled(consultation.request)
    if consultation.kind != Kind.THIRD_PARTY:
        yield Reason("只有第三方的意见才由本机关决定是否采纳（条例第三十二条）")
    if consultation.answer not in (Answer.REFUSE, Answer.PARTLY, Answer.SILENT):
        yield Reason("第三方没有不同意公开", "不用作出这项决定")
    if consultation.overruled:
        yield Reason("已经决定公开并告知第三方")
    if not reason.strip():
        yield Reason(
            "请写明决定公开的内容和理由",
            "第三方理由不合理的，或者不公开会对公共利益造成重大影响的",
            field="reason",
        )


@verb("foi.consult.overrule", "不采纳{object}的意见，决定公开", forbids=_may_overrule)
def overrule(consultation: Consultation, *, actor: Actor, reason: str) -> Consultation:
    """The organ discloses in spite of a third party, and tells it what and why in writing (条例 art. 32)."""
    consultation.overruled, consultation.told_on = reason.strip()[:500], timezone.localdate()
    consultation.save(update_fields=["overruled", "told_on"])
    letters.issue(
        consultation.request, "T08", actor=actor, dated=timezone.localdate(),
        fields={"consultation": consultation, "reason": reason.strip()}, addressee=consultation.name,
    )  # fmt: skip
    return consultation
