"""The gazette's name and marks, and how often it comes out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from yangguang.core.actions import Reason, Refused, verb
from yangguang.core.actors import Actor
from yangguang.delivery import pages
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, reasons

from .. import registers, rules
from ..models import Article, Issue, Masthead, NotPrinted, YearPlan

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


def _may_leave_out(
    unit: Unit, *, actor: Actor, norm: registers.Norm | None = None, reason: str = "", **kwargs: Any
) -> Iterable[Reason]:
    yield from reasons(actor, Act.REVIEW, unit)
    if norm is None:
        yield Reason("登记簿里没有这一件")
        return
    if not reason.strip():
        yield Reason("不刊登要说明理由", "如：涉及单一对象，已向其送达", field="reason")
    if (
        norm.publication
        and Article.objects.filter(publication=norm.publication, issue__state="published").exists()
    ):
        yield Reason("已经在公报上刊登")


@verb("gazette.leave_out", "登记了规范性文件不登公报的理由", forbids=_may_leave_out, hidden=("norm",))
def leave_out(unit: Unit, *, actor: Actor, norm: registers.Norm, reason: str) -> NotPrinted:
    """Record why the gazette of ``unit`` does not print a document of the register; a second one replaces the first."""
    found, _ = NotPrinted.objects.update_or_create(
        key=norm.key,
        defaults={
            "title": norm.title[:300], "unit_id": norm.unit, "reason": reason.strip()[:300],
            "decided_at": timezone.now(), "decided_by": actor.user,
        },
    )  # fmt: skip
    return found


def _may_print_after_all(row: NotPrinted, *, actor: Actor, unit: Unit, **kwargs: Any) -> Iterable[Reason]:
    yield from reasons(actor, Act.REVIEW, unit)


@verb("gazette.print_after_all", "撤回了{object}的不刊登说明", forbids=_may_print_after_all)
def print_after_all(row: NotPrinted, *, actor: Actor, unit: Unit) -> None:
    """Take the reason back: the document is to be printed again."""
    row.delete()
