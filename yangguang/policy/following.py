"""What follows in the transaction of a release or withdrawal: packages end, linked pages are made anew."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q
from django.utils import timezone

from yangguang.delivery import pages
from yangguang.publications import placing
from yangguang.publications.models import Publication

from . import promising
from .models import ConferenceDocument, Explains, Package
from .queries import GATED


def _linked(keys: Sequence[int]) -> None:
    """Drop the pages of the other side of each link, and of the conferences that name the records."""
    rows = Explains.objects.filter(Q(document__in=keys) | Q(explanation__in=keys))
    found = {k for pair in rows.values_list("document", "explanation") for k in pair} - set(keys)
    talks = ConferenceDocument.objects.filter(document__in=keys).values_list("conference", flat=True)
    pages.purge(
        *(f"publication:{k}" for k in sorted(found)), *(f"conference:{c}" for c in sorted(set(talks)))
    )


def placed(records: Sequence[Publication]) -> None:
    """The package whose members are now all public is released; its pages show each other."""
    concerned = [r.pk for r in records if r.kind in (*GATED, "explanation")]
    if not concerned:
        return
    pages.purge("policy")
    # Thousands come at once in an import; what is new there is linked to nothing.
    if len(concerned) > 100:
        return
    _linked(concerned)
    promising.settle(
        {*concerned, *Explains.objects.filter(explanation__in=concerned).values_list("document", flat=True)}
    )
    found = Package.objects.filter(state__in=Package.OPEN).filter(
        Q(document__in=concerned) | Q(materials__explanation__in=concerned)
    )
    for package in found.distinct():
        members = Publication.objects.filter(
            Q(pk=package.document_id) | Q(material_of__package=package)
        ).distinct()
        if not members.filter(live=False).exists():
            Package.objects.filter(pk=package.pk).update(
                state=Package.State.RELEASED, released_at=timezone.now()
            )


def displaced(record: Publication) -> None:
    if record.kind in (*GATED, "explanation"):
        pages.purge("policy")
        _linked([record.pk])
        promising.settle([record.pk])


placing.follow(placing.Follower("policy", placed, displaced))
