"""Letters of requests: a number without a hole per unit and year."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from yangguang.core.actors import Actor

from ..models import FoiRequest, Letter
from . import numbering


def issue(
    request: FoiRequest,
    kind: str,
    *,
    actor: Actor,
    dated: dt.date,
    fields: dict[str, Any],
    addressee: str = "",
) -> Letter:
    """Write a letter inside the verb's transaction."""
    rows = Letter.objects.filter(unit=request.unit_id, year=dated.year)
    return Letter.objects.create(
        request=request, unit=request.unit, kind=kind, title=kind, mark=request.unit.name, year=dated.year,
        serial=numbering.next_serial(rows), html="", dated=dated, addressee=addressee or request.applicant.name,
        signed_by_label=actor.label[:60], issued_at=timezone.now(),
    )  # fmt: skip
