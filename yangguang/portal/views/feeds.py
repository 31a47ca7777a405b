"""What readers' programs and search engines follow: Atom and RSS feeds, the site's map in XML."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Max, Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import feedgenerator, timezone

from yangguang.delivery import pages
from yangguang.documents import bodies
from yangguang.gazette import queries as gazettes
from yangguang.knowledge.models import Entry as Answer
from yangguang.norms.models import Norm
from yangguang.organisations.models import Unit
from yangguang.policy.models import Conference
from yangguang.publications.models import Column, ColumnEntry, Publication
from yangguang.workplan import board as boards

from . import planning

# Addresses in one part of the map. The protocol allows 50,000; a part of 1,000 is made as quickly as any other page.
PER_MAP = 1_000


@dataclass(frozen=True)
class Entry:
    """An entry of a feed."""

    title: str
    url: str
    at: dt.datetime
    summary: str = ""
    author: str = ""


def atom(
    request: HttpRequest,
    title: str,
    entries: Sequence[Entry],
    updated: dt.datetime | None,
    *,
    rss: bool = False,
) -> HttpResponse:
    """A feed of these entries; absolute addresses, as feeds need them."""
    kind = feedgenerator.Rss201rev2Feed if rss else feedgenerator.Atom1Feed
    feed = kind(
        title=f"{title} - {settings.SITE_NAME}",
        link=request.build_absolute_uri("/"),
        description=title,
        feed_url=request.build_absolute_uri(),
        language="zh-Hans",
    )
    for entry in entries:
        feed.add_item(
            title=entry.title, link=request.build_absolute_uri(entry.url), description=entry.summary,
            pubdate=entry.at, updateddate=entry.at, author_name=entry.author or None,
            unique_id=request.build_absolute_uri(entry.url),
        )  # fmt: skip
    response = HttpResponse(content_type=f"{feed.content_type}")
    feed.write(response, "utf-8")
    return response


def column(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """The newest 30 of a column, as Atom or RSS."""
    found = get_object_or_404(Column, slug=slug, closed_on=None)
    shown = Publication.objects.select_related("unit")
    rows = (
        ColumnEntry.objects.filter(column=found)
        .order_by("-published_at", "-publication_id")
        .prefetch_related(Prefetch("publication", shown))[:30]
    )
    entries = [
        Entry(p.title, p.get_absolute_url(), r.published_at, p.summary or bodies.summary(p.body), str(p.unit))
        for r in rows
        for p in (r.publication,)
    ]
    response = atom(request, found.name, entries, found.latest_at, rss=form == "rss")
    return pages.cacheable(response, f"column:{found.pk}", seconds=3600)


def sitemap_index(request: HttpRequest) -> HttpResponse:
    """The parts of the site's map: the standing pages, then documents by number."""
    last = Publication.objects.aggregate(last=Max("pk"))["last"] or 0
    before, _, after = request.build_absolute_uri(reverse("portal:sitemap-part", args=[0])).rpartition("0")
    parts = [f"{before}{n}{after}" for n in range(last // PER_MAP + 2)]
    response = render(request, "portal/sitemap_index.xml", {"parts": parts}, content_type="application/xml")
    return pages.cacheable(response, seconds=600)


def sitemap_part(request: HttpRequest, part: int) -> HttpResponse:
    """One part of the map: 0 holds the standing pages, n the documents whose keys follow (n-1)×PER_MAP."""
    if part == 0:
        addresses: list[tuple[str, dt.datetime | None]] = [
            (reverse(f"portal:{n}"), None)
            for n in (
                "home", "hub", "gazette", "norms", "policies", "conferences", "knowledge", "units-all", "map", "plans", "method",
                "about-data",
            )
        ]  # fmt: skip
        registered = Norm.objects.registered().order_by("pk").values_list("pk", "changed_at")[:PER_MAP]
        addresses += [(reverse("portal:norm", args=[pk]), at) for pk, at in registered]
        addresses += [(c.get_absolute_url(), c.latest_at) for c in Column.objects.filter(closed_on=None)]
        units = Unit.objects.answerable(timezone.localdate())
        addresses += [(reverse("portal:unit-page", args=[u.code]), None) for u in units]
        addresses += [(reverse("portal:hub-unit", args=[u.code]), None) for u in units]
        addresses += [(i.get_absolute_url(), i.published_at) for i in gazettes.public_issues()]
        addresses += [
            (a.get_absolute_url(), a.issue.published_at) for a in gazettes.public_articles()[:20_000]
        ]
        talks = Conference.objects.filter(public=True).order_by("-pk").only("pk")[:PER_MAP]
        addresses += [(c.get_absolute_url(), None) for c in talks]
        answers = Answer.objects.public().order_by("pk").values_list("pk", "published_at")[:20_000]
        addresses += [(reverse("portal:knowledge-entry", args=[pk]), at) for pk, at in answers]
        addresses += [(c.plan.get_absolute_url(), None) for c in planning.every()]
        for plan in boards.public_plans():
            addresses.append((reverse("portal:board", args=[plan.year]), None))
            numbers = plan.tasks.filter(withdrawn=False).values_list("number", flat=True)
            addresses += [
                (reverse("portal:task", args=[plan.year, n]), None) for n in numbers if n is not None
            ]
    else:
        low = (part - 1) * PER_MAP
        # A bare ``live``, so that SQLite takes the thousand keys and not an index over every public record.
        rows = Publication.objects.filter(live=True, pk__gt=low, pk__lte=low + PER_MAP).order_by("pk")
        before, _, after = reverse("portal:document", args=[0]).rpartition("0")
        addresses = [(f"{before}{pk}{after}", at) for pk, at in rows.values_list("pk", "last_published_at")]
        if (
            not addresses
            and part > (Publication.objects.aggregate(last=Max("pk"))["last"] or 0) // PER_MAP + 1
        ):
            raise Http404("没有这一部分")
    site = request.build_absolute_uri("/").removesuffix("/")
    full = [
        (f"{site}{a}", timezone.localtime(at).isoformat(timespec="seconds") if at else "")
        for a, at in addresses
    ]
    response = render(request, "portal/sitemap.xml", {"addresses": full}, content_type="application/xml")
    return pages.cacheable(response, seconds=600)
