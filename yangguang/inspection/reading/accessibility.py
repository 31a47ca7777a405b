"""Accessibility that the markup alone decides, by the ids of axe's rules. Contrast and the like need a browser."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

Rule = Callable[[LexborHTMLParser, str], Iterator[LexborNode | None]]
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_LANG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,4}", re.I)
MOST_PER_RULE = 20


def hidden(node: LexborNode) -> bool:
    """Whether a reader's tool does not meet the node: it or one above it is hidden in the markup itself."""
    up: LexborNode | None = node
    while up is not None and up.tag not in ("html", "-undef"):
        given = up.attributes
        if (
            "hidden" in given
            or given.get("aria-hidden") == "true"
            or _HIDING.search(given.get("style") or "")
        ):
            return True
        up = up.parent
    return False


def _named(node: LexborNode) -> bool:
    given = node.attributes
    return any((given.get(a) or "").strip() for a in ("aria-label", "aria-labelledby", "title"))


def _decorative(node: LexborNode) -> bool:
    return node.attributes.get("role") in ("presentation", "none")


def _speaks(node: LexborNode) -> bool:
    """Whether the content gives a name: text, or something inside that has one."""
    if _named(node) or node.text().strip():
        return True
    for inner in node.css("img,svg,input,object,[aria-label],[title]"):
        if (inner.attributes.get("alt") or "").strip() or _named(inner):
            return True
        if inner.tag == "svg" and inner.css_first("title") is not None:
            return True
    return False


def _document_title(tree: LexborHTMLParser, html: str) -> Iterator[LexborNode | None]:
    title = tree.css_first("head title") or tree.css_first("title")
    if title is None or not title.text().strip():
        yield None


def _lang(tree: LexborHTMLParser, html: str) -> Iterator[LexborNode | None]:
    root = tree.css_first("html")
    given = root.attributes if root is not None else {}
    if not (given.get("lang") or given.get("xml:lang") or "").strip():
        yield None


def _valid_lang(tree: LexborHTMLParser, html: str) -> Iterator[LexborNode | None]:
    for node in tree.css("[lang]"):
        lang = (node.attributes.get("lang") or "").strip()
        if lang and not _LANG.fullmatch(lang):
            yield node


def _images(tree: LexborHTMLParser, html: str) -> Iterator[LexborNode | None]:
    for node in tree.css("img:not([alt])"):
        if not _decorative(node) and not _named(node):
            yield node


def _input_images(tree: LexborHTMLParser, html: str) -> Iterator[LexborNode | None]:
    for node in tree.css("input[type=image]"):
        if not (node.attributes.get("alt") or "").strip() and not _named(node):
            yield node


def _objects(tree: LexborHTMLParser, html: str) -> Iterator[LexborNode | None]:
    for node in tree.css("object"):
        if not _named(node) and not _decorative(node) and not node.text().strip():
            yield node


_UNLABELLED = {"hidden", "submit", "button", "image", "reset"}


def _labels(tree: LexborHTMLParser, html: str) -> Iterator[LexborNode | None]:
    if "<input" not in html and "<textarea" not in html and "<INPUT" not in html and "<TEXTAREA" not in html:
        return
    fields = [
        n
        for n in tree.css("input,textarea")
        if n.tag == "textarea" or (n.attributes.get("type") or "text").lower() not in _UNLABELLED
    ]
    yield from _unlabelled(tree, fields, placeholder=True)


def _selects(tree: LexborHTMLParser, html: str) -> Iterator[LexborNode | None]:
    yield from _unlabelled(tree, tree.css("select"), placeholder=False)


def _unlabelled(
    tree: LexborHTMLParser, fields: list[LexborNode], *, placeholder: bool
) -> Iterator[LexborNode]:
    if not fields:
        return
    pointed = {n.attributes.get("for") for n in tree.css("label[for]") if n.text().strip()}
    for node in fields:
        given = node.attributes
        if _named(node) or (given.get("id") and given["id"] in pointed):
            continue
        if placeholder and (given.get("placeholder") or "").strip():
            continue
        up = node.parent
        while up is not None and up.tag not in ("label", "html", "-undef"):
            up = up.parent
        if up is None or up.tag != "label" or not up.text().strip():
            yield node


def _links(tree: LexborHTMLParser, html: str) -> Iterator[LexborNode | None]:
    for node in tree.css("a[href]"):
        if not node.text().strip() and not _speaks(node):
            yield node


def _buttons(tree: LexborHTMLParser, html: str) -> Iterator[LexborNode | None]:
    for node in tree.css("button"):
        if not _speaks(node):
            yield node
    for node in tree.css("input[type=button]"):
        if not (node.attributes.get("value") or "").strip() and not _named(node):
            yield node


def _duplicates(tree: LexborHTMLParser, html: str) -> Iterator[LexborNode | None]:
    seen: set[str] = set()
    told: set[str] = set()
    for node in tree.css("[id]"):
        id = node.attributes.get("id") or ""
        if id in seen and id not in told and id.strip():
            told.add(id)
            yield node
        seen.add(id)


def _headings(tree: LexborHTMLParser, html: str) -> Iterator[LexborNode | None]:
    for node in tree.css("h1,h2,h3,h4,h5,h6"):
        if not node.text().strip() and not _speaks(node):
            yield node


def _frames(tree: LexborHTMLParser, html: str) -> Iterator[LexborNode | None]:
    for node in tree.css("iframe,frame"):
        if not _named(node) and node.attributes.get("tabindex") != "-1":
            yield node


def _viewport(tree: LexborHTMLParser, html: str) -> Iterator[LexborNode | None]:
    for node in tree.css("meta[name=viewport]"):
        content = (node.attributes.get("content") or "").lower().replace(" ", "")
        most = re.search(r"maximum-scale=([0-9.]{1,6})", content)
        try:
            small = most is not None and float(most[1]) < 2
        except ValueError:
            small = False
        if "user-scalable=no" in content or "user-scalable=0" in content or small:
            yield node


_IN_LIST = {"li", "script", "template", "style", "-text", "-comment", "ul", "ol"}


def _lists(tree: LexborHTMLParser, html: str) -> Iterator[LexborNode | None]:
    for node in tree.css(
        "ul:has(> :not(li, script, template, style)),ol:has(> :not(li, script, template, style))"
    ):
        if "role" not in node.attributes:
            yield node


def _items(tree: LexborHTMLParser, html: str) -> Iterator[LexborNode | None]:
    for node in tree.css(":not(ul, ol, menu) > li"):
        if node.attributes.get("role") is None and (
            node.parent is None or node.parent.attributes.get("role") != "list"
        ):
            yield node


def _cells(tree: LexborHTMLParser, html: str) -> Iterator[LexborNode | None]:
    for table in tree.css("table:has([headers])"):
        ids = {n.attributes.get("id") for n in table.css("[id]")}
        for node in table.css("[headers]"):
            if not set((node.attributes.get("headers") or "").split()) <= ids:
                yield node


def _empty_headers(tree: LexborHTMLParser, html: str) -> Iterator[LexborNode | None]:
    for node in tree.css("th"):
        if not node.text().strip() and not _speaks(node):
            yield node


def _videos(tree: LexborHTMLParser, html: str) -> Iterator[LexborNode | None]:
    for node in tree.css("video"):
        if (
            "muted" not in node.attributes
            and node.css_first("track[kind=captions],track[kind=subtitles]") is None
        ):
            yield node


def _refresh(tree: LexborHTMLParser, html: str) -> Iterator[LexborNode | None]:
    for node in tree.css("meta[http-equiv]"):
        if (node.attributes.get("http-equiv") or "").lower() == "refresh":
            after = (node.attributes.get("content") or "").strip().partition(";")[0].strip()
            if after.isascii() and after.isdigit() and 0 < int(after) < 72000:
                yield node


def _tag(name: str) -> Rule:
    def run(tree: LexborHTMLParser, html: str) -> Iterator[LexborNode | None]:
        yield from tree.css(name)

    return run


# Rule id, a word without which the rule finds nothing ("" runs it always), the rule.
RULES: tuple[tuple[str, str, Rule], ...] = (
    ("document-title", "", _document_title),
    ("html-has-lang", "", _lang),
    ("valid-lang", "lang=", _valid_lang),
    ("image-alt", "<img", _images),
    ("input-image-alt", "image", _input_images),
    ("object-alt", "<object", _objects),
    ("label", "<", _labels),
    ("select-name", "<select", _selects),
    ("link-name", "<a", _links),
    ("button-name", "button", _buttons),
    ("duplicate-id", "id=", _duplicates),
    ("empty-heading", "<h", _headings),
    ("frame-title", "frame", _frames),
    ("meta-viewport", "viewport", _viewport),
    ("list", "l", _lists),
    ("listitem", "<li", _items),
    ("td-headers-attr", "headers=", _cells),
    ("empty-table-header", "<th", _empty_headers),
    ("video-caption", "<video", _videos),
    ("meta-refresh", "refresh", _refresh),
    ("blink", "<blink", _tag("blink")),
    ("marquee", "<marquee", _tag("marquee")),
)
_NEVER_HIDDEN = {"meta-viewport", "meta-refresh", "duplicate-id"}


def examine(tree: LexborHTMLParser, html: str) -> list[tuple[str, str]]:
    """Rule id and the beginning of the offending element ("" for the document), at most MOST_PER_RULE of a rule."""
    lower = html.lower() if "<IMG" in html or "<A " in html or "<LI" in html else html
    found: list[tuple[str, str]] = []
    for rule, word, run in RULES:
        if word and word not in lower:
            continue
        told = 0
        for node in run(tree, html):
            if node is not None and rule not in _NEVER_HIDDEN and hidden(node):
                continue
            found.append((rule, snippet(node) if node is not None else ""))
            told += 1
            if told >= MOST_PER_RULE:
                break
    return found


def snippet(node: LexborNode) -> str:
    """The start tag of an element, cut to 160 characters."""
    whole = node.html or ""
    return whole[: whole.find(">") + 1][:160] if ">" in whole else whole[:160]
