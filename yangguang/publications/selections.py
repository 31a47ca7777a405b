"""The saved query of a column: which released records stand in it.

A query is JSON with these optional keys; a record must satisfy all that are given, and one value of each:
``kinds`` (codes), ``units`` (keys; joint issuers count), ``topics``, ``genres``, ``items`` (catalogue keys),
``validities``, ``words`` (each must stand in title or keywords), ``since`` and ``until`` (ISO dates of release).
The same query is answered twice: in Python for one record at its release, in SQL for a whole column. A test holds
the two together.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from . import kinds
from .models import Binding, Column, Issuer, Publication, Validity

KEYS = ("kinds", "units", "topics", "genres", "items", "validities", "words", "since", "until")


@dataclass(frozen=True)
class Facts:
    """What a query looks at in one record."""

    kind: str
    units: frozenset[int]
    topic: str
    genre: str
    items: frozenset[str]
    validity: str
    text: str
    day: dt.date


@dataclass(frozen=True)
class Selection:
    """A query, read. An empty selection matches nothing: a column says what it holds."""

    kinds: frozenset[str] = frozenset()
    units: frozenset[int] = frozenset()
    topics: frozenset[str] = frozenset()
    genres: frozenset[str] = frozenset()
    items: frozenset[str] = frozenset()
    validities: frozenset[str] = frozenset()
    words: tuple[str, ...] = ()
    since: dt.date | None = None
    until: dt.date | None = None

    @cached_property
    def empty(self) -> bool:
        return self == Selection()

    def matches(self, facts: Facts) -> bool:
        """Whether a released record stands in the column."""
        return not self.empty and (
            (not self.kinds or facts.kind in self.kinds)
            and (not self.units or not self.units.isdisjoint(facts.units))
            and (not self.topics or facts.topic in self.topics)
            and (not self.genres or facts.genre in self.genres)
            and (not self.items or not self.items.isdisjoint(facts.items))
            and (not self.validities or facts.validity in self.validities)
            and all(w in facts.text for w in self.words)
            and (self.since is None or facts.day >= self.since)
            and (self.until is None or facts.day <= self.until)
        )

    def apply(self, records: QuerySet[Publication]) -> QuerySet[Publication]:
        """Those of ``records`` that stand in the column."""
        if self.empty:
            return records.none()
        records = records.filter(live__in=(True,))  # as in PublicationQuerySet.public
        plain = {"kind": self.kinds, "topic": self.topics, "genre": self.genres, "validity": self.validities}
        for name, values in plain.items():
            if values:
                records = records.filter(**{f"{name}__in": values})
        if self.units:
            mine = Issuer.objects.filter(publication=OuterRef("pk"), unit__in=self.units)
            records = records.filter(Exists(mine))
        if self.items:
            bound = Binding.objects.filter(publication=OuterRef("pk"), item__in=self.items)
            records = records.filter(Exists(bound))
        for word in self.words:
            records = records.filter(Q(title__contains=word) | Q(keywords__contains=word))
        if self.since:
            records = records.filter(first_published_at__gte=_midnight(self.since))
        if self.until:
            records = records.filter(first_published_at__lt=_midnight(self.until + dt.timedelta(days=1)))
        return records


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


def read(query: dict[str, Any]) -> Selection:
    """A query as a selection. Raises ValueError, in Chinese, for what it can't mean."""
    if unknown := set(query) - set(KEYS):
        raise ValueError(f"选取条件里有不认识的项：{'、'.join(sorted(unknown))}")
    try:
        days = {k: dt.date.fromisoformat(query[k]) for k in ("since", "until") if query.get(k)}
    except (TypeError, ValueError) as error:
        raise ValueError("选取条件的起止日期应写成 2021-01-31 这样") from error
    if days.get("since") and days.get("until") and days["since"] > days["until"]:
        raise ValueError("选取条件的起始日期晚于截止日期")
    for code in query.get("kinds", ()):
        if code not in kinds.KINDS:
            raise ValueError(f"没有“{code}”这种信息类型")
    for code in query.get("validities", ()):
        if code not in Validity.values:
            raise ValueError(f"没有“{code}”这种有效性")
    return Selection(
        kinds=frozenset(query.get("kinds", ())),
        units=frozenset(int(u) for u in query.get("units", ())),
        topics=frozenset(query.get("topics", ())),
        genres=frozenset(query.get("genres", ())),
        items=frozenset(query.get("items", ())),
        validities=frozenset(query.get("validities", ())),
        words=tuple(w for w in query.get("words", ()) if w),
        **days,
    )


def facts(publication: Publication) -> Facts:
    """What queries look at in a released record."""
    assert publication.first_published_at is not None
    return Facts(
        kind=publication.kind,
        units=frozenset({publication.unit_id, *publication.issuers}),
        topic=publication.topic,
        genre=publication.genre,
        items=frozenset(publication.items),
        validity=publication.validity,
        # The separator keeps a word from matching across title and keywords, as in SQL.
        text=f"{publication.title}\n{publication.keywords}",
        day=timezone.localdate(publication.first_published_at),
    )


@dataclass
class Sorter:
    """All open columns, read once, for putting many records into their columns."""

    selections: list[tuple[int, Selection]]
    _by_kind: dict[str, list[tuple[int, Selection]]] = field(default_factory=dict)
    _any_kind: list[tuple[int, Selection]] = field(default_factory=list)

    def __post_init__(self) -> None:
        found: dict[str, list[tuple[int, Selection]]] = defaultdict(list)
        for pk, selection in self.selections:
            for code in selection.kinds:
                found[code].append((pk, selection))
            if not selection.kinds:
                self._any_kind.append((pk, selection))
        self._by_kind = dict(found)

    @classmethod
    def load(cls, columns: Iterable[Column] | None = None) -> Sorter:
        """The columns that are open now (or those given). One query."""
        chosen: Sequence[Column] = list(Column.objects.filter(closed_on=None) if columns is None else columns)
        return cls([(c.pk, read(c.query)) for c in chosen])

    def columns_of(self, of: Facts) -> list[int]:
        """The keys of the columns a record stands in."""
        candidates = (*self._by_kind.get(of.kind, ()), *self._any_kind)
        return [pk for pk, selection in candidates if selection.matches(of)]
