"""Read shapes of the register: lists, one document with its history, the text on a day, number series, confirmations."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet

from yangguang.core.audit import canonical
from yangguang.documents import comparing
from yangguang.organisations.models import Unit

from . import articles, citing, keeping, provisions, rules
from .force import Act, Life, State
from .keys import above, within
from .models import (
    Campaign,
    Citation,
    Confirmation,
    IssuedNumber,
    Law,
    Norm,
    NormQuerySet,
    NumberReason,
    Procedure,
    Relation,
    Step,
)
from .resolving import ENDED, Standing, law_state

CHANGES = (Act.AMEND, Act.REPEAL)


def in_force(on: dt.date) -> NormQuerySet:
    """The whole register's documents in force on a day."""
    return Norm.objects.registered().in_force(on)


def listing(
    rows: NormQuerySet, *, q: str = "", state: str = "", unit: int | None = None, topic: str = "", year: int | None = None,
    on: dt.date,
) -> NormQuerySet:  # fmt: skip
    """Filters of the register and of the public catalogue. ``state`` is a State's word, judged on the day ``on``."""
    if q:
        wanted = Q(title__contains=q) | Q(document_number__contains=q) | Q(short_name__contains=q)
        rows = rows.filter(wanted | Q(register_number=q.upper()))
    if unit is not None:
        rows = rows.filter(Q(unit=unit) | Q(issuers=unit)).distinct()
    if topic:
        rows = rows.filter(topic=topic)
    if year is not None:
        rows = rows.filter(written_on__year=year)
    if state == "force":
        rows = rows.in_force(on)
    elif state == State.PENDING:
        rows = rows.filter(effective_on__gt=on)
    elif state == State.REPEALED:
        rows = rows.filter(ends_on__lt=on, end_cause=Act.REPEAL)
    elif state == State.LAPSED:
        rows = rows.filter(ends_on__lt=on).exclude(end_cause=Act.REPEAL)
    elif state == State.AMENDED:
        rows = rows.in_force(on).filter(amended_on__lte=on)
    return rows


def states(norms: Iterable[Norm], on: dt.date) -> list[tuple[Norm, State]]:
    """Each with the word for how it stands on the day, suspensions included. One query for all."""
    rows = list(norms)
    held = set(in_force(on).filter(pk__in=[n.pk for n in rows]).values_list("pk", flat=True))
    found = []
    for norm in rows:
        state = norm.state(on)
        paused = state in (State.VALID, State.AMENDED) and norm.is_registered and norm.pk not in held
        found.append((norm, State.SUSPENDED if paused else state))
    return found


@dataclass(frozen=True)
class Point:
    """One day of a document's line: what happened, by what, with the text that holds from then on."""

    on: dt.date
    word: str
    text: str
    source: str = ""
    url: str = ""
    relation: Relation | None = None
    version: bool = False


@dataclass(frozen=True)
class Below:
    """A paragraph or item that does not stand as it was issued: how, since when, and by which act."""

    key: str
    label: str
    state: State
    since: dt.date | None
    relation: Relation | None


@dataclass(frozen=True)
class History:
    """A document with everything that befell it, read in a fixed number of queries."""

    norm: Norm
    relations: list[Relation]
    life: Life
    parts: list[articles.Part]
    wordings: list[articles.Wording]
    reverse: list[Relation] = field(default_factory=list)

    def text_on(self, day: dt.date) -> list[articles.Part]:
        return articles.text_on(self.parts, self.wordings, day)

    def below_on(self, day: dt.date, article: str) -> list[str]:
        """The paragraphs and items of an article that are in the text on a day, by keys (norms.keys)."""
        part = next((p for p in self.text_on(day) if p.kind == "article" and p.key == article), None)
        return provisions.known(part.bits) if part is not None else []

    def below(self, day: dt.date, part: articles.Part) -> list[Below]:
        """Of an article's paragraphs and items those that were repealed, replaced, changed or are suspended on the day."""
        found = []
        for key, state in self.life.below(day, part.key).items():
            acts = (Act.SUSPEND,) if state is State.SUSPENDED else CHANGES
            did = [
                r
                for r in self.relations
                if r.act in acts and r.on <= day and any(within(key, k) for k in r.articles)
            ]
            last = did[-1] if did else None
            if (
                state in ENDED
                and last is not None
                and any(a in self.life.below(day, part.key) for a in above(key))
            ):
                continue  # it went with the paragraph, which is told of
            if state is State.AMENDED and last is not None and part.key in last.articles:
                continue  # the article was worded anew, which is told of
            if state is not State.PENDING:
                found.append(
                    Below(key, provisions.label(key, part.bits), state, last.on if last else None, last)
                )
        return found

    @property
    def versions(self) -> list[dt.date]:
        """The days from which the text reads differently, the first day first."""
        begins = self.norm.effective_on or self.norm.published_on or self.norm.written_on
        days = {w.on for w in self.wordings if begins is None or w.on > begins}
        return sorted({*([begins] if begins else []), *days})

    def points(self) -> list[Point]:
        """The line of versions in order of days."""
        n = self.norm
        found = [
            Point(day, word, text)
            for day, word, text in (
                (n.written_on, "成文", n.document_number), (n.published_on, "公布", ""),
                (n.effective_on, "施行", f"有效期至 {n.expires_on}" if n.expires_on else "没有写明有效期"),
            )
            if day
        ]  # fmt: skip
        for r in self.relations:
            what = r.article_words or ("到 " + str(r.until) if r.until and r.act == Act.EXTEND else "全文")
            if r.act == Act.SUSPEND and r.until:
                what += f"，到 {r.until}"
            url = r.source.get_absolute_url() if r.source is not None else ""
            changes = r.act in CHANGES and bool(r.articles)
            found.append(Point(r.on, r.get_act_display(), what, r.source_words, url, r, changes))
        if self.life.cause is Act.LAPSE and self.life.ends and self.life.ends == self.life.expires:
            found.append(Point(self.life.ends, "期满", "有效期最后一日"))
        return sorted(found, key=lambda p: p.on)


def history(norm: Norm) -> History:
    """Everything of a document: four queries whatever its history."""
    relations = list(norm.acts.select_related("source").defer("source__body").prefetch_related("changes"))
    reverse = list(norm.acts_on_others.select_related("target").defer("target__body").order_by("on", "id"))
    return told(norm, relations, articles.parse(norm.body), reverse)


def told(
    norm: Norm, relations: list[Relation], parts: list[articles.Part], reverse: list[Relation] | None = None
) -> History:
    """The history that these relations, in order and with their changes, make of the parts of a text. No query."""
    keys = articles.keys_of(parts)
    wordings = [
        articles.Wording(c.key, r.on, c.html, r.pk)
        for r in relations
        for c in r.changes.all()
        if r.act in CHANGES
    ]
    return History(norm, relations, keeping.life_of(norm, relations, keys), parts, wordings, reverse or [])


def compare(found: History, old: dt.date, new: dt.date) -> str:
    """The text on two days side by side, as one marked text."""
    before, after = (articles.join(found.text_on(day)).replace("\u3000", " ") for day in (old, new))
    return comparing.diff(before, after)


@dataclass(frozen=True)
class Cited:
    """A citation on a page, and how what it names stands today."""

    words: str
    surface: str
    title: str
    state: State
    url: str
    ended_on: dt.date | None
    successor: str = ""


def citations_of(publication: int, on: dt.date) -> list[Cited]:
    """What a public record cites that no longer has force on the day; a few queries whatever their number.

    What a sentence names in order to repeal it is left out, and so is everything in the result of a clean-up.
    """
    if Campaign.objects.filter(publication=publication).exists():
        return []
    rows = list(
        Citation.objects.filter(publication=publication, on_purpose=False)
        .exclude(norm=None, law=None)
        .select_related("norm", "law")
        .defer("norm__body")
    )
    norms = {r.norm_id: r.norm for r in rows if r.norm is not None and r.norm.is_registered}
    standing = Standing(norms.values(), on) if norms else None
    found: dict[tuple[str, str], Cited] = {}
    for row in rows:
        if row.norm is not None and standing is not None and row.norm_id in norms:
            state = standing.state(row.norm, row.article)
            cited = Cited(
                row.words, row.surface, row.norm.title, state, row.norm.get_absolute_url(), row.norm.ends_on
            )
        elif row.law is not None:
            state = law_state(row.law, on)
            cited = Cited("", row.surface, row.law.title, state, "", row.law.ended_on, row.law.successor)
        else:
            continue
        if state in (*ENDED, State.SUSPENDED):
            found.setdefault((cited.title, cited.words), cited)
    return list(found.values())


@dataclass(frozen=True)
class UnitList:
    """A unit's documents in force on a day, as it confirms them, with the SHA-256 (hex) of exactly this list."""

    rows: list[dict[str, Any]]
    sha256: str


def unit_list(unit: Unit, on: dt.date) -> UnitList:
    """The list that the unit confirms: its registered documents in force, in order of their numbers."""
    rows = [
        {
            "register_number": n.register_number, "title": n.title, "document_number": n.document_number,
            "effective_on": str(n.effective_on or ""), "valid_until": str(n.valid_until or ""), "state": n.state(on).value,
        }
        for n in in_force(on).filter(unit=unit).defer("body").order_by("register_number")
    ]  # fmt: skip
    return UnitList(rows, hashlib.sha256(canonical({"unit": unit.code, "list": rows})).hexdigest())


def confirmations(on: dt.date) -> list[tuple[Unit, Confirmation | None, int]]:
    """Per unit that answers for openness: its confirmation of the day's quarter, and its documents in force."""
    year, quarter = rules.quarter_of(on)
    given = {c.unit_id: c for c in Confirmation.objects.filter(year=year, quarter=quarter).defer("listed")}
    counts: dict[int, int] = defaultdict(int)
    for unit in in_force(on).values_list("unit", flat=True):
        counts[unit] += 1
    return [(u, given.get(u.pk), counts[u.pk]) for u in Unit.objects.answerable(on).order_by("order")]


@dataclass(frozen=True)
class Series:
    """The numbers of one 机关代字 and year."""

    code: str
    year: int
    units: tuple[int, ...]
    numbers: list[rules.Number]
    urls: dict[int, str] = field(default_factory=dict)

    @property
    def holes(self) -> list[int]:
        return rules.holes(self.numbers)

    @property
    def stretches(self) -> list[tuple[int, int]]:
        return rules.stretches(self.holes)

    @property
    def doubles(self) -> list[rules.Number]:
        return [n for n in self.numbers if n.state == "重号"]

    @property
    def used(self) -> int:
        return sum(bool(n.titles) for n in self.numbers)


def number_series(
    units: Iterable[int] | None = None, year: int | None = None, on: dt.date | None = None
) -> list[Series]:
    """Number series with their holes: those that ``units`` use (None: all), of one year or of all, on a day.
    Three queries.

    Registered documents count with their numbers even where the public text is not there yet: their place is taken,
    and REG-04 tells of the missing text.
    """
    used = IssuedNumber.objects.select_related("publication").only(
        "unit_id", "code", "year", "seq", "publication__title"
    )
    reasons, norms = (
        NumberReason.objects.all(),
        Norm.objects.exclude(registration="void").filter(publication=None),
    )
    if units is not None:
        keys = list(units)
        used, reasons, norms = (
            used.filter(unit__in=keys),
            reasons.filter(unit__in=keys),
            norms.filter(unit__in=keys),
        )
    if year is not None:
        used, reasons = used.filter(year=year), reasons.filter(year=year)
    if on is not None:  # as things stood at the end of that day
        used = used.filter(publication__first_published_at__date__lte=on)
        reasons, norms = reasons.filter(at__date__lte=on), norms.filter(created_at__date__lte=on)
    taken: dict[tuple[str, int], dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    why: dict[tuple[str, int], dict[int, str]] = defaultdict(dict)
    owners: dict[tuple[str, int], dict[int, None]] = defaultdict(dict)
    urls: dict[tuple[str, int], dict[int, str]] = defaultdict(dict)
    for n in used:
        series = (n.code, n.year)
        taken[series][n.seq].append(n.publication.title)
        urls[series][n.seq] = f"/doc/{n.publication_id}/"
        owners[series][n.unit_id] = None
    for reason in reasons:
        series = (reason.code, reason.year)
        why[series][reason.seq] = reason.get_why_display() + (f"：{reason.note}" if reason.note else "")
        owners[series][reason.unit_id] = None
    for title, number, unit in norms.values_list("title", "document_number", "unit"):
        given = rules.split_number(number)
        if given and year in (None, given[1]):
            taken[given[0], given[1]][given[2]].append(title)
            owners[given[0], given[1]][unit] = None
    return [
        Series(code, y, tuple(owners[code, y]), rules.series(taken[code, y], why[code, y]), urls[code, y])
        for code, y in sorted(owners, key=lambda s: (-s[1], s[0]))
    ]


def laws(q: str = "", status: str = "") -> QuerySet[Law]:
    """The loaded list of laws, filtered."""
    rows = Law.objects.all()
    if q:
        rows = rows.filter(Q(title__contains=q) | Q(number__contains=citing.standard_number(q)))
    return rows.filter(status=status) if status in Law.Status.values else rows


def expiring(on: dt.date, rows: NormQuerySet) -> QuerySet[Norm]:
    """Those in force whose evaluation is due: within the rule's months before the end, or past it undecided."""
    return (
        rows.registered()
        .in_force(on)
        .filter(review_on__lte=on, valid_until__isnull=False)
        .order_by("valid_until")
    )


def undecided(norms: Iterable[Norm], on: dt.date) -> list[Norm]:
    """Of documents whose evaluation is due those for which nothing was decided since. Two queries for all."""
    rows = [n for n in norms if n.review_on is not None and n.review_on <= on]
    keys = [n.pk for n in rows]
    acts = (Act.EXTEND, Act.REPEAL, Act.LAPSE)
    done: dict[int, list[dt.date]] = defaultdict(list)
    decided = Relation.objects.filter(target__in=keys, act__in=acts, articles=[], on__gte=on)
    for target, day in decided.values_list("target", "on"):
        done[target].append(day)  # repeal or extension decided, though it takes effect later
    steps = Procedure.objects.filter(norm__in=keys, step=Step.REVIEW, done_on__lte=on)
    for norm, decided_on in steps.values_list("norm", "done_on"):
        if decided_on is not None:
            done[norm].append(decided_on)
    return [n for n in rows if not any(d >= n.review_on for d in done[n.pk] if n.review_on)]
