"""Reading: home, columns, topics, documents with their history, files."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db.models import F, Prefetch
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import content_disposition_header

from yangguang.catalog import statutory
from yangguang.core.actors import actor_of
from yangguang.documents import bodies, comparing, rendering
from yangguang.organisations.permissions import Act, may
from yangguang.planning.queries import KIND as PLAN_KIND
from yangguang.policy.models import ConferenceFile
from yangguang.publications import queries
from yangguang.publications.models import (
    Attachment,
    AttachmentUse,
    Column,
    ColumnEntry,
    Publication,
    Version,
    Withdrawal,
)
from yangguang.workplan import board as boards

from .. import documents, guides, serving
from ..paging import Slice
from ..serving import HOUR, hosts, public, serve
from . import policy

PER_PAGE = 20
PINNED = 20  # shown above the first page


def board_words(plan: Any) -> dict[str, Any] | None:
    """The year's tasks at a glance, counted once for each measurement."""
    from yangguang.workplan.measuring import queries

    if plan is None:
        return None
    run = queries.latest_run(plan)
    key = f"portal:board:{plan.pk}:{run.pk if run else 0}"
    found = cache.get(key)
    if found is None:
        board = boards.board(plan)
        found = {
            "tasks": len(board.rows),
            "signed": board.signed,
            "assigned": board.assigned,
            "words": board.words(moving=True),
        }
        cache.set(key, found, 60)
    return {**found, "plan": plan, "run": run}


@public
def home(request: HttpRequest) -> HttpResponse:
    """Search first; the newest of every important column; topics; the year's tasks; the way to the hub."""
    columns = list(
        Column.objects.filter(on_home=True, closed_on=None, shape=Column.Shape.COLUMN).order_by(
            "order", "id"
        )[:6]
    )
    blocks = [(c, _newest(c, 6)) for c in columns]
    topics = list(Column.objects.filter(closed_on=None, shape=Column.Shape.TOPIC).order_by("order", "id")[:4])
    used, counted = guides.most_used(6, timezone.localdate())
    context = {
        "nav": "home",
        "blocks": blocks,
        "pairs": policy.newest_pairs(4),
        "topics": topics,
        "life_events": guides.by_event(),
        "used": used,
        "counted": counted,
        "board": board_words(boards.public_plan()),
        "items": statutory.ITEMS,
    }
    tags = ["home", "policy", guides.TAG, *(f"column:{c.pk}" for c in columns)]
    return serve(request, "portal/home.html", context, *tags, seconds=300)


def _newest(column: Column, count: int) -> list[ColumnEntry]:
    return list(
        _entries(column).order_by(F("pin").asc(nulls_last=True), "-published_at", "-publication_id")[:count]
        if ColumnEntry.objects.filter(column=column, pin__isnull=False).exists()
        else _entries(column).order_by("-published_at", "-publication_id")[:count]
    )


def _entries(column: Column) -> Any:
    shown = Publication.objects.listed()
    return ColumnEntry.objects.filter(column=column).prefetch_related(Prefetch("publication", shown))


@public
def column(request: HttpRequest, slug: str) -> HttpResponse:
    """A column or topic: pinned first, then by release; deeper pages by number."""
    found = get_object_or_404(Column.objects.select_related("unit", "parent"), slug=slug)
    if not found.is_open:
        raise Http404(f"栏目“{found}”已于 {found.closed_on} 关闭")
    page = Slice.of(request, found.entry_count, PER_PAGE)
    pinned = list(_entries(found).filter(pin__isnull=False).order_by("pin"))
    entries = _unpinned(found, pinned, page)
    children = list(found.children.filter(closed_on=None).order_by("order"))
    context = {
        "column": found,
        "nav": f"column:{found.pk}",
        "pinned": pinned[:PINNED] if page.number == 1 else [],
        "entries": entries,
        "children": children,
        "page": page,
        "intro": rendering.render(bodies.clean(found.introduction), hosts=hosts(request)),
        "of_plans": found.query.get("kinds") == [PLAN_KIND],
    }
    template = "portal/topic.html" if found.shape == Column.Shape.TOPIC else "portal/column.html"
    return serve(request, template, context, f"column:{found.pk}")


def _unpinned(column: Column, pinned: list[ColumnEntry], page: Slice) -> list[ColumnEntry]:
    """A page of the entries that are not pinned, newest first.

    A deep page is looked up in the index alone, which does not tell what is pinned: the pinned ones before it are
    known, so as many entries more are read and passed over.
    """
    keys = ColumnEntry.objects.filter(column=column).order_by("-published_at", "-publication_id")
    window = list(keys.values_list("published_at", "publication_id")[page.start : page.end + len(pinned)])
    if not window:
        return []
    apart = {(e.published_at, e.publication_id) for e in pinned}
    passed = sum(key > window[0] for key in apart)
    wanted = [pk for at, pk in window if (at, pk) not in apart][passed : passed + page.size]
    return list(_entries(column).filter(publication__in=wanted).order_by("-published_at", "-publication_id"))


@public
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """A record at its permanent address: what readers may see of it, for good."""
    record = get_object_or_404(Publication.objects.select_related("unit", "successor"), pk=pk)
    if record.first_published_at is None:
        raise Http404("没有这份文件，或还没有发布")
    if not record.live:
        return _withdrawn(request, record)
    shown = documents.context(record, hosts(request))
    return serve(request, documents.template(record), shown, *documents.tags(record, shown))


def _withdrawn(request: HttpRequest, record: Publication) -> HttpResponse:
    if record.withdrawal == Withdrawal.REDIRECT and record.successor and record.successor.live:
        # Not for good: a withdrawal can be undone, and browsers never ask again after a 301.
        return HttpResponseRedirect(record.successor.get_absolute_url())
    context: dict[str, Any] = {"record": record, "gone": record.withdrawal != Withdrawal.BANNER}
    if record.withdrawal == Withdrawal.BANNER:
        context |= documents.withdrawn(record, hosts(request))
    response = serve(request, "portal/withdrawn.html", context, f"publication:{record.pk}")
    response.status_code = 410 if context["gone"] else 200
    return response


@public
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """Every released text of a record, and any two of them compared."""
    record = get_object_or_404(Publication.objects.select_related("unit"), pk=pk, live=True)
    versions = list(record.versions.select_related("revision").order_by("number"))
    chosen = _chosen(request, versions)
    comparison = None
    if chosen:
        old, new = chosen
        comparison = comparing.diff(
            old.revision.content.get("body", ""), new.revision.content.get("body", "")
        )
    texts = [v.revision.as_object() for v in chosen] if chosen else []
    fields = queries.changed_fields(*texts, public=True) if texts else []
    context = {
        "record": record,
        "versions": versions,
        "chosen": chosen,
        "comparison": comparison,
        "fields": fields,
    }
    return serve(request, "portal/history.html", context, f"publication:{pk}")


def _chosen(request: HttpRequest, versions: list[Version]) -> tuple[Version, Version] | None:
    by_number = {str(v.number): v for v in versions}
    old, new = (by_number.get(request.GET.get(k, "")) for k in ("from", "to"))
    if (old is None or new is None) and len(versions) > 1:
        old, new = versions[-2], versions[-1]
    return (old, new) if old and new and old.pk != new.pk else None


def _public_file(pk: int) -> Attachment:
    found = get_object_or_404(Attachment, pk=pk)
    if not _is_public(found):
        raise Http404("没有这个附件，或还没有公开")
    return found


def _is_public(file: Attachment) -> bool:
    return (
        AttachmentUse.objects.public().filter(attachment=file).exists()
        or ConferenceFile.objects.filter(attachment=file, conference__public=True).exists()
    )


def file(request: HttpRequest, pk: int, name: str) -> HttpResponseBase:
    """A public attachment. Pictures and PDF open in the browser; everything else is saved.

    A file that no released record uses is there for those who may look at its unit's drafts, so that a draft's text and
    its preview show what readers will see.
    """
    found = get_object_or_404(Attachment, pk=pk)
    is_public = _is_public(found)
    if not is_public and not may(actor_of(request), Act.VIEW, found.unit_id):
        raise Http404("没有这个附件，或还没有公开")
    inline = found.is_image or found.media_type in ("application/pdf", "video/mp4", "audio/mpeg", "text/vtt")
    response = serving.file(request, found.file, found.media_type)
    response["Content-Disposition"] = content_disposition_header(not inline, found.name) or "inline"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "public, max-age=3600" if is_public else "private, no-store"
    # A file never runs anything on the site. Chromium's own reader of PDF does not start inside a sandbox.
    strict = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; media-src 'self'; sandbox"
    pdf = found.media_type == "application/pdf"
    response["Content-Security-Policy"] = "frame-ancestors 'none'" if pdf else strict
    response["ETag"] = f'"{found.sha256[:32]}"'
    return response


@public
def file_page(request: HttpRequest, pk: int) -> HttpResponse:
    """An attachment as a page, for readers without an office program."""
    found = _public_file(pk)
    if not found.html:
        raise Http404("这个附件没有网页版，请下载原文件")
    uses = list(found.uses.filter(publication__live=True).select_related("publication")[:5])
    context = {
        "attachment": found,
        "body": rendering.render(found.html, hosts=hosts(request)),
        "records": [u.publication for u in uses],
    }
    return serve(request, "portal/file.html", context, *(f"publication:{u.publication_id}" for u in uses))


@public
def leave(request: HttpRequest) -> HttpResponse:
    """Before a reader leaves for a site that is not the government's (国办发〔2017〕47号)."""
    to = request.GET.get("to", "")
    if not to.startswith(("http://", "https://")) or any(c in to for c in "\r\n\"'<> "):
        raise Http404("没有要去的网址")
    response = render(request, "portal/leave.html", {"to": to})
    response["X-Robots-Tag"] = "noindex"
    return response


@public
def site_map(request: HttpRequest) -> HttpResponse:
    """Every column, topic and hub on one page."""
    columns = list(Column.objects.filter(closed_on=None).select_related("unit").order_by("order", "id"))
    tops = [(c, [x for x in columns if x.parent_id == c.pk]) for c in columns if c.parent_id is None]
    context = {"tops": tops, "nav": "map", "today": timezone.localdate(), "site": settings.SITE_NAME}
    return serve(request, "portal/map.html", context, seconds=HOUR)
