"""What a unit owes under the standard catalogues in force: item by item what is there, what is missing, stale, late."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from yangguang.catalog import rules as limits
from yangguang.catalog.models import Catalogue, Item, Statement
from yangguang.core import calendar
from yangguang.core.workdays import Calendar
from yangguang.organisations.models import Unit

from . import coverage
from .models import Binding, Publication, Stage, Tally

WORDS = {"missing": "缺", "overdue": "逾期", "soon": "本期待更新", "stated": "本期无", "fresh": "正常"}
ORDER = tuple(WORDS)
YEAR = dt.timedelta(days=365)
UNRELEASED = (Stage.DRAFT, Stage.REVIEW, Stage.READY, Stage.SCHEDULED)
MOST_DRAFTS = 2000  # unreleased records of a unit that are looked at for dates


@dataclass(frozen=True)
class Obligation:
    """One item that a unit answers for. ``late`` are the contents of a year that came after the item's limit."""

    item: Item
    limit: limits.Limit
    due: limits.Due
    state: str
    count: int
    last: dt.date | None
    late: int
    statement: Statement | None = None

    @property
    def word(self) -> str:
        return WORDS[self.state]

    @property
    def attention(self) -> bool:
        return self.state in ("missing", "overdue")


def items_of(unit: Unit) -> QuerySet[Item]:
    """The items in force for which the unit answers, in the catalogues' order."""
    rows = Item.objects.filter(units=unit, catalogue__state=Catalogue.State.IN_FORCE, proactive=True)
    return rows.select_related("catalogue").order_by("catalogue__field", "order")


def obligations(unit: Unit, on: dt.date) -> list[Obligation]:
    """Every item of the unit with its next due date, what needs attention first. Five queries and the calendar."""
    items = list(items_of(unit))
    if not items:
        return []
    keys = [i.key for i in items]
    days = calendar.load()
    tallies = {t.item: t for t in Tally.objects.filter(unit=unit, item__in=keys)}
    stated = {key: s for (who, key), s in coverage.statements(on).items() if who == unit.pk}
    read = {i.key: limits.parse_limit(i.limit_text) for i in items}
    waiting = _waiting(unit, set(keys))
    late = _late(unit, keys, read, on, days)
    found = []
    for item in items:
        tally = tallies.get(item.key)
        count = tally.count if tally else 0
        last = timezone.localdate(tally.latest_at) if tally and count and tally.latest_at else None
        due = limits.next_due(read[item.key], last, waiting.get(item.key), on, days)
        statement = stated.get(item.key)
        state = due.state
        if statement is not None and item.key not in waiting:
            state = "fresh" if last is not None and due.state == "fresh" else "stated"
        elif last is None and item.key not in waiting:
            state = "missing"
        found.append(
            Obligation(item, read[item.key], due, state, count, last, late.get(item.key, 0), statement)
        )
    return sorted(found, key=lambda o: ORDER.index(o.state))


def _waiting(unit: Unit, keys: set[str]) -> dict[str, dt.date]:
    """The oldest day on which something was written under an item that is not public yet."""
    rows = Publication.objects.filter(
        unit=unit, live=False, first_published_at=None, stage__in=UNRELEASED, written_on__isnull=False
    ).values_list("items", "written_on")
    found: dict[str, dt.date] = {}
    for items, written in rows[:MOST_DRAFTS]:
        assert written is not None  # the filter asks for it
        for key in keys.intersection(items):
            found[key] = min(written, found.get(key, written))
    return found


def _late(
    unit: Unit, keys: list[str], read: dict[str, limits.Limit], on: dt.date, days: Calendar
) -> dict[str, int]:
    """How many contents of the last year came after their item's limit."""
    rows = Binding.objects.filter(
        unit=unit, item__in=keys, published_at__date__gt=on - YEAR, published_at__date__lte=on,
        publication__written_on__isnull=False,
    ).values_list("item", "published_at", "publication__written_on")  # fmt: skip
    found: dict[str, int] = {}
    known: dict[tuple[str, dt.date], dt.date] = {}
    for key, at, written in rows.iterator(chunk_size=2000):
        assert written is not None  # the filter asks for it
        due = known.get((key, written)) or limits.due(read[key], written, days)
        known[key, written] = due
        found[key] = found.get(key, 0) + (timezone.localdate(at) > due)
    return found


HEADINGS = [
    "领域",
    "一级事项",
    "二级事项",
    "公开时限",
    "状态",
    "条数",
    "最近公开",
    "下次应于",
    "说明",
    "一年内超期条数",
]


def rows(found: Iterable[Obligation]) -> Iterator[list[str]]:
    """Obligations as lines of a table to take away."""
    yield HEADINGS
    for o in found:
        yield [
            o.item.catalogue.field, o.item.first_level, o.item.second_level, o.item.limit_text, o.word, str(o.count),
            f"{o.last or ''}", f"{o.due.on or ''}", o.due.why, str(o.late),
        ]  # fmt: skip
