"""Who is assigned what on a day: the parties of a task with their groups expanded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from yangguang.organisations.models import Unit, UnitGroup

from .models import PlanTask, TaskParty


@dataclass(frozen=True)
class Wanted:
    """One assignment that should exist. ``unit`` is a key; ``group`` the code it came from, if any."""

    task: int
    unit: int
    part: str
    action: str
    action_no: int | None
    group: str

    @property
    def key(self) -> tuple[int, int, str, str]:
        return self.task, self.unit, self.part, self.action


def members(on: dt.date) -> dict[str, list[int]]:
    """The keys of every group's units on the day, in order."""
    return {g.code: list(g.members(on).values_list("pk", flat=True)) for g in UnitGroup.objects.all()}


def wanted(tasks: Iterable[PlanTask], on: dt.date) -> list[Wanted]:
    """The assignments of the tasks (with parties prefetched) on the day.

    A lead is not added again by a group, and a unit named beside a group keeps its own line; a unit named in both
    cells keeps both only where the actions differ. A unit that was merged is its successor.
    """
    groups = members(on)
    successors = {u.pk: _living(u, on) for u in Unit.objects.select_related("merged_into")}
    found: dict[tuple[int, int, str, str], Wanted] = {}
    for task in tasks:
        parties = sorted(task.parties.all(), key=lambda p: (p.part != TaskParty.Part.LEAD, p.order))
        taken: set[int] = set()
        leading: set[tuple[int, str]] = set()
        for party in (p for p in parties if p.unit_id):
            unit = successors.get(party.unit_id)  # type: ignore[arg-type]
            if party.part == TaskParty.Part.LEAD and unit is not None:
                leading.add((unit, party.action))
            elif (unit, party.action) in leading:
                continue  # who leads a task answers for the same work already
            if unit is not None:
                item = Wanted(task.pk, unit, party.part, party.action, party.action_no, "")
                found.setdefault(item.key, item)
                taken.add(unit)
        for party in (p for p in parties if not p.unit_id):
            for unit in groups.get(party.group_code, ()):
                if unit not in taken:
                    item = Wanted(task.pk, unit, party.part, party.action, party.action_no, party.group_code)
                    found.setdefault(item.key, item)
            if party.part == TaskParty.Part.LEAD:
                taken.update(groups.get(party.group_code, ()))
    return list(found.values())


def _living(unit: Unit, on: dt.date) -> int | None:
    last = unit.successor()
    return last.pk if last.is_active(on) else None
