"""What one room knows of public records and another beside it has to ask: neither knows the other, both know this."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q

from yangguang.core.registries import Registry

Related = Callable[[Collection[int]], Mapping[int, Sequence[int]]]


@dataclass(frozen=True)
class Knower:
    """One room's knowledge; what it knows nothing of it leaves None.

    ``documents(explanations)`` and ``explanations(documents)`` tell what explains what, by record keys, drafts included;
    ``people_facing(documents)`` which of them speak to residents or firms directly; ``answered()`` picks the records that
    came of requests for information; ``dead(addresses)`` which of them were found not to open.
    """

    key: str
    documents: Related | None = None
    explanations: Related | None = None
    people_facing: Callable[[Collection[int]], set[int]] | None = None
    answered: Callable[[], Q] | None = None
    dead: Callable[[Collection[str]], set[str]] | None = None


KNOWERS: Registry[Knower] = Registry("knower of records")


def register(knower: Knower) -> Knower:
    """Register from ``AppConfig.ready()``."""
    return KNOWERS.add(knower.key, knower)


def _gathered(asked: Sequence[Related | None], records: Collection[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for tell in asked:
        for key, others in tell(records).items() if tell is not None and records else ():
            found[key] += [o for o in others if o not in found[key]]
    return dict(found)


def documents_of(explanations: Collection[int]) -> dict[int, list[int]]:
    """For each explanation the documents that it explains."""
    return _gathered([k.documents for k in KNOWERS], explanations)


def explanations_of(documents: Collection[int]) -> dict[int, list[int]]:
    """For each document the texts that explain it."""
    return _gathered([k.explanations for k in KNOWERS], documents)


def people_facing(documents: Collection[int]) -> set[int] | None:
    """Those that speak to residents or firms directly; None when no room tells."""
    asked = [k.people_facing for k in KNOWERS if k.people_facing is not None]
    return set().union(*(tell(documents) for tell in asked)) if asked else None


def answered() -> Q:
    """Records that came of requests for information; none when no room tells."""
    found = Q(pk__in=())
    for knower in KNOWERS:
        if knower.answered is not None:
            found |= knower.answered()
    return found


def dead(addresses: Collection[str]) -> set[str]:
    """Those of the addresses that a room found not to open; none when no room looks."""
    asked = [k.dead for k in KNOWERS if k.dead is not None]
    return set().union(*(tell(addresses) for tell in asked)) if asked and addresses else set()
