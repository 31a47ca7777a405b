"""Looking at public entries again: the answer still holds, or it goes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from yangguang.core.actions import Reason, verb
from yangguang.core.actors import Actor
from yangguang.organisations.permissions import Act, reasons

from .. import keeping
from ..models import Entry, State
from ..rules import reviewing
from .writing import PAGE


def _may_renew(
    entry: Entry, *, actor: Actor, review_on: dt.date | None = None, **kwargs: Any
) -> Iterable[Reason]:
    yield from reasons(actor, Act.REVIEW, entry.unit)
    if not entry.live:
        yield Reason("这一条没有公开，不用复核")
        return
    today = timezone.localdate()
    for basis in keeping.bases_now(entry, today):
        if basis.ended:
            yield Reason(
                f"依据《{basis.title}》{basis.ended}", "请修改答案，换成现行的依据；没有现行依据的，撤下"
            )
        elif not basis.quoted:
            yield Reason(f"引用的原文已经不在《{basis.title}》里", "请修改摘录和答案")
    if review_on is None or not today < review_on <= reviewing.last_review(today):
        yield Reason(
            f"下次复核日期应在明天到 {reviewing.last_review(today):%Y-%m-%d} 之间",
            "请选择日期",
            field="review_on",
        )


@verb("knowledge.renew", "复核了知识条目{object}", forbids=_may_renew, link=PAGE)
def renew(entry: Entry, *, actor: Actor, review_on: dt.date, note: str = "") -> Entry:
    """The answer was held against its bases as they are now, and it holds until ``review_on``."""
    entry.review_on = review_on
    keeping.confirm(entry)
    entry.save()
    keeping.refresh([entry], actor=actor)
    keeping.tell([entry])
    return entry


def _may_withdraw(entry: Entry, *, actor: Actor, reason: str = "") -> Iterable[Reason]:
    yield from reasons(actor, Act.REVIEW, entry.unit)
    if not entry.live:
        yield Reason("这一条没有公开，不用撤下")
    if not reason.strip():
        yield Reason("撤下要向公众说明原因", "请填写原因", field="reason")


@verb("knowledge.withdraw", "撤下了知识条目{object}", forbids=_may_withdraw, link=PAGE)
def withdraw(entry: Entry, *, actor: Actor, reason: str) -> Entry:
    """Out of every list; its address goes on to tell why. A newer text stays with the unit."""
    entry.live, entry.state = False, State.WITHDRAWN
    entry.withdrawn_at, entry.withdrawn_reason = timezone.now(), reason.strip()[:300]
    entry.save()
    keeping.refresh([entry], actor=actor)
    keeping.tell([entry])
    return entry
