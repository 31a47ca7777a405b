"""Texts, tables of text, and web pages, in any encoding."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from lxml import etree
from lxml import html as lxml_html

from yangguang.checking.markup import rows_of
from yangguang.checking.subjects import Part, PartKind
from yangguang.documents import decoding

from .packages import Unreadable

MOST_ROWS = 200_000
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_BLOCKS = frozenset(
    {
        "p",
        "div",
        "li",
        "tr",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "br",
        "section",
        "article",
        "header",
        "footer",
    }
    | {"title", "dd", "dt", "blockquote"}
)
_SILENT = ("script", "style", "noscript", "template", "head")


def text_of(content: bytes) -> str:
    """The bytes as text. Raises Unreadable."""
    try:
        return decoding.decode(content).text
    except (ValueError, UnicodeDecodeError) as error:
        raise Unreadable("认不出文字编码，或者不是文本文件。请另存为 UTF-8 编码后再试") from error


def read_text(content: bytes) -> Iterator[Part]:
    """A text as one part."""
    text = text_of(content).replace("\r\n", "\n").replace("\r", "\n")
    if text.strip():
        yield Part("正文", text)


def read_table(content: bytes, name: str) -> Iterator[Part]:
    """A CSV or TSV file as a table."""
    text = text_of(content)
    first = text.lstrip("\ufeff\r\n").split("\n", 1)[0]
    delimiter = "\t" if name.lower().endswith(".tsv") else max(",\t;|", key=first.count)
    rows = []
    try:
        for row in csv.reader(io.StringIO(text.replace("\0", ""), newline=""), delimiter=delimiter):
            rows.append(row)
            if len(rows) >= MOST_ROWS:
                yield Part("表格", f"只检查了前 {MOST_ROWS} 行，其余请人工查看", PartKind.PICTURE)
                break
    except csv.Error as error:
        raise Unreadable(f"表格第 {len(rows) + 1} 行读不出来。请用表格软件另存后再试") from error
    if any(any(c.strip() for c in row) for row in rows):
        yield Part.table("表格", rows)


def read_page(content: bytes) -> Iterator[Part]:
    """A web page: title, text, tables, and what its source says without showing it."""
    text = text_of(content)
    try:
        root = lxml_html.document_fromstring(
            re.sub(r"^\s*<\?xml[^>]*\?>", "", text),
            parser=lxml_html.HTMLParser(no_network=True, huge_tree=False),
        )
    except (etree.LxmlError, ValueError) as error:
        raise Unreadable("网页读不出来。请用浏览器另存后再试") from error
    if (title := root.findtext(".//title")) and title.strip():
        yield Part("网页标题", title.strip(), PartKind.TITLE)
    for element in list(root.iter(*_SILENT)):
        if element.getparent() is not None:
            element.drop_tree()
    remarks = [
        c.text.strip() for c in root.iter(etree.Comment) if c.text and re.search(r"[\u4e00-\u9fff]", c.text)
    ]
    hidden = [
        e
        for e in root.iter()
        if isinstance(e.tag, str) and (_HIDING.search(e.get("style") or "") or "hidden" in e.attrib)
    ]
    kept = "\n".join(t for e in hidden if (t := _words(e)).strip())
    tables = []
    for table in list(root.iter("table")):
        if table.find(".//table") is None:
            tables.append(rows_of(table))
    for element in (*hidden, *(t for t in list(root.iter("table")) if t.find(".//table") is None)):
        if element.getparent() is not None:
            element.drop_tree()
    if (words := _words(root)).strip():
        yield Part("网页正文", words)
    for number, rows in enumerate(tables, 1):
        if any(any(r) for r in rows):
            yield Part.table(f"网页表 {number}", rows)
    if kept:
        yield Part("网页里不显示的内容", kept, PartKind.HIDDEN)
    if remarks:
        yield Part("网页源码里的注释", "\n".join(remarks), PartKind.COMMENT)


def _words(root: lxml_html.HtmlElement) -> str:
    """The text of an element, a line for every block."""
    out: list[str] = []
    for event, element in etree.iterwalk(root, events=("start", "end", "comment")):
        if event == "comment":
            out.append(element.tail or "")
            continue
        if not isinstance(element.tag, str):
            continue
        if event == "start":
            if element.tag in _BLOCKS:
                out.append("\n")
            if element.text:
                out.append(element.text)
        else:
            if element.tag in _BLOCKS:
                out.append("\n")
            if element is not root and element.tail:
                out.append(element.tail)
    lines = (" ".join(line.split()) for line in "".join(out).split("\n"))
    return "\n".join(line for line in lines if line)
