"""The run of an inspection: from the home page outward, each address once, what failed once more, then the sums."""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import random
import time
from collections import Counter
from collections.abc import Callable
from urllib.parse import quote

from ..observing import Progress, Report
from ..options import Options
from ..probing.seen import Seen
from ..probing.summing import sum_up
from ..reading.encoding import decode
from ..reading.pages import read, skeleton_of
from . import robots
from .addresses import host_of, join, normalise
from .digesting import Digester
from .fetching import Answer, Fetcher
from .frontier import Frontier
from .outside import AGAIN, Outside
from .polite import TRIES, Pace
from .state import State, Visit

MOST_ALIKE = (
    25  # pages of one text, digits aside, whose new links are followed; more is a program making pages
)
_HOPS = 5


def _silent(_: Progress) -> None:
    """Tell nobody."""


class Inspection:
    """One inspection. Raises ValueError, in Chinese, for a start that is no web address."""

    def __init__(self, start: str, options: Options, told: Callable[[Progress], None] = _silent) -> None:
        found = normalise(start if "://" in start else f"http://{start}")
        if found is None:
            raise ValueError(f"“{start}”不是网址，请写作 https://www.example.gov.cn/")
        self.options, self._told = options, told
        self._today = options.day()
        self.state = State(options.state, found) if options.state is not None else None
        allowed = frozenset({host_of(found)} | {h.lower() for h in options.allow})
        self.frontier = Frontier(found, allowed, self.state)
        self._digester = Digester(self.frontier, options, self._today)
        self._fetcher: Fetcher
        self._paces: dict[str, Pace] = {}
        self._pace_locks: dict[str, asyncio.Lock] = {}
        self.seen = Seen(self.frontier, options, self._today)
        self._busy = 0
        self._more = asyncio.Event()
        self._skeletons: Counter[int] = Counter()
        self._done = self.state.done() if self.state is not None and self.state.resumed else set()
        self._remembers = self.state is not None and self.state.run > 1
        self._started = dt.datetime.now(dt.UTC)
        self._pages = self._unchanged = self._extra = 0
        self._complete, self._stopped = True, ""
        self.asked: set[str] = set()

    async def run(self) -> Report:
        """Inspect; the state keeps what was done when the process ends early."""
        options = self.options
        self._fetcher = Fetcher(
            agent=options.agent, concurrency=options.concurrency, timeout=options.timeout, private=options.private,
            page_bytes=options.page_bytes, file_bytes=options.file_bytes,
        )  # fmt: skip
        try:
            await self._open()
            if not self._stopped:
                await self._crawl()
                await self._once_more()
                if options.external:
                    await self._outside()
                await self._try_search()
        finally:
            await self._fetcher.close()
            if self.state is not None:
                self.state.flush()
        self._tell("汇总")
        report = Report(
            site=self.frontier.urls[self.frontier.start], started=self._started, ended=dt.datetime.now(dt.UTC),
            pages=self._pages, requests=self._fetcher.requests, addresses=len(self.asked),
            bytes=self._fetcher.received, unchanged=self._unchanged, complete=self._complete, stopped=self._stopped,
        )  # fmt: skip
        sum_up(self.seen, report)
        if options.axe and self._complete:
            await self._axe(report)
        if self.state is not None:
            if self._complete:
                self.state.finish()
            self.state.close()
        return report

    async def _axe(self, report: Report) -> None:
        """axe in a real browser on a sample of pages that differ, the home page among them."""
        from ..probing import axe

        chosen = axe.sample(self.seen, self.options.axe)
        try:
            observed = await axe.examine(chosen, self.frontier.internal)
        except axe.Missing as error:
            report.notes.append(str(error))
            return
        report.observed += observed
        report.notes.append(f"用浏览器查了 {len(chosen)} 页的无障碍（这些请求不在请求数里）")

    # -- beginning

    async def _open(self) -> None:
        """The home page first: nothing else is asked of a site that does not answer."""
        frontier = self.frontier
        start = frontier.urls[frontier.start]
        pace = await self._pace(host_of(start))
        if not pace.robots.allows(_path_of(start)):
            self._complete = False
            self._stopped = (
                "网站的 robots.txt 不允许检查，或暂时读不到。经网站主办单位同意后，可以加 --ignore-robots"
            )
            if start not in self.asked:
                self.seen.add(frontier.start, Visit(error="robots"))
            return
        await self._learn_lost(start)
        frontier.asked.add(frontier.start)
        id = frontier.start
        for hop in range(_HOPS + 1):
            await self._one(id)
            visit = self.seen.visits.get(id)
            if visit is None or (not visit.status and visit.error in AGAIN):
                await asyncio.sleep(self.options.retry_pause)
                self._done.discard(id)
                await self._one(id, again=True)
                visit = self.seen.visits.get(id)
            if visit is None or visit.location < 0 or visit.location == id or hop == _HOPS:
                break
            target = frontier.urls[visit.location]
            if not frontier.internal(target):
                self._complete = False
                self._stopped = (
                    f"首页跳转到 {host_of(target)}，请改查那个网址，或用 --allow {host_of(target)}"
                )
                return
            id = frontier.home = visit.location
            frontier.asked.add(id)
        if visit is None or visit.refs is None:
            self._complete = False
            self._stopped = "首页打不开"

    async def _learn_lost(self, start: str) -> None:
        """What the site answers to addresses it cannot have."""
        root = "/".join(start.split("/", 3)[:3])
        token = f"{random.Random(start).randrange(10**11, 10**12)}"  # noqa: S311 - no secret, the same each time
        for path in (f"/wfyx{token}.html", f"/wfyx{token}/"):
            answer = await self._ask(root + path)
            if answer.status == 200 and answer.body:
                page = read(decode(answer.body, answer.charset), self._today)
                self._digester.lost.append((skeleton_of(page.text.replace(path, "")), page.title))
            elif 300 <= answer.status < 400 and answer.location:
                joined = join(root + path, answer.location)
                if joined is not None:
                    self.seen.lost_to.add(joined[0])

    # -- asking

    async def _pace(self, host: str) -> Pace:
        known = self._paces.get(host)
        if known is not None:
            return known
        async with self._pace_locks.setdefault(host, asyncio.Lock()):
            if host in self._paces:
                return self._paces[host]
            rules = robots.Robots()
            if self.options.robots:
                scheme = self.frontier.urls[self.frontier.start].partition(":")[0]
                url = f"{scheme}://{host}/robots.txt"
                self._note(url)
                answer = await self._fetcher.get(url)
                for _ in range(3):  # RFC 9309 2.3.1.2: redirects of robots.txt are followed
                    joined = join(answer.url, answer.location) if 300 <= answer.status < 400 else None
                    if joined is None or not self.frontier.internal(joined[0]):
                        break
                    self._note(joined[0])
                    answer = await self._fetcher.get(joined[0])
                if answer.status == 200 and answer.media in (
                    "text/plain",
                    "",
                    "text/html",
                    "application/octet-stream",
                ):
                    written = answer.body.decode("utf-8", "replace")
                    if "<html" not in written[:2000].lower():
                        rules = robots.parse(written, self.options.agent)
                elif answer.status >= 500:
                    rules = robots.nothing_allowed()
            self._paces[host] = Pace(rules, self.options.delay)
            return self._paces[host]

    def _note(self, url: str) -> None:
        self.asked.add(url)

    async def _ask(self, url: str, old: Visit | None = None, cookie: str = "") -> Answer:
        pace = await self._pace(host_of(url))
        self._note(url)
        etag, modified = (old.etag, old.modified) if old is not None else ("", "")
        answer = Answer(url, error="busy")
        for _ in range(TRIES):
            if pace.given_up:
                return Answer(url, error="busy")
            await pace.turn()
            answer = await self._fetcher.get(url, etag=etag, modified=modified, cookie=cookie)
            if not pace.told(answer):
                return answer
        return Answer(url, error="busy")

    async def _one(self, id: int, again: bool = False) -> None:
        frontier, state = self.frontier, self.state
        url = frontier.urls[id]
        if id in self._done:
            visit = state.visit(id) if state is not None else None
            if visit is not None:
                self._take(id, visit)
                return
        if self.options.limit and self._pages >= self.options.limit:
            self._complete, self._stopped = False, f"到了 {self.options.limit} 页的上限"
            frontier.skip("超过页数上限")
            return
        pace = await self._pace(host_of(url))
        if not pace.robots.allows(_path_of(url)):
            frontier.skip("robots.txt 不允许")
            return
        old = state.visit(id) if state is not None and self._remembers else None
        if old is not None and (old.status != 200 or again):
            old = None
        answer = await self._ask(url, old)
        if answer.cookies and 300 <= answer.status < 400 and (join(url, answer.location) or ("",))[0] == url:
            answer = await self._ask(url, cookie=str(answer.extra.get("cookie", "")))
        if answer.error == "busy":
            frontier.skip("网站要求放慢（429/503）")
            self._complete = False
            self._stopped = self._stopped or "网站要求放慢，有的地址没有查到。请稍后再查一次"
            return
        fresh = True
        if old is not None and answer.status == 304:
            visit, fresh = old, False
        else:
            visit = self._reused(answer, old) or self._digester.digest(id, answer)
            if visit is old:
                self._unchanged_headers(old, answer)
            if state is not None and self.options.keep and visit.refs is not None and visit.digest:
                state.keep_body(visit.digest, answer.body)
        if not fresh or visit is old:
            self._unchanged += visit.refs is not None and visit.facts.get("t") != "css"
        if state is not None:
            state.keep(id, visit, fresh)
        self._take(id, visit)

    @staticmethod
    def _reused(answer: Answer, old: Visit | None) -> Visit | None:
        if old is None or answer.status != 200 or not answer.whole or not old.digest or old.refs is None:
            return None
        return old if hashlib.sha256(answer.body).hexdigest() == old.digest else None

    @staticmethod
    def _unchanged_headers(old: Visit | None, answer: Answer) -> None:
        if old is not None:
            old.etag, old.modified, old.ms = answer.etag, answer.modified, answer.ms

    def _take(self, id: int, visit: Visit) -> None:
        """Count a visit in and queue what it leads to."""
        hub = visit.facts.get("hub")
        if hub:
            self._digester.hubs[int(hub[0])] = str(hub[1])
            self.seen.hub = int(hub[0])
        if visit.facts.get("q"):
            self._digester.search = (visit.facts["q"][0], visit.facts["q"][1])
        self.seen.add(id, visit)
        if visit.refs is not None:
            if visit.facts.get("t") != "css":
                self._pages += 1
                self._skeletons[visit.skeleton] += 1
            if self._skeletons[visit.skeleton] <= MOST_ALIKE:
                self.frontier.want(visit.refs)
            else:
                self.frontier.skip("同样内容的地址过多")
        if visit.location >= 0:
            self.frontier.want([visit.location])
        if self._pages % 20 == 0:
            self._tell("首次抓取", self.frontier.urls[id])

    def _tell(self, stage: str, now: str = "") -> None:
        self._told(
            Progress(
                stage, self._pages, self._fetcher.requests, len(self.frontier.queue), self.seen.count(), now
            )
        )

    # -- the passes

    async def _crawl(self) -> None:
        self._more = asyncio.Event()
        async with asyncio.TaskGroup() as group:
            for _ in range(self.options.concurrency):
                group.create_task(self._worker())

    async def _worker(self) -> None:
        queue = self.frontier.queue
        while True:
            if not queue:
                if not self._busy:
                    self._more.set()
                    return
                self._more.clear()
                await self._more.wait()
                continue
            id = queue.popleft()
            self._busy += 1
            try:
                await self._one(id)
            finally:
                self._busy -= 1
                self._more.set()

    async def _once_more(self) -> None:
        """What failed without a plain no is asked again after a pause; new addresses it brings are followed."""
        failed = [i for i, v in self.seen.visits.items() if v.error in AGAIN or v.status >= 500]
        if not failed:
            return
        await asyncio.sleep(self.options.retry_pause)
        for id in failed:
            self._done.discard(id)
            await self._one(id, again=True)
        await self._crawl()

    async def _outside(self) -> None:
        """External links by GET; those that fail are asked once more, at least ``external_pause`` seconds later."""
        self._tell("外链复核")
        began = time.monotonic()
        asker = Outside(self._fetcher, self.frontier, self.asked, self.options.concurrency)
        bad = await asker.ask(list(self.frontier.externals))
        if bad:
            await asyncio.sleep(max(0.0, self.options.external_pause - (time.monotonic() - began)))
            self._tell("外链复核")
            bad = await asker.ask(list(bad))
        self.seen.visits |= asker.visits
        self.seen.outside = bad

    async def _try_search(self) -> None:
        """One search on the site itself, for the name of one of its articles."""
        given = self._digester.search
        if given is None or not self.frontier.internal(given[0]):
            return
        word = self.seen.a_title()
        if not word:
            return
        mark = "&" if "?" in given[0] else "?"
        url = normalise(f"{given[0]}{mark}{quote(given[1])}={quote(word)}")
        if (
            url is None
            or url in self.asked
            or not (await self._pace(host_of(url))).robots.allows(_path_of(url))
        ):
            return
        answer = await self._ask(url)
        if answer.status >= 400 or answer.error in AGAIN:
            self.seen.search_fault = {
                "kind": "unusable",
                "url": url,
                "status": answer.status,
                "error": answer.error,
            }


def _path_of(url: str) -> str:
    return "/" + url.split("/", 3)[3]


async def inspect(start: str, options: Options, told: Callable[[Progress], None] = _silent) -> Report:
    """Inspect a site. ``told`` is called every 20 pages and at each stage.

    Raises ValueError, in Chinese, for a start that is no address or a state folder of another site;
    ``crawling.state.Locked`` when another inspection uses the folder.
    """
    return await Inspection(start, options, told).run()


def inspect_now(start: str, options: Options, told: Callable[[Progress], None] = _silent) -> Report:
    """``inspect`` for callers without an event loop."""
    return asyncio.run(inspect(start, options, told))


__all__ = ["Inspection", "inspect", "inspect_now"]
