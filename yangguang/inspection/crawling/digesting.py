"""From an answer to what is kept of it: pages are read, files compared with their names, redirects followed by number."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from array import array
from typing import Any
from urllib.parse import unquote, urlsplit

from ..options import Options
from ..probing import home, hub, labels
from ..reading import contents, pages, scripts, text
from ..reading.encoding import decode
from .addresses import extension_of, join
from .fetching import Answer
from .frontier import (
    ATTACHMENTS,
    IMAGE,
    IMAGES,
    LINK,
    MEDIA,
    MEDIA_FILES,
    SCRIPT,
    STYLE,
    Frontier,
    folder_of,
)
from .state import Visit

_HTML = ("text/html", "application/xhtml+xml")
_NO_TITLE = re.compile(r"[_\-—|–]")
_ARTICLE_CRUMBS = frozenset(
    ("正文", "浏览文章", "详细内容", "文章内容", "内容详情", "详情", "详细信息", "信息详情", "阅读")
)
_OTHER_WRITING = re.compile(r"zh-(?:hant|tw|hk|mo)|(?!zh)[a-z]{2}", re.I)
_BLANK_WORDS = re.compile(r"暂无|没有相关|无相关|暂时没有|栏目建设中|内容建设中|无数据|敬请期待|正在建设")
MOST_DATED, MOST_TEXT_BYTES = 80, 2_000_000


class Digester:
    """Knows the site's home and, once the home page was read, the way to its hub and its search."""

    def __init__(self, frontier: Frontier, options: Options, today: dt.date) -> None:
        self._frontier = frontier
        self._options = options
        self._today = today
        self.hubs: dict[int, str] = {}  # address of the hub → the words of the link that led there
        self.search: tuple[str, str] | None = None
        self.lost: list[
            tuple[int, str]
        ] = []  # skeleton and title of what the site answers to addresses it lacks
        self.parsed = 0

    def digest(self, id: int, answer: Answer) -> Visit:
        """What is kept of an answer; the body is read here and then let go."""
        frontier = self._frontier
        url, kind = frontier.urls[id], frontier.kinds[id]
        visit = Visit(answer.status, answer.error, answer.etag, answer.modified, ms=answer.ms)
        if 300 <= answer.status < 400 and answer.status != 304 and answer.location:
            joined = join(url, _as_text(answer.location))
            if joined is None:
                visit.error = "protocol"
            else:
                visit.location = frontier.number(joined[0], LINK)
                if id in self.hubs:
                    self.hubs.setdefault(visit.location, self.hubs[id])
            return visit
        if not 200 <= answer.status < 300:
            return visit
        visit.digest = hashlib.sha256(answer.body).hexdigest()
        extension = extension_of(url)
        named = extension_of("http://x/" + answer.extra["name"]) if answer.extra.get("name") else ""
        if kind in (STYLE, SCRIPT):
            self._code(id, url, kind, answer, visit)
        elif kind == IMAGE or extension in IMAGES:
            visit.problem = _image_problem(extension, answer)
        elif extension in ATTACHMENTS or extension in MEDIA_FILES or named in ATTACHMENTS:
            told = extension if extension in ATTACHMENTS or extension in MEDIA_FILES else named
            visit.problem = contents.mismatch(told, answer.body, whole=answer.whole, cut=answer.cut)
        elif answer.media in _HTML or (not answer.media and contents.kind_of(answer.body) == "html"):
            if answer.cut or not answer.body.strip():
                visit.problem = {"kind": "truncated" if answer.cut else "empty"}
            self._page(id, url, answer, visit)
        elif kind != MEDIA and not answer.body:
            visit.problem = {"kind": "empty"}
        return visit

    def _code(self, id: int, url: str, kind: int, answer: Answer, visit: Visit) -> None:
        found = contents.kind_of(answer.body) if answer.body else "text"
        if found == "html":
            visit.problem = {"kind": "html", "expected": "css" if kind == STYLE else "js"}
            return
        written = decode(answer.body[:MOST_TEXT_BYTES], answer.charset).text
        if kind == SCRIPT:
            visit.facts = {"w": " " + " ".join(sorted(scripts.words_of(written))) + " "}
            return
        refs = self._ids(url, "utf-8", [(IMAGE, one, "") for one in pages.css_images(written)])[0]
        if refs:
            visit.refs, visit.facts = refs, {"t": "css"}

    def _ids(
        self, base: str, charset: str, refs: list[tuple[int, str, str]]
    ) -> tuple[array[int], array[int]]:
        folder, resolve = folder_of(base), self._frontier.resolve
        ids: dict[int, None] = {}
        frags: array[int] = array("I")
        for kind, href, words in refs:
            found = resolve(base, folder, charset, kind, href, words)
            if found is None:
                continue
            ids[found[0]] = None
            fragment = found[1]
            if fragment and fragment[0] not in "!/:" and fragment.lower() != "top" and kind == LINK:
                frags.extend((found[0], pages.checksum(fragment)))
                decoded = unquote(fragment)
                if decoded != fragment:
                    frags[-1] = pages.checksum(decoded)
        return array("I", ids), frags

    def _page(self, id: int, url: str, answer: Answer, visit: Visit) -> None:
        self.parsed += 1
        decoded = decode(answer.body, answer.charset)
        page = pages.read(decoded, self._today)
        base = url
        if page.base:
            joined = join(url, page.base, page.charset)
            base = joined[0] if joined else url
        visit.ids, visit.skeleton = page.ids, page.skeleton
        path = urlsplit(url).path
        if len(path) > 3 and path in page.text:
            visit.skeleton = pages.skeleton_of(page.text.replace(path, ""))
        if self._lost(id, visit, page):
            visit.refs = array("I")
            return
        visit.refs, visit.frags = self._ids(base, page.charset, page.refs)
        # A name alone points into the page itself, whatever its base.
        visit.facts = self._facts(base, page)
        visit.sightings = page.sightings
        article = "a" in visit.facts
        if page.moves:
            visit.facts["m"] = 1
        else:
            self._labels(id, page, article, visit)
        if id in (self._frontier.start, self._frontier.home):
            self._home(base, page, decoded.text, visit)
        if self._options.hub:
            self._hub(id, base, page, visit)
        if self._options.words is not None and article and page.tree is not None:
            self._words(url, page, visit)

    def _lost(self, id: int, visit: Visit, page: pages.Read) -> bool:
        if id in (self._frontier.start, self._frontier.home):
            return False
        reason = page.missing
        if not reason:
            for skeleton, title in self.lost:
                if visit.skeleton == skeleton or (title and title == page.title and len(page.text) < 1500):
                    reason = "与不存在的地址所得页面相同"
        if not reason or page.labels.get("articletitle"):
            return False
        visit.sightings = [
            ("page.soft404", "", {"status": visit.status, "text": reason, "title": page.title[:60]})
        ]
        visit.facts = {"x": 1}
        return True

    def _facts(self, base: str, page: pages.Read) -> dict[str, Any]:
        facts: dict[str, Any] = {}
        given = page.labels
        column = "columnname" in given and bool(page.dated)
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
            facts["c"] = [[name, self._id(base, page.charset, href)] for name, href in page.crumbs[-6:]]
        if page.dated and not article:
            flat: list[int] = []
            for href, ordinal in page.dated[:MOST_DATED]:
                id = self._id(base, page.charset, href)
                if id >= 0:
                    flat += (id, ordinal)
            facts["d"] = flat
        if not article:
            facts["u"] = [n for piece in page.plain for n in piece]
        if page.scripted:
            facts["s"] = 2 if pages.LOADING.search(page.text) else 1
        if not article and _BLANK_WORDS.search(page.text):
            facts["b"] = 1
        if page.handlers:
            facts["f"] = [list(h) for h in page.handlers[:20]]
        return facts

    def _id(self, base: str, charset: str, href: str) -> int:
        if not href or href.lower().startswith("javascript:"):
            return -1
        found = self._frontier.resolve(base, folder_of(base), charset, LINK, href, "")
        return found[0] if found else -1

    def _labels(self, id: int, page: pages.Read, article: bool, visit: Visit) -> None:
        site = labels.wrong(page.labels, labels.SITE)
        if site:
            visit.sightings.append(("site.labels", "；".join(site), {"wrong": site}))
        names: tuple[str, ...] = ()
        if article:
            names = labels.ARTICLE
        elif id != self._frontier.start and ("columnname" in page.labels or len(page.dated) >= 3):
            names = labels.COLUMN
        wrong = labels.wrong(page.labels, names)
        if wrong:
            kind = "内容页" if article else "栏目页"
            visit.sightings.append(
                ("page.labels", f"{kind}：{'；'.join(wrong)}", {"wrong": wrong, "kind": kind})
            )

    def _home(self, base: str, page: pages.Read, html: str, visit: Visit) -> None:
        visit.sightings += home.look(page, html)
        entry = home.hub_entry(page)
        if entry is not None:
            id = self._id(base, page.charset, entry[0])
            if id >= 0:
                visit.facts["hub"] = [id, entry[1]]
        if page.search and page.search[1]:
            joined = join(base, page.search[0] or base, page.charset)
            if joined is not None:
                visit.facts["q"] = [joined[0], page.search[1]]

    def _hub(self, id: int, base: str, page: pages.Read, visit: Visit) -> None:
        if id in self.hubs and id != self._frontier.start:
            found, blocks = hub.look(page, self.hubs[id])
            visit.sightings += found
            visit.facts["blocks"] = [[name, self._id(base, page.charset, href)] for name, href in blocks]
        if hub.is_guide(page):
            visit.facts["guide"] = hub.guide_missing(page.text)
        elif hub.is_reports(page) and "a" not in visit.facts:
            visit.facts["years"] = hub.report_years(page)

    def _words(self, url: str, page: pages.Read, visit: Visit) -> None:
        body = text.body_of(page.tree) if page.tree is not None else None
        words = self._options.words
        if body is None or words is None or _is_other_writing(page):
            return
        for code, place, shown, reason, mark in words(
            page.heading or page.title, text.pieces_of(body), self._today
        ):
            visit.sightings.append((f"text.{code}", mark, {"place": place, "text": shown, "reason": reason}))


def _is_other_writing(page: pages.Read) -> bool:
    """Whether the page says that it is not in simplified Chinese, which is all that the checks of text read."""
    root = page.tree.css_first("html") if page.tree is not None else None
    return bool(_OTHER_WRITING.match((root.attributes.get("lang") or "") if root is not None else ""))


def _as_text(location: str) -> str:
    # aiohttp hands header bytes beyond ASCII on as surrogates; old servers write GBK or UTF-8 into Location.
    try:
        data = location.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return location
    for charset in ("utf-8", "gb18030"):
        try:
            return data.decode(charset)
        except UnicodeDecodeError:
            continue
    return location


def _image_problem(extension: str, answer: Answer) -> dict[str, Any]:
    found = contents.kind_of(answer.body)
    if found in ("empty", "html"):
        return {"kind": found, "expected": "图片", "found": found}
    if found not in ("image", "svg") and extension != ".ico":
        return {"kind": "other", "expected": "图片", "found": found}
    # Browsers draw a picture whatever its extension says, so only its being a picture counts.
    return contents.mismatch(
        ".png" if found == "image" else ".svg", answer.body, whole=answer.whole, cut=answer.cut
    )
