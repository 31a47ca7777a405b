"""政务知识库: questions with answers and what these rest on, by topic and by life event; was it of help."""

from __future__ import annotations

import hashlib
from typing import Any

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from yangguang.core.middleware import client_address
from yangguang.delivery.limits import limit
from yangguang.documents import rendering
from yangguang.knowledge import queries
from yangguang.knowledge.models import Entry
from yangguang.organisations.models import Unit
from yangguang.publications import events, kinds

from ..paging import Slice
from ..serving import from_here, hosts, public, serve
from .endpoints import MOST, answer, endpoint, moment, number, page_after

PER_PAGE = 20
DAY = (
    6 * 3600
)  # a basis may lapse by itself at midnight; the night's job drops the pages, this is for a site without it
# Behind one address sit whole offices and halls: so many answers of a day count for one entry (待核).
PER_ADDRESS = 5


@public
def shelf(request: HttpRequest) -> HttpResponse:
    """The ways in: life events of residents and firms, topics; or the entries behind one of them."""
    event = events.by_code(request.GET.get("event", "")[:20])
    topic = request.GET.get("topic", "")
    topic = topic if topic in kinds.TOPICS else ""
    unit = Unit.objects.filter(code=request.GET.get("unit", "")[:40]).first()
    rows = Entry.objects.public().listed()
    if event is not None:
        rows = rows.filter(event=event.code)
    if topic:
        rows = rows.filter(topic=topic)
    if unit is not None:
        rows = rows.filter(unit=unit)
    query = request.GET.copy()
    query.pop("page", None)
    page = Slice.of(request, rows.count(), PER_PAGE, query.urlencode())
    shown = list(rows.order_by("-published_at", "-pk")[page.start : page.end])
    context = {
        "nav": "knowledge", "asked": {"event": event, "topic": topic, "unit": unit}, "chosen": bool(event or topic or unit),
        "page": page, "entries": shown,
        "ended": queries.ended_bases(shown, timezone.localdate()), "shelf": queries.shelf(),
    }  # fmt: skip
    return serve(request, "portal/knowledge.html", context, "knowledge", seconds=DAY)


def _find(pk: int) -> Entry:
    """An entry that is or was public. Raises Http404."""
    found = get_object_or_404(Entry.objects.select_related("unit"), pk=pk)
    if found.first_published_at is None:
        raise Http404("没有这一条，或还没有公开")
    return found


@public
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """One question at its permanent address: answer, basis, and whether it may be relied on today."""
    found = _find(pk)
    if not found.live:
        response = serve(
            request,
            "portal/knowledge_withdrawn.html",
            {"entry": found, "nav": "knowledge"},
            f"knowledge:{pk}",
        )
        response.status_code = 410
        return response
    today = timezone.localdate()
    bases = queries.bases(found, today)
    others = queries.related(found)
    helpful, answers = queries.votes(found)
    context = {
        "nav": "knowledge", "entry": found, "bases": bases, "ended": [b for b in bases if b.ended],
        "answer": rendering.render(found.answer, hosts=hosts(request)), "event": events.by_code(found.event),
        "related": others, "related_ended": queries.ended_bases(others, today),
        "rate": round(helpful * 100 / answers) if answers >= queries.LEAST_VOTES else None, "answers": answers,
    }  # fmt: skip
    tags = [
        f"knowledge:{pk}",
        *(f"publication:{b.record.pk}" for b in bases),
        *(f"knowledge:{e.pk}" for e in others),
    ]
    return serve(request, "portal/knowledge_entry.html", context, *tags, seconds=DAY)


# Public pages are kept by caches and hold no token. The answer changes one count, takes nothing from a signed-in person,
# is refused from other sites' pages, and is limited by address.
@csrf_exempt
@require_POST
@limit("helpful", per_minute=10)
def helpful(request: HttpRequest, pk: int) -> HttpResponse:
    """Count whether the answer helped: once for a browser's session and entry, without a name."""
    found = get_object_or_404(Entry.objects.public().select_related("unit"), pk=pk)
    given = request.POST.get("helpful")
    counted = again = False
    cookie = f"helped-{pk}"
    if given in ("yes", "no") and from_here(request):
        again = cookie in request.COOKIES or not _room(request, pk)
        if not again:
            queries.vote(found, helpful=given == "yes", day=timezone.localdate())
            counted = True
    context = {"entry": found, "answer": given, "again": again, "counted": counted, "nav": "knowledge"}
    response = render(request, "portal/knowledge_thanks.html", context)
    if counted:
        # Sent to this address only: no page that a cache keeps ever sees it. It ends with the session.
        path = reverse("portal:helpful", args=[pk])
        response.set_cookie(
            cookie, "1", path=path, httponly=True, samesite="Strict", secure=request.is_secure()
        )
    return response


def _room(request: HttpRequest, pk: int) -> bool:
    """Whether the address has answers left for the entry today; its hash is kept in memory only, for the day."""
    today = timezone.localdate()
    who = hashlib.sha256(f"{client_address(request)} {today}".encode()).hexdigest()[:24]
    key = f"helpful:{pk}:{who}"
    cache.add(key, 0, 24 * 3600)
    try:
        used: int = cache.incr(key)
    except ValueError:  # the day ended in between
        used = 1
    return used <= PER_ADDRESS


def _said(request: HttpRequest, found: Entry) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "id": found.pk, "url": request.build_absolute_uri(found.get_absolute_url()), "question": found.question,
        "wordings": found.other_wordings, "answer": found.answer,
        "unit": {"code": found.unit.code, "name": found.unit.name}, "topic": found.topic or None,
        "event": found.event_name or None, "published_at": moment(found.published_at),
        "reviewed_on": found.reviewed_on.isoformat() if found.reviewed_on else None, "doubts": found.doubts,
        "bases": [
            {
                "id": b.record.pk, "title": b.record.title,
                "url": request.build_absolute_uri(b.record.get_absolute_url()), "quote": b.quote or None,
                "document_number": b.record.document_number or None, "validity": b.validity or None,
                "ended": b.ended or None,
            }
            for b in queries.bases(found, today)
        ],
    }  # fmt: skip


@endpoint("knowledge", seconds=300, accepts=("event", "topic", "unit", "size", "after"))
def api_entries(request: HttpRequest) -> HttpResponse:
    """Public entries by id, in pages that follow on by ``after``."""
    size = number(request, "size", 20, MOST)
    rows = Entry.objects.public().select_related("unit").order_by("pk")
    if (event := request.GET.get("event")) is not None:
        if events.by_code(event) is None:
            raise ValueError(f"参数 event 没有“{event[:30]}”")
        rows = rows.filter(event=event)
    if (topic := request.GET.get("topic")) is not None:
        if topic not in kinds.TOPICS:
            raise ValueError(f"参数 topic 没有“{topic[:30]}”")
        rows = rows.filter(topic=topic)
    if unit := request.GET.get("unit"):
        rows = rows.filter(unit=get_object_or_404(Unit, code=unit[:40]))
    found, following = page_after(request, rows, size)
    return answer({"items": [_said(request, e) for e in found], "next": following})


@endpoint("knowledge", "knowledge:{pk}", seconds=300)
def api_entry(request: HttpRequest, pk: int) -> HttpResponse:
    """One public entry."""
    found = Entry.objects.public().select_related("unit").filter(pk=pk).first()
    if found is None:
        raise Http404(f"没有编号为 {pk} 的知识条目")
    return answer(_said(request, found))
