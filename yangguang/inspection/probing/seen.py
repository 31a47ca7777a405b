"""What a run has seen so far, kept small: visits by number, and equal sightings counted together."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..crawling.state import Visit
from ..options import Options

if TYPE_CHECKING:
    from ..crawling.frontier import Frontier

MOST_PAGES = 50  # addresses named of one group
_NO_SIGHTINGS: list[tuple[str, str, dict[str, Any]]] = []


@dataclass(slots=True)
class Group:
    """Equal sightings: what they say, how many, the first pages they were seen on."""

    evidence: dict[str, Any]
    count: int = 0
    pages: list[int] = field(default_factory=list)


class Seen:
    """Filled by the run, read by the sums."""

    def __init__(self, frontier: Frontier, options: Options, today: dt.date) -> None:
        self.frontier, self.options, self.today = frontier, options, today
        self.visits: dict[int, Visit] = {}
        self.groups: dict[tuple[str, str], Group] = {}
        self.outside: dict[int, Visit] = {}
        self.hub: int = -1
        self.lost_to: set[str] = set()
        self.search_fault: dict[str, Any] = {}
        self._read: dict[int, Visit] | None = None  # the pages that were read, until another is added

    def add(self, id: int, visit: Visit) -> None:
        """Count a visit in; its sightings are folded into groups and let go."""
        for probe, key, evidence in visit.sightings:
            group = self.groups.get((probe, key))
            if group is None:
                group = self.groups[probe, key] = Group(evidence)
            group.count += 1
            if len(group.pages) < MOST_PAGES:
                group.pages.append(id)
        visit.sightings = _NO_SIGHTINGS
        self.visits[id] = visit
        self._read = None

    def count(self) -> int:
        """How many kinds of sightings there are so far."""
        return len(self.groups)

    def url(self, id: int) -> str:
        return self.frontier.urls[id]

    def final(self, id: int) -> tuple[int, list[int]]:
        """Where an address leads by redirects, and the way; a loop ends at the address seen twice."""
        visit = self.visits.get(id)
        way = [id]
        if visit is None or visit.location < 0:
            return id, way
        while True:
            visit = self.visits.get(way[-1])
            if visit is None or visit.location < 0:
                return way[-1], way
            if visit.location in way:
                return visit.location, [*way, visit.location]
            way.append(visit.location)

    def is_page(self, id: int) -> bool:
        """Whether an address answered with a page that was read; soft errors and style sheets are none."""
        return id in (self._read if self._read is not None else self._pages())

    def _pages(self) -> dict[int, Visit]:
        self._read = {
            id: visit
            for id, visit in self.visits.items()
            if visit.refs is not None and "t" not in visit.facts and "x" not in visit.facts
        }
        return self._read

    def pages(self) -> Iterable[tuple[int, Visit]]:
        """All pages that were read, soft errors left out."""
        return (self._read if self._read is not None else self._pages()).items()

    def referrers(self, wanted: set[int]) -> dict[int, list[int]]:
        """For each wanted address the pages that refer to it."""
        found: dict[int, list[int]] = {id: [] for id in wanted}
        if not wanted:
            return found
        for page, visit in self.visits.items():
            if visit.refs and not wanted.isdisjoint(visit.refs):
                for id in wanted.intersection(visit.refs):
                    found[id].append(page)
        return found

    def reference_counts(self) -> Counter[int]:
        """How many pages refer to each address."""
        counts: Counter[int] = Counter()
        for _, visit in self.pages():
            counts.update(visit.refs or ())
        return counts

    def a_title(self) -> str:
        """A piece of the heading of some article, to search for."""
        for _, visit in self.pages():
            heading = str(visit.facts.get("h", ""))
            if "a" in visit.facts and len(heading) >= 6:
                return heading[:12]
        return ""
