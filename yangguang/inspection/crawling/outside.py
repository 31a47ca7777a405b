"""External links: asked by GET, a host one request at a time, their redirects followed; no robots, for nothing is read."""

from __future__ import annotations

import asyncio

from .addresses import host_of, join
from .fetching import Answer, Fetcher
from .frontier import Frontier
from .state import Visit

# What may pass: asked again before it counts.
AGAIN = frozenset({"dns", "connect", "timeout", "reset", "tls", "protocol"})
_HOPS = 5


def is_dead(visit: Visit) -> bool:
    """Whether a visitor would find nothing. 401, 403, 412 and the like turn programs away, not visitors."""
    return (
        visit.error in AGAIN or visit.error == "private" or visit.status in (404, 410) or visit.status >= 500
    )


class Outside:
    """Asks external addresses; ``visits`` keeps the last outcome of each."""

    def __init__(self, fetcher: Fetcher, frontier: Frontier, asked: set[str], concurrency: int) -> None:
        self._fetcher, self._frontier, self._asked = fetcher, frontier, asked
        self._concurrency = concurrency
        self.visits: dict[int, Visit] = {}

    async def ask(self, ids: list[int]) -> dict[int, Visit]:
        """Ask each once; the dead ones."""
        waiting = list(reversed(ids))
        hosts: dict[str, asyncio.Lock] = {}

        async def work() -> None:
            while waiting:
                id = waiting.pop()
                url = self._frontier.urls[id]
                async with hosts.setdefault(host_of(url), asyncio.Lock()):
                    self.visits[id] = await self._one(url)

        async with asyncio.TaskGroup() as group:
            for _ in range(self._concurrency):
                group.create_task(work())
        return {id: self.visits[id] for id in ids if is_dead(self.visits[id])}

    async def _one(self, url: str) -> Visit:
        seen: set[str] = set()
        answer = Answer(url)
        for _ in range(_HOPS):
            seen.add(url)
            self._asked.add(url)
            answer = await self._fetcher.get(url)
            joined = join(url, answer.location) if 300 <= answer.status < 400 and answer.location else None
            if joined is None or joined[0] in seen:
                break
            url = joined[0]
        return Visit(answer.status, answer.error, ms=answer.ms)
