"""When a unit merges: what it has not published yet goes over to the successor; what is public keeps its publisher."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet

from yangguang.core.actions import verb
from yangguang.core.actors import Actor
from yangguang.organisations.models import Unit
from yangguang.search import outbox

from ..models import Publication
from ..placing import SEARCH_KIND
from .drafting import LONG


def unpublished(unit: Unit) -> QuerySet[Publication]:
    """Drafts of the unit, however far their sign-offs have come, that readers have never seen."""
    return Publication.objects.filter(unit=unit, first_published_at=None).order_by("pk")


@verb("publications.pass_on", "把{object}转给继受单位", hidden=LONG)
def pass_on(publication: Publication, *, actor: Actor, unit: Unit) -> Publication:
    """Make ``unit`` the one that publishes a draft. Only a merger calls this, which has asked for the power to merge."""
    publication.unit = unit
    publication.save(update_fields=["unit"])
    outbox.changed(SEARCH_KIND, publication.pk)
    return publication


def carry(old: Unit, new: Unit, on: dt.date, actor: Actor) -> None:
    for draft in unpublished(old):
        pass_on(draft, actor=actor, unit=new)


def count(old: Unit) -> int:
    return unpublished(old).count()
