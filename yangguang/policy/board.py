"""同步和形式: how long explanations came after their documents (INT-02), and their forms against last year (INT-07)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from yangguang.core.indicators import Context
from yangguang.organisations.models import Unit

from .indicators.explained import Row, by_unit, document_rows, documents_with_forms

# Days between document and explanation, both counted by the calendar; the first is the rule (同步).
STEPS: tuple[tuple[str, int | None, int | None], ...] = (
    ("解读在先", None, -1), ("同日", 0, 0), ("晚 1 天", 1, 1), ("晚 2—3 天", 2, 3), ("晚 4—7 天", 4, 7), ("晚 8—30 天", 8, 30),
    ("晚 30 天以上", 31, None),
)  # fmt: skip


@dataclass(frozen=True)
class Bin:
    """Documents whose explanation came so much later. ``good``: in time by the rule."""

    name: str
    rows: list[Row]
    good: bool = False


def lag(row: Row) -> int | None:
    """Days from document to explanation; negative when it came first; None without one."""
    return (row.first - row.released).days if row.first is not None else None


def histogram(ctx: Context) -> list[Bin]:
    """The year's documents by the days between them and their first explanation; then those without one."""
    rows = document_rows(ctx)
    explained = [(row, days) for row in rows if not row.excused and (days := lag(row)) is not None]
    found = [
        Bin(
            name,
            [r for r, d in explained if (low is None or d >= low) and (high is None or d <= high)],
            high is not None and high <= 0,
        )
        for name, low, high in STEPS
    ]
    rest = [r for r in rows if not r.excused and r.first is None]

    def waits(row: Row) -> bool:
        return row.exemption is not None and row.exemption.holds(ctx.as_of)

    tests: tuple[tuple[str, Callable[[Row], bool]], ...] = (
        ("还没有解读，承诺期内", waits), ("还没有解读", lambda row: not waits(row)),
    )  # fmt: skip
    return [*found, *(Bin(name, [r for r in rest if test(r)]) for name, test in tests)]


@dataclass(frozen=True)
class Mix:
    """A unit's documents explained in more than plain text, this year and last; shares in percent, None for none."""

    name: str
    rich: int
    whole: int
    old_rich: int
    old_whole: int

    @property
    def share(self) -> int | None:
        return round(100 * self.rich / self.whole) if self.whole else None

    @property
    def old_share(self) -> int | None:
        return round(100 * self.old_rich / self.old_whole) if self.old_whole else None

    @property
    def lower(self) -> bool:
        """Below last year's share, as INT-07y counts it."""
        return bool(self.whole and self.old_whole and self.rich * self.old_whole < self.old_rich * self.whole)


def mixes(ctx: Context) -> list[Mix]:
    """The whole district, then every unit with documents explained in this year or the last."""
    now = by_unit(documents_with_forms(ctx))
    before = by_unit(documents_with_forms(Context(dt.date(ctx.as_of.year - 1, 12, 31))))
    units = Unit.objects.filter(pk__in={*now, *before}).order_by("order").values_list("pk", "name")
    found = [Mix(name, *now.get(pk, (0, 0)), *before.get(pk, (0, 0))) for pk, name in units]
    if not found:
        return []
    whole = Mix(
        "全区", sum(m.rich for m in found), sum(m.whole for m in found), sum(m.old_rich for m in found),
        sum(m.old_whole for m in found),
    )  # fmt: skip
    return [whole, *found]
