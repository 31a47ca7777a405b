"""Read shapes of explaining: who belongs to a package, who may see it, what explains what."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from yangguang.core.actors import Actor
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, may, powers, scope
from yangguang.publications import queries as records
from yangguang.publications.models import Publication, Stage

from .models import Exemption, Explains, Explanation, Material, Package, Requirement, Understanding

# Kinds whose documents go public with their explanation or not at all. Emergency information is a kind of its own
# and is never held back.
GATED = ("policy", "norm")


def meeting_unit() -> Unit | None:
    """The unit that keeps the 常务会议's agenda."""
    return Unit.objects.filter(code=settings.MEETING_UNIT).first()


def press_unit() -> Unit | None:
    """The unit that plans the year's press conferences (任务 17: 区新闻办)."""
    return Unit.objects.filter(code=settings.PRESS_UNIT).first()


def second_units(unit: Unit) -> QuerySet[Unit]:
    """Who may consent to an exemption that ``unit`` asks for: never itself."""
    return (
        Unit.objects.answerable(timezone.localdate())
        .filter(code__in=settings.EXEMPTION_UNITS)
        .exclude(pk=unit.pk)
    )


def keeps_agenda(actor: Actor) -> bool:
    """The person keeps the agenda of the 常务会议."""
    return may(actor, Act.EDIT, meeting_unit())


def visible(actor: Actor) -> QuerySet[Package]:
    """The packages one may open: of one's units; all at the office; those the agenda or a consent waits for."""
    own = scope(actor, Act.VIEW, Package.objects.all())
    mine = Q(pk__in=own.values("pk"))
    if keeps_agenda(actor):
        mine |= Q(needs_meeting=True)
    held = powers(actor.user)
    publicity = Unit.objects.filter(code=settings.PUBLICITY_UNIT).values_list("pk", flat=True).first()
    if publicity is not None and held.may(Act.REVIEW, publicity):
        mine |= Q(document__sensitive=True) | Q(materials__explanation__sensitive=True)
    # Keys first: a join may name a package twice, and long texts are not what to compare.
    found = Package.objects.filter(pk__in=Package.objects.filter(mine).values("pk"))
    return found.select_related("unit", "document").defer("document__body", "document__extra")


def open_package(record: Publication) -> Package | None:
    """The package in which the record is on its way to the public, as document or as material."""
    return (
        Package.objects.filter(state__in=Package.OPEN)
        .filter(Q(document=record) | Q(materials__explanation=record))
        .select_related("unit", "document")
        .first()
    )


def materials(package: Package) -> list[Publication]:
    return [
        m.explanation
        for m in Material.objects.filter(package=package).select_related(
            "explanation__unit", "explanation__explanation", "explanation__latest_revision"
        )
    ]


def on_the_way(package: Package) -> list[Publication]:
    """The members that have a text to bring to the public: document first."""
    document = Publication.objects.select_related("unit", "latest_revision").get(pk=package.document_id)
    return [m for m in (document, *materials(package)) if m.has_unpublished_changes]


def exempted(document: int, covers: str) -> Exemption | None:
    """The consented exemption of a document."""
    return Exemption.objects.filter(document=document, covers=covers, state=Exemption.State.CONSENTED).first()


def bound(package: Package, record: Publication | None = None) -> list[Publication]:
    """The members that have to do everything together with ``record`` (None: with the document).

    All that are on the way; under a consented exemption the document goes first and its material together after it.
    """
    found = on_the_way(package)
    if exempted(package.document_id, Exemption.Covers.RELEASE):
        alone = record is None or record.pk == package.document_id
        found = [m for m in found if (m.pk == package.document_id) == alone]
        if not found and record is None:  # the document is public already: its material is what is left
            found = [m for m in on_the_way(package) if m.pk != package.document_id]
    return found


def requirement(document: int) -> Requirement | None:
    return Requirement.objects.filter(document=document).first()


@dataclass(frozen=True)
class Standing:
    """Where the sign-offs of a package's members are. ``steps`` are (record, course)."""

    steps: list[tuple[Publication, records.Course]]

    @property
    def all_ready(self) -> bool:
        return bool(self.steps) and all(p.stage in (Stage.READY, Stage.SCHEDULED) for p, _ in self.steps)

    @property
    def in_review(self) -> bool:
        return any(p.stage == Stage.REVIEW for p, _ in self.steps)

    @property
    def to_sign(self) -> list[Publication]:
        """Who gets the next sign-off; the publicity department's consents come when the unit's own are given."""
        from .rules import next_to_sign

        left = {
            p.pk: c.levels - sum(1 for s in c.given if s.level)
            for p, c in self.steps
            if p.stage == Stage.REVIEW
        }
        chosen = next_to_sign(left)
        if chosen:
            return [p for p, _ in self.steps if p.pk in chosen]
        return [p for p, c in self.steps if p.stage == Stage.REVIEW and c.next_level == 0]

    @property
    def next_name(self) -> str:
        waiting = self.to_sign
        return next((c.next_name for p, c in self.steps if waiting and p.pk == waiting[0].pk), "")


def standing(package: Package) -> Standing:
    return Standing([(m, records.course(m)) for m in bound(package)])


def explanations_of(document: int) -> list[Publication]:
    """The public explanations of a document, newest last."""
    return list(
        Publication.objects.public()
        .listed()
        .filter(explains__document=document)
        .select_related("explanation__explainer")
        .order_by("first_published_at", "pk")
    )


def documents_of(explanation: int, *, live: bool = True) -> list[Publication]:
    """The (public) documents that an explanation explains."""
    found = Publication.objects.listed().filter(explained_by__explanation=explanation)
    return list((found.filter(live=True) if live else found).order_by("-first_published_at", "pk"))


def pairs(documents: Iterable[int]) -> dict[int, list[Publication]]:
    """For each document its public explanations. One query."""
    found: dict[int, list[Publication]] = defaultdict(list)
    rows = (
        Explains.objects.filter(document__in=list(documents), explanation__live=True)
        .select_related("explanation__explanation")
        .defer("explanation__body", "explanation__extra")
        .order_by("explanation__first_published_at", "pk")
    )
    for row in rows:
        found[row.document_id].append(row.explanation)
    return found


def votes(explanation: int) -> tuple[int, int]:
    """(understood, all) of the readers' answers."""
    found = Understanding.objects.filter(explanation=explanation).aggregate(
        yes=Count("pk", filter=Q(understood=True)), all=Count("pk")
    )
    return found["yes"], found["all"]


def form_of(record: Publication) -> str:
    """The form of an explanation in words; 文字解读 when nobody said otherwise."""
    from .models import Form

    found = getattr(record, "explanation", None)
    return Form(found.form).label if isinstance(found, Explanation) else Form.TEXT.label


def undecided(since: dt.date) -> QuerySet[Publication]:
    """Policy documents (drafts, and public ones released since) for which nobody has said whether they need one."""
    found = (
        Publication.objects.listed().filter(kind__in=GATED, requirement=None).exclude(stage=Stage.WITHDRAWN)
    )
    return found.filter(Q(live=False) | Q(first_published_at__date__gte=since))
