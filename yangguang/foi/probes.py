"""What is known of the units' channels in a month: the newest try of each counts (任务 32 渠道畅通)."""

from __future__ import annotations

import calendar as months
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from yangguang.organisations.models import Unit

from .applying import guide
from .models import ChannelProbe

Channel = ChannelProbe.Channel
ASKED = (Channel.POST, Channel.PHONE, Channel.DESK)  # tried by people; the form is tried by the system
Found = dict[tuple[int, str], ChannelProbe]


def month_of(day: dt.date) -> tuple[dt.date, dt.date]:
    """First and last day of the month."""
    return day.replace(day=1), day.replace(day=months.monthrange(day.year, day.month)[1])


def latest(first: dt.date, last: dt.date, **by: Any) -> Found:
    """The newest try of each unit and channel between two days."""
    rows = ChannelProbe.objects.filter(on__range=(first, last), **by).order_by("on", "pk")
    return {(p.unit_id, p.channel): p for p in rows}


@dataclass(frozen=True)
class Row:
    """A unit with what it publishes, and its tries in the order of ``Channel`` (None: not tried yet)."""

    unit: Unit
    told: guide.Channel
    cells: tuple[tuple[str, ChannelProbe | None], ...]

    def of(self, channel: Channel) -> ChannelProbe | None:
        return self.cells[list(Channel).index(channel)][1]


def table(first: dt.date, last: dt.date, units: Sequence[Unit]) -> list[Row]:
    """The matrix of a month. A few queries, whatever the number of units."""
    found = latest(first, last, unit__in=units)
    told = {c.unit.pk: c for c in guide.channels_of(units)}
    return [
        Row(u, told[u.pk], tuple((c.label, found.get((u.pk, c.value))) for c in Channel))
        for u in units
    ]  # fmt: skip


def place(told: guide.Channel, channel: str) -> str:
    """Where a channel is to be tried: what the unit publishes, or ""."""
    return told.phone if channel == Channel.PHONE else told.address


def counts(rows: Sequence[Row]) -> tuple[int, int, int]:
    """How many channels pass, fail, and have not been tried."""
    tries = [p for row in rows for _, p in row.cells]
    good = sum(p is not None and p.ok for p in tries)
    left = sum(p is None for p in tries)
    return good, len(tries) - good - left, left
