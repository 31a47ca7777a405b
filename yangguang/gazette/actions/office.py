"""The gazette's name and marks, and how often it comes out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from yangguang.core.actions import Reason, Refused, verb
from yangguang.core.actors import Actor
from yangguang.delivery import pages
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, reasons

from .. import rules
from ..models import Issue, Masthead, YearPlan

MARKS = ("name", "sponsor", "editor", "address", "phone", "email", "permit", "statement")


def _may_set(unit: Unit, *, actor: Actor, **kwargs: Any) -> Iterable[Reason]:
    yield from reasons(actor, Act.REVIEW, unit)
    if not unit.is_openness_office and not Masthead.objects.filter(unit=unit).exists():
        yield Reason("部门和街道不办政府公报", "公报由区政府办主办（国办发〔2018〕22号）")


@verb("gazette.masthead", "修改了公报设置", forbids=_may_set)
def set_masthead(unit: Unit, *, actor: Actor, values: dict[str, Any]) -> Masthead:
    """Name, sponsor and the marks of the back page. Issues that are out keep what they were printed with."""
    found = {k: str(values.get(k) or "").strip() for k in MARKS}
    if missing := [k for k in ("name", "sponsor") if not found[k]]:
        raise Refused([Reason("不能为空", "请填写", field=k) for k in missing])
    head, _ = Masthead.objects.update_or_create(unit=unit, defaults=found)
    Issue.objects.exclude(state="published").update(name=found["name"])
    pages.purge("gazette")
    return head


@verb("gazette.plan", "确定了{object}的出版计划", forbids=_may_set)
def set_plan(unit: Unit, *, actor: Actor, year: int, frequency: str, days: int) -> YearPlan:
    """How often the gazette comes out in a year. Issues already out stay as they are."""
    if frequency not in rules.MONTHS:
        raise Refused([Reason("请选择刊期", field="frequency")])
    if not 0 <= days <= 60:
        raise Refused([Reason("天数应在 0 到 60 之间", field="days")])
    if not 1990 <= year <= 2100:
        raise Refused([Reason("年份不对", "请填写四位年份", field="year")])
    plan, _ = YearPlan.objects.update_or_create(year=year, defaults={"frequency": frequency, "days": days})
    return plan
