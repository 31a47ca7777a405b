"""Read shapes of the knowledge base: lists of the workbench and of readers, votes, what belongs together."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import cast

from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils import timezone

from yangguang.core.actors import Actor
from yangguang.core.models import AuditEntry
from yangguang.delivery import pages
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, scope
from yangguang.publications import events
from yangguang.publications.models import Publication, Validity
from yangguang.search import queries as search

from . import keeping
from .models import Basis, Entry, Helpfulness, KnowledgeQuerySet, State
from .rules import reviewing

LEAST_VOTES = 30  # before readers are told a rate
POOR = 0.5  # share of helpful answers below which the workbench says so
FEW = 5  # votes from which the workbench says anything
REACH = 300


def visible(actor: Actor) -> KnowledgeQuerySet:
    """The entries of the units that the person may look at."""
    return cast(KnowledgeQuerySet, scope(actor, Act.VIEW, Entry.objects.all()))


def editable_units(actor: Actor) -> QuerySet[Unit]:
    """The units in whose name the person may write."""
    return scope(actor, Act.EDIT, Unit.objects.answerable(timezone.localdate()).order_by("order"), unit="pk")


def with_votes(rows: KnowledgeQuerySet) -> KnowledgeQuerySet:
    """Each with its ``helpful`` and ``unhelpful`` of all days."""
    return rows.annotate(helpful=Sum("helpfulness__helpful"), unhelpful=Sum("helpfulness__unhelpful"))


def narrowed(rows: KnowledgeQuerySet, asked: dict[str, str]) -> KnowledgeQuerySet:
    """The list as filtered: words, state, unit, topic, event, what it is based on."""
    if q := asked.get("q", ""):
        found = Q(question__contains=q) | Q(wordings__contains=q)
        keys = search.keys(search.SearchRequest(text=q, kinds=(keeping.SEARCH_KIND,), public=None), REACH)
        rows = rows.filter(found | Q(pk__in=[pk for _, pk in keys or ()]))
    state = asked.get("state", "")
    if state == "doubt":
        rows = rows.exclude(doubted_on=None)
    elif state == "public":
        rows = rows.filter(live=True)
    elif state in State.values:
        rows = rows.filter(state=state)
    for name in ("topic", "event", "origin"):
        if asked.get(name):
            rows = rows.filter(**{name: asked[name]})
    for name in ("unit", "basis"):
        value = asked.get(name, "")
        if value.isascii() and value.isdecimal() and len(value) < 13:
            rows = (
                rows.filter(unit=int(value)) if name == "unit" else rows.filter(bases__publication=int(value))
            )
    return rows


def counts(rows: KnowledgeQuerySet) -> dict[str, int]:
    """How many are in each state, and how many have to be looked at."""
    found = dict(rows.order_by().values_list("state").annotate(n=Count("pk")))
    return {
        **{s: found.get(s, 0) for s in State.values},
        "public": rows.filter(live=True).count(),
        "doubt": rows.exclude(doubted_on=None).count(),
    }


@dataclass(frozen=True)
class Shown:
    """A basis as readers see it: the record, the passage, and whether anything may rest on it. ``ended`` says why not."""

    record: Publication
    quote: str
    validity: str
    ended: str
    pending: bool

    @property
    def validity_name(self) -> str:
        return str(Validity(self.validity).label) if self.validity else ""


def bases(entry: Entry, today: dt.date) -> list[Shown]:
    """What the public text rests on, as it is today."""
    rows = Basis.objects.filter(entry=entry).select_related("publication__unit").defer("publication__body")
    return [shown(b.publication, b.quote, today) for b in rows]


def shown(record: Publication, quote: str, today: dt.date) -> Shown:
    validity = keeping.standing(record, today)
    ended = reviewing.ENDED.get(validity, "") if record.live else "已撤下"
    pending = record.effective_on is not None and record.effective_on > today
    return Shown(record, quote, validity, ended, pending)


def shown_bases(bases: Iterable[tuple[int, str]], today: dt.date) -> list[Shown]:
    """The same of a text that is not public yet."""
    quotes = dict(bases)
    records = Publication.objects.select_related("unit").defer("body").in_bulk(list(quotes))
    return [shown(records[key], quote, today) for key, quote in quotes.items() if key in records]


def ended_bases(entries: Sequence[Entry], today: dt.date) -> dict[int, str]:
    """For entries of a list whose basis has ended: the word for it. One query."""
    rows = Basis.objects.filter(entry__in=[e.pk for e in entries]).select_related("publication")
    found = {}
    for basis in rows.defer("publication__body", "publication__extra"):
        if word := shown(basis.publication, "", today).ended:
            found[basis.entry_id] = word
    return found


def related(entry: Entry, count: int = 6) -> list[Entry]:
    """Other public entries that share a basis, then those of the same event, then of the same topic."""
    rows = Entry.objects.public().listed().exclude(pk=entry.pk)
    ways = [Q(bases__publication__in=entry.bases.values("publication"))]
    ways += [Q(event=entry.event)] if entry.event else []
    ways += [Q(topic=entry.topic)] if entry.topic else []
    found: dict[int, Entry] = {}
    for way in ways:
        if len(found) < count:
            more = rows.filter(way).exclude(pk__in=found).distinct().order_by("-published_at", "-pk")
            found |= {e.pk: e for e in more[: count - len(found)]}
    return list(found.values())


@dataclass(frozen=True)
class Shelf:
    """The ways into the public knowledge base, with how many entries stand behind each."""

    total: int
    groups: list[tuple[str, list[tuple[events.Event, int]]]]
    topics: list[tuple[str, int]]


def shelf() -> Shelf:
    rows = Entry.objects.public()
    by_event = Counter(dict(rows.order_by().values_list("event").annotate(n=Count("pk"))))
    by_topic = rows.exclude(topic="").order_by().values_list("topic").annotate(n=Count("pk"))
    return Shelf(
        sum(by_event.values()),
        [(name, [(e, by_event[e.code]) for e in found]) for name, found in events.groups()],
        sorted(by_topic, key=lambda pair: (-pair[1], pair[0])),
    )


def votes(entry: Entry) -> tuple[int, int]:
    """(helpful, all) of the readers' answers."""
    found = entry.helpfulness.aggregate(yes=Sum("helpful"), no=Sum("unhelpful"))
    yes, no = found["yes"] or 0, found["no"] or 0
    return yes, yes + no


def vote(entry: Entry, *, helpful: bool, day: dt.date) -> None:
    """Count a reader's answer. No verb: a visitor has no account to log, and nothing tells who answered."""
    field = "helpful" if helpful else "unhelpful"
    row, _ = Helpfulness.objects.get_or_create(entry=entry, day=day)
    Helpfulness.objects.filter(pk=row.pk).update(**{field: F(field) + 1})
    _, total = votes(entry)
    # The page shows a rate from thirty on; it is made anew every ten answers, not for each.
    if total >= LEAST_VOTES and total % 10 == 0:
        pages.purge(f"knowledge:{entry.pk}")


def history(entry: Entry, count: int = 30) -> list[AuditEntry]:
    """What was done with the entry, the newest first, from the log."""
    rows = AuditEntry.objects.filter(object_type="knowledge.entry", object_id=str(entry.pk))
    return list(rows.order_by("-seq")[:count])


def of_record(record: Publication) -> KnowledgeQuerySet:
    """The entries that rest on a record or grew from it."""
    return Entry.objects.filter(Q(bases__publication=record) | Q(source=record)).distinct()


def public_on(record: Publication, count: int = 8) -> list[Entry]:
    """What readers may ask about a record and find answered, in the order it was first published."""
    rows = Entry.objects.filter(live=True, bases__publication=record).distinct()
    return list(rows.order_by("first_published_at", "pk")[:count])
