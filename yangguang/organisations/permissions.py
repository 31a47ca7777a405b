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

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Q
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from yangguang.core.actions import Reason
from yangguang.core.actors import Actor

from .models import AdminGrant, Administrator, Membership, Role, Unit, UnitKind


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
    Role.AUDITOR: frozenset({A.VIEW, A.EXPORT}),  # the district's log is the audit administrator's
}
ADMINISTRATORS: dict[str, frozenset[Act]] = {
    Administrator.SYSTEM: frozenset({A.MANAGE_UNITS, A.MANAGE_SYSTEM}),
    Administrator.SECURITY: frozenset({A.MANAGE_PEOPLE}),
    Administrator.AUDIT: frozenset({A.AUDIT}),
}
# What a role carries beyond its own unit: down to a street's communities, and back to the units that merged into
# it, whose records keep their owner. Work on open records needs no reach: a merger moves those (mergers.py).
_REACHES = frozenset({A.VIEW, A.EXPORT})


@dataclass(frozen=True)
class Powers:
    """What one person may do on a day: per act the units, and the acts that reach every unit."""

    everywhere: frozenset[Act] = frozenset()
    at: dict[Act, frozenset[int]] = field(default_factory=dict)

    def may(self, act: Act, unit_id: int | None = None) -> bool:
        return act in self.everywhere or (unit_id is not None and unit_id in self.at.get(act, frozenset()))

    def may_anywhere(self, act: Act) -> bool:
        return act in self.everywhere or bool(self.at.get(act))


def powers(user: Any, on: dt.date | None = None) -> Powers:
    """The powers of a signed-in person (none for None or an inactive account). Three queries, kept on the user.

    A role counts from its first to its last day and only while its unit exists. An administrator's grant excludes
    every role: should a person hold both in spite of ``grant_role`` and ``grant_admin``, the roles are ignored.
    """
    if user is None or not user.is_active:
        return Powers()
    today = on or timezone.localdate()
    kept = getattr(user, "_powers", None)
    if kept is not None and kept[0] == today:
        return kept[1]
    grant = AdminGrant.objects.filter(user=user).first()
    if grant is not None:
        result = Powers(ADMINISTRATORS[grant.kind])
    else:
        result = _role_powers(user, today)
    user._powers = (today, result)
    return result


def _role_powers(user: Any, today: dt.date) -> Powers:
    everywhere: set[Act] = set()
    at: dict[Act, set[int]] = {}
    held = [
        m
        for m in Membership.objects.valid(today).filter(user=user).select_related("unit")
        if m.unit.is_active(today)
    ]
    reach = _reach({m.unit_id for m in held}) if held else {}
    for membership in held:
        if membership.unit.is_openness_office:
            everywhere |= AT_OFFICE.get(membership.role, frozenset())
        for act in AT_UNIT[membership.role]:
            ids = at.setdefault(act, set())
            ids.add(membership.unit_id)
            if act in _REACHES:
                ids |= reach[membership.unit_id]
    return Powers(frozenset(everywhere), {a: frozenset(ids) for a, ids in at.items()})


def _reach(unit_ids: set[int]) -> dict[int, set[int]]:
    """For each unit: its communities, and the units that merged into it, through every step. One query."""
    below: dict[int, list[int]] = {}
    rows = Unit.objects.filter(
        Q(parent__in=unit_ids, kind=UnitKind.COMMUNITY) | Q(merged_into__isnull=False)
    ).values_list("pk", "kind", "parent_id", "merged_into_id")
    for pk, kind, parent, into in rows:
        if into is not None:
            below.setdefault(into, []).append(pk)
        if kind == UnitKind.COMMUNITY and parent in unit_ids:
            below.setdefault(parent, []).append(pk)
    reached: dict[int, set[int]] = {}
    for unit_id in unit_ids:
        found: set[int] = set()
        waiting = [unit_id]
        while waiting:
            for pk in below.get(waiting.pop(), ()):
                if pk not in found and pk != unit_id:
                    found.add(pk)
                    waiting.append(pk)
        reached[unit_id] = found
    return reached


def merged_into(unit: int) -> set[int]:
    """Keys of the units that merged into this one, through every step."""
    return {
        *Unit.objects.filter(pk__in=_reach({unit})[unit])
        .exclude(merged_into=None)
        .values_list("pk", flat=True)
    }


def scope(actor: Actor, act: Act, records: models.QuerySet[Any], unit: str = "unit") -> models.QuerySet[Any]:
    """Those of ``records`` with which the actor may do ``act``; ``unit`` is the path to the owning unit."""
    if actor.is_system:
        return records
    held = powers(actor.user)
    if act in held.everywhere:
        return records
    return records.filter(**{f"{unit}__in": held.at.get(act, frozenset())})


def may(actor: Actor, act: Act, unit: Unit | int | None = None) -> bool:
    """Whether the actor may do ``act`` with records of ``unit`` (None: with records of no unit)."""
    if actor.is_system:
        return True
    return powers(actor.user).may(act, unit.pk if isinstance(unit, Unit) else unit)


def reasons(actor: Actor, act: Act, unit: Unit | int | None = None) -> list[Reason]:
    """Empty when the actor may; else the one reason why not, for a verb's ``forbids``."""
    if may(actor, act, unit):
        return []
    if actor.user is None:
        return [Reason("您还没有登录", "请登录后再办理")]
    whose = f"对{unit}" if isinstance(unit, Unit) else ""
    return [Reason(f"您的账号没有{whose}“{act.value}”的权限", "如工作需要，请联系安全管理员")]


View = Callable[..., HttpResponseBase]


def _sign_in_first(request: HttpRequest) -> HttpResponseBase:
    # Nobody can come back to a form that was only posted, so its address is not kept.
    return redirect_to_login(request.get_full_path() if request.method in ("GET", "HEAD") else "")


def requires(*acts: Act, anywhere: bool = True) -> Callable[[View], View]:
    """Admit to a view whoever may do one of ``acts`` with at least one unit (``anywhere``) or district-wide.

    Visitors go to the sign-in page; others get 403. A view without this, without ``signed_in`` and not in the
    short list of public ones fails the test that walks every view.
    """

    def wrap(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return _sign_in_first(request)
            held = powers(request.user)
            if not any(held.may_anywhere(a) if anywhere else a in held.everywhere for a in acts):
                named = "或".join(f"“{a.value}”" for a in acts)
                raise PermissionDenied(f"此页需要{named}权限。如工作需要，请联系安全管理员。")
            return view(request, *args, **kwargs)

        guarded.requires_acts, guarded.requires_anywhere = acts, anywhere  # type: ignore[attr-defined]
        return guarded

    return wrap


def signed_in(view: View) -> View:
    """Admit to a view everyone who has signed in: one's own account, the register of units, the inbox."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return _sign_in_first(request)
        return view(request, *args, **kwargs)

    guarded.requires_acts, guarded.requires_anywhere = (), True  # type: ignore[attr-defined]
    return guarded
