"""Whether a column is blank or rests, the home page too, and which articles tell no date (国办秘函〔2019〕19号 单项否决 3, 4)."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from ..crawling.kinds import ATTACHMENT, EXTERNAL, FRAME, IMAGE, LINK
from . import hub
from .columns import DAY_AHEAD, Found
from .seen import Seen

# What comes at least once a year, whatever the column's type says.
_YEARLY = re.compile(
    r"预算|决算|财政|统计|数据(?:发布|公开)|年度报告|年报|工作计划|工作总结|政府工作报告|审计|采购"
)
_GATHERED = 4  # dated entries of other columns
# What may stand as it is for years.
_STANDING = re.compile(
    r"机构|职[能责]|领导|简介|概况|制度|法规|法律|规章|指南|历史|名录|清单|目录|依据|标识|声明|关于|联系|归档|专题"
)
_BARE_TEXT = 30  # characters of own text a blank column may have


def is_blank(seen: Seen, found: Found, id: int) -> bool:
    """Whether a page shows nothing of its own: no entry, no text, picture, file or frame beyond the site's frame."""
    visit = seen.visits[id]
    if "a" in visit.facts:
        return False
    shown = [e for e in visit.facts.get("d", [])[::2] if e not in found.template]
    if len(shown) >= _GATHERED and not ("b" in visit.facts or "o" in visit.facts):
        return False  # it gathers what its columns have
    told = next((c for c in found.columns if c.id == id), None)
    if told is not None and told.column.entries:
        return False
    if told is None and any(
        seen.frontier.kinds[i] in (LINK, ATTACHMENT, EXTERNAL) and i not in found.template and i != id
        and seen.final(i)[0] not in found.ids for i in visit.refs or ()
    ):  # fmt: skip
        return False
    pictures = 0  # without words: one may be decoration
    trail = {c for _, c in visit.facts.get("c", [])}
    for ref in visit.refs or ():
        if (
            ref not in found.template
            and ref not in trail
            and seen.frontier.kinds[ref] in (IMAGE, ATTACHMENT, FRAME)
        ):
            if seen.frontier.kinds[ref] == IMAGE and not seen.frontier.texts[ref].strip() and not pictures:
                pictures += 1
                continue
            return False
    flat = visit.facts.get("u", [])
    own = sum(n for text, n in zip(flat[::2], flat[1::2], strict=True) if text not in found.frame)
    most = _BARE_TEXT + 3 * len(str(visit.facts.get("h", "")))  # heading, breadcrumb, the name once more
    return own < most or (bool(visit.facts.get("b")) and own < 4 * most)


def _unreadable(seen: Seen, found: Found, id: int) -> bool:
    """Whether a script or a frame fills the page, so that nothing can be said of its content."""
    visit = seen.visits[id]
    scripted = int(visit.facts.get("s", 0))
    framed = any(seen.frontier.kinds[i] == FRAME and i not in found.template for i in visit.refs or ())
    return scripted == 2 or (scripted == 1 and found.scripted_share < 0.5) or framed


def look(seen: Seen, found: Found) -> list[tuple[str, str, dict[str, Any]]]:
    """Blank and resting columns, the resting home page, entries without a date."""
    out: list[tuple[str, str, dict[str, Any]]] = []
    today = seen.today
    for told in found.columns:
        column = told.column
        evidence: dict[str, Any] = {"text": column.name, "kind": column.kind, "level": told.level}
        if told.mapped is not None and told.mapped.exempt:
            continue
        if not column.entries and _unreadable(seen, found, told.id):
            out.append(
                ("column.unreadable", column.url, {**evidence, "reason": "内容由脚本或框架装入，读不出"})
            )
            continue
        if not column.entries and is_blank(seen, found, told.id):
            out.append(("column.blank", column.url, evidence))
            continue
        limit = told.mapped.freshness if told.mapped is not None and told.mapped.freshness else None
        limit = limit or seen.options.freshness.get(column.kind)
        if limit is None and _YEARLY.search(column.name):
            limit = seen.options.yearly_freshness
        elif limit is None and column.last is not None and not _STANDING.search(column.name):
            limit = seen.options.other_freshness
        if limit is None or not column.entries:
            continue
        if column.last is None:
            out.append(
                ("column.unreadable", column.url, {**evidence, "reason": "条目没有发布时间，不能判断更新"})
            )
        elif column.last < limit.since(today):
            out.append(
                (
                    "column.stale", column.url,
                    {**evidence, "last": column.last.isoformat(), "days": (today - column.last).days,
                     "expected": limit.since(today).isoformat(), "found": column.entries},
                )
            )  # fmt: skip
    out += _home(seen)
    out += _undated(seen, found)
    return out


def _home(seen: Seen) -> list[tuple[str, str, dict[str, Any]]]:
    visit = seen.visits.get(seen.frontier.home)
    if visit is None or visit.refs is None:
        return []
    days = list(visit.facts.get("d", [])[1::2])
    for ref in visit.refs:
        article = seen.visits.get(seen.final(ref)[0])
        if article is not None and "a" in article.facts and "p" in article.facts:
            days.append(int(article.facts["p"]))
    horizon = (seen.today + DAY_AHEAD).toordinal()
    days = [d for d in days if d <= horizon]
    since = seen.options.home_freshness.since(seen.today)
    if not days or max(days) >= since.toordinal():
        return []
    last = dt.date.fromordinal(max(days))
    evidence = {"last": last.isoformat(), "days": (seen.today - last).days, "expected": since.isoformat()}
    return [("home.stale", seen.url(seen.frontier.start), evidence)]


def _is_elsewhere(facts: dict[str, Any], name: str) -> bool:
    """Whether a page says that it belongs to another column, such as a form that is linked beside a list."""
    label = facts.get("n")
    return bool(label) and label != name and name not in [crumb for crumb, _ in facts.get("c", [])]


def _undated(seen: Seen, found: Found) -> list[tuple[str, str, dict[str, Any]]]:
    """Articles without a date in lists whose other articles have one."""
    out: dict[int, str] = {}
    lists = [(t.column.name, t.entries) for t in found.columns]
    for id in found.further:
        flat = seen.visits[id].facts.get("d", [])
        lists.append((str(seen.visits[id].facts.get("h", "")), flat[::2]))
    for name, entries in lists:
        pages = [seen.final(e)[0] for e in entries if seen.frontier.kinds[e] == LINK]
        pages = [
            p
            for p in pages
            if seen.is_page(p)
            and p not in found.ids
            and p not in found.further
            and not _is_elsewhere(seen.visits[p].facts, name)
            and not hub.is_standing(str(seen.visits[p].facts.get("h", "")))
            and not seen.visits[p].facts.get("m")
        ]
        bare = [p for p in pages if "p" not in seen.visits[p].facts]
        if bare and len(bare) * 2 < len(pages):
            for page in bare:
                out.setdefault(page, name)
    return [("page.undated", seen.url(page), {"place": name}) for page, name in out.items()]
