"""What waits for a sign-off, an approval afterwards or a correction, and for whom: read in bulk, never stored."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, Max, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.urls import reverse
from django.utils import timezone

from yangguang.core import calendar
from yangguang.core.actors import Actor
from yangguang.core.models import AuditEntry
from yangguang.core.workdays import Calendar
from yangguang.duties.sources import Source, Waiting
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, powers

from . import queries, rules
from .models import Publication, ReviewRule, SignOff, Stage
from .queries import CONSENT_NAME

MOST = 300  # records looked at for one person
# Working days after which a waiting text counts as late (ours, 待核).
LATE_AFTER = 3
AFTERWARDS, CORRECT = "补审", "按意见修改"


@dataclass(frozen=True)
class Pending:
    """A record that waits. ``level`` is the sign-off that comes next (0 the consent), None for the two other causes."""

    pk: int
    title: str
    unit: int
    unit_name: str
    step: str
    since: dt.datetime
    level: int | None
    last: bool  # the sign-off is the head's
    same_person: bool
    given: frozenset[int]  # who has signed this text
    authors: frozenset[int]
    note: str = ""


def in_review(records: QuerySet[Publication]) -> list[Pending]:
    """Those of ``records`` that are in review, with what comes next. A fixed number of queries."""
    rows = list(
        records.filter(stage=Stage.REVIEW)
        .annotate(draft_kind=KeyTextTransform("kind", "latest_revision__content"))
        .annotate(draft_title=KeyTextTransform("title", "latest_revision__content"))
        .annotate(draft_sensitive=KeyTextTransform("sensitive", "latest_revision__content"))
        .order_by("pk")
        .values(
            "pk", "draft_title", "unit", "unit__name", "draft_kind", "draft_sensitive", "latest_revision", "submitted_by",
            "latest_revision__created_at",
        )[:MOST]
    )  # fmt: skip
    if not rows:
        return []
    given: dict[int, list[SignOff]] = defaultdict(list)
    approved = SignOff.objects.filter(
        revision__in=[r["latest_revision"] for r in rows],
        decision=SignOff.Decision.APPROVED,
        afterwards=False,
    )
    for sign in approved.only("revision_id", "level", "by_id", "at"):
        given[sign.revision_id].append(sign)
    configured = [
        rules.LevelRule(r.unit_id, r.kind, r.levels, r.same_person) for r in ReviewRule.objects.all()
    ]
    keys = [r["pk"] for r in rows]
    authors, sent = queries.writers(dict.fromkeys(keys, True)), _sent(keys)
    found = []
    for row in rows:
        signs = given[row["latest_revision"]]
        rule = rules.levels_for(
            configured,
            unit=row["unit"],
            kind=row["draft_kind"],
            default=queries.default_levels(row["draft_kind"]),
        )
        have = {s.level for s in signs}
        level = next((n for n in range(1, rule.levels + 1) if n not in have), None)
        if level is None:
            if str(row["draft_sensitive"]).lower() not in ("true", "1") or 0 in have:
                continue
            level = 0
        name = CONSENT_NAME if level == 0 else rules.level_name(level, rule.levels)
        people = authors[row["pk"]] | ({row["submitted_by"]} if row["submitted_by"] else set())
        since = max([s.at for s in signs] + [sent.get(row["pk"]) or row["latest_revision__created_at"]])
        found.append(
            Pending(
                row["pk"], row["draft_title"], row["unit"], row["unit__name"], name, since, level,
                rules.is_last(level, rule.levels), rule.same_person, frozenset(s.by_id for s in signs),
                frozenset(people),
            )
        )  # fmt: skip
    return found


def _sent(keys: list[int]) -> dict[int, dt.datetime]:
    """When each was last sent for review."""
    entries = AuditEntry.objects.filter(
        object_type="publications.publication",
        object_id__in=[str(k) for k in keys],
        code="publications.submit",
    )
    return {int(pk): at for pk, at in entries.values_list("object_id").annotate(Max("at"))}


def _urgent(units: Iterable[int]) -> list[Pending]:
    """What was released urgently and still waits for its approval. A fixed number of queries."""
    rows = list(
        Publication.objects.filter(urgent_pending=True, unit__in=units)
        .select_related("unit")
        .only("pk", "title", "unit__name", "last_published_at", "has_unpublished_changes", "submitted_by")[
            :MOST
        ]
    )
    if not rows:
        return []
    people = queries.behind_urgent(r.pk for r in rows)
    return [
        Pending(
            r.pk, r.title, r.unit_id, r.unit.name, AFTERWARDS, r.last_published_at or timezone.now(), None, False, False,
            frozenset(), frozenset(people[r.pk]),
        )
        for r in rows
    ]  # fmt: skip


def _returned(units: Iterable[int]) -> list[Pending]:
    """Drafts whose newest text was returned and not changed since."""
    last = (
        SignOff.objects.filter(
            publication__stage=Stage.DRAFT, publication__unit__in=units, decision=SignOff.Decision.RETURNED,
            revision=F("publication__latest_revision"),
        )
        .select_related("publication__unit")
        .only("note", "at", "publication__title", "publication__unit__name", "by")
        .order_by("publication", "-id")[:MOST]
    )  # fmt: skip
    found: dict[int, Pending] = {}
    for sign in last:
        record = sign.publication
        found.setdefault(
            record.pk,
            Pending(
                record.pk, record.title, record.unit_id, record.unit.name, CORRECT, sign.at, None, False, False,
                frozenset(), frozenset(), f"退回意见：{sign.note}",
            ),
        )  # fmt: skip
    return list(found.values())


def _of(units: Iterable[int], consents: bool) -> QuerySet[Publication]:
    """Records of the units, and every unit's 重大、敏感 ones for whoever consents for the district."""
    own = Q(unit__in=list(units))
    return Publication.objects.filter(own | Q(latest_revision__content__sensitive=True) if consents else own)


def for_person(actor: Actor) -> list[Pending]:
    """What the person can do now, the longest waiting first: what ``signing`` would let them sign, and returned drafts."""
    if actor.user is None:
        return []
    held = powers(actor.user)
    review, approve, edit = (held.at.get(a, frozenset()) for a in (Act.REVIEW, Act.APPROVE, Act.EDIT))
    found: list[Pending] = []
    publicity = queries.publicity_unit()
    consents = publicity is not None and publicity.pk in review
    if review | approve or consents:
        for p in in_review(_of(review | approve, consents)):
            may = consents if p.level == 0 else p.unit in (approve if p.last else review)
            if may and actor.user.pk not in p.authors and (p.same_person or actor.user.pk not in p.given):
                found.append(p)
        found += [p for p in _urgent(review | approve) if actor.user.pk not in p.authors]
    if edit:
        found += _returned(edit)
    return sorted(found, key=lambda p: p.since)


def is_late(pending: Pending, today: dt.date, days: Calendar | None = None) -> bool:
    """Whether it waits longer than texts should."""
    return (days or calendar.load()).between(timezone.localdate(pending.since), today) > LATE_AFTER


def read(actor: Actor, today: dt.date) -> list[Waiting]:
    """The inbox's lines."""
    days = calendar.load()
    return [
        Waiting(
            p.title, reverse("publications:record", args=[p.pk]), p.step, p.unit_name, timezone.localdate(p.since),
            p.note, is_late(p, today, days),
        )
        for p in for_person(actor)
    ]  # fmt: skip


def of_unit(unit: Unit) -> list[Pending]:
    """What waits for anyone of the unit's people to sign: its own texts, and for the publicity unit its consents."""
    publicity = queries.publicity_unit()
    consents = publicity is not None and publicity.pk == unit.pk
    waits = [
        p
        for p in in_review(_of([unit.pk], consents))
        if (p.level == 0) == consents or (consents and p.unit == unit.pk)
    ]
    return sorted([*waits, *_urgent([unit.pk])], key=lambda p: p.since)


def lines(unit: Unit, today: dt.date) -> list[str]:
    """What the unit's weekly letter says."""
    days = calendar.load()
    return [
        f"{p.title}：等待{p.step}（{timezone.localdate(p.since)} 起{'，已久等' if is_late(p, today, days) else ''}）"
        for p in of_unit(unit)
    ]


SOURCE = Source("publications", "等我办的信息", "/desk/publications/?mine=1", read, lines)
