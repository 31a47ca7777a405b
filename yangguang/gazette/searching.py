"""Printed articles in the site's search."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from django.urls import reverse
from django.utils import timezone

from yangguang.documents import bodies
from yangguang.search.kinds import SEARCH_KINDS, Document, SearchKind

from .actions.course import SEARCH_KIND
from .models import Article


def fetch(ids: Iterable[int]) -> Iterable[Document]:
    """Search documents of these articles; those of an issue that is not out are found at the workbench only."""
    rows = Article.objects.filter(pk__in=list(ids)).select_related("issue", "publication")
    for article in rows:
        issue = article.issue
        at = timezone.make_aware(dt.datetime.combine(article.written_on or issue.dated, dt.time(12)))
        yield Document(
            id=article.pk,
            title=f"{article.title}（《{issue.name}》{issue.label}）",
            body=bodies.to_text(article.html),
            url=reverse("portal:gazette-article", args=[issue.year, issue.number, article.pk]),
            date=at,
            numbers=(article.document_number,) if article.document_number else (),
            unit=issue.unit_id,
            units=(issue.unit_id,),
            category=SEARCH_KIND,
            year=issue.year,
            public=issue.is_public,
            state=issue.get_state_display(),
            desk_url=reverse("gazette:issue", args=[issue.pk]),
            words=article.organ,
        )


def all_ids() -> Iterator[int]:
    return Article.objects.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=5000)


def register() -> None:
    SEARCH_KINDS.add(
        SEARCH_KIND,
        SearchKind(SEARCH_KIND, "公报文章", fetch, all_ids, categories=lambda: {SEARCH_KIND: "公报文章"}),
    )
