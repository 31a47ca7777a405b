"""办事指南: the list with its ways in, as a feed and a table; and a count of those who go on to do the thing."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from yangguang.core.exporting import FORMS
from yangguang.delivery import pages
from yangguang.delivery.limits import limit
from yangguang.organisations.models import Unit
from yangguang.publications import events, services
from yangguang.publications.models import Publication

from .. import guides as found_guides
from ..paging import Slice
from ..serving import from_here, public, serve
from . import feeds
from .endpoints import answer
from .finding import legible

PER_PAGE = 20
FEED = 30


def read(request: HttpRequest) -> found_guides.Asked:
    """The question of the address; what it does not know is left out."""
    get = request.GET
    unit = get.get("unit", "")[:40]
    return found_guides.Asked(
        text=legible(get.get("q", "")),
        audience=get.get("audience", "") if get.get("audience") in services.AUDIENCES else "",
        event=events.by_code(get.get("event", "")[:20]),
        unit=Unit.objects.filter(code=unit).first() if unit else None,
        online=bool(get.get("online")),
    )


@public
def guides(request: HttpRequest) -> HttpResponse:
    """Every guide, found by words, for whom, by what happens in life, by unit, or because it can be done online."""
    asked = read(request)
    found = found_guides.find(asked)
    query = request.GET.copy()
    query.pop("page", None)
    page = Slice.of(request, found.total, PER_PAGE, query.urlencode())
    others = query.copy()
    others.pop("audience", None)
    context = {
        "nav": "services", "asked": asked, "shelf": found_guides.shelf(), "page": page,
        "cards": found_guides.cards(found.keys(page.start, page.end)), "more": found.more, "query": query.urlencode(),
        "others": others.urlencode(),
    }  # fmt: skip
    response = serve(
        request, "portal/services.html", context, found_guides.TAG, seconds=60 if asked.text else 600
    )
    if asked.text:
        response["X-Robots-Tag"] = "noindex"
    return response


def feed(request: HttpRequest) -> HttpResponse:
    """The newest guides of a choice, as Atom."""
    asked = read(request)
    cards = found_guides.cards(found_guides.find(asked).keys(0, FEED))
    entries = [
        feeds.Entry(
            c.record.title, c.record.get_absolute_url(), c.record.last_published_at or c.record.first_published_at,
            "，".join(t for t in (c.audience, c.limit, "网上可办" if c.online else "") if t), str(c.record.unit),
        )
        for c in cards if c.record.first_published_at
    ]  # fmt: skip
    newest = max((e.at for e in entries), default=None)
    return pages.cacheable(feeds.atom(request, "办事指南", entries, newest), found_guides.TAG, seconds=3600)


def download(request: HttpRequest, form: str) -> HttpResponse:
    """The guides of a choice as a table or as JSON."""
    cards = found_guides.cards(found_guides.find(read(request)).keys(0, found_guides.MOST))
    rows = list(found_guides.lines(cards))
    if form == "json":
        response: HttpResponse = answer(
            {"items": [dict(zip(found_guides.HEADS, r, strict=True)) for r in rows]}
        )
    else:
        response = FORMS[form]("办事指南", (found_guides.HEADS, *rows))
    return pages.cacheable(response, found_guides.TAG, seconds=600)


# Sent by the browser beside the link itself (the ``ping`` of 在线办理), so the link leads where it says. It changes one
# count, takes nothing from anybody, is refused from other sites' pages, and is limited by address.
@csrf_exempt
@require_POST
@limit("guide-use", per_minute=20)
def gone(request: HttpRequest, pk: int) -> HttpResponse:
    """Count that a reader went on from a guide to do the thing."""
    record = get_object_or_404(Publication.objects.public().only("pk"), pk=pk, kind=services.KIND)
    if from_here(request):
        found_guides.note_use(record, timezone.localdate())
    return HttpResponse(status=204)
