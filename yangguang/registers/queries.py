"""Read shapes: lists with their blanks, an entry's progress by period, themes with their age, what one may keep."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, Max, Prefetch, Q, QuerySet
from django.utils import timezone

from yangguang.core.actors import Actor
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, may, scope
from yangguang.publications.models import ColumnEntry, Publication
from yangguang.search import queries as searching

from . import kinds, rules
from .models import (
    Entry,
    EntryItem,
    EntryUnit,
    Guidance,
    Progress,
    Question,
    ReleaseDecision,
    Theme,
    ThemeRecord,
    Window,
    WorkList,
)
from .models.lists import EntryQuerySet

Period = tuple[dt.date, dt.date]


# -- whose ----------------------------------------------------------------------------------------------------------


def keepable_units(actor: Actor, on: dt.date) -> QuerySet[Unit]:
    """The units in whose name the person may keep a register."""
    units = Unit.objects.answerable(on).order_by("order")
    return units if may(actor, Act.PLAN) else scope(actor, Act.REVIEW, units, unit="pk")


def kept(actor: Actor) -> QuerySet[WorkList]:
    """The lists the person keeps."""
    rows = WorkList.objects.select_related("unit")
    return rows if may(actor, Act.PLAN) else scope(actor, Act.REVIEW, rows)


def carried(actor: Actor) -> QuerySet[Entry]:
    """The entries for which the person may bind progress."""
    rows = Entry.objects.select_related("work_list__unit")
    if may(actor, Act.PLAN) or actor.is_system:
        return rows
    units = scope(actor, Act.EDIT, Unit.objects.all(), unit="pk").values("pk")
    mine = EntryUnit.objects.filter(unit__in=units).values("entry")
    return rows.filter(Q(work_list__unit__in=units) | Q(pk__in=mine))


# -- lists ------------------------------------------------------------------------------------------------------------


def lists_with_counts(rows: QuerySet[WorkList]) -> QuerySet[WorkList]:
    """With ``standing`` entries and ``asked`` open questions. One query."""
    asked = Question.objects.filter(answered_at=None)
    return rows.select_related("unit").annotate(
        standing=Count("entries", filter=Q(entries__dropped_on=None), distinct=True),
        asked=Count(
            "entries__questions",
            filter=Q(entries__dropped_on=None, entries__questions__in=asked.values("pk")), distinct=True,
        ),
    )  # fmt: skip


def entries_of(work_list: WorkList) -> EntryQuerySet:
    """A list's entries with everything a page shows of them: five queries, whatever their number."""
    shown = Publication.objects.listed()
    return Entry.objects.filter(work_list=work_list).prefetch_related(
        Prefetch("parties", EntryUnit.objects.select_related("unit")),
        Prefetch("progress", Progress.objects.prefetch_related(Prefetch("publication", shown))),
        Prefetch("bindings", EntryItem.objects.order_by("pk")),
        Prefetch("questions", Question.objects.filter(answered_at=None)),
    ).order_by("order", "pk")  # fmt: skip


@dataclass(frozen=True)
class PeriodCell:
    """What an entry shows in one period. ``state``: public, nothing, missing (its time is over), open, ahead."""

    first: dt.date
    last: dt.date
    name: str
    due: dt.date
    state: str
    items: list[Publication] = field(default_factory=list)
    nothing: str = ""

    @property
    def word(self) -> str:
        return {"public": f"{len(self.items)} 条", "nothing": "本期无", "missing": "缺", "open": "待公开"}.get(self.state, "—")  # fmt: skip


def is_public(progress: Progress, on: dt.date) -> bool:
    """Whether readers could see a bound record on a day."""
    record = progress.publication
    return (
        record is not None and record.live and record.published_on is not None and record.published_on <= on
    )


def cells(entry: Entry, periods: Iterable[Period], every: kinds.Every, on: dt.date) -> list[PeriodCell]:
    """An entry (with its progress prefetched) period by period."""
    found = []
    for first, last in periods:
        mine = [p for p in entry.progress.all() if p.period_from == first]
        items = [p.publication for p in mine if p.publication is not None and is_public(p, on)]
        nothing = next((p.nothing for p in mine if p.nothing and p.bound_on <= on), "")
        due = rules.progress_due(last, first, entry.due_on)
        if items:
            state = "public"
        elif nothing:
            state = "nothing"
        elif due < on:
            state = "missing"
        else:
            state = "open" if first <= on else "ahead"
        found.append(PeriodCell(first, last, kinds.period_name(every, first), due, state, items, nothing))
    return found


@dataclass(frozen=True)
class Row:
    """An entry with its periods, as the list's pages show it."""

    entry: Entry
    cells: list[PeriodCell]

    @property
    def blank(self) -> bool:
        return any(c.state == "missing" for c in self.cells)

    @property
    def units(self) -> list[Unit]:
        return [p.unit for p in self.entry.parties.all()]


def rows(work_list: WorkList, on: dt.date, *, dropped: bool = False) -> list[Row]:
    """The list's standing entries (or those taken off) with their periods."""
    periods = work_list.periods()
    found = entries_of(work_list).filter(dropped_on__isnull=not dropped)
    return [Row(e, cells(e, periods, work_list.sort.every, on)) for e in found]


def find_publications(text: str, *, live: bool = True) -> list[Publication]:
    """Records for a chooser: by an address or number, else by the site's search, else by the title's words."""
    given = text.strip()
    if not given:
        return []
    shown = (Publication.objects.public() if live else Publication.objects.all()).listed()
    last = given.rstrip("/").rpartition("/")[2]
    if last.isdecimal() and len(last) < 12 and (found := list(shown.filter(pk=int(last)))):
        return found
    hits = searching.search(
        searching.SearchRequest(
            text=given[:200], kinds=("publication",), public=True if live else None, size=20
        )
    )
    if not hits.available:
        return list(shown.filter(title__contains=given[:100]).order_by("-first_published_at")[:20])
    order = [h.document.id for h in hits.hits]
    by_key = {p.pk: p for p in shown.filter(pk__in=order)}
    return [by_key[k] for k in order if k in by_key]


# -- emergencies --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ThemeState:
    """A theme on a day: whether it is on, its newest item and how old that is in days."""

    theme: Theme
    window: Window | None
    last: Publication | None
    last_on: dt.date | None
    age: int | None

    @property
    def on(self) -> bool:
        return self.window is not None

    @property
    def fresh(self) -> bool:
        return self.age is not None and 0 <= self.age <= rules.THEME_DAYS


def last_items(themes: Iterable[Theme], on: dt.date) -> dict[int, tuple[dt.datetime, int]]:
    """For each theme the moment and key of its newest public item on a day. Three queries."""
    themes = list(themes)
    by_column = {t.column_id: t.pk for t in themes if t.column_id}
    found: dict[int, tuple[dt.datetime, int]] = {}
    newest = (
        ColumnEntry.objects.filter(column__in=by_column, published_at__date__lte=on)
        .values("column").annotate(at=Max("published_at")).values_list("column", "at")
    )  # fmt: skip
    latest = dict(newest)
    match = Q(pk__in=[])
    for column, at in latest.items():
        match |= Q(column=column, published_at=at)
    for column, key, at in ColumnEntry.objects.filter(match).values_list(
        "column", "publication", "published_at"
    ):
        theme = by_column[column]
        found[theme] = max(found.get(theme, (at, key)), (at, key))
    put = Publication.objects.public().filter(first_published_at__date__lte=on)
    rows = ThemeRecord.objects.filter(theme__in=[t.pk for t in themes], publication__in=put)
    for theme, key, at in rows.values_list("theme", "publication", "publication__first_published_at"):
        assert at is not None  # what is public has a time
        found[theme] = max(found.get(theme, (at, key)), (at, key))
    return found


def windows_on(on: dt.date) -> dict[int, Window]:
    """The windows that were open at the end of a day, by theme."""
    rows = Window.objects.filter(on_at__date__lte=on).filter(Q(off_at=None) | Q(off_at__date__gt=on))
    return {w.theme_id: w for w in rows}


def theme_states(on: dt.date) -> list[ThemeState]:
    """Every theme in use with its state on a day, those that are on first. Five queries."""
    themes = list(Theme.objects.filter(retired_at=None).select_related("unit", "column"))
    windows = windows_on(on)
    last = last_items(themes, on)
    shown = {p.pk: p for p in Publication.objects.listed().filter(pk__in=[k for _, k in last.values()])}
    found = []
    for theme in themes:
        at, key = last.get(theme.pk, (None, 0))
        day = timezone.localdate(at) if at else None
        age = (on - day).days if day else None
        found.append(ThemeState(theme, windows.get(theme.pk), shown.get(key), day, age))
    return sorted(found, key=lambda s: not s.on)


def decisions(actor: Actor) -> QuerySet[ReleaseDecision]:
    """The decisions of the units one may look at."""
    rows = ReleaseDecision.objects.select_related("unit", "theme").prefetch_related(
        Prefetch("publication", Publication.objects.listed())
    )
    return scope(actor, Act.VIEW, rows)


def timeline(decision: ReleaseDecision) -> list[tuple[dt.datetime, str]]:
    """What happened with a decision, and its deadline, in order of time."""
    what = f"{decision.decided_by}决定发布（{decision.unit}，{decision.get_level_display()}"
    events = [
        (decision.decided_at, f"{what}，主题：{decision.theme}）" if decision.theme else f"{what}）"),
        (decision.recorded_at, f"{decision.recorded_by}登记"),
        (decision.deadline, f"时限到（{decision.hours} 小时，待核）"),
    ]
    if decision.published_at is not None:
        events.append((decision.published_at, "发布"))
    if decision.cancelled_at is not None:
        events.append((decision.cancelled_at, f"撤销：{decision.cancel_reason}"))
    return sorted(events, key=lambda event: event[0])


def guidances() -> QuerySet[Guidance]:
    """Guidance on record, newest first."""
    return Guidance.objects.filter(withdrawn_at=None).select_related("unit", "revision")
