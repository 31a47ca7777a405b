"""A collection of texts on A4 with contents, running header and page numbers: prints of registers, bundles, reports."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from . import blocks, reading
from .engine import TEMPLATES, Sheet, typeset
from .lines import break_title
from .pictures import Source, nothing


@dataclass(frozen=True)
class Part:
    """One text. ``html`` is cleaned; ``facts`` are rows of name and value above it."""

    title: str
    html: str
    facts: tuple[tuple[str, str], ...] = ()
    new_page: bool = True


@dataclass(frozen=True)
class Booklet:
    """What is bound together. ``header`` and ``footer`` run on every page; ``contents`` prints a list of parts.

    ``cover`` gives title and facts a page of their own, with ``occasion`` over the title and ``author`` and ``imprint``
    at its foot.
    """

    title: str
    parts: tuple[Part, ...]
    author: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    header: str = ""
    footer: str = ""
    contents: bool = False
    keywords: tuple[str, ...] = ()
    watermark: str = ""
    cover: bool = False
    occasion: str = ""
    imprint: str = ""


def to_pdf(booklet: Booklet, *, at: dt.datetime, pictures: Source = nothing, own_fonts: str = "") -> Sheet:
    """The booklet as a PDF; raised links to notes become footnotes. Raises CannotSet."""
    data = {
        "title": booklet.title, "title_lines": break_title(booklet.title, 20), "author": booklet.author,
        "keywords": list(booklet.keywords), "facts": [list(r) for r in booklet.facts], "header": booklet.header,
        "footer": booklet.footer, "contents": booklet.contents, "watermark": booklet.watermark,
        "cover": booklet.cover, "occasion": booklet.occasion, "imprint": booklet.imprint,
        "parts": [
            {"title": p.title, "facts": [list(r) for r in p.facts], "new_page": p.new_page,
             "body": [blocks.plain(b) for b in reading.read(p.html, footnotes=True)]}
            for p in booklet.parts
        ],
    }  # fmt: skip
    return typeset(TEMPLATES / "booklet.typ", data, at=at, pictures=pictures, own_fonts=own_fonts)
