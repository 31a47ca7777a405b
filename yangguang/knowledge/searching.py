"""Entries in the site's search: the question as it is asked, its other wordings, the answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.urls import reverse
from django.utils import timezone

from yangguang.documents import bodies
from yangguang.publications import events
from yangguang.search.kinds import SEARCH_KINDS, Document, SearchKind

from . import keeping
from .keeping import SEARCH_KIND
from .models import Basis, Entry
from .rules import reviewing

_WORST = ("repealed", "lapsed", "partly", "amended", "valid")


def fetch(ids: Iterable[int]) -> Iterable[Document]:
    """Search documents of these entries. A repealed basis stands in the title: no result hides it."""
    wanted = list(ids)
    today = timezone.localdate()
    validities: dict[int, list[str]] = defaultdict(list)
    gone: dict[int, str] = {}
    rows = Basis.objects.filter(entry__in=wanted).select_related("publication")
    for basis in rows.defer("publication__body", "publication__extra"):
        found = keeping.standing(basis.publication, today)
        validities[basis.entry_id].append(found)
        ended = reviewing.ENDED.get(found, "") if basis.publication.live else "已撤下"
        if ended:
            gone[basis.entry_id] = ended
    for entry in Entry.objects.filter(pk__in=wanted).order_by():
        at = entry.published_at or entry.created_at
        event = events.by_code(entry.event)
        note = f"（依据{gone[entry.pk]}）" if entry.pk in gone else ""
        wordings = entry.other_wordings
        yield Document(
            id=entry.pk,
            title=f"{entry.question}{note}",
            body="\n".join([entry.question, *wordings, bodies.to_text(entry.answer)]),
            summary=bodies.summary(entry.answer),
            url=entry.get_absolute_url(),
            date=at,
            unit=entry.unit_id,
            units=(entry.unit_id,),
            category=SEARCH_KIND,
            topic=entry.topic,
            validity=next((v for v in _WORST if v in validities[entry.pk]), ""),
            year=timezone.localtime(at).year,
            public=entry.live,
            state=entry.get_state_display(),
            words=" ".join([*wordings, f"{event.name} {event.words}" if event else ""]),
            desk_url=reverse("knowledge:entry", args=[entry.pk]),
        )


def all_ids() -> Iterator[int]:
    return Entry.objects.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=5000)


def register() -> None:
    SEARCH_KINDS.add(
        SEARCH_KIND,
        SearchKind(SEARCH_KIND, "知识库", fetch, all_ids, categories=lambda: {SEARCH_KIND: "知识库"}),
    )
