"""Which requests have personal data whose term is over (``rules.retention``), for the nightly job and the operator's list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet

from .models import Challenge, FoiRequest
from .rules import retention as rules
from .rules.retention import Closed, Due, Part, Terms


def terms() -> Terms:
    """The site's terms. Raises ValueError for settings that can't be."""
    return Terms(settings.FOI_KEEP_IDENTITY_YEARS, settings.FOI_KEEP_PERSONAL_YEARS)


@dataclass(frozen=True)
class Found:
    """A request with what of it is due."""

    request: FoiRequest
    due: Due


def _ended(years: int, today: dt.date) -> Q:
    """Answered so long ago that a term of years may be over; the rule then looks closer."""
    return Q(closed_on__lt=today - dt.timedelta(days=365 * years))


def _candidates(today: dt.date, told: Terms) -> QuerySet[FoiRequest]:
    chosen = Q(pk=None)
    if told.identity:
        chosen |= _ended(told.identity, today) & Q(applicant__identity_erased_at=None)
    if told.personal:
        chosen |= _ended(told.personal, today)
    pending = Challenge.objects.filter(request=OuterRef("pk"), outcome=Challenge.Outcome.PENDING)
    return (
        FoiRequest.objects.filter(chosen, applicant__erased_at=None)
        .annotate(challenged=Exists(pending), decided_on=Max("challenges__decided_on"))
        .defer("content").select_related("unit").order_by("closed_on", "pk")
    )  # fmt: skip


def _closed(request: Any) -> Closed:
    ends = (request.closed_on, request.served_on, request.decided_on)
    return Closed(
        max((d for d in ends if d is not None), default=None) if request.closed_on else None,
        request.archived_at is not None, request.challenged,
        frozenset({Part.IDENTITY}) if request.identity_gone else frozenset(),
    )  # fmt: skip


def due(today: dt.date, told: Terms | None = None, *, keys: list[int] | None = None) -> Iterator[Found]:
    """What is due, the oldest first, with what is held back and why; of all requests or of these."""
    told = told or terms()
    rows = _candidates(today, told)
    if keys is not None:
        rows = rows.filter(pk__in=keys)
    for request in rows.annotate(identity_gone=F("applicant__identity_erased_at")).iterator(chunk_size=500):
        if (found := rules.due(_closed(request), told, today)) is not None:
            yield Found(request, found)
