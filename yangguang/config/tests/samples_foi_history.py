"""Arguments of the views of repeated matters and calendar checks."""

from __future__ import annotations

from django.utils import timezone

from yangguang.core.actors import SYSTEM
from yangguang.foi.actions import calendar_check
from yangguang.foi.models import RepeatedMatter
from yangguang.organisations.models import Unit

from .samples import OWNED, SHARED, Arguments, sample


@sample("foi:repeated-act", rows=OWNED)
def _matter(unit: Unit) -> Arguments:
    found = RepeatedMatter.objects.create(
        unit=unit, subject="示例", requests=[], people=2, found_on=timezone.localdate()
    )
    return {"pk": found.pk, "what": "keep"}


@sample("foi:calendar-moves", rows=SHARED)
def _check(unit: Unit) -> Arguments:
    return {"pk": calendar_check.check(actor=SYSTEM).pk}
