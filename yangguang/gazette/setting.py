"""An issue as a PDF, and the page on which each of its articles begins."""

from __future__ import annotations

import datetime as dt
import io
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from yangguang.documents import pdfs
from yangguang.publications import printing
from yangguang.publications.models import Attachment, AttachmentUse
from yangguang.typesetting import blocks, reading
from yangguang.typesetting.engine import typeset
from yangguang.typesetting.lines import break_title

TEMPLATE = Path(__file__).parent / "typ" / "issue.typ"
TITLE_CHARACTERS = 24  # of 18 points in 160 mm
HIGHLIGHTS = 8  # titles on the cover


@dataclass(frozen=True)
class Set:
    """A set issue. ``front`` sheets come before the page printed as 1; ``placed`` maps an article to its pages."""

    pdf: bytes
    pages: int
    front: int
    placed: dict[int, tuple[int, int]]
    missing: str = ""
    left_out: tuple[str, ...] = field(default=())


def set_issue(data: dict[str, Any], *, at: dt.datetime, watermark: str = "") -> Set:
    """Set what ``contents.data_of`` gathered. Raises CannotSet."""
    articles = [a for part in data["parts"] for a in part["articles"]]
    name = data["name"]
    prepared = {
        **data,
        "watermark": watermark,
        "name_lines": [[name], break_title(name, max(-(-len(name) // 2) + 1, 4))],
        "highlights": [a["title"] for a in articles][:HIGHLIGHTS],
        "parts": [
            {
                "name": part["name"],
                "articles": [
                    {**{k: v for k, v in a.items() if k != "html"},
                     "title_lines": break_title(a["title"], TITLE_CHARACTERS),
                     "body": [blocks.plain(b) for b in reading.read(a["html"])]}
                    for a in part["articles"]
                ],
            }
            for part in data["parts"]
        ],
    }  # fmt: skip
    sheet = typeset(TEMPLATE, prepared, at=at, pictures=public_picture, own_fonts=printing.own_fonts())
    begins, pages = _begins(sheet.pdf)
    front = begins[0] if begins else pages
    placed = {}
    ends = [*begins[1:], pages - 1]  # the back page is the last sheet
    for article, first, after in zip(articles, begins, ends, strict=False):
        placed[article["key"]] = (first - front + 1, after - front)
    return Set(sheet.pdf, pages, front, placed, sheet.missing, sheet.left_out)


def _begins(pdf: bytes) -> tuple[list[int], int]:
    """The sheets (from 0) on which the texts begin, by the PDF's own bookmarks, and how many sheets there are."""
    with pdfs.opened(pdf) as document:
        found = []
        for mark in document.get_toc():
            target = mark.get_dest()
            if mark.level == 0 and target is not None:
                found.append(target.get_index())
        return found, len(document)


def public_picture(source: str) -> bytes | None:
    """A picture of a body, if readers may see it."""
    found = re.match(r"^/files/(\d{1,12})/", source)
    if found is None:
        return None
    use = AttachmentUse.objects.public().filter(attachment=int(found[1])).exists()
    kept = Attachment.objects.filter(pk=int(found[1])).defer("html").first() if use else None
    if kept is None or not kept.is_image:
        return None
    with kept.file.open("rb") as file:
        return file.read()


def cover_of(pdf: bytes, *, width: int = 480) -> bytes:
    """The first page as a PNG, ``width`` pixels wide."""
    with pdfs.opened(pdf) as document:
        page = document[0]
        scale = width / max(page.get_width(), 1)
        out = io.BytesIO()
        page.render(scale=min(scale, 4)).to_pil().convert("P", palette=1, colors=128).save(
            out, "PNG", optimize=True
        )
        return out.getvalue()
