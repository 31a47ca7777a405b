"""Asking: what a page, a chooser, a feed or the API needs to know of a search."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from functools import cached_property

from django.utils import timezone
from django.utils.safestring import SafeString

from . import analyser, lexicon, nodes
from .engine import Match, Question, engine
from .indexing import TRIES
from .kinds import SEARCH_KINDS, Document, part_kinds
from .marking import Marker, highlight, snippet
from .models import Change

DEEPEST = 10_000  # hits; beyond them a reader narrows the search
LARGEST = 100  # hits of a page


@dataclass(frozen=True)
class SearchRequest:
    """A question. Empty filters filter nothing; ``public`` True finds only what readers may see, None everything.

    ``allowed_units`` limits the workbench to records owned by these units (None: all); with ``or_public`` it also
    finds what readers may see of the others. ``sort`` is relevance or date (newest first). Parts of documents
    (``kinds.SearchKind.parts``) are found only where their kind or category is named. ``facets`` False leaves them
    uncounted; ``strict`` finds nothing rather than texts that hold most of the words.
    """

    text: str = ""
    kinds: tuple[str, ...] = ()
    units: tuple[int, ...] = ()
    categories: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    validities: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    date_from: dt.date | None = None
    date_to: dt.date | None = None
    public: bool | None = True
    allowed_units: frozenset[int] | None = None
    or_public: bool = False
    sort: str = "relevance"
    page: int = 1
    size: int = 20
    facets: bool = True
    strict: bool = False


@dataclass(frozen=True)
class Hit:
    """A thing found, ready to show: ``title`` and ``snippet`` are escaped HTML with ``mark``. ``parts`` are those of its
    parts that say it too (``parts.search``)."""

    kind: str
    document: Document
    title: SafeString
    snippet: SafeString
    parts: tuple[Hit, ...] = ()

    @property
    def key(self) -> tuple[str, int]:
        return self.kind, self.document.id

    @property
    def category(self) -> str:
        """The name of the document's category; the kind's name when it has none."""
        kind = SEARCH_KINDS.get(self.kind)
        return kind.categories().get(self.document.category, "") or kind.name


@dataclass(frozen=True)
class SearchResults:
    """``loose``: nothing held every word, so these hold most of them, and ``unknown`` are typed words that nothing
    holds. ``facets`` count values among all hits; ``about``: so many that ``total`` and ``facets`` are estimated.
    ``parts``: how many parts of documents hold it too (``parts.search``), ``parts_said`` the same for people.
    ``available`` False: there is no index yet."""

    total: int = 0
    hits: list[Hit] = field(default_factory=list)
    facets: dict[str, dict[str, int]] = field(default_factory=dict)
    page: int = 1
    pages: int = 0
    loose: bool = False
    unknown: tuple[str, ...] = ()
    parts: int = 0
    parts_said: str = ""
    about: bool = False
    available: bool = True

    def said(self, count: int) -> str:
        """A number of hits, for people."""
        return roughly(count) if self.about else str(count)

    @property
    def total_said(self) -> str:
        """With a blank beside a figure, as it stands between characters: 找到 2 条, 找到约 46 万条."""
        said = self.said(self.total)
        return f"{'' if self.about else ' '}{said}{'' if said.endswith('万') else ' '}"


def roughly(count: int) -> str:
    """An estimate in the two figures that are sure: 约 46 万, 约 2.3 万, 约 1700; below a hundred not even these are."""
    if count < 100:
        return "少量"
    unit = 10 ** (len(str(count)) - 2)
    kept = round(count / unit) * unit
    return f"约 {kept / 10_000:g} 万" if kept >= 10_000 else f"约 {kept}"


def search(request: SearchRequest) -> SearchResults:
    """Find. An empty question lists everything the filters let through, newest first."""
    asked = analyser.ask(request.text, lexicon.current().others)
    if request.text.strip() and asked.empty and not asked.excluded:
        return SearchResults()  # only punctuation
    size = min(max(request.size, 1), LARGEST)
    page = min(max(request.page, 1), DEEPEST // size)
    question = Question(
        asked=asked,
        filters=_filters(request),
        public=request.public,
        owners=request.allowed_units,
        or_public=request.or_public,
        span=_span(request),
        by_date=request.sort == "date" or asked.empty,
        fresh=_fresh(),
        without=_left_out(request.kinds, request.categories),
        offset=(page - 1) * size,
        limit=size,
        facets=request.facets,
    )
    first = Match.MOST if asked.long else Match.ALL
    found = engine().search(replace(question, match=first))
    if found is None:
        return SearchResults(available=False)
    loose = False
    if asked.words and not request.strict:
        nearly = (Match.NEARLY,) if len(asked.words) > 2 and not asked.long else ()
        for match in (*nearly, Match.MOST, Match.ANY):
            if not found.total and match is not first:
                found = engine().search(replace(question, match=match, by_date=False)) or found
                loose = True
    hits = shown(found.keys, asked, request)
    loose = loose and bool(found.total)
    texts = _Texts(hits)
    # A sentence is asked loosely from the start; whether anything holds all of it is a question of its own.
    if asked.long and found.total and not loose and not texts.hold(asked.words):
        whole = engine().search(replace(question, limit=0, offset=0, facets=False))
        loose = whole is not None and not whole.total
    return SearchResults(
        total=found.total,
        hits=hits,
        facets=found.facets,
        about=found.about,
        page=page,
        pages=-(-min(found.total, DEEPEST) // size),
        loose=loose,
        unknown=_unknown(question, texts) if loose else (),
    )


def _left_out(kinds: tuple[str, ...], categories: tuple[str, ...]) -> tuple[str, ...]:
    """Parts of documents are asked for by name, or not at all."""
    return () if kinds else tuple(code for code in part_kinds() if code not in categories)


def _fresh() -> tuple[int, ...]:
    year = timezone.localdate().year
    return year, year - 1, year - 2


class _Texts:
    """What is shown, to see without the engine that something holds a word; that nothing does only the engine knows."""

    def __init__(self, hits: list[Hit]) -> None:
        self._hits = hits

    @cached_property
    def _plain(self) -> list[str]:
        documents = (hit.document for hit in self._hits)
        return [analyser.letters("\n".join((d.title, d.summary, d.body, d.words))) for d in documents]

    def hold(self, words: tuple[analyser.Word, ...]) -> bool:
        """Whether one of them holds all the words."""
        return any(all(_holds(text, word) for word in words) for text in self._plain)


def _holds(text: str, word: analyser.Word) -> bool:
    # Letters and digits count only as whole words, which the index knows.
    if word.tight or any(run.isascii() for run in word.runs):
        return False
    return all(any(token.rstrip(analyser.OPEN) in text for token in group) for group in word.covers)


def _unknown(question: Question, texts: _Texts) -> tuple[str, ...]:
    """Of several words those that nothing in reach holds."""
    if len(question.asked.words) < 2:
        return ()
    alone = replace(question, limit=0, offset=0, facets=False, filters={}, span=None)
    missing = []
    for word in question.asked.words[:8]:
        if texts.hold((word,)):
            continue
        found = engine().search(replace(alone, asked=analyser.Asked(words=(word,))))
        if found is not None and not found.total:
            missing.append("".join(word.runs))
    return tuple(missing)


def _filters(request: SearchRequest) -> dict[str, tuple[str, ...]]:
    wanted: dict[str, tuple[object, ...]] = {
        "kind": request.kinds, "unit": request.units, "category": request.categories, "topic": request.topics,
        "validity": request.validities, "year": request.years,
    }  # fmt: skip
    return {name: tuple(map(str, values)) for name, values in wanted.items() if values}


def _span(request: SearchRequest) -> tuple[dt.datetime, dt.datetime] | None:
    if request.date_from is None and request.date_to is None:
        return None
    # Days at the ends of the calendar have no moment in every time zone.
    first = max(request.date_from or dt.date(1, 1, 2), dt.date(1, 1, 2))
    last = min(request.date_to or dt.date(9999, 12, 30), dt.date(9999, 12, 30))
    low, high = dt.datetime.combine(first, dt.time.min), dt.datetime.combine(last, dt.time.max)
    return timezone.make_aware(low), timezone.make_aware(high)


def shown(keys: tuple[tuple[str, int], ...], asked: analyser.Asked, request: SearchRequest) -> list[Hit]:
    """These things as hits: read anew from the database, so that what was withdrawn since the last commit is not shown."""
    by_kind: dict[str, list[int]] = {}
    for code, pk in keys:
        by_kind.setdefault(code, []).append(pk)
    there: dict[tuple[str, int], Document] = {}
    for code, ids in by_kind.items():
        if code in SEARCH_KINDS:
            there |= {(code, d.id): d for d in SEARCH_KINDS.get(code).fetch(ids)}
    marker = Marker.of(asked.shown)
    hits = []
    for key in keys:
        document = there.get(key)
        if document is None or not _may_show(document, request):
            continue
        text = document.body
        if document.summary and (asked.empty or not marker.finds(text)):
            text = document.summary
        hits.append(Hit(key[0], document, highlight(document.title, marker), snippet(text, marker)))
    return hits


def _may_show(document: Document, request: SearchRequest) -> bool:
    if request.public is not None and document.public != request.public:
        return False
    if request.allowed_units is None or (request.or_public and document.public):
        return True
    return document.unit in request.allowed_units


def suggest(
    text: str,
    *,
    kinds: tuple[str, ...] = (),
    categories: tuple[str, ...] = (),
    allowed_units: frozenset[int] | None = None,
    or_public: bool = False,
    public: bool | None = None,
    limit: int = 10,
) -> list[Hit]:
    """Things for a chooser while someone types: by words anywhere in the title, or by the beginning of a number.

    Drafts are included unless ``public``. Without a text the newest.
    """
    asked = analyser.ask(text)
    if text.strip() and asked.empty:
        return []
    request = SearchRequest(
        text=text,
        kinds=kinds,
        categories=categories,
        allowed_units=allowed_units,
        or_public=or_public,
        public=public,
    )
    question = Question(
        asked=asked,
        filters=_filters(request),
        public=public,
        owners=allowed_units,
        or_public=or_public,
        opening=True,
        without=_left_out(kinds, categories),
        by_date=asked.empty,
        limit=min(max(limit, 1), LARGEST),
        facets=False,
    )
    found = engine().search(question)
    return shown(found.keys, asked, request) if found else []


def keys(request: SearchRequest, limit: int) -> tuple[tuple[str, int], ...] | None:
    """(kind, id) of at most ``limit`` hits, best first, for a room's own list, which reads them itself; None without index.

    The caller filters what it shows by its own rules: the index may be a second behind.
    """
    asked = analyser.ask(request.text, lexicon.current().others)
    if asked.empty and request.text.strip():
        return ()
    question = Question(
        asked=asked,
        filters=_filters(request),
        public=request.public,
        owners=request.allowed_units,
        or_public=request.or_public,
        span=_span(request),
        by_date=request.sort == "date" or asked.empty,
        match=Match.MOST if asked.long else Match.ALL,
        without=_left_out(request.kinds, request.categories),
        limit=limit,
        facets=False,
    )
    found = engine().search(question)
    return None if found is None else found.keys


@dataclass(frozen=True)
class Status:
    """How the index stands. ``waiting`` changes come in within a second of a running background process; ``stuck``
    ones failed too often. ``oldest`` is the moment of the longest waiting change."""

    available: bool
    documents: int
    waiting: int
    stuck: int
    oldest: dt.datetime | None
    built_at: dt.datetime | None
    written_at: dt.datetime | None
    analyser: int


def status() -> Status:
    state = engine().state()
    waiting = nodes.untaken().filter(tries__lt=TRIES)
    return Status(
        available=state.available,
        documents=state.documents,
        waiting=waiting.count(),
        stuck=Change.objects.filter(tries__gte=TRIES).count(),
        oldest=waiting.order_by("at").values_list("at", flat=True).first(),
        built_at=state.built_at,
        written_at=state.written_at,
        analyser=analyser.ANALYSER_VERSION,
    )
