"""Keeping the register in step: whatever changes an entry or its relations ends here, inside the same transaction.

From the relations come the spans of force, the kept fields of the entry, the 有效性 of its public text (so that the
site's search filters rightly), and the pages to make anew: the document's own and those of every text that cites it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from django.utils import timezone

from yangguang.delivery import pages
from yangguang.publications.models import Publication, Validity
from yangguang.publications.placing import place

from . import articles, indexed, rules
from .force import Act, Event, Life, State, life
from .models import Article, Citation, ForceSpan, Norm, Relation, TermRule

VALIDITIES = {
    State.VALID: Validity.VALID,
    State.AMENDED: Validity.AMENDED,
    State.LAPSED: Validity.LAPSED,
    State.REPEALED: Validity.REPEALED,
}
KEPT = ("valid_until", "review_on", "ends_on", "end_cause", "amended_on", "changed_at")


def term_rules() -> list[rules.TermRule]:
    """The district's numbers, by the day from which documents published fall under them."""
    names = (
        "since",
        "general_years",
        "trial_years",
        "review_months",
        "filing_days",
        "comment_days",
        "basis",
        "verified",
    )
    return [
        rules.TermRule(**dict(zip(names, row, strict=True))) for row in TermRule.objects.values_list(*names)
    ]


def rule_for(norm: Norm, known: Sequence[rules.TermRule] | None = None) -> rules.TermRule:
    """The rule of the day on which the document was published (or written, or entered)."""
    day = norm.published_on or norm.written_on or timezone.localdate(norm.created_at)
    return rules.rule_on(term_rules() if known is None else known, day)


def events(relations: Iterable[Relation]) -> list[Event]:
    """Relations as the pure functions take them."""
    return [Event(r.on, Act(r.act), tuple(r.articles), r.until, r.pk, tuple(r.holds)) for r in relations]


def life_of(norm: Norm, relations: Iterable[Relation], keys: Iterable[str]) -> Life:
    return life(norm.effective_on, norm.expires_on, events(relations), keys)


def read_articles(norm: Norm) -> None:
    """Read the articles of the text as issued anew, with their paragraphs and items."""
    indexed.tell([norm.pk])  # those that go
    norm.articles.all().delete()
    Article.objects.bulk_create(
        Article(norm=norm, key=key, label=label[:60], order=n)
        for n, (key, label) in enumerate(articles.provisions_of(norm.body))
    )


def refresh(norm: Norm, today: dt.date | None = None) -> Life:
    """Bring everything that follows from the entry and its relations up to date. Call inside a transaction."""
    today = today or timezone.localdate()
    relations = list(norm.acts.all())
    found = life_of(norm, relations, norm.articles.values_list("key", flat=True))
    _write_spans(norm, found)
    norm.valid_until = found.expires
    norm.review_on = rules.review_due(found.expires, rule_for(norm)) if found.expires else None
    norm.ends_on, norm.end_cause = found.ends, found.cause or ""
    norm.amended_on = found.amended_on[0] if found.amended_on else None
    norm.changed_at = timezone.now()
    norm.save(update_fields=KEPT)
    follow(norm, found, today)
    indexed.tell([norm.pk])
    return found


def _write_spans(norm: Norm, found: Life) -> None:
    wanted = {("", s.first): s.last for s in found.spans}
    wanted |= {(key, s.first): s.last for key, spans in found.articles.items() for s in spans}
    have = {(s.article, s.first): s.last for s in norm.spans.all()}
    if wanted != have:
        norm.spans.all().delete()
        ForceSpan.objects.bulk_create(
            ForceSpan(norm=norm, article=key, first=first, last=last) for (key, first), last in wanted.items()
        )


def validity(found: Life, today: dt.date) -> str:
    """The 有效性 that readers and the search see; "" before its first day and while it is suspended."""
    state = found.state(today)
    if state is State.AMENDED and any(found.state(today, key) is State.REPEALED for key in found.standing):
        return Validity.PARTLY
    return VALIDITIES.get(state, Validity.NONE)


def stamp(record: Publication, norm: Norm, found: Life, today: dt.date) -> bool:
    """Set what the register knows on the public text; whether anything changed."""
    values = {
        "validity": validity(found, today),
        "effective_on": norm.effective_on,
        "expires_on": found.expires,
    }
    changed = {k for k, v in values.items() if getattr(record, k) != v}
    for name, value in values.items():
        setattr(record, name, value)
    return bool(changed)


def follow(norm: Norm, found: Life, today: dt.date) -> None:
    """Bring the public text in step, and drop the pages that show the document or cite it."""
    tags = {f"norm:{norm.pk}", "norms"}
    record = norm.publication
    if record is not None and norm.is_registered:
        record.refresh_from_db()
        if stamp(record, norm, found, today):
            Publication.objects.filter(pk=record.pk).update(
                validity=record.validity, effective_on=record.effective_on, expires_on=record.expires_on
            )
            if record.live:
                place([record])
        tags.add(f"publication:{record.pk}")
    tags |= {
        f"publication:{pk}"
        for pk in Citation.objects.filter(norm=norm).values_list("publication", flat=True).distinct()
    }
    pages.purge(*sorted(tags))


def keep_in_step(today: dt.date) -> int:
    """What a new day changes by itself: documents that begin, end, pause or resume. Returns how many were touched."""
    yesterday = today - dt.timedelta(days=1)
    turning = ForceSpan.objects.filter(first=today).values_list("norm", flat=True)
    ending = ForceSpan.objects.filter(last=yesterday).values_list("norm", flat=True)
    changing = Relation.objects.filter(on=today).values_list("target", flat=True)
    # And whatever an earlier night missed: a public text that still says it is valid after its end.
    missed = Norm.objects.filter(
        ends_on__lt=today, publication__validity__in=[Validity.VALID, Validity.AMENDED, Validity.PARTLY]
    ).values_list("pk", flat=True)
    keys = {*turning, *ending, *changing, *missed}
    for norm in Norm.objects.filter(pk__in=keys).select_related("publication"):
        refresh(norm, today)
    pages.purge("norms-day")
    return len(keys)
