"""Reminding units of replies that are due: one line for each request and step, one letter for each unit and day."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone

from yangguang.core import calendar
from yangguang.duties.jobs import addresses
from yangguang.duties.models import Duty, Reminder
from yangguang.organisations.models import Unit

from .actions import inbox
from .models import Alarm, FoiRequest
from .rules import alarms

RETRY_DAYS = 3  # a letter older than that is history; the list on the workbench keeps it


def raise_alarms(today: dt.date) -> list[Alarm]:
    """The reminders that are due today and have not been given; a second run adds none. Three queries.

    A request is reminded of once for each step and due date: one whose due date moves is reminded of the new one anew.
    """
    days = calendar.load()
    rows = FoiRequest.objects.due_by(alarms.horizon(today, days)).exclude(due=None)
    known = set(
        Alarm.objects.filter(request__closed_on=None, due__lte=alarms.horizon(today, days)).values_list(
            "request", "step", "due"
        )
    )
    found = []
    for pk, due in rows.order_by("due", "pk").values_list("pk", "due"):
        assert due is not None  # excluded above
        step = alarms.step(due, today, days)
        if step and (pk, step, due) not in known:
            found.append(Alarm(request_id=pk, step=step, due=due, on=today))
    Alarm.objects.bulk_create(found, batch_size=500, ignore_conflicts=True)
    _show_in_inbox(found, today)
    return found


def _show_in_inbox(found: Sequence[Alarm], today: dt.date) -> None:
    """The inbox shows the last reminder beside its duty."""
    steps = {str(a.request_id): a for a in found}
    duties = Duty.objects.open().filter(kind=inbox.HANDLE, key__in=list(steps))
    Reminder.objects.bulk_create(
        [Reminder(duty=d, kind=alarms.NAMES[steps[d.key].step], on=today) for d in duties],
        batch_size=500, ignore_conflicts=True,
    )  # fmt: skip


def send_letters(today: dt.date) -> tuple[int, int]:
    """One letter to each unit with reminders that have not gone out, one to the openness office for what is late.

    (sent, failed). What could not be sent is tried again for three days; units without an address are left to the list.
    """
    since = today - dt.timedelta(days=RETRY_DAYS)
    waiting = list(
        Alarm.objects.filter(mailed_at=None, on__gte=since, request__closed_on=None)
        .select_related("request__unit")
        .defer("request__content")
        .order_by("due", "pk")
    )
    by_unit: dict[Unit, list[Alarm]] = defaultdict(list)
    for alarm in waiting:
        by_unit[alarm.request.unit].append(alarm)
    office = Unit.objects.filter(is_openness_office=True, active_to=None).first()
    sent = failed = 0
    for unit, found in by_unit.items():
        to = addresses(unit, today)
        late = [a for a in found if a.step == alarms.OVERDUE]
        if late and office is not None and office != unit:
            to = list(dict.fromkeys([*to, *addresses(office, today)]))
        if not to:
            continue
        done = _send(unit, found, to, today)
        sent, failed = sent + done, failed + (not done)
    return sent, failed


def text_of(unit: Unit, found: Sequence[Alarm]) -> str:
    """The letter's words: what is due, most pressing first, without personal data."""
    order = [alarms.OVERDUE, *(f"T-{n}" for n in reversed(alarms.BEFORE))]
    blocks = [f"{unit}："]
    for step in order:
        lines = [f"  · {a.request.number}：{a.request.subject}（{a.due}）" for a in found if a.step == step]
        if lines:
            blocks.append("\n".join([f"{alarms.NAMES[step]}（{len(lines)} 件）", *lines]))
    blocks.append(f"办理请登录：{settings.SITE_ADDRESS}/desk/requests/?b=soon")
    return "\n\n".join(blocks)


def _send(unit: Unit, found: Sequence[Alarm], to: list[str], today: dt.date) -> bool:
    message = EmailMessage(subject=f"【依申请公开期限提醒】{unit} {today}", body=text_of(unit, found), to=to)
    keys = [a.pk for a in found]
    try:
        message.send()
    except Exception as error:  # whatever the mail server does, the reminder stays and is tried again
        Alarm.objects.filter(pk__in=keys).update(trouble=f"{type(error).__name__}: {error}"[:200])
        return False
    Alarm.objects.filter(pk__in=keys).update(
        mailed_at=timezone.now(), mailed_to=", ".join(to)[:500], trouble=""
    )
    return True
