"""教示: which ways are open against a decision, by its date and by what kind of unit made it (regulations: 行政复议法, 行政诉讼法).

The new 行政复议法 holds for decisions from 2024-01-01. Whether "can't be provided" and "not dealt with" count as 不予公开 is read
differently (待核): ``REVIEW_FIRST_FOR_ALL`` says so for all but full release. Names of bodies come from the caller.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from .grounds import GROUNDS

NEW_LAW = dt.date(2024, 1, 1)  # 行政复议法 (2023) art. 90
REVIEW_DAYS = 60  # natural days: 行政复议法 (2017) art. 9, (2023) art. 20
SUIT_MONTHS = 6  # 行政诉讼法 art. 46
AFTER_REVIEW_DAYS = 15  # 行政诉讼法 art. 45
REVIEW_FIRST_FOR_ALL = True  # 待核

DEPARTMENT, GOVERNMENT, STREET, BRANCH, VERTICAL, JUSTICE = (
    "department", "government", "street", "branch", "vertical", "justice",
)  # fmt: skip


@dataclass(frozen=True)
class Bodies:
    """Names of the bodies that review here; ``superior`` is the deciding unit's own department at the next level."""

    district: str = "本级人民政府"
    city: str = "上一级人民政府"
    superior: str = "上一级主管部门"
    court: str = "有管辖权的人民法院"


@dataclass(frozen=True)
class Remedies:
    """Who reviews, whether review must come first, and the periods. ``withheld`` tells why it comes first."""

    review_bodies: tuple[str, ...]
    court: str
    review_first: bool
    new_law: bool

    def sentence(self) -> str:
        """The notice as it stands at the end of a letter."""
        bodies = "或者".join(self.review_bodies)
        review = f"自收到本告知书之日起 {REVIEW_DAYS} 日内向{bodies}申请行政复议"
        if self.review_first:
            return (
                f"如对本告知书不服，应当先{review}；对行政复议决定不服的，可以自收到行政复议决定书之日起 "
                f"{AFTER_REVIEW_DAYS} 日内向{self.court}提起行政诉讼。"
            )
        return f"如对本告知书不服，可以{review}，或者自收到本告知书之日起 {SUIT_MONTHS} 个月内向{self.court}提起行政诉讼。"


def bodies(unit_kind: str, decided_on: dt.date, names: Bodies) -> tuple[str, ...]:
    """Who reviews a decision of such a unit made on that day. Raises KeyError for an unknown kind."""
    old = {
        DEPARTMENT: (names.district, names.superior),  # 2017: art. 12
        GOVERNMENT: (names.city,),
        STREET: (names.district,),  # 2017: art. 15(1)
        BRANCH: (names.superior, names.city),  # 2017: art. 15(2)
        VERTICAL: (names.superior,),
        JUSTICE: (names.district, names.superior),
    }
    new = {
        DEPARTMENT: (names.district,),  # 2023: art. 24
        GOVERNMENT: (names.city,),
        STREET: (names.district,),  # 2023: art. 24(1)(3)
        BRANCH: (names.city, names.district),  # 2023: art. 24(4)
        VERTICAL: (names.superior,),  # 2023: art. 27
        JUSTICE: (names.district, names.superior),  # 2023: art. 28
    }
    return (new if decided_on >= NEW_LAW else old)[unit_kind]


def remedies(unit_kind: str, ground: str, decided_on: dt.date, names: Bodies | None = None) -> Remedies:
    """The notice for a decision on ``ground`` made on ``decided_on``. Raises KeyError for unknown codes."""
    names = names or Bodies()
    found = GROUNDS[ground]
    new = decided_on >= NEW_LAW
    first = new and (found.withheld or (REVIEW_FIRST_FOR_ALL and found.row != "R1"))
    return Remedies(bodies(unit_kind, decided_on, names), names.court, first, new)


def review_until(served_on: dt.date) -> dt.date:
    """The last day to apply for review: sixty natural days after the letter was served."""
    return served_on + dt.timedelta(days=REVIEW_DAYS)


def suit_until(served_on: dt.date) -> dt.date:
    """The last day to sue without review: six months after the letter was served (the month's last day if shorter)."""
    month = served_on.month - 1 + SUIT_MONTHS
    year, month = served_on.year + month // 12, month % 12 + 1
    for day in range(served_on.day, 0, -1):
        try:
            return dt.date(year, month, day)
        except ValueError:
            continue
    raise AssertionError("every month has a first day")
