"""Articles (条) of registered documents in the site's search: each a hit of its own, in today's wording, at its own address."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice

from django.urls import reverse
from django.utils import timezone

from yangguang.publications.models import Validity
from yangguang.publications.placing import SEARCH_KIND as RECORD
from yangguang.search.kinds import SEARCH_KINDS, Document, SearchKind

from . import articles, indexed, queries
from .force import State
from .models import Norm

NAME = "规范性文件条款"
AT_ONCE = 100  # documents read together for a rebuild
_DRESS = str.maketrans("《》", "〈〉")  # titles inside a title
# An article whose wording was changed is in force as it reads today.
_VALIDITIES = {
    State.VALID: Validity.VALID,
    State.AMENDED: Validity.VALID,
    State.LAPSED: Validity.LAPSED,
    State.REPEALED: Validity.REPEALED,
}


def fetch(ids: Iterable[int]) -> Iterable[Document]:
    """Search documents of these articles. Of a document that is not registered or has no public text there are none."""
    wanted: dict[int, dict[str, int]] = defaultdict(dict)
    for number in ids:
        document, key = indexed.article_of(number)
        wanted[document][key] = number
    today = timezone.localdate()
    rows = Norm.objects.public().filter(pk__in=wanted).select_related("publication").order_by()
    rows = rows.defer("publication__body", "publication__extra").prefetch_related("acts__changes", "issuers")
    for norm in rows:
        yield from _articles(norm, wanted[norm.pk], today)


def _articles(norm: Norm, wanted: dict[str, int], today: dt.date) -> Iterator[Document]:
    record = norm.publication
    assert record is not None
    history = queries.told(norm, list(norm.acts.all()), _parsed(norm.body))
    for part in history.text_on(today):
        if part.kind != "article" or part.key not in wanted:
            continue
        state = history.life.state(today, part.key)
        shown = "" if state in (State.VALID, State.AMENDED) else f"（{state.value}）"
        at = record.first_published_at or norm.created_at
        yield Document(
            id=wanted[part.key],
            title=f"《{norm.title.translate(_DRESS)}》{part.label}{shown}",
            body=part.text,
            url=f"{norm.get_absolute_url()}#{articles.anchor(part.key)}",
            date=at,
            unit=norm.unit_id,
            units=tuple(dict.fromkeys((norm.unit_id, *(u.pk for u in norm.issuers.all())))),
            category=indexed.SEARCH_KIND,
            topic=norm.topic,
            validity=_VALIDITIES.get(state, Validity.NONE),
            year=(norm.written_on or timezone.localdate(at)).year,
            state=str(norm.get_registration_display()),
            desk_url=reverse("norms:norm", args=[norm.pk]),
            within=(RECORD, record.pk),
        )


@lru_cache(maxsize=64)
def _parsed(body: str) -> list[articles.Part]:
    """A page of hits often shows several articles of one document, and the next page of the same."""
    return articles.parse(body)


def all_ids() -> Iterator[int]:
    keys = Norm.objects.public().order_by("pk").values_list("pk", flat=True).iterator(chunk_size=5000)
    while some := list(islice(keys, AT_ONCE)):
        yield from sorted(indexed.numbers_of(some))


def register() -> None:
    code = indexed.SEARCH_KIND
    SEARCH_KINDS.add(
        code, SearchKind(code, NAME, fetch, all_ids, categories=lambda: {code: NAME}, parts=True)
    )
