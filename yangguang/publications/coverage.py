"""How far units cover what must be public: the unit × item map, and the freshness of columns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils import timezone

from yangguang.catalog import statutory
from yangguang.catalog.models import Statement
from yangguang.organisations.models import Unit

from . import kinds, rules
from .models import Column, Publication, Tally

# Parts of the hub that every unit fills besides the items of article 20 (国办公开办函〔2019〕61号).
STANDING = (("guide", "公开指南"), ("rules", "公开制度"), ("annual-report", "公开年报"))


@dataclass(frozen=True)
class Cell:
    """One unit and one item. ``state``: filled, stated (无此类信息), empty or — where it does not concern the unit.

    ``obligatory`` False: an item of 条例 article 21, which is shown and never missed.
    """

    unit: Unit
    code: str
    name: str
    state: str
    count: int = 0
    latest: dt.date | None = None
    statement: Statement | None = None
    obligatory: bool = True

    @property
    def word(self) -> str:
        """The state in a word, as the map and its exports write it."""
        if self.state == "empty":
            return "缺" if self.obligatory else "暂无"
        return {"filled": "有", "stated": "本期无"}.get(self.state, "—")

    @property
    def wanting(self) -> bool:
        """Whether the law asks for it and it is not there."""
        return self.state == "empty" and self.obligatory


HEADS = (*(name for _, name in STANDING), *(i.name for i in statutory.ALL))


def statements(on: dt.date) -> dict[tuple[int, str], Statement]:
    """Statements in force on a day, by (unit, item)."""
    rows = Statement.objects.filter(withdrawn_at=None, period_from__lte=on, period_to__gte=on)
    return {(s.unit_id, s.item): s for s in rows.order_by("made_at")}


def heat_map(units: Iterable[Unit], on: dt.date) -> list[tuple[Unit, list[Cell]]]:
    """A line of cells for every unit. Four queries, whatever the number of units."""
    units = list(units)
    tallies = {(t.unit_id, t.item): t for t in Tally.objects.exclude(item="")}
    stated = statements(on)
    standing = set(
        Publication.objects.public().filter(kind__in=[c for c, _ in STANDING]).values_list("unit_id", "kind")
    )
    lines = []
    for unit in units:
        cells = [
            Cell(unit, code, name, "filled" if (unit.pk, code) in standing else "empty")
            for code, name in STANDING
        ]
        mine = {i.code for i in (*statutory.applicable(unit.kind), *statutory.applicable_locally(unit.kind))}
        for item in statutory.ALL:
            if item.code not in mine:
                cells.append(Cell(unit, item.code, item.name, "none", obligatory=item.obligatory))
                continue
            tally = tallies.get((unit.pk, item.code))
            statement = stated.get((unit.pk, item.code))
            state, count, last = "empty", 0, None
            if tally is not None and tally.count:
                state, count = "filled", tally.count
                last = timezone.localdate(tally.latest_at) if tally.latest_at else None
            elif statement is not None:
                state = "stated"
            cells.append(
                Cell(unit, item.code, item.name, state, count, last, statement if state == "stated" else None,
                     item.obligatory)
            )  # fmt: skip
        lines.append((unit, cells))
    return lines


def rows(lines: Iterable[tuple[Unit, list[Cell]]]) -> Iterator[list[str]]:
    """The map as lines of a table to take away, with the day of the newest content behind each number."""
    yield ["单位", *HEADS]
    for unit, cells in lines:
        yield [
            unit.name,
            *(f"{c.word} {c.count}（{c.latest}）" if c.count and c.latest else c.word for c in cells),
        ]


@dataclass(frozen=True)
class Freshness:
    """A column and its time: days since the last entry, days allowed, days over."""

    column: Column
    last: dt.date | None
    allowed: int | None
    over: int

    @property
    def empty(self) -> bool:
        return self.column.entry_count == 0


def allowed_days(column: Column) -> int | None:
    """The column's own rule, else the strictest of the kinds it holds."""
    if column.freshness is not None:
        return column.freshness
    found = [
        days
        for k in column.query.get("kinds", ())
        if k in kinds.KINDS and (days := kinds.KINDS.get(k).freshness)
    ]
    return min(found, default=None)


def freshness(on: dt.date, columns: Iterable[Column] | None = None) -> list[Freshness]:
    """Every open column's freshness on a day, the stalest first."""
    rows = Column.objects.filter(closed_on=None).select_related("unit") if columns is None else columns
    found = []
    for column in rows:
        last = timezone.localdate(column.latest_at) if column.latest_at else None
        allowed = allowed_days(column)
        over = rules.stale_days(last, column.opened_on, on, allowed) if allowed is not None else 0
        found.append(Freshness(column, last, allowed, over))
    return sorted(found, key=lambda f: (-f.over, f.column.order))
