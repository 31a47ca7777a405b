"""A page read where no address has a number yet: in this process or beside it, the reading is the same.

What a page refers to is kept as places in a table of references that only grows: the menu of a site is put down once, and
a page is an array of small numbers. Whoever reads the table with the pages gives the addresses their numbers.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from ..probing import home, hub, labels
from ..reading import pages, text
from ..reading.encoding import decode
from ..reading.shown import checksum
from .addresses import folder_of, join
from .kinds import LINK

_NO_TITLE = re.compile(r"[_\-—|–]")
_ARTICLE_CRUMBS = frozenset(
    ("正文", "浏览文章", "详细内容", "文章内容", "内容详情", "详情", "详细信息", "信息详情", "阅读")
)
_OTHER_WRITING = re.compile(r"zh-(?:hant|tw|hk|mo)|(?!zh)[a-z]{2}", re.I)
# Over a box of what others have published.
_BESIDE = re.compile(
    r"热门|热点|热文|大家都在看|猜你喜欢|排行|推荐(?:阅读|信息|文章)|点击量|最新(?:文章|信息)"
)
_BLANK_WORDS = re.compile(
    r"暂无|没有(?:任何)?(?:相关|文章|信息|内容|记录)|无相关|暂时没有|栏目建设中|内容建设中|无数据|敬请期待|正在建设"
)
_ABSOLUTE = re.compile(r"[a-z][a-z0-9+.\-]*:|/", re.I)
MOST_DATED = 80
_MOST_KNOWN = 20_000

Place = tuple[int, str, str]  # kind, address, text of the reference
Piece = tuple[str, str, tuple[tuple[str, ...], ...]]


@dataclass(slots=True)
class Leaf:
    """What is kept of a page. ``refs``, the even places of ``frags`` and the addresses in ``facts`` (``c`` crumbs, ``d``
    dated entries, ``hub``, ``blocks``) are places in the reader's table, -1 for none. ``title`` is not cut; ``length`` is
    that of the text; ``missing`` why the page says that there is nothing. ``labelled`` tells of a label of an article's
    title. ``words`` is what a check of text reads: heading and pieces."""

    digest: str
    skeleton: int
    title: str
    length: int
    missing: str
    labelled: bool
    refs: array[int]
    frags: array[int]
    ids: array[int]
    facts: dict[str, Any] = field(default_factory=dict)
    sightings: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)
    words: tuple[str, list[Piece]] | None = None


class Reader:
    """Reads pages of one site. ``table`` holds all references met, in the order they were met; ``fresh`` those that were
    not handed on yet."""

    def __init__(self, today: dt.date, *, with_hub: bool, with_words: bool) -> None:
        self._today, self._with_hub, self._with_words = today, with_hub, with_words
        self.fresh: list[Place] = []
        self._count = 0
        self._near: dict[str, dict[tuple[int, str, str], tuple[int, str]]] = {}
        self._known = 0
        self._folder: dict[tuple[int, str, str], tuple[int, str]] = {}
        self._absolute: dict[tuple[int, str, str], tuple[int, str]] = {}

    def read(
        self,
        url: str,
        body: bytes,
        charset: str,
        *,
        start: bool = False,
        top: bool = False,
        entry: str | None = None,
    ) -> Leaf:
        """Read a page. ``start`` and ``top`` tell of the address an inspection begins with and the home page it leads
        to, ``entry`` are the words of the link that led to the hub when the page is the hub."""
        decoded = decode(body, charset)
        page = pages.read(decoded, self._today)
        base = url
        if page.base:
            joined = join(url, page.base, page.charset)
            base = joined[0] if joined else url
        self._turn(base, page.charset)
        skeleton = page.skeleton
        path = "/" + url.partition("?")[0].split("/", 3)[3]
        if len(path) > 3 and path in page.text:
            skeleton = pages.skeleton_of(page.text.replace(path, ""))
        refs, frags = self._refs(base, page.charset, page.refs)
        # A name alone points into the page itself, whatever its base.
        leaf = Leaf(
            hashlib.sha256(body).hexdigest(), skeleton, page.title, len(page.text), page.missing,
            bool(page.labels.get("articletitle")), refs, frags, page.ids, self._facts(base, page), page.sightings,
        )  # fmt: skip
        article = "a" in leaf.facts
        if page.moves:
            leaf.facts["m"] = 1
        else:
            _labels(page, article, leaf, start=start or _ROOT.fullmatch(path) is not None)
        if start or top:
            self._home(base, page, decoded.text, leaf)
        if self._with_hub:
            self._hub(base, page, leaf, entry)
        if self._with_words and article:
            leaf.words = _words(page)
        return leaf

    def code(self, url: str, refs: Iterable[tuple[int, str, str]]) -> array[int]:
        """Places of what a style sheet refers to."""
        self._turn(url, "utf-8")
        return self._refs(url, "utf-8", refs)[0]

    # -- references

    def _turn(self, base: str, charset: str) -> None:
        """Take the tables of a folder and a host: links of pages beside each other lead to the same."""
        if self._known > _MOST_KNOWN:
            self._near.clear()
            self._known = 0
        folder = folder_of(base)
        self._folder = self._near.setdefault(charset[:2] + folder, {})
        self._absolute = self._near.setdefault(charset[:2] + "/".join(folder.split("/", 3)[:3]), {})

    def _place(self, base: str, charset: str, ref: tuple[int, str, str]) -> tuple[int, str]:
        """Place and fragment of a reference as written on a page; place -1 for what is no web address."""
        joined = join(base, ref[1], charset)
        if joined is None:
            found = (-1, "")
        else:
            found = (self._count, joined[1])
            self._count += 1
            self.fresh.append((ref[0], joined[0], ref[2]))
        # A name or a query alone depends on the page.
        if ref[1][:1] not in ("#", "?", ""):
            self._known += 1
            (self._absolute if _ABSOLUTE.match(ref[1]) else self._folder)[ref] = found
        return found

    def _refs(
        self, base: str, charset: str, refs: Iterable[tuple[int, str, str]]
    ) -> tuple[array[int], array[int]]:
        absolute, folder = self._absolute, self._folder
        places: dict[int, None] = {}
        frags: array[int] = array("I")
        for ref in refs:
            found = absolute.get(ref) or folder.get(ref) or self._place(base, charset, ref)
            if found[0] < 0:
                continue
            places[found[0]] = None
            fragment = found[1]
            if fragment and fragment[0] not in "!/:" and fragment.lower() != "top" and ref[0] == LINK:
                decoded = unquote(fragment)
                frags.extend((found[0], checksum(decoded if decoded != fragment else fragment)))
        return array("I", places), frags

    def _at(self, base: str, charset: str, href: str) -> int:
        if not href or href.lower().startswith("javascript:"):
            return -1
        ref = (LINK, href, "")
        found = self._absolute.get(ref) or self._folder.get(ref) or self._place(base, charset, ref)
        return found[0]

    # -- what a page says

    def _facts(self, base: str, page: pages.Read) -> dict[str, Any]:
        facts: dict[str, Any] = {}
        given = page.labels
        # A column says so by its labels (国办发〔2017〕47号), whatever day stands beside its name.
        column = "columnname" in given and (bool(page.dated) or "columndescription" in given)
        article = "articletitle" in given or "pubdate" in given or (page.published is not None and not column)
        article = article or (bool(page.crumbs) and page.crumbs[-1][0] in _ARTICLE_CRUMBS)
        if article:
            facts["a"] = 1
        if page.published is not None:
            facts["p"] = page.published.toordinal()
        if given.get("columnname"):
            facts["n"] = given["columnname"][:40]
        if given.get("columntype"):
            facts["k"] = given["columntype"][:20]
        facts["h"] = (page.heading or _NO_TITLE.split(page.title)[0].strip())[:40]
        if page.crumbs:
            facts["c"] = [[name, self._at(base, page.charset, href)] for name, href in page.crumbs[-6:]]
        if page.dated and not article:
            flat: list[int] = []
            for href, ordinal in page.dated[:MOST_DATED]:
                at = self._at(base, page.charset, href)
                if at >= 0:
                    flat += (at, ordinal)
            facts["d"] = flat
        if not article:
            facts["u"] = [n for piece in page.plain for n in piece]
        if page.scripted:
            facts["s"] = 2 if pages.LOADING.search(page.text) else 1
        if not article and _BLANK_WORDS.search(page.text):
            facts["b"] = 1
        if not article and _BESIDE.search(page.text):
            facts["o"] = 1
        if page.handlers:
            facts["f"] = [list(h) for h in page.handlers[:20]]
        return facts

    def _home(self, base: str, page: pages.Read, html: str, leaf: Leaf) -> None:
        leaf.sightings += home.look(page, html)
        entry = home.hub_entry(page)
        if entry is not None:
            at = self._at(base, page.charset, entry[0])
            if at >= 0:
                leaf.facts["hub"] = [at, entry[1]]
        if page.search and page.search[1]:
            joined = join(base, page.search[0] or base, page.charset)
            if joined is not None:
                leaf.facts["q"] = [joined[0], page.search[1]]

    def _hub(self, base: str, page: pages.Read, leaf: Leaf, entry: str | None) -> None:
        if entry is not None:
            found, blocks = hub.look(page, entry)
            leaf.sightings += found
            leaf.facts["blocks"] = [[name, self._at(base, page.charset, href)] for name, href in blocks]
        if hub.is_guide(page):
            leaf.facts["guide"] = hub.guide_missing(page.text)
        elif hub.is_reports(page) and "a" not in leaf.facts:
            leaf.facts["years"] = hub.report_years(page)


_ROOT = re.compile(r"/(?:(?:index|default|home)\.\w{2,5})?", re.I | re.A)  # the home page by its file's name


def _labels(page: pages.Read, article: bool, leaf: Leaf, *, start: bool) -> None:
    site = labels.wrong(page.labels, labels.SITE)
    if site:
        leaf.sightings.append(("site.labels", "；".join(site), {"wrong": site}))
    names: tuple[str, ...] = ()
    if article:
        names = labels.ARTICLE
    elif not start and ("columnname" in page.labels or len(page.dated) >= 3):
        names = labels.COLUMN
    wrong = labels.wrong(page.labels, names)
    if wrong:
        kind = "内容页" if article else "栏目页"
        leaf.sightings.append(("page.labels", f"{kind}：{'；'.join(wrong)}", {"wrong": wrong, "kind": kind}))


def _words(page: pages.Read) -> tuple[str, list[Piece]] | None:
    """What a check of text reads of an article: nothing of pages that say they are not in simplified Chinese."""
    tree = page.tree
    root = tree.css_first("html") if tree is not None else None
    if tree is None or _OTHER_WRITING.match((root.attributes.get("lang") or "") if root is not None else ""):
        return None
    body = text.body_of(tree)
    return (page.heading or page.title, text.pieces_of(body)) if body is not None else None
