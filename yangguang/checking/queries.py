"""Read shapes of the lists: overview, entries searched, versions, the course of a list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils import timezone

from yangguang.core.actors import Actor
from yangguang.core.models import AuditEntry
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, powers

from . import keeping
from .models import UnitTitles, WordList, WordListVersion
from .wordlists import shipped
from .wordlists.expressions import Change, Expression, Sort, difference
from .wordlists.matching import folded

MOST_FOUND = 100


@dataclass(frozen=True)
class Found:
    """An entry found in some list."""

    entry: Expression
    list_name: str
    word_list: WordList | None = None  # None for a packaged list that nobody took over
    code: str = ""


def not_taken_over() -> list[shipped.Shipped]:
    """The packaged lists that nobody keeps: they count as they came."""
    taken = set(WordList.objects.exclude(code=None).values_list("code", flat=True))
    return [s for s in shipped.SHIPPED if s.code not in taken]


def narrowed(entries: Iterable[Expression], asked: str, sort: str = "") -> list[Expression]:
    """Those that hold the asked words anywhere, of the sort asked for."""
    wanted = folded(asked.strip())
    return [
        e
        for e in entries
        if (not sort or e.sort == sort) and (not wanted or any(wanted in folded(t) for t in _texts(e)))
    ]


def _texts(entry: Expression) -> Iterator[str]:
    yield from entry.words
    yield from (entry.replacement, entry.reason, entry.basis)
    yield from entry.allowed


def search(actor: Actor, asked: str) -> list[Found]:
    """Entries of every list that the person may look into."""
    found: list[Found] = []
    lists = keeping.visible(actor).filter(active=True).select_related("in_force", "unit")
    for word_list in lists:
        if word_list.in_force is not None:
            for entry in narrowed(word_list.in_force.entries(), asked):
                found.append(Found(entry, word_list.name, word_list))
    for packaged in not_taken_over():
        for entry in narrowed(shipped.entries(packaged.code), asked):
            found.append(Found(entry, packaged.name, code=packaged.code))
    return found[:MOST_FOUND]


def changes_of(version: WordListVersion) -> list[Change]:
    """What a version changed in the one that it was made from."""
    before = version.word_list.versions.filter(number=version.based_on).first() if version.based_on else None
    return difference(before.entries() if before else [], version.entries())


def against(version: WordListVersion) -> list[Change]:
    """What would change if an older version came back."""
    now = version.word_list.in_force
    return difference(now.entries() if now is not None else [], version.entries())


def history(word_list: WordList, count: int = 30) -> list[AuditEntry]:
    """What was done with a list, the newest first, from the log."""
    rows = AuditEntry.objects.filter(object_type="checking.wordlist", object_id=str(word_list.pk))
    return list(rows.order_by("-seq")[:count])


def sorts(entries: Iterable[Expression]) -> dict[str, int]:
    """How many entries of each sort, in the order of the sorts."""
    counts = dict.fromkeys(Sort, 0)
    for entry in entries:
        counts[entry.sort] += 1
    return {s.value: n for s, n in counts.items() if n}


def titled_units(actor: Actor) -> list[tuple[Unit, UnitTitles | None, bool]]:
    """Every unit of today with what its officers are called, and whether the person may say so."""
    held = powers(actor.user)
    rows = Unit.objects.answerable(timezone.localdate()).select_related("titles").order_by("order")
    every = actor.is_system or held.may(Act.SUPERVISE)
    return [(u, getattr(u, "titles", None), every or held.may(Act.REVIEW, u.pk)) for u in rows]
