"""Taking a request in: from the web form by the applicant, from every other channel by the unit's staff (条例 art. 29, 31)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils import timezone

from yangguang.core import privacy, vault
from yangguang.core.actions import Reason, verb
from yangguang.core.actors import Actor
from yangguang.organisations.models import Unit, UnitKind
from yangguang.organisations.permissions import Act, reasons

from .. import masking
from ..models import Applicant, ApplicantKind, Carrier, FoiRequest, Message, RequestFile, Way
from ..rules import events, receipt
from . import clocking, files, inbox, numbering

Values = dict[str, Any]
LONGEST = 5000  # characters of a description
REQUIRED = {
    "name": "姓名或名称",
    "identity_number": "证件号码",
    "content": "所需信息的名称、文号或者其他特征描述",
}
# What officers note of telephone calls and postal receipts may name people: it lies with the request, whose term it has.
NOTES = ("evidence", "receipt_evidence")
REACHED_BY: dict[str, tuple[str, str]] = {Way.POST: ("address", "通信地址"), Way.EMAIL: ("email", "电子邮箱")}


def accepting_units(on: dt.date) -> Any:
    """Units to which a request may be addressed: organs that answer in their own name (条例 art. 27)."""
    return Unit.objects.answerable(on).exclude(kind__in=[UnitKind.PARTY, UnitKind.COMMUNITY])


def _wrong(unit: Unit, values: Values, uploads: Sequence[Any]) -> Iterable[Reason]:
    """What the law asks of a request and this one lacks (art. 29); a purpose is not among it."""
    if not accepting_units(timezone.localdate()).filter(pk=unit.pk).exists():
        yield Reason("这个单位不受理政府信息公开申请", "请选择制作或者保存这条信息的行政机关", field="unit")
    for field, name in REQUIRED.items():
        if not str(values.get(field) or "").strip():
            yield Reason(f"请填写{name}", field=field)
    for field, choices in (("applicant_kind", ApplicantKind), ("carrier", Carrier), ("way", Way)):
        if values.get(field) not in choices.values:
            yield Reason("请选择一项", field=field)
    if values.get("identity") not in Applicant.Identity.values:
        yield Reason("请选择证件种类", field="identity")
    if not any(str(values.get(f) or "").strip() for f in ("phone", "email", "address")):
        yield Reason("请至少留一种联系方式：电话、电子邮箱或通信地址", field="phone")
    need = REACHED_BY.get(str(values.get("way")))
    if need and not str(values.get(need[0]) or "").strip():
        yield Reason(f"选择了这种途径，请填写{need[1]}", field=need[0])
    if len(str(values.get("content") or "")) > LONGEST:
        yield Reason(f"描述请不要超过 {LONGEST} 字", "较长的材料请作为附件提交", field="content")
    yield from files.problems(uploads)


def subject_of(content: str, own: Iterable[str] = ()) -> str:
    """A short, masked description for lists and logs, from what was asked: its first sentence, without what applicants
    say of themselves in it (``own``)."""
    for word in own:
        if len(word) >= masking.LEAST:
            content = content.replace(word, "（略）")
    text = privacy.mask(re.sub(r"\s+", " ", content).strip())
    first = re.split(r"(?<=[。！？；])", text, maxsplit=1)[0]
    return (first if len(first) <= 80 else first[:79] + "…") or "（未描述）"


def _may_apply(
    unit: Unit, *, actor: Actor, values: Values, uploads: Sequence[Any] = (), **kwargs: Any
) -> Iterable[Reason]:
    yield from _wrong(unit, values, uploads)


def _make(
    unit: Unit, actor: Actor, values: Values, uploads: Sequence[Any], channel: str, arrived: dt.datetime
) -> FoiRequest:
    year = timezone.localdate(arrived).year
    code = numbering.new_query_code()
    own = [str(values.get(f) or "").strip() for f in masking.FIELDS]
    made = FoiRequest.objects.create(
        unit=unit, year=year, query_hash=numbering.hash_code(code), channel=channel, arrived_at=arrived,
        serial=numbering.next_serial(FoiRequest.objects.filter(unit=unit, year=year)),
        registered_by=actor.label[:60] if actor.user else "", applicant_kind=values["applicant_kind"],
        subject=(str(values.get("subject") or "").strip() or subject_of(values["content"], own))[:200],
        content=str(values["content"]).strip(), carrier=values["carrier"], way=values["way"],
        needs_help=bool(values.get("needs_help")), officer=actor.user if channel != receipt.ONLINE else None,
    )  # fmt: skip
    given = {f: str(values.get(f) or "").strip() for f in Applicant.PERSONAL}
    Applicant.objects.create(
        request=made, **given, person=vault.fingerprint(given["name"], given["identity_number"])
    )
    files.keep_uploads(
        made, RequestFile.Part.APPLICATION, uploads, actor=actor, from_applicant=channel == receipt.ONLINE
    )
    made.query_code = code  # type: ignore[attr-defined] # told once, never kept
    return made


@verb("foi.apply", "提交了{object}", forbids=_may_apply, hidden=("values", "uploads", "query_hash"))
def apply(unit: Unit, *, actor: Actor, values: Values, uploads: Sequence[Any] = ()) -> FoiRequest:
    """An applicant sends a request by the web form. It counts as received when the organ confirms it (art. 31(4)).

    The result bears ``query_code``, which is told to the applicant now and kept by nobody.
    """
    made = _make(unit, actor, values, uploads, receipt.ONLINE, timezone.now())
    inbox.confirm_receipt(made, actor=actor)
    return made


def _may_register(
    unit: Unit, *, actor: Actor, values: Values, uploads: Sequence[Any] = (), channel: str,
    arrived_on: dt.date | None = None, evidence: str = "", **kwargs: Any,
) -> Iterable[Reason]:  # fmt: skip
    yield from reasons(actor, Act.EDIT, unit)
    if channel not in receipt.CHANNELS or channel == receipt.ONLINE:
        yield Reason("请选择申请方式", field="channel")
        return
    if arrived_on is None:
        yield Reason("请填写到达日期", field="arrived_on")
    elif arrived_on > timezone.localdate():
        yield Reason("到达日期不能在今天之后", field="arrived_on")
    if not receipt.CHANNELS[channel].confirm and not evidence.strip():
        yield Reason(f"请填写收到日的依据：{receipt.CHANNELS[channel].evidence}", field="evidence")
    yield from _wrong(unit, values, uploads)


@verb(
    "foi.register",
    "登记了{object}",
    forbids=_may_register,
    hidden=("values", "uploads", "query_hash", *NOTES),
)
def register(
    unit: Unit, *, actor: Actor, values: Values, channel: str, arrived_on: dt.date, evidence: str = "",
    uploads: Sequence[Any] = (),
) -> FoiRequest:  # fmt: skip
    """The unit's staff registers a request that came by another channel; the statutory receipt follows from the channel."""
    moment = timezone.make_aware(dt.datetime.combine(arrived_on, dt.time(9)))
    made = _make(unit, actor, values, uploads, channel, moment)
    rule = receipt.CHANNELS[channel]
    if rule.confirm:
        inbox.confirm_receipt(made, actor=actor)
    else:
        made.receipt_evidence = evidence.strip()[:300]
        made.save(update_fields=["receipt_evidence"])
        clocking.record(made, events.Event(events.RECEIVED, arrived_on), actor=actor, evidence=evidence)
        inbox.follow(made, actor=actor)
    return made


def _may_confirm(
    request: FoiRequest, *, actor: Actor, on: dt.date | None = None, evidence: str = "", **kwargs: Any
) -> Iterable[Reason]:
    yield from reasons(actor, Act.EDIT, request.unit)
    if request.received_on is not None or not request.is_open:
        yield Reason(f"收到日期已经确认：{request.received_on or request.get_state_display()}", "请刷新页面")
        return
    if on is None:
        yield Reason("请填写双方确认的日期", field="on")
        return
    if on > timezone.localdate():
        yield Reason("确认日期不能在今天之后", field="on")
    try:
        receipt.receipt(request.channel, timezone.localdate(request.arrived_at), on)
    except ValueError as error:
        yield Reason(str(error), field="on")
    if not evidence.strip():
        yield Reason(f"请填写依据：{receipt.CHANNELS[request.channel].evidence}", field="evidence")


@verb(
    "foi.receipt.confirm", "确认了{object}的收到日期", forbids=_may_confirm, link="foi:request", hidden=NOTES
)
def confirm_receipt(request: FoiRequest, *, actor: Actor, on: dt.date, evidence: str) -> FoiRequest:
    """Both sides have confirmed that the organ has the request: the clock begins (art. 31)."""
    request.receipt_evidence = evidence.strip()[:300]
    request.save(update_fields=["receipt_evidence"])
    clocking.record(request, events.Event(events.RECEIVED, on), actor=actor, evidence=evidence)
    inbox.follow(request, actor=actor)
    return request


def _may_write(request: FoiRequest, *, actor: Actor, text: str = "", **kwargs: Any) -> Iterable[Reason]:
    if not kwargs.get("from_applicant"):
        yield from reasons(actor, Act.EDIT, request.unit.successor())
    if request.archived_at is not None:
        yield Reason("申请已经归档", "有新的事项请另行申请或来电")
    if not text.strip():
        yield Reason("请填写内容", field="text")
    elif len(text) > LONGEST:
        yield Reason(f"内容请不要超过 {LONGEST} 字", field="text")


@verb("foi.message", "就{object}写了消息", forbids=_may_write, hidden=("text",))
def write(request: FoiRequest, *, actor: Actor, text: str, from_applicant: bool = False) -> Message:
    """A message between applicant and organ; it moves no clock."""
    if from_applicant:
        inbox.message(request, actor=actor)
    return Message.objects.create(
        request=request, text=text.strip(), from_applicant=from_applicant,
        by_label="申请人" if from_applicant else actor.label[:60],
    )  # fmt: skip


@verb(
    "foi.assign",
    "指定了{object}的承办人",
    forbids=lambda request, *, actor, **_: reasons(actor, Act.EDIT, request.unit),
)
def assign(request: FoiRequest, *, actor: Actor, officer: Any) -> FoiRequest:
    """Who at the unit works on it."""
    request.officer = officer
    request.save(update_fields=["officer"])
    return request
