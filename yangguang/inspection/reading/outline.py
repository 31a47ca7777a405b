"""A page's elements by name, gathered in one walk, so that nobody searches the tree for what is not there."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

_NONE: list[LexborNode] = []
_THINGS = frozenset(
    ("img", "link", "iframe", "frame", "embed", "object", "video", "audio", "source", "input")
)


# Lists that one family of systems sends as records in a script, and draws when the page is open.
_STORE = re.compile(
    r"<script[^>]{0,200}>\s*(?:<\?xml[^>]{0,100}\?>\s*)?<datastore\b(.*?)</script\s*>", re.S | re.I
)
_RECORD = re.compile(r"<record>\s*<!\[CDATA\[(.*?)\]\]>\s*</record>", re.S | re.I)


def _with_records(html: str) -> str:
    """The page as its readers see it: records in the place of the script that holds them."""

    def drawn(store: re.Match[str]) -> str:
        records = "".join(_RECORD.findall(store[1]))
        low = records[:60].lstrip().lower()
        tag = "ul" if low.startswith("<li") else "table" if low.startswith("<tr") else "div"
        return f"<{tag}>{records}</{tag}>"

    return _STORE.sub(drawn, html)


class Outline:
    """The tree of a page, its elements by tag in the order of the document, and what refers to files.

    ``nameless`` are links that tell a reader's tool nothing, ``ids`` the nodes with an id, ``viewports`` and ``refreshes``
    meta elements with their attributes, ``inputs`` input elements with type and attributes: filled by who looks at each
    link, anchor, meta and input element anyway.
    """

    __slots__ = ("by", "html", "ids", "inputs", "nameless", "refreshes", "things", "tree", "viewports")

    def __init__(self, html: str) -> None:
        if "<datastore" in html:
            html = _with_records(html)
        self.html = html
        self.tree = tree = LexborHTMLParser(html)
        self.by: dict[str, list[LexborNode]] = {}
        self.things: list[tuple[str, LexborNode]] = []
        self.nameless: list[LexborNode] = []
        self.ids: list[tuple[str, LexborNode]] = []
        self.inputs: list[tuple[str, dict[str, str | None], LexborNode]] = []
        self.viewports: list[tuple[dict[str, str | None], LexborNode]] = []
        self.refreshes: list[tuple[dict[str, str | None], LexborNode]] = []
        by, things = self.by, self.things
        root = tree.root
        if root is None:
            return
        for node in root.traverse():
            tag = node.tag or ""
            try:
                by[tag].append(node)
            except KeyError:
                by[tag] = [node]
            if tag in _THINGS:
                things.append((tag, node))

    def all(self, tag: str) -> list[LexborNode]:
        """The elements of a name; an empty list, not to be changed, when there is none."""
        return self.by.get(tag, _NONE)

    def first(self, tag: str) -> LexborNode | None:
        """The first element of a name."""
        found = self.by.get(tag)
        return found[0] if found else None

    def any(self, *tags: str) -> bool:
        """Whether the page has an element of one of these names."""
        by = self.by
        return any(tag in by for tag in tags)
