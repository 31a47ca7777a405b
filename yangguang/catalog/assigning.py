"""Who answers for the items of a catalogue: proposals from the 公开主体 column or from a choice, shown before they are kept.

Nothing here writes; ``actions.assign_in_bulk`` keeps what a person has seen.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from yangguang.organisations.models import Unit, UnitGroup
from yangguang.organisations.queries import unit_directory

from .models import Catalogue, Item


class How(StrEnum):
    """What to do with the units that an item has already."""

    ADD = "add"
    REPLACE = "replace"
    REMOVE = "remove"


WORDS = {How.ADD: "加上", How.REPLACE: "换成", How.REMOVE: "去掉"}


@dataclass(frozen=True)
class Change:
    """One item's units before and after; ``unread`` are the names of its 公开主体 that no unit bears."""

    item: Item
    before: tuple[Unit, ...]
    after: tuple[Unit, ...]
    unread: tuple[str, ...] = ()

    @property
    def added(self) -> list[Unit]:
        return [u for u in self.after if u not in self.before]

    @property
    def removed(self) -> list[Unit]:
        return [u for u in self.before if u not in self.after]


@dataclass(frozen=True)
class Proposal:
    """What would change, what would not, and what could not be read. ``seal`` tells whether it still holds."""

    changes: list[Change] = field(default_factory=list)
    same: int = 0
    unread: list[Change] = field(default_factory=list)
    seal: str = ""


def _seal(items: Iterable[tuple[Item, Sequence[Unit]]]) -> str:
    """A mark of the units that items have now: it differs as soon as somebody else has changed one."""
    said = ";".join(f"{i.pk}:{','.join(str(u.pk) for u in units)}" for i, units in items)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _present(catalogue: Catalogue, chosen: Iterable[int] | None) -> list[tuple[Item, list[Unit]]]:
    rows = catalogue.items.prefetch_related("units")
    if chosen is not None:
        rows = rows.filter(pk__in=list(chosen))
    return [(i, sorted(i.units.all(), key=lambda u: (u.order, u.pk))) for i in rows.order_by("order", "pk")]


def _apply(before: list[Unit], units: Sequence[Unit], how: str) -> list[Unit]:
    if how == How.REMOVE:
        found = [u for u in before if u not in units]
    elif how == How.REPLACE:
        found = list(units)
    else:
        found = [*before, *units]
    return sorted(dict.fromkeys(found), key=lambda u: (u.order, u.pk))


def _proposal(rows: list[tuple[Item, list[Unit]]], wanted: dict[int, tuple[Sequence[Unit], tuple[str, ...]]],
              how: str) -> Proposal:  # fmt: skip
    changes, unread, same = [], [], 0
    for item, before in rows:
        units, names = wanted[item.pk]
        after = before if not units and names else _apply(before, units, how)
        change = Change(item, tuple(before), tuple(after), names)
        if names:
            unread.append(change)
        if tuple(before) != tuple(after):
            changes.append(change)
        else:
            same += 1
    return Proposal(changes, same, unread, _seal(rows))


def by_choice(
    catalogue: Catalogue, units: Sequence[Unit], how: str, chosen: Iterable[int] | None = None
) -> Proposal:
    """The same units for every item (or those of ``chosen``)."""
    rows = _present(catalogue, chosen)
    return _proposal(rows, {item.pk: (units, ()) for item, _ in rows}, how)


def by_subject(catalogue: Catalogue, how: str, on: dt.date, chosen: Iterable[int] | None = None) -> Proposal:
    """The units that each item's 公开主体 names. A group (各街道) stands for its members of the day; what is read as
    no unit is told, and an item of which nothing was read keeps what it has."""
    rows = _present(catalogue, chosen)
    directory = unit_directory(on)
    by_name = {u.name: u for u in Unit.objects.answerable(on)}
    groups = {g.code: list(g.members(on)) for g in UnitGroup.objects.all()}
    read: dict[str, tuple[Sequence[Unit], tuple[str, ...]]] = {}
    wanted = {}
    for item, _ in rows:
        if item.subject not in read:
            units: list[Unit] = []
            unread: list[str] = []
            for ref in directory.listed(item.subject.replace(" ", "、").replace("；", "、")):
                if ref.kind == "unit" and ref.name in by_name:
                    units.append(by_name[ref.name])
                elif ref.kind in ("group", "description") and groups.get(ref.code):
                    units += groups[ref.code]
                else:
                    unread.append(ref.raw[:40])
            read[item.subject] = (units, tuple(unread))
        wanted[item.pk] = read[item.subject]
    return _proposal(rows, wanted, how)
