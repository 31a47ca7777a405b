"""Requests about the same thing: for the officer side by side, and to notice when the same was decided differently."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Q

from .models import FoiRequest
from .rules.grounds import GROUNDS, NOT_CORRECTED, NOT_PAID, WITHDRAWN

YEARS = 3  # how far back
CANDIDATES = 600
NEAR, SAME = 0.3, 0.6  # Dice over pairs of characters; ours, 待核
_COMMON = re.compile(
    r"请求|申请|公开|政府信息|信息|有关|关于|贵单位|贵局|本人|需要|提供|获取|以及|相关|的|及|和|、|，|。|“|”|《|》|\s"
)


def pairs(text: str) -> frozenset[str]:
    """Overlapping pairs of what a subject says, without the words that every request has."""
    plain = _COMMON.sub("", text)
    return frozenset(plain[n : n + 2] for n in range(len(plain) - 1)) or frozenset({plain} if plain else ())


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Dice's coefficient, 0 to 1."""
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0


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
