"""政策: policies beside their explanations, what readers understood, press conferences."""

from __future__ import annotations

import hashlib
from typing import Any

from django.core.cache import cache
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from yangguang.core.middleware import client_address
from yangguang.delivery.limits import limit
from yangguang.organisations.models import Unit
from yangguang.policy import queries
from yangguang.policy.actions import explaining, press
from yangguang.policy.models import Conference, Explains, Form
from yangguang.publications import kinds
from yangguang.publications.models import Publication

from ..paging import Slice
from ..serving import public, serve

PER_PAGE = 20
# Filters look at this many of the newest policies of a choice; beyond them readers search.
MOST = 2000


def newest(rows: Any, count: int) -> list[int]:
    """The keys of the newest of these policies: each kind by its own index, then merged, so that no kind is sorted whole."""
    found: list[tuple[Any, int]] = []
    for kind in queries.GATED:
        mine = rows.filter(kind=kind).order_by("-first_published_at", "-pk")
        found += mine.values_list("first_published_at", "pk")[:count]
    return [pk for _, pk in sorted(found, reverse=True)[:count]]


def beside_each(keys: list[int]) -> list[tuple[Publication, list[Publication]]]:
    """These policies in this order, each with its public explanations. Two queries."""
    by_key = {d.pk: d for d in Publication.objects.listed().filter(pk__in=keys)}
    found = queries.pairs(keys)
    return [(by_key[k], found.get(k, [])) for k in keys if k in by_key]


def newest_pairs(count: int) -> list[tuple[Publication, list[Publication]]]:
    """The newest public policies beside their explanations."""
    return beside_each(newest(Publication.objects.public(), count))


@public
def library(request: HttpRequest) -> HttpResponse:
    """Every public policy beside its explanations; by unit, kind, form, year, and whether it is explained."""
    asked = {k: request.GET.get(k, "")[:20] for k in ("unit", "kind", "form", "year", "explained")}
    rows = Publication.objects.public()
    unit = Unit.objects.filter(code=asked["unit"]).first() if asked["unit"] else None
    if unit is not None:
        rows = rows.filter(unit=unit)
    if asked["kind"] in queries.GATED:
        rows = rows.filter(kind=asked["kind"])
    if asked["year"].isdecimal() and len(asked["year"]) == 4:
        rows = rows.filter(first_published_at__year=int(asked["year"]))
    links = Explains.objects.filter(explanation__live=True)
    if asked["form"] in Form.values:
        rows = rows.filter(
            pk__in=links.filter(explanation__explanation__form=asked["form"]).values("document")
        )
    if asked["explained"] == "yes":
        rows = rows.filter(pk__in=links.values("document"))
    elif asked["explained"] == "no":
        rows = rows.exclude(pk__in=links.values("document"))
    keys = newest(rows, MOST)
    query = request.GET.copy()
    query.pop("page", None)
    page = Slice.of(request, len(keys), PER_PAGE, query.urlencode())
    context = {
        "nav": "policy",
        "asked": asked,
        "entries": beside_each(keys[page.start : page.end]),
        "page": page,
        "total": len(keys),
        "kinds": [(k, kinds.name_of(k)) for k in queries.GATED],
        "forms": Form.choices,
        "years": range(timezone.localdate().year, 2006, -1),
        "units": Unit.objects.answerable(timezone.localdate()).order_by("order"),
        "filtered": any(asked.values()),
    }
    return serve(request, "portal/policies.html", context, "policy")


# Like the page feedback: public pages hold no token; it adds one answer, limited by address, and takes nothing else.
@csrf_exempt
@require_POST
@limit("understood", per_minute=10)
def understood(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep whether a reader understood an explanation: one answer a day from one address, without cookie or name."""
    record = get_object_or_404(Publication.objects.listed(), pk=pk, kind="explanation", live=True)
    answer = request.POST.get("understood")
    again = False
    if answer in ("yes", "no"):
        who = hashlib.sha256(f"{client_address(request)} {timezone.localdate()}".encode()).hexdigest()[:24]
        # Only in memory and only for the day: nothing is kept that tells who answered.
        again = not cache.add(f"understood:{pk}:{who}", 1, 24 * 3600)
        if not again:
            explaining.vote(record, understood=answer == "yes")
    context = {"record": record, "answer": answer, "again": again, "nav": "policy"}
    return render(request, "portal/understood.html", context)


@public
def conferences(request: HttpRequest) -> HttpResponse:
    """Announced and held press conferences, the newest first."""
    rows = Conference.objects.filter(public=True).select_related("host", "unit")
    page = Slice.of(request, rows.count(), PER_PAGE)
    found = rows.order_by(F("held_on").desc(nulls_first=True), "-planned_on", "-pk")[page.start : page.end]
    context = {"nav": "policy", "rows": list(found), "page": page}
    return serve(request, "portal/conferences.html", context, "press")


@public
def conference(request: HttpRequest, pk: int) -> HttpResponse:
    """One conference: announcement, speakers, who said what with an address for every question, films, documents."""
    found = get_object_or_404(Conference.objects.select_related("host", "unit"), pk=pk)
    if not found.public:
        raise Http404("没有这场发布会，或还没有预告")
    files = list(found.files.select_related("attachment").defer("attachment__html"))
    turns = list(found.turns.all())
    questions = [t for t in turns if t.kind == "question"]
    context = {
        "nav": "policy",
        "conference": found,
        "turns": turns,
        "questions": questions,
        "pictures": [f for f in files if f.attachment.is_image],
        "films": [f for f in files if f.attachment.media_type.startswith("video/")],
        "others": [
            f for f in files if not f.attachment.is_image and not f.attachment.media_type.startswith("video/")
        ],
        "subtitles": next((f for f in files if f.attachment.extension == ".vtt"), None),
        "documents": list(
            Publication.objects.listed().filter(conference_links__conference=found, live=True).order_by("pk")
        ),
        "gaps": press.gaps(found) if found.state == Conference.State.HELD else [],
    }
    return serve(request, "portal/conference.html", context, f"conference:{pk}", "press")
