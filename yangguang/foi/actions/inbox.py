"""What requests put into units' inboxes: each duty is due with its clock and closes by the fact."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from yangguang.core import calendar
from yangguang.core.actors import Actor
from yangguang.duties import kinds
from yangguang.duties.models import Duty
from yangguang.duties.opening import Spec, close_by_fact, ensure_duty
from yangguang.organisations.models import Unit

from ..models import FoiRequest

CONFIRM, HANDLE, CONSULT, VET, MESSAGE, CONVERT = (
    "foi.confirm", "foi.handle", "foi.consult", "foi.vet", "foi.message", "foi.convert",
)  # fmt: skip
for _code, _name in (
    (CONFIRM, "确认申请的收到日期"), (HANDLE, "依申请公开办理"), (CONSULT, "答复征求意见"), (VET, "依申请公开审查"),
    (MESSAGE, "申请人来信"), (CONVERT, "转主动公开研判"),
):  # fmt: skip
    kinds.register(kinds.Kind(_code, _name))


def _open(
    kind: str, request: FoiRequest, title: str, due: dt.date | None, *, actor: Actor, unit: Unit | None = None,
    key: str = "", body: str = "", url: str = "",
) -> None:  # fmt: skip
    ensure_duty(
        Spec(
            kind=kind, key=key or str(request.pk), unit_id=(unit or request.unit).successor().pk, title=title[:200], body=body,
            url=url or request.get_absolute_url(), asked_by_id=request.unit_id, due=due, closes_by_fact=True,
        ),
        actor=actor,
    )  # fmt: skip


def done(kind: str, key: object, *, actor: Actor, fact: str) -> None:
    """It was done: take it out of the inbox."""
    close_by_fact(Duty.objects.open().filter(kind=kind, key=str(key)), actor=actor, fact=fact)


def confirm_receipt(request: FoiRequest, *, actor: Actor) -> None:
    """Web, fax and plain post count from the day both sides confirm: that must not wait (条例 art. 31)."""
    due = calendar.load().add(timezone.localdate(request.arrived_at), 1).due
    _open(CONFIRM, request, f"与申请人确认收到：{request.subject}", due, actor=actor)


def follow(request: FoiRequest, *, actor: Actor) -> None:
    """Bring the inbox in step with the request: confirmed, due anew, or over."""
    if request.received_on is not None or not request.is_open:
        done(CONFIRM, request.pk, actor=actor, fact=f"收到日期 {request.received_on or '—'}")
    if not request.is_open:
        done(HANDLE, request.pk, actor=actor, fact=request.get_state_display())
    elif request.received_on is not None:
        _open(HANDLE, request, f"答复申请：{request.subject}", request.due, actor=actor)


def consult(
    request: FoiRequest, key: str, unit: Unit, due: dt.date, *, actor: Actor, body: str, url: str
) -> None:
    """Another unit of the district is asked for its opinion."""
    _open(
        CONSULT,
        request,
        f"答复征求意见：{request.subject}",
        due,
        actor=actor,
        unit=unit,
        key=key,
        body=body,
        url=url,
    )


def vet(request: FoiRequest, *, actor: Actor, body: str) -> None:
    """The decision waits for a look: secrecy, personal data, legal counsel, signature."""
    _open(VET, request, f"审查处理决定：{request.subject}", request.due, actor=actor, body=body)


def message(request: FoiRequest, *, actor: Actor) -> None:
    due = calendar.load().add(timezone.localdate(), 2).due
    _open(MESSAGE, request, f"申请人来信：{request.subject}", due, actor=actor)


def convert(request: FoiRequest, due: dt.date, *, actor: Actor) -> None:
    """Something was released: whether it can be published for everyone is decided at the same time (art. 44)."""
    _open(CONVERT, request, f"转主动公开研判：{request.subject}", due, actor=actor)
