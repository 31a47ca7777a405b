"""What a policy or an explanation shows on its page of the workbench."""

from __future__ import annotations

from typing import Any

from yangguang.core.actors import Actor
from yangguang.publications import panels
from yangguang.publications.models import Publication

from . import queries
from .models import Explains


def context(record: Publication, actor: Actor) -> dict[str, Any] | None:
    kind = record.draft().kind
    if kind not in (*queries.GATED, "explanation"):
        return None
    package = queries.open_package(record)
    linked = Explains.objects.filter(explanation=record) if kind == "explanation" else record.explained_by
    return {
        "record": record,
        "is_document": kind in queries.GATED,
        "requirement": queries.requirement(record.pk) if kind in queries.GATED else None,
        "package": package,
        "linked": [
            r.document if kind == "explanation" else r.explanation
            for r in linked.select_related("document", "explanation")
        ],
        "form": queries.form_of(record) if kind == "explanation" else "",
    }


panels.register(panels.Panel("policy", "policy/panel.html", context))
