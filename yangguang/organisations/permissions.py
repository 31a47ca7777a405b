"""One policy for every record: it belongs to a unit, and a person's roles say what they may do with which units.

Lists, forms, actions, API and export all ask here: ``scope(actor, act)`` for a queryset, ``reasons(actor, act,
record)`` for one record.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from yangguang.core.actions import Reason
from yangguang.core.actors import Actor

from .models import Administrator, Membership, Role, Unit


class Act(StrEnum):
    """What one may do with a unit's records."""

    VIEW = "查看"
    EDIT = "办理"
    REVIEW = "审核"
    APPROVE = "批准"
    ADVISE = "法律审查"
    SUPERVISE = "督办"
    EXPORT = "导出"
    # District-wide acts, which belong to no unit's record.
    PLAN = "管理任务分解"
    MEASURE = "测量"
    AUDIT = "查看操作日志"
    MANAGE_UNITS = "管理单位"
    MANAGE_PEOPLE = "管理人员"
    MANAGE_SYSTEM = "管理系统"


A = Act
# What each role may do with its own unit's records.
AT_UNIT: dict[str, frozenset[Act]] = {
    Role.EDITOR: frozenset({A.VIEW, A.EDIT, A.EXPORT}),
    Role.REVIEWER: frozenset({A.VIEW, A.EDIT, A.REVIEW, A.EXPORT}),
    Role.HEAD: frozenset({A.VIEW, A.EDIT, A.REVIEW, A.APPROVE, A.EXPORT}),
    Role.OPENNESS: frozenset({A.VIEW, A.EDIT, A.REVIEW, A.EXPORT}),
    Role.LAWYER: frozenset({A.VIEW, A.ADVISE}),
    Role.SUPERVISOR: frozenset({A.VIEW, A.EXPORT}),
    Role.AUDITOR: frozenset({A.VIEW, A.EXPORT, A.AUDIT}),
}
# What the same roles may do with every unit's records when they are held at the openness office (条例 art. 4).
AT_OFFICE: dict[str, frozenset[Act]] = {
    Role.HEAD: frozenset({A.VIEW, A.SUPERVISE, A.EXPORT, A.PLAN, A.MEASURE}),
    Role.OPENNESS: frozenset({A.VIEW, A.SUPERVISE, A.EXPORT, A.PLAN, A.MEASURE}),
    Role.SUPERVISOR: frozenset({A.VIEW, A.SUPERVISE, A.EXPORT, A.MEASURE}),
    Role.AUDITOR: frozenset({A.VIEW, A.EXPORT, A.AUDIT}),
}
ADMINISTRATORS: dict[str, frozenset[Act]] = {
    Administrator.SYSTEM: frozenset({A.MANAGE_UNITS, A.MANAGE_SYSTEM}),
    Administrator.SECURITY: frozenset({A.MANAGE_PEOPLE}),
    Administrator.AUDIT: frozenset({A.AUDIT}),
}
# Roles at a street reach down to its communities.
_REACHES_DOWN = frozenset({A.VIEW, A.EXPORT, A.SUPERVISE})


@dataclass(frozen=True)
class Powers:
    """What one person may do today: per act the units, and the acts that reach every unit."""

    everywhere: frozenset[Act] = frozenset()
    at: dict[Act, frozenset[int]] = field(default_factory=dict)

    def may(self, act: Act, unit_id: int | None = None) -> bool:
        return act in self.everywhere or (unit_id is not None and unit_id in self.at.get(act, frozenset()))

    def may_anywhere(self, act: Act) -> bool:
        return act in self.everywhere or bool(self.at.get(act))


def powers(user: Any, on: dt.date | None = None) -> Powers:
    """The powers of a signed-in person (none for None or an inactive account). Three queries, kept on the user."""
    if user is None or not user.is_active:
        return Powers()
    today = on or timezone.localdate()
    kept = getattr(user, "_powers", None)
    if kept is not None and kept[0] == today:
        return kept[1]
    everywhere: set[Act] = set()
    at: dict[Act, set[int]] = {}
    held = list(Membership.objects.valid(today).filter(user=user).select_related("unit"))
    children: dict[int, list[int]] = {}
    for pk, parent in Unit.objects.filter(parent__in={m.unit_id for m in held}).values_list(
        "pk", "parent_id"
    ):
        children.setdefault(parent, []).append(pk)
    for membership in held:
        if not membership.unit.is_active(today):
            continue
        if membership.unit.is_openness_office:
            everywhere |= AT_OFFICE.get(membership.role, frozenset())
        for act in AT_UNIT[membership.role]:
            ids = at.setdefault(act, set())
            ids.add(membership.unit_id)
            if act in _REACHES_DOWN:
                ids.update(children.get(membership.unit_id, ()))
    grant = getattr(user, "admin_grant", None)
    if grant is not None:
        everywhere |= ADMINISTRATORS[grant.kind]
    result = Powers(frozenset(everywhere), {a: frozenset(ids) for a, ids in at.items()})
    user._powers = (today, result)
    return result


def scope(actor: Actor, act: Act, records: models.QuerySet[Any], unit: str = "unit") -> models.QuerySet[Any]:
    """Those of ``records`` with which the actor may do ``act``; ``unit`` is the path to the owning unit."""
    if actor.is_system:
        return records
    held = powers(actor.user)
    if act in held.everywhere:
        return records
    return records.filter(Q(**{f"{unit}__in": held.at.get(act, frozenset())}))


def may(actor: Actor, act: Act, unit: Unit | int | None = None) -> bool:
    """Whether the actor may do ``act`` with records of ``unit`` (None: with records of no unit)."""
    if actor.is_system:
        return True
    return powers(actor.user).may(act, unit.pk if isinstance(unit, Unit) else unit)


def reasons(actor: Actor, act: Act, unit: Unit | int | None = None) -> list[Reason]:
    """Empty when the actor may; else the one reason why not, for a verb's ``forbids``."""
    if may(actor, act, unit):
        return []
    whose = f"{unit}的" if isinstance(unit, Unit) else ""
    return [Reason(f"您的账号没有{act.value}{whose}权限", "如工作需要，请联系安全管理员")]


View = Callable[..., HttpResponse]


def requires(act: Act, *, anywhere: bool = True) -> Callable[[View], View]:
    """Admit to a view whoever may do ``act`` with at least one unit (``anywhere``) or district-wide."""

    def wrap(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                from django.contrib.auth.views import redirect_to_login

                return redirect_to_login(request.get_full_path())
            held = powers(request.user)
            if not (held.may_anywhere(act) if anywhere else act in held.everywhere):
                raise PermissionDenied(f"此页需要“{act.value}”权限。如工作需要，请联系安全管理员。")
            return view(request, *args, **kwargs)

        guarded.requires_act = act  # type: ignore[attr-defined]
        return guarded

    return wrap
