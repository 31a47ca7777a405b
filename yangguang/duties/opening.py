"""Opening, refreshing and withdrawing duties in numbers, inside the transaction of the act that causes it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils import timezone

from yangguang.core import logtypes
from yangguang.core.actors import Actor
from yangguang.organisations.models import Unit

from .models import Duty, DutyNote, DutyState, Slip


@dataclass(frozen=True)
class Spec:
    """A duty that should be open; (kind, key, unit) identifies it among the open ones."""

    kind: str
    key: str
    unit_id: int
    title: str
    body: str = ""
    url: str = ""
    asked_by_id: int | None = None
    due: dt.date | None = None
    not_before: dt.date | None = None
    closes_by_fact: bool = False


OPENED = logtypes.register(logtypes.LogType("duties.open", "交办了{object}"))
WITHDRAWN = logtypes.register(logtypes.LogType("duties.withdraw", "撤回了{object}"))
CLOSED = logtypes.register(logtypes.LogType("duties.close_by_fact", "按事实自动销号{object}"))
_REFRESHED = ("title", "body", "url", "due", "not_before")


def ensure_many(specs: Sequence[Spec], *, actor: Actor) -> dict[tuple[str, int], Duty]:
    """Open what is not open yet, refresh what changed; (key, unit) to duty. One log entry for all that was opened.

    All specs must be of one kind. A closed duty whose cause stands is not opened again for plan assignments (they
    keep their closed duty); the caller of a measured duty opens a new one by its new fact.
    """
    if not specs:
        return {}
    kind = specs[0].kind
    have: dict[tuple[str, int], Duty] = {}
    units = {s.unit_id for s in specs}
    reopen = specs[0].closes_by_fact
    existing = Duty.objects.filter(kind=kind, unit__in=units).exclude(state=DutyState.WITHDRAWN)
    if reopen:
        existing = existing.open()
    for found in existing.order_by("id"):
        have[found.key, found.unit_id] = found
    changed: list[Duty] = []
    missing: list[Spec] = []
    for spec in specs:
        duty: Duty | None = have.get((spec.key, spec.unit_id))
        if duty is None:
            missing.append(spec)
        elif any(getattr(duty, f) != getattr(spec, f) for f in _REFRESHED):
            for f in _REFRESHED:
                setattr(duty, f, getattr(spec, f))
            changed.append(duty)
    Duty.objects.bulk_update(changed, list(_REFRESHED), batch_size=300)
    opened = Duty.objects.bulk_create([Duty(**vars(spec)) for spec in missing], batch_size=300)
    have |= {(d.key, d.unit_id): d for d in opened}
    if opened:
        label = f"{opened[0].title} 等 {len(opened)} 件" if len(opened) > 1 else opened[0].title
        OPENED.write(actor, label, details={"kind": kind, "duties": [d.pk for d in opened]})
    return have


def withdraw_many(duties: Iterable[Duty], *, actor: Actor, reason: str) -> int:
    """Withdraw open duties whose cause is gone; their history stays. Returns how many."""
    return _end(duties, DutyState.WITHDRAWN, actor, "撤回", reason, WITHDRAWN)


def close_by_fact(duties: Iterable[Duty], *, actor: Actor, fact: str) -> int:
    """Close measured duties because the fact changed. Returns how many."""
    return _end((d for d in duties if d.closes_by_fact), DutyState.CLOSED, actor, "自动销号", fact, CLOSED)


def _end(
    duties: Iterable[Duty], state: DutyState, actor: Actor, step: str, text: str, log: logtypes.LogType
) -> int:
    ended = [d for d in duties if d.state not in {DutyState.CLOSED, DutyState.WITHDRAWN}]
    now = timezone.now()
    for duty in ended:
        duty.state, duty.closed_at = state, now
    Duty.objects.bulk_update(ended, ["state", "closed_at"], batch_size=300)
    DutyNote.objects.bulk_create(
        [DutyNote(duty=d, by=actor.user, by_label=actor.label, step=step, text=text) for d in ended],
        batch_size=300,
    )
    if ended:
        label = f"{ended[0].title} 等 {len(ended)} 件" if len(ended) > 1 else ended[0].title
        log.write(actor, label, details={"reason": text, "duties": [d.pk for d in ended]})
    return len(ended)


def follow_merger(old: Unit, new: Unit, on: dt.date, actor: Actor) -> None:
    """The successor answers for what the old unit left open and has not got itself; called in the merger's transaction."""
    have = set(Duty.objects.open().filter(unit=new).values_list("kind", "key"))
    left = list(Duty.objects.open().filter(unit=old))
    withdraw_many(
        [d for d in left if (d.kind, d.key) in have], actor=actor, reason=f"已并入{new}，由其同一事项承办"
    )
    moved = [d for d in left if (d.kind, d.key) not in have]
    for duty in moved:
        duty.unit = new
    Duty.objects.bulk_update(moved, ["unit"], batch_size=300)
    Slip.objects.filter(unit=old, replied_at=None).update(unit=new)


def count_open(unit: Unit) -> int:
    return Duty.objects.open().filter(unit=unit).count()
