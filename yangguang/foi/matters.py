"""What the page of repeated matters shows: each matter with the requests behind it that the person may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, QuerySet, Value, When

from yangguang.core.actions import Reason
from yangguang.core.actors import Actor
from yangguang.organisations.permissions import Act, scope

from . import queries
from .actions import after
from .models import Conversion, FoiRequest, RepeatedMatter

State = RepeatedMatter.State


def visible(actor: Actor) -> QuerySet[RepeatedMatter]:
    """The matters of the units whose requests the person may see: open ones first, then those asked for by most."""
    rows = RepeatedMatter.objects.select_related("unit__merged_into", "publication")
    first = Case(When(state=State.OPEN, then=Value(0)), default=Value(1))
    return scope(actor, Act.VIEW, rows).order_by(first, "-people", "-pk")


@dataclass
class Behind:
    """A request behind a matter. ``unjudged``: it was released and nobody has judged it yet; ``judge``: this person may.
    ``draft_reasons`` is what forbids drafting from it (None: nothing to draft from yet).
    """

    request: FoiRequest
    conversion: Conversion | None
    unjudged: bool = False
    judge: bool = False
    draft_reasons: list[Reason] | None = None


@dataclass
class Shown:
    """A matter with its requests; ``hidden`` counts those that this person may not see."""

    matter: RepeatedMatter
    behind: list[Behind]
    hidden: int
    reasons: list[Reason]
    forms: dict[str, Any] = field(default_factory=dict)

    @property
    def is_open(self) -> bool:
        return self.matter.state == State.OPEN

    @property
    def draftable(self) -> list[Behind]:
        """From which requests a draft can be made; none once there is one, whoever's request it came from."""
        if any(b.conversion is not None and b.conversion.publication is not None for b in self.behind):
            return []
        return [b for b in self.behind if b.draft_reasons == []]


def shown(matters: Sequence[RepeatedMatter], actor: Actor) -> list[Shown]:
    """The matters of one page; two queries for the requests behind all of them."""
    keys = {k for m in matters for k in m.requests}
    requests = {r.pk: r for r in queries.visible(actor).filter(pk__in=keys).defer("content")}
    found = Conversion.objects.filter(request__in=requests.keys()).select_related("publication")
    conversions = {c.request_id: c for c in found}
    result = []
    for matter in matters:
        behind = [
            _behind(requests[k], conversions.get(k), matter, actor) for k in matter.requests if k in requests
        ]
        settle = after.keep_matter.reasons(matter, actor=actor, reason="·")
        result.append(Shown(matter, behind, len(matter.requests) - len(behind), settle))
    return result


def _behind(
    request: FoiRequest, conversion: Conversion | None, matter: RepeatedMatter, actor: Actor
) -> Behind:
    found = Behind(request, conversion)
    if matter.state != State.OPEN:
        return found
    if conversion is None:
        found.unjudged = after.was_released(request)
        said = {"verdict": Conversion.Verdict.PUBLISH, "reason": "·"}
        found.judge = found.unjudged and not after.judge.reasons(request, actor=actor, **said)
    elif conversion.verdict == Conversion.Verdict.PUBLISH and conversion.publication is None:
        conversion.request = request  # already read with its unit
        found.draft_reasons = after.draft_publication.reasons(conversion, actor=actor)
    return found
