"""Putting released records where readers find them: issuers, catalogue items, files, columns, search, page cache.

Called by the verbs that change what is public, inside their transaction. One record or thousands take the same way.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, Max

from yangguang.core.registries import Registry
from yangguang.core.writing import insert
from yangguang.delivery import pages
from yangguang.documents import bodies
from yangguang.search import outbox

from . import extras, kinds
from .models import (
    Attachment,
    AttachmentMention,
    AttachmentUse,
    Binding,
    Column,
    ColumnEntry,
    Issuer,
    Link,
    Mark,
    Publication,
    Tally,
    Withdrawal,
)
from .selections import Sorter, facts

SEARCH_KIND = "publication"


@dataclass(frozen=True)
class Follower:
    """What a room above does in the transaction in which records are placed or displaced.

    ``placed(records)`` runs before anything is written from the records, so it may still set fields of a record
    (and save them); ``displaced(record)`` runs when a record has been taken out of every list.
    """

    key: str
    placed: Callable[[Sequence[Publication]], None]
    displaced: Callable[[Publication], None]


FOLLOWERS: Registry[Follower] = Registry("follower of placing")


def follow(follower: Follower) -> Follower:
    """Register from ``AppConfig.ready()``."""
    return FOLLOWERS.add(follower.key, follower)


def place(publications: Sequence[Publication], *, new: bool = False, sorter: Sorter | None = None) -> None:
    """Bring every relation of these released records up to date; ``new`` skips looking for old relations."""
    if not publications:
        return
    for follower in FOLLOWERS:
        follower.placed(publications)
    keys = [p.pk for p in publications]
    touched: set[int] = set()
    before = set() if new else _pairs(keys)
    before_linked = (
        set() if new else set(Link.objects.filter(publication__in=keys).values_list("to", flat=True))
    )
    shown = (
        set()
        if new
        else set(AttachmentUse.objects.filter(publication__in=keys).values_list("attachment", flat=True))
    )
    if not new:
        Issuer.objects.filter(publication__in=keys).delete()
        Binding.objects.filter(publication__in=keys).delete()
        AttachmentUse.objects.filter(publication__in=keys).delete()
        Link.objects.filter(publication__in=keys).delete()
        Mark.objects.filter(publication__in=keys).delete()
    insert(
        Issuer,
        ("publication_id", "published_at", "unit_id"),
        (
            (p.pk, p.first_published_at, u)
            for p in publications
            for u in dict.fromkeys((p.unit_id, *p.issuers))
        ),
    )
    insert(
        Binding,
        ("publication_id", "published_at", "item", "unit_id"),
        (
            (p.pk, p.first_published_at, i, u)
            for p in publications
            for i in dict.fromkeys(p.items)
            for u in dict.fromkeys((p.unit_id, *p.issuers))
        ),
    )
    if new:
        _add_tallies(publications)
    else:
        _retally(before | _pairs(keys))
    _place_files(publications, shown)
    linked = before_linked | _place_links(publications)
    _place_marks(publications)
    touched |= _place_in_columns(publications, new, sorter or Sorter.load())
    outbox.changed(SEARCH_KIND, *keys)
    _purge(publications, touched, linked)


def displace(publication: Publication) -> None:
    """Take a withdrawn record out of every list; its own address stays."""
    columns = list(publication.column_entries.values_list("column_id", flat=True))
    before = _pairs([publication.pk])
    publication.column_entries.all().delete()
    publication.bindings.all().delete()
    publication.issuer_rows.all().delete()
    if publication.withdrawal != Withdrawal.BANNER:
        publication.attachment_uses.all().delete()
    linked = set(publication.links.values_list("to", flat=True))
    publication.links.all().delete()
    publication.marks.all().delete()
    recount(columns)
    _retally(before)
    for follower in FOLLOWERS:
        follower.displaced(publication)
    outbox.changed(SEARCH_KIND, publication.pk)
    _purge([publication], set(columns), linked)


def _pairs(keys: Sequence[int]) -> set[tuple[int, str]]:
    """The (unit, item) pairs under which these records stand; item "" is the unit itself."""
    bound = set(Binding.objects.filter(publication__in=keys).values_list("unit_id", "item"))
    return bound | {
        (u, "") for u in Issuer.objects.filter(publication__in=keys).values_list("unit_id", flat=True)
    }


def _add_tallies(publications: Sequence[Publication]) -> None:
    added: dict[tuple[int, str], list[dt.datetime]] = defaultdict(list)
    for p in publications:
        assert p.first_published_at is not None
        for unit in dict.fromkeys((p.unit_id, *p.issuers)):
            for item in ("", *dict.fromkeys(p.items)):
                added[unit, item].append(p.first_published_at)
    for (unit, item), times in sorted(added.items()):
        row, _ = Tally.objects.select_for_update().get_or_create(unit_id=unit, item=item)
        row.count += len(times)
        row.latest_at = max((*times, *((row.latest_at,) if row.latest_at else ())))
        row.save(update_fields=["count", "latest_at"])


def _retally(pairs: Iterable[tuple[int, str]]) -> None:
    for unit, item in sorted(set(pairs)):
        rows = Binding.objects.filter(unit=unit, item=item) if item else Issuer.objects.filter(unit=unit)
        found = rows.aggregate(n=Count("pk"), last=Max("published_at"))
        Tally.objects.update_or_create(
            unit_id=unit, item=item, defaults={"count": found["n"], "latest_at": found["last"]}
        )


def _place_files(publications: Sequence[Publication], shown: set[int]) -> None:
    """What the records attach and what their texts show; a foreign unit's unreleased file never goes out with them.

    ``shown`` are files that these records showed before.
    """
    wanted = {
        (p.pk, a): (p, n, a not in p.attachments)
        for p in publications
        for n, a in enumerate(dict.fromkeys((*p.attachments, *bodies.file_ids(p.body))))
    }
    if not wanted:
        return
    numbers = {a for _, a in wanted}
    owners = dict(Attachment.objects.filter(pk__in=numbers).values_list("pk", "unit"))
    public = shown | set(
        AttachmentUse.objects.public().filter(attachment__in=owners).values_list("attachment", flat=True)
    )
    kept = {
        key: found for key, found in wanted.items()
        if key[1] in owners and (owners[key[1]] == found[0].unit_id or key[1] in public)
    }  # fmt: skip
    AttachmentUse.objects.bulk_create(
        AttachmentUse(publication=p, attachment_id=a, order=min(n, 32767), inline=inline)
        for (_, a), (p, n, inline) in kept.items()
    )
    AttachmentMention.objects.bulk_create(
        (AttachmentMention(publication=p, attachment_id=a) for (_, a), (p, _, _) in kept.items()),
        ignore_conflicts=True,
    )


def _place_links(publications: Sequence[Publication]) -> set[int]:
    """The records that these point to, as relations; returns the keys of those pointed to."""
    wanted = {
        (p.pk, to, field.name): p
        for p in publications
        for field, to in (
            *extras.records(kinds.fields_of(p.kind), p.extra),
            *extras.own_pages(kinds.fields_of(p.kind), p.extra, settings.SITE_ADDRESS),
        )
        if to != p.pk
    }
    if not wanted:
        return set()
    there = set(Publication.objects.filter(pk__in={to for _, to, _ in wanted}).values_list("pk", flat=True))
    Link.objects.bulk_create(
        Link(publication=p, to_id=to, name=name) for (_, to, name), p in wanted.items() if to in there
    )
    return there


def _place_marks(publications: Sequence[Publication]) -> None:
    """What the records' own fields say, where lists look records up by it."""
    Mark.objects.bulk_create(
        Mark(
            publication=p,
            kind=p.kind,
            name=field.name,
            value=str(value)[:80],
            published_at=p.first_published_at,
        )
        for p in publications
        for field in kinds.fields_of(p.kind)
        if field.listed
        for value in dict.fromkeys(_several(p.extra.get(field.name)))
    )


def _several(value: object) -> list[object]:
    return value if isinstance(value, list) else [] if value in (None, "") else [value]


def _place_in_columns(publications: Sequence[Publication], new: bool, sorter: Sorter) -> set[int]:
    wanted = {(c, p.pk): p for p in publications for c in sorter.columns_of(facts(p))}
    touched: set[int] = set()
    if not new:
        old = {
            (e.column_id, e.publication_id): e
            for e in ColumnEntry.objects.filter(publication__in=[p.pk for p in publications])
        }
        touched |= {c for c, _ in old}
        gone = [e.pk for key, e in old.items() if key not in wanted and e.pin is None]
        ColumnEntry.objects.filter(pk__in=gone).delete()
        for key, entry in old.items():
            if entry.pin is not None and entry.matched != (key in wanted):
                ColumnEntry.objects.filter(pk=entry.pk).update(matched=key in wanted)
        wanted = {key: p for key, p in wanted.items() if key not in old}
    insert(
        ColumnEntry,
        ("column_id", "publication_id", "published_at"),
        ((c, pk, p.first_published_at) for (c, pk), p in wanted.items()),
    )
    if new:
        _add_counts(wanted)
    else:
        recount({c for c, _ in wanted} | touched)
    return touched | {c for c, _ in wanted}


def _add_counts(wanted: dict[tuple[int, int], Publication]) -> None:
    """Count new entries onto their columns without reading the columns' entries."""
    added = Counter(c for c, _ in wanted)
    latest = defaultdict(list)
    for (c, _), p in wanted.items():
        latest[c].append(p.first_published_at)
    for column in Column.objects.select_for_update().filter(pk__in=added).order_by("pk"):
        column.entry_count += added[column.pk]
        column.latest_at = max(t for t in (column.latest_at, *latest[column.pk]) if t is not None)
        column.save(update_fields=["entry_count", "latest_at"])


def recount(columns: Iterable[int]) -> None:
    """Count these columns' entries anew."""
    for pk in sorted(set(columns)):
        found = ColumnEntry.objects.filter(column=pk).aggregate(n=Count("pk"), last=Max("published_at"))
        Column.objects.filter(pk=pk).update(entry_count=found["n"], latest_at=found["last"])


def refill(column: Column) -> int:
    """Answer a column's query anew over all released records; pins stay. Returns the number of entries."""
    from .selections import read

    matching = read(column.query).apply(Publication.objects.all()).values_list("pk", "first_published_at")
    kept = dict(ColumnEntry.objects.filter(column=column).values_list("publication", "pin"))
    found: set[int] = set()
    batch: list[ColumnEntry] = []
    for pk, at in matching.order_by("pk").iterator(chunk_size=2000):
        found.add(pk)
        if pk not in kept and at is not None:
            batch.append(ColumnEntry(column=column, publication_id=pk, published_at=at))
        if len(batch) >= 2000:
            ColumnEntry.objects.bulk_create(batch)
            batch = []
    ColumnEntry.objects.bulk_create(batch)
    gone = [pk for pk, pin in kept.items() if pk not in found and pin is None]
    for start in range(0, len(gone), 500):
        ColumnEntry.objects.filter(column=column, publication__in=gone[start : start + 500]).delete()
    pinned = [pk for pk, pin in kept.items() if pin is not None]
    for pk in pinned:
        ColumnEntry.objects.filter(column=column, publication=pk).update(matched=pk in found)
    recount([column.pk])
    pages.purge(f"column:{column.pk}", "columns", *(["home"] if column.on_home else []))
    return len(found | set(pinned))


def _purge(publications: Sequence[Publication], columns: set[int], linked: set[int]) -> None:
    """Drop exactly the cached pages that show these records."""
    tags = {f"publication:{p.pk}" for p in publications} | {f"publication:{pk}" for pk in linked}
    # Other versions of a standing text offer this one (年度切换).
    tags |= {
        f"series:{p.unit_id}:{p.kind}"
        for p in publications
        if p.kind in kinds.KINDS and kinds.KINDS.get(p.kind).template == "standing"
    }
    tags |= {f"unit:{u}" for p in publications for u in (p.unit_id, *p.issuers)}
    # Lists of one kind, such as that of guides.
    tags |= {f"kind:{p.kind}" for p in publications}
    tags |= {f"item:{i}" for p in publications for i in p.items}
    tags |= {f"column:{c}" for c in columns}
    home = Column.objects.filter(pk__in=columns, on_home=True, closed_on=None).exists()
    pages.purge(*sorted(tags), *(["home"] if home else []))
