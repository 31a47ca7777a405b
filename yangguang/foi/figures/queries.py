"""Figures of a year read from the cases, in a few grouped counts; what is locked or imported stands before what is counted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Case, Count, F, Q, QuerySet, Sum, Value, When
from django.utils import timezone

from yangguang.core.actors import Actor
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, may, scope

from ..models import Challenge, FeeNotice, FoiRequest, YearFigures
from ..rules import figures as f
from .layout import Book

DISTRICT = "district"  # in addresses, in the place of a unit's code
DISTRICT_NAME = "全区"


def _spans(year: int) -> list[Q]:
    """The requests that count in the year, as conditions that exclude each other and each have an index."""
    first, last = f.span(year)
    return [
        Q(received_on__range=(first, last)),
        Q(received_on__lt=first, closed_on__gte=first),
        Q(received_on__lt=first, closed_on=None),
    ]


def live(year: int, units: Iterable[int] | None = None) -> dict[int, f.Cells]:
    """The request table of every unit (or of these) that has requests counting in the year. Three queries.

    Raises KeyError when a closed request has a row that the table does not have.
    """
    first, last = f.span(year)
    rows = FoiRequest.objects.order_by()
    if units is not None:
        rows = rows.filter(unit__in=list(units))
    went = Case(When(closed_on__range=(first, last), then=F("row")), default=Value(f.CARRIED_OUT))
    found: dict[int, f.Cells] = {}
    for number, condition in enumerate(_spans(year)):
        came = f.CARRIED_IN if number else f.NEW
        counts = rows.filter(condition).values_list("unit", "applicant_kind", went).annotate(n=Count("pk"))
        for unit, kind, where, n in counts:
            f.add(found.setdefault(unit, f.empty()), kind, came, where, n)
    return found


def _decided(year: int) -> tuple[Q, Any]:
    first, last = f.span(year)
    counts = Q(filed_on__lte=last) & (Q(decided_on=None) | Q(decided_on__gte=first))
    outcome = Case(When(decided_on__lte=last, then=F("outcome")), default=Value(f.PENDING))
    return counts, outcome


def live_reviews(year: int, units: Iterable[int] | None = None) -> dict[int, f.Reviews]:
    """Reviews and lawsuits of every unit that has some in the year. One query."""
    counts, outcome = _decided(year)
    rows = Challenge.objects.order_by().filter(counts)
    if units is not None:
        rows = rows.filter(request__unit__in=list(units))
    found: dict[int, f.Reviews] = {}
    names = list(f.OUTCOMES)
    for unit, way, column, n in rows.values_list("request__unit", "kind", outcome).annotate(n=Count("pk")):
        table = found.setdefault(unit, f.no_reviews())
        table[way][names.index(column)] += n
        table[way][-1] += n
    return found


def live_fees(year: int, units: Iterable[int] | None = None) -> dict[int, f.Fees]:
    """Section six of every unit with notices sent or fees paid in the year. Two queries.

    Notices count in the year in which they were sent, payments in the year in which they were made.
    """
    first, last = f.span(year)
    rows = FeeNotice.objects.order_by()
    if units is not None:
        rows = rows.filter(request__unit__in=list(units))
    found: dict[int, f.Fees] = {}
    sent = rows.filter(notified_on__range=(first, last)).values("request__unit").annotate(
        n=Count("pk"), amount=Sum("amount"), waived=Count("pk", filter=Q(state=FeeNotice.State.WAIVED))
    )  # fmt: skip
    for row in sent:
        fees = found.setdefault(row["request__unit"], f.no_fees())
        fees[f.NOTICES], fees[f.AMOUNT], fees[f.WAIVED] = row["n"], row["amount"], row["waived"]
    paid = rows.filter(state=FeeNotice.State.PAID, paid_on__range=(first, last)).values_list("request__unit")
    for unit, amount in paid.annotate(amount=Sum("paid_amount")):
        found.setdefault(unit, f.no_fees())[f.PAID] = amount
    return found


@dataclass(frozen=True)
class Figures:
    """A unit's (None: the district's) figures of a year. ``kept`` is the row that froze them, if they are frozen;
    ``now`` are the cases' own numbers, which may have moved since.
    """

    unit: Unit | None
    year: int
    cells: f.Cells
    reviews: f.Reviews
    fees: f.Fees
    kept: YearFigures | None = None
    now: tuple[f.Cells, f.Reviews, f.Fees] = field(default_factory=lambda: (f.empty(), f.no_reviews(), f.no_fees()))  # fmt: skip

    @property
    def code(self) -> str:
        return self.unit.code if self.unit else DISTRICT

    @property
    def name(self) -> str:
        return self.unit.name if self.unit else DISTRICT_NAME

    @property
    def frozen(self) -> bool:
        return self.kept is not None and self.kept.is_frozen

    @property
    def locked(self) -> bool:
        return self.kept is not None and self.kept.locked_at is not None

    @property
    def imported(self) -> bool:
        return self.kept is not None and self.kept.source == YearFigures.Source.IMPORTED

    @property
    def counted(self) -> bool:
        """Anything at all counts in the year, by the kept numbers or by the cases."""
        return any(map(any, [*self.cells.values(), *self.now[0].values()]))

    @property
    def received(self) -> int:
        return self.cells[f.NEW][-1]

    @property
    def handled(self) -> int:
        return self.cells[f.HANDLED][-1]

    @property
    def left(self) -> int:
        return self.cells[f.CARRIED_OUT][-1]

    @property
    def drifted(self) -> list[f.Difference]:
        """What the cases say differently from the frozen numbers; of an imported year only if it has cases at all."""
        if not self.frozen or (self.imported and not any(map(any, self.now[0].values()))):
            return []
        why = "冻结的数字和现在的案件不同"
        return [
            *f.changes(self.cells, self.now[0], why),
            *f.review_changes(self.reviews, self.now[1], why),
            *f.fee_changes(self.fees, self.now[2], why),
        ]

    def book(self) -> Book:
        name = (self.unit.full_name or self.unit.name) if self.unit else DISTRICT_NAME
        return Book(name, self.year, self.cells, self.reviews, self.fees)


def _kept(year: int) -> dict[int | None, YearFigures]:
    return {k.unit_id: k for k in YearFigures.objects.filter(year=year).select_related("unit")}


def whole(cells: Mapping[str, Any]) -> f.Cells:
    """Kept cells in full: a row that an older form of the table did not have counts 0."""
    return {code: list(cells.get(code) or [0] * len(f.COLUMNS)) for code in f.ROWS}


def _one(unit: Unit | None, year: int, kept: YearFigures | None, now: tuple[f.Cells, f.Reviews, f.Fees]) -> Figures:  # fmt: skip
    if kept is None or not kept.is_frozen:
        return Figures(unit, year, *now, kept=kept, now=now)
    reviews = {way: list(kept.reviews.get(way) or [0] * len(f.OUTCOMES)) for way in f.WAYS}
    fees = {code: int(kept.fees.get(code) or 0) for code in f.FEES}
    return Figures(unit, year, whole(kept.cells), reviews, fees, kept, now)


def of_units(year: int, units: Iterable[Unit] | None = None) -> list[Figures]:
    """The figures of every unit that answers for requests or has figures in the year, in the order of units.

    Seven queries, whatever the number of units and requests.
    """
    chosen = None if units is None else list(units)
    keys = None if chosen is None else [u.pk for u in chosen]
    tables, reviews, fees = live(year, keys), live_reviews(year, keys), live_fees(year, keys)
    kept = _kept(year)
    if chosen is None:
        there = {*tables, *reviews, *fees, *(k for k in kept if k is not None)}
        on = min(f.span(year)[1], timezone.localdate())
        chosen = list(
            Unit.objects.filter(Q(pk__in=there) | Q(pk__in=Unit.objects.answerable(on).values("pk")))
            .order_by("order", "pk")
            .distinct()
        )
    return [
        _one(
            u, year, kept.get(u.pk),
            (
                tables.get(u.pk) or f.empty(), reviews.get(u.pk) or f.no_reviews(),
                fees.get(u.pk) or f.no_fees(),
            ),
        )
        for u in chosen
    ]  # fmt: skip


def of_unit(unit: Unit, year: int) -> Figures:
    return of_units(year, [unit])[0]


def of_district(year: int, parts: list[Figures] | None = None) -> Figures:
    """The district's figures: the sum of its units' (区级各格为所辖单位之和), or what was frozen for it."""
    parts = of_units(year) if parts is None else parts
    reviews, fees = f.no_reviews(), f.no_fees()
    for part in parts:
        for way in f.WAYS:
            reviews[way] = [a + b for a, b in zip(reviews[way], part.reviews[way], strict=True)]
        for code in f.FEES:
            fees[code] += part.fees[code]
    return _one(None, year, _kept(year).get(None), (f.added(p.cells for p in parts), reviews, fees))


def of(unit: Unit | None, year: int) -> Figures:
    return of_district(year) if unit is None else of_unit(unit, year)


def years() -> list[int]:
    """Years for which there is anything to tell, the newest first."""
    known = set(YearFigures.objects.values_list("year", flat=True))
    span = FoiRequest.objects.exclude(received_on=None).order_by("received_on").values_list("received_on", flat=True)  # fmt: skip
    first = span.first()
    today = timezone.localdate().year
    return sorted({*known, *range(min(first.year if first else today, today), today + 1)}, reverse=True)


def carried_from(figures: Figures) -> tuple[f.Cells, f.Cells, str] | None:
    """What must have been carried over: (this year's cells, last year's, in words why), or None when nothing is known.

    Only frozen figures of the year before bind: live ones agree of themselves. A unit that another merged into in the
    year takes over what that one carried; the merged unit's own opening is looked at with its successor's.
    """
    before = _kept(figures.year - 1)
    unit = figures.unit
    if unit is None:
        last = before.get(None)
        why = f"应等于 {figures.year - 1} 年全区“结转下年度继续办理”"
        return (figures.cells, whole(last.cells), why) if last and last.is_frozen else None
    first, end = f.span(figures.year)
    if unit.merged_into_id and unit.active_to and first - dt.timedelta(days=1) <= unit.active_to <= end:
        return None
    joined = list(Unit.objects.filter(merged_into=unit, active_to__range=(first - dt.timedelta(days=1), end)))
    known = [k for u in (unit, *joined) if (k := before.get(u.pk)) is not None and k.is_frozen]
    if len(known) != 1 + len(joined):
        return None
    cells = f.added([figures.cells, *(of_unit(u, figures.year).cells for u in joined)]) if joined else figures.cells  # fmt: skip
    names = "、".join(str(k.unit) for k in known)
    return (
        cells, f.added(whole(k.cells) for k in known), f"应等于 {names} {figures.year - 1} 年“结转下年度继续办理”",
    )  # fmt: skip


def faults(figures: Figures) -> list[f.Difference]:
    """Everything in the figures that does not agree: within the year, and with the year before."""
    found = f.identities(figures.cells, figures.reviews, figures.fees)
    if found and not _whole(figures.cells):
        return found
    if (known := carried_from(figures)) is not None:
        cells, last, why = known
        if not f.proper(last):
            found += f.carried(cells, last, why)
    return found + _carried_on(figures)


def _carried_on(figures: Figures) -> list[f.Difference]:
    """The year after may be frozen already: then it has opened with what this year carries out."""
    unit = figures.unit
    after = _kept(figures.year + 1).get(unit.pk if unit else None)
    if after is None or not after.is_frozen or (unit is not None and unit.merged_from.exists()):
        return []
    opening = whole(after.cells)[f.CARRIED_IN]
    why = f"应等于 {figures.year + 1} 年“上年结转政府信息公开申请数量”"
    return [
        f.Difference("requests", f.CARRIED_OUT, column, e, found, why)
        for column, e, found in zip(f.COLUMNS, opening, figures.cells[f.CARRIED_OUT], strict=True)
        if e != found
    ]


def _whole(cells: f.Cells) -> bool:
    return not f.proper(cells)


# Which cases a cell counts.


def cases(year: int, unit: Unit | None, row: str, column: str) -> QuerySet[FoiRequest]:
    """The requests that a cell of the request table counts today. Raises KeyError for a row or column there isn't."""
    f.ROWS[row], f.COLUMNS[column]
    first, last = f.span(year)
    rows = FoiRequest.objects.all()
    if unit is not None:
        rows = rows.filter(unit=unit)
    if column != f.TOTAL:
        rows = rows.filter(applicant_kind=column)
    handled = Q(closed_on__range=(first, last), received_on__lte=last)
    conditions = {
        f.NEW: Q(received_on__range=(first, last)),
        f.CARRIED_IN: reduce(or_, _spans(year)[1:]),
        f.HANDLED: handled,
        f.CARRIED_OUT: Q(received_on__lte=last) & (Q(closed_on=None) | Q(closed_on__gt=last)),
    }
    return rows.filter(conditions.get(row, handled & Q(row=row)))


def contests(year: int, unit: Unit | None, way: str, column: str) -> QuerySet[Challenge]:
    """The reviews or lawsuits that a cell of the second table counts today. Raises KeyError likewise."""
    f.WAYS[way], f.OUTCOMES[column]
    counts, _ = _decided(year)
    rows = Challenge.objects.filter(counts, kind=way)
    if unit is not None:
        rows = rows.filter(request__unit=unit)
    last = f.span(year)[1]
    if column == f.PENDING:
        rows = rows.filter(Q(decided_on=None) | Q(decided_on__gt=last))
    elif column != f.SUM:
        rows = rows.filter(outcome=column, decided_on__lte=last)
    return rows


# Who may look at what.


def units_seen(actor: Actor) -> QuerySet[Unit]:
    return scope(actor, Act.VIEW, Unit.objects.order_by("order", "pk"), unit="pk")


def sees_district(actor: Actor) -> bool:
    return may(actor, Act.VIEW)
