"""What belongs together under one question: the document of a 文号 with all that was made of it, a topic with its pages.

Shown above the hits of a search whose whole text is such a name. Every list is short, comes by an index or from the search
engine, and holds only what readers may see; the number of queries does not grow with the number of records.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from yangguang.catalog.models import Catalogue, Item
from yangguang.catalog.queries import FIELDS
from yangguang.documents.scripts import simplified
from yangguang.gazette import queries as gazettes
from yangguang.gazette.models import Article as Printed
from yangguang.knowledge.keeping import SEARCH_KIND as KNOWLEDGE
from yangguang.knowledge.models import Entry
from yangguang.norms import queries as norms
from yangguang.norms.force import Act
from yangguang.norms.models import Citation, Norm, Relation
from yangguang.organisations.models import Unit
from yangguang.policy import queries as policies
from yangguang.publications import kinds
from yangguang.publications.models import Binding, Column, Issuer, Link, Publication, Tally, Validity
from yangguang.publications.rules import normalise_document_number
from yangguang.publications.services import KIND as SERVICE
from yangguang.publications.services import LINKS
from yangguang.search import queries
from yangguang.search.analyser import normalise
from yangguang.search.queries import SearchRequest

SHOWN = 5  # of each list
READ = 20  # newest records of a topic whose explanations are looked up
OFFICIAL = policies.GATED  # kinds that a 文号 belongs to before all others
ENDING = (Act.REPEAL, Act.LAPSE)
CONDITIONS = (
    "“依据、条件、程序”"  # what records of licences say of themselves that are no decisions (extras.LICENCE)
)
_SUFFIXES = ("专题", "专栏", "栏目", "领域")


@dataclass(frozen=True)
class NumberGroup:
    """A document by its 文号. ``state`` and ``bad`` tell its force; ``changes`` are what amended, extended or suspended it,
    with the day from which its text reads so; ``ended`` what repealed it; ``others`` bear the same number."""

    number: str
    title: str
    url: str
    record: Publication | None
    norm: Norm | None
    state: str
    bad: bool
    issuers: list[Unit]
    explanations: list[Publication]
    guides: list[Publication]
    changes: list[Relation]
    ended: list[Relation]
    citing: list[Publication]
    printed: list[Printed]
    others: list[Publication]

    @property
    def tags(self) -> list[str]:
        """Of everything shown, so that the page is made anew when any of it changes."""
        own = [self.record] if self.record else []
        records = [*own, *self.explanations, *self.guides, *self.citing, *self.others]
        return [f"publication:{r.pk}" for r in records] + ([f"norm:{self.norm.pk}"] if self.norm else [])


def of_number(text: str) -> NumberGroup | None:
    """What belongs to the document whose 文号 the text is, in any brackets; None when there is no such public document."""
    number = _number(text)
    if not number:
        return None
    norm = (
        Norm.objects.registered().listed().filter(document_number=number).prefetch_related("issuers").first()
    )
    there = list(Publication.objects.public().listed().filter(document_number=number)[: SHOWN + 1])
    # The text that the register points to, then policies, then whatever was first.
    own = norm.publication_id if norm is not None else None
    there.sort(key=lambda r: (r.pk != own, r.kind not in OFFICIAL, r.pk))
    record = there[0] if there else None
    if record is None and norm is None:
        return None
    if norm is None and record is not None:
        norm = Norm.objects.registered().listed().filter(publication=record).first()
    relations = _relations(norm)
    state, bad = _state(record, norm)
    subject = record if record is not None else norm
    assert subject is not None
    return NumberGroup(
        number=number,
        title=subject.title,
        url=subject.get_absolute_url(),
        record=record,
        norm=norm,
        state=state,
        bad=bad,
        issuers=_issuers(record, norm),
        explanations=policies.explanations_of(record.pk)[-SHOWN:] if record else [],
        guides=_named_guides(record) if record else [],
        changes=[r for r in relations if r.act not in ENDING or r.articles],
        ended=[r for r in relations if r.act in ENDING and not r.articles],
        citing=_citing(number, norm, record),
        printed=gazettes.printed_in(record) if record else [],
        others=there[1:],
    )


def _number(text: str) -> str:
    """The 文号 that the whole text is, in its standard form; "" for anything else."""
    plain = simplified(unicodedata.normalize("NFKC", text.strip()))
    if not any(c.isdigit() for c in plain) or len(plain) > 60:
        return ""
    try:
        return normalise_document_number(plain)
    except ValueError:
        return ""


def _relations(norm: Norm | None) -> list[Relation]:
    if norm is None:
        return []
    rows = norm.acts.select_related("source").defer("source__body").exclude(act=Act.INTERPRET)
    return list(rows.order_by("on", "pk"))


def _state(record: Publication | None, norm: Norm | None) -> tuple[str, bool]:
    """How it stands today: by the register where it is entered, else as its page says; and whether it has ended."""
    if norm is not None:
        state = norms.states([norm], timezone.localdate())[0][1]
        return state.value, state.value in ("已废止", "已失效")
    assert record is not None
    ended = record.validity in (Validity.LAPSED, Validity.REPEALED)
    return (str(Validity(record.validity).label) if record.validity else ""), ended


def _issuers(record: Publication | None, norm: Norm | None) -> list[Unit]:
    if record is not None:
        rows = Issuer.objects.filter(publication=record).select_related("unit").order_by("unit__order")
        return [i.unit for i in rows] or [record.unit]
    assert norm is not None
    return [norm.unit, *norm.issuers.all()]


def _named_guides(record: Publication) -> list[Publication]:
    """The 办事指南 that name the document, or that it names."""
    rows = Link.objects.filter(Q(publication=record) | Q(to=record), name__in=LINKS)
    keys = {key for pair in rows.values_list("publication", "to") for key in pair}
    found = Publication.objects.public().listed().filter(pk__in=keys, kind=SERVICE)
    return list(found.order_by("-first_published_at", "-pk")[:SHOWN])


def _citing(number: str, norm: Norm | None, record: Publication | None) -> list[Publication]:
    """The newest public records that name it, by the register's index of citations."""
    named = Q(number=number) | (Q(norm=norm) if norm is not None else Q())
    keys = Citation.objects.filter(named).values("publication")
    rows = Publication.objects.public().listed().filter(pk__in=keys)
    if record is not None:
        rows = rows.exclude(pk=record.pk)
    return list(rows.order_by("-first_published_at", "-pk")[:SHOWN])


@dataclass(frozen=True)
class TopicGroup:
    """A column, a 主题分类 or a field of the standard catalogues. ``what`` says which; ``total`` says how many public
    records it has, None when nobody counts them; ``in_charge`` says what ``units`` are to it."""

    name: str
    what: str
    pages: list[Column]
    newest: list[Publication]
    explanations: list[Publication]
    entries: list[Entry]
    guides: list[Publication]
    units: list[Unit]
    in_charge: str
    total: str | None = None
    more: str = ""

    @property
    def tags(self) -> list[str]:
        records = [*self.newest, *self.explanations, *self.guides]
        found = [f"publication:{r.pk}" for r in records] + [f"column:{c.pk}" for c in self.pages]
        return [*found, *(["knowledge"] if self.entries else [])]


@dataclass
class _Gathered:
    """What the three sorts of names give before it is looked up."""

    name: str
    what: str
    pages: list[Column] = field(default_factory=list)
    keys: list[int] = field(default_factory=list)
    units: list[int] = field(default_factory=list)
    in_charge: str = "责任单位"
    total: str | None = None
    more: str = ""
    topic: str = ""


def of_topic(text: str) -> TopicGroup | None:
    """What belongs to the column, topic or field that the text names; None when it names none."""
    name = normalise(text).strip()
    if not 1 < len(name) <= 40:
        return None
    bare = next(
        (name.removesuffix(s) for s in _SUFFIXES if name.endswith(s) and len(name) > len(s) + 1), name
    )
    # Columns are looked up as they are written, full-width brackets and all.
    found = (
        _by_column({name, bare, *(f"{bare}{s}" for s in _SUFFIXES), text.strip(), simplified(text).strip()})
        or _by_field(name, bare)
        or _by_topic(name, bare)
    )
    return _looked_up(found) if found is not None else None


def _by_column(names: set[str]) -> _Gathered | None:
    rows = list(
        Column.objects.filter(name__in=names, closed_on=None)
        .select_related("unit")
        .defer("introduction")
        .order_by("-entry_count", "order", "pk")[:SHOWN]
    )
    if not rows:
        return None
    main = rows[0]
    newest = main.entries.order_by("-published_at", "-publication_id").values_list("publication", flat=True)
    topics = main.query.get("topics") or []
    return _Gathered(
        main.name,
        main.get_shape_display(),
        rows,
        list(newest[:READ]),
        list(dict.fromkeys(c.unit_id for c in rows)),
        total=f"{main.entry_count} ",
        more=main.get_absolute_url(),
        topic=topics[0] if len(topics) == 1 else "",
    )


def _by_field(name: str, bare: str) -> _Gathered | None:
    found = next((f for f in FIELDS if f in (name, bare)), None)
    if found is None:
        return None
    of_field = Item.objects.filter(catalogue__field=found, catalogue__state=Catalogue.State.IN_FORCE)
    items = list(of_field.order_by("order").values_list("key", flat=True))
    # The newest records stand under the items that changed last; each of these is read by its own index.
    last = Tally.objects.filter(item__in=items, latest_at__isnull=False).order_by("-latest_at")
    fresh = list(dict.fromkeys(last.values_list("item", flat=True)[: SHOWN * 4]))[:SHOWN]
    bound: dict[int, object] = {}
    for item in fresh:
        rows = Binding.objects.filter(item=item).order_by("-published_at")
        bound |= dict(rows.values_list("publication", "published_at")[:READ])
    units = (
        Unit.objects.filter(pk__in=of_field.values("units")).order_by("order").values_list("pk", flat=True)
    )
    return _Gathered(
        found,
        "基层政务公开标准目录的领域",
        _columns_with("items", items),
        sorted(bound, key=lambda k: (bound[k], k), reverse=True)[:READ],
        list(units[:SHOWN]),
        more=f"{reverse('portal:search')}?q={found}&sort=date" if not items else "",
    )


def _by_topic(name: str, bare: str) -> _Gathered | None:
    found = next((t for t in kinds.TOPICS if name == t), None)
    found = found or next((t for t in kinds.TOPICS if bare in t.split("、")), None)
    if found is None:
        return None
    results = queries.search(SearchRequest(topics=(found,), sort="date", size=READ))
    counts = results.facets.get("unit", {})
    most = sorted(counts, key=lambda u: -counts[u])[:2]
    return _Gathered(
        found,
        "主题分类",
        _columns_with("topics", [found]),
        [h.document.id for h in results.hits if h.kind == "publication"],
        [int(u) for u in most],
        "发布最多的单位",
        total=results.total_said,
        more=f"{reverse('portal:search')}?topic={found}&sort=date",
        topic=found,
    )


def _columns_with(key: str, wanted: Iterable[str]) -> list[Column]:
    """The open columns that are made of these."""
    some = set(wanted)
    rows = Column.objects.filter(closed_on=None).defer("introduction") if some else []
    found = [c for c in rows if some.intersection(c.query.get(key) or ())]
    # A column of little else comes first.
    found.sort(key=lambda c: (len(set(c.query.get(key) or ()) - some), c.order, c.pk))
    return found[:SHOWN]


def _looked_up(found: _Gathered) -> TopicGroup:
    rows = Publication.objects.public().listed().in_bulk(found.keys)
    newest = [rows[k] for k in found.keys if k in rows]
    explained = policies.pairs(r.pk for r in newest if r.kind in OFFICIAL)
    explanations = {e.pk: e for some in explained.values() for e in some}
    explanations |= {r.pk: r for r in newest if r.kind == "explanation"}
    units = Unit.objects.in_bulk(found.units)
    return TopicGroup(
        name=found.name,
        what=found.what,
        pages=found.pages,
        newest=newest[:SHOWN],
        explanations=sorted(explanations.values(), key=lambda e: (e.first_published_at, e.pk), reverse=True)[
            :SHOWN
        ],
        entries=_entries(found),
        guides=_guides(found),
        units=[units[u] for u in found.units if u in units],
        in_charge=found.in_charge,
        total=found.total,
        more=found.more,
    )


def _entries(found: _Gathered) -> list[Entry]:
    """Of the topic where there is one, else those that hold the name."""
    rows = Entry.objects.public().defer("answer", "draft")
    if found.topic:
        return list(rows.filter(topic=found.topic).order_by("-published_at", "-pk")[:SHOWN])
    keys = _searched(SearchRequest(text=found.name, kinds=(KNOWLEDGE,), size=SHOWN))
    by_key = rows.in_bulk(keys)
    return [by_key[k] for k in keys if k in by_key]


def _guides(found: _Gathered) -> list[Publication]:
    """办事指南, then 依据、条件、程序: of the unit that has most to do with a topic, else those that hold the name."""
    units = tuple(found.units[:1]) if found.topic else ()
    name = "" if units else found.name
    asked = SearchRequest(units=units, size=SHOWN, sort="relevance" if name else "date")
    keys = _searched(replace(asked, text=name, categories=(SERVICE,)))
    if len(keys) < SHOWN:
        keys += _searched(replace(asked, text=f"{CONDITIONS} {name}".strip(), categories=("licence",)))
    keys = keys[:SHOWN]
    by_key = Publication.objects.public().listed().in_bulk(keys)
    return [by_key[k] for k in keys if k in by_key]


def _searched(request: SearchRequest) -> list[int]:
    """Keys of one kind's hits that hold every word."""
    results = queries.search(replace(request, facets=False, strict=True))
    return [] if results.loose else [h.document.id for h in results.hits]
