"""Units: set up, change, merge, end; the chosen members of groups."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Greatest
from django.utils import timezone

from yangguang.core.actions import Reason, Refused, verb
from yangguang.core.actors import Actor

from ..groups import make_groups, sync_groups
from ..mergers import carry_all, pending
from ..models import Membership, Unit, UnitGroup, UnitKind, UnitName
from ..permissions import Act, reasons

ONE_DAY = dt.timedelta(days=1)
LINK = "organisations:unit"
# What one may change of a unit in place; everything else has a verb of its own.
FIELDS = (
    "name", "full_name", "full_name_verified", "kind", "parent", "order", "active_from", "address", "phone",
    "is_openness_office",
)  # fmt: skip


def _taken(names: Iterable[str], besides: Unit) -> Iterator[Reason]:
    """Names by which some other unit of today is already known; communities may be namesakes."""
    today = timezone.localdate()
    others = Unit.objects.answerable(today).exclude(pk=besides.pk)
    for name in dict.fromkeys(n for n in names if n):
        # A former name may be taken again: the directory prefers whoever bears it today.
        alias = Q(names__name=name, names__kind=UnitName.Kind.ALIAS)
        other = others.filter(Q(name=name) | Q(full_name=name) | alias).first()
        if other is not None:
            way = f"请换一个名称，或先修改{other}"
            yield Reason(
                f"“{name}”已经是{other}的名称", way, field="aliases" if name != besides.name else "name"
            )


def _unit_faults(unit: Unit, aliases: Iterable[str] | None) -> Iterator[Reason]:
    if not unit.name:
        yield Reason("没有写简称", field="name")
    if not unit.full_name:
        yield Reason("没有写全称", "不知道全称时先写简称，并不勾选“全称已核对”", field="full_name")
    if unit.kind not in UnitKind.values:
        yield Reason("没有选类别", field="kind")
    elif unit.kind == UnitKind.COMMUNITY:
        if unit.parent is None or unit.parent.kind != UnitKind.STREET:
            yield Reason("社区须有上级街道", "请选择它所属的街道", field="parent")
    else:
        yield from _taken([unit.name, unit.full_name, *(aliases or ())], unit)
    above, seen = unit.parent, 0
    while above is not None and seen < 20:
        if above.pk == unit.pk:
            yield Reason("上级单位不能是它自己或它的下级", field="parent")
            break
        above, seen = above.parent, seen + 1
    if unit.active_from and unit.active_to and unit.active_from > unit.active_to:
        yield Reason("设立日期晚于撤销日期", field="active_from")
    if unit.is_openness_office:
        other = Unit.objects.filter(is_openness_office=True, active_to=None).exclude(pk=unit.pk).first()
        if other is not None:
            way = f"先取消{other}的这一项"
            yield Reason(f"{other}已是政务公开主管部门", way, field="is_openness_office")


def _may_create(unit: Unit, *, actor: Actor, aliases: Iterable[str] = ()) -> Iterator[Reason]:
    yield from reasons(actor, Act.MANAGE_UNITS)
    if not unit.code:
        yield Reason("没有写编码", field="code")
    elif Unit.objects.filter(code=unit.code).exists():
        yield Reason(f"编码“{unit.code}”已有单位使用", "请换一个编码", field="code")
    yield from _unit_faults(unit, aliases)


@verb("organisations.unit.create", "设立了单位{object}", forbids=_may_create, hidden={"loaded"}, link=LINK)
def create_unit(unit: Unit, *, actor: Actor, aliases: Collection[str] = ()) -> Unit:
    """Save a new ``Unit(…)`` with its other names and its permission groups."""
    unit.save(force_insert=True)
    _set_aliases(unit, aliases)
    make_groups([unit])
    return unit


def _set_aliases(unit: Unit, aliases: Collection[str]) -> None:
    kept = {a.strip() for a in aliases} - {"", unit.name, unit.full_name}
    unit.names.filter(kind=UnitName.Kind.ALIAS).exclude(name__in=kept).delete()
    known = set(unit.names.values_list("name", flat=True))
    UnitName.objects.bulk_create([UnitName(unit=unit, name=a) for a in sorted(kept - known)])


def _may_change(
    unit: Unit,
    *,
    actor: Actor,
    aliases: Collection[str] | None = None,
    correction: bool = False,
    **changes: Any,
) -> Iterator[Reason]:
    yield from reasons(actor, Act.MANAGE_UNITS)
    if unknown := changes.keys() - set(FIELDS):
        raise TypeError(f"change_unit can't change {', '.join(sorted(unknown))}")
    if unit.merged_into is not None:
        yield Reason(f"{unit}已并入{unit.merged_into}，不能再修改", f"请修改{unit.successor()}")
    after = Unit(**{f.attname: getattr(unit, f.attname) for f in Unit._meta.concrete_fields})
    for field, value in changes.items():
        setattr(after, field, value)
    yield from _unit_faults(after, aliases)


@verb("organisations.unit.change", "修改了单位{object}", forbids=_may_change, hidden={"loaded"}, link=LINK)
def change_unit(
    unit: Unit,
    *,
    actor: Actor,
    aliases: Collection[str] | None = None,
    correction: bool = False,
    **changes: Any,
) -> Unit:
    """Change some of ``FIELDS``, and the other names when ``aliases`` is given.

    A new short or full name keeps the old one as 曾用名, so that older documents still find the unit; a
    ``correction`` of a slip does not.
    """
    former = [(getattr(unit, f), changes[f]) for f in ("name", "full_name") if f in changes]
    for field, value in changes.items():
        setattr(unit, field, value)
    unit.save()
    # A name that comes back is no longer a former one.
    unit.names.filter(name__in=[unit.name, unit.full_name]).delete()
    for old, new in former:
        if old != new and old and not correction:
            UnitName.objects.update_or_create(unit=unit, name=old, defaults={"kind": UnitName.Kind.FORMER})
    if aliases is not None:
        _set_aliases(unit, aliases)
    return unit


def _may_cease(unit: Unit, on: dt.date) -> Iterator[Reason]:
    today = timezone.localdate()
    if unit.active_to is not None:
        what = f"{unit}已并入{unit.merged_into}" if unit.merged_into else f"{unit}已撤销"
        yield Reason(what, "不必再办理")
        return
    if on > today:
        yield Reason("日期晚于今天", "请到那一天再办理", field="on")
    if unit.active_from and on <= unit.active_from:
        yield Reason(f"日期须在设立日期（{unit.active_from}）之后", field="on")


def _may_merge(unit: Unit, *, actor: Actor, into: Unit, on: dt.date) -> Iterator[Reason]:
    yield from reasons(actor, Act.MANAGE_UNITS)
    yield from _may_cease(unit, on)
    if into.pk == unit.pk:
        yield Reason("不能并入它自己", "请另选一个单位", field="into")
    elif not Unit.objects.active(timezone.localdate()).filter(pk=into.pk, active_to=None).exists():
        yield Reason(f"{into}已撤销或尚未设立，不能并入", "请选择现有的单位", field="into")
    if (unit.kind == UnitKind.COMMUNITY) != (into.kind == UnitKind.COMMUNITY):
        yield Reason("社区只能并入社区，其他单位不能并入社区", field="into")


@verb("organisations.unit.merge", "合并了单位{object}", forbids=_may_merge, hidden={"loaded"}, link=LINK)
def merge_unit(unit: Unit, *, actor: Actor, into: Unit, on: dt.date) -> Unit:
    """From ``on`` the unit ``into`` answers for what this one did. The unit stays, as the owner of its records.

    Its people's roles end the day before, its subordinate units go over, its names become former names of the
    successor, and every room moves its open records (mergers.py), all in one transaction.
    """
    into = Unit.objects.select_for_update().get(pk=into.pk)
    if into.active_to is not None:  # ended by somebody else after the look above
        raise Refused([Reason(f"{into}刚刚被撤销或合并", "请重新选择", field="into")])
    _cease(unit, on, into)
    Unit.objects.filter(parent=unit, active_to=None).update(parent=into)
    for group in UnitGroup.objects.filter(chosen=unit):
        group.chosen.add(into)
    known = {into.name, into.full_name, *into.names.values_list("name", flat=True)}
    names = dict.fromkeys([unit.name, unit.full_name, *unit.names.values_list("name", flat=True)])
    if unit.kind != UnitKind.COMMUNITY:
        UnitName.objects.bulk_create(
            [UnitName(unit=into, name=n, kind=UnitName.Kind.FORMER) for n in names if n not in known]
        )
    carry_all(unit, into, on, actor)
    return unit


def _cease(unit: Unit, on: dt.date, into: Unit | None) -> None:
    was_office = unit.is_openness_office
    unit.active_to, unit.merged_into = on - ONE_DAY, into
    unit.save()
    if was_office and into is not None:
        Unit.objects.filter(pk=into.pk).update(is_openness_office=True)
        into.is_openness_office = True
    lasting: QuerySet[Membership] = Membership.objects.filter(unit=unit).filter(
        Q(valid_to=None) | Q(valid_to__gte=on)
    )
    lasting.update(valid_to=Greatest(F("valid_from"), on - ONE_DAY))
    sync_groups(timezone.localdate())


def _may_end(unit: Unit, *, actor: Actor, on: dt.date) -> Iterator[Reason]:
    yield from reasons(actor, Act.MANAGE_UNITS)
    yield from _may_cease(unit, on)
    for label, number in pending(unit):
        yield Reason(f"{unit}还有 {number} 件{label}", "请先办结，或用“合并”并入接手的单位")
    if below := Unit.objects.filter(parent=unit, active_to=None).count():
        yield Reason(f"{unit}还有 {below} 个下级单位", "请先给它们换上级单位，或用“合并”")
    if unit.is_openness_office:
        yield Reason(f"{unit}是政务公开主管部门", "请先指定另一个单位，或用“合并”并入接手的单位")


@verb("organisations.unit.end", "撤销了单位{object}", forbids=_may_end, hidden={"loaded"}, link=LINK)
def end_unit(unit: Unit, *, actor: Actor, on: dt.date) -> Unit:
    """From ``on`` the unit exists no more and nobody takes over; its people's roles end the day before."""
    _cease(unit, on, None)
    return unit


def _may_choose(group: UnitGroup, *, actor: Actor, units: Collection[Unit]) -> Iterator[Reason]:
    # Which units a sentence of the plan means is for the openness office to say, as well as for who keeps units.
    if reasons(actor, Act.PLAN):
        yield from reasons(actor, Act.MANAGE_UNITS)
    if group.rule != UnitGroup.Rule.CHOSEN:
        yield Reason(
            f"{group}的成员由规则得出：{group.get_rule_display()}", "要改变成员，请修改单位的类别或起止日期"
        )
    active = set(Unit.objects.active(timezone.localdate()).values_list("pk", flat=True))
    for unit in units:
        if unit.pk not in active:
            yield Reason(
                f"{unit}已撤销",
                f"请改选{unit.successor()}" if unit.merged_into else "请去掉它",
                field="units",
            )


@verb(
    "organisations.group.choose", "选定了分组{object}的成员", forbids=_may_choose, link="organisations:group"
)
def set_group_members(group: UnitGroup, *, actor: Actor, units: Collection[Unit]) -> UnitGroup:
    """Choose the members of a group that a person chooses (PLAN or MANAGE_UNITS)."""
    group.chosen.set(units)
    return group
