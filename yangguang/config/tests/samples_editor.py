"""Arguments of the views of writing: slots of what was typed, rules of review."""

from __future__ import annotations

from django.utils import timezone

from yangguang.organisations.models import Unit
from yangguang.organisations.tests.factories import make_person
from yangguang.publications.models import Autosave, ReviewRule

from .samples import OWNED, SHARED, Arguments, sample
from .samples_publishing import _draft


@sample("publications:autosave", rows=OWNED)
def _slot(unit: Unit) -> Arguments:
    return {"pk": _draft(unit).pk}


@sample("publications:autosave-new", rows=OWNED)
def _new_slot(unit: Unit) -> Arguments:
    return {"unit": unit.pk}


@sample("publications:drop-autosave", rows=SHARED)
def _kept(unit: Unit) -> Arguments:
    made = Autosave.objects.create(by=make_person(None), unit=unit, saved_at=timezone.now())
    return {"pk": made.pk}


@sample("publications:drop-rule", rows=SHARED)
def _rule(unit: Unit) -> Arguments:
    return {"pk": ReviewRule.objects.create(unit=None, kind="news", levels=2).pk}
