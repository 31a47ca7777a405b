"""What a record's page of the workbench shows of the knowledge base: the entries that rest on it, and growing more."""

from __future__ import annotations

from typing import Any

from yangguang.core.actors import Actor
from yangguang.publications import panels
from yangguang.publications.models import Publication

from . import queries, sources
from .actions import growing


def context(record: Publication, actor: Actor) -> dict[str, Any] | None:
    if not record.live:
        return None
    entries = list(queries.of_record(record).listed()[:20])
    may_grow = not growing.grow.reasons(record, actor=actor)
    material = record.kind in sources.POLICIES and not growing.grow_material.reasons(record, actor=actor)
    if not entries and not may_grow and not material:
        return None
    return {"record": record, "entries": entries, "may_grow": may_grow, "material": material}


panels.register(panels.Panel("knowledge", "knowledge/panel.html", context))
