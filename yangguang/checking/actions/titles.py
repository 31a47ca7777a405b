"""What a unit's officers are called."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from yangguang.core.actions import Reason, verb
from yangguang.core.actors import Actor
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, may, reasons

from ..models import UnitTitles
from ..names import units

MOST, LONGEST = 10, 12


def _may_set(unit: Unit, *, actor: Actor, titles: Sequence[str] = ()) -> Iterable[Reason]:
    if not may(actor, Act.SUPERVISE):  # the openness office sets them for every unit
        yield from reasons(actor, Act.REVIEW, unit)
    if len(titles) > MOST or any(len(t) > LONGEST for t in titles):
        yield Reason(f"最多 {MOST} 个称谓，每个不超过 {LONGEST} 字", field="titles")


@verb("checking.titles.set", "登记了{object}的职务称谓", forbids=_may_set, link="organisations:unit")
def set_titles(unit: Unit, *, actor: Actor, titles: Sequence[str]) -> Unit:
    """The titles, the head's first; none means that nothing is checked."""
    kept = list(dict.fromkeys(t.strip() for t in titles if t.strip()))
    if kept:
        UnitTitles.objects.update_or_create(unit=unit, defaults={"titles": kept})
    else:
        UnitTitles.objects.filter(unit=unit).delete()
    units.forget()
    return unit
