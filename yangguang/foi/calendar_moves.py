"""What the page of calendar checks shows: which due dates each check moved, of the requests that the person may see."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from yangguang.core.actors import Actor

from . import queries
from .models import CalendarCheck, FoiRequest

FIRST = 10  # moves told on the list of checks; a check's own page has all


@dataclass(frozen=True)
class Move:
    """A request's due date before and after a check (None: not running, or not known)."""

    request: FoiRequest
    before: dt.date | None
    after: dt.date | None

    @property
    def later(self) -> int:
        """Calendar days by which the due date moved back; 0 when it did not."""
        return max((self.after - self.before).days, 0) if self.before and self.after else 0

    @property
    def earlier(self) -> int:
        return max((self.before - self.after).days, 0) if self.before and self.after else 0


@dataclass(frozen=True)
class Checked:
    """A check with the moves one may see; ``hidden`` counts the others'."""

    check: CalendarCheck
    moves: list[Move]
    hidden: int

    @property
    def first(self) -> list[Move]:
        return self.moves[:FIRST]

    @property
    def more(self) -> bool:
        return len(self.moves) > FIRST


def _day(text: Any) -> dt.date | None:
    try:
        return dt.date.fromisoformat(str(text))
    except ValueError:
        return None


def shown(checks: Sequence[CalendarCheck], actor: Actor) -> list[Checked]:
    """The checks of one page; one query for the requests of all of them."""
    keys = {m.get("request") for c in checks for m in c.moved}
    requests = {r.pk: r for r in queries.visible(actor).filter(pk__in=keys).defer("content")}
    result = []
    for check in checks:
        moves = [
            Move(requests[m["request"]], _day(m.get("before")), _day(m.get("after")))
            for m in check.moved
            if m.get("request") in requests
        ]
        result.append(Checked(check, moves, len(check.moved) - len(moves)))
    return result
