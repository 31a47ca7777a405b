"""送达: how a letter reaches whom it is for, and what proves that it did. The reply's service is the request's."""

from __future__ import annotations

import datetime as dt
import smtplib
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from yangguang.core import logtypes, vault
from yangguang.core.actions import Reason, Refused, verb
from yangguang.core.actors import Actor
from yangguang.organisations.permissions import Act, reasons

from ..letters.kinds import APPLICANT, KINDS
from ..models import Delivery, Determination, FoiRequest, Letter, RequestFile, Way
from . import files

MAIL_BYTES = 15 * 1024 * 1024  # attachments of one mail: what mail servers commonly take
PROOFS = {
    Way.POST: "邮件单号",
    Way.PERSON: "签收人和所持证件",
    Way.FAX: "传真号码和接收确认",
    Way.EMAIL: "发往的邮箱",
}
Follower = Callable[[Delivery, Actor], None]
_FOLLOWERS: dict[str, list[Follower]] = {}


def when_served(*codes: str) -> Callable[[Follower], Follower]:
    """Register what else happens, in the same transaction, when a letter of these kinds has arrived: periods that run
    from the other side's receipt (条例 art. 32, 34; 109号文 art. 6)."""

    def add(follower: Follower) -> Follower:
        for code in codes:
            _FOLLOWERS.setdefault(code, []).append(follower)
        return follower

    return add


def standing(letter: Letter) -> Iterable[Reason]:
    """Why nothing can be recorded about the letter's delivery any more."""
    if letter.void_at is not None:
        yield Reason("文书已经作废，不能再送达")
    if letter.request.archived_at is not None:
        yield Reason("申请已经归档，不能再登记送达")


def _day(on: dt.date | None, first: dt.date, field: str, name: str) -> Iterable[Reason]:
    if on is None or not first <= on <= timezone.localdate():
        yield Reason(f"请填写{name}，在 {first} 到今天之间", field=field)


def _may_send(
    letter: Letter, *, actor: Actor, way: str = "", sent_on: dt.date | None = None, proof: str = "",
    uploads: Sequence[Any] = (), **kwargs: Any,
) -> Iterable[Reason]:  # fmt: skip
    yield from reasons(actor, Act.EDIT, letter.unit.successor())
    yield from standing(letter)
    if way not in Way.values:
        yield Reason("请选择送达方式", field="way")
        return
    if way == Way.WEB and KINDS[letter.kind].to != APPLICANT:
        yield Reason("第三方和其他机关不能网上领取", "请选择邮寄、当面或其他方式", field="way")
    if letter.deliveries.filter(way=way, served_on=None, failed="").exists():
        yield Reason(f"已经用“{Way(way).label}”发出，还没有结果", "请先登记送达，或者登记没有送到")
    if way == Way.WEB and letter.deliveries.filter(way=way).exclude(served_on=None).exists():
        yield Reason("申请人已经在网上领取")
    yield from _day(sent_on, letter.dated, "sent_on", "发出日期")
    if way in PROOFS and not proof.strip() and not (way == Way.PERSON and uploads):
        yield Reason(f"请填写{PROOFS[Way(way)]}", field="proof")
    yield from files.problems(uploads)


@verb("foi.letter.send", "发出了{object}", forbids=_may_send, hidden=("proof", "uploads"))
def send(
    letter: Letter, *, actor: Actor, way: str, sent_on: dt.date, proof: str = "", uploads: Sequence[Any] = ()
) -> Delivery:
    """Record how the letter was sent. Handed over in person it has arrived; on the web it waits to be picked up."""
    made = Delivery.objects.create(
        letter=letter, way=way, sent_on=sent_on, proof=proof.strip(), by_label=actor.label[:60]
    )
    if way == Way.PERSON:
        _arrived(made, sent_on, actor, uploads)
    else:
        _keep(made, actor, uploads)
    return made


def _may_confirm(
    delivery: Delivery, *, actor: Actor, served_on: dt.date | None = None, proof: str = "",
    uploads: Sequence[Any] = (), **kwargs: Any,
) -> Iterable[Reason]:  # fmt: skip
    yield from reasons(actor, Act.EDIT, delivery.letter.unit.successor())
    yield from standing(delivery.letter)
    yield from _undecided(delivery)
    yield from _day(served_on, delivery.sent_on, "served_on", "送达日期")
    if not proof.strip() and not uploads:
        yield Reason(
            "请填写送达凭证，或者附上凭证的照片、扫描件", "如签收记录、回执、通话记录", field="proof"
        )
    yield from files.problems(uploads)


def _undecided(delivery: Delivery) -> Iterable[Reason]:
    if delivery.served_on is not None:
        yield Reason(f"已于 {delivery.served_on} 送达", "请刷新页面")
    elif delivery.failed:
        yield Reason("已登记没有送到", "请另行送达")


@verb(
    "foi.delivery.confirm",
    "登记了{object}的送达",
    forbids=_may_confirm,
    hidden=("proof", "uploads"),
)
def confirm(
    delivery: Delivery, *, actor: Actor, served_on: dt.date, proof: str = "", uploads: Sequence[Any] = ()
) -> Delivery:
    """It arrived, and this proves it."""
    delivery.proof = "\n".join(t for t in (delivery.proof, proof.strip()) if t)
    _arrived(delivery, served_on, actor, uploads)
    return delivery


def _may_fail(delivery: Delivery, *, actor: Actor, reason: str = "", **kwargs: Any) -> Iterable[Reason]:
    yield from reasons(actor, Act.EDIT, delivery.letter.unit.successor())
    yield from standing(delivery.letter)
    yield from _undecided(delivery)
    if not reason.strip():
        yield Reason("请写明没有送到的原因", "如退信、查无此人、拒收", field="reason")


@verb("foi.delivery.fail", "登记了{object}没有送到", forbids=_may_fail)
def fail(delivery: Delivery, *, actor: Actor, reason: str) -> Delivery:
    """It came back; the letter has to be served in another way."""
    delivery.failed = reason.strip()[:200]
    delivery.save(update_fields=["failed"])
    return delivery


def _keep(delivery: Delivery, actor: Actor, uploads: Sequence[Any]) -> None:
    kept = files.keep_uploads(delivery.letter.request, RequestFile.Part.PROOF, uploads, actor=actor)
    if kept:
        delivery.file = kept[0]
        delivery.save(update_fields=["file"])


def _arrived(delivery: Delivery, on: dt.date, actor: Actor, uploads: Sequence[Any] = ()) -> None:
    """The delivery and, for the reply, the request: the first arrival counts. Inside the caller's transaction."""
    delivery.served_on = on
    delivery.save()
    _keep(delivery, actor, uploads)
    letter = delivery.letter
    if is_reply(letter):
        request = FoiRequest.objects.select_for_update(of=("self",)).get(pk=letter.request_id)
        if request.served_on is None or request.served_on > on:
            request.served_on = on
            request.save(update_fields=["served_on"])
            letter.request = request
    for follower in _FOLLOWERS.get(letter.kind, ()):
        follower(delivery, actor)


def is_reply(letter: Letter) -> bool:
    """Whether the letter ends its request. T22 as a mere delay does not: its remedies, which only replies bear, are
    not among the elements it was checked for."""
    return KINDS[letter.kind].reply and letter.void_at is None and "救济途径" in letter.elements


# --- on the web ---

PICKED = logtypes.register(logtypes.LogType("foi.letter.pick", "在网上领取了{object}", link="foi:letter"))


def for_pickup(request: FoiRequest) -> list[Letter]:
    """The letters that the applicant's page offers: sent there and not void, newest first."""
    rows = request.letters.filter(void_at=None, deliveries__way=Way.WEB, deliveries__failed="").distinct()
    return [x for x in rows.order_by("-pk") if KINDS[x.kind].to == APPLICANT]


def picked_up(letter: Letter, when: dt.datetime, address: str) -> Delivery | None:
    """The applicant has opened the letter on the page of the query code: that is its proof of service.

    Only the first opening counts; None when the letter was not offered there or has been picked up before.
    """
    actor = Actor(label="申请人", address=address[:64], channel="网页")
    with transaction.atomic():
        letter = Letter.objects.select_for_update(of=("self",)).get(pk=letter.pk)
        waiting = letter.deliveries.filter(way=Way.WEB, served_on=None, failed="").first()
        if waiting is None or list(standing(letter)):
            return None
        moment = timezone.localtime(when)
        waiting.proof = (
            f"申请人于 {moment:%Y-%m-%d %H:%M:%S} 凭查询码打开文书（来源地址 {address[:64] or '不详'}）"
        )
        _arrived(waiting, moment.date(), actor)
        PICKED.write(actor, letter)
        return waiting


# --- by mail of the site itself ---

_MAILED = logtypes.register(logtypes.LogType("foi.letter.mailed", "邮件服务器接收了{object}"))
_NOT_MAILED = logtypes.register(logtypes.LogType("foi.letter.not-mailed", "没有发出{object}"))
MAIL_ERRORS = (OSError, smtplib.SMTPException, vault.CannotOpen, ValueError)
WAITING = "准备发往"


def attached(letter: Letter) -> list[RequestFile]:
    """What goes out with the letter by mail: its PDF and, with a reply, the files that it provides."""
    found = [letter.pdf] if letter.pdf is not None else []
    if letter.kind in ("T10", "T12"):
        decision = Determination.objects.filter(request=letter.request_id).first()
        keys = [row.get("file") for row in decision.provided] if decision is not None else []
        found += list(RequestFile.objects.filter(request=letter.request_id, pk__in=[k for k in keys if k]))
    return found


def _may_mail(letter: Letter, *, actor: Actor, to: str = "", **kwargs: Any) -> Iterable[Reason]:
    yield from reasons(actor, Act.EDIT, letter.unit.successor())
    yield from standing(letter)
    if not settings.FOI_MAIL_LETTERS:
        yield Reason("本站没有开通由系统发送文书邮件", "请用单位的邮箱发送，再登记送达；或请网站运行单位开通")
    elif settings.EMAIL_BACKEND.endswith("filebased.EmailBackend"):
        yield Reason("本站没有配置邮件服务器", "请用单位的邮箱发送，再登记送达")
    try:
        validate_email(to.strip() or _own_address(letter))
    except ValidationError:
        yield Reason("请填写收件邮箱", "如 name@example.com", field="to")
    if letter.deliveries.filter(way=Way.EMAIL, served_on=None, failed="").exists():
        yield Reason("已经用“电子邮件”发出，还没有结果", "请先登记送达，或者登记没有送到")
    if sum(f.size for f in attached(letter)) > MAIL_BYTES:
        yield Reason(f"附件超过 {MAIL_BYTES // 1024**2} MB，邮件发不出去", "请改用网上领取、邮寄或当面领取")


def _own_address(letter: Letter) -> str:
    return letter.request.applicant.email if KINDS[letter.kind].to == APPLICANT else ""


@verb("foi.letter.mail", "交邮件发送{object}", forbids=_may_mail, hidden=("to",))
def _begin(letter: Letter, *, actor: Actor, to: str = "") -> Delivery:
    address = to.strip() or _own_address(letter)
    return Delivery.objects.create(
        letter=letter, way=Way.EMAIL, sent_on=timezone.localdate(), proof=f"{WAITING} {address}",
        by_label=actor.label[:60],
    )  # fmt: skip


def mail_reasons(letter: Letter, *, actor: Actor, to: str = "") -> list[Reason]:
    return _begin.reasons(letter, actor=actor, to=to)


def mail(letter: Letter, *, actor: Actor, to: str = "") -> Delivery:
    """Mail the letter from the site, with its PDF and what it provides. Not inside a transaction.

    Recorded before it is sent, so that a killed process leaves a line that says it may not have gone out; a failure is
    kept with its reason and raised as Refused. Raises Refused also for what ``mail_reasons`` tells.
    """
    delivery = _begin(letter, actor=actor, to=to)
    address = delivery.proof.removeprefix(WAITING).strip()
    try:
        message = EmailMessage(
            f"{letter.unit.name}：政府信息公开文书 {letter}",
            _words(letter),
            settings.DEFAULT_FROM_EMAIL,
            [address],
        )
        for file in attached(letter):
            message.attach(
                file.filename, files.content(file), file.content_type or "application/octet-stream"
            )
        if not message.send():
            raise OSError("邮件服务器没有接收")
    except MAIL_ERRORS as error:
        delivery.failed = f"邮件没有发出：{error}"[:200]
        _note(delivery, _NOT_MAILED, actor)
        raise Refused([Reason(delivery.failed, "请核对邮箱后重发，或改用其他方式送达")]) from error
    delivery.proof = f"已于 {timezone.localtime():%Y-%m-%d %H:%M:%S} 由邮件服务器接收，发往 {address}"
    _note(delivery, _MAILED, actor)
    return delivery


def _note(delivery: Delivery, log: logtypes.LogType, actor: Actor) -> None:
    with transaction.atomic():
        delivery.save(update_fields=["proof", "failed"])
        log.write(actor, delivery)


def _words(letter: Letter) -> str:
    return (
        f"您好：\n\n{letter.unit.full_name or letter.unit.name}就政府信息公开申请（{letter.request.number}）制发的文书"
        f"《{letter}》见附件。\n\n请在收到后回复本邮件，或与文书所列的联系方式联系确认。\n"
    )
