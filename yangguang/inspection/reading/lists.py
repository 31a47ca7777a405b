"""Where a page stands by its breadcrumb, and the entries of its lists with their dates."""

from __future__ import annotations

import datetime as dt
import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from .dates import first_date
from .outline import Outline

_HERE = re.compile(r"(?:当前|所在|现在|您的?)(?:的)?(?:位置|所在)")


# Names of breadcrumbs, each with the elements it may be the name of.
_NAMES = (
    ("crumb", "[class*=crumb],[id*=crumb]"), ("position", "[class*=position]"), ("location", "[class*=location]"),
    ("dqwz", "[class*=dqwz]"), ("weizhi", "[class*=weizhi]"), ("bread", "[class*=bread]"), ("curpos", "[class*=curpos]"),
    ("path", "[class*=path]"), ("local", "[class*=local]"), ("wz", "[class*=wz]"), ("aria-label", "[aria-label*=位置]"),
)  # fmt: skip


def crumbs_of(page: Outline, shown: str) -> list[tuple[str, str]]:
    """The way to the page as it says itself: (text, address or "")."""
    crumbs: list[tuple[str, str]] = []
    tree, html = page.tree, page.html
    named = ",".join([elements for name, elements in _NAMES if name in html])
    node = tree.css_first(named) if named else None
    if node is None or not node.css("a") or len(node.text()) > 300:
        node = None
        if ("位置" in shown or "所在" in shown) and _HERE.search(shown[:6000]):
            node = _innermost(tree)
    if node is None:
        return crumbs
    last = ""
    for link in node.css("a[href]"):
        last = " ".join(link.text().split())
        crumbs.append((last[:40], link.attributes.get("href") or ""))
    text = " ".join(node.text().split())
    tail = re.split(r"[>»›/＞→]|&gt;|::", text)[-1].strip()[:60]
    if tail and tail != last:
        crumbs.append((tail, ""))
    return crumbs


_HOLDERS = frozenset(("div", "p", "td", "span", "section", "li", "ul", "ol", "dd", "h3"))


def _innermost(tree: LexborHTMLParser) -> LexborNode | None:
    """The shortest element with a link that says where the reader is.

    A short page may hold its whole content in an element as small, so the innermost one is meant. What does not say it
    has no part that does, so only the way down to the words is looked at.
    """
    node: LexborNode | None = None
    least = 300
    waiting = [tree.body] if tree.body is not None else []
    while waiting:
        outer = waiting.pop()
        inside = []
        for inner in outer.iter():
            text = inner.text()
            if not (("位置" in text or "所在" in text) and _HERE.search(text)):
                continue
            inside.append(inner)
            if len(text) < least and inner.tag in _HOLDERS and inner.css_first("a") is not None:
                node, least = inner, len(text)
        waiting.extend(reversed(inside))
    return node


_ENDS = frozenset(("body", "html", "ul", "ol", "tbody", "table", "dl"))


def _leads_away(node: LexborNode) -> bool:
    """Whether an element holds links to more than one address."""
    links = node.css("a[href]")
    if len(links) < 2:
        return False
    first = links[0].attributes.get("href")
    return any(link.attributes.get("href") != first for link in links[1:])


class _Rows:
    """The rows of one page's lists: the largest element around a link that has no other link in it (one to the same
    address does not count)."""

    def __init__(self) -> None:
        self._several: dict[int, bool] = {}  # by element: siblings have the same ones above them

    def of(self, link: LexborNode) -> LexborNode | None:
        row: LexborNode | None = None
        up = link.parent
        for _ in range(4):
            if up is None or up.tag in _ENDS:
                break
            mark = up.mem_id
            several = self._several.get(mark)
            if several is None:
                several = self._several[mark] = _leads_away(up)
            if several:
                break
            row = up
            up = up.parent
        return row


# What rows of this process were read as, by their markup: boxes with the newest entries stand on page after page.
_Entry = tuple[str, int, str]
_rows_met: dict[tuple[str, int], _Entry | None] = {}
_MOST_MET, _LONGEST_MET = 4096, 600


def dated_in(tree: LexborHTMLParser, shown: str, today: dt.date) -> list[_Entry]:
    """Addresses of entries with the ordinals of their days, each from the entry's own row, and their names."""
    dated: list[_Entry] = []
    if _DATE_LIKE.search(shown) is None:
        return dated
    seen: set[str] = set()
    around: dict[int, bool] = {}  # whether the list a link may stand in shows any date
    rows, day = _Rows(), today.toordinal()
    beside: dict[int, bool] = {}  # the same by the element right above the link
    for link in tree.css("a[href]"):
        parent = link.parent
        if parent is None:
            continue
        mark = parent.mem_id
        near = beside.get(mark)
        if near is None:
            up = _above(parent, 2)
            near = around.get(up.mem_id)
            if near is None:
                near = up.tag == "body" or _DATE_LIKE.search(up.text(separator=" ")) is not None
                around[up.mem_id] = near
            beside[mark] = near
        if not near:
            continue
        row = rows.of(link)
        if row is None or row.tag == "dt":
            entry = _entry(link, row, today)
        else:
            key = (row.html or "", day)
            if key in _rows_met:
                entry = _rows_met[key]
            else:
                entry = _entry(link, row, today)
                if len(_rows_met) >= _MOST_MET:
                    _rows_met.clear()
                if len(key[0]) < _LONGEST_MET and len(row.css("a[href]")) == 1:
                    _rows_met[key] = entry
        if entry is not None and entry[0] not in seen:
            seen.add(entry[0])
            dated.append(entry)
    return dated


_WHEN = r"(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}日?"
# A day that an entry names for something else than its being published.
_DEADLINE = re.compile(
    r"(?:截止|截至|到期|有效期|开标|报名|开始|结束|征集|公示期?|活动)(?:日期|时间|期限)?[:： ]{0,3}(?:自|至|到)?\s?"
    + _WHEN + r"(?:\s?[至到~—–-]{1,2}\s?" + _WHEN + ")?"
)  # fmt: skip


def _entry(link: LexborNode, row: LexborNode | None, today: dt.date) -> _Entry | None:
    """One entry: where it leads, its day, its name; None without a day."""
    href = (link.attributes.get("href") or "").strip()
    if not href or href[0] == "#" or href[:11].lower() == "javascript:":
        return None
    if row is None:
        text = link.text(separator=" ")
    elif row.tag == "dt" and row.next is not None:
        text = row.text(separator=" ") + " " + (_after(row) or "")
    else:
        text = row.text(separator=" ")
    if len(text) > 600:
        return None
    text = _DEADLINE.sub(" ", text)
    title = link.text(separator=" ")
    day = first_date(text.replace(title, " ", 1), today) or (first_date(title) if len(title) > 12 else None)
    return (href, day.toordinal(), " ".join(title.split())) if day is not None else None


_DATE_LIKE = re.compile(r"\d\s?[-/.年月．–]\s?\d|(?:19|20)\d{6}|\d\s{1,3}(?:19|20)\d\d")


def _above(node: LexborNode, levels: int) -> LexborNode:
    for _ in range(levels):
        up = node.parent
        if up is None or node.tag == "body":
            break
        node = up
    return node


def _after(row: LexborNode) -> str | None:
    following = row.next
    while following is not None and following.tag in ("-text", "-comment"):
        following = following.next
    return following.text(separator=" ")[:300] if following is not None and following.tag == "dd" else None
