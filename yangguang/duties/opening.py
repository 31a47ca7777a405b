"""Opening, refreshing and ending duties in numbers, inside the transaction of the act that causes it.

Upper rooms call these from their own verbs and jobs; one log entry names all duties that one act opened or ended.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.db import IntegrityError, transaction
from django.utils import timezone

from yangguang.core import calendar, logtypes
from yangguang.core.actors import Actor
from yangguang.organisations.models import Unit

from .kinds import kind_of
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


Found = dict[tuple[str, int], Duty]
OPENED = logtypes.register(logtypes.LogType("duties.open", "交办了{object}"))
CHANGED = logtypes.register(logtypes.LogType("duties.change", "变更了{object}的要求或期限"))
WITHDRAWN = logtypes.register(logtypes.LogType("duties.withdraw", "撤回了{object}"))
CLOSED = logtypes.register(logtypes.LogType("duties.close_by_fact", "按事实自动销号{object}"))
MOVED = logtypes.register(logtypes.LogType("duties.transfer", "移交了{object}"))
_REFRESHED = ("title", "body", "url", "due", "not_before")
ENDED = {DutyState.CLOSED, DutyState.WITHDRAWN}
STEPS = {DutyState.WITHDRAWN: "撤回", DutyState.CLOSED: "自动销号"}


def ensure_duty(spec: Spec, *, actor: Actor) -> Duty:
    """The open duty of the spec: found and refreshed, or opened now. Call inside the act's transaction."""
    return ensure_many([spec], actor=actor)[spec.key, spec.unit_id]


def ensure_many(specs: Sequence[Spec], *, actor: Actor) -> Found:
    """Open what is not open yet, refresh what changed; (key, unit) to duty. One log entry for all that was opened.

    All specs must be of one kind. A closed duty whose cause stands is not opened again for plan assignments (they
    keep their closed duty); a measured duty whose fact is bad again is opened anew beside the closed one of its key.
    """
    if not specs:
        return {}
    kind = kind_of(specs[0].kind)
    if any(s.kind != specs[0].kind for s in specs):
        raise ValueError("all duties opened at once must be of one kind")
    specs = list({(s.key, s.unit_id): s for s in specs}.values())
    have = _existing(specs)
    pairs = [(duty, s) for s in specs if (duty := have.get((s.key, s.unit_id)))]
    _refresh([(d, s) for d, s in pairs if d.state not in ENDED], kind.reply_days is not None, actor)
    missing = [s for s in specs if (s.key, s.unit_id) not in have]
    if kind.reply_days is not None:
        default = calendar.load().add(timezone.localdate(), kind.reply_days).due
        missing = [s if s.due else replace(s, due=default) for s in missing]
    opened = _open(missing)
    if opened:
        OPENED.write(
            actor, _label(opened), details={"kind": specs[0].kind, "duties": [d.pk for d in opened.values()]}
        )
    if len(opened) < len(missing):  # another process opened the rest
        have |= _existing(missing)
    return have | opened


def _existing(specs: Sequence[Spec]) -> Found:
    """The latest duty of each spec that stands for it: an open one, or for assignments also a closed one."""
    if not specs:
        return {}
    existing = Duty.objects.filter(kind=specs[0].kind, unit__in={s.unit_id for s in specs})
    existing = existing.open() if specs[0].closes_by_fact else existing.exclude(state=DutyState.WITHDRAWN)
    return {(d.key, d.unit_id): d for d in existing.order_by("id")}


def _open(specs: Sequence[Spec]) -> Found:
    """Insert the duties; those that another process opened in the meantime are left to it."""
    for _ in range(2):
        try:
            with transaction.atomic():
                made = Duty.objects.bulk_create([Duty(**vars(s)) for s in specs], batch_size=300)
        except IntegrityError:
            have = _existing(specs)
            specs = [s for s in specs if (s.key, s.unit_id) not in have]
        else:
            return {(d.key, d.unit_id): d for d in made}
    raise RuntimeError("the same duties are being opened by another process; nothing was opened")


def _refresh(pairs: Sequence[tuple[Duty, Spec]], keep_due: bool, actor: Actor) -> None:
    """Take over what the specs say now. A changed due date is told in the history; a measured text changes silently."""
    changed, notes = [], []
    for duty, spec in pairs:
        fields = [f for f in _REFRESHED if getattr(duty, f) != getattr(spec, f)]
        if keep_due and spec.due is None and "due" in fields:
            fields.remove("due")
        if not fields:
            continue
        if "due" in fields:
            text = f"期限由 {duty.due or '无'} 改为 {spec.due or '无'}"
            notes.append(DutyNote(duty=duty, by=actor.user, by_label=actor.label, step="变更", text=text))
        for f in fields:
            setattr(duty, f, getattr(spec, f))
        changed.append(duty)
    Duty.objects.bulk_update(changed, list(_REFRESHED), batch_size=300)
    DutyNote.objects.bulk_create(notes, batch_size=300)
    if notes:
        moved = {n.duty_id: n.duty for n in notes}
        CHANGED.write(actor, _label(moved), details={"duties": {str(n.duty_id): n.text for n in notes}})


def _label(duties: dict[object, Duty] | dict[int, Duty] | Found) -> str:
    first = next(iter(duties.values()))
    return f"{first.title[:150]} 等 {len(duties)} 件" if len(duties) > 1 else first.title


def withdraw_many(duties: Iterable[Duty], *, actor: Actor, reason: str) -> int:
    """Withdraw open duties whose cause is gone; their history stays. Returns how many."""
    return _end(duties, DutyState.WITHDRAWN, actor, reason, WITHDRAWN)


def close_by_fact(duties: Iterable[Duty], *, actor: Actor, fact: str) -> int:
    """Close measured duties because of a fact; ``fact`` says which. Returns how many.

    For the room that measures, never for a button: ``actor`` is the system, or whoever asked it to measure.
    """
    return _end((d for d in duties if d.closes_by_fact), DutyState.CLOSED, actor, fact, CLOSED)


def _locked(duties: Iterable[Duty]) -> list[Duty]:
    """The duties as they are now, locked: one that an officer has just ended is not ended twice."""
    keys = [d.pk for d in duties]
    found: list[Duty] = []
    for start in range(0, len(keys), 500):  # SQLite takes a limited number of parameters
        part = Duty.objects.select_for_update(of=("self",)).filter(pk__in=keys[start : start + 500])
        found += part.open().order_by("pk")
    return found


def _end(duties: Iterable[Duty], state: DutyState, actor: Actor, text: str, log: logtypes.LogType) -> int:
    given = list(duties)
    ended = {d.pk: d for d in _locked(given)}
    now = timezone.now()
    for duty in [*given, *ended.values()]:
        if duty.pk in ended:
            duty.state, duty.closed_at = state, now
    Duty.objects.bulk_update(list(ended.values()), ["state", "closed_at"], batch_size=300)
    DutyNote.objects.bulk_create(
        [
            DutyNote(duty=d, by=actor.user, by_label=actor.label, step=STEPS[state], text=text)
            for d in ended.values()
        ],
        batch_size=300,
    )
    if ended:
        log.write(actor, _label(ended), details={"reason": text, "duties": list(ended)})
    return len(ended)


def transfer_open_duties(old: Unit, new: Unit, on: dt.date, actor: Actor) -> None:
    """The successor answers for what the old unit left open and has not got itself, and asks for what it asked.

    Called in the merger's transaction. Unanswered slips go along; a duty that the successor has already is withdrawn.
    """
    have = set(Duty.objects.open().filter(unit=new).values_list("kind", "key"))
    left = _locked(Duty.objects.open().filter(unit=old))
    withdraw_many(
        [d for d in left if (d.kind, d.key) in have], actor=actor, reason=f"已并入{new}，由其同一事项承办"
    )
    moved = {d.pk: d for d in left if (d.kind, d.key) not in have}
    for duty in moved.values():
        duty.unit = new
    Duty.objects.bulk_update(list(moved.values()), ["unit"], batch_size=300)
    text = f"{old}并入{new}，由{new}继续办理"
    DutyNote.objects.bulk_create(
        [
            DutyNote(duty=d, by=actor.user, by_label=actor.label, step="移交", text=text)
            for d in moved.values()
        ],
        batch_size=300,
    )
    Slip.objects.filter(unit=old, replied_at=None, duty__unit=new).update(unit=new)
    Duty.objects.open().filter(asked_by=old).update(asked_by=new)
    if moved:
        MOVED.write(actor, _label(moved), details={"reason": text, "on": on, "duties": list(moved)})


def count_open(unit: Unit) -> int:
    """How many open duties a merger will move or withdraw."""
    return Duty.objects.open().filter(unit=unit).count()
