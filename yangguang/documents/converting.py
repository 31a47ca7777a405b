"""Attachments as accessible HTML, so that a reader needs no office program."""

from __future__ import annotations

import html as entities
import logging
import re
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import mammoth
import openpyxl
from defusedxml.ElementTree import fromstring as parse_xml

from . import decoding, pdfs, sheets
from .bodies import clean, from_plain
from .files import MEDIA_TYPES

OFD_LARGEST = 20 * 1024 * 1024  # bytes of a page's description
OFD_PAGE = re.compile(r"/Pages/Page_(\d+)/Content\.xml$")
MOST_ROWS, MOST_COLUMNS, MOST_PAGES = 500, 60, 60
MOST_LETTERS = 500_000  # of a text; a longer one is a file to download, not a page
LARGEST_DOCUMENT = 8 * 1024 * 1024  # bytes of a document's own XML, unpacked: 10,000 table rows took 20 s
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Converted:
    """A file as HTML (already cleaned); ``notes`` tell the reader what is missing from it."""

    html: str
    notes: list[str] = field(default_factory=list)


def to_html(path: str | Path, media_type: str) -> Converted | None:
    """The file as HTML, or None when it can't be shown so (a scan, an old format). Never raises for a bad file."""
    kinds = {
        MEDIA_TYPES[".docx"]: _document,
        MEDIA_TYPES[".xlsx"]: _workbook,
        MEDIA_TYPES[".pdf"]: _pdf,
        MEDIA_TYPES[".csv"]: _csv,
        MEDIA_TYPES[".txt"]: _text,
        MEDIA_TYPES[".ofd"]: _ofd,
    }
    convert = kinds.get(media_type)
    if convert is None:
        return None
    try:
        found = convert(Path(path))
    except Exception:  # every library has errors of its own for a broken file
        logger.info("%s can't be shown as a page", Path(path).name, exc_info=True)
        return None
    return found if found and found.html else None


def _document(path: Path) -> Converted | None:
    with zipfile.ZipFile(path) as package:
        if package.getinfo("word/document.xml").file_size > LARGEST_DOCUMENT:
            return None
    with path.open("rb") as file:
        result = mammoth.convert_to_html(
            file, convert_image=mammoth.images.img_element(lambda _: {"src": ""})
        )
    html = result.value
    notes = ["文中图片没有转换，请看原文件"] if "<img" in html else []
    return Converted(clean(html.replace('<img src="" />', "")), notes)


def _workbook(path: Path) -> Converted:
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    parts, notes = [], []
    try:
        for sheet in book.worksheets:
            rows = []
            for number, row in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True)):
                if number >= MOST_ROWS:
                    notes.append(f"工作表“{sheet.title}”只显示前 {MOST_ROWS} 行，其余请看原文件")
                    break
                rows.append([_shown(v) for v in row])
            if table := _table(sheet.title, rows):
                parts.append(table)
    finally:
        book.close()
    return Converted(clean("".join(parts)), notes)


def _shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return f"{value:%Y-%m-%d}" if hasattr(value, "strftime") else str(value)


def _table(name: str, rows: list[list[str]]) -> str:
    rows = [r for r in rows if any(r)]
    if not rows:
        return ""
    width = max(max(i for i, c in enumerate(r) if c) for r in rows) + 1
    head, *rest = (r[:width] for r in rows)
    cells = lambda tag, row: "".join(f"<{tag}>{entities.escape(c)}</{tag.split()[0]}>" for c in row)  # noqa: E731
    body = "".join(f"<tr>{cells('td', r)}</tr>" for r in rest)
    caption = f"<caption>{entities.escape(name)}</caption>" if name else ""
    return f"<table>{caption}<thead><tr>{cells('th', head)}</tr></thead><tbody>{body}</tbody></table>"


def _csv(path: Path) -> Converted:
    rows, notes = [], []
    with sheets.read(path) as sheet:
        rows.append(list(sheet.columns))
        for row in sheet.rows:
            if len(rows) > MOST_ROWS:
                notes.append(f"只显示前 {MOST_ROWS} 行，其余请看原文件")
                break
            rows.append([row.values.get(c, "") for c in sheet.columns])
    # The file has a name of its own in the store, which tells a reader nothing.
    return Converted(clean(_table("", rows)), notes)


def _text(path: Path) -> Converted:
    text = decoding.decode(path.read_bytes()).text
    notes = [f"只显示前 {MOST_LETTERS // 10_000} 万字，其余请看原文件"] if len(text) > MOST_LETTERS else []
    return Converted(from_plain(text[:MOST_LETTERS]), notes)


def _ofd(path: Path) -> Converted | None:
    """The text of an OFD document (GB/T 33190-2016): its pages' text objects from top to bottom."""
    parts, letters = [], 0
    with zipfile.ZipFile(path) as package:
        pages = sorted(
            (n for n in package.namelist() if OFD_PAGE.search(n)),
            key=lambda n: int(OFD_PAGE.search(n)[1]),  # type: ignore[index]
        )
        for number, name in enumerate(pages[:MOST_PAGES], 1):
            with package.open(name) as part:
                text = ofd_page(part.read(OFD_LARGEST))
            letters += len(text.strip())
            parts.append(f"<h2>第 {number} 页</h2>{from_plain(_joined(text))}")
    notes = [f"只转换了前 {MOST_PAGES} 页，其余请看原文件"] if len(pages) > MOST_PAGES else []
    return Converted(clean("".join(parts)), notes) if letters > 10 else None


def ofd_page(content: bytes) -> str:
    """Lines of a page: text objects whose upper edges are level stand in one line."""
    root = parse_xml(content)
    pieces = []
    for thing in root.iter():
        if thing.tag.rpartition("}")[2] != "TextObject":
            continue
        box = [float(v) for v in (thing.get("Boundary") or "0 0 0 0").split()[:2]]
        text = "".join(c.text or "" for c in thing.iter() if c.tag.rpartition("}")[2] == "TextCode")
        pieces.append((round(box[1]), box[0], text))
    lines: dict[int, list[str]] = {}
    for top, _, text in sorted(pieces, key=lambda p: (p[0], p[1])):
        lines.setdefault(top, []).append(text)
    return "\n".join("".join(line) for line in lines.values())


def _pdf(path: Path) -> Converted | None:
    with pdfs.opened(path) as document:
        parts, notes, letters = [], [], 0
        for number in range(min(len(document), MOST_PAGES)):
            text = document[number].get_textpage().get_text_range()
            letters += len(text.strip())
            parts.append(f"<h2>第 {number + 1} 页</h2>{from_plain(_joined(text))}")
        if len(document) > MOST_PAGES:
            notes.append(f"只转换了前 {MOST_PAGES} 页，其余请看原文件")
        pages = min(len(document), MOST_PAGES)
    # A scan has pictures of letters, not letters.
    return Converted(clean("".join(parts)), notes) if letters > 10 * pages else None


def _joined(text: str) -> str:
    """Lines of a page as paragraphs: a line that ends without a stop goes on in the next."""
    out: list[str] = []
    for line in (part.strip() for part in text.replace("\r", "\n").split("\n")):
        if (
            out
            and line
            and not out[-1].endswith(("。", "！", "？", "；", "：", "”", "）"))
            and len(out[-1]) > 20
        ):
            out[-1] += line
        elif line:
            out.append(line)
    return "\n".join(out)
