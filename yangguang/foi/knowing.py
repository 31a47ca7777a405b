"""What this room tells other rooms of records: which came of a request (条例 art. 44)."""

from __future__ import annotations

from django.db.models import Q

from yangguang.publications import knowing

from .models import Conversion


def answered() -> Q:
    """Records made public because somebody had asked for them; nothing of the request itself."""
    rows = Conversion.objects.filter(verdict=Conversion.Verdict.PUBLISH).exclude(publication=None)
    return Q(pk__in=rows.values("publication"))


knowing.register(knowing.Knower("foi", answered=answered))
