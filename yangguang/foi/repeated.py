"""The same information asked for by several people: it may be published for everyone (条例 art. 44(1))."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from yangguang.core.actors import Actor
from yangguang.organisations.models import Unit

from . import duty
from .models import Conversion, FoiRequest, RepeatedMatter
from .rules import alike, grounds

BACK = dt.timedelta(days=731)  # two years
PEOPLE = 2  # different applicants
RELEASED = tuple(code for code, g in grounds.GROUNDS.items() if g.released)
KEPT, OPEN, PUBLISHED = (
    RepeatedMatter.State.KEPT, RepeatedMatter.State.OPEN, RepeatedMatter.State.PUBLISHED,
)  # fmt: skip


@dataclass(frozen=True)
class Matter:
    """Requests about the same: their keys, oldest first, what they ask for, and how many different people asked."""

    requests: list[int]
    subject: str
    people: int


def repeated(unit: Unit, on: dt.date) -> list[Matter]:
    """What at least two different people asked this unit for within two years, the most asked for first. One query.

    Only matters of which something was released or is still open: what was refused to all is not to be published.
    """
    rows = list(
        FoiRequest.objects.filter(unit=unit, received_on__range=(on - BACK, on))
        .order_by("received_on", "pk")
        .values_list("pk", "subject", "applicant__person", "ground", "closed_on")
    )
    known = {pk: (subject, person, ground, closed) for pk, subject, person, ground, closed in rows}
    found = []
    for keys in alike.groups([(pk, subject) for pk, subject, *_ in rows]):
        people = {known[k][1] for k in keys if known[k][1]}
        hopeful = any(known[k][3] is None or known[k][2] in RELEASED for k in keys)
        if len(people) >= PEOPLE and hopeful:
            keys.sort()
            found.append(Matter(keys, known[keys[-1]][0], len(people)))
    return sorted(found, key=lambda m: (-m.people, m.requests[0]))


def refresh(unit: Unit, on: dt.date, *, actor: Actor) -> int:
    """Bring the unit's list of repeated matters up to date and open a duty for each new one; how many are open.

    A matter that was settled stays so when more people ask. Call it as often as you like.
    """
    with transaction.atomic():
        have = list(RepeatedMatter.objects.select_for_update(of=("self",)).filter(unit=unit))
        for matter in repeated(unit, on):
            known = next((m for m in have if set(m.requests) & set(matter.requests)), None)
            if known is None:
                known = RepeatedMatter(unit=unit, found_on=on)
                have.append(known)
            known.requests = sorted({*known.requests, *matter.requests})
            known.people = max(matter.people, known.people or 0)
            known.subject = matter.subject[:200] if known.state == OPEN else known.subject
            known.save()
        settle_by_fact(have, actor=actor)
        waiting = [m for m in have if m.state == OPEN]
        for one in waiting:
            duty.ask(
                duty.REPEATED, one.pk, unit, f"{one.people} 人申请同一信息，研判是否公开：{one.subject}",
                f"{reverse('foi:repeated')}#m{one.pk}", actor=actor,
            )  # fmt: skip
    return len(waiting)


def settle_by_fact(matters: list[RepeatedMatter], *, actor: Actor) -> None:
    """A matter of which one request's information has been published is settled."""
    keys = {k for m in matters if m.state == OPEN for k in m.requests}
    public = dict(
        Conversion.objects.filter(request__in=keys, publication__live=True).values_list(
            "request", "publication"
        )
    )
    for matter in matters:
        shown = next((public[k] for k in matter.requests if k in public), None)
        if matter.state == OPEN and shown is not None:
            matter.publication_id = shown
            settle(matter, PUBLISHED, "转为主动公开", actor=actor)


def settle(matter: RepeatedMatter, state: str, reason: str, *, actor: Actor) -> None:
    """The matter is decided; its duty ends. Inside the caller's transaction."""
    matter.state, matter.reason = state, reason.strip()[:500]
    matter.settled_at, matter.settled_by = timezone.now(), actor.label[:60]
    matter.save()
    duty.done(duty.REPEATED, matter.pk, actor=actor, fact=matter.get_state_display())
