"""Series of plans that follow one another, and why one of them is missing; the topic page of plans."""

from __future__ import annotations

from collections.abc import Iterable

from yangguang.core.actions import Reason, verb
from yangguang.core.actors import Actor
from yangguang.delivery import pages

from .. import rules
from ..keeping import not_keeper
from ..models import Plan, Series, SeriesGap


def _may_open(subject: None, *, actor: Actor, name: str, years: int = 5) -> Iterable[Reason]:
    yield from not_keeper(actor)
    if not name.strip():
        yield Reason("请填写系列名称", "如 思明区国民经济和社会发展五年规划", field="name")
    elif Series.objects.filter(name=name.strip()).exists():
        yield Reason(f"已有系列“{name.strip()}”", field="name")
    if not 1 <= years <= 50:
        yield Reason("每届年数应在 1 至 50 之间", field="years")


@verb("planning.series.open", "建立了规划系列{object}", forbids=_may_open)
def open_series(subject: None, *, actor: Actor, name: str, years: int = 5) -> Series:
    pages.purge("plans")
    return Series.objects.create(name=name.strip()[:120], years=years)


def _holes(series: Series) -> list[int]:
    held = Plan.objects.district().filter(series=series).values_list("ordinal", flat=True)
    return rules.gaps(n for n in held if n is not None)


def _may_explain(series: Series, *, actor: Actor, ordinal: int, reason: str) -> Iterable[Reason]:
    yield from not_keeper(actor)
    if ordinal not in _holes(series):
        yield Reason(f"第 {ordinal} 届不缺", field="ordinal")
    if not reason.strip():
        yield Reason("请写明缺这一届的原因", field="reason")


@verb("planning.series.explain", "说明了{object}的缺口", forbids=_may_explain)
def explain(series: Series, *, actor: Actor, ordinal: int, reason: str) -> Series:
    """Say why an ordinal is missing; readers see it. Said again, the words replace the earlier ones."""
    SeriesGap.objects.update_or_create(
        series=series, ordinal=ordinal, defaults={"reason": reason.strip()[:300], "by": actor.label}
    )
    pages.purge("plans")
    return series


def _may_take_back(gap: SeriesGap, *, actor: Actor) -> Iterable[Reason]:
    yield from not_keeper(actor)


@verb("planning.series.take_back", "撤回了{object}", forbids=_may_take_back)
def take_back(gap: SeriesGap, *, actor: Actor) -> Series:
    """Take an explanation back: the gap counts again."""
    series = gap.series
    gap.delete()
    pages.purge("plans")
    return series
