"""Texts to be posted: written or packaged, checked, signed twice by others, sent, all in a trail (先审后发)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from yangguang.checking.engine import Found, examine
from yangguang.checking.subjects import Subject
from yangguang.core.actions import Reason, Refused, verb
from yangguang.core.actors import Actor
from yangguang.gazette.models import Issue
from yangguang.organisations.permissions import Act, reasons
from yangguang.publications.models import Publication

from .. import checks, describing, fetching, linking, packaging, rules
from ..models import Account, Message, MessageState, Post, Step
from .posting import known_titles, take

PAGE = "newmedia:message"
LONG = ("text", "confirmed", "values")


def findings(message: Message, today: dt.date) -> list[Found]:
    """What the check engine finds in the text as it stands."""
    subject = Subject.of_text(
        message.text, today, title=message.title, kind=checks.KIND, unit=str(message.unit)
    )
    return examine(subject)


def unfit(message: Message, today: dt.date) -> list[Reason]:
    """Why the text may not go on: limits of the platform, blocking findings, findings that nobody has answered."""
    platform = message.account.platform
    found = []
    if not message.title.strip():
        found.append(Reason("请填写标题", field="title"))
    if not message.text.strip():
        found.append(Reason("正文是空的", field="text"))
    if len(message.title) > platform.title_limit:
        found.append(
            Reason(
                f"标题 {len(message.title)} 字，{platform}最多 {platform.title_limit} 字",
                "请缩短",
                field="title",
            )
        )
    if len(message.text) > platform.text_limit:
        found.append(
            Reason(
                f"正文 {len(message.text)} 字，{platform}最多 {platform.text_limit} 字",
                "请缩短",
                field="text",
            )
        )
    for f in findings(message, today):
        if f.severity == "block":
            found.append(Reason(f"“{f.shown[:30]}”：{f.reason}", f.fix, field="text"))
        elif f.severity == "confirm" and not message.confirmed.get(f.fingerprint):
            found.append(Reason(f"“{f.shown[:30]}”：{f.reason}", "请修改，或写明核实情况", field="text"))
    if message.publication is not None and not message.publication.live:
        found.append(Reason("来源信息已经撤下", "请作废这份推送稿"))
    return found


def _trail(message: Message, kind: str, actor: Actor, text: str = "") -> None:
    Step.objects.create(
        message=message, kind=kind, digest=packaging.digest(message.title, message.text), text=text[:300],
        by=actor.user, by_label=actor.label[:100],
    )  # fmt: skip


def _may_write(account: Account, *, actor: Actor, **_: Any) -> Iterable[Reason]:
    yield from reasons(actor, Act.EDIT, account.unit)
    if not account.in_force:
        yield Reason(f"账号已经{account.get_state_display()}")


@verb("newmedia.message.write", "起草了推送稿{object}", forbids=_may_write, hidden=LONG, link=PAGE)
def write(account: Account, *, actor: Actor, title: str, text: str = "") -> Message:
    """A new text of one's own."""
    return _made(account, actor, title=title, text=text)


@verb("newmedia.message.pack", "做成了推送稿{object}", forbids=_may_write, hidden=LONG, link=PAGE)
def pack(
    account: Account, *, actor: Actor, publication: Publication | None = None, issue: Issue | None = None
) -> Message:
    """A text made from a public record or issue. One that is open for the same account is returned as it is."""
    if (publication is None or not publication.live) and (issue is None or not issue.is_public):
        raise Refused([Reason("只有已公开的信息才能做成推送")])
    there = account.messages.filter(publication=publication, issue=issue, state__in=Message.OPEN).first()
    if there is not None:
        return there
    link = packaging.short_link(account, publication=publication, issue=issue)
    url = packaging.url_of(link)
    if publication is not None:
        packed = packaging.of_publication(publication, account.platform, url)
    else:
        assert issue is not None
        packed = packaging.of_issue(issue, account.platform, url)
    return _made(
        account, actor, title=packed.title, text=packed.text, publication=publication, issue=issue, link=link
    )


def _made(account: Account, actor: Actor, **values: Any) -> Message:
    if not values["title"].strip():
        raise Refused([Reason("请填写标题", field="title")])
    values["title"] = values["title"].strip()[:200]
    authors = [actor.user_id] if actor.user_id is not None else []
    message = Message.objects.create(unit=account.unit, account=account, authors=authors, **values)
    _trail(message, Step.Kind.WRITTEN, actor)
    return message


def may_change(message: Message, *, actor: Actor, **_: Any) -> Iterable[Reason]:
    yield from reasons(actor, Act.EDIT, message.unit)
    if message.state != MessageState.DRAFT:
        yield Reason(f"推送稿{message.get_state_display()}，不能修改", "需要修改的，请先退回")


@verb("newmedia.message.change", "修改了推送稿{object}", forbids=may_change, hidden=LONG, link=PAGE)
def change(
    message: Message,
    *,
    actor: Actor,
    title: str,
    text: str,
    version: int,
    confirmed: dict[str, str] | None = None,
) -> Message:
    """Another text. What somebody else saved since the form was opened is not overwritten."""
    if version != message.version:
        raise Refused(
            [Reason("您打开后别人改过这份推送稿", "您的文字还在下面，请对照后再保存", field="text")]
        )
    if not title.strip():
        raise Refused([Reason("请填写标题", field="title")])
    message.title, message.text = title.strip()[:200], text.strip()
    message.confirmed = {k[:24]: v.strip()[:200] for k, v in (confirmed or {}).items() if v.strip()}
    message.version += 1
    if actor.user_id is not None and actor.user_id not in message.authors:
        message.authors = [*message.authors, actor.user_id]
    message.save()
    _trail(message, Step.Kind.CHANGED, actor)
    return message


def _may_submit(message: Message, *, actor: Actor) -> Iterable[Reason]:
    yield from may_change(message, actor=actor)
    yield from unfit(message, timezone.localdate())


@verb("newmedia.message.submit", "把推送稿{object}送审", forbids=_may_submit, hidden=LONG, link=PAGE)
def submit(message: Message, *, actor: Actor) -> Message:
    """To the unit's reviewer."""
    message.state, message.note = MessageState.SUBMITTED, ""
    if actor.user_id is not None and actor.user_id not in message.authors:
        message.authors = [*message.authors, actor.user_id]
    message.save()
    said = "；".join(message.confirmed.values())
    _trail(message, Step.Kind.SUBMITTED, actor, f"核实说明：{said}" if said else "")
    return message


def _signed(message: Message) -> list[int]:
    """Who has signed since the text was last submitted."""
    last = message.steps.filter(kind=Step.Kind.SUBMITTED).last()
    rows = message.steps.filter(kind__in=[Step.Kind.REVIEWED], pk__gt=last.pk if last else 0)
    return [b for b in rows.values_list("by", flat=True) if b is not None]


def _may_sign(message: Message, actor: Actor, act: Act, state: str) -> Iterable[Reason]:
    yield from reasons(actor, act, message.unit)
    if message.state != state:
        yield Reason(f"推送稿{message.get_state_display()}", "请刷新页面")
    if not rules.may_sign(actor.user_id, authors=message.authors, signed=_signed(message)):
        yield Reason("您写过或签过这份推送稿，不能自己再签", "请本单位另一位审核人或负责人办理")
    yield from unfit(message, timezone.localdate())


def _may_review(message: Message, *, actor: Actor) -> Iterable[Reason]:
    yield from _may_sign(message, actor, Act.REVIEW, MessageState.SUBMITTED)


@verb("newmedia.message.review", "审核同意了推送稿{object}", forbids=_may_review, hidden=LONG, link=PAGE)
def review(message: Message, *, actor: Actor) -> Message:
    """The second look (二审): another person of the unit."""
    message.state = MessageState.REVIEWED
    message.save()
    _trail(message, Step.Kind.REVIEWED, actor)
    return message


def _may_approve(message: Message, *, actor: Actor) -> Iterable[Reason]:
    yield from _may_sign(message, actor, Act.APPROVE, MessageState.REVIEWED)


@verb("newmedia.message.approve", "签发了推送稿{object}", forbids=_may_approve, hidden=LONG, link=PAGE)
def approve(message: Message, *, actor: Actor) -> Message:
    """The head's word (三审). Only this text may be sent."""
    message.state, message.approved_at = MessageState.APPROVED, timezone.now()
    message.approved_digest = packaging.digest(message.title, message.text)
    message.save()
    _trail(message, Step.Kind.APPROVED, actor)
    return message


def _may_return(message: Message, *, actor: Actor, reason: str = "") -> Iterable[Reason]:
    waits = (MessageState.SUBMITTED, MessageState.REVIEWED, MessageState.APPROVED)
    if actor.user_id not in message.authors:
        yield from reasons(actor, Act.REVIEW, message.unit)
    else:
        yield from reasons(actor, Act.EDIT, message.unit)
    if message.state not in waits:
        yield Reason(f"推送稿{message.get_state_display()}，不用退回", "请刷新页面")
    if not reason.strip():
        yield Reason("请写明原因", field="reason")


@verb("newmedia.message.return", "退回了推送稿{object}", forbids=_may_return, hidden=LONG, link=PAGE)
def send_back(message: Message, *, actor: Actor, reason: str) -> Message:
    """Back to writing, by a reviewer or by whoever wrote it; what was signed counts no more."""
    message.state, message.note = MessageState.DRAFT, reason.strip()[:300]
    message.approved_at, message.approved_digest = None, ""
    message.save()
    _trail(message, Step.Kind.RETURNED, actor, reason)
    return message


def _may_drop(message: Message, *, actor: Actor, **_: Any) -> Iterable[Reason]:
    yield from reasons(actor, Act.EDIT, message.unit)
    if not message.is_open:
        yield Reason(f"推送稿{message.get_state_display()}", "请刷新页面")


@verb("newmedia.message.drop", "作废了推送稿{object}", forbids=_may_drop, hidden=LONG, link=PAGE)
def drop(message: Message, *, actor: Actor, reason: str = "") -> Message:
    """It will not be sent; it stays on record."""
    message.state = MessageState.DROPPED
    message.save()
    _trail(message, Step.Kind.DROPPED, actor, reason)
    return message


def _may_record(message: Message, *, actor: Actor, **_: Any) -> Iterable[Reason]:
    yield from reasons(actor, Act.EDIT, message.unit)
    if message.state in (MessageState.SENT, MessageState.DROPPED):
        yield Reason(f"推送稿{message.get_state_display()}", "请刷新页面")
    elif message.state != MessageState.APPROVED:
        yield Reason("还没有签发，不能发出", "先审后发：请先走完审核和签发")
    else:
        yield from unfit(message, timezone.localdate())


@verb("newmedia.message.sent", "登记了推送稿{object}已发出", forbids=_may_record, hidden=LONG, link=PAGE)
def record_sent(
    message: Message, *, actor: Actor, url: str, sent_at: dt.datetime, early: str = ""
) -> Message:
    """Where and when it was posted. A time before the signature is kept as told, with the reason, and counts (NMD-05)."""
    now = timezone.now()
    faults = []
    if sent_at > now:
        faults.append(Reason("发出时间还没有到", field="sent_at"))
    if (
        message.approved_at is not None
        and sent_at < message.approved_at.replace(second=0, microsecond=0)
        and not early.strip()
    ):
        faults.append(Reason("发出时间早于签发时间", "确实先发的，请写明原因", field="early"))
    if Message.objects.filter(account=message.account, sent_url=url).exists():
        faults.append(Reason("这个网址已经登记在另一份推送稿上", field="url"))
    if faults:
        raise Refused(faults)
    describing.clean({"url": url[:400]}, partly=True)
    message.sent_at, message.sent_url, message.sent_early = sent_at, url, early.strip()[:300]
    message.state = MessageState.SENT
    told = fetching.Fetched(url, message.title, url, sent_at)
    titles = known_titles(timezone.localdate())
    given = linking.Target(message.publication_id, message.issue_id)
    take(message.account, [told], source=Post.Source.SENT, titles=titles, actor=actor, given=given)
    message.post = message.account.posts.filter(url=url, message=None).first()
    if message.post is not None and given:  # a feed may have brought it in before
        message.post.publication_id, message.post.issue_id = given.publication, given.issue
        message.post.save()
    message.save()
    _trail(message, Step.Kind.SENT, actor, early or url)
    return message
