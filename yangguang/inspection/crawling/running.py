"""The run of an inspection: from the home page outward, each address once, what failed once more, then the sums.

Answers come in any order and pages may be read beside this process, but everything is taken in the order in which it was
queued: addresses get the same numbers, and a report names the same pages, whatever was quicker.
"""

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
from .addresses import host_of, join, normalise
from .asking import Asker, path_of
from .digesting import Digester
from .fetching import Answer
from .frontier import Frontier
from .loops import run
from .outside import AGAIN, Outside
from .readers import HELD, Got, Readers
from .state import State, Visit

MOST_ALIKE = (
    25  # pages of one text, digits aside, whose new links are followed; more is a program making pages
)
INSIDE = "这是内网地址，没有去查。确实要查的，用命令行加 --private；是本系统自己的网站的，请运维人员把它的网址设为 YANGGUANG_ADDRESS"
_HOPS = 5
_AHEAD = 96  # answers that may wait for one before them


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
        self.state = State(options.state, found, resume=options.resume) if options.state is not None else None
        allowed = frozenset({host_of(found)} | {h.lower() for h in options.allow})
        self.frontier = Frontier(found, allowed, self.state)
        self._digester = Digester(self.frontier, options, self._today)
        self._asker: Asker
        self.seen = Seen(self.frontier, options, self._today)
        self._skeletons: Counter[int] = Counter()
        self._done = self.state.done() if self.state is not None and self.state.resumed else set()
        self._remembers = self.state is not None and self.state.run > 1
        self._started = dt.datetime.now(dt.UTC)
        self._pages = self._unchanged = 0
        self._complete, self._stopped = True, ""
        # What is under way: numbers of turns, answers by number that wait for those before them.
        self._turn = self._taken = 0
        self._ready: dict[int, Got] = {}
        self._more, self._heard = asyncio.Event(), asyncio.Event()
        self._readers = Readers(self.frontier, self._digester, options, self._today, self._came)

    async def run(self) -> Report:
        """Inspect; the state keeps what was done when the process ends early."""
        options = self.options
        self._asker = Asker(self.frontier, options)
        try:
            await self._open()
            if not self._stopped:
                await self._crawl()
                await self._once_more()
                if options.external:
                    await self._outside()
                await self._try_search()
        finally:
            self._readers.close()
            await self._asker.fetcher.close()
            if self.state is not None:
                self.state.flush()
        self._tell("汇总")
        from ..probing.summing import sum_up

        fetcher = self._asker.fetcher
        report = Report(
            site=self.frontier.urls[self.frontier.start], started=self._started, ended=dt.datetime.now(dt.UTC),
            pages=self._pages, requests=fetcher.requests, addresses=len(self._asker.asked), bytes=fetcher.received,
            unchanged=self._unchanged, complete=self._complete, stopped=self._stopped,
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
        pace = await self._asker.pace(host_of(start))
        if not pace.robots.allows(path_of(start)):
            self._complete = False
            self._stopped = (
                "网站的 robots.txt 不允许检查，或暂时读不到。经网站主办单位同意后，可以加 --ignore-robots"
            )
            if start not in self._asker.asked:
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
            inside = visit is not None and visit.error == "private" and id == frontier.start
            self._stopped = INSIDE if inside else "首页打不开"

    async def _learn_lost(self, start: str) -> None:
        """What the site answers to addresses it cannot have."""
        root = "/".join(start.split("/", 3)[:3])
        token = f"{random.Random(start).randrange(10**11, 10**12)}"  # noqa: S311 - no secret, the same each time
        for path in (f"/wfyx{token}.html", f"/wfyx{token}/"):
            answer = await self._asker.ask(root + path)
            if answer.status == 200 and answer.body:
                from ..reading.encoding import decode
                from ..reading.pages import read, skeleton_of

                page = read(decode(answer.body, answer.charset), self._today)
                self._digester.lost.append((skeleton_of(page.text.replace(path, "")), page.title))
            elif 300 <= answer.status < 400 and answer.location:
                joined = join(root + path, answer.location)
                if joined is not None:
                    self.seen.lost_to.add(joined[0])

    # -- one address

    async def _one(self, id: int, again: bool = False) -> None:
        """Ask an address and take what comes, before anything else."""
        self._settle(await self._asked(id, again))

    async def _asked(self, id: int, again: bool = False) -> Got:
        frontier, state, asker = self.frontier, self.state, self._asker
        url = frontier.urls[id]
        if id in self._done:
            visit = state.visit(id) if state is not None else None
            if visit is not None:
                return Got(id, visit, known=True)
        if self.options.limit and self._pages >= self.options.limit:
            self._complete, self._stopped = False, f"到了 {self.options.limit} 页的上限"
            frontier.skip("超过页数上限")
            return Got(id)
        host = host_of(url)
        pace = asker.known(host) or await asker.pace(host)
        if pace.robots.rules and not pace.robots.allows(path_of(url)):
            frontier.skip("robots.txt 不允许")
            return Got(id)
        old = state.visit(id) if state is not None and self._remembers else None
        if old is not None and (old.status != 200 or again or self._to_be_kept(old)):
            old = None
        answer = await asker.ask(url, old)
        if answer.cookies and 300 <= answer.status < 400 and (join(url, answer.location) or ("",))[0] == url:
            answer = await asker.ask(url, cookie=str(answer.extra.get("cookie", "")))
        if answer.error == "busy":
            frontier.skip("网站要求放慢（429/503）")
            self._complete = False
            self._stopped = self._stopped or "网站要求放慢，有的地址没有查到。请稍后再查一次"
            return Got(id)
        if old is not None:
            if answer.status == 304:
                self._unchanged += old.refs is not None and old.facts.get("t") != "css"
                return Got(id, old)
            if _same(answer, old):
                self._unchanged += old.facts.get("t") != "css"
                old.etag, old.modified, old.ms = answer.etag, answer.modified, answer.ms
                return Got(id, old, answer)
        visit, unread = self._digester.begun(id, answer)
        return Got(id, visit, answer, unread)

    def _to_be_kept(self, old: Visit) -> bool:
        """Whether a page's bytes are wanted and were not kept when it was read."""
        keeps = self.state is not None and (not old.digest or self.state.keeps(old.digest))
        return self.options.keep and old.refs is not None and not keeps

    def _settle(self, got: Got) -> None:
        """Take an outcome: numbers are given to what it refers to, it is kept, and what it leads to is queued."""
        id, visit, answer, state = got.id, got.visit, got.answer, self.state
        if visit is None:
            return
        if got.unread and answer is not None:
            self._digester.bind(id, visit, got.leaf or self._digester.read(id, answer), got.places)
        elif answer is not None and visit.status == answer.status:
            self._digester.moved(id, visit, answer)
            self._digester.bind_code(visit)
        if state is not None and not got.known:
            if self.options.keep and answer is not None and visit.refs is not None and visit.digest:
                state.keep_body(visit.digest, answer.body)
            state.keep(id, visit, answer is not None)
        self._take(id, visit)

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
                stage,
                self._pages,
                self._asker.fetcher.requests,
                len(self.frontier.queue),
                self.seen.count(),
                now,
            )
        )

    # -- the passes

    async def _crawl(self) -> None:
        self._more, self._heard = asyncio.Event(), asyncio.Event()
        async with asyncio.TaskGroup() as group:
            taker = group.create_task(self._take_heard())
            for worker in [group.create_task(self._worker()) for _ in range(self.options.concurrency)]:
                await worker
            taker.cancel()

    async def _worker(self) -> None:
        queue = self.frontier.queue
        # With a limit nobody runs ahead: what is asked behind it would be asked in vain.
        most = self.options.concurrency if self.options.limit else _AHEAD
        while True:
            if not queue or self._turn - self._taken >= most or self._readers.held > HELD:
                if not queue and self._turn == self._taken:
                    self._more.set()
                    return
                self._more.clear()
                await self._more.wait()
                continue
            id = queue.popleft()
            turn = self._turn
            self._turn += 1
            got = await self._asked(id)
            if got.unread and not await self._readers.read(turn, got):
                continue
            self._ready[turn] = got
            self._drain()

    def _drain(self) -> None:
        """Take what is there, in turn."""
        ready = self._ready
        while (got := ready.pop(self._taken, None)) is not None:
            self._taken += 1
            self._settle(got)
        self._more.set()

    def _came(self, turn: int, got: Got) -> None:
        """A page was read beside; it is taken in a task, where what goes wrong ends the inspection."""
        self._ready[turn] = got
        self._heard.set()

    async def _take_heard(self) -> None:
        while True:
            await self._heard.wait()
            self._heard.clear()
            self._drain()

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
        asker = Outside(self._asker.fetcher, self.frontier, self._asker.asked, self.options.concurrency)
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
            or url in self._asker.asked
            or not (await self._asker.pace(host_of(url))).robots.allows(path_of(url))
        ):
            return
        answer = await self._asker.ask(url)
        if answer.status >= 400 or answer.error in AGAIN:
            self.seen.search_fault = {
                "kind": "unusable",
                "url": url,
                "status": answer.status,
                "error": answer.error,
            }


def _same(answer: Answer, old: Visit) -> bool:
    """Whether a whole answer has the same bytes as the time before."""
    if answer.status != 200 or not answer.whole or not old.digest or old.refs is None:
        return False
    return hashlib.sha256(answer.body).hexdigest() == old.digest


async def inspect(start: str, options: Options, told: Callable[[Progress], None] = _silent) -> Report:
    """Inspect a site. ``told`` is called every 20 pages and at each stage.

    Raises ValueError, in Chinese, for a start that is no address or a state folder of another site;
    ``crawling.state.Locked`` when another inspection uses the folder.
    """
    return await Inspection(start, options, told).run()


def inspect_now(start: str, options: Options, told: Callable[[Progress], None] = _silent) -> Report:
    """``inspect`` for callers without an event loop."""
    return run(inspect(start, options, told))


__all__ = ["Inspection", "inspect", "inspect_now"]
