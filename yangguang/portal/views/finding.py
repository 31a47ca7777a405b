"""Finding: the one search box, and what of it can be followed."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone

from yangguang.delivery import pages
from yangguang.delivery.limits import limit
from yangguang.finding.actions.words import pinned_for
from yangguang.norms.indexed import SEARCH_KIND as ARTICLES
from yangguang.organisations.models import Unit
from yangguang.publications import kinds
from yangguang.publications.models import Validity
from yangguang.search import asked as told
from yangguang.search import guessing, lexicon, parts, queries
from yangguang.search.analyser import field_words
from yangguang.search.kinds import category_names
from yangguang.search.queries import SearchRequest

from .. import groups
from ..serving import public, serve

SORTS = {"relevance": "最相关", "date": "最新"}


def legible(text: str) -> str:
    """What was typed, without characters that no page, feed or file can hold."""
    return "".join(c for c in text[:400] if c.isprintable() or c.isspace()).strip()[:200]


def read(request: HttpRequest, **more: Any) -> SearchRequest:
    """A question from the address; unknown filters are left out."""
    get = request.GET

    def day(name: str) -> dt.date | None:
        try:
            return dt.date.fromisoformat(get.get(name, ""))
        except ValueError:
            return None

    def number(name: str) -> tuple[int, ...]:
        return tuple(int(v) for v in get.getlist(name) if v.isdecimal() and len(v) < 12)

    text, words = field_words(legible(get.get("q", "")))
    if "number" in words:
        text = f"{words['number']} {text}".strip()
    units, years = number("unit"), number("year")
    if named := words.get("unit"):
        # A name that no unit bears is looked for as a word.
        known = _unit_named(named)
        units, text = ((*units, known.pk), text) if known else (units, f"{named} {text}".strip())
    if re.fullmatch(r"(?:19|20)\d\d年?", words.get("year", "")):
        years = (*years, int(words["year"][:4]))
    categories = category_names()
    return SearchRequest(
        text=text,
        units=units,
        categories=tuple(c for c in get.getlist("kind") if c in categories),
        topics=tuple(t for t in get.getlist("topic") if t in kinds.TOPICS),
        validities=tuple(v for v in get.getlist("validity") if v and v in Validity.values),
        years=years,
        date_from=day("from"),
        date_to=day("to"),
        sort="date" if get.get("sort") == "date" else "relevance",
        page=next(iter(number("page")), 1),
        **more,
    )


def _unit_named(name: str) -> Unit | None:
    """The unit that bears the name, in short, in full or as it was."""
    key = lexicon.unit_named(name)
    return Unit.objects.filter(pk=key).first() if key is not None else None


@public
def search(request: HttpRequest) -> HttpResponse:
    """The search page; it works the same without JavaScript."""
    asked = read(request)
    narrowed = (
        asked.units,
        asked.categories,
        asked.topics,
        asked.validities,
        asked.years,
        asked.date_from,
        asked.date_to,
    )
    started = bool(asked.text) or any(narrowed)
    results = parts.search(asked) if started else None
    if results is not None and 0 < results.pages < results.page:
        return HttpResponseRedirect(_with(request, page=str(results.pages)))
    first_page = asked.page == 1 and bool(asked.text)
    if results is not None and results.available and first_page:
        told.note(asked.text, 0 if results.loose else results.total, request.headers.get("User-Agent", ""))
    by_number = groups.of_number(asked.text) if first_page else None
    by_topic = groups.of_topic(asked.text) if first_page and by_number is None else None
    meant = ""
    if results is not None and first_page and (results.loose or not results.total):
        meant = _meant(asked)
    context = {
        "nav": "search",
        "asked": asked,
        "typed": legible(request.GET.get("q", "")),
        "pinned": pinned_for(asked.text) if first_page else [],
        "unit": _unit_asked(asked.text) if first_page else None,
        "by_number": by_number,
        "by_topic": by_topic,
        "meant": meant,
        "meant_url": _with(request, q=meant) if meant else "",
        "frequent": told.frequent_now() if not started else [],
        "results": results,
        # Where articles are the hits themselves there is nothing more to point to.
        "articles_url": _with(request, kind=ARTICLES)
        if results and results.parts and all(h.kind != ARTICLES for h in results.hits)
        else "",
        "started": started,
        "facets": _facets(request, results) if results else [],
        "chosen": _chosen(request, asked),
        "sorts": [(k, v, k == asked.sort, _with(request, sort=k)) for k, v in SORTS.items()],
        "before": _with(request, page=str(asked.page - 1)) if results and results.page > 1 else "",
        "after": _with(request, page=str(asked.page + 1)) if results and results.page < results.pages else "",
        "feed": request.GET.urlencode(),
    }
    tags = [t for group in (by_number, by_topic) if group is not None for t in group.tags]
    response = serve(request, "portal/search.html", context, "search", *tags, seconds=30)
    response["X-Robots-Tag"] = "noindex"
    return response


def _meant(asked: SearchRequest) -> str:
    """What a question that found nothing may have meant, when that finds something."""
    guessed = guessing.guess(asked.text)
    if not guessed:
        return ""
    found = queries.search(replace(asked, text=guessed, size=1))
    return guessed if found.total and not found.loose else ""


def _unit_asked(text: str) -> Unit | None:
    """The unit, when its name is the whole question: readers look for its page and its telephone."""
    return _unit_named(text) if 2 < len(text) <= 40 else None


@limit("suggest", per_minute=240)
def suggest(request: HttpRequest) -> HttpResponse:
    """What a question that is being typed may become: frequent ones, then titles. Works on public records alone."""
    text = legible(request.GET.get("q", ""))[:60]
    items = [
        {"text": t, "url": f"{reverse('portal:search')}?{urlencode({'q': t})}"} for t in told.frequent(text)
    ]
    if len(text) > 1:
        hits = queries.suggest(text, public=True, limit=8 - len(items))
        items += [{"text": h.document.title, "url": h.document.url} for h in hits]
    response = JsonResponse({"items": items}, json_dumps_params={"ensure_ascii": False})
    response["Cache-Control"] = "public, max-age=60"
    return response


def _with(request: HttpRequest, **changed: str) -> str:
    query = request.GET.copy()
    if "page" not in changed:
        query.pop("page", None)
    for name, value in changed.items():
        query[name] = value
    return "?" + query.urlencode()


def _without(request: HttpRequest, name: str, value: str) -> str:
    query = request.GET.copy()
    query.pop("page", None)
    query.setlist(name, [v for v in query.getlist(name) if v != value])
    return "?" + query.urlencode()


LABELS = {"unit": "单位", "category": "类型", "year": "年份", "topic": "主题", "validity": "有效性"}


def _names(facet: str) -> dict[str, str]:
    """What the values of a facet are called; those of a year and a topic speak for themselves."""
    if facet == "unit":
        return {str(pk): name for pk, name in Unit.objects.values_list("pk", "name")}
    if facet == "category":
        return category_names()
    return {str(v): str(label) for v, label in Validity.choices} if facet == "validity" else {}


def _facets(request: HttpRequest, results: queries.SearchResults) -> list[dict[str, Any]]:
    found = []
    for facet, label in LABELS.items():
        key = "kind" if facet == "category" else facet
        chosen = set(request.GET.getlist(key))
        values = [(v, n) for v, n in results.facets.get(facet, {}).items() if v and v != "0"]
        values.sort(key=lambda pair: pair[0], reverse=True) if facet == "year" else values.sort(
            key=lambda p: -p[1]
        )
        names = _names(facet)
        query = request.GET.copy()
        for dropped in ("page", key):
            query.pop(dropped, None)
        before = f"?{query.urlencode()}{'&' if query else ''}"
        entries = []
        for value, count in values[:10]:
            name = f"{value} 年" if facet == "year" else names.get(value, "" if facet == "unit" else value)
            if value not in chosen and name:
                entries.append(
                    {"name": name, "count": results.said(count), "url": f"{before}{urlencode({key: value})}"}
                )
        if entries:
            found.append({"label": label, "entries": entries})
    return found


def _chosen(request: HttpRequest, asked: SearchRequest) -> list[tuple[str, str]]:
    units = dict(Unit.objects.filter(pk__in=asked.units).values_list("pk", "name"))
    found = [(units[u], _without(request, "unit", str(u))) for u in asked.units if u in units]
    names = category_names()
    found += [(names[c], _without(request, "kind", c)) for c in asked.categories if c in names]
    found += [(t, _without(request, "topic", t)) for t in asked.topics]
    found += [(str(Validity(v).label), _without(request, "validity", v)) for v in asked.validities]
    found += [(f"{y} 年", _without(request, "year", str(y))) for y in asked.years]
    return found


def feed(request: HttpRequest) -> HttpResponse:
    """A search as an Atom feed: the newest 30 that match."""
    from . import feeds

    asked = read(request, size=30)
    results = queries.search(replace(asked, sort="date", page=1, facets=False))
    entries = [
        feeds.Entry(h.document.title, h.document.url, h.document.date, h.document.summary)
        for h in results.hits
    ]
    title = f"检索：{asked.text}" if asked.text else "检索"
    response = feeds.atom(request, title, entries, timezone.now())
    return pages.cacheable(response, seconds=60)
