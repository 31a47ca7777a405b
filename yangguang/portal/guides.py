"""办事指南 as readers look for them: by words, for whom, by what happens in life, by unit; and which are used most."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import Count, F, QuerySet, Sum
from django.utils import timezone

from yangguang.organisations.models import Unit
from yangguang.publications import events, extras, services
from yangguang.publications.models import Issuer, Mark, Publication
from yangguang.publications.placing import SEARCH_KIND
from yangguang.search import queries as search

from .models import GuideUse

KIND = services.KIND
REACH = 500  # guides of one search
RECENT = 3  # months, the running one among them, that count for what is used most
MOST = 5000  # guides of one download
TAG = f"kind:{KIND}"


@dataclass(frozen=True)
class Asked:
    """What a reader asks the list for; nothing asks for all."""

    text: str = ""
    audience: str = ""
    event: events.Event | None = None
    unit: Unit | None = None
    online: bool = False

    @property
    def any(self) -> bool:
        return bool(self.text or self.audience or self.event or self.unit or self.online)


@dataclass(frozen=True)
class Found:
    """The keys of what was found, best or newest first. ``more``: a search has more than it reaches."""

    rows: QuerySet[Publication]
    ranked: tuple[int, ...] = ()
    more: bool = False

    @property
    def total(self) -> int:
        return self.rows.count()

    def keys(self, start: int, end: int) -> list[int]:
        if not self.ranked:
            return list(
                self.rows.order_by("-first_published_at", "-pk").values_list("pk", flat=True)[start:end]
            )
        there = set(self.rows.values_list("pk", flat=True))
        return [k for k in self.ranked if k in there][start:end]


def every() -> QuerySet[Publication]:
    """What readers see."""
    return Publication.objects.public().filter(kind=KIND)


def find(asked: Asked) -> Found:
    """The guides asked for. Words go through the search engine; without an index titles are read."""
    rows = every()
    if asked.unit is not None:
        rows = rows.filter(pk__in=Issuer.objects.filter(unit=asked.unit).values("publication"))
    for name, value in (
        ("audience", asked.audience),
        ("events", asked.event.name if asked.event else ""),
        ("channels", services.ONLINE if asked.online else ""),
    ):
        if value:
            marked = Mark.objects.filter(kind=KIND, name=name, value=value)
            rows = rows.filter(pk__in=marked.values("publication"))
    if not asked.text:
        return Found(rows)
    request = search.SearchRequest(
        text=asked.text, kinds=(SEARCH_KIND,), categories=(KIND,),
        units=(asked.unit.pk,) if asked.unit is not None else (),
    )  # fmt: skip
    hits = search.keys(request, REACH + 1)
    if hits is None:
        for word in asked.text.split():
            rows = rows.filter(title__contains=word)
        return Found(rows)
    ranked = tuple(pk for _, pk in hits[:REACH])
    return Found(rows.filter(pk__in=ranked), ranked, more=len(hits) > REACH) if ranked else Found(rows.none())


@dataclass(frozen=True)
class Shelf:
    """How many guides there are, by the values of each field that lists look up, and by unit."""

    marks: dict[str, dict[str, int]]
    units: list[tuple[Unit, int]]
    total: int
    events: list[tuple[str, list[tuple[events.Event, int]]]] = field(default_factory=list)

    @property
    def audiences(self) -> list[tuple[str, int]]:
        counts = self.marks.get("audience", {})
        return [(name, counts[name]) for name in services.AUDIENCES if counts.get(name)]


def shelf() -> Shelf:
    """The ways in. Three queries."""
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    rows = Mark.objects.filter(kind=KIND).order_by().values_list("name", "value").annotate(n=Count("pk"))
    for name, value, n in rows:
        counts[name][value] = n
    of_units = dict(every().order_by().values_list("unit").annotate(n=Count("pk")))
    units = [(u, of_units[u.pk]) for u in Unit.objects.filter(pk__in=of_units).order_by("order")]
    return Shelf(dict(counts), units, sum(of_units.values()), _by_event(counts.get("events", {})))


def _by_event(counts: Mapping[str, int]) -> list[tuple[str, list[tuple[events.Event, int]]]]:
    groups = [
        (name, [(e, counts[e.name]) for e in found if counts.get(e.name)]) for name, found in events.groups()
    ]
    return [(name, found) for name, found in groups if found]


def by_event() -> list[tuple[str, list[tuple[events.Event, int]]]]:
    """Only the events, for the first page. One query, out of an index."""
    rows = (
        Mark.objects.filter(kind=KIND, name="events").order_by().values_list("value").annotate(n=Count("pk"))
    )
    return _by_event(dict(rows))


@dataclass(frozen=True)
class Card:
    """A guide in a list, with what a reader chooses by."""

    record: Publication

    @property
    def limit(self) -> str:
        return services.limit_words(self.record.extra)

    @property
    def audience(self) -> str:
        return "、".join(self.record.extra.get("audience", ()))

    @property
    def online(self) -> bool:
        return bool(self.record.extra.get("online_url"))

    @property
    def free(self) -> bool:
        return bool(self.record.extra.get("charging") == services.FREE)


def cards(keys: Sequence[int]) -> list[Card]:
    """These guides in this order. One query."""
    rows = Publication.objects.select_related("unit").defer("body", "latest_revision", "live_revision")
    found = rows.in_bulk(list(keys))
    return [Card(found[k]) for k in keys if k in found]


def most_used(count: int, today: dt.date) -> tuple[list[Card], bool]:
    """Those that readers went on from to do the thing, most often in the last months; the newest where these are too few.

    And whether anybody did.
    """
    first = today.year * 12 + today.month - RECENT
    since = dt.date(first // 12, first % 12 + 1, 1)
    used = GuideUse.objects.filter(month__gte=since, publication__live=True, publication__kind=KIND)
    ranked = used.order_by().values("publication").annotate(n=Sum("count")).order_by("-n", "publication")
    keys = [row["publication"] for row in ranked[:count]]
    counted = bool(keys)
    if len(keys) < count:
        newest = every().order_by("-first_published_at", "-pk").values_list("pk", flat=True)
        keys += [k for k in newest[: 2 * count] if k not in keys][: count - len(keys)]
    return cards(keys), counted


def note_use(record: Publication, today: dt.date) -> None:
    """Count that somebody went on to do the thing, without who."""
    row, _ = GuideUse.objects.get_or_create(publication=record, month=today.replace(day=1))
    GuideUse.objects.filter(pk=row.pk).update(count=F("count") + 1)


HEADS = (
    "事项名称", "实施主体", "事项类型", "服务对象", "办事场景", "法定办结时限", "承诺办结时限", "是否收费", "收费标准", "办理形式",
    "办理地点", "办理时间", "咨询电话", "监督投诉电话", "在线办理", "网址", "更新时间",
)  # fmt: skip
_TOLD = (
    "matter_type", "audience", "events", "legal_days", "promised_days", "charging", "fee", "channels", "place", "hours",
    "phone", "complaint_phone", "online_url",
)  # fmt: skip


def lines(found: Iterable[Card]) -> Iterator[list[str]]:
    """Guides as lines of a table to take away, the heading left out."""
    for card in found:
        record = card.record
        told = {f.name: text for f, text in extras.shown(services.FIELDS, record.extra)}
        at = record.last_published_at or record.first_published_at
        yield [
            record.title, str(record.unit.full_name or record.unit.name), *(told.get(name, "") for name in _TOLD),
            f"{settings.SITE_ADDRESS}{record.get_absolute_url()}", f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else "",
        ]  # fmt: skip


def shown(record: Publication) -> dict[str, Any]:
    """What a guide's own page shows of its fields, beside the words of the facts."""
    extra = record.extra
    materials = services.NAMED["materials"]
    rows = extra.get("materials", [])
    return {
        "conditions": extra.get("conditions", []),
        "steps": extra.get("steps", []),
        "basis": extra.get("legal_basis", []),
        "places": extra.get("place", []),
        "faq": extra.get("faq", []),
        "columns": [c for c in materials.columns if any(r.get(c.name) for r in rows)],
        "materials": [
            [(c.label, r.get(c.name, "")) for c in materials.columns if any(x.get(c.name) for x in rows)]
            for r in rows
        ],
        "no_papers": extra.get("papers") == services.NO_PAPERS,
        "limit": services.limit_words(extra),
        "saved": services.saved_days(extra),
        "free": extra.get("charging") == services.FREE,
    }
