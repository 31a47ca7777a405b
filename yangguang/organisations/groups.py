"""The permission groups of units (``unit:<code>:<role>``): made with the unit, filled by roles, never by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.contrib.auth.models import Group
from django.db import transaction

from .models import Membership, Role, Unit, UnitRole, User

Pair = tuple[int, int]  # keys of the person and of the group


def group_name(unit: Unit, role: str) -> str:
    return f"unit:{unit.code}:{role}"


def make_groups(units: Iterable[Unit]) -> None:
    """The groups of new units, one per role; two statements for any number of units."""
    wanted = [(unit, role) for unit in units for role in Role.values]
    groups = Group.objects.bulk_create([Group(name=group_name(u, r)) for u, r in wanted], batch_size=500)
    UnitRole.objects.bulk_create(
        [UnitRole(unit=u, role=r, group=g) for (u, r), g in zip(wanted, groups, strict=True)], batch_size=300
    )


@transaction.atomic
def sync_groups(on: dt.date, user: User | None = None) -> tuple[int, int]:
    """Make the groups' members those who hold the roles on the day; (added, removed).

    Roles begin and end on dates, so this runs every night as well as after each change to a person's roles.
    """
    through = User.groups.through
    memberships = Membership.objects.valid(on).filter(
        user__is_active=True, unit__in=Unit.objects.active(on).values("pk")
    )
    present = through.objects.filter(group__unit_role__isnull=False)
    if user is not None:
        memberships, present = memberships.filter(user=user), present.filter(user=user)
    groups = {(u, r): g for u, r, g in UnitRole.objects.values_list("unit_id", "role", "group_id")}
    wanted: set[Pair] = {
        (person, groups[unit, role])
        for person, unit, role in memberships.values_list("user_id", "unit_id", "role")
        if (unit, role) in groups
    }
    have: dict[Pair, int] = {(u, g): pk for pk, u, g in present.values_list("pk", "user_id", "group_id")}
    missing = sorted(wanted - have.keys())
    through.objects.bulk_create([through(user_id=u, group_id=g) for u, g in missing], ignore_conflicts=True)
    surplus = [pk for pair, pk in have.items() if pair not in wanted]
    through.objects.filter(pk__in=surplus).delete()
    return len(missing), len(surplus)
