"""When a review or lawsuit against a request's decision can have been filed, and after what (行政复议法, 行政诉讼法). Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from .remedies import NEW_LAW, remedies

REVIEW, SUIT, SUIT_AFTER = "review", "suit", "suit_after"
PENDING, CORRECTED = "pending", "corrected"


@dataclass(frozen=True)
class Decided:
    """What a challenge is about: ``ground`` "" and ``on`` None while there is no decision; ``due`` when one was due."""

    unit_kind: str
    ground: str
    on: dt.date | None
    due: dt.date | None


def can_be_filed(decided: Decided, filed_on: dt.date) -> str:
    """Why nothing can have been filed on that day; "" when it can: after the decision, or after its due date passed."""
    if decided.on is not None and filed_on >= decided.on:
        return ""
    if decided.due is not None and filed_on > decided.due:
        return ""  # against not answering in time
    if decided.on is not None:
        return f"受理日期早于答复日期 {decided.on}"
    return "还没有答复，也没有逾期，不会有复议或诉讼"


def review_comes_first(decided: Decided) -> bool:
    """From 2024-01-01 review comes first against withholding, and against not answering (2023 行政复议法 art. 23)."""
    if decided.on is None or not decided.ground:
        return decided.due is not None and decided.due >= NEW_LAW
    return remedies(decided.unit_kind, decided.ground, decided.on).review_first
