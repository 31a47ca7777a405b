"""政府信息公开: the same five parts, in the same order and under the same names, for the district and every unit."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from yangguang.catalog import statutory
from yangguang.foi.actions import intake
from yangguang.organisations.models import Unit, UnitKind
from yangguang.planning.queries import HUB_ITEM as PLAN_ITEM
from yangguang.publications import coverage, queries
from yangguang.publications.models import Binding, Issuer, Publication

from ..paging import Slice
from ..serving import public, serve

STANDING = {"guide": "guide", "rules": "rules", "annual-report": "annual-report"}
PER_PAGE = 20


def _unit(code: str | None) -> Unit | None:
    return get_object_or_404(Unit.objects.answerable(timezone.localdate()), code=code) if code else None


def _sections(unit: Unit | None) -> list[dict[str, Any]]:
    """The hub's parts with what stands in each; the order is the law's, so no unit can differ."""
    found = []
    for section in statutory.SECTIONS:
        entry: dict[str, Any] = {"section": section}
        if section.code in STANDING:
            records = Publication.objects.public().listed().filter(kind=STANDING[section.code])
            entry["records"] = list(
                (
                    records.filter(unit=unit) if unit else records.filter(unit__is_openness_office=True)
                ).order_by("-first_published_at")[:30]
            )
        found.append(entry)
    return found


@public
def hub(request: HttpRequest, code: str | None = None) -> HttpResponse:
    """The hub of the district, leading into every unit's, or of one unit."""
    unit = _unit(code)
    today = timezone.localdate()
    must = statutory.applicable(unit.kind) if unit else statutory.ITEMS
    local = statutory.applicable_locally(unit.kind) if unit else statutory.LOCAL_ITEMS
    counts = queries.item_counts(unit)
    statements = coverage.statements(today)
    context: dict[str, Any] = {
        "nav": "hub",
        "unit": unit,
        "contact": getattr(unit, "contact", None) if unit else None,
        "sections": _sections(unit),
        "accepts": unit is None or intake.accepting_units(today).filter(pk=unit.pk).exists(),
        "item_groups": [
            (
                name,
                [
                    (i, counts.get(i.code, (0, None)), statements.get((unit.pk, i.code)) if unit else None)
                    for i in items
                ],
            )
            for name, items in (("条例第二十条", must), ("条例第二十一条（按本地情况公开）", local))
            if items
        ],
    }
    if unit is None:
        units = list(Unit.objects.answerable(today).order_by("order"))
        context["groups"] = [
            (label, [u for u in units if u.kind in kinds])
            for label, kinds in (
                ("政府工作部门", (UnitKind.DEPARTMENT,)),
                ("街道办事处", (UnitKind.STREET,)),
                ("派出机构和垂直管理单位", (UnitKind.BRANCH, UnitKind.VERTICAL)),
                ("党委部门和事业单位", (UnitKind.PARTY, UnitKind.INSTITUTION)),
            )
        ]
    tags = [f"unit:{unit.pk}"] if unit else [f"item:{i.code}" for i in statutory.ALL]
    return serve(request, "portal/hub.html", context, *tags, seconds=600)


@public
def item(request: HttpRequest, item: str, code: str | None = None) -> HttpResponse:
    """What is public under one statutory item, of the district or of one unit."""
    unit = _unit(code)
    found = next((i for i in statutory.ALL if i.code == item), None)
    if found is None:
        raise Http404("目录里没有这一项")
    rows = Binding.objects.filter(item=item)
    rows = rows.filter(unit=unit) if unit else rows
    counts = queries.item_counts(unit)
    page = Slice.of(request, counts.get(item, (0, None))[0], PER_PAGE)
    # The page's keys come out of the index alone, however deep the page; the rows follow by key.
    keys = rows.order_by("-published_at", "pk").values("pk")[page.start : page.end]
    entries = (
        Binding.objects.filter(pk__in=keys)
        .order_by("-published_at", "pk")
        .prefetch_related(Prefetch("publication", Publication.objects.listed()))
    )
    context = {
        "nav": "hub",
        "unit": unit,
        "item": found,
        "entries": list(entries),
        "page": page,
        "statement": coverage.statements(timezone.localdate()).get((unit.pk, item)) if unit else None,
        "of_plans": item == PLAN_ITEM,
    }
    return serve(request, "portal/item.html", context, f"item:{item}", *([f"unit:{unit.pk}"] if unit else []))


@public
def unit(request: HttpRequest, code: str) -> HttpResponse:
    """A unit: how to reach it, its newest publications, the way to its hub and its tasks."""
    found = get_object_or_404(Unit.objects.select_related("merged_into"), code=code)
    total = queries.unit_count(found)
    page = Slice.of(request, total, PER_PAGE)
    rows = (
        Issuer.objects.filter(unit=found)
        .order_by("-published_at", "-publication_id")
        .prefetch_related(Prefetch("publication", Publication.objects.listed()))
    )
    context = {
        "nav": "units",
        "unit": found,
        "contact": getattr(found, "contact", None),
        "entries": list(rows[page.start : page.end]),
        "page": page,
        "year_ago": timezone.localdate() - dt.timedelta(days=365),
    }
    return serve(request, "portal/unit_page.html", context, f"unit:{found.pk}")


@public
def units(request: HttpRequest) -> HttpResponse:
    """Every unit, with its telephone and its hub."""
    found = list(Unit.objects.answerable(timezone.localdate()).select_related("contact").order_by("order"))
    return serve(request, "portal/unit_list.html", {"units": found, "nav": "units"}, seconds=600)
