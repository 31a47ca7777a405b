"""Writes of this room: statements that there is nothing, and standard catalogues."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Max
from django.utils import timezone

from yangguang.core.actions import Reason, Refused, verb
from yangguang.core.actors import Actor
from yangguang.delivery import pages
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, reasons

from . import assigning, queries
from .models import Catalogue, Item, Statement

LONGEST = 366  # days; a statement is for a period, not for ever


def _may_state(
    unit: Unit, *, actor: Actor, item: str, period_from: dt.date, period_to: dt.date, **kwargs: Any
) -> Iterable[Reason]:
    yield from reasons(actor, Act.EDIT, unit)
    if not queries.known(item):
        yield Reason("目录里没有这一项", field="item")
    if period_from > timezone.localdate():
        yield Reason("这段时间还没有开始，不能说没有信息", "请到期间开始以后再声明", field="period_from")
    if period_to < period_from:
        yield Reason("截止日期早于起始日期", field="period_to")
    elif (period_to - period_from).days > LONGEST:
        yield Reason("一次最多声明一年", "到期后再声明", field="period_to")


@verb("catalog.state_none", "声明{object}", forbids=_may_state)
def state_none(
    unit: Unit, *, actor: Actor, item: str, period_from: dt.date, period_to: dt.date, reason: str = ""
) -> Statement:
    """Say that a unit has nothing to publish under an item for a period. A second click finds the first."""
    same = Statement.objects.filter(
        unit=unit, item=item, period_from=period_from, period_to=period_to, withdrawn_at=None
    ).first()
    if same is not None:
        return same
    pages.purge(f"unit:{unit.pk}", f"item:{item}")
    return Statement.objects.create(
        unit=unit, item=item, period_from=period_from, period_to=period_to, reason=reason.strip()[:200],
        made_by=actor.label,
    )  # fmt: skip


def _may_unstate(statement: Statement, *, actor: Actor) -> Iterable[Reason]:
    yield from reasons(actor, Act.EDIT, statement.unit)
    if statement.withdrawn_at is not None:
        yield Reason("已经撤销")


@verb("catalog.withdraw_statement", "撤销了声明{object}", forbids=_may_unstate)
def withdraw_statement(statement: Statement, *, actor: Actor) -> Statement:
    statement.withdrawn_at = timezone.now()
    statement.save()
    pages.purge(f"unit:{statement.unit_id}", f"item:{statement.item}")
    return statement


def _may_import(subject: None, *, actor: Actor, **kwargs: Any) -> Iterable[Reason]:
    yield from reasons(actor, Act.PLAN)


@verb("catalog.import", "导入了标准目录{object}", forbids=_may_import, hidden=("sheet",))
def import_catalogue(subject: None, *, actor: Actor, sheet: Any, source: str, sha256: str) -> Catalogue:
    """Keep a read sheet (``importing.Sheet``) as the next draft version of its field.

    Raises Refused with every error of the sheet; nothing is kept then.
    """
    if sheet.errors:
        raise Refused([Reason(str(e)) for e in sheet.errors[:50]])
    last = Catalogue.objects.filter(field=sheet.field).aggregate(n=Max("version"))["n"] or 0
    catalogue = Catalogue.objects.create(
        field=sheet.field, name=sheet.title, version=last + 1, source_name=source[:200], sha256=sha256,
        notes=sheet.notes, imported_by=actor.label,
    )  # fmt: skip
    keys = queries.lineage(sheet.field)
    taken: set[str] = set()
    for order, row in enumerate(sheet.rows, 1):
        key = keys.get((row.first_level, row.second_level)) or queries.new_key(sheet.field, row, taken)
        key = key if key not in taken else queries.new_key(sheet.field, row, taken)
        taken.add(key)
        item = Item.objects.create(catalogue=catalogue, key=key, order=order, **row.values())
        item.units.set(row.units)
    return catalogue


def _may_enforce(catalogue: Catalogue, *, actor: Actor, **kwargs: Any) -> Iterable[Reason]:
    yield from reasons(actor, Act.PLAN)
    if catalogue.state != Catalogue.State.DRAFT:
        yield Reason(f"这一版{catalogue.get_state_display()}")


@verb("catalog.enforce", "使{object}生效", forbids=_may_enforce)
def bring_into_force(catalogue: Catalogue, *, actor: Actor) -> Catalogue:
    """Put a version in force; the one before it is superseded the same moment."""
    Catalogue.objects.filter(field=catalogue.field, state=Catalogue.State.IN_FORCE).update(
        state=Catalogue.State.SUPERSEDED
    )
    catalogue.state = Catalogue.State.IN_FORCE
    catalogue.effective_on = timezone.localdate()
    catalogue.save()
    pages.purge("catalogue")
    return catalogue


@verb("catalog.drop", "放弃了{object}", forbids=_may_enforce)
def drop(catalogue: Catalogue, *, actor: Actor) -> Catalogue:
    catalogue.state = Catalogue.State.DROPPED
    catalogue.save()
    return catalogue


def _may_assign(item: Item, *, actor: Actor, units: Iterable[Unit]) -> Iterable[Reason]:
    yield from reasons(actor, Act.PLAN)


@verb("catalog.assign", "确定了{object}的责任单位", forbids=_may_assign)
def assign_units(item: Item, *, actor: Actor, units: Iterable[Unit]) -> Item:
    """Set which units answer for an item."""
    item.units.set(units)
    pages.purge("catalogue")
    return item


def _may_assign_in_bulk(
    catalogue: Catalogue, *, actor: Actor, proposal: assigning.Proposal, **kwargs: Any
) -> Iterable[Reason]:
    yield from reasons(actor, Act.PLAN)
    if catalogue.state in (Catalogue.State.DROPPED, Catalogue.State.SUPERSEDED):
        yield Reason(f"这一版{catalogue.get_state_display()}，不用再定责任单位")
    if kwargs.get("seal", proposal.seal) != proposal.seal:
        yield Reason("您预览以后，别人改过这些事项的责任单位", "请重新预览，核对后再确定")
    if not proposal.changes:
        yield Reason("没有要改的", "所选事项的责任单位已经是这样")


@verb(
    "catalog.assign_in_bulk",
    "批量确定了{object}各事项的责任单位",
    forbids=_may_assign_in_bulk,
    hidden=("proposal",),
)
def assign_in_bulk(
    catalogue: Catalogue, *, actor: Actor, proposal: assigning.Proposal, seal: str, summary: dict[str, Any]
) -> Catalogue:
    """Keep a proposal as it was previewed; ``seal`` is the preview's, ``summary`` (item: before → after) goes to the log."""
    for change in proposal.changes:
        change.item.units.set(change.after)
    pages.purge("catalogue")
    return catalogue


def summary(proposal: assigning.Proposal) -> dict[str, Any]:
    """What the log keeps of a proposal: enough to put everything back."""
    return {
        c.item.key: {"before": [u.name for u in c.before], "after": [u.name for u in c.after]}
        for c in proposal.changes
    }
