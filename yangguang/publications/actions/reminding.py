"""One duty of a unit for all its texts that wait too long; it ends when none does."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from yangguang.core import calendar
from yangguang.core.actors import SYSTEM
from yangguang.duties.models import Duty
from yangguang.duties.opening import Spec, close_by_fact, ensure_many
from yangguang.organisations.models import Unit

from .. import queries, waiting
from ..models import Publication, Stage

KIND, KEY = "publications.signoff", "waiting"
NAMED = 20  # titles in the duty's text


@transaction.atomic
def remind(today: dt.date) -> tuple[int, int]:
    """Open or refresh the duty of every unit that lets texts wait, end it for every other; (open, ended)."""
    active = Publication.objects.filter(stage=Stage.REVIEW) | Publication.objects.filter(urgent_pending=True)
    keys = set(active.values_list("unit", flat=True))
    keys |= set(_open().values_list("unit", flat=True))
    if publicity := queries.publicity_unit():
        keys.add(publicity.pk)
    days = calendar.load()
    specs: list[Spec] = []
    for unit in Unit.objects.filter(pk__in=keys):
        late = [p for p in waiting.of_unit(unit) if waiting.is_late(p, today, days)]
        if late:
            body = "\n".join(
                f"{p.title}：等待{p.step}，{timezone.localdate(p.since)} 起" for p in late[:NAMED]
            )
            specs.append(
                Spec(
                    KIND, KEY, unit.pk, f"{len(late)} 条信息等待审校超过 {waiting.LATE_AFTER} 个工作日", body,
                    waiting.SOURCE.url, closes_by_fact=True,
                )
            )  # fmt: skip
    opened = ensure_many(specs, actor=SYSTEM)
    over = _open().exclude(pk__in=[d.pk for d in opened.values()])
    return len(opened), close_by_fact(over, actor=SYSTEM, fact="久等的信息都已审校")


def settle(unit: int, today: dt.date) -> None:
    """After a sign-off: the unit's duty ends at once when nothing waits too long any more."""
    mine = _open().filter(unit=unit)
    if not mine.exists():
        return
    days = calendar.load()
    if not any(waiting.is_late(p, today, days) for p in waiting.of_unit(Unit.objects.get(pk=unit))):
        close_by_fact(mine, actor=SYSTEM, fact="久等的信息都已审校")


def _open() -> QuerySet[Duty]:
    return Duty.objects.open().filter(kind=KIND, key=KEY)
