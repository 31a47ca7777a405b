"""When a unit merges: its plans that are not public yet go over to the successor, who must still publish them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import QuerySet

from yangguang.core.actions import Reason, verb
from yangguang.core.actors import Actor
from yangguang.delivery import pages
from yangguang.organisations.models import Unit

from ..models import Plan, PlanText
from .registering import standing


def unpublished(unit: Unit) -> QuerySet[Plan]:
    """The unit's plans without a public full text; those that are public keep their maker."""
    public = PlanText.objects.filter(part=PlanText.Part.FULL, publication__live=True).values("plan")
    return Plan.objects.district().filter(unit=unit).exclude(pk__in=public)


def _may_pass_on(plan: Plan, *, actor: Actor, unit: Unit) -> Iterable[Reason]:
    yield from standing(plan)


@verb("planning.pass_on", "把规划{object}转给继受单位", forbids=_may_pass_on, link="planning:entry")
def pass_on(plan: Plan, *, actor: Actor, unit: Unit) -> Plan:
    """Make ``unit`` the one that answers for a plan. Only a merger calls this, which has asked for the power to merge."""
    plan.unit = unit
    plan.edition += 1
    plan.save()
    pages.purge("plans")
    return plan


def carry(old: Unit, new: Unit, on: dt.date, actor: Actor) -> None:
    for plan in unpublished(old):
        pass_on(plan, actor=actor, unit=new)


def count(old: Unit) -> int:
    return unpublished(old).count()
