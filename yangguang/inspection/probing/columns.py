"""Columns of a site that is not ours: found by labels, navigation, breadcrumbs and the shape of lists; how fresh each is."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from ..crawling.kinds import ATTACHMENT, EXTERNAL, LINK
from ..crawling.state import Visit
from ..observing import KINDS, Column
from ..options import Mapped
from ..reading.dates import url_date
from .seen import Seen

_BY_NAME: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("政策解读", re.compile(r"解读")),
    ("通知公告", re.compile(r"通知|公告|公示|通告")),
    ("领导信息", re.compile(r"领导(?:信息|之窗|介绍|简介|分工|班子)|^区?领导$")),
    ("动态要闻", re.compile(r"动态|要闻|新闻|资讯|头条|快讯")),
    ("政策文件", re.compile(r"政策(?:文件|法规)?$|规范性文件|(?:政府|区府|街道|部门)?文件$|法规文件")),
    ("机构职能", re.compile(r"机构(?:职能|设置|概况|简介)|职能|职责|内设")),
    ("概况信息", re.compile(r"概况|区情|简介|走进")),
    ("办事服务", re.compile(r"办事|服务|便民")),
    ("互动交流", re.compile(r"互动|咨询|信箱|征集|调查|访谈|留言|投诉|建言")),
    ("信息公开", re.compile(r"公开")),
)
_NO_COLUMN = re.compile(
    r"地图|导航|检索|搜索|查询|登录|注册|联系我们|关于我们|关于本站|无障碍|长者|English|RSS|订阅|版权|声明|帮助|首页|返回|更多|手机版|繁体|"
    r"申请公开|找错|隐私|下一页|上一页|尾页|末页|个人中心|意见反馈|^\d+$|说明$", re.I
)  # fmt: skip
_PAGING = re.compile(r"_\d{1,4}(?=\.\w{2,5}$)")
_PAGE_PARAMETER = re.compile(
    r"[?&](?:page|p|pn|pageno|pagenum|pageindex|currentpage|curpage|cur_page|pageid)=\d+", re.I
)
_TEMPLATE_SHARE = 0.3  # of the pages; what more of them refer to belongs to the template
DAY_AHEAD = dt.timedelta(days=1)


@dataclass(slots=True)
class Told:
    """A column with what its freshness is judged by."""

    id: int
    column: Column
    entries: list[int]
    level: int
    mapped: Mapped | None = None
    undated: int = 0


@dataclass
class Found:
    """Columns of a site, and the statistics they were told by."""

    columns: list[Told] = field(default_factory=list)
    template: frozenset[int] = frozenset()
    frame: frozenset[int] = frozenset()
    scripted_share: float = 0.0
    ids: frozenset[int] = frozenset()
    further: frozenset[int] = frozenset()


def kind_of(name: str, label: str = "") -> str:
    """The kind of a column by its label, else by its name; "" when neither tells."""
    if label in KINDS:
        return label
    for text in (label, name):
        for kind, sign in _BY_NAME:
            if text and sign.search(text):
                return kind
    return ""


_NUMBERED = re.compile(r"(.+)/\d{1,4}\.([a-z]{3,5})", re.I)


def _is_further_page(seen: Seen, id: int) -> bool:
    """Whether an address is page two and on of a list. ``list_12.html`` may well be the first page of column 12."""
    url = seen.url(id)
    if _PAGE_PARAMETER.search(url):
        return True
    whole, query, _ = url.partition("?")
    if query and _first_of(seen, whole, id):  # one list, narrowed: the same name at the same address
        return True
    if numbered := _NUMBERED.fullmatch(url):  # /a/b/2.htm of /a/b.htm
        above, ending = numbered.groups()
        firsts = [f"{above}.{ending}", f"{above}/", f"{above}/index.{ending}"]
        return any(_first_of(seen, first, id) for first in firsts)
    base = _PAGING.sub("", url)
    if base == url:
        return False
    folder = base[: base.rfind("/") + 1]
    firsts = [base, _PAGING.sub("_1", url)]
    if base[len(folder) :].startswith(("index.", "default.")):
        firsts.append(folder)
    return any(_first_of(seen, first, id) for first in firsts)


def _first_of(seen: Seen, first: str, id: int) -> bool:
    other = seen.frontier.known(first)
    return other is not None and other != id and _same_list(seen.visits.get(other), seen.visits[id])


def _aliases(seen: Seen, ids: list[int]) -> set[int]:
    """Addresses that answer with the same bytes as a shorter one: ``/a/index.html`` and ``/a/``."""
    first: dict[str, int] = {}
    out: set[int] = set()
    for id in sorted(ids, key=lambda i: (len(seen.url(i)), i)):
        digest = seen.visits[id].digest
        if digest and first.setdefault(digest, id) != id:
            out.add(id)
    return out


def _same_list(a: Visit | None, b: Visit) -> bool:
    return a is not None and a.facts.get("h") == b.facts.get("h") and a.facts.get("n") == b.facts.get("n")


def _candidates(seen: Seen, template: frozenset[int]) -> dict[int, str]:
    """Pages that may be columns, each with the name the link to it has (or "")."""
    home = seen.frontier.home
    found: dict[int, str] = {}
    crumbs: Counter[int] = Counter()
    names: dict[int, str] = {}
    for id, visit in seen.pages():
        facts = visit.facts
        trail = facts.get("c", [])
        for name, crumb in trail:
            if crumb >= 0 and name not in ("首页", "网站首页"):
                crumbs[crumb] += "a" in facts
                names.setdefault(crumb, str(name))
        if id != home and "a" not in facts and (facts.get("n") or _listed(facts, template) >= 3):
            found[id] = ""
    start = seen.visits.get(home)
    for id in (start.refs or ()) if start is not None else ():
        if seen.frontier.kinds[id] == LINK and 2 <= len(seen.frontier.texts[id]) <= 12:
            end, _ = seen.final(id)
            facts = seen.visits[end].facts if end in seen.visits else {"a": 1}
            # What every page links to is the menu, whatever its addresses look like.
            if "a" not in facts and (id in template or _like_an_index(seen.url(end))):
                found.setdefault(end, seen.frontier.texts[id])
    for id, number in crumbs.items():
        end, _ = seen.final(id)
        if number:
            found[end] = found.get(end) or names[id]
    return {
        id: name for id, name in found.items()
        if id not in (home, seen.frontier.start) and seen.is_page(id) and "a" not in seen.visits[id].facts
        and "guide" not in seen.visits[id].facts
    }  # fmt: skip


def _listed(facts: dict[str, Any], template: frozenset[int]) -> int:
    """How many dated entries a page has of its own; boxes that stand on every page do not count."""
    return sum(1 for id in facts.get("d", ())[::2] if id not in template)


def _like_an_index(url: str) -> bool:
    path, _, query = url.partition("?")
    last = path.rpartition("/")[2]
    return not last or last.startswith(("index", "list", "default", "column", "col", "channel")) or "." not in last or bool(
        re.search(r"(?:column|channel|cat|type|class|node|col)\w{0,8}=", query, re.I)
    )  # fmt: skip


def find(seen: Seen, counts: Counter[int]) -> Found:
    """All columns, each with its entries and newest day."""
    pages = [v for _, v in seen.pages()]
    enough = max(3.0, _TEMPLATE_SHARE * len(pages))
    found = Found(template=frozenset(i for i, n in counts.items() if n >= enough))
    # Pieces of text that many pages without an article show are the site's frame.
    texts: Counter[int] = Counter()
    plain = [v.facts["u"] for v in pages if v.facts.get("u")]
    for flat in plain:
        texts.update(set(flat[::2]))
    often = max(3.0, _TEMPLATE_SHARE / 3 * len(plain))
    found.frame = frozenset(t for t, n in texts.items() if n > often)
    found.scripted_share = sum(1 for v in pages if v.facts.get("s")) / max(1, len(pages))
    chosen = _candidates(seen, found.template)
    further = _aliases(seen, list(chosen)) | {id for id in chosen if _is_further_page(seen, id)}
    kept = {id: name for id, name in chosen.items() if id not in further}
    names = {id: _name_of(seen, id, name) for id, name in kept.items()}
    kept = {id: name for id, name in names.items() if name and not _NO_COLUMN.search(name)}
    found.ids, found.further = frozenset(kept), frozenset(further)
    parents = {id: _parent(seen, id, kept) for id in kept}
    children: dict[int, list[int]] = {}
    for id, parent in parents.items():
        children.setdefault(parent, []).append(id)
    told: dict[int, Told] = {}
    for id, name in kept.items():
        told[id] = _told(seen, found, id, name, parents, kept, further)
    _gather(told, children)
    found.columns = sorted(told.values(), key=lambda t: t.column.url)
    return found


def _name_of(seen: Seen, id: int, link: str) -> str:
    mapped = _mapped(seen, id)
    if mapped is not None and mapped.name:
        return mapped.name
    facts = seen.visits[id].facts
    trail = facts.get("c", [])
    crumb = str(trail[-1][0]) if trail and (trail[-1][1] in (-1, id)) else ""
    name = facts.get("n") or link or crumb or facts.get("h", "")
    return str(name).strip()[:30]


def _mapped(seen: Seen, id: int) -> Mapped | None:
    return next((m for m in seen.options.mapped if m.fits(seen.url(id))), None)


def _parent(seen: Seen, id: int, kept: dict[int, str]) -> int:
    for _, crumb in reversed(seen.visits[id].facts.get("c", [])):
        end = seen.final(crumb)[0] if crumb >= 0 else -1
        if end != id and end in kept:
            return end
    url = seen.url(id)
    folder = url[: url.rstrip("/").rfind("/") + 1]
    while folder.count("/") > 3:
        other = seen.frontier.known(folder)
        if other is not None and other in kept and other != id:
            return other
        folder = folder[: folder.rstrip("/").rfind("/") + 1]
    return -1


def _owner(seen: Seen, visit: Visit, kept: dict[int, str]) -> tuple[int, str]:
    """The column an article says it belongs to: by breadcrumb, and by label."""
    for _, crumb in reversed(visit.facts.get("c", [])):
        end = seen.final(crumb)[0] if crumb >= 0 else -1
        if end in kept:
            return end, str(visit.facts.get("n", ""))
    return -1, str(visit.facts.get("n", ""))


def _below(id: int, top: int, parents: dict[int, int]) -> bool:
    for _ in range(10):
        if id == top:
            return True
        id = parents.get(id, -1)
        if id < 0:
            return False
    return False


def _told(
    seen: Seen,
    found: Found,
    id: int,
    name: str,
    parents: dict[int, int],
    kept: dict[int, str],
    further: set[int],
) -> Told:
    visit = seen.visits[id]
    trail = {c for _, c in visit.facts.get("c", [])}
    flat = visit.facts.get("d", [])
    dated = dict(zip(flat[::2], flat[1::2], strict=True))
    entries: list[int] = []
    latest = 0
    undated = 0
    horizon = (seen.today + DAY_AHEAD).toordinal()
    for ref in visit.refs or ():
        end, _ = seen.final(ref)
        if (
            end == id
            or ref in trail
            or end in kept
            or end in further
            or end in (seen.frontier.home, seen.frontier.start)
        ):
            continue
        kind = seen.frontier.kinds[ref]
        if kind not in (LINK, ATTACHMENT, EXTERNAL):
            continue
        article = seen.visits.get(end)
        day = dated.get(ref, 0)
        if kind == LINK:
            facts = article.facts if article is not None else {}
            owner, label = _owner(seen, article, kept) if article is not None else (-1, "")
            # Boxes of other columns stand beside many lists; what says it belongs elsewhere is no entry of this one.
            if (
                owner >= 0
                and label != name
                and not _below(owner, id, parents)
                and not _below(id, owner, parents)
            ):
                continue
            if owner < 0 and label and label != name and label in kept.values():
                continue
            if ref in found.template and owner < 0 and not day:
                continue
            if not day:
                day = int(facts.get("p", 0)) or _url_ordinal(seen.url(ref))
            if not day and "a" not in facts and ref in found.template:
                continue
        elif ref in found.template or (kind == EXTERNAL and not day):
            continue
        entries.append(ref)
        if not day:
            undated += 1
        elif latest < day <= horizon:
            latest = day
    if not entries and "p" in visit.facts:
        latest = int(visit.facts["p"])
    level, up = 1, parents.get(id, -1)
    while up >= 0 and level < 9:
        level, up = level + 1, parents.get(up, -1)
    mapped = _mapped(seen, id)
    kind_name = (
        mapped.kind if mapped is not None and mapped.kind else kind_of(name, str(visit.facts.get("k", "")))
    )
    parent = parents.get(id, -1)
    column = Column(
        seen.url(id), name, kind_name, dt.date.fromordinal(latest) if latest else None, len(entries),
        seen.url(parent) if parent >= 0 else "",
    )  # fmt: skip
    return Told(id, column, entries, level, mapped, undated)


def _url_ordinal(url: str) -> int:
    day = url_date(url)
    return day.toordinal() if day else 0


def _gather(told: dict[int, Told], children: dict[int, list[int]]) -> None:
    """A column is as fresh as the freshest below it, and not blank when one of those holds anything."""

    def walk(id: int, depth: int) -> tuple[dt.date | None, int]:
        one = told[id]
        last, entries = one.column.last, one.column.entries
        for child in children.get(id, ()) if depth < 12 else ():
            if child == id:
                continue
            below, more = walk(child, depth + 1)
            entries += more
            if below is not None and (last is None or below > last):
                last = below
        if (last, entries) != (one.column.last, one.column.entries):
            one.column = Column(
                one.column.url, one.column.name, one.column.kind, last, entries, one.column.parent
            )
        return last, entries

    for id in children.get(-1, ()):
        walk(id, 0)
