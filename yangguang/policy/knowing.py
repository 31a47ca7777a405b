"""What this room tells other rooms of policies: what explains what, and which speak to people directly."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

from yangguang.publications import knowing

from .models import Explains, Material, Requirement


def _add(rows: Iterable[tuple[int, int]], found: dict[int, list[int]]) -> None:
    for key, other in rows:
        if other not in found[key]:
            found[key].append(other)


def documents(explanations: Collection[int]) -> dict[int, list[int]]:
    """What these explain, as linked, or as the material of a package on its way."""
    found: dict[int, list[int]] = defaultdict(list)
    linked = Explains.objects.filter(explanation__in=explanations).order_by("pk")
    _add(linked.values_list("explanation", "document"), found)
    travelling = Material.objects.filter(explanation__in=explanations)
    _add(travelling.values_list("explanation", "package__document"), found)
    return found


def explanations(documents: Collection[int]) -> dict[int, list[int]]:
    """What explains these."""
    found: dict[int, list[int]] = defaultdict(list)
    linked = Explains.objects.filter(document__in=documents).order_by("pk")
    _add(linked.values_list("document", "explanation"), found)
    travelling = Material.objects.filter(package__document__in=documents)
    _add(travelling.values_list("package__document", "explanation"), found)
    return found


def people_facing(documents: Collection[int]) -> set[int]:
    """Those that were found at 认定 to speak to residents or firms directly."""
    rows = Requirement.objects.filter(document__in=documents, people_facing=True)
    return set(rows.values_list("document", flat=True))


knowing.register(knowing.Knower("policy", documents, explanations, people_facing))
