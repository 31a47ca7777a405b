"""What a citation names: an entry of the register, a public record, a law of the loaded list; and how that stands."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db.models import Q

from yangguang.publications.models import Publication, Validity

from . import keeping, provisions
from .citing import KIND, Citation, match_title
from .force import Life, State
from .keys import article_of
from .models import Article, Law, Norm, Relation

STATES = {
    Law.Status.VALID: State.VALID, Law.Status.AMENDED: State.AMENDED, Law.Status.REPEALED: State.REPEALED,
    Law.Status.LAPSED: State.LAPSED,
}  # fmt: skip
ENDED = (State.LAPSED, State.REPEALED, State.REPLACED)


@dataclass(frozen=True)
class Target:
    """The document that a citation names."""

    title: str
    number: str
    norm: Norm | None = None
    law: Law | None = None
    record: Publication | None = None

    @property
    def url(self) -> str:
        subject = self.norm if self.norm is not None else self.record
        return subject.get_absolute_url() if subject is not None else ""

    def __str__(self) -> str:
        return f"《{self.title}》" + (f"（{self.number}）" if self.number else "")


@dataclass(frozen=True)
class Reading:
    """What was made of a citation: ``fault`` is "", unknown, misnamed or misnumbered; ``offers`` are better targets."""

    citation: Citation
    target: Target | None = None
    fault: str = ""
    offers: tuple[Target, ...] = ()


def law_state(law: Law, on: dt.date) -> State:
    """How a law of the list stands on the day."""
    if law.effective_on and on < law.effective_on:
        return State.PENDING
    if (
        law.ended_on is not None
        and on < law.ended_on
        and law.status in (Law.Status.REPEALED, Law.Status.LAPSED)
    ):
        return State.VALID
    return STATES[Law.Status(law.status)]


class Resolver:
    """Reads citations against everything known, with a few queries for all of them together (one more of each per 400 names)."""

    def __init__(self, citations: Sequence[Citation], on: dt.date) -> None:
        self.on = on
        numbers = {c.number for c in citations if c.number}
        titles = {match_title(c.title) for c in citations if c.title}
        self.by_number: dict[str, Target] = {}
        self.by_title: dict[str, list[Target]] = defaultdict(list)
        for record in Publication.objects.filter(document_number__in=numbers, live=True).only(
            "pk", "title", "document_number", "validity"
        ):
            self.by_number[record.document_number] = Target(
                record.title, record.document_number, record=record
            )
        for law in _some(Law.objects.all(), titles, numbers):
            target = Target(law.title, law.number, law=law)
            self.by_title[law.normal_title].append(target)
            if law.number:
                self.by_number[law.number] = target
        found = _some(Norm.objects.exclude(registration="void").defer("body"), titles, numbers, "inner_title")
        for norm in found:
            target = Target(norm.title, norm.document_number, norm=norm)
            for name in {norm.normal_title, norm.inner_title} - {""}:
                self.by_title[name].append(target)
            if norm.document_number:
                self.by_number[norm.document_number] = target

    def read(self, citation: Citation, *, offers: bool = False) -> Reading:
        """What the citation names; with ``offers`` also what it might have meant."""
        same = self.by_title.get(match_title(citation.title), []) if citation.title else []
        numbered = self.by_number.get(citation.number) if citation.number else None
        if numbered is not None:
            if not citation.title or numbered in same or _called(numbered, citation.title):
                return Reading(citation, numbered)
            return Reading(citation, numbered, "misnamed", (numbered, *same[:2]))
        if same:
            best = max(same, key=self._rank)
            wrong = citation.number and best.number and all(t.number != citation.number for t in same)
            return Reading(citation, best, "misnumbered" if wrong else "", (best,) if wrong else ())
        if not citation.title:
            return Reading(citation)
        if not KIND.search(citation.title):
            return Reading(citation)
        return Reading(citation, None, "unknown", tuple(similar(citation.title)) if offers else ())

    def _rank(self, target: Target) -> tuple[int, dt.date]:
        """Of several with one title the one in force, the youngest first."""
        subject = target.norm or target.law
        begins = (subject.effective_on if subject is not None else None) or dt.date.min
        state = (
            target.norm.state(self.on)
            if target.norm
            else law_state(target.law, self.on)
            if target.law
            else State.VALID
        )
        return (0 if state in ENDED else 1 if state is State.PENDING else 2, begins)


def _called(target: Target, title: str) -> bool:
    """A record's own title may be longer than the name by which it is cited."""
    wanted, have = match_title(title), match_title(target.title)
    return wanted == have or (len(wanted) >= 4 and (wanted in have or have in wanted))


AT_ONCE = 400  # names of one question to the database, which takes a limited number of them


def _pieces(names: Iterable[str]) -> Iterator[list[str]]:
    given = sorted(names)
    for start in range(0, len(given), AT_ONCE):
        yield given[start : start + AT_ONCE]


def _some(rows: Any, titles: Iterable[str], numbers: Iterable[str], *more: str) -> list[Any]:
    """The rows that bear one of the titles or numbers; ``more`` are further fields that hold titles."""
    number = "document_number" if more else "number"
    found: dict[int, Any] = {}
    for piece in _pieces(titles):
        wanted = Q(normal_title__in=piece)
        for name in more:
            wanted |= Q(**{f"{name}__in": piece})
        found |= {r.pk: r for r in rows.filter(wanted)}
    for piece in _pieces(numbers):
        found |= {r.pk: r for r in rows.filter(**{f"{number}__in": piece})}
    return [found[pk] for pk in sorted(found)]


class Standing:
    """How many cited documents and parts of them stand on a day, in two queries whatever their number."""

    def __init__(self, norms: Iterable[Norm], on: dt.date) -> None:
        self.on = on
        self.norms = {n.pk: n for n in norms}
        self.keys: dict[int, set[str]] = defaultdict(set)
        for norm, key in Article.objects.filter(norm__in=self.norms).values_list("norm", "key"):
            self.keys[norm].add(key)
        self.acts: dict[int, list[Relation]] = defaultdict(list)
        for relation in Relation.objects.filter(target__in=self.norms):
            self.acts[relation.target_id].append(relation)
        self._lives: dict[int, Life] = {}

    def life(self, norm: Norm) -> Life:
        if norm.pk not in self._lives:
            self._lives[norm.pk] = keeping.life_of(norm, self.acts[norm.pk], self.keys[norm.pk])
        return self._lives[norm.pk]

    def state(self, norm: Norm, key: str = "") -> State:
        """The word for how the document, or an article, paragraph or item of it, stands."""
        found = self.life(norm)
        state = found.state(self.on, self.settle(norm, key))
        if state is State.PENDING and key and found.state(self.on) is not State.PENDING:
            return found.state(self.on)  # a number that the text does not have yet: ``has`` tells of that
        return state

    def settle(self, norm: Norm, key: str) -> str:
        """The provision that a citation means: 第（三）项 without its paragraph is the only one of that number."""
        return provisions.settle(key, self.keys[norm.pk] | self._made(norm))

    def _made(self, norm: Norm) -> set[str]:
        """What acts added to the text or named in it."""
        return {k for r in self.acts[norm.pk] for k in (*r.articles, *r.holds)}

    def has(self, norm: Norm, key: str) -> bool:
        """Whether the document has, or had, such an article, paragraph or item; True when nobody can know.

        Of the items of a paragraph nothing is known when none is read from its text: they may stand on one line.
        """
        have = self.keys[norm.pk] | self._made(norm)
        key = self.settle(norm, key)
        if not self.keys[norm.pk] or key in have:
            return True
        if "." not in key or article_of(key) not in have:
            return False
        stem = key.rpartition(".")[0]
        same = [k for k in have if k.rpartition(".")[0] == stem]
        return not same or (key.startswith("s") and key.count(".") == 1)


RECORD_STATES = {
    Validity.LAPSED: State.LAPSED, Validity.REPEALED: State.REPEALED, Validity.AMENDED: State.AMENDED,
    Validity.PARTLY: State.AMENDED,
}  # fmt: skip


def state_of(target: Target, standing: Standing, key: str = "") -> State:
    """How the target of a citation, or the provision of it that is named, stands on the day of ``standing``."""
    if target.norm is not None:
        return standing.state(target.norm, key)
    if target.law is not None:
        return law_state(target.law, standing.on)
    assert target.record is not None
    return RECORD_STATES.get(Validity(target.record.validity), State.VALID)


def similar(title: str, limit: int = 3) -> list[Target]:
    """Documents whose titles share most pairs of characters with ``title``; for offering what was meant."""
    wanted = _pairs(match_title(title))
    if not wanted:
        return []
    scored = []
    for kind, pk, pairs in _known_titles():
        common = len(wanted & pairs)
        if common and (score := 2 * common / (len(wanted) + len(pairs))) >= 0.5:
            scored.append((score, kind, pk))
    best = sorted(scored, reverse=True)[:limit]
    norms = Norm.objects.defer("body").in_bulk([pk for _, kind, pk in best if kind == "norm"])
    laws = Law.objects.in_bulk([pk for _, kind, pk in best if kind == "law"])
    found = []
    for _, kind, pk in best:
        if kind == "norm" and pk in norms:
            found.append(Target(norms[pk].title, norms[pk].document_number, norm=norms[pk]))
        elif kind == "law" and pk in laws:
            found.append(Target(laws[pk].title, laws[pk].number, law=laws[pk]))
    return found


def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[i : i + 2] for i in range(len(text) - 1))


TITLES = "norms.titles"


def _known_titles() -> list[tuple[str, int, frozenset[str]]]:
    """Every title as pairs of characters, kept for a minute: an editor asks again at every look at a draft."""
    known = cache.get(TITLES)
    if known is None:
        known = [("law", pk, _pairs(t)) for pk, t in Law.objects.values_list("pk", "normal_title")]
        known += [
            ("norm", pk, _pairs(inner or t))
            for pk, t, inner in Norm.objects.registered().values_list("pk", "normal_title", "inner_title")
        ]
        cache.set(TITLES, known, 60)  # seconds
    return known
