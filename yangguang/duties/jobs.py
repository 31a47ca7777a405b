"""What happens by itself: reminders every morning, one letter a week, checking of shown addresses at night."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from yangguang.core import calendar
from yangguang.core.jobs import job
from yangguang.organisations.models import Contact, Membership, Role, Unit

from .letters import digest_text
from .links import check_link
from .models import Digest, Duty, DutyState, Evidence, Reminder
from .rules import reminder_due

RETRY_DAYS = 14  # a letter older than that is history; it stays in the inbox
CHECK_DAYS = 120
AT_ONCE = 6  # addresses asked at the same time


@job("duties.reminders", "期限提醒", at=dt.time(8, 0))
def remind(today: dt.date) -> str:
    """Remind of every duty whose day has come; a second run on the same day adds nothing."""
    days = calendar.load()
    sent: dict[int, set[tuple[str, dt.date]]] = defaultdict(set)
    duties = list(Duty.objects.open().exclude(state=DutyState.REPORTED).exclude(due=None))
    for duty_id, kind, on in Reminder.objects.filter(duty__in=duties).values_list("duty_id", "kind", "on"):
        sent[duty_id].add((kind, on))
    due = []
    for duty in duties:
        assert duty.due is not None
        slot = reminder_due(duty.due, timezone.localdate(duty.opened_at), today, sent[duty.pk], days)
        if slot:
            due.append(Reminder(duty=duty, kind=slot[0], on=slot[1]))
    Reminder.objects.bulk_create(due, batch_size=500, ignore_conflicts=True)
    return f"提醒 {len(due)} 件"


@job("duties.digest", "每周提示", at=dt.time(8, 10), weekday=0)
def weekly_digest(today: dt.date) -> str:
    """One letter a week to each unit that has something open; kept in the inbox, mailed where an address is known."""
    week = today - dt.timedelta(days=today.weekday())
    made = 0
    for unit in Unit.objects.answerable(today).exclude(digests__week=week):
        body = digest_text(unit, today)
        if not body:
            continue
        try:
            with transaction.atomic():
                Digest.objects.create(unit=unit, week=week, body=body)
        except IntegrityError:
            continue  # another worker was quicker
        made += 1
    mailed, failed = send_pending(today)
    return f"生成 {made} 份，发出 {mailed} 封" + (f"，{failed} 封没有发成，明天再试" if failed else "")


@job("duties.digest_mail", "补发每周提示", at=dt.time(8, 20))
def mail_again(today: dt.date) -> str:
    """Try again what could not be mailed."""
    mailed, failed = send_pending(today)
    return f"发出 {mailed} 封，{failed} 封没有发成"


def addresses(unit: Unit, on: dt.date) -> list[str]:
    """Where a unit's letter goes: its openness contact and its openness officers."""
    found = list(Contact.objects.filter(unit=unit).exclude(email="").values_list("email", flat=True))
    officers = Membership.objects.valid(on).filter(unit=unit, role=Role.OPENNESS, user__is_active=True)
    found += officers.exclude(user__email="").values_list("user__email", flat=True)
    return list(dict.fromkeys(found))


def send_pending(today: dt.date) -> tuple[int, int]:
    """Mail this fortnight's letters that have not gone out; (sent, failed)."""
    sent = failed = 0
    since = today - dt.timedelta(days=RETRY_DAYS)
    for digest in Digest.objects.filter(mailed_to="", week__gte=since).select_related("unit"):
        to = addresses(digest.unit, today)
        if not to or not Digest.objects.filter(pk=digest.pk, mailed_to="").exists():
            continue  # nobody to write to, or another run was quicker
        link = f"{settings.SITE_ADDRESS}/desk/"
        message = EmailMessage(
            subject=f"【政务公开每周提示】{digest.unit} {digest.week}",
            body=f"{digest.body}\n\n办理请登录：{link}\n",
            to=to,
        )
        try:
            message.send()
        except Exception as error:  # whatever the mail server does, the letter stays and is tried again
            digest.mail_error = f"{type(error).__name__}: {error}"[:300]
            failed += 1
        else:
            digest.mailed_to, digest.mail_error = ", ".join(to), ""
            sent += 1
        digest.save()
    return sent, failed


@job("duties.links", "核验佐证网址", at=dt.time(4, 0))
def check_links(today: dt.date) -> str:
    """Ask every address shown as evidence in the last four months, or for an open duty, whether it still answers."""
    recent = timezone.now() - dt.timedelta(days=CHECK_DAYS)
    open_ones = Duty.objects.open().values("pk")
    shown = Evidence.objects.exclude(url="").filter(Q(note__at__gte=recent) | Q(note__duty__in=open_ones))
    urls = sorted(set(shown.values_list("url", flat=True)))
    good = 0
    # The threads only ask; this one alone writes, and each answer in a short transaction of its own.
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for url, (answers, words) in zip(urls, pool.map(check_link, urls), strict=True):
            shown.filter(url=url).update(answers=answers, check_note=words, checked_at=timezone.now())
            good += answers
    return f"核验 {len(urls)} 个网址，{good} 个能打开"
