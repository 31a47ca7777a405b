"""An answer as it is told to readers: each passage with its document, unit, day, validity and place; or, without an answer,
the units that the question may belong to."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from django.utils import timezone

from yangguang.organisations.models import Unit
from yangguang.search import lexicon
from yangguang.search.kinds import SEARCH_KINDS, Document

from . import passages
from .answers import Answer, Quote, answer
from .sources import Library, Source

# Codes of ``publications.Validity`` in words; what is not named here may be relied on.
DOUBTFUL = {"partly": "部分失效", "amended": "已被修改", "lapsed": "已失效", "repealed": "已废止"}
GONE = frozenset({"lapsed", "repealed"})
UNITS = 3
ANCHOR = 18  # characters by which a browser finds the place


@dataclass(frozen=True)
class Cited:
    """A passage word for word, with what it is taken from. ``doubt`` says why it may not be relied on, or is empty;
    ``goes_on``: its last sentence does, in the document."""

    text: str
    title: str
    url: str
    place: str
    day: dt.date
    unit: str
    numbers: tuple[str, ...]
    doubt: str
    gone: bool
    start: int
    end: int
    score: float
    goes_on: bool = False


@dataclass(frozen=True)
class Told:
    """``cited`` best first, in force before out of force; none when ``abstained``. ``units`` are (code, name, telephone)
    of those that the question may be for."""

    question: str
    abstained: bool
    confidence: float
    cited: tuple[Cited, ...] = ()
    units: tuple[tuple[str, str, str], ...] = ()
    reasons: tuple[tuple[str, float], ...] = field(default=())

    @property
    def differ(self) -> bool:
        """Several documents answer, so readers are told to compare."""
        return len({c.url for c in self.cited}) > 1

    def plain(self) -> dict[str, Any]:
        """For the interface and the command line."""
        return {
            "question": self.question, "abstained": self.abstained, "confidence": round(self.confidence, 3),
            "answers": [
                {"text": c.text, "title": c.title, "url": c.url, "place": c.place, "date": f"{c.day}", "unit": c.unit,
                 "numbers": list(c.numbers), "validity": c.doubt or "有效或不适用", "start": c.start, "end": c.end,
                 "score": round(c.score, 3)}
                for c in self.cited
            ],
            "units": [{"code": code, "name": name, "phone": phone} for code, name, phone in self.units],
        }  # fmt: skip


def tell(question: str, source: Source | None = None) -> Told:
    """Answer from what readers may see, or say who may know."""
    found = answer(question, source or Library())
    documents = _documents([*(q.key for q in found.quotes), *found.documents[:10]])
    units = {u.pk: u for u in Unit.objects.filter(pk__in={d.unit for d in documents.values() if d.unit})}
    cited = [
        _cited(q, documents[q.key], units.get(documents[q.key].unit or 0))
        for q in found.quotes
        if q.key in documents
    ]
    # What is no longer in force never stands before what is.
    cited.sort(key=lambda c: c.gone)
    return Told(
        found.question,
        not cited,
        found.confidence,
        tuple(cited),
        _knowing(question, found, documents),
        found.reasons,
    )


def _documents(keys: Sequence[tuple[str, int]]) -> dict[tuple[str, int], Document]:
    """As they stand now; what was withdrawn a moment ago is not among them."""
    by_kind: dict[str, set[int]] = {}
    for kind, pk in keys:
        by_kind.setdefault(kind, set()).add(pk)
    return {
        (kind, d.id): d
        for kind, ids in by_kind.items()
        if kind in SEARCH_KINDS
        for d in SEARCH_KINDS.get(kind).fetch(sorted(ids))
        if d.public
    }


def _cited(passage: Quote, document: Document, unit: Unit | None) -> Cited:
    begin = "".join(passage.text.split("\n", 1)[0][:ANCHOR])
    return Cited(
        text=passage.text, title=document.title, url=document.url, place=f"{document.url}#:~:text={quote(begin)}",
        day=timezone.localdate(document.date), unit=(unit.full_name or unit.name) if unit else "",
        numbers=document.numbers, doubt=DOUBTFUL.get(document.validity, ""), gone=document.validity in GONE,
        start=passage.start, end=passage.end, score=passage.score,
        goes_on=passage.text.endswith(tuple(passages.WEAK)),
    )  # fmt: skip


def _knowing(
    question: str, found: Answer, documents: dict[tuple[str, int], Document]
) -> tuple[tuple[str, str, str], ...]:
    """Units that the question may be for: named in it, or answering for the documents that hold most of it."""
    score: Counter[int] = Counter()
    if (named := lexicon.unit_in(question)) is not None:
        score[named] += 100
    for place, key in enumerate(found.documents[:10]):
        document = documents.get(key)
        if document is not None and document.unit:
            score[document.unit] += 10 - place
    keys = [key for key, _ in score.most_common(UNITS * 2)]
    rows = {u.pk: u for u in Unit.objects.active(timezone.localdate()).filter(pk__in=keys)}
    return tuple((rows[k].code, rows[k].name, rows[k].phone) for k in keys if k in rows)[:UNITS]
