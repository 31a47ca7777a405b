"""A folder of saved web pages as a table: one record for each page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lxml import etree
from lxml import html as lxml_html

from . import decoding
from .sheets import Row, Sheet

COLUMNS = ["文件", "标题", "发布时间", "来源", "栏目", "关键词", "摘要", "正文", "附件"]
# The page labels of 国办发〔2017〕47号, where a site kept to them.
_META = {
    "articletitle": "标题", "pubdate": "发布时间", "contentsource": "来源", "columnname": "栏目", "keywords": "关键词",
    "description": "摘要",
}  # fmt: skip
_CHROME = ("script", "style", "nav", "header", "footer", "aside", "form", "noscript", "iframe")
FILES = {
    ".pdf",
    ".doc",
    ".docx",
    ".xls",
    ".xlsx",
    ".zip",
    ".ofd",
    ".jpg",
    ".jpeg",
    ".png",
    ".wps",
    ".et",
    ".txt",
    ".csv",
}


def read_folder(folder: Path) -> Sheet:
    """The pages below a folder, in order of their names. Raises ValueError when there is none."""
    pages = sorted(
        p for p in folder.rglob("*") if p.suffix.lower() in (".html", ".htm", ".shtml") and p.is_file()
    )
    if not pages:
        raise ValueError(f"文件夹“{folder.name}”里没有网页文件（.html、.htm）")
    return Sheet(COLUMNS, _rows(folder, pages))


def _rows(folder: Path, pages: list[Path]) -> Iterator[Row]:
    for number, page in enumerate(pages, 1):
        name = str(page.relative_to(folder))
        try:
            values = read_page(folder, page)
        except (ValueError, OSError, etree.ParserError) as error:
            yield Row(number, {"文件": name}, f"{name} 读不出来：{error}")
            continue
        yield Row(number, {"文件": name, **values})


def read_page(folder: Path, page: Path) -> dict[str, str]:
    """Title, labels, main text and local attachments of one page."""
    root = lxml_html.document_fromstring(decoding.decode(page.read_bytes()).text)
    values = dict.fromkeys(COLUMNS[1:], "")
    for meta in root.iter("meta"):
        field = _META.get((meta.get("name") or "").lower())
        if field and meta.get("content"):
            values[field] = meta.get("content").strip()
    if not values["标题"]:
        heading = next(root.iter("h1"), None)
        title = next(root.iter("title"), None)
        found = heading if heading is not None else title
        values["标题"] = " ".join(found.text_content().split()) if found is not None else ""
    values["附件"] = "\n".join(dict.fromkeys(_attachments(folder, page, root)))
    for tag in _CHROME:
        for element in list(root.iter(tag)):
            element.drop_tree()
    main = densest(root)
    values["正文"] = lxml_html.tostring(main, encoding="unicode", with_tail=False) if main is not None else ""
    return values


def densest(root: lxml_html.HtmlElement) -> lxml_html.HtmlElement | None:
    """The innermost block that holds most of the page's text outside links."""
    body = root.find("body")
    current = body if body is not None else root
    while True:
        total = _weight(current)
        blocks = [
            c
            for c in current
            if isinstance(c.tag, str)
            and c.tag in ("div", "article", "section", "main", "td", "table", "tbody", "tr")
        ]
        best = max(blocks, key=_weight, default=None)
        if best is None or _weight(best) < 0.7 * total:
            return current if total else None
        current = best


def _weight(element: lxml_html.HtmlElement) -> int:
    links = sum(len("".join(a.itertext()).strip()) for a in element.iter("a"))
    return len("".join(element.itertext()).strip()) - links


def _attachments(folder: Path, page: Path, root: lxml_html.HtmlElement) -> Iterator[str]:
    """Files that the page names beside itself, those that are not there too, so that the import can say so.

    They become attachments; in the text their old addresses lead nowhere, so a link leaves its words and a picture goes.
    """
    top = folder.resolve()
    for element, name in [(e, n) for tag, n in (("a", "href"), ("img", "src")) for e in root.iter(tag)]:
        parts = urlsplit((element.get(name) or "").strip().replace("\\", "/"))
        suffix = Path(parts.path).suffix.lower()
        if parts.scheme or parts.netloc or parts.path.startswith("/") or suffix not in FILES:
            continue
        target = (page.parent / unquote(parts.path)).resolve()
        if not target.is_relative_to(top):
            continue
        yield str(target.relative_to(top))
        element.drop_tag()
