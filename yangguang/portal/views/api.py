"""Read-only JSON over what is public, with its description (OpenAPI 3.1), and the catalogue as DCAT."""

from __future__ import annotations

import re
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone

from yangguang.catalog import statutory
from yangguang.catalog.models import Catalogue
from yangguang.gazette import queries as gazettes
from yangguang.gazette.models import Issue
from yangguang.organisations.models import Unit
from yangguang.planning import rules
from yangguang.planning.models import Category
from yangguang.planning.queries import HUB_ITEM
from yangguang.policy import queries as policies
from yangguang.publications import extras, kinds
from yangguang.publications.models import Column, Publication, Validity
from yangguang.workplan import board as boards

from . import describing, linked, planning
from .endpoints import MOST, PER_MINUTE, answer, day, endpoint, moment, number


def unknown(request: HttpRequest, rest: str) -> HttpResponse:
    """Any other address below /api/: the one with a slash where that exists, else 404 as JSON."""
    try:
        found = resolve(f"{request.path_info}/")
    except Resolver404:
        found = None
    if found is not None and found.url_name != "api-unknown" and request.method in ("GET", "HEAD"):
        query = f"?{request.META['QUERY_STRING']}" if request.META.get("QUERY_STRING") else ""
        return HttpResponsePermanentRedirect(f"{request.path}/{query}")
    said = {"error": "没有这个接口", "fix": f"接口说明见 {reverse('portal:openapi')}"}
    return answer(said, status=404)


def brief(request: HttpRequest, record: Publication) -> dict[str, Any]:
    """A record as lists give it."""
    return {
        "id": record.pk,
        "url": request.build_absolute_uri(record.get_absolute_url()),
        "title": record.title,
        "kind": record.kind,
        "kind_name": record.kind_name,
        "index_number": record.index_number,
        "document_number": record.document_number or None,
        "unit": {"code": record.unit.code, "name": record.unit.name},
        "written_on": record.written_on.isoformat() if record.written_on else None,
        "published_at": moment(record.first_published_at),
        "modified_at": moment(record.last_published_at),
        "topic": record.topic or None,
        "genre": record.genre or None,
        "validity": record.validity or None,
        "validity_name": str(Validity(record.validity).label) if record.validity else None,
        "summary": record.summary or None,
    }


@endpoint(accepts=("kind", "unit", "since", "until", "size", "before"))
def publications(request: HttpRequest) -> HttpResponse:
    """Public records, newest first, in pages that follow on by ``before`` (no page is counted from the start)."""
    size = number(request, "size", 20, MOST)
    rows = Publication.objects.public().listed().order_by("-first_published_at", "-pk")
    if kind := request.GET.get("kind"):
        if kind not in kinds.KINDS:
            raise ValueError(f"参数 kind 没有“{kind[:30]}”")
        rows = rows.filter(kind=kind)
    if unit := request.GET.get("unit"):
        found_unit = Unit.objects.filter(code=unit[:40]).first()
        if found_unit is None:
            raise Http404(f"参数 unit：没有编码为“{unit[:40]}”的单位，编码见 {reverse('portal:api-units')}")
        rows = rows.filter(unit=found_unit)
    if since := day(request, "since"):
        rows = rows.filter(first_published_at__gte=since)
    if until := day(request, "until"):
        rows = rows.filter(first_published_at__lt=until)
    if before := request.GET.get("before"):
        last = (
            Publication.objects.filter(pk=number(request, "before", 1, 2**62))
            .only("first_published_at")
            .first()
        )
        if last is None or last.first_published_at is None:
            raise Http404(f"参数 before：没有编号 {before[:20]}；请用上一页答复里的 next")
        rows = rows.filter(first_published_at__lte=last.first_published_at).exclude(
            first_published_at=last.first_published_at, pk__gte=last.pk
        )
    found = list(rows[: size + 1])
    following = None
    if len(found) > size:
        query = request.GET.copy()
        query["before"] = str(found[size - 1].pk)
        following = request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
    return answer({"items": [brief(request, r) for r in found[:size]], "next": following})


@endpoint("publication:{pk}", seconds=300)
def publication(request: HttpRequest, pk: int) -> HttpResponse:
    """One record with its text, files and versions; a document with its explanations, an explanation with its documents."""
    record = Publication.objects.select_related("unit").filter(pk=pk, live=True).first()
    if record is None:
        raise Http404(f"没有编号为 {pk} 的公开信息")
    uses = record.attachment_uses.select_related("attachment").defer("attachment__html")
    said = {
        **brief(request, record),
        "body": record.body,
        "source": record.source or None,
        "keywords": [w for w in record.keywords.replace("，", ",").split(",") if w.strip()],
        "effective_on": record.effective_on.isoformat() if record.effective_on else None,
        "expires_on": record.expires_on.isoformat() if record.expires_on else None,
        "items": record.items,
        "details": {
            f.name: {"label": f.label, "value": value}
            for f, value in extras.shown(kinds.fields_of(record.kind), record.extra)
        },
        "attachments": [
            {
                "name": u.attachment.name,
                "media_type": u.attachment.media_type,
                "bytes": u.attachment.size,
                "sha256": u.attachment.sha256,
                "url": request.build_absolute_uri(
                    reverse("portal:file", args=[u.attachment_id, u.attachment.name])
                ),
            }
            for u in uses
        ],
        "versions": [
            {"number": v.number, "released_at": moment(v.released_at), "note": v.note or None}
            for v in record.versions.order_by("number")
        ],
        "explanations": [
            {**_named(request, r), "form": policies.form_of(r)}
            for r in (policies.explanations_of(pk) if record.kind in policies.GATED else ())
        ],
        "explains": [
            _named(request, r) for r in (policies.documents_of(pk) if record.kind == "explanation" else ())
        ],
    }
    return answer(said)


def _named(request: HttpRequest, record: Publication) -> dict[str, Any]:
    """A record that another one points to."""
    return {
        "id": record.pk,
        "title": record.title,
        "url": request.build_absolute_uri(record.get_absolute_url()),
        "published_at": moment(record.first_published_at),
    }


@endpoint("plan", seconds=600)
def units(request: HttpRequest) -> HttpResponse:
    """The units that answer for open government today."""
    rows = Unit.objects.answerable(timezone.localdate()).order_by("order")
    return answer(
        {
            "items": [
                {
                    "code": u.code, "name": u.name, "full_name": u.full_name, "kind": u.kind,
                    "hub": request.build_absolute_uri(reverse("portal:hub-unit", args=[u.code])),
                }
                for u in rows
            ]
        }
    )  # fmt: skip


@endpoint("columns", seconds=300)
def columns(request: HttpRequest) -> HttpResponse:
    """Columns and topics with the number of their entries."""
    rows = Column.objects.filter(closed_on=None).select_related("unit").order_by("order", "id")
    return answer(
        {
            "items": [
                {
                    "slug": c.slug, "name": c.name, "shape": c.shape, "unit": c.unit.code, "entries": c.entry_count,
                    "latest_at": moment(c.latest_at), "url": request.build_absolute_uri(c.get_absolute_url()),
                }
                for c in rows
            ]
        }
    )  # fmt: skip


@endpoint("catalogue", seconds=300)
def catalogue(request: HttpRequest) -> HttpResponse:
    """The items of 条例 articles 20 and 21 and of every standard catalogue in force."""
    said: list[dict[str, Any]] = [
        {"catalogue": name, "items": [{"key": i.code, "name": i.name, "text": i.text} for i in items]}
        for name, items in (("条例第二十条", statutory.ITEMS), ("条例第二十一条", statutory.LOCAL_ITEMS))
    ]
    for found in Catalogue.objects.filter(state=Catalogue.State.IN_FORCE).prefetch_related("items__units"):
        said.append(
            {
                "catalogue": found.name,
                "field": found.field,
                "version": found.version,
                "effective_on": found.effective_on.isoformat() if found.effective_on else None,
                "items": [
                    {
                        "key": i.key, "first_level": i.first_level, "second_level": i.second_level,
                        "content": i.content, "basis": i.basis, "limit": i.limit_text,
                        "units": [u.code for u in i.units.all()],
                    }
                    for i in found.items.all()
                ],
            }
        )  # fmt: skip
    return answer({"items": said})


@endpoint("columns", "catalogue", seconds=300)
def dcat(request: HttpRequest) -> HttpResponse:
    """The site's lists as a DCAT 2 catalogue (JSON-LD): every column with its downloads."""
    said = linked.catalogue(
        request, Column.objects.filter(closed_on=None).select_related("unit").order_by("order", "id")
    )
    return answer(said, content_type="application/ld+json")


@endpoint("plans", f"item:{HUB_ITEM}", seconds=300, accepts=(*planning.ASKED, "size", "after"))
def plans(request: HttpRequest) -> HttpResponse:
    """The plan system: every plan that readers may know of, by number, in pages that follow on by ``after``."""
    size = number(request, "size", 50, MOST)
    asked = {k: request.GET.get(k, "") for k in planning.ASKED}
    if long := [k for k, v in asked.items() if len(v) > 60]:
        raise ValueError(f"参数 {long[0]} 太长，最多 60 字")
    asked["period"] = asked["period"] or planning.EVERY
    if asked["period"] != planning.EVERY and not re.fullmatch(r"[0-9]{4}-[0-9]{4}", asked["period"]):
        raise ValueError("参数 period 应写成 2021-2025 这样，或 all")
    if asked["category"] and asked["category"] not in Category.values:
        raise ValueError(f"参数 category 没有“{asked['category'][:30]}”")
    if asked["status"] and asked["status"] not in rules.STATUSES:
        raise ValueError(f"参数 status 没有“{asked['status'][:30]}”")
    if asked["unit"]:
        get_object_or_404(Unit, code=asked["unit"])
    every = planning.every()
    known = {c.plan.pk for c in every}
    rows = sorted(planning.narrowed(every, asked), key=lambda c: c.plan.pk)
    if request.GET.get("after") is not None:
        after = number(request, "after", 1, 2**62)
        rows = [c for c in rows if c.plan.pk > after]
    following = None
    if len(rows) > size:
        query = request.GET.copy()
        query["after"] = str(rows[size - 1].plan.pk)
        following = request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
    return answer({"items": [planning.as_data(request, c, known) for c in rows[:size]], "next": following})


@endpoint("plan", seconds=60)
def tasks(request: HttpRequest) -> HttpResponse:
    """The years whose tasks are public, and where each year's data are."""
    return answer(
        {
            "items": [
                {
                    "year": p.year, "title": p.title,
                    "url": request.build_absolute_uri(reverse("portal:plan-json", args=[p.year])),
                }
                for p in boards.public_plans()
            ]
        }
    )  # fmt: skip


@endpoint("gazette", seconds=3600)
def gazette(request: HttpRequest) -> HttpResponse:
    """Issues of the gazette, newest first, with what each prints."""
    issues = gazettes.with_articles(gazettes.public_issues())
    return answer({"items": [_issue(request, i) for i in issues]})


def _issue(request: HttpRequest, issue: Issue) -> dict[str, Any]:
    address = request.build_absolute_uri(issue.get_absolute_url())
    return {
        "name": issue.name, "year": issue.year, "number": issue.number, "total": issue.total, "url": address,
        "dated": issue.dated.isoformat(), "published_at": moment(issue.published_at), "pages": issue.pages,
        "pdf": f"{address}issue.pdf" if issue.pdf else None,
        "articles": [
            {
                "title": a.title, "document_number": a.document_number or None, "organ": a.organ or None,
                "written_on": a.written_on.isoformat() if a.written_on else None, "first_page": a.first_page,
                "last_page": a.last_page, "publication": a.publication_id, "url": f"{address}{a.pk}/",
            }
            for a in issue.articles.all()
        ],
    }  # fmt: skip


@endpoint(seconds=3600)
def openapi(request: HttpRequest) -> HttpResponse:
    """The description of these addresses, OpenAPI 3.1."""
    return answer(describing.document(request.build_absolute_uri("/").rstrip("/"), PER_MINUTE, MOST))
