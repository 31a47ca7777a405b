"""From what was seen to observations: one for each broken thing, however many pages show it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from ..crawling.kinds import ATTACHMENT, EXTERNAL, IMAGE, KIND_NAMES, MEDIA, ONCLICK, SCRIPT
from ..observing import Observed, Report
from . import columns, freshness, hub
from .seen import MOST_PAGES, Seen

_QUIET = frozenset({"robots", "busy", "limit", "private", ""})
_REASONS = {
    "dns": "域名解析不到", "connect": "连接不上", "timeout": "超时", "reset": "连接中断", "tls": "证书有误",
    "protocol": "应答不合规范", "private": "指向内网地址",
}  # fmt: skip
_SITE_WIDE = ("site.", "footer.", "home.")
_FEW = 50  # pages; a fault on more pages than these belongs to the template


def sum_up(seen: Seen, report: Report) -> None:
    """Fill the report's columns, observations and notes."""
    writer = _Writer(seen, report)
    writer.reachable()
    writer.broken()
    writer.anchors()
    writer.loops()
    writer.outside()
    counts = seen.reference_counts()
    found = columns.find(seen, counts)
    report.columns = [c.column for c in found.columns]
    for probe, target, evidence in freshness.look(seen, found):
        writer.add(
            probe, target, seen.url(seen.frontier.start) if probe.startswith("home.") else "", evidence
        )
    writer.handlers()
    writer.groups()
    writer.hub(found)
    for reason, number in sorted(seen.frontier.skipped.items()):
        report.notes.append(f"{reason}：{number} 个地址没有查")
    report.observed.sort(key=lambda o: (o.probe, o.target, o.page))


class _Writer:
    def __init__(self, seen: Seen, report: Report) -> None:
        self.seen, self.report = seen, report
        self.at = dt.datetime.now(dt.UTC)
        self.home = seen.url(seen.frontier.start)

    def add(self, probe: str, target: str, page: str, evidence: dict[str, Any], snapshot: str = "") -> None:
        if not snapshot and self.seen.options.keep:
            id = self.seen.frontier.known(page or target)
            end = self.seen.final(id)[0] if id is not None else -1
            snapshot = self._snapshot(end) if self.seen.is_page(end) else ""
        self.report.observed.append(Observed(probe, target, page, evidence, self.at, snapshot))

    def _on(self, probe: str, id: int, pages: list[int], evidence: dict[str, Any]) -> None:
        """One observation about an address, seen on these pages."""
        seen = self.seen
        first = pages[0] if pages else -1
        self.add(
            probe, seen.url(id), seen.url(first) if first >= 0 else "",
            {**evidence, "count": len(pages), "pages": [seen.url(p) for p in pages[:MOST_PAGES]]},
            self._snapshot(first),
        )  # fmt: skip

    def _snapshot(self, page: int) -> str:
        visit = self.seen.visits.get(page)
        return visit.digest if visit is not None and self.seen.options.keep else ""

    def reachable(self) -> None:
        seen = self.seen
        id, _ = seen.final(seen.frontier.start)
        visit = seen.visits.get(id)
        if visit is None or visit.error in ("robots", "busy"):
            return
        if visit.error == "private" and id == seen.frontier.start:
            return  # it was not asked; that it leads its visitors inside would be another thing
        evidence = {"status": visit.status, "error": visit.error, "ms": visit.ms}
        if visit.error or visit.status >= 400 or not visit.status:
            self.add("site.unreachable", self.home, "", {**evidence, "text": _REASONS.get(visit.error, "")})
        elif visit.ms > seen.options.slow_ms:
            self.add("site.slow", self.home, self.home, {**evidence, "expected": seen.options.slow_ms})

    def broken(self) -> None:
        """Addresses of the site that do not answer, or answer with something else than their name says."""
        seen = self.seen
        faults: dict[int, tuple[str, dict[str, Any]]] = {}
        for id, visit in seen.visits.items():
            if seen.frontier.kinds[id] == EXTERNAL:
                continue
            end, way = seen.final(id)
            last = seen.visits.get(end)
            if last is None or (len(way) > 1 and way.count(end) > 1):
                continue
            evidence: dict[str, Any] = {
                "status": last.status, "ms": last.ms, "kind": KIND_NAMES[seen.frontier.kinds[id]],
                "text": seen.frontier.texts[id],
            }  # fmt: skip
            if last.error:
                evidence |= {"error": last.error, "reason": _REASONS.get(last.error, last.error)}
            if end != id:
                evidence["final"] = seen.url(end)
            if last.error == "private" and not seen.options.private and id != seen.frontier.start:
                faults[id] = ("link.broken", evidence)
            elif (last.error and last.error not in _QUIET) or last.status >= 400:
                faults[id] = (self._probe(id, last.status), evidence)
            elif last.problem:
                faults[id] = (
                    self._problem(id, last.problem),
                    {**evidence, **last.problem, "as": evidence["kind"]},
                )
            elif end != id and (seen.url(end) in seen.lost_to) and end != seen.frontier.home:
                faults[id] = ("page.soft404", {**evidence, "text": "跳转到网站的出错页"})
            elif (
                end != id
                and seen.url(end) in seen.lost_to
                and id not in (seen.frontier.start, seen.frontier.home)
            ):
                faults[id] = ("page.soft404", {**evidence, "text": "和不存在的地址一样跳转到首页"})
            elif visit.ms > seen.options.slow_ms and seen.is_page(id) and id != seen.frontier.start:
                faults[id] = ("page.slow", {**evidence, "ms": visit.ms, "expected": seen.options.slow_ms})
        # A soft error is a fault of the address that leads to it.
        for (probe, _), group in seen.groups.items():
            if probe == "page.soft404":
                for id in group.pages:
                    faults[id] = (probe, {**group.evidence, "link": seen.frontier.texts[id]})
        lost = {id for id, (probe, _) in faults.items() if probe == "page.soft404"}
        for id in list(seen.visits):
            end, way = seen.final(id)
            if end in lost and end != id and way.count(end) == 1:
                faults.setdefault(id, ("page.soft404", {**faults[end][1], "final": seen.url(end)}))
        pages = seen.referrers(set(faults))
        for id, (probe, evidence) in faults.items():
            if pages[id]:
                self._on(probe, id, pages[id], evidence)

    def _probe(self, id: int, status: int) -> str:
        kind = self.seen.frontier.kinds[id]
        if kind == IMAGE:
            return "image.broken"
        if kind == ATTACHMENT:
            return "attachment.broken"
        if kind == ONCLICK:
            return "link.dead_script"
        return "page.error" if status >= 500 else "link.broken"

    def _problem(self, id: int, problem: dict[str, Any]) -> str:
        kind = self.seen.frontier.kinds[id]
        if kind == IMAGE:
            return "image.broken"
        if kind in (ATTACHMENT, MEDIA, ONCLICK) or str(problem.get("expected", "")).startswith("."):
            return "attachment.mismatch"
        return "page.error" if problem.get("kind") in ("empty", "truncated") else "link.broken"

    def anchors(self) -> None:
        """Fragments that no element of the page they point into has."""
        seen = self.seen
        kept: dict[int, frozenset[int]] = {}
        missing: dict[tuple[int, int], list[int]] = {}
        for page, visit in seen.pages():
            frags = visit.frags
            for n in range(0, len(frags), 2):
                end, _ = seen.final(frags[n])
                if not seen.is_page(end) or seen.visits[end].facts.get("s"):
                    continue
                ids = kept.get(end)
                if ids is None:
                    ids = kept[end] = frozenset(seen.visits[end].ids)
                if frags[n + 1] not in ids:
                    missing.setdefault((frags[n], frags[n + 1]), []).append(page)
        for (id, mark), pages in missing.items():
            pages = list(dict.fromkeys(pages))
            self._on("anchor.missing", id, pages, {"key": f"{mark:08x}", "text": seen.frontier.texts[id]})

    def loops(self) -> None:
        """Redirects that go round, or take more than five steps."""
        seen = self.seen
        told: set[frozenset[int]] = set()
        found: dict[int, dict[str, Any]] = {}
        for id, visit in seen.visits.items():
            if visit.location < 0:
                continue
            end, way = seen.final(id)
            if way.count(end) > 1:
                ring = frozenset(way[way.index(end) :])
                if ring in told:
                    continue
                told.add(ring)
                found[id] = {"kind": "loop", "way": [seen.url(i) for i in way[:8]], "ring": sorted(ring)}
            elif len(way) > 6:
                found[id] = {"kind": "long", "way": [seen.url(i) for i in way[:8]]}
        members = {i for e in found.values() for i in e.get("ring", ())} | set(found)
        pages = seen.referrers(members)
        for id, evidence in found.items():
            ring = evidence.pop("ring", [])
            linked = [i for i in (id, *ring) if pages[i]]
            if linked:
                self._on(
                    "redirect.loop",
                    linked[0],
                    pages[linked[0]],
                    {**evidence, "text": seen.frontier.texts[linked[0]]},
                )

    def outside(self) -> None:
        """External links that failed twice, and those into the house."""
        seen = self.seen
        pages = seen.referrers(set(seen.outside))
        for id, visit in seen.outside.items():
            if pages[id]:
                evidence = {
                    "status": visit.status, "error": visit.error, "reason": _REASONS.get(visit.error, ""),
                    "text": seen.frontier.texts[id], "times": 2,
                }  # fmt: skip
                self._on("link.external", id, pages[id], evidence)

    def handlers(self) -> None:
        """Links whose handler calls a function that none of the page's scripts speaks of."""
        seen = self.seen
        found: dict[tuple[str, str], tuple[dict[str, Any], list[int]]] = {}
        for page, visit in seen.pages():
            calls = visit.facts.get("f")
            if not calls:
                continue
            words = []
            for id in visit.refs or ():
                if seen.frontier.kinds[id] in _SCRIPTS:
                    script = seen.visits.get(id)
                    words.append(script.facts.get("w") if script is not None else None)
            if None in words or any(
                seen.frontier.kinds[i] == EXTERNAL and ".js" in seen.url(i) for i in visit.refs or ()
            ):
                continue  # a script that could not be read may define it
            for call, text, handler in calls:
                if not any(f" {call} " in w for w in words if w):
                    evidence = {"kind": "undefined", "text": text, "handler": handler}
                    found.setdefault((call, text), (evidence, []))[1].append(page)
        for (call, text), (evidence, pages) in found.items():
            self._on("link.dead_script", pages[0], pages, {**evidence, "key": f"{call}|{text}"})

    def groups(self) -> None:
        """Sightings on pages: one observation a page, or one in all when the template is at fault."""
        seen = self.seen
        for (probe, key), group in seen.groups.items():
            if probe == "page.soft404":
                continue
            evidence = {**group.evidence, "count": group.count, "pages": [seen.url(p) for p in group.pages]}
            first = group.pages[0]
            if probe == "image.broken":
                self.add(probe, key, seen.url(first), evidence, self._snapshot(first))
            elif probe.startswith(_SITE_WIDE):
                self.add(
                    probe,
                    self.home,
                    seen.url(first) if probe == "site.labels" else self.home,
                    {**evidence, "key": key},
                    self._snapshot(first),
                )
            elif probe.startswith(("text.", "hub.")) or (not key and group.count <= _FEW) or (
                probe.startswith("page.") and group.count <= _FEW
            ):  # fmt: skip
                for page in group.pages:
                    self.add(
                        probe,
                        seen.url(page),
                        seen.url(page),
                        {**group.evidence, **({"key": key} if key else {})},
                        self._snapshot(page),
                    )
            else:
                self.add(
                    probe,
                    seen.url(first),
                    seen.url(first),
                    {**evidence, "key": key or "template"},
                    self._snapshot(first),
                )
        if seen.search_fault:
            self.add("site.search", self.home, self.home, seen.search_fault)

    def hub(self, found: columns.Found) -> None:
        """Blocks of the hub without content, the guide's elements, the years of the reports."""
        seen = self.seen
        if not seen.options.hub or seen.hub < 0:
            return
        end, _ = seen.final(seen.hub)
        visit = seen.visits.get(end)
        if visit is None or not seen.is_page(end):
            return
        target = seen.url(end)
        years: set[int] | None = None
        for name, block in visit.facts.get("blocks", []):
            last, _ = seen.final(block) if block >= 0 else (-1, [])
            inner = seen.visits.get(last)
            if inner is None or not seen.is_page(last):
                continue
            tells = len(inner.facts.get("guide", "123456789")) < 8 or bool(inner.facts.get("years"))
            if not tells and freshness.is_blank(seen, found, last):
                self.add("hub.empty", seen.url(last), target, {"place": name})
            if "guide" in inner.facts:
                self._guide(inner.facts["guide"], seen.url(last))
            elif name == hub.BLOCKS[0][0]:
                for id in inner.refs or ():
                    article = seen.visits.get(id)
                    if article is not None and "guide" in article.facts and "a" in article.facts:
                        self._guide(article.facts["guide"], seen.url(id))
                        break
            if "years" in inner.facts and name == hub.BLOCKS[3][0]:
                years = set(inner.facts["years"])
                for id in inner.refs or ():  # its further pages
                    more = seen.visits.get(id)
                    if more is not None and more.facts.get("h") == inner.facts.get("h"):
                        years |= set(more.facts.get("years", []))
                gone = hub.missing_years(sorted(years), seen.today)
                if gone and not inner.facts.get("s"):
                    self.add(
                        "hub.reports",
                        seen.url(last),
                        seen.url(last),
                        {"missing": gone, "found": sorted(years)},
                    )

    def _guide(self, missing: list[str], url: str) -> None:
        if missing:
            self.add("hub.guide", url, url, {"missing": missing})


_SCRIPTS = (SCRIPT,)
