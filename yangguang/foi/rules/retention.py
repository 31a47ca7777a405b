"""How long a closed request keeps what is personal in it (个人信息保护法 art. 19: the shortest time that the purpose needs; art. 47:
erased when that is over). The law names no years; the site's own are settings and 待核.

Two terms run from the day on which nothing of the case was open any more: a shorter one for proofs of identity, which serve
to check who asks and nothing afterwards, and a longer one, for which the case may be needed as a file. Number, days, ground
and figures have no term: they are the register (条例 art. 45, 50).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

LEAST = 3  # years: officers compare a request with those of three years


class Part(StrEnum):
    """What is erased: proofs of identity, or everything personal."""

    IDENTITY = "证件"
    PERSONAL = "个人信息"


class Hold(StrEnum):
    """Why something whose term is over is kept all the same."""

    NOT_ARCHIVED = "还没有归档"
    CHALLENGED = "有复议或诉讼没有审结"


@dataclass(frozen=True)
class Terms:
    """Years that each part is kept; 0: without an end. The longer can't be the shorter one."""

    identity: int
    personal: int

    def __post_init__(self) -> None:
        if min(self.identity, self.personal) < 0:
            raise ValueError("保存年限不能是负数")
        if self.identity and self.personal and self.identity > self.personal:
            raise ValueError("证件的保存年限不能长于其他个人信息")
        if self.personal and self.personal < LEAST:
            raise ValueError(f"个人信息的保存年限不能短于 {LEAST} 年：同类申请的对照和复议诉讼要用到")

    def of(self, part: Part) -> int:
        return self.identity if part == Part.IDENTITY else self.personal


@dataclass(frozen=True)
class Closed:
    """A request as its term sees it. ``over_on``: the last day on which something of it ended (answered, served, a review or
    lawsuit decided); None while it is open. ``gone`` is what was erased before."""

    over_on: dt.date | None
    archived: bool = True
    challenged: bool = False
    gone: frozenset[Part] = frozenset()


def kept_until(over_on: dt.date, years: int) -> dt.date:
    """The last day of a term of years; one that begins on 29 February ends on the 28th."""
    try:
        return over_on.replace(year=over_on.year + years)
    except ValueError:
        return over_on.replace(year=over_on.year + years, day=28)


@dataclass(frozen=True)
class Due:
    """A part whose term was over after ``until``; ``held`` why it stays."""

    part: Part
    until: dt.date
    held: Hold | None = None


def due(case: Closed, terms: Terms, today: dt.date) -> Due | None:
    """What of the case is to be erased today: the whole when that is due, else its proofs of identity, or nothing."""
    if case.over_on is None:
        return None
    held = Hold.CHALLENGED if case.challenged else None if case.archived else Hold.NOT_ARCHIVED
    for part in (Part.PERSONAL, Part.IDENTITY):
        years = terms.of(part)
        if not years or part in case.gone or Part.PERSONAL in case.gone:
            continue
        until = kept_until(case.over_on, years)
        if today > until:
            return Due(part, until, held)
    return None
