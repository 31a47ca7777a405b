"""How often something is tried from one place. Counted in the database, so that every process knows and a restart forgets
nothing; the place is kept as a digest that also turns over with the day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from yangguang.core import vault

from ..models import Tries


@dataclass(frozen=True)
class Limit:
    """At most ``most`` within a span of ``minutes``; ``code`` tells one thing that is tried from another."""

    code: str
    most: int
    minutes: int


# Whoever is in a hall or behind a carrier's one address shares it with many: the limits are wide, and none is the end.
GUESSES = Limit("guess", 10, 15)  # wrong query codes
EASY_SENDS = Limit("easy", 8, 60)  # sent without being asked a question besides the sum of work
SENDS = Limit("send", 60, 60)
SAVES = Limit("save", 600, 10)
MATCHES = Limit("match", 120, 10)
UPLOADS = Limit("upload", 400, 24 * 60)  # megabytes
CASE_ACTS = Limit("case", 40, 60)  # by request, not by address


def _window(limit: Limit, now: dt.datetime) -> dt.datetime:
    span = limit.minutes * 60
    return dt.datetime.fromtimestamp(int(now.timestamp()) // span * span, dt.UTC)


def _key(limit: Limit, place: str, now: dt.datetime) -> str:
    return vault.fingerprint("tries", limit.code, place, f"{timezone.localdate(now)}")


def used(limit: Limit, place: str) -> int:
    """How much of the limit the present span has seen."""
    now = timezone.now()
    row = Tries.objects.filter(key=_key(limit, place, now), since=_window(limit, now)).first()
    return row.count if row else 0


def over(limit: Limit, place: str) -> bool:
    return used(limit, place) >= limit.most


def note(limit: Limit, place: str, amount: int = 1) -> int:
    """Count one more (or ``amount``) and return the count."""
    now = timezone.now()
    key, since = _key(limit, place, now), _window(limit, now)
    for _ in range(2):
        if Tries.objects.filter(key=key, since=since).update(count=F("count") + amount):
            return Tries.objects.get(key=key, since=since).count
        try:
            with transaction.atomic():
                Tries.objects.create(key=key, since=since, count=amount)
        except IntegrityError:  # another process began the span
            continue
        return amount
    return amount


def minutes_left(limit: Limit) -> int:
    """Minutes until the present span is over, at least 1."""
    now = timezone.now()
    end = _window(limit, now) + dt.timedelta(minutes=limit.minutes)
    return max(1, -(-int((end - now).total_seconds()) // 60))


def sweep(now: dt.datetime) -> int:
    return Tries.objects.filter(since__lt=now - dt.timedelta(days=2)).delete()[0]
