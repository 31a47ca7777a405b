"""What this room does when records are placed or displaced, and when units merge (registered in ``apps``)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.utils import timezone

from yangguang.core.actors import Actor
from yangguang.core.writing import insert
from yangguang.delivery import pages
from yangguang.documents import bodies
from yangguang.organisations.models import Unit
from yangguang.publications.models import Publication

from . import citing, indexed, keeping
from .models import Citation, Indexed, IssuedNumber, Norm, NumberReason
from .resolving import Resolver
from .rules import split_number


def placed(records: Sequence[Publication]) -> None:
    """Keep the 有效性 that the register knows, the numbers that were given, and what the texts cite."""
    today = timezone.localdate()
    norms = Norm.objects.filter(publication__in=[r.pk for r in records], registration="registered")
    by_record = {r.pk: r for r in records}
    for norm in norms.prefetch_related("acts", "articles"):
        assert norm.publication_id is not None
        record = by_record[norm.publication_id]
        found = keeping.life_of(norm, norm.acts.all(), [a.key for a in norm.articles.all()])
        if keeping.stamp(record, norm, found, today):
            record.save(update_fields=["validity", "effective_on", "expires_on"])
    pages.purge(*(tag for n in norms for tag in (f"norm:{n.pk}", "norms")))
    indexed.tell([n.pk for n in norms])
    index(records)


def index(records: Sequence[Publication]) -> None:
    """Write down the numbers and the citations of released records. A fixed number of queries for all of them."""
    keys = [r.pk for r in records]
    IssuedNumber.objects.filter(publication__in=keys).delete()
    IssuedNumber.objects.bulk_create(
        IssuedNumber(publication=r, unit_id=r.unit_id, code=given[0], year=given[1], seq=given[2])
        for r in records
        if (given := split_number(r.document_number))
    )
    Citation.objects.filter(publication__in=keys).delete()
    found = [(r, c) for r in records for c in citing.find(bodies.to_text(r.body))]
    if found:
        resolver = Resolver([c for _, c in found], timezone.localdate())
        Citation.objects.bulk_create([row for r, c in found for row in _rows(r, c, resolver)], batch_size=500)
    insert(Indexed, ("publication_id",), ((pk,) for pk in keys), ignore_conflicts=True)


def _rows(record: Publication, citation: citing.Citation, resolver: Resolver) -> list[Citation]:
    """One row for the document, or one for each article of it that is named."""
    target = resolver.read(citation).target
    norm = target.norm if target else None
    if norm is not None and norm.publication_id == record.pk:
        return []  # a text names itself
    refs: list[tuple[str, str]] = [(r.key, str(r)) for r in citation.refs] or [("", "")]
    return [
        Citation(
            publication=record, place=citation.start, title=citation.title[:300],
            normal_title=citing.match_title(citation.title)[:300], number=citation.number[:60], article=article,
            words=words[:80], surface=citation.surface[:320], on_purpose=citation.on_purpose, norm=norm,
            law=target.law if target else None,
        )
        for article, words in refs
    ]  # fmt: skip


def index_waiting(limit: int = 2000) -> int:
    """Read the public records that came before this room, or by a way around it. Returns how many were read."""
    waiting = Publication.objects.filter(live=True).exclude(pk__in=Indexed.objects.values("publication"))
    done = 0
    while records := list(waiting.order_by("pk")[: min(200, limit - done)]):
        index(records)
        done += len(records)
        if done >= limit:
            break
    return done


def displaced(record: Publication) -> None:
    """A withdrawn record stands on no number and cites nothing."""
    IssuedNumber.objects.filter(publication=record).delete()
    Citation.objects.filter(publication=record).delete()
    Indexed.objects.filter(publication=record).delete()
    keys = list(Norm.objects.filter(publication=record).values_list("pk", flat=True))
    indexed.tell(keys)
    for key in keys:
        pages.purge(f"norm:{key}", "norms")


def carry(old: Unit, new: Unit, on: dt.date, actor: Actor) -> None:
    """The successor answers for the documents and the number series of a unit that merged into it."""
    keys = list(Norm.objects.filter(unit=old).values_list("pk", flat=True))
    Norm.objects.filter(pk__in=keys).update(unit=new)
    indexed.tell(keys)
    NumberReason.objects.filter(unit=old).update(unit=new)
    IssuedNumber.objects.filter(unit=old).update(unit=new)


def count(old: Unit) -> int:
    return Norm.objects.filter(unit=old).count()
