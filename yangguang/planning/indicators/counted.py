"""What the measurements of plans share: the register they count, whom a plan counts for, keys and addresses."""

from __future__ import annotations

import datetime as dt

from yangguang.core.indicators import Context, SourceMissing
from yangguang.organisations.models import Unit
from yangguang.workplan.measuring.states import NOT_DUE

from .. import queries
from ..models import Plan
from ..queries import Card

__all__ = ["NOT_DUE", "answers", "desk", "key", "register", "year"]


def register(ctx: Context) -> list[Card]:
    """The district's entries. Raises SourceMissing as long as there is none."""
    found = queries.district_cards(ctx.as_of)
    if not found:
        raise SourceMissing("规划清册还没有登记任何区级规划，请登记单位登记或导入")
    return found


def answers(plan: Plan, fallback: Unit | None) -> int | None:
    """The unit that a plan counts for: its maker, or whom that merged into; the keeper where no maker is registered."""
    if plan.unit is not None:
        return plan.unit.successor().pk
    return fallback.pk if fallback is not None else None


def year(ctx: Context) -> tuple[dt.date, dt.date]:
    """The plan's year, as far as it has come."""
    number = ctx.plan.year if ctx.plan is not None else ctx.as_of.year
    return dt.date(number, 1, 1), min(ctx.as_of, dt.date(number, 12, 31))


def key(plan: Plan) -> str:
    return f"planning.plan:{plan.pk}"


def desk(plan: Plan) -> str:
    return f"/desk/planning/{plan.pk}/"
