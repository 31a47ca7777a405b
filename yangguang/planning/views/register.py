"""The register's list: filters, what is missing, the metadata matrix, downloads."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from yangguang.core.actors import actor_of
from yangguang.core.exporting import csv_file, xlsx_file
from yangguang.organisations.permissions import Act, requires

from .. import exporting, queries, rules
from ..keeping import keeper, keeps
from ..models import Category, Tier
from ..queries import FLAGS, Card, flagged
from .finding import makers

ASKED = ("q", "tier", "category", "unit", "status", "period", "flag", "view")


def _narrowed(request: HttpRequest) -> tuple[dict[str, str], list[Card], list[Card]]:
    """What was asked, every entry that one may see, and those that match."""
    asked = {k: request.GET.get(k, "").strip()[:100] for k in ASKED}
    plans = queries.visible(actor_of(request)).order_by("-period_from", "category", "name")
    every = queries.cards(plans, timezone.localdate())
    standing = [c for c in every if c.plan.given_up_at is None]
    return asked, standing, [c for c in _pool(asked, every, standing) if _matches(c, asked)]


def _pool(asked: dict[str, str], every: list[Card], standing: list[Card]) -> list[Card]:
    return every if asked["flag"] == "given-up" else standing


def _matches(card: Card, asked: dict[str, str]) -> bool:
    plan = card.plan
    return (
        (not asked["q"] or asked["q"] in plan.name or asked["q"] in plan.document_number)
        and asked["tier"] in ("", plan.tier)
        and asked["category"] in ("", plan.category)
        and asked["unit"] in ("", str(plan.unit_id))
        and asked["status"] in ("", card.status or "未知")
        and asked["period"] in ("", plan.period_text)
        and (asked["flag"] not in FLAGS or flagged(card, asked["flag"]))
    )


@requires(Act.VIEW)
def register(request: HttpRequest) -> HttpResponse:
    """Every entry one may see, narrowed; as a list, or as a matrix of metadata."""
    actor = actor_of(request)
    asked, standing, cards = _narrowed(request)
    query = request.GET.copy()
    query.pop("page", None)
    query.pop("view", None)
    context: dict[str, Any] = {
        "page": Paginator(cards, 50).get_page(request.GET.get("page")),
        "asked": asked,
        "filtered": any(v for k, v in asked.items() if k != "view"),
        "matrix": asked["view"] == "matrix",
        "query": query.urlencode(),
        "metadata": rules.METADATA,
        "flags": [
            (k, label, sum(flagged(c, k) for c in standing)) for k, label in FLAGS.items() if k != "given-up"
        ],
        "tiers": Tier.choices,
        "categories": Category.choices,
        "statuses": [*rules.STATUSES, "未知"],
        "units": sorted({c.plan.unit for c in standing if c.plan.unit}, key=lambda u: u.order),
        "periods": sorted({c.plan.period_text for c in standing if c.plan.period_text}, reverse=True),
        "total": len(cards),
        "keeps": keeps(actor),
        "writes": makers(actor).exists(),
        "keeper": keeper(),
    }
    return render(request, "planning/register.html", context)


@requires(Act.EXPORT)
def download(request: HttpRequest, form: str) -> HttpResponse:
    """The narrowed list (or matrix) as csv or xlsx."""
    asked, _, cards = _narrowed(request)
    if form not in ("csv", "xlsx"):
        raise Http404("只能下载 csv 或 xlsx")
    make = csv_file if form == "csv" else xlsx_file
    if asked["view"] == "matrix":
        return make("规划元数据", exporting.matrix(cards))
    return make("规划清册", exporting.rows(cards, request.build_absolute_uri("/").rstrip("/")))
