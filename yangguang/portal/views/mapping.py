"""The site's map for search engines (sitemaps.org 0.9): an index, the standing pages, and parts of a thousand keys.

A part is a range of keys, so that any part of a million records is made as quickly as the first: no row is passed over,
none is sorted, and records are read from an index that holds their moment too.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from yangguang.delivery import pages
from yangguang.gazette import queries as gazettes
from yangguang.knowledge.models import Entry as Answer
from yangguang.norms.models import Norm
from yangguang.organisations.models import Unit
from yangguang.policy.models import Conference
from yangguang.publications.models import Column, Publication
from yangguang.workplan import board as boards

from . import planning

PER_MAP = 1_000  # keys in one part; the protocol allows 50,000 addresses
STANDING = (
    "home", "hub", "services", "gazette", "norms", "policies", "conferences", "knowledge", "apply", "media", "work-lists",
    "emergency", "units-all", "map", "plans", "method", "about-data",
)  # fmt: skip
Address = tuple[str, "dt.datetime | None"]


@dataclass(frozen=True)
class Shelf:
    """Pages that are many. ``rows()`` are those that readers see; of each the ``fields`` are read, its key and the moment
    it changed last first; ``page`` is the view that shows it, with the key and whatever else was read, the key last."""

    rows: Callable[[], QuerySet[Any]]
    page: str
    fields: tuple[str, ...]

    @property
    def parts(self) -> int:
        """How many parts there are, by the largest key, seen by readers or not: that is cheap, and parts never move."""
        last = self.rows().model._default_manager.aggregate(last=Max("pk"))["last"] or 0
        return -(-int(last) // PER_MAP)

    def part(self, number: int) -> list[Address]:
        """The addresses whose keys follow (number-1) × PER_MAP. One query."""
        low = (number - 1) * PER_MAP
        rows = self.rows().filter(pk__gt=low, pk__lte=low + PER_MAP).order_by("pk")
        before, _, after = reverse(f"portal:{self.page}", args=[0] * (len(self.fields) - 1)).rpartition("0")
        if len(self.fields) == 2:
            return [(f"{before}{pk}{after}", at) for pk, at in rows.values_list(*self.fields)]
        return [
            (reverse(f"portal:{self.page}", args=[*others, pk]), at)
            for pk, at, *others in rows.values_list(*self.fields)
        ]


DOCUMENTS = "documents"
SHELVES: dict[str, Shelf] = {
    # A bare ``live``, so that SQLite takes the index that holds nothing else, and not one over every public record.
    DOCUMENTS: Shelf(lambda: Publication.objects.filter(live=True), "document", ("pk", "last_published_at")),
    "norms": Shelf(lambda: Norm.objects.registered(), "norm", ("pk", "changed_at")),
    "knowledge": Shelf(lambda: Answer.objects.public(), "knowledge-entry", ("pk", "published_at")),
    "gazette": Shelf(
        lambda: gazettes.public_articles().select_related(None), "gazette-article",
        ("pk", "issue__published_at", "issue__year", "issue__number"),
    ),
    "press": Shelf(lambda: Conference.objects.filter(public=True), "conference", ("pk", "announced_at")),
}  # fmt: skip


def index(request: HttpRequest) -> HttpResponse:
    """The parts of the site's map: the standing pages, then every shelf's."""
    site = request.build_absolute_uri("/").removesuffix("/")
    parts = [reverse("portal:sitemap-standing")]
    for name, shelf in SHELVES.items():
        of_documents = name == DOCUMENTS
        page = "portal:sitemap-documents" if of_documents else "portal:sitemap-part"
        before, _, after = reverse(page, args=[1] if of_documents else [name, 1]).rpartition("1")
        parts += [f"{before}{n}{after}" for n in range(1, shelf.parts + 1)]
    context = {"parts": [f"{site}{p}" for p in parts]}
    response = render(request, "portal/sitemap_index.xml", context, content_type="application/xml")
    return pages.cacheable(response, seconds=600)


def standing(request: HttpRequest) -> HttpResponse:
    """Pages that are few: of the site itself, of columns, units, issues of the gazette, plans and tasks."""
    found: list[Address] = [(reverse(f"portal:{name}"), None) for name in STANDING]
    found += [(c.get_absolute_url(), c.latest_at) for c in Column.objects.filter(closed_on=None)]
    units = list(Unit.objects.answerable(timezone.localdate()).values_list("code", flat=True))
    found += [
        (reverse(f"portal:{page}", args=[u]), None) for page in ("unit-page", "hub-unit") for u in units
    ]
    found += [(i.get_absolute_url(), i.published_at) for i in gazettes.public_issues()]
    found += [(c.plan.get_absolute_url(), None) for c in planning.every()]
    for plan in boards.public_plans():
        found.append((reverse("portal:board", args=[plan.year]), None))
        numbers = plan.tasks.filter(withdrawn=False, number__isnull=False).values_list("number", flat=True)
        found += [(reverse("portal:task", args=[plan.year, n]), None) for n in numbers]
    return _answer(request, found)


def part(request: HttpRequest, part: int, shelf: str = DOCUMENTS) -> HttpResponse:
    """One part of a shelf. 404 for one that the index does not name."""
    found = SHELVES.get(shelf)
    if found is None or part < 1:
        raise Http404("没有这一部分")
    addresses = found.part(part)
    if not addresses and part > found.parts:
        raise Http404("没有这一部分")
    return _answer(request, addresses)


def _answer(request: HttpRequest, addresses: Iterable[Address]) -> HttpResponse:
    """Put together as text: through a template a thousand addresses take as long as all the rest."""
    site = escape(request.build_absolute_uri("/").removesuffix("/"))
    zone = timezone.get_default_timezone()
    entries = (
        f"<url><loc>{site}{escape(address)}</loc>"
        + (
            f"<lastmod>{at.astimezone(zone).isoformat(timespec='seconds')}</lastmod></url>"
            if at
            else "</url>"
        )
        for address, at in addresses
    )
    body = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        f"{''.join(entries)}</urlset>\n"
    )
    return pages.cacheable(HttpResponse(body, content_type="application/xml"), seconds=600)
