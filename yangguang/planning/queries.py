"""Read shapes of the register: entries with all that is known of them, series with their holes, what is not in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from yangguang.core import calendar
from yangguang.core.actors import Actor
from yangguang.core.workdays import Calendar
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, may, powers
from yangguang.publications.models import Binding, Column, ColumnEntry, Publication

from . import rules
from .keeping import archive, keeps
from .models import (
    NEED_PARENT,
    Exemption,
    HistoryEntry,
    ParentLink,
    Plan,
    PlanText,
    Series,
    SeriesGap,
    Tier,
)

HUB_ITEM = "FD20-03"  # 条例 art. 20 (3): 国民经济和社会发展规划、专项规划、区域规划及相关政策
KIND = "plan"  # the kind of publications that are plans


@dataclass
class Card:
    """An entry with what a list, a page or a measurement asks of it, as of a day.

    Made by ``cards``; reading it costs no query.
    """

    plan: Plan
    on: dt.date
    calendar: Calendar

    @cached_property
    def full_texts(self) -> list[Publication]:
        """Publications with the full text that readers can open as of the day, the first released first."""
        found = [
            t.publication
            for t in self.plan.texts.all()
            if t.part == PlanText.Part.FULL and t.publication.live and released(t.publication, self.on)
        ]
        return sorted(found, key=lambda p: (p.first_published_at, p.pk))

    @property
    def text(self) -> Publication | None:
        return self.full_texts[0] if self.full_texts else None

    @property
    def published_on(self) -> dt.date | None:
        return self.text.published_on if self.text is not None else None

    @cached_property
    def exemption(self) -> Exemption | None:
        """The exemption that is asked for or holds; as of a past day, one that held then."""
        for found in self.plan.exemptions.all():
            begun = timezone.localdate(found.asked_at) <= self.on
            if begun and (found.ended_at is None or timezone.localdate(found.ended_at) > self.on):
                return found
        return None

    @property
    def exempt(self) -> bool:
        found = self.exemption
        if found is None or not found.consented or found.decided_at is None:
            return False
        return timezone.localdate(found.decided_at) <= self.on

    @cached_property
    def clock(self) -> rules.Clock | None:
        if self.plan.tier != Tier.DISTRICT:
            return None
        return rules.clock(self.plan.approved_on, self.published_on, self.on, self.calendar)

    @cached_property
    def status(self) -> str:
        return self.plan.status(self.on)

    @cached_property
    def missing(self) -> list[str]:
        return self.plan.missing(self.on)

    @property
    def missing_names(self) -> list[str]:
        return [rules.METADATA[m] for m in self.missing]

    @property
    def approved(self) -> bool:
        return self.plan.approved_on is not None and self.plan.approved_on <= self.on

    @cached_property
    def parents(self) -> list[ParentLink]:
        return [link for link in self.plan.parent_links.all() if link.parent.given_up_at is None]

    @property
    def orphan(self) -> bool:
        """A special or regional plan of the district that says of no plan above it that it carries it on."""
        return self.plan.tier == Tier.DISTRICT and self.plan.category in NEED_PARENT and not self.parents

    @property
    def disclosure(self) -> str:
        """In a word how the plan stands: 公开 and how, 不予公开, or why neither."""
        if self.plan.tier != Tier.DISTRICT:
            return "区外规划"
        if self.exempt:
            return "依法不予公开"
        if self.clock is not None:
            return self.clock.word
        return "已公开" if self.text is not None else "批准日期待补" if self.status in OVER else "尚未批准"

    @property
    def open_to_readers(self) -> bool:
        """Whether public pages name the plan: not while it is only being drawn up, nor when it is (to be) exempt."""
        if self.exemption is not None:
            return False
        return (
            self.plan.tier != Tier.DISTRICT
            or self.text is not None
            or self.status not in ("", rules.PREPARING)
        )

    @property
    def public_label(self) -> str:
        """The name as results may show it to anyone."""
        return self.plan.name if self.exemption is None else f"不予公开的规划（登记号 {self.plan.pk}）"


OVER = (rules.APPROVED, rules.RUNNING, rules.ENDED, rules.REPEALED)


def released(publication: Publication, on: dt.date) -> bool:
    day = publication.published_on
    return day is not None and day <= on


def cards(plans: QuerySet[Plan], on: dt.date) -> list[Card]:
    """These entries with all that is known of them. Six queries, whatever their number."""
    rows = plans.select_related("unit__merged_into", "series").prefetch_related(
        Prefetch("texts", PlanText.objects.order_by("part", "id")),
        Prefetch("texts__publication", Publication.objects.listed()),
        Prefetch("exemptions", Exemption.objects.order_by("-id")),
        Prefetch("parent_links", ParentLink.objects.select_related("parent").order_by("id")),
        Prefetch("participants", Unit.objects.order_by("order")),
    )
    days = calendar.load()
    return [Card(p, on, days) for p in rows]


def card(plan: Plan, on: dt.date) -> Card:
    [found] = cards(Plan.objects.filter(pk=plan.pk), on)
    return found


def district_cards(on: dt.date) -> list[Card]:
    """The district's own plans, those given up left out; what measurements count."""
    return cards(Plan.objects.district().order_by("id"), on)


def visible(actor: Actor) -> QuerySet[Plan]:
    """The entries one may look at on the workbench: all for the units that keep and archive the register and for the
    openness office; else those of one's own units and the plans above the district."""
    plans = Plan.objects.all()
    center = archive()
    if keeps(actor, Act.VIEW) or (center is not None and may(actor, Act.VIEW, center)):
        return plans
    held = powers(actor.user)
    if Act.VIEW in held.everywhere:
        return plans
    mine = held.at.get(Act.VIEW, frozenset())
    joined = Plan.participants.through.objects.filter(unit__in=mine).values("plan")
    return plans.filter(Q(unit__in=mine) | Q(pk__in=joined) | ~Q(tier=Tier.DISTRICT))


def choosable(actor: Actor) -> QuerySet[Plan]:
    """Entries that one may name as the plan above: those one may look at, and approved ones that are not held back."""
    held_back = Exemption.objects.filter(ended_at=None).values("plan")
    known = Plan.objects.filter(approved_on__isnull=False).exclude(pk__in=held_back)
    return Plan.objects.registered().filter(
        Q(pk__in=visible(actor).values("pk")) | Q(pk__in=known.values("pk"))
    )


FLAGS = {
    "late": "逾期", "near": "临近期限", "unpublished": "批准后未公开", "missing": "元数据不全", "orphan": "没有上位规划",
    "exempt": "不予公开", "waiting": "等待审定", "given-up": "已撤销登记",
}  # fmt: skip


def flagged(item: Card, flag: str) -> bool:
    """Whether an entry belongs to one of ``FLAGS``."""
    word = item.clock.word if item.clock is not None and not item.exempt else ""
    return {
        "late": word in ("逾期公开", "逾期未公开"),
        "near": word == "临近期限",
        "unpublished": item.approved and not item.exempt and item.text is None and bool(word),
        "missing": bool(item.missing) and item.plan.tier == Tier.DISTRICT,
        "orphan": item.orphan,
        "exempt": item.exempt,
        "waiting": item.exemption is not None and item.exemption.waits,
        "given-up": item.plan.given_up_at is not None,
    }.get(flag, True)


@dataclass(frozen=True)
class Slot:
    """An ordinal of a series: the entry that holds it, or a hole with its explanation."""

    ordinal: int
    name: str
    period: tuple[int, int] | None
    card: Card | None = None
    explained: SeriesGap | None = None

    @property
    def hole(self) -> bool:
        return self.card is None

    @property
    def period_text(self) -> str:
        return f"{self.period[0]}-{self.period[1]}" if self.period else ""


def strip(series: Series, held: Iterable[Card], explained: Iterable[SeriesGap]) -> list[Slot]:
    """Every ordinal of a series from the first held to the last, holes included."""
    by_ordinal = {c.plan.ordinal: c for c in held if c.plan.ordinal is not None}
    if not by_ordinal:
        return []
    said = {g.ordinal: g for g in explained}
    periods = {n: c.plan.period for n, c in by_ordinal.items() if c.plan.period is not None}
    slots = []
    for ordinal in range(min(by_ordinal), max(by_ordinal) + 1):
        found = by_ordinal.get(ordinal)
        period = found.plan.period if found else rules.expected_period(periods, ordinal, series.years)
        slots.append(
            Slot(ordinal, rules.ordinal_name(ordinal, series.years), period, found,
                 None if found else said.get(ordinal))
        )  # fmt: skip
    return slots


def strips(on: dt.date, of: Iterable[Card] | None = None) -> list[tuple[Series, list[Slot]]]:
    """Every series with its ordinals. ``of``: the entries, where they have been read already."""
    held = [c for c in (district_cards(on) if of is None else of) if c.plan.series_id is not None]
    rows = Series.objects.prefetch_related("explained")
    return [(s, strip(s, [c for c in held if c.plan.series_id == s.pk], s.explained.all())) for s in rows]


def topic() -> Column | None:
    """The open topic page of plans (规划专题), by its slug in the settings."""
    return Column.objects.filter(slug=settings.PLAN_TOPIC, closed_on=None).first()


@dataclass(frozen=True)
class Places:
    """Where publications stand as of a day: in the topic (规划专题), and under the hub's item (专栏›规划计划)."""

    topic: Column | None
    in_topic: frozenset[int]
    in_hub: frozenset[int]

    def lacks(self, publication: int) -> list[str]:
        """The entries in which a publication does not stand, in words."""
        found = []
        if publication not in self.in_topic:
            found.append("规划专题" if self.topic else "规划专题（还没有开设）")
        if publication not in self.in_hub:
            found.append("政府信息公开专栏的规划项")
        return found


def places(on: dt.date) -> Places:
    column = topic()
    entries = ColumnEntry.objects.filter(column=column, published_at__date__lte=on) if column else None
    bound = Binding.objects.filter(item=HUB_ITEM, published_at__date__lte=on)
    return Places(
        column,
        frozenset(entries.values_list("publication", flat=True)) if entries is not None else frozenset(),
        frozenset(bound.values_list("publication", flat=True)),
    )


def public_records(on: dt.date | None = None) -> QuerySet[Publication]:
    """What units have published as 规划计划, the newest first."""
    rows = Publication.objects.public().listed().filter(kind=KIND).order_by("-first_published_at", "-pk")
    return rows if on is None else rows.filter(first_published_at__date__lte=on)


def unregistered(on: dt.date | None = None) -> QuerySet[Publication]:
    """Public records of kind 规划计划 that no standing entry of the register or of the historical list carries."""
    rows = public_records(on)
    return rows.exclude(pk__in=_carried()).exclude(pk__in=_collected())


def _carried() -> QuerySet[PlanText, Any]:
    return PlanText.objects.filter(plan__given_up_at=None).values("publication")


def _collected() -> QuerySet[HistoryEntry, Any]:
    return HistoryEntry.objects.filter(dropped_at=None, publication__isnull=False).values("publication")


def history(on: dt.date) -> list[HistoryEntry]:
    """Entries of every list handed over by the day, with their full texts. Four queries."""
    rows = HistoryEntry.objects.filter(hand_over__sent_at__date__lte=on).select_related("hand_over", "plan")
    return list(
        rows.prefetch_related(
            Prefetch("publication", Publication.objects.listed()),
            Prefetch("plan__texts", PlanText.objects.filter(part=PlanText.Part.FULL).order_by("id")),
            Prefetch("plan__texts__publication", Publication.objects.listed()),
        ).order_by("hand_over", "row")
    )


def text_of(entry: HistoryEntry, on: dt.date) -> Publication | None:
    """The full text of a historical plan that readers can open as of the day: its own, or its register entry's."""
    found = [entry.publication] if entry.publication is not None else []
    if entry.plan is not None and entry.plan.given_up_at is None:
        found += [t.publication for t in entry.plan.texts.all() if t.part == PlanText.Part.FULL]
    return next((p for p in found if p.live and released(p, on)), None)


def lost(on: dt.date) -> list[HistoryEntry]:
    """Historical plans that were looked for and not found, each with its reason."""
    rows = HistoryEntry.objects.filter(not_found_at__date__lte=on, dropped_at=None, publication=None)
    return list(rows.order_by("hand_over", "row"))


def exempt_count(on: dt.date) -> int:
    """How many of the district's plans are not disclosed, with consent, as of a day."""
    rows = Exemption.objects.filter(consented=True, ended_at=None, decided_at__date__lte=on)
    return rows.filter(plan__given_up_at=None).count()


def like(entry: HistoryEntry) -> list[Publication]:
    """Public records of kind 规划计划 whose titles share the most with a historical plan's name."""
    wanted = _pairs(entry.name)
    rows = [(p, len(wanted & _pairs(p.title))) for p in public_records()[:500]]
    found = [(n, p) for p, n in rows if n * 2 >= len(wanted)]
    return [p for _, p in sorted(found, key=lambda pair: (-pair[0], pair[1].pk))]


def _pairs(text: str) -> set[str]:
    plain = rules.key_of(text)
    return {plain[i : i + 2] for i in range(len(plain) - 1)}
