"""The text of a record as HTML: cleaned when it comes in, checked for readers, told as plain text."""

from __future__ import annotations

import html as entities
import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

import nh3
from lxml import html as lxml_html

from yangguang.core.checks import Finding

TAGS = {
    "p", "br", "hr", "h2", "h3", "h4", "strong", "em", "u", "s", "sub", "sup", "a", "ul", "ol", "li", "blockquote",
    "table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td", "figure", "figcaption", "img", "video", "audio",
    "source", "track", "div", "code", "pre", "abbr", "time",
}  # fmt: skip
ATTRIBUTES = {
    "*": {"class", "lang", "id"},
    "a": {"href", "title"},
    "img": {"src", "alt", "width", "height"},
    "video": {"src", "controls", "poster", "width", "height", "preload"},
    "audio": {"src", "controls", "preload"},
    "source": {"src", "type"},
    "track": {"src", "kind", "srclang", "label", "default"},
    "th": {"colspan", "rowspan", "scope"},
    "td": {"colspan", "rowspan"},
    "ol": {"start", "type"},
    "table": {"data-chart", "data-unit"},
    "time": {"datetime"},
    "abbr": {"title"},
}
CLASSES = {"text-center", "text-right", "no-indent", "note", "signature"}
# Whole elements that go with what is in them.
_DROPPED = {
    "script",
    "style",
    "iframe",
    "object",
    "embed",
    "form",
    "svg",
    "math",
    "template",
    "noscript",
    "title",
    "head",
}
_ALIGN = re.compile(r"text-align\s*:\s*(center|right)", re.I)
_OFFICE = re.compile(r"<\?xml.*?\?>|</?(?:o|w|v|m|st1):[^>]*>|<!\[(?:if|endif)[^>]*>", re.S | re.I)
# As browsers read comments; one that is never closed would take all the rest with it, so only its mark goes.
_COMMENT = re.compile(r"<!--(?:-?>|.*?--!?>)", re.S)
_EMPTY = re.compile(
    r"<(p|div|strong|em|u|li|h[234])(?: [^>]*)?>(?:\s|&nbsp;|\u3000|\xa0|<br\s*/?>)*</\1>", re.I
)
_INDENT = re.compile(r"(<(?:p|li|td|th)(?: [^>]*)?>)(?:&nbsp;|[\s\u3000\xa0])+", re.I)
_HEADING = {
    "h1": "h2",
    "h5": "h4",
    "h6": "h4",
    "b": "strong",
    "i": "em",
    "strike": "s",
    "del": "s",
    "center": "p",
}


def clean(html: str) -> str:
    """Keep what an official text needs and drop everything else: scripts, styles, Word's rubbish, foreign frames.

    Alignment survives as a class; first-level headings step down, because the page's own is the title. Cleaning
    what is clean changes nothing.
    """
    text = _COMMENT.sub("", html.replace("\r\n", "\n").replace("\x00", "")).replace("<!--", "")
    text = _OFFICE.sub("", text)
    text = re.sub(
        r"<(/?)(h1|h5|h6|b|i|strike|del|center)\b",
        lambda m: f"<{m[1]}{_HEADING[m[2].lower()]}",
        text,
        flags=re.I,
    )
    text = re.sub(r"<(p|div|td|th|h[234])\b([^>]*)>", _aligned, text, flags=re.I)
    text = nh3.clean(
        text, tags=TAGS, clean_content_tags=_DROPPED, attributes=ATTRIBUTES, attribute_filter=_attribute,
        link_rel="noopener", url_schemes={"http", "https", "mailto", "tel"}, strip_comments=True,
    )  # fmt: skip
    before = None
    while before != text:
        before = text
        text = _EMPTY.sub("", text)
        text = _INDENT.sub(r"\1", text)
    return text.strip()


def _aligned(match: re.Match[str]) -> str:
    tag, rest = match[1], match[2]
    found = _ALIGN.search(rest) or re.search(r"\balign\s*=\s*[\"']?(center|right)", rest, re.I)
    if not found or (re.search(r"\bclass\s*=", rest, re.I) and "text-" in rest):
        return match[0]
    rest = re.sub(r"\s(class|align)\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s>]+)", "", rest, flags=re.I)
    return f'<{tag}{rest} class="text-{found[1].lower()}">'


def _attribute(tag: str, name: str, value: str) -> str | None:
    if name == "class":
        kept = [c for c in value.split() if c in CLASSES]
        return " ".join(kept) or None
    if name in ("src", "poster") and urlsplit(value).netloc:
        return None  # pictures and films stand on the site itself
    if name == "id" and not re.fullmatch(r"[A-Za-z][\w-]{0,60}", value):
        return None
    if name == "data-chart" and value not in ("bar", "column", "line", "pie"):
        return None
    return value


def from_plain(text: str) -> str:
    """Paragraphs out of plain text as exports hold it: blank-line floods, carriage returns, full-width indents."""
    lines = (line.strip(" \t\u3000\xa0") for line in re.split(r"[\r\n\x0b\x0c\u2028]+", text))
    return "\n".join(f"<p>{entities.escape(line, quote=False)}</p>" for line in lines if line)


def looks_like_html(text: str) -> bool:
    """Whether a text from elsewhere is marked up, rather than plain with a stray angle bracket."""
    return bool(re.search(r"</?(p|div|br|table|span|strong|h[1-6]|ul|li|img|a)\b[^>]*>", text, re.I))


_BLOCK_END = re.compile(
    r"</(?:p|div|h[2-4]|li|tr|blockquote|figcaption|caption|table)>|<(?:br|hr)\s*/?>", re.I
)
_CELL_END = re.compile(r"</(?:td|th)>", re.I)
_TAG = re.compile(r"<[^>]+>")


def to_text(html: str) -> str:
    """The plain text of a cleaned body: a line per paragraph or table row."""
    text = _CELL_END.sub("\t", _BLOCK_END.sub("\n", html))
    text = entities.unescape(_TAG.sub("", text))
    return "\n".join(line for line in (part.strip() for part in text.split("\n")) if line)


def summary(html: str, length: int = 120) -> str:
    """The beginning of a body as one line of at most ``length`` characters."""
    text = " ".join(to_text(html[: length * 40]).split())
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def tree(html: str) -> lxml_html.HtmlElement:
    """A cleaned body as an element tree under one ``div``."""
    return lxml_html.fragment_fromstring(html or "", create_parent="div")


def inner(root: lxml_html.HtmlElement) -> str:
    """The HTML inside an element."""
    parts = [entities.escape(root.text or "", quote=False)]
    parts += [lxml_html.tostring(child, encoding="unicode") for child in root]
    return "".join(parts)


def problems(html: str) -> Iterator[Finding]:
    """What keeps readers from reading: pictures without words, tables without headings, links that say nothing."""
    if not html:
        return
    root = tree(html)
    for number, table in enumerate(root.iter("table"), 1):
        if next(table.iter("th"), None) is None:
            yield Finding("body", f"第 {number} 个表格没有表头", "把首行设为表头")
    for link in root.iter("a"):
        if (link.text_content() or "").strip() in {"点击这里", "这里", "点击", "点此", "点击查看", "详情"}:
            yield Finding("body", f"链接文字“{link.text_content().strip()}”说不清去哪里", "写出目标的名称")
    last = 1
    for heading in root.iter("h2", "h3", "h4"):
        level = int(heading.tag[1])
        if level > last + 1:
            yield Finding("body", f"标题“{heading.text_content()[:20]}”跳了级", "标题要一级一级往下排")
        last = level
    for video in root.iter("video"):
        if next(video.iter("track"), None) is None:
            yield Finding("body", "视频没有字幕", "上传字幕文件，或在正文写出文字稿")
    yield from _anchors(root)


def wordless(html: str) -> Iterator[Finding]:
    """Pictures without words for those who can't see them (无障碍环境建设法 art. 32; GB/T 37668)."""
    if "<img" not in html:
        return
    for number, img in enumerate(tree(html).iter("img"), 1):
        if not (img.get("alt") or "").strip():
            yield Finding(
                "body",
                f"第 {number} 张图片没有替代文字",
                "点图片，再点“修改图片”，写明图上是什么；读屏软件会读给看不见的人听",
            )


_FILE = re.compile(r"""\b(?:src|href|poster)=["'](?:/hant)?/files/(\d{1,18})/""")


def file_ids(html: str) -> list[int]:
    """The numbers of the site's own files that a body shows or links to, in order, each once."""
    return list(dict.fromkeys(int(n) for n in _FILE.findall(html)))


def _anchors(root: lxml_html.HtmlElement) -> Iterable[Finding]:
    there = {e.get("id") for e in root.iter() if e.get("id")}
    for link in root.iter("a"):
        target = link.get("href") or ""
        if target.startswith("#") and target[1:] not in there:
            yield Finding(
                "body", f"页内链接“{link.text_content()[:20]}”没有目标", "去掉链接，或给目标标题加编号"
            )
