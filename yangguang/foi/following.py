"""What follows in the transaction of a release or withdrawal: a conversion is complete exactly while its page is public."""

from __future__ import annotations

from collections.abc import Sequence

from yangguang.core.actors import SYSTEM
from yangguang.publications import placing
from yangguang.publications.models import Publication

from . import repeated
from .actions import after
from .models import Conversion, RepeatedMatter


def placed(records: Sequence[Publication]) -> None:
    keys = [r.pk for r in records]
    found = Conversion.objects.filter(publication__in=keys).select_related("request__unit", "publication")
    for conversion in found:
        after.follow(conversion, actor=SYSTEM)
        unit = conversion.request.unit_id
        open_ones = RepeatedMatter.objects.filter(unit=unit, state=RepeatedMatter.State.OPEN)
        repeated.settle_by_fact(list(open_ones), actor=SYSTEM)


def displaced(record: Publication) -> None:
    for conversion in Conversion.objects.filter(publication=record).select_related(
        "request__unit", "publication"
    ):
        after.follow(conversion, actor=SYSTEM)


placing.follow(placing.Follower("foi.conversion", placed, displaced))
