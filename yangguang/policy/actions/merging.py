"""When a unit merges: its open policy packages go on in the name of the successor, as their documents do."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet

from yangguang.core.actions import verb
from yangguang.core.actors import Actor
from yangguang.organisations.models import Unit

from ..models import Package


def open_packages(unit: Unit) -> QuerySet[Package]:
    return Package.objects.filter(unit=unit, state__in=Package.OPEN).order_by("pk")


@verb("policy.pass_on", "把政策文件包{object}转给继受单位")
def pass_on(package: Package, *, actor: Actor, unit: Unit) -> Package:
    """Make ``unit`` the drafting one. Only a merger calls this, which has asked for the power to merge."""
    package.unit = unit
    package.save(update_fields=["unit"])
    return package


def carry(old: Unit, new: Unit, on: dt.date, actor: Actor) -> None:
    for package in open_packages(old):
        pass_on(package, actor=actor, unit=new)


def count(old: Unit) -> int:
    return open_packages(old).count()
