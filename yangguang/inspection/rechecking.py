"""One defect looked at again, in seconds: is it still there? What can't be decided so waits for a person or the next run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

from django.utils import timezone

from yangguang.duties.links import check_link

from . import crawl, records
from .identity import fingerprint, subject
from .models import Finding
from .observing import Observed

SECONDS = 15.0
PAGES = 3  # pages of a defect on many that are looked at again


@dataclass(frozen=True)
class Look:
    """``gone`` None: it can't be told by a look alone. ``text`` says in a sentence what was seen."""

    gone: bool | None
    text: str
    evidence: Mapping[str, Any] = field(default_factory=dict)


Pages = Callable[[str], list[Observed]]
# What is answered by asking the address itself.
_LINKS = ("link.broken", "link.external", "image.broken", "attachment.broken", "page.error", "site.unreachable", "redirect.loop")


def again(finding: Finding) -> Look:
    """Look at the place again. Never raises for what the other side does."""
    if finding.probe.startswith(("manual.", "availability.", "message.", "account.")):
        return Look(None, "这个问题由人核实")
    if finding.site.ours and finding.probe in ("column.blank", "column.stale"):
        return _by_records(finding)
    if finding.probe in _LINKS:
        return _by_link(finding)
    return _by_pages(finding)


def _by_records(finding: Finding) -> Look:
    rules = finding.site.ruleset.read()
    for seen in records.seen(finding.site, rules, timezone.localdate()):
        if seen.probe == finding.probe and seen.target.rstrip("/") == finding.target.rstrip("/"):
            last = seen.evidence.get("last")
            return Look(False, f"栏目最近更新 {last}，仍然超期" if last else "栏目仍然没有内容", seen.evidence)
    return Look(True, "栏目已有更新（按本平台记录）")


def _by_link(finding: Finding) -> Look:
    opens, words = check_link(finding.target, timeout=SECONDS)
    if opens:
        return Look(True, f"{finding.target} 已能打开（{words}）"[:500], {"answer": words})
    still = _pages_with(finding)
    if still is False:
        return Look(True, "原来的页面上已经没有这个链接", {"answer": words})
    return Look(False, f"{finding.target} 仍然打不开（{words}）"[:500], {"answer": words})


def _pages_with(finding: Finding) -> bool | None:
    """Whether any of the first pages still shows the defect; None when none of them could be read."""
    pages = [p for p in finding.pages if p != finding.target][:PAGES]
    if not pages or len(finding.pages) > PAGES or finding.occurrences > PAGES:
        return None  # more pages hold it than were looked at
    seen = [_observe(finding, page) for page in pages]
    if any(s is None for s in seen):
        return None
    return any(s for s in seen)


def _observe(finding: Finding, page: str) -> bool | None:
    """Whether the page shows the defect now; None when it could not be read."""
    site = finding.site
    if urlsplit(page).hostname not in {site.host, *site.allow}:
        return None
    options = crawl.options_for(site, site.ruleset.read(), limit=1, keep=False)
    try:
        report = crawl.look(page, replace(options, external=False, delay=0.0, retry_pause=0.5, hub=finding.probe.startswith("hub.")))
    except (OSError, ValueError):
        return None
    if not report.pages:
        return None
    marks = set()
    for o in report.observed:
        target, key = subject(o, site.address)
        marks.add(fingerprint(o.probe, target, key))
    return finding.fingerprint in marks


def _by_pages(finding: Finding) -> Look:
    if finding.probe.startswith(("a11y.", "page.labels", "page.undated")):
        home = finding.pages[:PAGES] or [finding.target]
    else:
        home = (finding.pages or [finding.target])[:PAGES]
    seen = [_observe(finding, page) for page in home]
    if any(seen):
        return Look(False, "页面上仍然存在")
    if any(s is None for s in seen):
        return Look(None, "有页面没有打开，下次检查时再看")
    if len(finding.pages) > len(home):
        return Look(None, f"看过的 {len(home)} 个页面上已经没有，其余 {finding.occurrences} 处下次完整检查时再看")
    return Look(True, "页面上已经没有这个问题")
