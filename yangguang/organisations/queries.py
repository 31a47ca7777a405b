"""Read shapes: the directory of names, the register of units, contacts, groups, people."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils import timezone

from yangguang.core.models import AuditEntry

from .loading import packaged_data
from .models import Contact, Membership, Unit, UnitGroup, UnitKind, UnitName, User
from .names import NamedGroup, UnitDirectory, UnitEntry
from .rules import CONTACT_MONTHS, contact_fresh


def packaged_directory() -> UnitDirectory:
    """The directory of the packaged data, for reading a table without a database."""
    return UnitDirectory.from_data(packaged_data())


def unit_directory(on: dt.date) -> UnitDirectory:
    """The names by which documents of the day may speak of units and groups. Three queries.

    Communities are left out, since their names are no units of a task table. A former name that some unit bears
    today, or that two units have borne, names nobody else.
    """
    units = list(Unit.objects.answerable(on).prefetch_related("names"))
    borne = {n for u in units for n in (u.name, u.full_name)}
    borne |= {n.name for u in units for n in u.names.all() if n.kind == UnitName.Kind.ALIAS}
    former = [n.name for u in units for n in u.names.all() if n.kind == UnitName.Kind.FORMER]
    entries = tuple(
        UnitEntry(
            u.name,
            tuple(
                n.name
                for n in u.names.all()
                if n.kind == UnitName.Kind.ALIAS or (n.name not in borne and former.count(n.name) == 1)
            ),
            u.kind,
            u.full_name,
        )
        for u in units
    )
    groups = tuple(
        NamedGroup(g.code, tuple(g.wordings), g.name, g.rule == UnitGroup.Rule.CHOSEN)
        for g in UnitGroup.objects.all()
    )
    return UnitDirectory(entries, groups)


def unit_tree(on: dt.date) -> list[tuple[Unit, list[Unit]]]:
    """Every unit of the day that stands under no other, with those below it. One query."""
    units = list(Unit.objects.active(on).select_related("parent"))
    present = {u.pk for u in units}
    below: dict[int, list[Unit]] = {}
    for unit in units:
        if unit.parent_id in present:
            below.setdefault(unit.parent_id, []).append(unit)
    return [(u, below.get(u.pk, [])) for u in units if u.parent_id not in present]


def search_units(*, q: str = "", kind: str = "", when: str = "now", on: dt.date) -> QuerySet[Unit]:
    """Units for the register: by words of any of their names or their code, kind, and now / ended / all."""
    units = Unit.objects.select_related("parent", "merged_into", "contact")
    if when == "now":
        units = units.active(on)
    elif when == "ended":
        units = units.filter(active_to__lt=on)
    if kind:
        units = units.filter(kind=kind)
    if q:
        found = Q(name__icontains=q) | Q(full_name__icontains=q) | Q(code__icontains=q)
        units = units.filter(found | Q(names__name__icontains=q)).distinct()
    return units


@dataclass(frozen=True)
class ContactState:
    """Whether a unit's openness contact counts on a day. ``reason`` is "" when it does."""

    unit: Unit
    contact: Contact | None
    confirmed: dt.date | None
    reason: str

    @property
    def good(self) -> bool:
        return not self.reason


def contact_states(on: dt.date, units: QuerySet[Unit] | None = None) -> Iterator[ContactState]:
    """For each unit that answers for openness on the day: is its contact named, reachable and fresh? One query.

    任务 39; a contact confirmed after ``on`` does not count on ``on``.
    """
    units = Unit.objects.all() if units is None else units
    answerable = Unit.objects.answerable(on).values("pk")
    for unit in units.filter(pk__in=answerable).select_related("contact"):
        contact = getattr(unit, "contact", None)
        confirmed = timezone.localdate(contact.confirmed_at) if contact and contact.confirmed_at else None
        reason = ""
        if contact is None:
            reason = f"{unit}还没有登记政务公开联系人"
        elif not contact.person or not (contact.phone or contact.email):
            reason = f"{unit}的联系人没有写明姓名或联系方式"
        elif confirmed is None:
            reason = f"{unit}的联系人登记后还没有确认过"
        elif not contact_fresh(confirmed, on):
            late = f"{unit}的联系人 {confirmed:%Y-%m-%d} 确认，已超过 {CONTACT_MONTHS} 个月"
            reason = late if confirmed <= on else f"{unit}的联系人 {confirmed:%Y-%m-%d} 才确认"
        yield ContactState(unit, contact, confirmed, reason)


def units_without_contact(on: dt.date) -> list[ContactState]:
    """The units whose contact does not count on the day, each with the reason."""
    return [state for state in contact_states(on) if not state.good]


def group_sizes(on: dt.date) -> list[tuple[UnitGroup, int]]:
    """Every group with the number of its members on the day. Two queries, whatever the number of groups."""
    kinds = dict(Unit.objects.active(on).order_by().values_list("kind").annotate(n=Count("pk")))
    rules = {
        UnitGroup.Rule.STREETS: UnitKind.STREET,
        UnitGroup.Rule.DEPARTMENTS: UnitKind.DEPARTMENT,
        UnitGroup.Rule.COMMUNITIES: UnitKind.COMMUNITY,
    }
    active = Unit.objects.active(on).values("pk")
    groups = UnitGroup.objects.annotate(picked=Count("chosen", filter=Q(chosen__in=active)))
    return [
        (g, g.picked if g.rule == UnitGroup.Rule.CHOSEN else kinds.get(rules[UnitGroup.Rule(g.rule)], 0))
        for g in groups
    ]


def members_of(unit: Unit, on: dt.date) -> QuerySet[Membership]:
    """The roles held at the unit on the day, by active accounts."""
    return (
        Membership.objects.valid(on).filter(unit=unit, user__is_active=True)
        .select_related("user").order_by("role", "user__username")
    )  # fmt: skip


def unit_history(unit: Unit, limit: int = 30) -> list[AuditEntry]:
    """What was done to the unit itself, newest first."""
    return list(AuditEntry.objects.filter(object_type="organisations.unit", object_id=str(unit.pk))[:limit])


def search_people(
    *, q: str = "", unit: Unit | None = None, role: str = "", state: str = ""
) -> QuerySet[User]:
    """Accounts for the security administrator: by words, unit, role, and 启用 / 停用."""
    today = timezone.localdate()
    held = Membership.objects.exclude(valid_to__lt=today).select_related("unit")
    people = User.objects.select_related("admin_grant").prefetch_related(
        Prefetch("memberships", queryset=held, to_attr="held")
    )
    if q:
        people = people.filter(Q(username__icontains=q) | Q(name__icontains=q))
    if unit is not None or role:
        wanted = held
        if unit is not None:
            wanted = wanted.filter(unit=unit)
        if role:
            wanted = wanted.filter(role=role)
        people = people.filter(pk__in=wanted.values("user"))
    if state:
        people = people.filter(is_active=state == "active")
    return people


UNIT_COLUMNS = (
    "编码", "简称", "全称", "全称已核对", "类别", "上级单位", "其他名称", "设立日期", "撤销日期", "并入",
    "政务公开主管部门", "公开电话", "地址",
)  # fmt: skip


def unit_rows(units: Iterable[Unit]) -> Iterator[tuple[str, ...]]:
    """Units as rows of text under ``UNIT_COLUMNS``; expects ``names`` to be prefetched."""
    for u in units:
        yield (
            u.code, u.name, u.full_name, "是" if u.full_name_verified else "待核", u.kind,
            u.parent.name if u.parent else "", "、".join(n.name for n in u.names.all()),
            f"{u.active_from or ''}", f"{u.active_to or ''}", u.merged_into.name if u.merged_into else "",
            "是" if u.is_openness_office else "", u.phone, u.address,
        )  # fmt: skip


CONTACT_COLUMNS = ("单位", "类别", "联系人", "机构名称", "电话", "电子邮箱", "最近确认", "是否到位", "原因")


def contact_rows(states: Iterable[ContactState]) -> Iterator[tuple[str, ...]]:
    for s in states:
        c = s.contact
        said = (c.person, c.office, c.phone, c.email) if c else ("", "", "", "")
        yield (s.unit.name, s.unit.kind, *said, f"{s.confirmed or ''}", "是" if s.good else "否", s.reason)


def csv_text(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table as CSV that spreadsheets open rightly: with a byte order mark, and no cell that runs as a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows(["'" + c if c[:1] in "=+-@\t\r" and c[:1] else c for c in row] for row in rows)
    return "\ufeff" + out.getvalue()
