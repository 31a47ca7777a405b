"""Arguments of the views of overseeing the request desks."""

from __future__ import annotations

from django.utils import timezone

from yangguang.foi.models import GuidingCase, ReplyRound, ReplySample
from yangguang.organisations.models import Unit

from .samples import OWNED, SHARED, Arguments, sample
from .samples_foi_letters import _letter


def _round() -> ReplyRound:
    given = {"seed": "示例", "drawn_at": timezone.now(), "drawn_by": "示例"}
    return ReplyRound.objects.get_or_create(year=2021, half=1, defaults=given)[0]


def _sample(unit: Unit) -> ReplySample:
    found = _round()
    return ReplySample.objects.create(
        round=found, letter=_letter(unit), unit=unit, number=found.samples.count() + 1
    )


@sample("foi:reply-round", "foi:close-round", rows=SHARED)
def _one(unit: Unit) -> Arguments:
    return {"pk": _round().pk}


@sample("foi:read-reply", "foi:hand-sample", rows=OWNED)
def _reading(unit: Unit) -> Arguments:
    return {"pk": _sample(unit).pk}


@sample("foi:guiding-case", "foi:change-guiding-case", rows=SHARED)
def _case(unit: Unit) -> Arguments:
    made = GuidingCase.objects.create(
        unit=unit,
        issued_on=timezone.localdate(),
        title="示例案例",
        question="示例",
        lesson="示例",
        by_label="示例",
    )
    return {"pk": made.pk}
