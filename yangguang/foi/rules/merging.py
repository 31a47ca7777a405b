"""When an organ merges: which of its requests the successor goes on with, and under which numbers.

What is open goes over, because somebody has to answer it: its clock runs on as it stands (条例 art. 33 knows no merger). What
was answered stays where it was answered and counted; the successor only finishes it (serving, archiving, reviews: 行政复议法
art. 19). Numbers of letters are never changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Held:
    """A request as the old unit holds it."""

    key: int
    year: int
    serial: int
    open: bool


def moves(held: Held) -> bool:
    """Whether the request goes over to the successor."""
    return held.open


def new_serials(rows: Iterable[Held], last: Mapping[int, int]) -> dict[int, int]:
    """The successor's numbers for what moves, by key: behind its own last one of each year, in the order of the old."""
    next_ = dict(last)
    found = {}
    for one in sorted((r for r in rows if moves(r)), key=lambda r: (r.year, r.serial)):
        next_[one.year] = next_.get(one.year, 0) + 1
        found[one.key] = next_[one.year]
    return found
