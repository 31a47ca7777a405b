"""Press conferences in the site's search: what was announced, and every word of the transcript."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from django.urls import reverse
from django.utils import timezone

from yangguang.search.kinds import SEARCH_KINDS, Document, SearchKind

from .models import Conference

SEARCH_KIND = "conference"


def fetch(ids: Iterable[int]) -> Iterable[Document]:
    """Search documents of these conferences; one not announced yet is found by the workbench alone."""
    rows = Conference.objects.filter(pk__in=list(ids)).prefetch_related("turns").order_by()
    for conference in rows:
        day = conference.held_on or conference.planned_on
        at = conference.starts_at or timezone.make_aware(dt.datetime.combine(day, dt.time()))
        people = [f"{s.get('name', '')} {s.get('post', '')}".strip() for s in conference.speakers]
        said = [f"{t.speaker}：{t.text}" for t in conference.turns.all()]
        body = "\n".join(part for part in (conference.announcement, *people, *said) if part)
        yield Document(
            id=conference.pk,
            title=conference.title,
            body=body,
            summary=(conference.announcement or next(iter(said), ""))[:120],
            url=conference.get_absolute_url(),
            date=at,
            unit=conference.unit_id,
            units=tuple(dict.fromkeys((conference.unit_id, conference.host_id))),
            category=SEARCH_KIND,
            year=day.year,
            public=conference.public,
            state=conference.get_state_display(),
            words="新闻发布会",
            desk_url=reverse("policy:conference", args=[conference.pk]),
        )


def all_ids() -> Iterator[int]:
    return Conference.objects.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=5000)


def register() -> None:
    SEARCH_KINDS.add(
        SEARCH_KIND,
        SearchKind(SEARCH_KIND, "新闻发布会", fetch, all_ids, categories=lambda: {SEARCH_KIND: "新闻发布会"}),
    )
