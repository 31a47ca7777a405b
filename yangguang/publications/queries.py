"""Read shapes of publications: where a text stands in its sign-offs, and the lists of the workbench."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Case, IntegerField, Max, Q, QuerySet, Sum, Value, When
from wagtail.models import Revision

from yangguang.core.actors import Actor
from yangguang.core.models import AuditEntry
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, powers, scope
from yangguang.search import queries as search

from . import extras, kinds, rules, services, values
from .models import Attachment, Link, Publication, ReviewRule, SignOff, Stage, Tally, Version
from .placing import SEARCH_KIND

DEFAULT_LEVELS = 3
CONSENT_NAME = "宣传部门统筹审签"


def publicity_unit() -> Unit | None:
    """The unit that consents to 重大、敏感信息 (task 11: 区委宣传部统筹)."""
    return Unit.objects.filter(code=settings.PUBLICITY_UNIT).first()


def default_levels(kind: str) -> int:
    """The sign-offs that a kind asks for where the district has set no rule."""
    return kinds.KINDS.get(kind).levels if kind in kinds.KINDS else DEFAULT_LEVELS


@dataclass(frozen=True)
class Course:
    """Where the newest text of a record stands: the sign-offs it needs, has, and waits for."""

    levels: int
    same_person: bool
    consent: bool  # 重大、敏感: the publicity department's consent comes after the unit's own sign-offs
    given: list[SignOff]
    authors: frozenset[int]

    @property
    def next_level(self) -> int | None:
        """The level that comes next (0 is the consent); None when all are given."""
        have = {s.level for s in self.given}
        for level in range(1, self.levels + 1):
            if level not in have:
                return level
        return 0 if self.consent and 0 not in have else None

    @property
    def steps(self) -> list[tuple[str, SignOff | None]]:
        """Every level with its name and, once given, its sign-off."""
        have = {s.level: s for s in self.given}
        named = [(rules.level_name(n, self.levels), have.get(n)) for n in range(1, self.levels + 1)]
        return [*named, (CONSENT_NAME, have.get(0))] if self.consent else named

    @property
    def next_name(self) -> str:
        level = self.next_level
        if level is None:
            return ""
        return CONSENT_NAME if level == 0 else rules.level_name(level, self.levels)


def review_rule(unit: int, kind: str) -> rules.LevelRule:
    """The sign-offs a unit's records of a kind need."""
    found = ReviewRule.objects.filter(Q(unit=unit) | Q(unit=None), Q(kind=kind) | Q(kind=""))
    default = default_levels(kind)
    return rules.levels_for(
        [rules.LevelRule(r.unit_id, r.kind, r.levels, r.same_person) for r in found],
        unit=unit, kind=kind, default=default,
    )  # fmt: skip


def given(publication: Publication) -> list[SignOff]:
    """The sign-offs that the newest text has."""
    return list(
        SignOff.objects.filter(
            revision=publication.latest_revision_id, decision=SignOff.Decision.APPROVED, afterwards=False
        ).select_related("by")
    )


def signed_off(publication: Publication) -> bool:
    """Whether the newest text may go public as far as sign-offs go: it is ready, or in review and needs no further one."""
    if publication.stage in (Stage.READY, Stage.SCHEDULED):
        return True
    return publication.stage == Stage.REVIEW and course(publication).next_level is None


def course(publication: Publication) -> Course:
    """The sign-offs of the newest text."""
    text = publication.draft()
    rule = review_rule(publication.unit_id, text.kind)
    return Course(
        rule.levels, rule.same_person, text.sensitive, given(publication), frozenset(authors(publication))
    )


def writers(changed: Mapping[int, bool]) -> dict[int, set[int]]:
    """Per record who wrote its text: of those that map to True the one not yet public, else the public one. Two queries.

    A text without a version is not public: all who wrote are its writers.
    """
    released: dict[int, list[int]] = {pk: [0, 0] for pk in changed}
    for pk, revision in (
        Version.objects.filter(publication__in=changed)
        .order_by("number")
        .values_list("publication", "revision")
    ):
        released[pk] = [released[pk][1], revision]
    found: dict[int, set[int]] = {pk: set() for pk in changed}
    written = Revision.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Publication),
        object_id__in=[str(pk) for pk in changed],
    ).exclude(user=None)
    for number, record, user in written.values_list("pk", "object_id", "user"):
        pk = int(record)
        before, last = released[pk]
        if number > last if changed[pk] or not last else before < number <= last:
            found[pk].add(user)
    return found


def authors(publication: Publication) -> set[int]:
    """Who wrote or sent the text that is not yet public (or, when all is public, the public one)."""
    changed = publication.has_unpublished_changes
    people = writers({publication.pk: changed})[publication.pk]
    return people | ({publication.submitted_by_id} if changed and publication.submitted_by_id else set())


def behind_urgent(records: Iterable[int]) -> dict[int, set[int]]:
    """Per record who wrote its public text, and who released it urgently, from the log. A fixed number of queries."""
    found = writers(dict.fromkeys(records, False))
    entries = AuditEntry.objects.filter(
        code="publications.release_urgently",
        object_type="publications.publication",
        object_id__in=[str(pk) for pk in found],
    ).order_by("seq")
    last = {int(pk): person for pk, person in entries.values_list("object_id", "actor_id")}
    for pk, person in last.items():
        found[pk] |= {person} if person else set()
    return found


def visible(actor: Actor) -> QuerySet[Publication]:
    """The records of the workbench's list: those of the units one may look at."""
    return scope(actor, Act.VIEW, Publication.objects.listed())


@dataclass(frozen=True)
class Sought:
    """What the search engine found for the workbench's list: record keys, the best first.

    ``more``: there are more than the list reaches, so the person should narrow the search. ``titles``: there is no index
    yet; of so many of the newest records the titles were read instead.
    """

    keys: list[int]
    more: bool = False
    titles: int = 0

    def ordered(self, rows: QuerySet[Publication]) -> QuerySet[Publication]:
        """The rows in the order of the engine."""
        places = [When(pk=pk, then=Value(n)) for n, pk in enumerate(self.keys)]
        return rows.order_by(Case(*places, default=Value(len(places)), output_field=IntegerField()), "-pk")


REACH = 500  # records of one search; SQLite takes a limited number of parameters
NEWEST = 20_000  # records whose titles are read while there is no index: some hundredths of a second


def sought(actor: Actor, text: str, *, kind: str = "", unit: str = "") -> Sought:
    """Records, drafts included, that hold the words, or carry the number; of the units the person may look at."""
    held = powers(actor.user)
    found = search.keys(
        search.SearchRequest(
            text=text,
            kinds=(SEARCH_KIND,),
            categories=(kind,) if kind in kinds.KINDS else (),
            units=(int(unit),) if unit.isascii() and unit.isdecimal() and len(unit) < 13 else (),
            public=None,
            allowed_units=None if Act.VIEW in held.everywhere else held.at.get(Act.VIEW, frozenset()),
        ),
        REACH + 1,
    )
    # What was saved a moment ago is not in the index yet; its number is in the database's.
    numbered = Publication.objects.filter(Q(document_number=text) | Q(index_number=text)).values_list(
        "pk", flat=True
    )
    hits = _titled(actor, text) if found is None else [pk for _, pk in found]
    keys = list(dict.fromkeys([*numbered[:20], *hits]))
    return Sought(keys[:REACH], more=len(keys) > REACH, titles=NEWEST if found is None else 0)


def _titled(actor: Actor, text: str) -> list[int]:
    """The newest of the records one may look at whose title holds every word."""
    last = Publication.objects.aggregate(last=Max("pk"))["last"] or 0
    rows = scope(actor, Act.VIEW, Publication.objects.filter(pk__gt=last - NEWEST))
    for word in text.split():
        rows = rows.filter(title__contains=word)
    return list(rows.order_by("-pk").values_list("pk", flat=True)[: REACH + 1])


def editable_units(actor: Actor) -> QuerySet[Unit]:
    """The units in whose name the person may write."""
    return scope(actor, Act.EDIT, Unit.objects.all(), unit="pk")


def item_counts(unit: Unit | None) -> dict[str, tuple[int, dt.datetime | None]]:
    """Per catalogue item: how many records are public and when the newest was, of one unit or of the district."""
    rows = Tally.objects.exclude(item="")
    if unit is not None:
        return {t.item: (t.count, t.latest_at) for t in rows.filter(unit=unit)}
    summed = (
        rows.values("item").annotate(n=Sum("count"), last=Max("latest_at")).values_list("item", "n", "last")
    )
    return {item: (n, last) for item, n, last in summed}


def unit_count(unit: Unit) -> int:
    """How many records of a unit are public."""
    return Tally.objects.filter(unit=unit, item="").values_list("count", flat=True).first() or 0


def guides_of(documents: Iterable[int], before: dt.datetime) -> dict[int, set[int]]:
    """For each document the public 办事指南 released before a moment that name it or that it names. Two queries."""
    wanted = set(documents)
    found: dict[int, set[int]] = defaultdict(set)
    for mine, theirs in (("publication", "to"), ("to", "publication")):
        public = {"live": True, "kind": services.KIND, "first_published_at__lt": before}
        rows = Link.objects.filter(
            name__in=services.LINKS,
            **{f"{mine}__in": wanted},
            **{f"{theirs}__{k}": v for k, v in public.items()},
        )
        for document, guide in rows.values_list(mine, theirs):
            found[document].add(guide)
    return dict(found)


COMPARED = {
    "title": "标题", "document_number": "文号", "written_on": "成文日期", "validity": "有效性", "effective_on": "施行日期",
    "expires_on": "有效期至", "source": "来源", "summary": "内容概述",
}  # fmt: skip


def changed_fields(old: Publication, new: Publication, *, public: bool = False) -> list[tuple[str, str, str]]:
    """(label, before, after) of what differs outside the text; with ``public`` only what readers may see of it."""

    def told(text: Publication) -> dict[str, str]:
        found = {label: str(getattr(text, name) or "") for name, label in COMPARED.items()}
        found["有效性"] = str(text.get_validity_display()) if text.validity else ""
        declared = kinds.fields_of(text.kind)
        for field in declared:
            if public:
                value = extras.public_value(field, text.extra)
            else:
                value = values.as_text(field, text.extra.get(field.name))
            found[field.label] = value
        if not public:
            found["信息类型"] = text.kind_name
            named = Attachment.objects.filter(pk__in=text.attachments).order_by("pk")
            found["附件"] = "、".join(named.values_list("name", flat=True)) if text.attachments else ""
        return found

    before, after = told(old), told(new)
    labels = dict.fromkeys([*before, *after])
    return [
        (label, before.get(label, ""), after.get(label, ""))
        for label in labels
        if before.get(label, "") != after.get(label, "")
    ]
