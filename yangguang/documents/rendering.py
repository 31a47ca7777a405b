"""A cleaned body as readers see it: scrollable tables, charts above their tables, marked outside links."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from urllib.parse import quote, urlsplit

from lxml import html as lxml_html

from yangguang.core import charts

from .bodies import file_ids, inner, tree

Sizes = Mapping[int, tuple[int, int]]


def render(
    html: str, *, hosts: Collection[str] = (), leave: str = "/leave/", sizes: Sizes | None = None
) -> str:
    """The body for a public page.

    ``sizes`` gives width and height in pixels of the site's pictures by their number, so that a page keeps its place
    while they load.
    ``hosts`` are the site's own; a link elsewhere goes through ``leave`` (国办发〔2017〕47号 asks to tell readers that
    they leave the site), unless it leads to another government site.
    """
    if not html:
        return ""
    root = tree(html)
    for number, table in enumerate(list(root.iter("table")), 1):
        _wrap_table(table, number)
    for img in root.iter("img"):
        img.set("loading", "lazy")
        img.set("decoding", "async")
        _size(img, sizes or {})
    for video in root.iter("video", "audio"):
        video.set("controls", "controls")
        video.set("preload", "metadata")
    for link in root.iter("a"):
        _mark_link(link, hosts, leave)
    return inner(root)


def lead_picture(html: str) -> tuple[str, str]:
    """The first picture of a rendered body, with its caption, and the body without it; "" when there is none.

    It loads at once, for it stands in sight.
    """
    if "<img" not in html:
        return "", html
    root = tree(html)
    img = next(root.iter("img"))
    parent = img.getparent()
    element = parent if parent.tag == "figure" else img
    img.set("loading", "eager")
    img.set("fetchpriority", "high")
    element.drop_tree()
    return lxml_html.tostring(element, encoding="unicode", with_tail=False), inner(root)


def _size(img: lxml_html.HtmlElement, sizes: Sizes) -> None:
    if img.get("width") and img.get("height"):
        return
    found = next((sizes[n] for n in file_ids(f'src="{img.get("src") or ""}"') if n in sizes), None)
    if found:
        img.set("width", str(found[0]))
        img.set("height", str(found[1]))


def _head_rows(table: lxml_html.HtmlElement) -> None:
    """Leading rows of headings become the table's head, and headings say whether they stand over or beside cells."""
    rows = list(table.iter("tr"))
    heads = []
    for row in rows[:-1]:
        if not len(row) or any(c.tag != "th" for c in row):
            break
        heads.append(row)
    if heads and table.find("thead") is None:
        head = lxml_html.Element("thead")
        first = next(e for e in table if e.tag in ("tbody", "tr"))
        first.addprevious(head)
        for row in heads:
            head.append(row)
    for row in rows:
        scope = "col" if row.getparent().tag == "thead" else "row"
        for cell in row:
            if cell.tag == "th" and not cell.get("scope"):
                cell.set("scope", scope)


def outline(html: str) -> tuple[str, list[tuple[int, str, str]]]:
    """The body with an ``id`` on every heading, and its table of contents as (level, id, text)."""
    if not re.search(r"<h[234]", html):
        return html, []
    root = tree(html)
    found = []
    for number, heading in enumerate(root.iter("h2", "h3", "h4"), 1):
        anchor = heading.get("id") or f"section-{number}"
        heading.set("id", anchor)
        found.append((int(heading.tag[1]), anchor, " ".join(heading.text_content().split())))
    return inner(root), found


def _wrap_table(table: lxml_html.HtmlElement, number: int) -> None:
    _head_rows(table)
    caption = table.find("caption")
    name = caption.text_content().strip() if caption is not None else f"表格 {number}"
    box = lxml_html.Element("div")
    box.set("class", "doc-table")
    box.set("role", "region")
    box.set("aria-label", name)
    box.set("tabindex", "0")
    parent = table.getparent()
    tail, table.tail = table.tail, None
    parent.replace(table, box)
    box.append(table)
    box.tail = tail
    if table.get("data-chart") and (svg := _chart(table, name)):
        picture = lxml_html.fragment_fromstring(svg, create_parent="div")
        picture.set("class", "doc-chart")
        box.addprevious(picture)


def _chart(table: lxml_html.HtmlElement, name: str) -> str:
    """A chart of the table's first column of words and first column of numbers; "" when there is none."""
    rows: list[tuple[str, float]] = []
    for row in table.iter("tr"):
        cells = [c.text_content().strip() for c in row if c.tag in ("td", "th")]
        numbers = [_number(c) for c in cells[1:]]
        value = next((n for n in numbers if n is not None), None)
        if cells and value is not None:
            rows.append((cells[0], value))
    return charts.values(name, rows, table.get("data-unit") or "") if 1 < len(rows) <= 40 else ""


def _number(text: str) -> float | None:
    try:
        return float(text.replace(",", "").replace("，", "").rstrip("%％"))
    except ValueError:
        return None


def _mark_link(link: lxml_html.HtmlElement, hosts: Collection[str], leave: str) -> None:
    target = link.get("href") or ""
    host = (urlsplit(target).hostname or "").lower()
    if not host or host in hosts or host.endswith(".gov.cn"):
        return
    link.set("href", f"{leave}?to={quote(target, safe='')}")
    link.set("class", "outside")
