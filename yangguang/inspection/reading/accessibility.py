"""Accessibility that the markup alone decides, by the ids of axe's rules. Contrast and the like need a browser."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from selectolax.lexbor import LexborNode

from .outline import Outline

Rule = Callable[[Outline], Iterator[LexborNode | None]]
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


def _has_name(given: Mapping[str, str | None]) -> bool:
    return any((given.get(a) or "").strip() for a in ("aria-label", "aria-labelledby", "title"))


def _named(node: LexborNode) -> bool:
    return _has_name(node.attributes)


def _decorative(node: LexborNode) -> bool:
    return node.attributes.get("role") in ("presentation", "none")


def _heard(node: LexborNode) -> bool:
    """Whether there is text that a reader's tool reads out."""
    if not node.text().strip():
        return False
    if node.css_first("[aria-hidden=true]") is None:
        return True
    return any(
        inner.tag == "-text" and (inner.text_content or "").strip() and not _silent(inner, node)
        for inner in node.traverse(include_text=True, skip_empty=True)
    )


def _silent(text: LexborNode, top: LexborNode) -> bool:
    up = text.parent
    while up is not None and up.mem_id != top.mem_id:
        if up.attributes.get("aria-hidden") == "true":
            return True
        up = up.parent
    return False


def speaks(node: LexborNode) -> bool:
    """Whether the content gives a name: text, or something inside that has one."""
    if _named(node) or _heard(node):
        return True
    for inner in node.css("img,svg,input,object,[aria-label],[title]"):
        if (inner.attributes.get("alt") or "").strip() or _named(inner):
            return True
        if inner.tag == "svg" and inner.css_first("title") is not None:
            return True
    return False


def _document_title(page: Outline) -> Iterator[LexborNode | None]:
    title = page.first("title")
    if title is not None and len(page.all("title")) > 1:
        title = page.tree.css_first("head title") or title
    if title is None or not title.text().strip():
        yield None


def _lang(page: Outline) -> Iterator[LexborNode | None]:
    root = page.first("html")
    given = root.attributes if root is not None else {}
    if not (given.get("lang") or given.get("xml:lang") or "").strip():
        yield None


def _valid_lang(page: Outline) -> Iterator[LexborNode | None]:
    root = page.first("html")
    lang = (root.attributes.get("lang") or "").strip() if root is not None else ""
    # Most pages speak of their language once, on top.
    html = page.html
    if (not lang or _LANG.fullmatch(lang)) and html.count("lang") + html.count("LANG") <= bool(lang):
        return
    for node in page.tree.css("[lang]"):
        lang = (node.attributes.get("lang") or "").strip()
        if lang and not _LANG.fullmatch(lang):
            yield node


def _images(page: Outline) -> Iterator[LexborNode | None]:
    for node in page.tree.css("img:not([alt])"):
        if not _decorative(node) and not _named(node):
            yield node


def _input_images(page: Outline) -> Iterator[LexborNode | None]:
    for kind, given, node in page.inputs:
        if kind == "image" and not (given.get("alt") or "").strip() and not _has_name(given):
            yield node


def _objects(page: Outline) -> Iterator[LexborNode | None]:
    for node in page.all("object"):
        if not _named(node) and not _decorative(node) and not node.text().strip():
            yield node


_UNLABELLED = {"hidden", "submit", "button", "image", "reset"}


def _labels(page: Outline) -> Iterator[LexborNode | None]:
    fields = [node for kind, _, node in page.inputs if kind not in _UNLABELLED]
    if page.all("textarea"):
        kept = {node.mem_id for node in fields}
        fields = [n for n in page.tree.css("input,textarea") if n.tag == "textarea" or n.mem_id in kept]
    yield from _unlabelled(page, fields, placeholder=True)


def _selects(page: Outline) -> Iterator[LexborNode | None]:
    yield from _unlabelled(page, page.all("select"), placeholder=False)


def _unlabelled(page: Outline, fields: list[LexborNode], *, placeholder: bool) -> Iterator[LexborNode]:
    pointed: set[str | None] | None = None
    for node in fields:
        given = node.attributes
        if _has_name(given) or (placeholder and (given.get("placeholder") or "").strip()):
            continue
        if given.get("id"):
            if pointed is None:
                pointed = {n.attributes.get("for") for n in page.all("label") if n.text().strip()}
            if given["id"] in pointed:
                continue
        up = node.parent
        while up is not None and up.tag not in ("label", "html", "-undef"):
            up = up.parent
        if up is None or up.tag != "label" or not up.text().strip():
            yield node


def _links(page: Outline) -> Iterator[LexborNode | None]:
    yield from page.nameless


def _buttons(page: Outline) -> Iterator[LexborNode | None]:
    for node in page.all("button"):
        if not speaks(node):
            yield node
    for kind, given, node in page.inputs:
        if kind == "button" and not (given.get("value") or "").strip() and not _has_name(given):
            yield node


def _duplicates(page: Outline) -> Iterator[LexborNode | None]:
    seen: set[str] = set()
    told: set[str] = set()
    for id, node in page.ids:
        if id in seen and id not in told and id.strip():
            told.add(id)
            yield node
        seen.add(id)


_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


def _headings(page: Outline) -> Iterator[LexborNode | None]:
    tags = [tag for tag in _HEADINGS if page.all(tag)]
    for node in page.all(tags[0]) if len(tags) == 1 else page.tree.css(",".join(tags)):
        if not node.text().strip() and not speaks(node):
            yield node


def _frames(page: Outline) -> Iterator[LexborNode | None]:
    for tag, node in page.things:
        if tag not in ("iframe", "frame"):
            continue
        if not _named(node) and node.attributes.get("tabindex") != "-1":
            yield node


def _viewport(page: Outline) -> Iterator[LexborNode | None]:
    for given, node in page.viewports:
        content = (given.get("content") or "").lower().replace(" ", "")
        most = re.search(r"maximum-scale=([0-9.]{1,6})", content)
        try:
            small = most is not None and float(most[1]) < 2
        except ValueError:
            small = False
        if "user-scalable=no" in content or "user-scalable=0" in content or small:
            yield node


_IN_LIST = {"li", "script", "template", "style", "-text", "-comment", "ul", "ol"}


def _lists(page: Outline) -> Iterator[LexborNode | None]:
    # The engine's ":has(> :not(li))" looks at the first child only.
    told: set[int] = set()
    for child in page.tree.css(
        "ul > :not(li, script, template, style),ol > :not(li, script, template, style)"
    ):
        node = child.parent
        if node is not None and node.mem_id not in told and "role" not in node.attributes:
            told.add(node.mem_id)
            yield node


def _items(page: Outline) -> Iterator[LexborNode | None]:
    for node in page.tree.css(":not(ul, ol, menu) > li"):
        if node.attributes.get("role") is None and (
            node.parent is None or node.parent.attributes.get("role") != "list"
        ):
            yield node


def _cells(page: Outline) -> Iterator[LexborNode | None]:
    if "headers" not in page.html and "HEADERS" not in page.html:
        return
    for table in page.tree.css("table:has([headers])"):
        ids = {n.attributes.get("id") for n in table.css("[id]")}
        for node in table.css("[headers]"):
            if not set((node.attributes.get("headers") or "").split()) <= ids:
                yield node


def _empty_headers(page: Outline) -> Iterator[LexborNode | None]:
    for node in page.all("th"):
        if not node.text().strip() and not speaks(node):
            yield node


def _videos(page: Outline) -> Iterator[LexborNode | None]:
    for node in page.all("video"):
        if (
            "muted" not in node.attributes
            and node.css_first("track[kind=captions],track[kind=subtitles]") is None
        ):
            yield node


def _refresh(page: Outline) -> Iterator[LexborNode | None]:
    for given, node in page.refreshes:
        if (given.get("http-equiv") or "").lower() == "refresh":
            after = (given.get("content") or "").strip().partition(";")[0].strip()
            if after.isascii() and after.isdigit() and 0 < int(after) < 72000:
                yield node


def _tag(name: str) -> Rule:
    def run(page: Outline) -> Iterator[LexborNode | None]:
        yield from page.all(name)

    return run


# Rule id, the elements without any of which the rule finds nothing (none runs it always), the rule.
RULES: tuple[tuple[str, tuple[str, ...], Rule], ...] = (
    ("document-title", (), _document_title),
    ("html-has-lang", (), _lang),
    ("valid-lang", (), _valid_lang),
    ("image-alt", ("img",), _images),
    ("input-image-alt", ("input",), _input_images),
    ("object-alt", ("object",), _objects),
    ("label", ("input", "textarea"), _labels),
    ("select-name", ("select",), _selects),
    ("link-name", ("a",), _links),
    ("button-name", ("button", "input"), _buttons),
    ("duplicate-id", (), _duplicates),
    ("empty-heading", _HEADINGS, _headings),
    ("frame-title", ("iframe", "frame"), _frames),
    ("meta-viewport", (), _viewport),
    ("list", ("ul", "ol"), _lists),
    ("listitem", ("li",), _items),
    ("td-headers-attr", ("table",), _cells),
    ("empty-table-header", ("th",), _empty_headers),
    ("video-caption", ("video",), _videos),
    ("meta-refresh", (), _refresh),
    ("blink", ("blink",), _tag("blink")),
    ("marquee", ("marquee",), _tag("marquee")),
)
_NEVER_HIDDEN = {"meta-viewport", "meta-refresh", "duplicate-id"}


def examine(page: Outline) -> list[tuple[str, str]]:
    """Rule id and the beginning of the offending element ("" for the document), at most MOST_PER_RULE of a rule.

    What the outline only keeps has to be filled before.
    """
    found: list[tuple[str, str]] = []
    by = page.by
    for rule, tags, run in RULES:
        if tags and not any(tag in by for tag in tags):
            continue
        told = 0
        for node in run(page):
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
