"""One finding looked at again, in seconds: is it still there? What a look can't decide waits for a person or the next run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils import timezone

from yangguang.duties.links import check_link

from . import crawl, records
from .models import Finding
from .observing import Observed
from .rechecking import can_recheck, look_again_now

SECONDS = 15.0
PAGES = 3  # pages of a defect on many that are looked at again
# What is said of the site's home or a folder stands on pages: these are looked at.
_ON_PAGES = ("a11y.", "page.", "text.", "link.dead_script")
# Words of ``check_link`` for a page that is gone for good; anything else is no proof of anything.
_GONE = {"HTTP 404", "HTTP 410"}


@dataclass(frozen=True)
class Look:
    """``gone`` None: a look alone can't tell. ``text`` says in a sentence what was seen."""

    gone: bool | None
    text: str
    evidence: Mapping[str, Any] = field(default_factory=dict)


def again(finding: Finding) -> Look:
    """Look at the place again. Never raises for what the other side does."""
    if finding.probe.startswith(("manual.", "availability.", "message.", "account.")):
        return Look(None, "这个问题由人核实")
    if finding.site.ours and finding.probe in ("column.blank", "column.stale"):
        return _by_records(finding)
    if finding.probe == "records.differ" or not can_recheck(finding.probe):
        return Look(None, "要再检查一遍网站才能判断，下次检查时自动复查")
    return _by_pages(finding)


def _by_records(finding: Finding) -> Look:
    rules = finding.site.ruleset.read()
    for seen in records.seen(finding.site, rules, timezone.localdate()):
        if seen.probe == finding.probe and seen.target.rstrip("/") == finding.target.rstrip("/"):
            last = seen.evidence.get("last")
            return Look(
                False, f"栏目最近更新 {last}，仍然超期" if last else "栏目仍然没有内容", seen.evidence
            )
    return Look(True, "栏目已有更新（按本平台记录）")


def _by_pages(finding: Finding) -> Look:
    pages = finding.pages[:PAGES] or [finding.target]
    for page in pages:
        seen = _seen(finding, page)
        if isinstance(seen, str):
            return Look(None, seen)
        if seen:
            return Look(False, f"仍然存在：{page}"[:500], seen[0].evidence)
        opens, words = check_link(page, timeout=SECONDS)
        if not opens and words not in _GONE:
            return Look(None, f"{page} 没有打开（{words}），没有复查成"[:500])
    if finding.occurrences <= len(pages):
        return Look(True, "原来的页面上已经没有这个问题")
    if finding.probe.startswith(("link.", "image.", "attachment.", "redirect.")):
        opens, words = check_link(finding.target, timeout=SECONDS)
        if opens:
            return Look(True, f"{finding.target} 已能打开（{words}）"[:500])
    return Look(None, f"看过的 {len(pages)} 个页面上已经没有，其余下次完整检查时复查")


def _seen(finding: Finding, page: str) -> list[Observed] | str:
    """What the page still shows of it; a sentence when it could not be looked at."""
    site = finding.site
    options = replace(
        crawl.options_for(site, site.ruleset.read(), keep=False),
        external=True,
        external_pause=1.0,
        delay=0.0,
        retry_pause=1.0,
    )
    target = page if finding.probe.startswith(_ON_PAGES) else finding.target
    try:
        return look_again_now(finding.probe, target, page, options, site.address)
    except (OSError, ValueError) as error:
        return f"没有复查成：{error}"[:300]
