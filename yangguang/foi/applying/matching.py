"""What is public already and may be what somebody is about to request: found while they type (counted in ``tally``).

Requests that were answered and whose information was then published (条例 art. 44) lead to that publication. The words of
those requests are used to find them and are shown to nobody: what one applicant wrote may name people.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.core import signing
from django.db.models import Q
from django.utils import timezone

from yangguang.core import privacy
from yangguang.publications.models import Publication
from yangguang.search import queries as search

from ..models import Conversion, MatchItem
from ..rules.alike import likeness, pairs

LEAST = 4  # characters that say something
ASKED = 120  # characters of the description that are asked for
DOCUMENTS, ANSWERED = 5, 3
CANDIDATES = 300
NEAR = 0.25  # how alike a published answer must be; ours, 待核
LOOSE = 0.12  # how much of a description a loosely found title must share
_SIGNED = signing.Signer(salt="foi.match")
_POLITE = re.compile(
    r"您好|你好|请问|麻烦|谢谢|我想要?|想要?|希望|申请|公开|获取|提供|查询|了解|政府信息|请求|请|本人|一下|的?(?:复印件|扫描件|电子版)"
)


@dataclass(frozen=True)
class Match:
    """Something public. ``item`` is the signed name under which it is opened and counted."""

    publication: int
    via: str
    title: str
    unit: str
    on: dt.date
    item: str

    @property
    def via_name(self) -> str:
        return "有人申请过，已经公开" if self.via == MatchItem.Via.ANSWERED else ""


def asked_for(text: str) -> str:
    """The words of a description that a search can use: without courtesy, numbers of people, and what comes late."""
    plain = _POLITE.sub(" ", privacy.mask(text)[:1000])
    return re.sub(r"\s+", " ", plain).strip(" ，。；、")[:ASKED]


def find(text: str) -> list[Match]:
    """Public records that may be what is asked for: published answers first, then what the site's search finds."""
    wanted = asked_for(text)
    if len(wanted) < LEAST:
        return []
    words = pairs(wanted)
    found: dict[int, str] = dict.fromkeys(_answered(words), MatchItem.Via.ANSWERED)
    for pk in _searched(wanted, words):
        found.setdefault(pk, MatchItem.Via.SEARCH)
    rows = Publication.objects.filter(live=True, pk__in=found).select_related("unit").defer("body")
    by_key = {p.pk: p for p in rows}
    return [_match(by_key[pk], via) for pk, via in found.items() if pk in by_key][: ANSWERED + DOCUMENTS]


def _match(record: Publication, via: str) -> Match:
    at = record.first_published_at
    return Match(
        record.pk, via, record.title, record.unit.name, timezone.localdate(at) if at else record.created_at.date(),
        _SIGNED.sign(f"{record.pk}.{via}"),
    )  # fmt: skip


def _answered(words: frozenset[str]) -> list[int]:
    """Publications that came of a request about the like, the most alike first."""
    if not words:
        return []
    chosen = sorted(words)[:: max(1, len(words) // 12)][:12]
    rows = (
        Conversion.objects.filter(verdict=Conversion.Verdict.PUBLISH, publication__live=True)
        .filter(reduce(or_, (Q(request__subject__contains=p) | Q(publication__title__contains=p) for p in chosen)))
        .order_by("-pk").values_list("publication_id", "publication__title", "request__subject")[:CANDIDATES]
    )  # fmt: skip
    best: dict[int, float] = {}
    for pk, title, subject in rows:
        score = max(likeness(words, pairs(title)), likeness(words, pairs(subject)))
        if pk is not None and score >= NEAR:
            best[pk] = max(score, best.get(pk, 0))
    return sorted(best, key=lambda pk: (-best[pk], -pk))[:ANSWERED]


def _searched(wanted: str, words: frozenset[str]) -> list[int]:
    results = search.search(
        search.SearchRequest(text=wanted, kinds=("publication",), public=True, size=DOCUMENTS * 2)
    )
    good = []
    for hit in results.hits:
        shared = pairs(hit.document.title) & words
        # What holds every word is worth a look; what holds some must share them in its title.
        if not results.loose or len(shared) >= max(2, LOOSE * len(words)):
            good.append(hit.document.id)
    return good[:DOCUMENTS]


def read_item(item: str) -> tuple[int, str] | None:
    """The publication's key and how it was found, or None for what we have not shown to anybody."""
    try:
        pk, _, via = _SIGNED.unsign(item[:200]).partition(".")
    except signing.BadSignature:
        return None
    return int(pk), via
