"""Asking with good manners: robots.txt before the first question to a host, turns, and stepping back when told to."""

from __future__ import annotations

import asyncio

from ..options import Options
from . import robots
from .addresses import host_of, join
from .fetching import Answer, Fetcher
from .frontier import Frontier
from .polite import TRIES, Pace
from .state import Visit

_TEXT = ("text/plain", "", "text/html", "application/octet-stream")


def path_of(url: str) -> str:
    """Path and query of a normal address."""
    return "/" + url.split("/", 3)[3]


class Asker:
    """Asks the addresses of a site. ``asked`` are the addresses that were asked at least once."""

    def __init__(self, frontier: Frontier, options: Options) -> None:
        self._frontier, self._options = frontier, options
        self.fetcher = Fetcher(
            agent=options.agent, concurrency=options.concurrency, timeout=options.timeout, private=options.private,
            page_bytes=options.page_bytes, file_bytes=options.file_bytes,
        )  # fmt: skip
        self._paces: dict[str, Pace] = {}
        self._locks: dict[str, asyncio.Lock] = {}
        self.asked: set[str] = set()

    def known(self, host: str) -> Pace | None:
        """The turns of a host whose robots.txt was read."""
        return self._paces.get(host)

    async def pace(self, host: str) -> Pace:
        """The turns of a host; its robots.txt is asked for first."""
        known = self._paces.get(host)
        if known is not None:
            return known
        async with self._locks.setdefault(host, asyncio.Lock()):
            if host not in self._paces:
                rules = await self._robots(host) if self._options.robots else robots.Robots()
                self._paces[host] = Pace(rules, self._options.delay)
            return self._paces[host]

    async def _robots(self, host: str) -> robots.Robots:
        frontier = self._frontier
        scheme = frontier.urls[frontier.start].partition(":")[0]
        url = f"{scheme}://{host}/robots.txt"
        self.asked.add(url)
        answer = await self.fetcher.get(url)
        for _ in range(3):  # RFC 9309 2.3.1.2: redirects of robots.txt are followed
            joined = join(answer.url, answer.location) if 300 <= answer.status < 400 else None
            if joined is None or not frontier.internal(joined[0]):
                break
            self.asked.add(joined[0])
            answer = await self.fetcher.get(joined[0])
        if answer.status == 200 and answer.media in _TEXT:
            written = answer.body.decode("utf-8", "replace")
            if "<html" not in written[:2000].lower():
                return robots.parse(written, self._options.agent)
        elif answer.status >= 500:
            return robots.nothing_allowed()
        return robots.Robots()

    async def ask(self, url: str, old: Visit | None = None, cookie: str = "") -> Answer:
        """Ask an address at its host's pace; ``old`` makes the question conditional. The error ``busy`` tells that the
        host wants fewer questions than it can be asked."""
        host = host_of(url)
        pace = self._paces.get(host) or await self.pace(host)
        self.asked.add(url)
        etag, modified = (old.etag, old.modified) if old is not None else ("", "")
        for _ in range(TRIES):
            if pace.given_up:
                break
            if not pace.free:
                await pace.turn()
            answer = await self.fetcher.get(url, etag=etag, modified=modified, cookie=cookie)
            if not pace.told(answer):
                return answer
        return Answer(url, error="busy")
