"""After a holiday notice: open requests are computed anew, and it is told which due dates moved (条例 art. 33)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from yangguang.core import calendar, logtypes
from yangguang.core.actions import Reason, verb
from yangguang.core.actors import Actor
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, may, reasons

from ..models import CalendarCheck, FoiRequest
from . import clocking, inbox

PIECE = 100  # requests computed before the list of what moved is kept
CHECKED = logtypes.register(logtypes.LogType("foi.calendar.check", "按工作日历核对了未办结的申请：{object}"))


def digest() -> str:
    """What the calendar says, as a digest: which days are working days (names of holidays don't matter)."""
    known = calendar.load().known
    said = "".join(f"{day.isoformat()}{int(work)}" for day, (work, _) in sorted(known.items()))
    return hashlib.sha256(said.encode()).hexdigest()


def last() -> CalendarCheck | None:
    """The last check that came to its end."""
    return CalendarCheck.objects.exclude(ended_at=None).first()


def stale() -> bool:
    """The calendar has changed since the last check, or there has been none."""
    found = last()
    return found is None or found.digest != digest()


def check(*, actor: Actor) -> CalendarCheck:
    """Compute every open request anew, piece by piece; what a killed run had moved stays on the same list.

    Only due dates that differ from before count as moved; each is logged with the request.
    """
    now = digest()
    found = CalendarCheck.objects.filter(ended_at=None, digest=now).first()
    found = found or CalendarCheck.objects.create(digest=now, by_label=actor.label[:60])
    rows = FoiRequest.objects.open().exclude(received_on=None)
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), PIECE):
        piece = keys[start : start + PIECE]
        with transaction.atomic():
            moved = clocking.recompute(rows.filter(pk__in=piece), actor=actor)
            for one in moved:
                inbox.follow(one.request, actor=actor)
                found.moved.append(
                    {
                        "request": one.request.pk, "number": one.request.number, "unit": one.request.unit_id,
                        "before": f"{one.before or ''}", "after": f"{one.after or ''}",
                    }
                )  # fmt: skip
            found.save(update_fields=["moved"])
    with transaction.atomic():
        found.looked_at, found.ended_at = len(keys), timezone.now()
        found.save()
        CHECKED.write(actor, f"{len(keys)} 件", details={"digest": now, "moved": found.moved})
    return found


def _may_recheck(office: Unit, *, actor: Actor, **kwargs: Any) -> Iterable[Reason]:
    if not may(actor, Act.MANAGE_SYSTEM):
        yield from reasons(actor, Act.SUPERVISE)


@verb("foi.calendar.recheck", "核对了未办结申请的期限", forbids=_may_recheck)
def recheck(office: Unit, *, actor: Actor) -> CalendarCheck:
    """The same by hand, for instance right after a notice was imported."""
    return check(actor=actor)
