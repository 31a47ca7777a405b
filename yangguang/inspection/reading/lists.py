"""Where a page stands by its breadcrumb, and the entries of its lists with their dates."""

from __future__ import annotations

import datetime as dt
import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from .dates import first_date

_HERE = re.compile(r"(?:当前|所在|现在|您的?)(?:的)?(?:位置|所在)")


def crumbs_of(tree: LexborHTMLParser, shown: str) -> list[tuple[str, str]]:
    """The way to the page as it says itself: (text, address or "")."""
    crumbs: list[tuple[str, str]] = []
    node = tree.css_first(
        "[class*=crumb],[class*=position],[class*=location],[class*=dqwz],[class*=weizhi],[class*=bread],[id*=crumb],"
        "[aria-label*=位置],[class*=curpos],[class*=path],[class*=local],[class*=wz]"
    )
    if node is None or not node.css("a") or len(node.text()) > 300:
        node = None
        if _HERE.search(shown[:6000]):
            least = 300
            for inner in tree.css("div,p,td,span,section,li,ul,ol,dd,h3"):
                text = inner.text()
                # The innermost one: a short page may hold its whole content in an element as small.
                if len(text) < least and _HERE.search(text) and inner.css_first("a") is not None:
                    node, least = inner, len(text)
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


def _row_of(link: LexborNode) -> LexborNode | None:
    """The largest element around a link that has no other link (one to the same address does not count)."""
    href = link.attributes.get("href")
    row: LexborNode | None = None
    up = link.parent
    for _ in range(4):
        if up is None or up.tag in ("body", "html", "ul", "ol", "tbody", "table", "dl"):
            break
        others = up.css("a[href]")
        if len(others) > 1 and any(o.attributes.get("href") != href for o in others):
            break
        row = up
        up = up.parent
    return row


def dated_in(tree: LexborHTMLParser, shown: str, today: dt.date) -> list[tuple[str, int, str]]:
    """Addresses of entries with the ordinals of their days, each from the entry's own row, and their names."""
    dated: list[tuple[str, int, str]] = []
    if _DATE_LIKE.search(shown) is None:
        return dated
    seen: set[str] = set()
    around: dict[int, bool] = {}  # whether the list a link may stand in shows any date
    for link in tree.css("a[href]"):
        up = _above(link, 3)
        near = around.get(up.mem_id)
        if near is None:
            near = around[up.mem_id] = _DATE_LIKE.search(up.text(separator=" ")) is not None
        if not near:
            continue
        href = (link.attributes.get("href") or "").strip()
        if not href or href in seen or href[0] == "#" or href[:11].lower() == "javascript:":
            continue
        row = _row_of(link)
        if row is None:
            text = link.text(separator=" ")
        elif row.tag == "dt" and row.next is not None:
            text = row.text(separator=" ") + " " + (_after(row) or "")
        else:
            text = row.text(separator=" ")
        if len(text) > 600:
            continue
        title = link.text(separator=" ")
        day = first_date(text.replace(title, " ", 1), today) or (
            first_date(title) if len(title) > 12 else None
        )
        if day is not None:
            seen.add(href)
            dated.append((href, day.toordinal(), " ".join(title.split())))
    return dated


_DATE_LIKE = re.compile(r"\d\s?[-/.年月．–]\s?\d|(?:19|20)\d{6}|\d\s{1,3}(?:19|20)\d\d")


def _above(node: LexborNode, levels: int) -> LexborNode:
    for _ in range(levels):
        if node.parent is None or node.tag == "body":
            break
        node = node.parent
    return node


def _after(row: LexborNode) -> str | None:
    following = row.next
    while following is not None and following.tag in ("-text", "-comment"):
        following = following.next
    return following.text(separator=" ")[:300] if following is not None and following.tag == "dd" else None
