"""Keeping entries in step: why readers should not rely on one, the unit's duty to look, the index, the pages to make anew."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from django.utils import timezone

from yangguang.core.actors import SYSTEM, Actor
from yangguang.delivery import pages
from yangguang.documents import bodies
from yangguang.publications.models import Attachment, Publication, Validity
from yangguang.search import outbox

from . import duty
from .models import Basis, Entry
from .rules import reviewing

SEARCH_KIND = "knowledge"


def digest_of(record: Publication) -> str:
    """What a record says to readers, as one number."""
    return reviewing.digest(record.title, bodies.to_text(record.body), record.attachments)


def standing(record: Publication, today: dt.date) -> str:
    """The record's 有效性 on the day; one whose last day is over has lapsed, whether or not anybody has noted it."""
    if record.expires_on is not None and record.expires_on < today and record.validity not in reviewing.ENDED:
        return Validity.LAPSED
    return record.validity


def holds(record: Publication, quote: str) -> bool:
    """Whether the passage stands in the record's text, or in a file that it attaches."""
    if not quote or reviewing.holds(bodies.to_text(record.body), quote):
        return True
    files = Attachment.objects.filter(pk__in=record.attachments).exclude(html="")
    return any(reviewing.holds(bodies.to_text(h), quote) for h in files.values_list("html", flat=True))


def as_is(basis: Basis, record: Publication, today: dt.date) -> reviewing.Basis:
    """A basis beside the record as it is now."""
    return reviewing.Basis(
        record.title, record.live, standing(record, today), digest_of(record), holds(record, basis.quote),
        basis.digest, basis.validity,
    )  # fmt: skip


def bases_now(
    entry: Entry, today: dt.date, fresh: dict[int, Publication] | None = None
) -> list[reviewing.Basis]:
    """The entry's bases as they are now; ``fresh`` holds records that are just being written."""
    fresh = fresh or {}
    rows = entry.bases.select_related("publication")
    return [as_is(b, fresh.get(b.publication_id, b.publication), today) for b in rows]


def refresh(
    entries: Iterable[Entry],
    today: dt.date | None = None,
    *,
    actor: Actor = SYSTEM,
    fresh: dict[int, Publication] | None = None,
) -> int:
    """Look anew why the entries should not be relied on; open and close the units' duties. Returns how many changed.

    Call inside a transaction.
    """
    today = today or timezone.localdate()
    changed: list[Entry] = []
    due: list[Entry] = []
    settled: list[Entry] = []
    for entry in entries:
        found = reviewing.doubts(today, entry.review_on, bases_now(entry, today, fresh)) if entry.live else []
        (due if found else settled).append(entry)
        if found != entry.doubts:
            entry.doubted_on = (entry.doubted_on or today) if found else None
            entry.doubts = found
            changed.append(entry)
    Entry.objects.bulk_update(changed, ["doubts", "doubted_on"], batch_size=300)
    tell(changed)
    duty.ask(due, actor=actor)
    duty.settle(settled, actor=actor)
    return len(changed)


def tell(entries: Sequence[Entry]) -> None:
    """The index and the page cache learn that these changed."""
    if entries:
        outbox.changed_many(SEARCH_KIND, [e.pk for e in entries])
        pages.purge("knowledge", *(f"knowledge:{e.pk}" for e in entries))
        # A document's page lists what is asked about it.
        told = Basis.objects.filter(entry__in=entries).values_list("publication", flat=True).distinct()
        pages.purge(*(f"publication:{pk}" for pk in told))


def confirm(entry: Entry) -> None:
    """Somebody has held the answer against its bases as they are now."""
    today = timezone.localdate()
    rows = list(entry.bases.select_related("publication").select_for_update(of=("self",)))
    for basis in rows:
        basis.digest, basis.validity = digest_of(basis.publication), standing(basis.publication, today)
    Basis.objects.bulk_update(rows, ["digest", "validity"])
    entry.reviewed_on = today
