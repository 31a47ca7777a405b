"""One finding looked at again, in seconds: is it still there? What a look can't decide waits for a person or the next run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils import timezone

from yangguang.duties.links import check_link

from . import crawl, records
from .models import Finding
from .rechecking import Looked, can_recheck, look_closely_now, picture_now

SECONDS = 15.0
PAGES = 3  # pages of a defect on many that are looked at again
# What is said of the site's home or a folder stands on pages: these are looked at.
_ON_PAGES = ("a11y.", "page.", "text.", "link.dead_script")
# Words of ``check_link`` for a page that is gone for good; anything else is no proof of anything.
_GONE = {"HTTP 404", "HTTP 410"}


@dataclass(frozen=True)
class Look:
    """``gone`` None: a look alone can't tell. ``text`` says in a sentence what was seen. ``body`` is the ``page`` that was
    looked at, empty when none was or it did not open."""

    gone: bool | None
    text: str
    evidence: Mapping[str, Any] = field(default_factory=dict)
    page: str = ""
    body: bytes = b""


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
    options = crawl.options_for(finding.site, rules, keep=False)
    body = picture_now(finding.target, options)
    return Look(True, "栏目已有更新（按本平台记录）", page=finding.target, body=body)


def _by_pages(finding: Finding) -> Look:
    pages = finding.pages[:PAGES] or [finding.target]
    first: dict[str, Any] = {}  # the page that is kept as it was after the look
    for page in pages:
        looked = _looked(finding, page)
        if isinstance(looked, str):
            return Look(None, looked)
        if not first or page == finding.before.get("page"):
            first = {"page": looked.page, "body": looked.body}
        if looked.observed:
            seen = looked.observed[0]
            return Look(False, f"仍然存在：{page}"[:500], seen.evidence, looked.page, looked.body)
        opens, words = check_link(page, timeout=SECONDS)
        if not opens and words not in _GONE:
            return Look(None, f"{page} 没有打开（{words}），没有复查成"[:500])
    if finding.occurrences <= len(pages):
        return Look(True, "原来的页面上已经没有这个问题", **first)
    if finding.probe.startswith(("link.", "image.", "attachment.", "redirect.")):
        opens, words = check_link(finding.target, timeout=SECONDS)
        if opens:
            return Look(True, f"{finding.target} 已能打开（{words}）"[:500], **first)
    return Look(None, f"看过的 {len(pages)} 个页面上已经没有，其余下次完整检查时复查", **first)


def _looked(finding: Finding, page: str) -> Looked | str:
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
        return look_closely_now(finding.probe, target, page, options, site.address)
    except (OSError, ValueError) as error:
        return f"没有复查成：{error}"[:300]
