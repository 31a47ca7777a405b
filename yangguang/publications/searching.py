"""Publications in the site's search."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from html import unescape
from typing import Any

from django.urls import reverse

from yangguang.documents import bodies
from yangguang.search.kinds import SEARCH_KINDS, Document, SearchKind

from . import extras, kinds
from .models import AttachmentUse, Issuer, Publication, Stage
from .placing import SEARCH_KIND

COLUMNS = (
    "pk", "title", "body", "summary", "document_number", "index_number", "unit_id", "kind", "topic", "validity",
    "written_on", "first_published_at", "created_at", "live", "stage", "keywords", "extra",
)  # fmt: skip

LONGEST = 200_000  # characters of an attachment's page that are searched
_TAG = re.compile(r"<[^>]*>?")


def fetch(ids: Iterable[int]) -> Iterable[Document]:
    """Search documents of these records: readers' text where there is one, else the draft (workbench only).

    Plain rows: an index of a million is built from here, and every page of results is read here.
    """
    wanted = list(ids)
    units: dict[int, set[int]] = defaultdict(set)
    for pk, unit in Issuer.objects.filter(publication__in=wanted).values_list("publication_id", "unit_id"):
        units[pk].add(unit)
    attached = _attached(wanted)
    stages = dict(Stage.choices)
    page, desk = (_addresses(name) for name in ("portal:document", "publications:record"))
    for row in Publication.objects.filter(pk__in=wanted).order_by().values_list(*COLUMNS, named=True):
        at = row.first_published_at or row.created_at
        yield Document(
            id=row.pk,
            title=row.title,
            body="\n".join(
                t
                for t in (kinds.told_of(row.kind, row.extra), bodies.to_text(row.body), *attached[row.pk])
                if t
            ),
            summary=row.summary,
            numbers=tuple(n for n in (row.document_number, row.index_number) if n),
            unit=row.unit_id,
            units=tuple(sorted(units[row.pk] | {row.unit_id})),
            category=row.kind,
            topic=row.topic,
            validity=row.validity,
            year=(row.written_on or at.date()).year,
            date=at,
            url=page(row.pk),
            public=row.live,
            state=str(stages.get(row.stage, row.stage)),
            desk_url=desk(row.pk),
            words=" ".join([row.keywords, *(v for _, v in _facts(row.kind, row.extra or {}))]),
        )


def _facts(kind: str, extra: dict[str, Any]) -> list[tuple[extras.Field, str]]:
    """What readers see of a kind's own fields, unless the text holds it already."""
    return [] if kinds.told_of(kind, extra) else extras.shown(kinds.fields_of(kind), extra)


def _attached(wanted: list[int]) -> dict[int, list[str]]:
    """The texts of the files that released records show, as far as they could be read, under their names."""
    found: dict[int, list[str]] = defaultdict(list)
    rows = AttachmentUse.objects.filter(publication__in=wanted).exclude(attachment__html="")
    for pk, name, html in rows.order_by("order").values_list(
        "publication_id", "attachment__name", "attachment__html"
    ):
        text = " ".join(unescape(_TAG.sub(" ", html[:LONGEST])).split())
        found[pk].append(f"附件《{name}》\n{text}")
    return found


def _addresses(name: str) -> Callable[[int], str]:
    """Addresses of one view by key, looked up once."""
    before, _, after = reverse(name, args=[0]).rpartition("0")
    return lambda pk: f"{before}{pk}{after}"


def all_ids() -> Iterator[int]:
    return Publication.objects.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=5000)


def register() -> None:
    SEARCH_KINDS.add(
        SEARCH_KIND,
        SearchKind(SEARCH_KIND, "公开信息", fetch, all_ids, categories=lambda: dict(kinds.choices())),
    )
