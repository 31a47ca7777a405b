"""What the rules say of an account, as pure functions: freshness, who has to sign, what an account must tell of itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

WARN_DAYS = 10  # a local rule that is stricter (闽侯 2024), taken as the amber line (待核)
VETO_DAYS = 14  # 国办秘函〔2019〕19号, 政务新媒体单项否决: no update within two weeks
DECIDE_DAYS = 5  # working days for the office's answer (待核)
NOTICE_DAYS = 5  # working days from consent to notice and filing (湖北 5 个工作日, 待核 for the district)
PUSH_DAYS = 3  # working days from release to the push (任务分解表第 26 项; 待核)
INTERACTION_DAYS = 90  # how long a statement about interaction counts (待核)


class Freshness(StrEnum):
    FRESH = "正常"
    NEAR = "临近"
    STALE = "超期"
    PAUSED = "整改中"
    NOT_ASKED = "不考核更新"


@dataclass(frozen=True)
class Span:
    """Days from the first to the last, both counted; ``ends`` None for one that goes on."""

    begins: dt.date
    ends: dt.date | None = None

    def holds(self, day: dt.date) -> bool:
        return self.begins <= day and (self.ends is None or day <= self.ends)


@dataclass(frozen=True)
class Standing:
    """How long an account has been silent on a day. ``days`` is None when it is not asked of the account.

    ``veto_on`` is the first day on which the silence counts as 停更.
    """

    freshness: Freshness
    days: int | None = None
    last: dt.date | None = None
    veto_on: dt.date | None = None


def silent_since(
    posts: Iterable[dt.date], opened: dt.date | None, pauses: Iterable[Span], on: dt.date
) -> dt.date | None:
    """The day from which silence is counted: the last post, the opening, or the end of a pause, whichever is latest."""
    known = [d for d in posts if d <= on]
    if opened is not None and opened <= on:
        known.append(opened)
    known += [p.ends for p in pauses if p.ends is not None and p.ends < on]
    return max(known, default=None)


def standing(
    posts: Iterable[dt.date], *, on: dt.date, opened: dt.date | None = None, pauses: Sequence[Span] = (),
    asked: bool = True, warn: int = WARN_DAYS, veto: int = VETO_DAYS,
) -> Standing:  # fmt: skip
    """国办秘函〔2019〕19号: an account without a post in the ``veto`` days up to and with ``on`` is stale.

    A day on which it is being rectified with consent is not held against it (整改中); the count begins anew afterwards.
    An account of which neither a post nor its opening is known is stale: silence can't be told from neglect.
    """
    days = [d for d in posts if d <= on]
    last = max(days, default=None)
    if not asked:
        return Standing(Freshness.NOT_ASKED, None, last)
    if any(p.holds(on) for p in pauses):
        return Standing(Freshness.PAUSED, None, last)
    since = silent_since(days, opened, pauses, on)
    if since is None:
        return Standing(Freshness.STALE, None, None, on)
    silent = (on - since).days
    found = Freshness.STALE if silent >= veto else Freshness.NEAR if silent >= warn else Freshness.FRESH
    return Standing(found, silent, last, since + dt.timedelta(days=veto))


def longest_gap(posts: Iterable[dt.date], begins: dt.date, ends: dt.date, pauses: Sequence[Span] = ()) -> int:
    """The most days in a row without a post from ``begins`` to ``ends``, days of a pause not counted."""
    have = set(posts)
    longest = run = 0
    for n in range((ends - begins).days + 1):
        day = begins + dt.timedelta(days=n)
        if day in have:
            run = 0
        elif not any(p.holds(day) for p in pauses):
            run += 1
            longest = max(longest, run)
    return longest


def lacking(told: Mapping[str, object]) -> list[str]:
    """What a filed account must tell and doesn't (NMD-01): owner, purpose, approval, contact. Names in Chinese."""
    asked = {
        "unit": "主办单位", "purpose": "用途", "lead": "内容负责人", "approver": "审批人", "contact": "联系人",
        "phone": "联系电话",
    }  # fmt: skip
    return [name for key, name in asked.items() if not told.get(key)]


def may_sign(person: int | None, *, authors: Iterable[int], signed: Iterable[int]) -> bool:
    """先审后发: whoever wrote or sent a text, or has signed it once, doesn't sign it (again). None is the system."""
    return person is None or person not in {*authors, *signed}
