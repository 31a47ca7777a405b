"""The lists of duties and slips to take away, as rows with their heading."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils import timezone

from .kinds import kind_of
from .models import Duty, Slip

DUTY_HEADINGS = [
    "种类", "事项", "承办单位", "交办单位", "状态", "期限", "交办时间", "签收时间", "报办结时间", "办结或撤回时间",
    "退回原因",
]  # fmt: skip
SLIP_HEADINGS = [
    "编号", "颜色", "事项", "被督办单位", "督办要求", "发出时间", "发出人", "回复期限", "回复时间", "回复人", "回复",
]  # fmt: skip


def _day(day: dt.date | None) -> str:
    return day.isoformat() if day else ""


def _moment(moment: dt.datetime | None) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M") if moment else ""


def duty_rows(duties: QuerySet[Duty]) -> Iterator[list[str]]:
    """Heading and one row for each duty."""
    yield DUTY_HEADINGS
    for d in duties:
        yield [
            kind_of(d.kind).name, d.title, d.unit.name, d.asked_by.name if d.asked_by else "",
            d.get_state_display(), _day(d.due), _moment(d.opened_at), _moment(d.signed_at), _moment(d.reported_at),
            _moment(d.closed_at), d.last_return_reason,
        ]  # fmt: skip


def slip_rows(slips: QuerySet[Slip]) -> Iterator[list[str]]:
    """Heading and one row for each slip."""
    yield SLIP_HEADINGS
    for s in slips:
        yield [
            str(s), s.get_colour_display(), s.duty.title, s.unit.name, s.demand, _moment(s.issued_at), s.issued_by,
            _day(s.reply_due), _moment(s.replied_at), s.replied_by, s.reply,
        ]  # fmt: skip
