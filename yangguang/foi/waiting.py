"""Samples of replies that wait for one reader, in their inbox."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse
from django.utils import timezone

from yangguang.core.actors import Actor
from yangguang.duties.sources import Source, Waiting, register
from yangguang.organisations.models import Unit

from .models import ReplySample


def read(actor: Actor, today: dt.date) -> list[Waiting]:
    """Without the unit whose reply it is: the reader is not to know."""
    if actor.user is None:
        return []
    rows = ReplySample.objects.filter(reader=actor.user, read_at=None, round__closed_at=None)
    return [
        Waiting(str(s), reverse("foi:read-reply", args=[s.pk]), "评阅", "", timezone.localdate(s.round.drawn_at))
        for s in rows.select_related("round").order_by("round", "number")
    ]  # fmt: skip


def lines(unit: Unit, today: dt.date) -> list[str]:
    """Nothing: a reading is a person's, not their unit's."""
    return []


SOURCE = register(
    Source("foi.samples", "等我评阅的答复文书", "/desk/requests/oversight/samples/", read, lines)
)
