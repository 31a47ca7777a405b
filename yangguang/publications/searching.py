"""Publications in the site's search."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.urls import reverse

from yangguang.documents import bodies
from yangguang.search.kinds import SEARCH_KINDS, Document, SearchKind

from . import extras, kinds
from .models import Publication
from .placing import SEARCH_KIND


def fetch(ids: Iterable[int]) -> Iterable[Document]:
    """Search documents of these records: readers' text where there is one, else the draft (workbench only)."""
    records = (
        Publication.objects.filter(pk__in=list(ids)).select_related("unit").prefetch_related("issuer_rows")
    )
    for record in records:
        at = record.first_published_at or record.created_at
        units = {record.unit_id, *(i.unit_id for i in record.issuer_rows.all())}
        yield Document(
            id=record.pk,
            title=record.title,
            body=bodies.to_text(record.body),
            summary=record.summary,
            numbers=tuple(n for n in (record.document_number, record.index_number) if n),
            unit=record.unit_id,
            units=tuple(sorted(units)),
            category=record.kind,
            topic=record.topic,
            validity=record.validity,
            year=(record.written_on or at.date()).year,
            date=at,
            url=reverse("portal:document", args=[record.pk]),
            public=record.live,
            state=record.get_stage_display(),
            desk_url=reverse("publications:record", args=[record.pk]),
            words=" ".join(
                [record.keywords, *(v for _, v in extras.shown(kinds.fields_of(record.kind), record.extra))]
            ),
        )


def all_ids() -> Iterator[int]:
    return Publication.objects.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=5000)


def register() -> None:
    SEARCH_KINDS.add(
        SEARCH_KIND,
        SearchKind(SEARCH_KIND, "公开信息", fetch, all_ids, categories=lambda: dict(kinds.choices())),
    )
