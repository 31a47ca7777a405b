"""Six months before a document's validity ends its unit is asked to evaluate it: one duty, closed by the decision."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from yangguang.core.actors import SYSTEM, Actor
from yangguang.duties import opening
from yangguang.duties.models import Duty

from . import queries
from .keepers import keeper
from .models import Norm

DUTY = "norms.review"


def remind(today: dt.date) -> tuple[int, int]:
    """Open the duties that have become due, close those that are decided; (open, closed). Safe to run twice."""
    due = queries.expiring(today, Norm.objects.select_related("unit").defer("body"))
    waiting = queries.undecided(due, today)
    asked_by = keeper()
    specs = [
        opening.Spec(
            kind=DUTY, key=str(n.pk), unit_id=n.unit_id, title=f"评估《{n.title}》（{n.valid_until} 到期）"[:200],
            body="有效期将满：评估后决定延续、修改、废止，或到期失效，并在登记簿登记。",
            url=f"/desk/norms/{n.pk}/", asked_by_id=asked_by.pk if asked_by else None, due=n.valid_until,
            closes_by_fact=True,
        )
        for n in waiting
    ]  # fmt: skip
    with transaction.atomic():
        opening.ensure_many(specs, actor=SYSTEM)
        keys = {str(n.pk) for n in waiting}
        done = [d for d in Duty.objects.open().filter(kind=DUTY) if d.key not in keys]
        closed = opening.close_by_fact(done, actor=SYSTEM, fact="已作出决定，或文件已经终止")
    return len(specs), closed


def settled(norm: Norm, *, actor: Actor) -> None:
    """Close the document's duty when a decision has just been entered. Call inside the verb's transaction."""
    duties = list(Duty.objects.open().filter(kind=DUTY, key=str(norm.pk)))
    if duties:
        opening.close_by_fact(duties, actor=actor, fact="已作出决定")
