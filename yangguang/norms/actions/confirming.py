"""Each quarter every unit says that its list of documents in force is right."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.utils import timezone

from yangguang.core.actions import Reason, Refused, verb
from yangguang.core.actors import Actor
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, reasons

from .. import queries, rules
from ..models import Confirmation


def _may_confirm(
    unit: Unit, *, actor: Actor, sha256: str, on: dt.date | None = None, note: str = ""
) -> Iterable[Reason]:
    yield from reasons(actor, Act.REVIEW, unit)
    day = on or timezone.localdate()
    year, quarter = rules.quarter_of(day)
    if Confirmation.objects.filter(unit=unit, year=year, quarter=quarter).exists():
        yield Reason(f"{year} 年第 {quarter} 季度已经确认过", "登记有变动的，下一季度再确认")
    elif sha256 != queries.unit_list(unit, day).sha256:
        yield Reason("您看过的清单已有变动", "请核对新的清单后再确认", field="sha256")


@verb("norms.confirm", "确认了规范性文件底数{object}", forbids=_may_confirm)
def confirm(
    unit: Unit, *, actor: Actor, sha256: str, on: dt.date | None = None, note: str = ""
) -> Confirmation:
    """Confirm the list that was shown (``sha256``); another list since then is not confirmed unseen."""
    day = on or timezone.localdate()
    year, quarter = rules.quarter_of(day)
    shown = queries.unit_list(unit, day)
    try:
        with transaction.atomic():
            return Confirmation.objects.create(
                unit=unit, year=year, quarter=quarter, listed=shown.rows, count=len(shown.rows), sha256=shown.sha256,
                by=actor.label, note=note.strip()[:300],
            )  # fmt: skip
    except IntegrityError as error:
        raise Refused([Reason(f"{year} 年第 {quarter} 季度刚刚有人确认过")]) from error
