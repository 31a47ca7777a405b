"""Acts that move the clock between receipt and reply: correction, extension, delay, and what was recorded wrongly."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils import timezone

from yangguang.core import calendar
from yangguang.core.actions import Reason, verb
from yangguang.core.actors import Actor
from yangguang.organisations.permissions import Act, reasons

from ..models import ClockEvent, FoiRequest, Message, RequestFile
from ..rules import clock, events
from ..rules.events import Event, WrongEvents
from . import clocking, files, inbox, letters


def being_handled(request: FoiRequest) -> Iterable[Reason]:
    """Why nothing can be done to the request any more, or not yet."""
    if not request.is_open:
        yield Reason(f"申请{request.get_state_display()}，不能再办理", "请刷新页面")
    elif request.received_on is None:
        yield Reason("还没有确认收到日期", "请先与申请人确认，期限从确认之日起算", field="on")


def _dated(on: dt.date | None, field: str = "on") -> Iterable[Reason]:
    if on is None:
        yield Reason("请填写日期", field=field)
    elif on > timezone.localdate():
        yield Reason("日期不能在今天之后", field=field)


def _may_ask_correction(
    request: FoiRequest, *, actor: Actor, matters: str = "", until: dt.date | None = None, **kwargs: Any
) -> Iterable[Reason]:
    today = timezone.localdate()
    yield from reasons(actor, Act.EDIT, request.unit)
    if stop := list(being_handled(request)):
        yield from stop
        return
    if not matters.strip():
        yield Reason("请写明需要补正的事项", "指导申请人怎样写清楚", field="matters")
    if until is None or until <= today:
        yield Reason("请填写合理的补正期限", "在今天之后", field="until")
    yield from clocking.forbids(request, Event(events.CORRECTION_NOTIFIED, today, until=until))
    assert request.received_on is not None
    last = calendar.load().add(request.received_on, clock.CORRECTION_NOTICE).due
    if today > last:
        yield Reason(
            f"补正应在收到之日起 {clock.CORRECTION_NOTICE} 个工作日内告知，{last} 已过（条例第三十条）",
            "请按现有内容办理，或与申请人沟通",
        )


@verb(
    "foi.correction.ask",
    "就{object}告知补正",
    forbids=_may_ask_correction,
    link="foi:request",
    hidden=("matters",),
)
def ask_correction(request: FoiRequest, *, actor: Actor, matters: str, until: dt.date) -> FoiRequest:
    """Tell the applicant once what has to be made clear, and until when (条例 art. 30). The clock stops."""
    today = timezone.localdate()
    clocking.record(request, Event(events.CORRECTION_NOTIFIED, today, until=until), actor=actor)
    letters.issue(
        request, "T02", actor=actor, dated=today, fields={"matters": matters.strip(), "until": until}
    )
    inbox.follow(request, actor=actor)
    return request


def _may_record_correction(
    request: FoiRequest, *, actor: Actor, on: dt.date | None = None, text: str = "", uploads: Sequence[Any] = (),
    **kwargs: Any,
) -> Iterable[Reason]:  # fmt: skip
    if not kwargs.get("from_applicant"):
        yield from reasons(actor, Act.EDIT, request.unit)
    yield from being_handled(request)
    yield from _dated(on)
    if not text.strip() and not uploads:
        yield Reason("请填写补正的内容，或者附上材料", field="text")
    yield from files.problems(uploads)
    if on is not None and request.is_open:
        yield from clocking.forbids(request, Event(events.CORRECTED, on))


@verb(
    "foi.correction.record",
    "登记了{object}的补正",
    forbids=_may_record_correction,
    hidden=("text", "uploads"),
)
def record_correction(
    request: FoiRequest, *, actor: Actor, on: dt.date, text: str = "", uploads: Sequence[Any] = (),
    from_applicant: bool = False,
) -> FoiRequest:  # fmt: skip
    """The applicant has corrected: twenty working days begin anew (条例 art. 30)."""
    clocking.record(request, Event(events.CORRECTED, on), actor=actor)
    if text.strip():
        Message.objects.create(
            request=request, text=f"补正：{text.strip()}", from_applicant=True, by_label="申请人"
        )
    files.keep_uploads(
        request, RequestFile.Part.CORRECTION, uploads, actor=actor, from_applicant=from_applicant
    )
    inbox.follow(request, actor=actor)
    return request


def _may_extend(
    request: FoiRequest, *, actor: Actor, workdays: int = 0, reason: str = "", **kwargs: Any
) -> Iterable[Reason]:
    yield from reasons(actor, Act.APPROVE, request.unit)
    if stop := list(being_handled(request)):
        yield from stop
        return
    if not reason.strip():
        yield Reason("请写明延长的理由", field="reason")
    for found in clocking.forbids(request, Event(events.EXTENDED, timezone.localdate(), workdays=workdays)):
        yield Reason(found.text, found.remedy, field="workdays")
    if request.due is not None and timezone.localdate() > request.due:
        yield Reason(f"答复期限 {request.due} 已过，不能再延长", "请尽快答复")


@verb("foi.extend", "延长了{object}的答复期限", forbids=_may_extend, link="foi:request")
def extend(request: FoiRequest, *, actor: Actor, workdays: int, reason: str) -> FoiRequest:
    """The head agrees to an extension of at most twenty working days, and the applicant is told (条例 art. 33)."""
    today = timezone.localdate()
    clocking.record(request, Event(events.EXTENDED, today, workdays=workdays), actor=actor, evidence=reason)
    letters.issue(
        request, "T04", actor=actor, dated=today,
        fields={"workdays": workdays, "reason": reason.strip(), "approver": actor.label, "due": request.due},
    )  # fmt: skip
    inbox.follow(request, actor=actor)
    return request


def _may_ask_reasons(
    request: FoiRequest, *, actor: Actor, matters: str = "", until: dt.date | None = None, **kwargs: Any
) -> Iterable[Reason]:
    yield from reasons(actor, Act.EDIT, request.unit)
    yield from being_handled(request)
    if not matters.strip():
        yield Reason("请写明为什么认为数量、频次明显超过合理范围", field="matters")
    if until is None or until <= timezone.localdate():
        yield Reason("请填写说明理由的期限", "在今天之后", field="until")


@verb(
    "foi.reasons.ask",
    "要求{object}说明理由",
    forbids=_may_ask_reasons,
    link="foi:request",
    hidden=("matters",),
)
def ask_reasons(request: FoiRequest, *, actor: Actor, matters: str, until: dt.date) -> FoiRequest:
    """The number or frequency of requests is plainly beyond reason: the applicant may be asked why (条例 art. 35)."""
    letters.issue(
        request, "T03", actor=actor, dated=timezone.localdate(),
        fields={"matters": matters.strip(), "until": until},
    )  # fmt: skip
    return request


def _may_delay(
    request: FoiRequest, *, actor: Actor, until: dt.date | None = None, reason: str = "", **kwargs: Any
) -> Iterable[Reason]:
    yield from reasons(actor, Act.APPROVE, request.unit)
    if stop := list(being_handled(request)):
        yield from stop
        return
    if not reason.strip():
        yield Reason("请写明理由", "申请人的理由合理、但在期限内无法答复的具体情况", field="reason")
    for found in clocking.forbids(request, Event(events.DELAYED, timezone.localdate(), until=until)):
        yield Reason(found.text, found.remedy, field="until")


@verb("foi.delay", "确定了{object}延迟答复的期限", forbids=_may_delay, link="foi:request")
def delay(request: FoiRequest, *, actor: Actor, until: dt.date, reason: str) -> FoiRequest:
    """The applicant's reasons hold, but so many requests can't be answered in time: a reasonable delay (条例 art. 35)."""
    today = timezone.localdate()
    clocking.record(request, Event(events.DELAYED, today, until=until), actor=actor, evidence=reason)
    letters.issue(request, "T22", actor=actor, dated=today, fields={"until": until, "reason": reason.strip()})
    inbox.follow(request, actor=actor)
    return request


# What a person may strike out: the others carry a letter, a payment or an opinion, which have acts of their own.
CORRECTABLE = frozenset({events.RECEIVED, events.CORRECTED})


def _may_correct(
    event: ClockEvent, *, actor: Actor, on: dt.date | None = None, reason: str = "", **kwargs: Any
) -> Iterable[Reason]:
    request = event.request
    yield from reasons(actor, Act.APPROVE, request.unit)
    yield from being_handled(request)
    yield from _dated(on)
    if event.void_at is not None:
        yield Reason("这条记录已经更正", "请刷新页面")
    if event.kind not in CORRECTABLE:
        yield Reason("这类记录不能更正")
    if not reason.strip():
        yield Reason("请写明更正的原因和依据", field="reason")
    if on is None or event.void_at is not None:
        return
    rest = [e.plain() for e in request.events.filter(void_at=None).exclude(pk=event.pk)]
    try:
        clock.compute([*rest, Event(event.kind, on)], calendar.load())
    except WrongEvents as error:
        yield from (Reason(text, field="on") for text in error.reasons)


@verb("foi.event.correct", "更正了{object}的日期", forbids=_may_correct)
def correct(event: ClockEvent, *, actor: Actor, on: dt.date, reason: str) -> ClockEvent:
    """A date was recorded wrongly: the wrong one stays on record as void, the right one counts."""
    event.void_at, event.void_reason = timezone.now(), reason.strip()[:300]
    event.save(update_fields=["void_at", "void_reason"])
    request = FoiRequest.objects.select_for_update(of=("self",)).get(pk=event.request_id)
    made = clocking.record(request, Event(event.kind, on), actor=actor, evidence=reason)
    inbox.follow(request, actor=actor)
    return made
