"""A past year's file held against everything that is known: its own identities, the years beside it, the cases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from yangguang.core.actions import Reason
from yangguang.organisations.models import Unit

from ..models import FiguresImport, YearFigures
from ..rules import figures as f
from . import queries
from .queries import Figures


@dataclass(frozen=True)
class Carry:
    """What one year carries out beside what the next carries in, column by column."""

    title: str
    out: list[int]
    taken: list[int]

    @property
    def lines(self) -> Iterator[tuple[str, int, int]]:
        yield from zip(f.COLUMNS.values(), self.out, self.taken, strict=True)

    @property
    def agrees(self) -> bool:
        return self.out == self.taken


@dataclass(frozen=True)
class Checked:
    """A file's numbers as they would stand, and what they do not agree with.

    ``within`` fails inside the year, ``carries`` compares with the years beside it, ``drifted`` lists what the cases (of
    the district: its units' sum) say differently.
    """

    figures: Figures
    within: list[f.Difference]
    across: list[f.Difference]
    carries: list[Carry] = field(default_factory=list)
    drifted: list[f.Difference] = field(default_factory=list)
    replaces: bool = False  # numbers that were brought in without a file that is on record

    @property
    def differences(self) -> list[f.Difference]:
        return [*self.within, *self.across]


def numbers(received: FiguresImport) -> YearFigures:
    """The year's figures as the file has them, not saved; a table that it doesn't have counts 0."""
    said = received.read
    return YearFigures(
        unit=received.unit, year=received.year, source=YearFigures.Source.IMPORTED, cells=queries.whole(said["cells"]),
        reviews=said["reviews"] or f.no_reviews(), fees=said["fees"] or f.no_fees(),
    )  # fmt: skip


def checked(received: FiguresImport) -> Checked:
    """Hold a file against its own identities, the years before and after, and what the year's cases say."""
    made = numbers(received)
    present = queries.of(received.unit, received.year)
    figures = Figures(received.unit, received.year, made.cells, made.reviews, made.fees, made, present.now)
    within = f.identities(figures.cells, figures.reviews, figures.fees)
    across = [d for d in queries.faults(figures) if d not in within]
    carries = []
    if (known := queries.carried_from(figures)) is not None:
        cells, last, _ = known
        title = f"{figures.year - 1} 年结转到 {figures.year} 年"
        carries.append(Carry(title, last[f.CARRIED_OUT], cells[f.CARRIED_IN]))
    if (after := _after(figures)) is not None:
        opening = after.cells[f.CARRIED_IN]
        carries.append(
            Carry(
                f"{figures.year} 年结转到 {after.year} 年（{_source(after)}）", figures.cells[f.CARRIED_OUT], opening
            )
        )  # fmt: skip
        if not after.frozen:  # frozen ones are among the faults already
            why = f"{after.year} 年按案件计算的“上年结转政府信息公开申请数量”"
            across += [
                f.Difference("requests", f.CARRIED_OUT, column, expected, found, f"应等于 {why}")
                for column, expected, found in zip(f.COLUMNS, opening, figures.cells[f.CARRIED_OUT], strict=True)
                if expected != found
            ]  # fmt: skip
    return Checked(figures, within, across, carries, figures.drifted, present.imported)


def _source(figures: Figures) -> str:
    return "已锁定" if figures.locked else "导入的数据" if figures.imported else "按案件计算"


def _after(figures: Figures) -> Figures | None:
    """The figures of the year after, when there are any; of units that merged the successor's opening holds several."""
    unit = figures.unit
    if unit is not None and (unit.merged_into_id or unit.merged_from.exists()):
        return None
    after = queries.of(unit, figures.year + 1)
    return after if after.counted else None


def other_owner(received: FiguresImport) -> str:
    """The name that the file's title bears when it is another unit's; "" when it is this one's or nobody's known."""
    said = str(received.read.get("unit") or "")
    unit = received.unit
    if not said or (unit is not None and said in (unit.name, unit.full_name)):
        return ""
    known = {queries.DISTRICT_NAME} if unit is not None else set()
    other = Unit.objects.filter(name=said) | Unit.objects.filter(full_name=said)
    return said if said in known or other.exists() else ""


def objections(received: FiguresImport, found: Checked) -> list[Reason]:
    """What a person has to look at and answer for before the numbers count; empty when everything agrees."""
    told = []
    if (year := received.read.get("year")) and year != received.year:
        told.append(Reason(f"文件标题写的是 {year} 年，您选的是 {received.year} 年"))
    if other := other_owner(received):
        told.append(Reason(f"文件标题写的是“{other}”，您选的是“{received.unit or queries.DISTRICT_NAME}”"))
    if found.within:
        told.append(Reason(f"表内有 {len(found.within)} 处勾稽不平"))
    if found.across:
        told.append(Reason(f"和相邻年份的结转有 {len(found.across)} 处不一致"))
    if found.drifted:
        whose = "系统里的案件" if received.unit is not None else "各单位之和"
        told.append(Reason(f"和{whose}有 {len(found.drifted)} 处不一致，导入后以文件为准"))
    if found.replaces:
        told.append(Reason(f"{received.year} 年已有导入的数据，将换成这份文件的"))
    return told


def standing(unit: Unit | None, year: int) -> FiguresImport | None:
    """The import whose numbers are that year's figures now."""
    rows = FiguresImport.objects.defer("data").select_related("unit")
    return rows.filter(unit=unit, year=year, state=FiguresImport.State.APPLIED).first()
