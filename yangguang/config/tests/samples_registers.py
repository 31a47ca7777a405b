"""Arguments of the views of registers: work lists, upstream guidance, emergency themes and decisions."""

from __future__ import annotations

from yangguang.organisations.models import Unit

from .samples import SHARED, Arguments, sample
from .samples_publishing import _catalogue


@sample("catalog:assign", rows=SHARED)
def _assign(unit: Unit) -> Arguments:
    return {"pk": _catalogue().pk}
