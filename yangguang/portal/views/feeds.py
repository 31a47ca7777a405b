"""What readers' programs and search engines follow: Atom and RSS feeds, the site's map in XML."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import feedgenerator

from yangguang.core.printable import printable
from yangguang.delivery import pages
from yangguang.documents import bodies
from yangguang.publications.models import Column, ColumnEntry, Publication


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
    """A feed of these entries; absolute addresses, as feeds need them.

    Texts lose what XML can't hold: one such character, stored long ago or asked for, would break the feed for everybody.
    """
    kind = feedgenerator.Rss201rev2Feed if rss else feedgenerator.Atom1Feed
    feed = kind(
        title=printable(f"{title} - {settings.SITE_NAME}"),
        link=request.build_absolute_uri("/"),
        description=printable(title),
        feed_url=request.build_absolute_uri(),
        language="zh-Hans",
    )
    for entry in entries:
        feed.add_item(
            title=printable(entry.title), link=request.build_absolute_uri(entry.url), description=printable(entry.summary),
            pubdate=entry.at, updateddate=entry.at, author_name=printable(entry.author) or None,
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
