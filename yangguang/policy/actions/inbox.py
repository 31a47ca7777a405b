"""What the room asks of units, in their inboxes; each closes by the fact that it was done."""

from __future__ import annotations

from yangguang.core.actors import Actor
from yangguang.duties.models import Duty
from yangguang.duties.opening import Spec, close_by_fact, ensure_duty
from yangguang.organisations.models import Unit

SUBMISSION, RETURN, EXEMPTION = "policy.submission", "policy.return", "policy.exemption"
PROMISE = "policy.promise"  # an explanation that was promised for a day that has passed


def ask(
    kind: str, key: int, unit: Unit | None, title: str, url: str, *, actor: Actor, by: Unit, body: str = ""
) -> None:
    """Put it into the unit's inbox; its kind sets the working days to do it in."""
    if unit is not None:
        ensure_duty(
            Spec(
                kind=kind, key=str(key), unit_id=unit.pk, title=title[:200], body=body, url=url,
                asked_by_id=by.pk, closes_by_fact=True,
            ),
            actor=actor,
        )  # fmt: skip


def done(kind: str, key: int, *, actor: Actor, fact: str) -> None:
    """It was done: take it out of the inbox."""
    close_by_fact(Duty.objects.open().filter(kind=kind, key=str(key)), actor=actor, fact=fact)
