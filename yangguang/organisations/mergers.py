"""What upper rooms do when a unit merges or ends: they register how their open records go over to the successor.

``merge_unit`` calls every registered function inside its own transaction, so that either everything moves or
nothing does; the confirmation page shows beforehand how many records each of them will move.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from yangguang.core.actors import Actor
from yangguang.core.registries import Registry

from .models import Unit

Carry = Callable[[Unit, Unit, dt.date, Actor], object]
Count = Callable[[Unit], int]


@dataclass(frozen=True)
class Merger:
    """``carry(old, new, on, actor)`` moves the open records; ``count(old)`` tells how many those are now."""

    key: str
    label: str
    carry: Carry
    count: Count | None = None


MERGERS: Registry[Merger] = Registry("merger")


def register(key: str, label: str, carry: Carry, count: Count | None = None) -> Merger:
    """Register from ``AppConfig.ready()``. ``label`` names the records in the preview, such as 未办结的待办."""
    return MERGERS.add(key, Merger(key, label, carry, count))


def carry_all(old: Unit, new: Unit, on: dt.date, actor: Actor) -> None:
    """Move everything, in order of registration. Runs in the caller's transaction."""
    for merger in MERGERS:
        merger.carry(old, new, on, actor)


def pending(unit: Unit) -> list[tuple[str, int]]:
    """What is still open at the unit: label and number, without the kinds of which there are none."""
    counted = ((m.label, m.count(unit)) for m in MERGERS if m.count is not None)
    return [(label, number) for label, number in counted if number]
