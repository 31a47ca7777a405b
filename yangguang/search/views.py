"""The workbench's search page, and what its choosers ask while someone types."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone

from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, powers, requires

from . import queries
from .forms import SearchForm
from .queries import SearchRequest, SearchResults

SUGGESTED = 10


def _viewable(user: Any) -> frozenset[int] | None:
    """The units whose records the person may look at; None for all."""
    held = powers(user)
    return None if Act.VIEW in held.everywhere else held.at.get(Act.VIEW, frozenset())


def _units_of(hits: list[queries.Hit]) -> dict[int, str]:
    wanted = {h.document.unit for h in hits if h.document.unit is not None}
    return dict(Unit.objects.filter(pk__in=wanted).values_list("pk", "name"))


@requires(Act.VIEW)
def desk(request: HttpRequest) -> HttpResponse:
    """Everything one may look at, drafts included; without a question the newest."""
    units = _viewable(request.user)
    form = SearchForm(request.GET, units=units)
    given = {k for k, v in request.GET.items() if v and k in form.fields}
    context: dict[str, Any] = {"form": form, "narrows": given - {"sort"}, "filtered": given - {"q", "sort"}}
    if form.is_valid():
        asked = _asked(form.cleaned_data, units, request.GET.get("page", ""))
        results = queries.search(asked)
        names = _units_of(results.hits)
        context |= {
            "results": results,
            "rows": [(hit, names.get(hit.document.unit or 0, "")) for hit in results.hits],
            "page": _page(results, asked.size),
            "deepest": queries.DEEPEST if results.total > queries.DEEPEST else 0,
        }
    return render(request, "search/desk.html", context)


def _asked(said: dict[str, Any], units: frozenset[int] | None, page: str) -> SearchRequest:
    kind, _, category = said["kind"].partition(":")
    return SearchRequest(
        text=said["q"],
        kinds=(kind,) if kind else (),
        categories=(category,) if category else (),
        units=(said["unit"].pk,) if said["unit"] else (),
        date_from=said["since"],
        date_to=said["until"],
        public={"yes": True, "no": False}.get(said["public"]),
        allowed_units=units,
        or_public=said.get("reach") == "all",
        sort=said["sort"] or "relevance",
        page=int(page) if page.isascii() and page.isdecimal() and len(page) < 9 else 1,
    )


def _page(results: SearchResults, size: int) -> Page[Any]:
    """The numbers of the pages, as the pager shows them."""
    return Paginator(range(min(results.total, queries.DEEPEST)), size).get_page(results.page)


@requires(Act.VIEW)
def suggest(request: HttpRequest) -> JsonResponse:
    """What a chooser offers: ``q`` as far as it is typed, ``kind`` and ``category`` (several), ``reach=all``.

    {"items": [{id, kind, title, title_html, number, unit, category, state, date, url}]}; ``title_html`` is escaped.
    """
    get = request.GET
    hits = queries.suggest(
        get.get("q", "").strip(),
        kinds=tuple(get.getlist("kind")),
        categories=tuple(get.getlist("category")),
        allowed_units=_viewable(request.user),
        or_public=get.get("reach") == "all",
        limit=SUGGESTED,
    )
    names = _units_of(hits)
    items = [
        {
            "id": hit.document.id,
            "kind": hit.kind,
            "title": hit.document.title,
            "title_html": hit.title,
            "number": next(iter(hit.document.numbers), ""),
            "unit": names.get(hit.document.unit or 0, ""),
            "category": hit.category,
            "state": hit.document.state,
            "date": timezone.localdate(hit.document.date).isoformat(),
            "url": hit.document.desk_url or hit.document.url,
        }
        for hit in hits
    ]
    response = JsonResponse({"items": items})
    response["Cache-Control"] = "private, no-store"
    return response
