"""The time a measurement speaks of."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from yangguang.core.indicators import Context


def year(ctx: Context) -> tuple[dt.date, dt.date]:
    """The plan's year up to the day measured (the day's own year without a plan)."""
    number = ctx.plan.year if ctx.plan is not None else ctx.as_of.year
    return dt.date(number, 1, 1), min(ctx.as_of, dt.date(number, 12, 31))


def day(moment: dt.datetime | None) -> dt.date | None:
    return timezone.localdate(moment) if moment is not None else None


def on_or_before(moment: dt.datetime | None, ctx: Context) -> bool:
    """Whether something had happened by the day measured."""
    found = day(moment)
    return found is not None and found <= ctx.as_of
