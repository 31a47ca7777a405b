"""The public library of normative documents: catalogue, text on a day, comparison, downloads, open data."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header

from yangguang.core.exporting import FORMS
from yangguang.delivery import pages
from yangguang.documents import rendering
from yangguang.norms import articles, drawing, exporting, queries
from yangguang.norms.force import State
from yangguang.norms.keys import label_of
from yangguang.norms.models import Norm
from yangguang.organisations.models import Unit
from yangguang.publications import kinds

from ..paging import Slice
from ..serving import hosts, public, serve
from .endpoints import MOST, answer, day, endpoint, number, page_after

PER_PAGE = 30
DAY_TAG = "norms-day"  # dropped every night: what is in force changes by itself
STATES = (
    ("force", "现行有效（含修改过的）"), (State.AMENDED.value, "修改过、现行有效"), (State.PENDING.value, "尚未施行"),
    (State.LAPSED.value, "已失效"), (State.REPEALED.value, "已废止"), ("all", "全部"),
)  # fmt: skip
FIRST, LAST = dt.date(1949, 10, 1), dt.date(2199, 12, 31)


def _day(request: HttpRequest, name: str = "on") -> dt.date | None:
    """A day from the address, within the years there can be documents of; None for none."""
    try:
        found = dt.date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        return None
    return found if FIRST <= found <= LAST else None


def _asked(request: HttpRequest) -> dict[str, Any]:
    """The catalogue's filters; what makes no sense is left out."""
    get = request.GET
    return {
        "q": get.get("q", "").strip()[:100],
        "state": get.get("state", "force") if get.get("state", "force") in dict(STATES) else "force",
        "unit": get.get("unit", "")[:40],
        "topic": get.get("topic", "") if get.get("topic", "") in kinds.TOPICS else "",
        "on": _day(request) or timezone.localdate(),
    }


def _rows(asked: dict[str, Any]) -> Any:
    rows = Norm.objects.registered().listed()
    unit = (
        Unit.objects.filter(code=asked["unit"]).values_list("pk", flat=True).first()
        if asked["unit"]
        else None
    )
    state = "" if asked["state"] == "all" else asked["state"]
    found = queries.listing(rows, q=asked["q"], state=state, unit=unit, topic=asked["topic"], on=asked["on"])
    return found.order_by("-written_on", "-pk")


@public
def catalogue(request: HttpRequest) -> HttpResponse:
    """The catalogue, by default of what is in force today; any day can be chosen."""
    asked = _asked(request)
    rows = _rows(asked)
    query = request.GET.copy()
    query.pop("page", None)
    page = Slice.of(request, rows.count(), PER_PAGE, query.urlencode())
    shown = list(rows[page.start : page.end])
    units = Unit.objects.filter(pk__in=Norm.objects.registered().values("unit")).order_by("order")
    context = {
        "nav": "norms", "asked": asked, "rows": queries.states(shown, asked["on"]), "page": page,
        "states": STATES, "units": units, "topics": kinds.TOPICS, "query": query.urlencode(),
        "today": timezone.localdate(), "total": page.total,
    }  # fmt: skip
    return serve(request, "portal/norms.html", context, "norms", DAY_TAG)


def _find(pk: int) -> Norm:
    return get_object_or_404(Norm.objects.registered().select_related("unit", "publication"), pk=pk)


def _text_public(norm: Norm) -> bool:
    return norm.publication is not None and norm.publication.live


@public
def norm(request: HttpRequest, pk: int) -> HttpResponse:
    """A document: how it stands, its text on a day with an address for every article, its line of versions."""
    found = _find(pk)
    today = timezone.localdate()
    on = _day(request) or today
    history = queries.history(found)
    parts = history.text_on(on) if _text_public(found) else []
    points = history.points()
    context = {
        "nav": "norms", "norm": found, "on": on, "today": today, "history": history, "points": points,
        "state": history.life.state(on), "now": history.life.state(today),
        "line": drawing.line("效力时间线", points, history.life, today),
        "parts": [_shown(request, found, history, p, on) for p in parts],
        "contents": [(p.key, p.label) for p in parts if p.kind == "article"],
        "issuers": [found.unit, *found.issuers.order_by("order")],
        "versions": history.versions, "reverse": history.reverse, "cite": _cite(found),
    }  # fmt: skip
    return serve(request, "portal/norm.html", context, f"norm:{pk}", DAY_TAG)


def _cite(norm: Norm, label: str = "") -> str:
    """How the document, or one of its articles, is cited."""
    number = f"（{norm.document_number}）" if norm.document_number else ""
    return f"《{norm.title}》{number}{label}"


def _shown(
    request: HttpRequest, norm: Norm, history: queries.History, part: articles.Part, on: dt.date
) -> dict[str, Any]:
    label = label_of(part.key) if part.key else ""
    state = history.life.state(on, part.key) if part.key else None
    changed = [d for d in history.life.reworded.get(part.key, ()) if d <= on]
    return {
        "kind": part.kind, "key": part.key, "label": label, "html": rendering.render(articles.anchored(part), hosts=hosts(request)),
        "anchor": articles.anchor(part.key), "cite": _cite(norm, label) if label else "",
        "suspended": state is State.SUSPENDED, "changed": changed[-1] if changed else None,
        "below": history.below(on, part) if part.kind == "article" else [],
    }  # fmt: skip


@public
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """The text on two days, as one marked text."""
    found = _find(pk)
    history = queries.history(found)
    versions = history.versions
    old = _day(request, "from") or (versions[0] if versions else None)
    new = _day(request, "to") or (versions[-1] if versions else None)
    shown = old and new and old != new and _text_public(found)
    context = {
        "nav": "norms", "norm": found, "versions": versions, "old": old, "new": new,
        "comparison": queries.compare(history, old, new) if shown and old and new else "",
    }  # fmt: skip
    return serve(request, "portal/norm_compare.html", context, f"norm:{pk}")


def download(request: HttpRequest, form: str) -> HttpResponse:
    """The catalogue as filtered, as CSV, XLSX or JSON."""
    asked = _asked(request)
    address = request.build_absolute_uri("/").rstrip("/")
    rows = list(exporting.rows(_rows(asked), asked["on"], address))
    name = f"规范性文件目录{asked['on']}"
    if form == "json":
        said = [dict(zip(exporting.HEADINGS, r, strict=True)) for r in rows]
        response: HttpResponse = answer({"日期": asked["on"].isoformat(), "件数": len(rows), "目录": said})
    else:
        return pages.cacheable(FORMS[form](name, (exporting.HEADINGS, *rows)), "norms", DAY_TAG, seconds=3600)
    response["Content-Disposition"] = content_disposition_header(True, f"{name}.json") or "attachment"
    return pages.cacheable(response, "norms", DAY_TAG, seconds=3600)


def _brief(request: HttpRequest, norm: Norm, on: dt.date) -> dict[str, Any]:
    def day(value: dt.date | None) -> str | None:
        return value.isoformat() if value else None

    return {
        "id": norm.pk, "url": request.build_absolute_uri(norm.get_absolute_url()), "register_number": norm.register_number,
        "title": norm.title, "document_number": norm.document_number or None,
        "unit": {"code": norm.unit.code, "name": norm.unit.name}, "topic": norm.topic or None,
        "written_on": day(norm.written_on), "published_on": day(norm.published_on), "effective_on": day(norm.effective_on),
        "valid_until": day(norm.valid_until), "ended_on": day(norm.ends_on), "state": norm.state(on).value,
        "on": on.isoformat(),
    }  # fmt: skip


def _on(request: HttpRequest) -> dt.date | None:
    """The day that a program asks for; days before and after all documents are as good as the first and the last."""
    found = day(request, "on")
    return min(max(timezone.localdate(found), FIRST), LAST) if found else None


@endpoint("norms", DAY_TAG, accepts=("on", "unit", "size", "after"))
def api_norms(request: HttpRequest) -> HttpResponse:
    """Registered documents by id, in pages that follow on by ``after``; with ``on`` those in force on that day."""
    size = number(request, "size", 20, MOST)
    on = _on(request)
    rows = Norm.objects.registered().listed().order_by("pk")
    if on is not None:
        rows = rows.in_force(on)
    if unit := request.GET.get("unit"):
        rows = rows.filter(unit=get_object_or_404(Unit, code=unit[:40]))
    found, following = page_after(request, rows, size)
    day = on or timezone.localdate()
    return answer({"items": [_brief(request, n, day) for n in found], "next": following})


@endpoint("norm:{pk}", DAY_TAG, seconds=300, accepts=("on",))
def api_norm(request: HttpRequest, pk: int) -> HttpResponse:
    """One document with its articles on a day and its relations."""
    found = _find(pk)
    on = _on(request) or timezone.localdate()
    history = queries.history(found)
    parts = history.text_on(on) if _text_public(found) else []
    said = {
        **_brief(request, found, on),
        "articles": [
            {
                "key": p.key, "label": p.label, "text": p.text, "state": history.life.state(on, p.key).value,
                "below": [
                    {
                        "key": b.key, "label": b.label, "state": b.state.value, "since": b.since.isoformat() if b.since else None,
                        "source": b.relation.source_words if b.relation else None,
                    }
                    for b in history.below(on, p)
                ],
                "url": request.build_absolute_uri(f"{found.get_absolute_url()}#{articles.anchor(p.key)}"),
            }
            for p in parts if p.kind == "article"
        ],
        "relations": [
            {
                "act": r.act, "act_name": r.get_act_display(), "on": r.on.isoformat(),
                "until": r.until.isoformat() if r.until else None, "articles": r.articles, "source": r.source_words,
            }
            for r in history.relations
        ],
        "publication": request.build_absolute_uri(reverse("portal:document", args=[found.publication_id]))
        if _text_public(found) and found.publication_id else None,
    }  # fmt: skip
    return answer(said)
