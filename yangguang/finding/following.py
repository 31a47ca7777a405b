"""Searches followed by mail: asked for on the site, confirmed from the mailbox (双重确认), left with one click.

Nothing is sent to an address that did not confirm but the one mail that asks; the address lies sealed, and is deleted with
the row when somebody leaves (个人信息保护法 art. 15, 47).
"""

from __future__ import annotations

import datetime as dt
import secrets
import smtplib
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from yangguang.core import vault
from yangguang.core.actions import Reason, Refused
from yangguang.search import queries

from .models import Subscription

OPEN_HOURS = 48  # to confirm
MOST = 20  # subscriptions of one address
SHOWN = 20  # results of a mail
FAILURES = 5  # after which nothing is sent any more
FIELDS = ("q", "unit", "kind", "topic", "validity", "year")
TROUBLES = (OSError, smtplib.SMTPException, vault.CannotOpen)


def plain_query(given: str) -> str:
    """The conditions of a search address that can be followed, in one order; "" when there is nothing to look for."""
    pairs = [(k, v.strip()[:200]) for k, v in parse_qsl(given[:2000]) if k in FIELDS and v.strip()]
    return urlencode(sorted(pairs))[:400] if any(k == "q" for k, _ in pairs) or len(pairs) > 0 else ""


def told(query: str) -> str:
    """The conditions in words."""
    return "、".join(v for _, v in sorted(parse_qsl(query), key=lambda p: p[0] != "q")) or "全部"


def ask(address: str, query: str) -> None:
    """Write down the wish and mail the link that confirms it. The same wish again mails the link again, once an hour.

    Raises Refused. Whether the address follows something already is not told.
    """
    address, query = address.strip(), plain_query(query)
    try:
        validate_email(address)
    except ValidationError as error:
        raise Refused([Reason("邮箱地址不对", "如 name@example.com", field="address")]) from error
    if not query:
        raise Refused([Reason("请先检索，再订阅检索结果", field="query")])
    owner = vault.fingerprint("subscription", address)
    if Subscription.objects.filter(owner=owner).count() >= MOST:
        raise Refused([Reason(f"一个邮箱最多订阅 {MOST} 个检索", "请先退订不用的", field="address")])
    with transaction.atomic():
        found, fresh = Subscription.objects.get_or_create(
            owner=owner, query=query, defaults={"address": address, "token": secrets.token_urlsafe(32)}
        )
        hour = dt.timedelta(hours=1)
        if not fresh:
            if found.confirmed_at is not None or timezone.now() - found.asked_at < hour:
                return
            found.asked_at = timezone.now()
            found.save(update_fields=["asked_at"])
    _mail(
        found,
        f"请确认订阅：{told(query)}",
        f"您（或别人用您的邮箱）在{settings.SITE_NAME}申请订阅检索“{told(query)}”的新结果。\n\n"
        f"确认订阅请在 {OPEN_HOURS} 小时内打开：\n{_address(found, 'confirm')}\n\n不是您申请的，不用理会：不确认就不会再收到邮件。\n",
    )


def _address(subscription: Subscription, what: str) -> str:
    return f"{settings.SITE_ADDRESS}/search/follow/{subscription.token}/{what}/"


def by_token(token: str) -> Subscription | None:
    return Subscription.objects.filter(token=token[:64]).first()


def confirm(subscription: Subscription) -> bool:
    """Whoever holds the mailbox wants it. False when the link is too old."""
    if subscription.confirmed_at is not None:
        return True
    if timezone.now() - subscription.asked_at > dt.timedelta(hours=OPEN_HOURS):
        return False
    subscription.confirmed_at = timezone.now()
    subscription.save(update_fields=["confirmed_at"])
    return True


def leave(subscription: Subscription) -> None:
    """It and the address are gone."""
    subscription.delete()


def send_all() -> str:
    """Mail what is new since the last mail; forget wishes that were never confirmed. Safe to run twice."""
    now = timezone.now()
    stale = now - dt.timedelta(hours=OPEN_HOURS)
    gone, _ = Subscription.objects.filter(confirmed_at=None, asked_at__lt=stale).delete()
    sent = failed = 0
    rows = Subscription.objects.filter(confirmed_at__isnull=False, failures__lt=FAILURES)
    for one in rows.iterator(chunk_size=200):
        since = one.sent_at or one.confirmed_at
        assert since is not None
        hits = new_hits(one.query, since)
        if not hits:
            continue
        try:
            _mail(one, f"“{told(one.query)}”有 {len(hits)} 条新结果", _body(one, hits))
        except TROUBLES:
            Subscription.objects.filter(pk=one.pk).update(failures=one.failures + 1)
            failed += 1
            continue
        Subscription.objects.filter(pk=one.pk).update(sent_at=now, failures=0)
        sent += 1
    return f"发出 {sent} 封，{failed} 封没有发出，清除 {gone} 个没有确认的订阅"


def request_of(query: str) -> queries.SearchRequest:
    pairs = parse_qsl(query)
    many = lambda name: tuple(v for k, v in pairs if k == name)  # noqa: E731
    numbers = lambda name: tuple(int(v) for v in many(name) if v.isdecimal() and len(v) < 12)  # noqa: E731
    return queries.SearchRequest(
        text=next(iter(many("q")), ""), units=numbers("unit"), categories=many("kind"), topics=many("topic"),
        validities=many("validity"), years=numbers("year"), sort="date", size=SHOWN,
    )  # fmt: skip


def new_hits(query: str, since: dt.datetime) -> list[queries.Hit]:
    """The newest results since then; what only holds part of the words is none."""
    found = queries.search(request_of(query))
    return [] if found.loose else [h for h in found.hits if h.document.date > since]


def _body(subscription: Subscription, hits: list[queries.Hit]) -> str:
    lines = [
        f"{timezone.localdate(h.document.date)} {h.document.title}\n{settings.SITE_ADDRESS}{h.document.url}"
        for h in hits
    ]
    return "\n\n".join(lines) + f"\n\n——\n不想再收到：{_address(subscription, 'leave')}\n"


def _mail(subscription: Subscription, subject: str, body: str) -> None:
    leave_at = _address(subscription, "leave")
    EmailMessage(
        subject, body, settings.DEFAULT_FROM_EMAIL, [subscription.address],
        # RFC 8058: mail programs offer one button that leaves.
        headers={"List-Unsubscribe": f"<{leave_at}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
    ).send()  # fmt: skip
