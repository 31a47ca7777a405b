"""A page read once: what it refers to, what it says of itself, the dates in its lists, and what is wrong with it."""

from __future__ import annotations

import datetime as dt
import re
import zlib
from array import array
from dataclasses import dataclass, field
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from ..crawling.kinds import FRAME, IMAGE, LINK, MEDIA, ONCLICK, SCRIPT, STYLE
from . import accessibility, scripts, styles
from .dates import first_date, published
from .encoding import Decoded
from .forms import search_of
from .lists import crumbs_of, dated_in
from .outline import Outline
from .shown import checksum, plain_pieces, text_of

Sighting = tuple[str, str, dict[str, Any]]
Ref = tuple[int, str, str]
_LABELS = frozenset(
    [
        "sitename",
        "sitedomain",
        "siteidcode",
        "columnname",
        "columndescription",
        "columnkeywords",
        "columntype",
        "articletitle",
        "pubdate",
        "contentsource",
        "keywords",
        "author",
        "description",
        "image",
        "url",
    ]
)
_REFRESH = re.compile(r"^\s*(\d{1,6})\s*[;,]\s*url\s*=\s*['\"]?([^'\"]{1,2000})", re.I)
_SCRIPT_MOVE = re.compile(
    r"(?:window|self|top|document)?\.?location(?:\.href)?\s{0,4}=\s{0,4}(['\"])([^'\"\s]{1,500})\1"
)
# Signs of a script that fills the page, by a piece that several of them share.
_FILLED_BY_SCRIPT = (
    ("$.", ("$.ajax", "$.get", "$.post")), ("fetch(", ("fetch(",)), ("XMLHttpRequest", ("XMLHttpRequest",)),
    ("axios", ("axios",)), ("Vue", ("new Vue",)), ("createApp", ("createApp",)), ("load", ("loadData", ".load(")),
)  # fmt: skip
LOADING = re.compile(r"正在加载|加载中|数据加载|[lL]oading\s?\.{2,3}")
_FAULTS = (
    "HTTP Status 500", "Internal Server Error", "Server Error in '/'", "Traceback (most recent call last)",
    "java.lang.", "SQLSTATE[", "ORA-0", "Microsoft OLE DB Provider", "Fatal error:", "You have an error in your SQL syntax",
    "org.springframework.", "Whitelabel Error Page", "System.NullReferenceException",
)  # fmt: skip
_MISSING = re.compile(
    r"404\s{0,3}(?:Not Found|错误|页面|-|—|，|。|$)|(?:页面|网页|文件|内容|文章|信息|栏目|网址|资源)"
    r"(?:已经?|可能)?(?:不存在|没有?找到|未找到|找不到|已?被?删除)|"
    r"(?:找不到|无法找到|没有找到|未找到|无法显示|不能显示)(?:您|你|该|此|这个?)?(?:要|所|想)?(?:访问|浏览|查看|请求|查找)?的?"
    r"(?:页面?|网页|文件|内容|文章|栏目|信息|记录)|"
    r"(?:页面|网页|文件|内容|文章|信息|栏目)可能已经?被?(?:删除|更名|移走|移动|下线)|"
    r"(?:访问|浏览|查看|请求)的(?:页面|网页|内容|文章|信息)(?:已|可能)?(?:不存在|被删除|不见了|找不到|失效)|[Pp]age [Nn]ot [Ff]ound"
)

_FAULT_TITLE = re.compile(r"出错|错误(?:页面?|信息|提示)|系统提示|提示信息|页面?丢失|[Ee]rror")


@dataclass(slots=True)
class Read:
    """``refs``: (kind, address as written, text). ``frags`` are in ``refs``. ``dated``: (address, ordinal of the day).

    ``labels``: the page's meta tags of 国办发〔2017〕47号 by lower-case name. ``crumbs``: (text, address or "").
    ``plain``: checksum and length of each piece of text outside of links; empty for pages labelled as articles."""

    charset: str = "utf-8"
    title: str = ""
    heading: str = ""
    base: str = ""
    labels: dict[str, str] = field(default_factory=dict)
    refs: list[Ref] = field(default_factory=list)
    ids: array[int] = field(default_factory=lambda: array("I"))
    crumbs: list[tuple[str, str]] = field(default_factory=list)
    dated: list[tuple[str, int]] = field(default_factory=list)
    published: dt.date | None = None
    text: str = ""
    skeleton: int = 0
    plain: list[tuple[int, int]] = field(default_factory=list)
    scripted: bool = False
    sightings: list[Sighting] = field(default_factory=list)
    missing: str = ""
    handlers: list[tuple[str, str, str]] = field(default_factory=list)
    script_files: list[str] = field(default_factory=list)
    script_words: frozenset[str] = frozenset()
    moves: str = ""
    search: tuple[str, str] | None = None
    tree: LexborHTMLParser | None = None


def skeleton_of(text: str) -> int:
    """A checksum of a text without its digits and blanks: equal for pages that differ in numbers only."""
    bare = "".join(text.split()).encode("utf-8", "replace")
    return zlib.crc32(bare.translate(None, b"0123456789"))


def read(decoded: Decoded, today: dt.date) -> Read:
    """Read a decoded page. Never raises for what the page holds."""
    html = decoded.text
    outline = Outline(html)
    tree = outline.tree
    page = Read(charset=decoded.charset, tree=tree)
    title = outline.first("title")
    page.title = " ".join(title.text().split())[:200] if title is not None else ""
    heading = outline.first("h1") or outline.first("h2")
    page.heading = " ".join(heading.text().split())[:200] if heading is not None else ""
    base = tree.css_first("base[href]") if outline.all("base") else None
    page.base = (base.attributes.get("href") or "") if base is not None else ""
    _meta(outline, page)
    page.script_words, page.script_files = scripts.inline_words(outline.all("script"))
    _things(outline, page)
    _links(outline, page)
    _anchors(outline, page)
    body = text_of(outline)
    page.text = body
    page.skeleton = skeleton_of(body)
    page.crumbs = crumbs_of(outline, body)
    names: list[str] = []
    if not (page.labels.get("articletitle") and page.labels.get("pubdate")):
        entries = dated_in(tree, body, today)  # the list of an article is of no use
        page.dated = [(href, ordinal) for href, ordinal, _ in entries]
        names = [name for *_, name in entries]
    title_words = page.labels.get("articletitle") or page.heading
    page.published = _pub_date(page) or published(body, title_words, names)
    if not page.labels.get("pubdate"):
        page.plain = plain_pieces(tree)
    page.scripted = _filled_by_script(html) or bool(LOADING.search(body))
    _faults(page, decoded)
    for rule, snippet in accessibility.examine(outline):
        page.sightings.append((f"a11y.{rule}", snippet, {"text": snippet}))
    return page


def _filled_by_script(html: str) -> bool:
    for piece, words in _FILLED_BY_SCRIPT:
        if piece in html:
            for word in words:
                if word in html:
                    return True
    return False


def _meta(outline: Outline, page: Read) -> None:
    for node in outline.all("meta"):
        given = node.attributes
        name = (given.get("name") or "").strip().lower()
        if name in _LABELS:
            value = " ".join((given.get("content") or "").split())[:200]
            page.labels[name] = page.labels.get(name) or value
        elif name == "viewport":
            outline.viewports.append((given, node))
        if (given.get("http-equiv") or "").lower() == "refresh":
            outline.refreshes.append((given, node))
            found = _REFRESH.match(given.get("content") or "")
            if found:
                page.refs.append((LINK, found[2].strip(), "自动跳转"))
                if int(found[1]) <= 3:
                    page.moves = found[2].strip()


def _pub_date(page: Read) -> dt.date | None:
    return first_date(page.labels.get("pubdate", ""))


def _srcset(value: str) -> list[str]:
    return [
        part.split()[0] for part in value.split(",") if part.split() and not part.strip().startswith("data:")
    ]


_LAZY = ("data-src", "data-original", "data-lazy-src", "data-lazy")
_LOCAL = re.compile(r"file:|[A-Za-z]:[\\/](?!/)", re.I)  # C:\… and file:///


def _things(outline: Outline, page: Read) -> None:
    refs, tree = page.refs, outline.tree
    for tag, node in outline.things:
        given = node.attributes
        if tag == "input":
            kind = (given.get("type") or "text").lower()
            outline.inputs.append((kind, given, node))
            if kind != "image":
                continue
        elif tag == "link" and "href" not in given:
            continue
        source = (given.get("src") or "").strip()
        if tag in ("img", "input"):
            if _LOCAL.match(source):
                page.sightings.append(
                    (
                        "image.broken",
                        source[:300],
                        {"kind": "local", "text": given.get("alt") or "", "reason": "图片在写稿人的电脑上"},
                    )
                )
            elif source and not source.startswith("data:"):
                refs.append((IMAGE, source, given.get("alt") or ""))
            for name in ("srcset", "data-srcset"):
                if given.get(name):
                    refs.extend((IMAGE, one, given.get("alt") or "") for one in _srcset(given[name] or ""))
            for name in _LAZY:  # what a script puts in its place when the reader comes near
                later = (given.get(name) or "").strip()
                if later and not later.startswith(("data:", "{", "javascript:")):
                    refs.append((IMAGE, later, given.get("alt") or ""))
        elif tag == "link":
            rel = (given.get("rel") or "").lower()
            href = given.get("href") or ""
            if "stylesheet" in rel:
                refs.append((STYLE, href, ""))
            elif "icon" in rel and not href.startswith("data:"):
                refs.append((IMAGE, href, "网站图标"))
        elif tag in ("iframe", "frame"):
            if source and not source.startswith(("about:", "javascript:", "data:")):
                refs.append((FRAME, source, given.get("title") or ""))
        elif tag == "object":
            if given.get("data"):
                refs.append((MEDIA, given["data"] or "", ""))
        elif tag == "source" and given.get("srcset"):
            refs.extend((IMAGE, one, "") for one in _srcset(given["srcset"] or ""))
        elif source and not source.startswith(("data:", "blob:")):
            refs.append((MEDIA, source, ""))
        if tag == "video" and given.get("poster"):
            refs.append((IMAGE, given["poster"] or "", ""))
    refs.extend((SCRIPT, source, "") for source in page.script_files)
    html = outline.html
    # Ways of writing that occur; changing the case of a whole page costs more than everything else here.
    if (
        "background=" in html or "BACKGROUND=" in html or "Background=" in html
    ):  # of tables and bodies, as old pages have it
        for node in tree.css("[background]"):
            if picture := (node.attributes.get("background") or "").strip():
                refs.append((IMAGE, picture, "背景"))
    if "url(" in html or "URL(" in html or "Url(" in html:
        for node in tree.css("[style*='url(' i]"):
            refs.extend((IMAGE, one, "背景") for one in styles.images(node.attributes.get("style") or ""))
        for node in outline.all("style"):
            refs.extend((IMAGE, one, "背景") for one in styles.images(node.text()))
    page.search = search_of(outline)


# What the last links of this process lead to, by their whole markup: menus and feet are the same on page after page.
_Plain = tuple[Ref, bool]
_links_met: dict[str, _Plain] = {}
_MOST_MET, _LONGEST_MET = 4096, 600
_NO_PAGE = ("mailto:", "tel:", "data:", "sms:", "weixin:", "about:", "blob:")


def _plain_link(node: LexborNode, markup: str) -> _Plain | None:
    """A link that only leads somewhere: its reference, and whether it has no name. None for any other element."""
    given = node.attributes
    href = (given.get("href") or "").strip()
    if not href or href[0] == "#" or given.get("onclick"):
        return None
    low = href[:11].lower()
    if low == "javascript:" or low.startswith(_NO_PAGE):
        return None
    text = node.text()
    ref = (LINK, href, text[:200].strip() or given.get("title") or "")
    plain = (ref, (not text.strip() or "aria-hidden" in markup) and not accessibility.speaks(node))
    if len(_links_met) >= _MOST_MET:
        _links_met.clear()
    if len(markup) < _LONGEST_MET:
        _links_met[markup] = plain
    return plain


def _links(outline: Outline, page: Read) -> None:
    bound: frozenset[str] | None = None
    tree, refs, met = outline.tree, page.refs, _links_met
    if outline.all("area") or tree.css_first("[onclick]") is not None:
        nodes = _once(tree.css("a,area,[onclick]"))
    else:
        nodes = outline.all("a")
    for node in nodes:
        tag = node.tag
        if tag == "a":
            markup = node.html or ""
            plain = met.get(markup) or _plain_link(node, markup)
            if plain is not None:
                refs.append(plain[0])
                if plain[1]:
                    outline.nameless.append(node)
                continue
        given = node.attributes
        handler = given.get("onclick") or ""
        href = given.get("href")
        text = ""
        if tag == "a" and "href" in given and not accessibility.speaks(node):
            outline.nameless.append(node)
        if tag in ("a", "area") and href is not None:
            stripped = href.strip()
            low = stripped[:11].lower()
            if stripped and stripped[0] != "#" and low != "javascript:":
                if not low.startswith(_NO_PAGE):
                    refs.append((LINK, stripped, node.text()[:200].strip() or given.get("title") or ""))
            elif low == "javascript:" and not scripts.does_nothing(stripped):
                handler = handler or stripped[11:]
            elif stripped[:1] == "#" and not scripts.does_nothing(stripped):
                refs.append((LINK, stripped, node.text()[:200].strip()))
            elif not handler and tag == "a":
                text = " ".join(node.text().split())[:60]
                if text or node.css_first("img") is not None:
                    if bound is None:
                        bound = _bound(page)
                    if not scripts.hooked(node, bound):
                        page.sightings.append(
                            (
                                "link.dead_script",
                                f"{text}|{stripped}",
                                {"kind": "nothing", "text": text, "href": stripped[:60]},
                            )
                        )
        if handler:
            text = text or " ".join(node.text().split())[:60] or given.get("title") or ""
            addresses = scripts.addresses_in(handler)
            refs.extend((ONCLICK, one, text) for one in addresses if not scripts.does_nothing(one))
            call = scripts.call_in(handler) if not addresses else ""
            if call and call not in page.script_words:
                page.handlers.append((call, text, handler[:80]))


def _bound(page: Read) -> frozenset[str]:
    # With scripts in files of their own, any name on the link may be what they look for.
    return frozenset() if page.script_files else page.script_words or frozenset({"\0"})


def _once(nodes: list[LexborNode]) -> list[LexborNode]:
    """Each element once: a list of selectors answers with one for each of them that fits."""
    last, out = 0, []
    for node in nodes:
        mark = node.mem_id
        if mark != last:
            out.append(node)
        last = mark
    return out


def _anchors(outline: Outline, page: Read) -> None:
    for node in _once(outline.tree.css("[id],a[name]")):
        given = node.attributes
        id = given.get("id")
        if id:
            page.ids.append(checksum(id))
            outline.ids.append((id, node))
        if node.tag == "a" and (name := given.get("name")):
            page.ids.append(checksum(name))


def _faults(page: Read, decoded: Decoded) -> None:
    if decoded.problem:
        page.sightings.append(("page.encoding", "", decoded.problem))
    text = page.text
    for fault in _FAULTS:
        if fault in text and (len(text) < 4000 or fault in page.title):
            page.sightings.append(("page.error", fault, {"kind": "trace", "text": fault}))
            break
    # Where the title calls the page a fault, the words may stand beside any number of menus.
    short = text if len(text) < 700 or _FAULT_TITLE.search(f"{page.title[:40]} {page.heading}") else ""
    found = (
        _MISSING.search(page.title)
        or _MISSING.search(page.heading)
        or (_MISSING.search(short) if short else None)
    )
    if found:
        page.missing = found[0][:40]
    elif not page.moves and len(text) < 80:
        for node in page.tree.css("script:not([src])") if page.tree is not None else ():
            moved = _SCRIPT_MOVE.search(node.text()[:5000])
            if moved:
                page.refs.append((LINK, moved[2], "脚本跳转"))
                page.moves = moved[2]
                break
