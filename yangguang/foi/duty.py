"""What comes after a reply puts into inboxes: publishing what may be published, learning from a lost case, repeats."""

from __future__ import annotations

import datetime as dt

from yangguang.core.actors import Actor
from yangguang.duties import kinds
from yangguang.duties.models import Duty
from yangguang.duties.opening import Spec, close_by_fact, ensure_duty
from yangguang.organisations.models import Unit

PUBLISH, LESSON, REPEATED = "foi.publish", "foi.lesson", "foi.repeated"
LESSON_DAYS, REPEATED_DAYS = 20, 20  # working days (待核)
kinds.register(kinds.Kind(PUBLISH, "转为主动公开"))
kinds.register(kinds.Kind(LESSON, "复议诉讼纠正后的整改", reply_days=LESSON_DAYS))
kinds.register(kinds.Kind(REPEATED, "多人申请的信息研判", reply_days=REPEATED_DAYS))


def ask(
    kind: str, key: object, unit: Unit, title: str, url: str, *, actor: Actor, due: dt.date | None = None, body: str = ""
) -> None:  # fmt: skip
    """Put it into the unit's inbox, or bring what is there up to date; it closes by the fact that it was done."""
    ensure_duty(
        Spec(
            kind=kind, key=str(key), unit_id=unit.pk, title=title[:200], body=body, url=url, asked_by_id=unit.pk,
            due=due, closes_by_fact=True,
        ),
        actor=actor,
    )  # fmt: skip


def done(kind: str, key: object, *, actor: Actor, fact: str) -> None:
    close_by_fact(Duty.objects.open().filter(kind=kind, key=str(key)), actor=actor, fact=fact)
