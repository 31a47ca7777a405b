"""Reading: home, columns, topics, documents with their history, files."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db.models import F, Prefetch
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from yangguang.catalog import statutory
from yangguang.documents import bodies, comparing, rendering
from yangguang.policy.models import ConferenceFile
from yangguang.publications import kinds
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

from ..paging import Slice
from ..serving import HOUR, public, serve
from . import policy

PER_PAGE = 20


def _hosts(request: HttpRequest) -> set[str]:
    return {request.get_host().partition(":")[0]}


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
    context = {
        "nav": "home",
        "blocks": blocks,
        "pairs": policy.newest_pairs(4),
        "topics": topics,
        "board": board_words(boards.public_plan()),
        "items": statutory.ITEMS,
    }
    tags = ["home", "policy", *(f"column:{c.pk}" for c in columns)]
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
    pinned = list(_entries(found).filter(pin__isnull=False).order_by("pin")[:20]) if page.number == 1 else []
    entries = list(
        _entries(found)
        .filter(pin__isnull=True)
        .order_by("-published_at", "-publication_id")[page.start : page.end]
    )
    children = list(found.children.filter(closed_on=None).order_by("order"))
    context = {
        "column": found,
        "nav": f"column:{found.pk}",
        "pinned": pinned,
        "entries": entries,
        "children": children,
        "page": page,
        "intro": rendering.render(found.introduction, hosts=_hosts(request)),
    }
    template = "portal/topic.html" if found.shape == Column.Shape.TOPIC else "portal/column.html"
    return serve(request, template, context, f"column:{found.pk}")


@public
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """A record at its permanent address: what readers may see of it, for good."""
    record = get_object_or_404(Publication.objects.select_related("unit", "successor"), pk=pk)
    if record.first_published_at is None:
        raise Http404("没有这份文件，或还没有发布")
    if not record.live:
        return _withdrawn(request, record)
    return serve(request, "portal/document.html", _document(request, record), f"publication:{pk}")


def _document(request: HttpRequest, record: Publication) -> dict[str, Any]:
    body, contents = rendering.outline(record.body)
    entries = list(
        record.column_entries.filter(column__closed_on=None)
        .select_related("column")
        .order_by("column__order")
    )
    main = next((e.column for e in entries if e.column.shape == Column.Shape.COLUMN), None)
    uses = list(record.attachment_uses.select_related("attachment").defer("attachment__html"))
    versions = list(record.versions.order_by("number"))
    return {
        "record": record,
        "kind": kinds.KINDS.get(record.kind) if record.kind in kinds.KINDS else None,
        "body": rendering.render(body, hosts=_hosts(request)),
        "contents": contents if len(contents) > 2 else [],
        "attachments": [u.attachment for u in uses],
        "columns": [e.column for e in entries],
        "column": main,
        "issuers": [i.unit for i in record.issuer_rows.select_related("unit").order_by("unit__order")],
        "items": [(i, statutory.NAMES.get(i, i)) for i in record.items if i in statutory.NAMES],
        "versions": versions,
        "changes": [v for v in versions if v.note],
        "summary": record.summary or bodies.summary(record.body),
        "nav": f"column:{main.pk}" if main else "",
        **policy.beside(record),
    }


def _withdrawn(request: HttpRequest, record: Publication) -> HttpResponse:
    if record.withdrawal == Withdrawal.REDIRECT and record.successor and record.successor.live:
        return HttpResponsePermanentRedirect(record.successor.get_absolute_url())
    context: dict[str, Any] = {"record": record, "gone": record.withdrawal != Withdrawal.BANNER}
    if record.withdrawal == Withdrawal.BANNER:
        context["body"] = rendering.render(record.body, hosts=_hosts(request))
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
    fields = _changed_fields(*chosen) if chosen else []
    context = {
        "record": record,
        "versions": versions,
        "chosen": chosen,
        "comparison": comparison,
        "fields": fields,
    }
    return serve(request, "portal/history.html", context, f"publication:{pk}")


SHOWN_FIELDS = {
    "title": "标题", "document_number": "文号", "written_on": "成文日期", "validity": "有效性",
    "effective_on": "施行日期", "expires_on": "有效期至", "source": "来源", "summary": "内容概述",
}  # fmt: skip


def _changed_fields(old: Version, new: Version) -> list[tuple[str, str, str]]:
    found = []
    for name, label in SHOWN_FIELDS.items():
        before, after = (str(v.revision.content.get(name) or "") for v in (old, new))
        if before != after:
            found.append((label, before, after))
    return found


def _chosen(request: HttpRequest, versions: list[Version]) -> tuple[Version, Version] | None:
    by_number = {str(v.number): v for v in versions}
    old, new = (by_number.get(request.GET.get(k, "")) for k in ("from", "to"))
    if (old is None or new is None) and len(versions) > 1:
        old, new = versions[-2], versions[-1]
    return (old, new) if old and new and old.pk != new.pk else None


def _public_file(pk: int) -> Attachment:
    found = get_object_or_404(Attachment, pk=pk)
    shown = AttachmentUse.objects.filter(attachment=pk, publication__live=True).exists()
    if not shown and not ConferenceFile.objects.filter(attachment=pk, conference__public=True).exists():
        raise Http404("没有这个附件，或还没有公开")
    return found


def file(request: HttpRequest, pk: int, name: str) -> HttpResponseBase:
    """A public attachment. Pictures and PDF open in the browser; everything else is saved."""
    found = _public_file(pk)
    inline = found.is_image or found.media_type in ("application/pdf", "video/mp4", "audio/mpeg", "text/vtt")
    response = FileResponse(
        found.file.open("rb"), as_attachment=not inline, filename=found.name, content_type=found.media_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "public, max-age=3600"
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
        "body": rendering.render(found.html, hosts=_hosts(request)),
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
