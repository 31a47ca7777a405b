"""What other units keep lists of, and how far it is public: measures, key works, topics; emergency themes."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from yangguang.core.exporting import FORMS
from yangguang.delivery import pages
from yangguang.registers import exporting, kinds, queries, rules
from yangguang.registers.models import WorkList

from ..paging import Slice
from ..serving import public, serve

PER_PAGE = 50


def _public() -> queries.QuerySet[WorkList]:
    return WorkList.objects.exclude(state=WorkList.State.DRAFT)


@public
def work_lists(request: HttpRequest) -> HttpResponse:
    """Every public list, by year and kind."""
    rows = queries.lists_with_counts(_public())
    return serve(request, "portal/work_lists.html", {"rows": rows, "nav": "lists"}, "work-lists", seconds=600)


@public
def work_list(request: HttpRequest, slug: str) -> HttpResponse:
    """A list: each entry with the public records of every period; blanks are shown as blanks."""
    found = get_object_or_404(_public().select_related("unit"), slug=slug)
    today = timezone.localdate()
    tag = f"work-list:{found.pk}"
    form = request.GET.get("format", "")
    if form in FORMS or form == "json":
        rows = queries.rows(found, today)
        if form == "json":
            said = exporting.as_json(found, rows, request.build_absolute_uri)
            response: HttpResponse = JsonResponse(
                said, json_dumps_params={"ensure_ascii": False, "indent": 1}
            )
        else:
            response = FORMS[form](found.title[:30], exporting.rows(found, rows))
        return pages.cacheable(response, tag, *_shown(rows), seconds=600)
    rows = queries.rows(found, today)
    page = Slice.of(request, len(rows), PER_PAGE)
    context = {
        "nav": "lists",
        "list": found,
        "rows": rows[page.start : page.end],
        "page": page,
        "every": len(rows),
        "shown": sum(any(c.state == "public" for c in r.cells) for r in rows),
        "blanks": sum(r.blank for r in rows),
        "periods": [kinds.period_name(found.sort.every, first) for first, _ in found.periods()],
        "dropped": list(found.entries.exclude(dropped_on=None)),
    }
    return serve(request, "portal/work_list.html", context, tag, *_shown(rows), seconds=600)


def _shown(rows: list[queries.Row]) -> list[str]:
    """The tags of the records that a list shows, so that a withdrawn one leaves it at once."""
    return sorted({f"publication:{p.pk}" for r in rows for c in r.cells for p in c.items})


@public
def emergency(request: HttpRequest) -> HttpResponse:
    """The themes that are on, each with its newest record and its age; for the others it is said that there is no case."""
    states = queries.theme_states(timezone.localdate())
    context = {
        "nav": "emergency",
        "on": [s for s in states if s.on],
        "off": [s for s in states if not s.on],
        "days": rules.THEME_DAYS,
    }
    tags = [f"column:{s.theme.column_id}" for s in states if s.theme.column_id]
    tags += [f"publication:{s.last.pk}" for s in states if s.last]
    return serve(request, "portal/emergency.html", context, "emergency", *tags, seconds=300)
