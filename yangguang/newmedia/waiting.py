"""Texts to be posted that wait for one's signature, one's correction, or to be sent: read from the texts, never stored."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q
from django.utils import timezone

from yangguang.core import calendar
from yangguang.core.actors import Actor
from yangguang.core.workdays import Calendar
from yangguang.duties.sources import Source, Waiting, register
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, powers

from . import rules
from .models import Message, MessageState, Step

MOST = 300  # texts looked at for one person
# Working days after which a waiting text counts as late (ours, 待核).
LATE_AFTER = 2
STEPS = {
    MessageState.SUBMITTED: "审核",
    MessageState.REVIEWED: "签发",
    MessageState.APPROVED: "发出并登记",
    MessageState.DRAFT: "按意见修改",
}
WHO = {
    MessageState.SUBMITTED: Act.REVIEW,
    MessageState.REVIEWED: Act.APPROVE,
    MessageState.APPROVED: Act.EDIT,
    MessageState.DRAFT: Act.EDIT,
}


def _open(where: Q) -> list[Message]:
    """Texts that wait for anybody; a draft that nobody has returned is its writer's own affair."""
    waits = Q(state__in=[MessageState.SUBMITTED, MessageState.REVIEWED, MessageState.APPROVED])
    returned = Q(state=MessageState.DRAFT) & ~Q(note="")
    return list(
        Message.objects.filter(where, waits | returned)
        .select_related("unit", "account__platform")
        .defer("text")
        .order_by("pk")[:MOST]
    )


def _course(messages: Iterable[Message]) -> dict[int, list[Step]]:
    found: dict[int, list[Step]] = defaultdict(list)
    for step in Step.objects.filter(message__in=[m.pk for m in messages]).order_by("pk"):
        found[step.message_id].append(step)
    return found


def _signed(steps: list[Step]) -> set[int]:
    """Who has signed since the text was last submitted."""
    given: set[int] = set()
    for step in steps:
        if step.kind == Step.Kind.SUBMITTED:
            given.clear()
        elif step.kind == Step.Kind.REVIEWED and step.by_id is not None:
            given.add(step.by_id)
    return given


def _waiting(message: Message, steps: list[Step], today: dt.date, days: Calendar) -> Waiting:
    since = timezone.localdate(steps[-1].at if steps else message.created_at)
    state = MessageState(message.state)
    return Waiting(
        f"{message.title}（{message.account}）", message.get_absolute_url(), STEPS[state], message.unit.name, since,
        f"退回意见：{message.note}" if state == MessageState.DRAFT else "", days.between(since, today) > LATE_AFTER,
    )  # fmt: skip


def read(actor: Actor, today: dt.date) -> list[Waiting]:
    """The inbox's lines: what ``sending`` would let the person do. A fixed number of queries."""
    if actor.user is None:
        return []
    held = powers(actor.user)
    where = Q(pk__in=[])
    for state, act in WHO.items():
        where |= Q(state=state, unit__in=held.at.get(act, frozenset()))
    found = _open(where)
    steps, days = _course(found), calendar.load()
    waits = []
    for message in found:
        signs = message.state in (MessageState.SUBMITTED, MessageState.REVIEWED)
        given = _signed(steps[message.pk])
        if signs and not rules.may_sign(actor.user.pk, authors=message.authors, signed=given):
            continue
        waits.append(_waiting(message, steps[message.pk], today, days))
    return sorted(waits, key=lambda w: w.since)


def lines(unit: Unit, today: dt.date) -> list[str]:
    """What the unit's weekly letter says."""
    found = _open(Q(unit=unit))
    steps, days = _course(found), calendar.load()
    waits = [_waiting(m, steps[m.pk], today, days) for m in found]
    return [
        f"{w.title}：等待{w.step}（{w.since} 起{'，已久等' if w.late else ''}）"
        for w in sorted(waits, key=lambda w: w.since)
    ]


SOURCE = register(Source("newmedia", "等我办的推送稿", "/desk/media/messages/", read, lines))
