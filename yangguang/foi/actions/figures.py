"""Locking a year's figures once they are reported, and taking the lock off again (task 38)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from yangguang.core.actions import Reason, verb
from yangguang.core.actors import Actor
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, reasons

from ..figures import queries
from ..figures.queries import Figures
from ..models import YearFigures
from ..rules import figures as rules

MOST_TOLD = 12  # differences named one by one; the page lists all
EARLIEST = 2008  # the first year of annual reports (政府信息公开条例 came into force on 2008-05-01)


def office() -> Unit | None:
    """The unit that answers for the district's figures."""
    return Unit.objects.filter(is_openness_office=True, active_to=None).first()


def answers(actor: Actor, act: Act, unit: Unit, *, district: bool) -> list[Reason]:
    """Who may: the unit's own people; of the district and of units that no longer exist those of the openness office."""
    if district or not unit.is_active(timezone.localdate()):
        found = office()
        if found is None:
            return [Reason("还没有设置政务公开主管部门", "请系统管理员在单位里设置")]
        return reasons(actor, act, found)
    return reasons(actor, act, unit)


def sane(year: int) -> Iterable[Reason]:
    if not EARLIEST <= year <= timezone.localdate().year:
        yield Reason(f"年份应在 {EARLIEST} 年到今年之间", field="year")


def told(differences: list[rules.Difference]) -> Iterable[Reason]:
    """Each difference as a reason; of very many the first ones and how many more."""
    yield from (Reason(str(d), "请核对下面标出的格") for d in differences[:MOST_TOLD])
    if len(differences) > MOST_TOLD:
        yield Reason(f"另有 {len(differences) - MOST_TOLD} 处不一致")


def _open_units(parts: list[Figures]) -> list[str]:
    return [p.name for p in parts if p.counted and not p.locked]


def _may_lock(
    unit: Unit, *, actor: Actor, year: int, district: bool = False, **kwargs: Any
) -> Iterable[Reason]:
    yield from answers(actor, Act.APPROVE, unit, district=district)
    if wrong := list(sane(year)):
        yield from wrong
        return
    if year >= timezone.localdate().year:
        yield Reason(f"{year} 年还没有结束，数字还会变", "次年起才能锁定")
        return
    parts = queries.of_units(year) if district else []
    figures = queries.of_district(year, parts) if district else queries.of_unit(unit, year)
    if figures.locked:
        yield Reason(f"{figures.name} {year} 年的数据已经锁定", "请刷新页面")
        return
    differences = queries.faults(figures)
    if district:
        if waiting := _open_units(parts):
            names = "、".join(waiting[:8]) + (f"等 {len(waiting)} 个单位" if len(waiting) > 8 else "")
            yield Reason(f"还没有锁定：{names}", "全区的数字是各单位之和，请各单位先锁定")
        differences += rules.summed(figures.cells, [p.cells for p in parts])
    yield from told(differences)


@verb("foi.figures.lock", "锁定了{object}", forbids=_may_lock)
def lock(unit: Unit, *, actor: Actor, year: int, district: bool = False, note: str = "") -> YearFigures:
    """Freeze what a unit (or, asked at the openness office, the district) reports of a year that is over.

    Refused while an identity fails or the opening is not what the year before carried over; each cell is named.
    """
    figures = queries.of_district(year) if district else queries.of_unit(unit, year)
    found = figures.kept or YearFigures(unit=None if district else unit, year=year)
    found.cells, found.reviews, found.fees = figures.cells, figures.reviews, figures.fees
    found.locked_at, found.locked_by, found.locked_by_label = timezone.now(), actor.user, actor.label[:60]
    found.note, found.unlocked_reason = note.strip()[:300] or found.note, ""
    found.save()
    return found


def _may_unlock(figures: YearFigures, *, actor: Actor, reason: str = "", **kwargs: Any) -> Iterable[Reason]:
    yield from reasons(actor, Act.PLAN)
    if figures.locked_at is None:
        yield Reason("没有锁定", "请刷新页面")
        return
    if not reason.strip():
        yield Reason("请写明解锁的原因", "例如：更正年报", field="reason")
    if figures.unit_id is not None:
        whole = YearFigures.objects.filter(unit=None, year=figures.year, locked_at__isnull=False)
        if whole.exists():
            yield Reason(f"{figures.year} 年全区的数据已经锁定", "请先解锁全区的数据")
    later = YearFigures.objects.filter(unit=figures.unit_id, year=figures.year + 1, locked_at__isnull=False)
    if later.exists():
        yield Reason(f"{figures.year + 1} 年的数据已经锁定，它的上年结转以这一年为准", f"请先解锁 {figures.year + 1} 年")  # fmt: skip


@verb("foi.figures.unlock", "解锁了{object}", forbids=_may_unlock)
def unlock(figures: YearFigures, *, actor: Actor, reason: str) -> YearFigures:
    """The openness office takes a lock off, with a reason; from then on the figures are counted live again (imported
    ones stay as they were brought in). What was locked stands in the log.
    """
    figures.locked_at = figures.locked_by = None
    figures.locked_by_label, figures.unlocked_reason = "", reason.strip()[:300]
    if figures.source == YearFigures.Source.CASES:
        figures.cells, figures.reviews, figures.fees = {}, {}, {}
    figures.save()
    return figures
