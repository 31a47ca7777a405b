"""Requests about the same thing: for the officer side by side, and to notice when the same was decided differently."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Q

from .models import FoiRequest, GuidingCase
from .rules.alike import SAME, likeness, pairs
from .rules.grounds import GROUNDS, NOT_CORRECTED, NOT_PAID, WITHDRAWN

YEARS = 3  # how far back
CANDIDATES = 600
NEAR = 0.3  # Dice over pairs of characters; ours, 待核
GUIDING = 5  # guiding cases offered


@dataclass(frozen=True)
class Similar:
    """A past request and how alike its subject is, 0 to 1."""

    request: FoiRequest
    score: float

    @property
    def same(self) -> bool:
        return self.score >= SAME


def similar(request: FoiRequest, limit: int = 5) -> list[Similar]:
    """Requests of the district about the like, the most alike first. Two queries; looks at the newest that share a pair."""
    mine = pairs(request.subject)
    if not mine:
        return []
    # The pairs in the middle of a subject say more than its beginning; eight of them are plenty to find candidates.
    chosen = sorted(mine, key=lambda p: abs(request.subject.find(p) - len(request.subject) / 2))[:8]
    since = (request.received_on or dt.date.max).year - YEARS if request.received_on else None
    rows = FoiRequest.objects.exclude(pk=request.pk).filter(
        reduce(or_, (Q(subject__contains=p) for p in chosen))
    )
    if since is not None:
        rows = rows.filter(year__gte=since)
    found = [
        Similar(r, score)
        for r in rows.select_related("unit").defer("content").order_by("-pk")[:CANDIDATES]
        if (score := likeness(mine, pairs(r.subject))) >= NEAR
    ]
    return sorted(found, key=lambda s: (-s.score, -s.request.pk))[:limit]


def differing(request: FoiRequest, ground: str) -> list[Similar]:
    """Requests about the same that ended in another row of the annual report, not counting those nobody decided."""
    row = GROUNDS[ground].row
    undecided = {NOT_CORRECTED, NOT_PAID, WITHDRAWN}
    return [
        s
        for s in similar(request, limit=20)
        if s.same and s.request.row and s.request.row != row and s.request.ground not in undecided
    ]


def guiding(request: FoiRequest) -> list[GuidingCase]:
    """Guiding cases for whoever decides: those about the like first, then the newest."""
    mine = pairs(request.subject)
    rows = list(GuidingCase.objects.select_related("unit").order_by("-issued_on", "-pk")[:CANDIDATES])
    rows.sort(key=lambda g: -len(mine & pairs(f"{g.title}{g.question}")))
    return rows[:GUIDING]
