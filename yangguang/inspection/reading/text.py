"""The text of a page's article: its title, paragraphs and tables, without the page around it."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser, LexborNode

# Containers that Chinese content systems use for the body of an article, the most telling first.
BODIES = (
    "#UCAP-CONTENT, .TRS_Editor, .TRS_UEDITOR, .trs_editor_view, #zoom, #Zoom, .Custom_UnionStyle, #article_content, "
    ".article-content, .article_content, .pages_content, #xxgk_content, .xxgk_content, .con_text, .news_content, "
    ".article-body, .view_content, .detail-content, .detail_content, #contentText, .content-text, [itemprop=articleBody], "
    "article"
)
_OUT = "script,style,noscript,nav,header,footer,form,iframe,select,button,template,svg"
MOST = 200_000  # characters that are looked at


def body_of(tree: LexborHTMLParser) -> LexborNode | None:
    """The element that holds the article; None when nothing tells it from the rest."""
    for node in tree.css(BODIES):
        if len(node.text().strip()) >= 20:
            return node
    best, most = None, 60
    for node in tree.css("div,td,section,main"):
        size = 0
        for inner in node.iter():
            if inner.tag in ("p", "table", "span", "font", "b", "strong"):
                size += len(inner.text()) if inner.css_first("a") is None else 0
        if size > most:
            best, most = node, size
    return best


Piece = tuple[str, str, tuple[tuple[str, ...], ...]]


def pieces_of(body: LexborNode) -> list[Piece]:
    """Paragraphs and tables in their order: place (“第3段”, “表1”), text, rows."""
    out: list[Piece] = []
    line: list[str] = []
    counts = [0, 0, 0]

    def end() -> None:
        text = "".join(line).strip()
        line.clear()
        if text and counts[2] < MOST:
            counts[0] += 1
            counts[2] += len(text)
            out.append((f"第{counts[0]}段", text, ()))

    def walk(node: LexborNode, depth: int) -> None:
        for inner in node.iter(include_text=True):
            tag = inner.tag
            if tag == "-text":
                line.append(inner.text())
            elif tag == "table" and not inner.css_first("table table") and len(inner.css("tr")) > 1:
                end()
                rows = tuple(
                    tuple(" ".join(c.text().split()) for c in row.css("td,th"))
                    for row in inner.css("tr")[:2000]
                )
                counts[1] += 1
                out.append((f"表{counts[1]}", "", rows))
            elif tag in ("script", "style", "noscript", "template", "-comment", "select", "form"):
                continue
            elif tag == "br":
                end()
            else:
                block = tag in _BLOCKS
                if block:
                    end()
                if depth < 200:
                    walk(inner, depth + 1)
                if block:
                    end()

    walk(body, 0)
    end()
    return out


_BLOCKS = frozenset(
    [
        "p",
        "div",
        "li",
        "ul",
        "ol",
        "tr",
        "td",
        "th",
        "table",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "section",
        "article",
        "blockquote",
        "pre",
        "dl",
        "dt",
        "dd",
        "center",
    ]
)
