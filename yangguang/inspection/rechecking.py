"""One finding looked at again in seconds: the same probe, on the same address, without a crawl."""

from __future__ import annotations

import dataclasses

from .crawling.addresses import host_of, normalise
from .crawling.fetching import Fetcher
from .crawling.loops import run
from .crawling.readers import Got
from .crawling.running import Inspection
from .observing import Observed
from .options import Options

_BY_CRAWL = ("site.slow", "home.stale", "hub.")


def can_recheck(probe: str) -> bool:
    """Whether one look decides; freshness of the home page and the hub need what lies behind their links."""
    return not probe.startswith(_BY_CRAWL) and probe != "page.undated"


@dataclasses.dataclass(frozen=True)
class Looked:
    """What still is to be seen of a finding, and the page that was looked at: its bytes, empty when it did not open."""

    observed: list[Observed]
    page: str
    body: bytes


async def look_closely(probe: str, target: str, page: str, options: Options, home: str = "") -> Looked:
    """What still is to be seen of one finding: nothing means it is gone.

    ``page`` is where it was seen, ``home`` the site's start ("" takes the root of the page's host). The page and the
    target are asked, and what the page shows; a page that no longer refers to the target ends the finding too.
    Raises ValueError, in Chinese, for what cannot be rechecked this way.
    """
    if not can_recheck(probe):
        raise ValueError("这类问题要再查一遍整个网站才能判断")
    where = normalise(page or target)
    if where is None:
        raise ValueError(f"“{page or target}”不是网址")
    start = normalise(home) if home else "/".join(where.split("/", 3)[:3]) + "/"
    one = Looking(start or where, dataclasses.replace(options, state=None, limit=0), where, target, probe)
    report = await one.run()
    return Looked([o for o in report.observed if _same(o, probe, target, where)], where, one.body)


def look_again_now(probe: str, target: str, page: str, options: Options, home: str = "") -> list[Observed]:
    """What still is to be seen of one finding, for callers without an event loop."""
    return look_closely_now(probe, target, page, options, home).observed


def look_closely_now(probe: str, target: str, page: str, options: Options, home: str = "") -> Looked:
    """``look_closely`` for callers without an event loop."""
    return run(look_closely(probe, target, page, options, home))


def picture_now(page: str, options: Options) -> bytes:
    """The bytes of a page as it is now; empty when it does not open."""

    async def asked(url: str) -> bytes:
        fetcher = Fetcher(
            agent=options.agent, concurrency=1, timeout=options.timeout, private=options.private,
            page_bytes=options.page_bytes, file_bytes=options.file_bytes,
        )  # fmt: skip
        try:
            answer = await fetcher.get(url)
        finally:
            await fetcher.close()
        return answer.body if answer.status == 200 and answer.whole else b""

    url = normalise(page)
    return run(asked(url)) if url is not None else b""


def _same(seen: Observed, probe: str, target: str, page: str) -> bool:
    if seen.probe != probe:
        return False
    return (
        probe.startswith(("site.", "footer.", "home.", "a11y."))
        or seen.target == target
        or seen.page == page == target
    )


class Looking(Inspection):
    """An inspection that asks a page and what a finding is about, and follows nothing else."""

    def __init__(self, start: str, options: Options, page: str, target: str, probe: str) -> None:
        options = dataclasses.replace(options, allow=options.allow | {host_of(page)})
        super().__init__(start, options)
        self._page, self._target, self._probe = page, normalise(target) or "", probe
        self._ways = {page}  # addresses of the page itself: where it leads, too
        self.body = b""

    def _settle(self, got: Got) -> None:
        super()._settle(got)
        urls = self.frontier.urls
        if got.visit is not None and got.answer is not None and urls[got.id] in self._ways:
            if got.visit.location >= 0:
                self._ways.add(urls[got.visit.location])
            elif got.visit.refs is not None:
                self.body = got.answer.body

    async def _crawl(self) -> None:
        frontier = self.frontier
        frontier.queue.clear()
        wanted = {frontier.number(self._page, 0)}
        target = frontier.known(self._target)
        await self._ask_all(wanted)
        visit = self.seen.visits.get(next(iter(wanted)))
        target = target if target is not None else frontier.known(self._target)
        more: set[int] = set()
        if target is not None and visit is not None and visit.refs is not None and target in visit.refs:
            more.add(target)
        if self._probe.startswith("column.") and visit is not None:
            # The entries of a column tell its newest day when the list prints none.
            more |= (
                {i for i in (visit.refs or ()) if frontier.internal(frontier.urls[i])}
                if not visit.facts.get("d")
                else set()
            )
        if self._probe == "link.dead_script" and visit is not None:
            more |= {i for i in (visit.refs or ()) if frontier.kinds[i] == 4}
        await self._ask_all({i for i in more if i not in self.seen.visits and i not in frontier.externals})
        frontier.externals = {i: None for i in more if not frontier.internal(frontier.urls[i])}
        frontier.queue.clear()

    async def _ask_all(self, ids: set[int]) -> None:
        for id in sorted(ids)[:30]:
            for _ in range(6):
                if id in self.seen.visits or not self.frontier.internal(self.frontier.urls[id]):
                    break
                self.frontier.asked.add(id)
                await self._one(id)
                visit = self.seen.visits.get(id)
                if visit is None or visit.location < 0:
                    break
                id = visit.location
