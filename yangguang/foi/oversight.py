"""Who oversees the desks: the openness office tries their channels, the justice unit (区司法局) reads their replies."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from yangguang.core.actions import Reason
from yangguang.core.actors import Actor
from yangguang.organisations.models import Membership, Role, Unit, User
from yangguang.organisations.permissions import Act, may, reasons

from .actions.figures import office

__all__ = [
    "does_justice", "justice", "justice_reasons", "keeps_register", "office", "readers", "register_reasons", "sees_rounds",
    "units_of",
]  # fmt: skip


def justice() -> Unit | None:
    """The unit that samples replies; None when the setting names no unit."""
    found = Unit.objects.filter(code=settings.FOI_JUSTICE_UNIT).select_related("merged_into").first()
    return found.successor() if found is not None else None


def does_justice(actor: Actor) -> bool:
    """Whether the person does the justice unit's work of sampling."""
    unit = justice()
    return actor.is_system or (unit is not None and may(actor, Act.REVIEW, unit))


def justice_reasons(actor: Actor) -> list[Reason]:
    """Empty when the actor does the justice unit's work; else why not."""
    if does_justice(actor):
        return []
    unit = justice()
    if unit is None:
        return [Reason("没有设置抽评答复文书的单位", "请管理员设置 YANGGUANG_FOI_JUSTICE_UNIT")]
    return [Reason(f"由{unit}的审核人办理", f"请联系{unit}")]


def keeps_register(actor: Actor) -> bool:
    """Whether the person registers trainings and guiding cases: the leads of task 33 do."""
    return may(actor, Act.PLAN) or does_justice(actor)


def register_reasons(actor: Actor) -> list[Reason]:
    return [] if keeps_register(actor) else reasons(actor, Act.PLAN)


def sees_rounds(actor: Actor) -> bool:
    """Whether the person follows a round as a whole: the justice unit and the openness office do."""
    return does_justice(actor) or may(actor, Act.SUPERVISE)


def readers() -> list[User]:
    """Who may be asked to read: people of the justice unit and of the openness office, and every unit's legal counsel."""
    today, unit = timezone.localdate(), justice()
    held = Membership.objects.valid(today).filter(
        Q(unit=unit) | Q(unit__is_openness_office=True) | Q(role=Role.LAWYER)
    )
    return list(User.objects.filter(is_active=True, pk__in=held.values("user")).order_by("name", "pk"))


def units_of(people: Iterable[User]) -> dict[int, frozenset[int]]:
    """For each person the units they belong to today; a unit that merged counts as the one that took it over."""
    found: dict[int, set[int]] = {p.pk: set() for p in people}
    held = Membership.objects.valid(timezone.localdate()).filter(user__in=found)
    for one in held.select_related("unit__merged_into"):
        found[one.user_id] |= {one.unit_id, one.unit.successor().pk}
    return {k: frozenset(v) for k, v in found.items()}
