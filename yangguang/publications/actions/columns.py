"""Columns and topics, what is pinned in them, and urgent notices."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.utils import timezone

from yangguang.core.actions import Reason, Refused, verb
from yangguang.core.actors import Actor
from yangguang.delivery import pages
from yangguang.documents import bodies
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, may, reasons

from .. import placing, selections
from ..models import Banner, Column, ColumnEntry, Publication

FIELDS = (
    "shape", "slug", "name", "description", "keywords", "column_type", "parent", "unit", "order", "query",
    "freshness", "on_home", "introduction", "opened_on",
)  # fmt: skip


def _manages(actor: Actor, unit: Unit | None) -> Iterable[Reason]:
    """A unit keeps its own columns; the openness office keeps all."""
    if may(actor, Act.PLAN) or (unit is not None and may(actor, Act.REVIEW, unit)):
        return []
    return reasons(actor, Act.REVIEW, unit)


def _faults(values: dict[str, Any], column: Column | None = None) -> list[Reason]:
    found: list[Reason] = []
    if not (values.get("name") or "").strip():
        found.append(Reason("请填写栏目名称", field="name"))
    slug = values.get("slug") or ""
    taken = Column.objects.filter(slug=slug)
    taken = taken.exclude(pk=column.pk) if column is not None else taken
    if not slug:
        found.append(Reason("请填写网址名", "只用小写字母、数字和连字符", field="slug"))
    elif taken.exists():
        found.append(Reason(f"网址名“{slug}”已被“{taken[0]}”使用", "请换一个", field="slug"))
    parent = values.get("parent")
    while parent is not None:
        if column is not None and parent.pk == column.pk:
            found.append(Reason("上级栏目不能是自己或自己的下级", field="parent"))
            break
        parent = parent.parent
    try:
        selections.read(values.get("query") or {})
    except ValueError as error:
        found.append(Reason(str(error), field="query"))
    return found


def _told(name: str, value: Any) -> Any:
    """An introduction is a text that readers see as it is, and is cleaned as every other."""
    return bodies.clean(value) if name == "introduction" else value


def _may_open(unit: Unit, *, actor: Actor, values: dict[str, Any]) -> Iterable[Reason]:
    yield from _manages(actor, unit)
    yield from _faults(values)


@verb("publications.column.open", "开设了栏目{object}", forbids=_may_open)
def open_column(unit: Unit, *, actor: Actor, values: dict[str, Any]) -> Column:
    """Open a column or topic and fill it with what its query matches."""
    chosen = {k: _told(k, v) for k, v in values.items() if k in FIELDS and k != "unit"}
    column = Column.objects.create(**{"opened_on": timezone.localdate(), **chosen, "unit": unit})
    placing.refill(column)
    pages.purge("columns", "home")
    column.refresh_from_db()
    return column


def _may_change(column: Column, *, actor: Actor, values: dict[str, Any]) -> Iterable[Reason]:
    yield from _manages(actor, column.unit)
    merged = {**{f: getattr(column, f) for f in FIELDS}, **values}
    yield from _faults(merged, column)


@verb("publications.column.change", "调整了栏目{object}", forbids=_may_change)
def change_column(column: Column, *, actor: Actor, values: dict[str, Any]) -> Column:
    """Change a column; a changed query fills it anew, pins stay."""
    for name, value in values.items():
        if name in FIELDS:
            setattr(column, name, _told(name, value))
    column.save()
    placing.refill(column)
    pages.purge("columns", "home")
    column.refresh_from_db()
    return column


def _may_close(column: Column, *, actor: Actor, **kwargs: Any) -> Iterable[Reason]:
    yield from _manages(actor, column.unit)
    if not column.is_open:
        yield Reason("栏目已经关闭")
    if column.children.filter(closed_on=None).exists():
        yield Reason("还有开放的下级栏目", "请先关闭或移走下级栏目")


@verb("publications.column.close", "关闭了栏目{object}", forbids=_may_close)
def close_column(column: Column, *, actor: Actor) -> Column:
    """Close a column; its records stay at their addresses and in other columns."""
    column.closed_on = timezone.localdate()
    column.save()
    pages.purge(f"column:{column.pk}", "columns", "home")
    return column


def _may_reopen(column: Column, *, actor: Actor) -> Iterable[Reason]:
    yield from _manages(actor, column.unit)
    if column.is_open:
        yield Reason("栏目没有关闭")


@verb("publications.column.reopen", "重新开放了栏目{object}", forbids=_may_reopen)
def reopen_column(column: Column, *, actor: Actor) -> Column:
    column.closed_on = None
    column.save()
    placing.refill(column)
    pages.purge("columns", "home")
    return column


def _may_pin(column: Column, *, actor: Actor, publication: Publication, **kwargs: Any) -> Iterable[Reason]:
    yield from _manages(actor, column.unit)
    if not publication.live:
        yield Reason("没有公开的信息不能置顶", "请先发布")


@verb("publications.column.pin", "在{object}置顶了信息", forbids=_may_pin)
def pin(column: Column, *, actor: Actor, publication: Publication, place: int = 1) -> Column:
    """Pin a record at a place (1 is the top), whether or not the query matches it."""
    entry = ColumnEntry.objects.filter(column=column, publication=publication).first()
    if entry is None:
        entry = ColumnEntry(
            column=column, publication=publication, published_at=publication.first_published_at, matched=False
        )
    entry.pin = max(1, min(place, 99))
    entry.save()
    placing.recount([column.pk])
    pages.purge(f"column:{column.pk}", *(["home"] if column.on_home else []))
    return column


def _may_unpin(column: Column, *, actor: Actor, publication: Publication) -> Iterable[Reason]:
    yield from _manages(actor, column.unit)
    if not ColumnEntry.objects.filter(column=column, publication=publication, pin__isnull=False).exists():
        yield Reason("没有置顶")


@verb("publications.column.unpin", "在{object}取消了置顶", forbids=_may_unpin)
def unpin(column: Column, *, actor: Actor, publication: Publication) -> Column:
    entry = ColumnEntry.objects.get(column=column, publication=publication)
    if entry.matched:
        entry.pin = None
        entry.save()
    else:
        entry.delete()
    placing.recount([column.pk])
    pages.purge(f"column:{column.pk}", *(["home"] if column.on_home else []))
    return column


def _may_announce(subject: Unit | None, *, actor: Actor, **kwargs: Any) -> Iterable[Reason]:
    if subject is None:
        yield from reasons(actor, Act.PLAN)
    else:
        yield from reasons(actor, Act.APPROVE, subject)


@verb("publications.banner.raise", "发出紧急通知{object}", forbids=_may_announce)
def announce(
    subject: Unit | None, *, actor: Actor, text: str, level: str, starts_at: dt.datetime, ends_at: dt.datetime,
    url: str = "",
) -> Banner:  # fmt: skip
    """Show an urgent notice over every page of a unit, or (None) of the district."""
    faults = []
    if not text.strip():
        faults.append(Reason("请填写通知内容", field="text"))
    if ends_at <= starts_at:
        faults.append(Reason("结束时间要晚于开始时间", field="ends_at"))
    if level not in Banner.Level.values:
        faults.append(Reason("请选择级别", field="level"))
    if url and (not url.startswith(("/", "https://", "http://")) or url.startswith(("//", "/\\"))):
        faults.append(Reason("链接要以 / 或 https:// 开头", field="url"))
    if faults:
        raise Refused(faults)
    found = Banner.objects.create(
        unit=subject, text=text.strip()[:200], level=level, starts_at=starts_at, ends_at=ends_at, url=url
    )
    pages.purge("banner")
    return found


def turn_banners(since: dt.datetime, now: dt.datetime) -> int:
    """Make every page anew when a notice began or ended since; how many did. Pages are kept for up to an hour."""
    begun = Q(starts_at__gt=since, starts_at__lte=now)
    ended = Q(ends_at__gt=since, ends_at__lte=now)
    count = Banner.objects.filter(begun | ended).count()
    if count:
        pages.purge("banner")
    return count


def _may_end(banner: Banner, *, actor: Actor) -> Iterable[Reason]:
    yield from _may_announce(banner.unit, actor=actor)
    if banner.ends_at <= timezone.now():
        yield Reason("已经结束")


@verb("publications.banner.end", "结束了紧急通知{object}", forbids=_may_end)
def end_banner(banner: Banner, *, actor: Actor) -> Banner:
    banner.ends_at = max(timezone.now(), banner.starts_at)
    banner.save()
    pages.purge("banner")
    return banner
