"""Public texts that entries grow from: explanations, guides, and what was published because somebody had asked for it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from yangguang.documents import bodies
from yangguang.publications import knowing
from yangguang.publications.models import Publication

from . import keeping, texts
from .models import Entry, Origin, in_a_year
from .rules import parts, reviewing
from .texts import Text

EXPLANATION = "explanation"
POLICIES = ("policy", "norm")
LONGEST_ANSWER = 3000  # characters taken over where a text asks nothing


@dataclass(frozen=True)
class Sort:
    """A sort of texts to grow from; ``pick()`` finds them among public records."""

    origin: Origin
    name: str
    note: str

    def pick(self) -> Q:
        if self.origin == Origin.EXPLANATION:
            return Q(kind=EXPLANATION)
        if self.origin == Origin.GUIDE:
            return Q(kind="licence", extra__matter="依据、条件、程序") | Q(kind="guide")
        return knowing.answered()


SORTS = (
    Sort(Origin.EXPLANATION, "政策解读", "解读里的一问一答逐条取出，依据是它解读的文件。"),
    Sort(Origin.GUIDE, "办事指南", "依据、条件、程序，以及政府信息公开指南。"),
    Sort(Origin.ANSWER, "申请答复转公开", "有人申请过、已经转为主动公开的信息；这里看不到是谁申请的。"),
)


def sort_of(code: str) -> Sort:
    return next((s for s in SORTS if s.origin == code), SORTS[0])


def origin_of(record: Publication) -> Origin | None:
    """What an entry that grew from the record would be called; None when nothing grows from it."""
    for sort in SORTS:
        if Publication.objects.filter(sort.pick(), pk=record.pk).exists():
            return sort.origin
    return None


def waiting(sort: Sort) -> QuerySet[Publication]:
    """Public records of the sort from which no entry has grown, the newest first."""
    grown = Entry.objects.exclude(source=None).values("source")
    return (
        Publication.objects.public()
        .listed()
        .filter(sort.pick())
        .exclude(pk__in=grown)
        .order_by("-first_published_at", "-pk")
    )


def material(document: Publication) -> list[Publication]:
    """The public explanations of a policy from which no entry has grown."""
    keys = knowing.explanations_of([document.pk]).get(document.pk, [])
    grown = Entry.objects.filter(source__in=keys).values("source")
    return list(Publication.objects.public().filter(pk__in=keys).exclude(pk__in=grown).order_by("pk"))


def grown_from(records: Collection[int]) -> int:
    """How many entries have grown from these."""
    return Entry.objects.filter(source__in=records).count()


def drafts(record: Publication, origin: Origin, today: dt.date) -> list[Text]:
    """The texts that the record gives: one for each question in it, or one for all of it."""
    behind = _behind(record, origin)
    topic = next((b.topic for b in behind if b.topic), record.topic)
    shared = Text(topic=topic, review_on=in_a_year(today))
    found = parts.find(record.body)
    if not found:
        answer = record.body if len(bodies.to_text(record.body)) <= LONGEST_ANSWER else bodies.from_plain(
            record.summary or bodies.summary(record.body, 300)
        )  # fmt: skip
        found = [parts.Part(record.title[:200], answer)]
    return [
        shared.with_values(
            {
                "question": p.question,
                "answer": p.answer,
                "bases": [(b.pk, passage(b, bodies.to_text(p.answer))) for b in behind],
            }
        )
        for p in found
    ]


def _behind(record: Publication, origin: Origin) -> list[Publication]:
    """What the answer rests on: the public documents that an explanation explains, and the record itself where there is none."""
    if origin == Origin.EXPLANATION:
        keys = knowing.documents_of([record.pk]).get(record.pk, [])
        by_key = Publication.objects.public().in_bulk(keys)
        if found := [by_key[k] for k in keys if k in by_key]:
            return found
    return [record]


def passage(record: Publication, answer: str) -> str:
    """The sentence of a document that has most in common with an answer, word for word; "" when none has enough.

    A proposal for the editor, who sees it beside the document.
    """
    wanted = _pairs(answer)
    best, most = "", 0.0
    for sentence in sentences(bodies.to_text(record.body)):
        own = _pairs(sentence)
        score = len(own & wanted) / (len(own) ** 0.5) if own else 0.0
        if score > most:
            best, most = sentence, score
    return best if most >= 1 and keeping.holds(record, best) else ""


def sentences(text: str) -> list[str]:
    """The sentences of a text that are long enough to say something and short enough to quote."""
    cut = text.replace("。", "。\n").replace("；", "；\n").split("\n")
    return [s for s in (texts.one_line(part) for part in cut) if 8 <= len(s) <= 400]


def _pairs(text: str) -> set[str]:
    plain = reviewing.squeezed(text)
    return {plain[n : n + 2] for n in range(len(plain) - 1)}
