"""The plan system (规划体系): a tree and a timeline with their holes marked, one plan, the whole as data."""

from __future__ import annotations

import re
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from yangguang.core import charts
from yangguang.core.exporting import csv_file, xlsx_file
from yangguang.delivery import pages
from yangguang.planning import exporting, queries, rules, tree
from yangguang.planning.models import Category, Plan, Series, Tier
from yangguang.planning.queries import Card, Slot

from ..serving import public, serve
from .endpoints import answer

ASKED = ("q", "period", "category", "unit", "status")
EVERY = "all"  # of periods
MOST_LINES = 40  # of plans in the timeline; the table beneath holds all
STATUS_CSS = {rules.ENDED: "c-plain", rules.REPEALED: "c-none"}


def every() -> list[Card]:
    """Every entry that public pages may name."""
    plans = Plan.objects.registered().order_by("-period_from", "category", "name")
    return [c for c in queries.cards(plans, timezone.localdate()) if c.open_to_readers]


def tags(cards: list[Card]) -> list[str]:
    """What pages that show these plans hang on: the register, the hub's item, and every text's own release."""
    return [
        "plans",
        f"item:{queries.HUB_ITEM}",
        *(f"publication:{t.publication_id}" for c in cards for t in c.plan.texts.all()),
    ]


def usual_period(cards: list[Card]) -> str:
    """The period of the newest approved outline: what the plan system is about now; "" without one."""
    outlines = [
        c for c in cards
        if c.plan.tier == Tier.DISTRICT and c.plan.category == Category.OUTLINE and c.approved and c.plan.period
    ]  # fmt: skip
    return max((c.plan.period_text for c in outlines), default="")


def overlaps(plan: Plan, period: str) -> bool:
    """Whether a plan's years touch those of ``period`` (2021-2025); a plan without years belongs to none."""
    years = [int(year) for year in re.findall(r"\d{4}", period)]
    first, last = years[0], years[-1]
    return plan.period is not None and plan.period[0] <= last and plan.period[1] >= first


def narrowed(cards: list[Card], asked: dict[str, str]) -> list[Card]:
    """The district's plans that were asked for, with those above the district as their context."""
    own = [c for c in cards if c.plan.tier == Tier.DISTRICT]
    if asked["period"] != EVERY:
        own = [c for c in own if overlaps(c.plan, asked["period"])] if asked["period"] else own
    found = [
        c for c in own
        if (not asked["q"] or asked["q"] in c.plan.name or asked["q"] in c.plan.document_number)
        and asked["category"] in ("", c.plan.category)
        and (not asked["unit"] or (c.plan.unit is not None and c.plan.unit.code == asked["unit"])
             or any(u.code == asked["unit"] for u in c.plan.participants.all()))
        and asked["status"] in ("", c.status)
    ]  # fmt: skip
    return [*(c for c in cards if c.plan.tier != Tier.DISTRICT), *found]


def read(request: HttpRequest, cards: list[Card]) -> dict[str, str]:
    """The filters of the address; an unknown period is 404, since no such page exists."""
    asked = {k: request.GET.get(k, "").strip()[:60] for k in ASKED}
    if "period" not in request.GET:
        asked["period"] = usual_period(cards)
    elif asked["period"] not in ("", EVERY):
        try:
            rules.parse_period(asked["period"])
        except ValueError as error:
            raise Http404(str(error)) from error
    return asked


def _timeline(strips: list[tuple[Series, list[Slot]]], own: list[Card]) -> Any:
    lines: list[tuple[str, list[charts.Span]]] = []
    for series, slots in strips:
        bars = [
            charts.Span(*s.period, s.name.strip("“”") if s.card else f"缺{s.name.strip('“”')}", "c-held" if s.card else "c-hole")
            for s in slots if s.period is not None
        ]  # fmt: skip
        if bars:
            lines.append((series.name, bars))
    for card in [c for c in own if c.plan.series_id is None and c.plan.period is not None][:MOST_LINES]:
        assert card.plan.period is not None
        bar = charts.Span(
            *card.plan.period, card.status or "状态未知", STATUS_CSS.get(card.status, "c-plain")
        )
        lines.append((card.plan.name, [bar]))
    return charts.spans("规划时间轴", lines)


@public
def plans(request: HttpRequest) -> HttpResponse:
    """The tree, the timeline, and what is not public yet; narrowed by period, category, unit, state."""
    cards = every()
    asked = read(request, cards)
    shown = narrowed(cards, asked)
    own = [c for c in shown if c.plan.tier == Tier.DISTRICT]
    # Holes are told of whole series, whatever is filtered.
    strips = [(s, slots) for s, slots in queries.strips(timezone.localdate(), cards) if slots]
    query = request.GET.copy()
    context: dict[str, Any] = {
        "nav": "plans",
        "asked": asked,
        "every": EVERY,
        "system": tree.system(shown),
        "own": own,
        "waiting": [c for c in own if c.approved and c.text is None],
        "exempt": queries.exempt_count(timezone.localdate()),
        "strips": strips,
        "holes": sum(slot.hole for _, slots in strips for slot in slots),
        "timeline": _timeline(strips, own),
        "unnumbered": [c for c in own if c.plan.series_id is None],
        "periods": sorted(
            {c.plan.period_text for c in cards if c.plan.tier == Tier.DISTRICT and c.plan.period},
            reverse=True,
        ),
        "categories": Category.choices,
        "statuses": [s for s in rules.STATUSES if s != rules.PREPARING],
        "units": sorted({c.plan.unit for c in cards if c.plan.unit is not None}, key=lambda u: u.order),
        "filtered": any(asked[k] for k in ("q", "category", "unit", "status")),
        "query": query.urlencode(),
        "topic": queries.topic(),
        "hub_item": queries.HUB_ITEM,
        "lost": queries.lost(timezone.localdate()),
    }
    return serve(request, "portal/plans.html", context, *tags(cards), seconds=600)


@public
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One plan: what it is, what it carries on and what carries it on, its text, its neighbours in the series."""
    plan = get_object_or_404(Plan.objects.registered(), pk=pk)
    today = timezone.localdate()
    card = queries.card(plan, today)
    if not card.open_to_readers:
        raise Http404("没有这份规划，或还没有公开")
    below = queries.cards(Plan.objects.district().filter(parents=plan).order_by("category", "name"), today)
    carries = {link.plan_id: link.carries for link in plan.child_links.all()}
    before = after = None
    if card.plan.series is not None:
        held = queries.cards(Plan.objects.district().filter(series=card.plan.series), today)
        slots = queries.strip(
            card.plan.series, [c for c in held if c.open_to_readers], card.plan.series.explained.all()
        )
        at = next((n for n, s in enumerate(slots) if s.card is not None and s.card.plan.pk == pk), None)
        if at is not None:
            before = slots[at - 1] if at else None
            after = slots[at + 1] if at + 1 < len(slots) else None
    context = {
        "nav": "plans",
        "card": card,
        "plan": card.plan,
        "below": [(c, carries.get(c.plan.pk, "")) for c in below if c.open_to_readers],
        "texts": [t for t in card.plan.texts.all() if t.publication.live],
        "parents": _known(card),
        "before": before,
        "after": after,
        # When readers could first open it: its text, else its place in the register.
        "told_at": card.text.first_published_at if card.text is not None else plan.registered_at,
    }
    return serve(request, "portal/plan_page.html", context, *tags([card, *below]), seconds=600)


def _known(card: Card) -> list[Any]:
    """Links to the plans above that readers may know of."""
    shown = {
        c.plan.pk
        for c in queries.cards(Plan.objects.registered().filter(child_links__plan=card.plan.pk), card.on)
        if c.open_to_readers
    }
    return [link for link in card.parents if link.parent_id in shown]


def as_data(request: HttpRequest, card: Card, known: set[int]) -> dict[str, Any]:
    """A plan as the open interface and the JSON download give it; ``known``: the plans that readers may know of."""
    plan = card.plan

    def at(path: str) -> str:
        return request.build_absolute_uri(path)

    return {
        "id": plan.pk,
        "url": at(plan.get_absolute_url()),
        "name": plan.name,
        "tier": plan.tier,
        "category": plan.category,
        "category_name": str(Category(plan.category).label),
        "period": list(plan.period) if plan.period else None,
        "unit": {"code": plan.unit.code, "name": plan.unit.name} if plan.unit else None,
        "participants": [{"code": u.code, "name": u.name} for u in plan.participants.all()],
        "outer_maker": plan.outer_maker or None,
        "approver": plan.approver or None,
        "approved_on": plan.approved_on.isoformat() if plan.approved_on else None,
        "document_number": plan.document_number or None,
        "territory": plan.territory or None,
        "status": card.status or None,
        "series": {"name": plan.series.name, "ordinal": plan.ordinal} if plan.series else None,
        "parents": [
            {"id": link.parent_id, "name": link.parent.name, "carries": link.carries or None}
            for link in card.parents if link.parent_id in known
        ],
        "disclosure": card.disclosure,
        "due_on": card.clock.due.isoformat() if card.clock else None,
        "published_on": card.published_on.isoformat() if card.published_on else None,
        "texts": [
            {"part": t.part, "title": t.publication.title, "url": at(t.publication.get_absolute_url())}
            for t in plan.texts.all() if t.publication.live
        ],
    }  # fmt: skip


def download(request: HttpRequest, form: str) -> HttpResponse:
    """The narrowed list as csv, xlsx or json."""
    cards = every()
    shown = narrowed(cards, read(request, cards))
    if form == "json":
        known = {c.plan.pk for c in cards}
        response: HttpResponse = answer({"items": [as_data(request, c, known) for c in shown]})
    else:
        make = csv_file if form == "csv" else xlsx_file
        response = make(
            "规划",
            exporting.rows(
                shown, request.build_absolute_uri("/").rstrip("/"), known={c.plan.pk for c in cards}
            ),
        )
    return pages.cacheable(response, *tags(cards), seconds=600)
