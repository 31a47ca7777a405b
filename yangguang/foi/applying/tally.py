"""Did showing what is public spare people a request? Counted by form and by record; no person, no words are kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import F, Sum
from django.utils import timezone

from yangguang.publications.models import Publication

from ..models import Draft, MatchDay, MatchItem

SHOWN, OPENED, AVOIDED = "shown", "opened", "avoided"


def note(draft: Draft, what: str, items: Sequence[tuple[int, str]]) -> None:
    """Count that a form was shown these records, opened one or was given up for it; ``items`` are (publication, via).

    A form counts once for each of the three, and once for each record, however often its text changes.
    """
    with transaction.atomic():
        locked = Draft.objects.select_for_update().filter(pk=draft.pk).first()
        if locked is None:
            return
        have = set(locked.counted.get(what, []))
        new = [(pk, via) for pk, via in dict(items).items() if pk not in have]
        public = set(Publication.objects.filter(pk__in=[pk for pk, _ in new]).values_list("pk", flat=True))
        new = [(pk, via) for pk, via in new if pk in public]
        if not new:
            return
        locked.counted = {**locked.counted, what: sorted(have | public)}
        locked.save(update_fields=["counted"])
        if not have:
            _day(what, 1)
        for pk, via in new:
            _item(pk, via, what)
    draft.counted = locked.counted


def note_sent(draft: Draft) -> None:
    """The form was sent although something was shown; one that had been given up was not given up after all."""
    if draft.counted.get(SHOWN):
        _day("sent", 1)
    if draft.counted.get(AVOIDED):
        MatchDay.objects.filter(day=timezone.localdate(), avoided__gt=0).update(avoided=F("avoided") - 1)


def _day(what: str, amount: int) -> None:
    today = timezone.localdate()
    for _ in range(2):
        if MatchDay.objects.filter(day=today).update(**{what: F(what) + amount}):
            return
        try:
            with transaction.atomic():
                MatchDay.objects.create(day=today)
        except IntegrityError:  # another process began the day
            continue


def _item(publication: int, via: str, what: str) -> None:
    key = {"day": timezone.localdate(), "publication_id": publication, "via": via}
    for _ in range(2):
        if MatchItem.objects.filter(**key).update(**{what: F(what) + 1}):
            return
        try:
            with transaction.atomic():
                MatchItem.objects.create(**key)
        except IntegrityError:
            continue


@dataclass(frozen=True)
class Item:
    """How a record did."""

    publication: Publication
    shown: int
    opened: int
    avoided: int


@dataclass(frozen=True)
class Figures:
    """A year's forms that were shown something public: how many opened it, were given up for it, were sent all the same.

    ``rate`` is avoided to shown, 0 to 1, None without forms; ``items`` the records that spared most.
    """

    year: int
    shown: int
    opened: int
    avoided: int
    sent: int
    items: tuple[Item, ...]

    @property
    def rate(self) -> float | None:
        return self.avoided / self.shown if self.shown else None


def figures(year: int, most: int = 20) -> Figures:
    """The counts of a year. Three queries."""
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    names = (SHOWN, OPENED, AVOIDED, "sent")
    total = MatchDay.objects.filter(day__range=(first, last)).aggregate(**{n: Sum(n) for n in names})
    rows = list(
        MatchItem.objects.filter(day__range=(first, last)).order_by().values("publication")
        .annotate(**{f"n_{n}": Sum(n) for n in names[:3]})
        .order_by("-n_avoided", "-n_opened", "-n_shown", "publication")[:most]
    )  # fmt: skip
    records = Publication.objects.listed().in_bulk([r["publication"] for r in rows])
    return Figures(
        year, **{n: total[n] or 0 for n in names},
        items=tuple(
            Item(records[r["publication"]], r["n_shown"], r["n_opened"], r["n_avoided"])
            for r in rows if r["publication"] in records
        ),
    )  # fmt: skip
