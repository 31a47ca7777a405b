"""An official document as GB/T 9704-2012 builds it: 版头, 主体, 版记. Set as PDF here and as Word in ``word``."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from . import blocks, reading
from .engine import TEMPLATES, Sheet, typeset
from .lines import break_title
from .pictures import Source, nothing

TITLE_CHARACTERS = 20  # of 22 points in a line of 156 mm


@dataclass(frozen=True)
class Annex:
    """An 附件 that is printed with the document (7.3.10). ``html`` is cleaned."""

    title: str
    html: str


@dataclass(frozen=True)
class OfficialDocument:
    """What a document says and bears. Texts are plain; ``html`` is a cleaned body; empty means that it has none.

    ``copy_number`` 份号, ``secrecy`` 密级和保密期限, ``urgency`` 紧急程度, ``mark`` 发文机关标志, ``number`` 发文字号,
    ``signer`` 签发人 (only of a document that goes upward), ``addressees`` 主送机关 without its colon, ``enclosures`` the
    names in the 附件说明, ``organs`` 发文机关署名, ``written_on`` 成文日期, ``remark`` 附注 without its brackets, ``copies``
    抄送机关, ``printer`` 印发机关 and ``printed_on`` 印发日期. ``source_note`` stands small behind the text: where an
    electronic copy comes from. ``watermark`` lies under every page.
    """

    title: str
    html: str
    copy_number: str = ""
    secrecy: str = ""
    urgency: str = ""
    mark: str = ""
    number: str = ""
    signer: str = ""
    addressees: str = ""
    enclosures: tuple[str, ...] = ()
    organs: tuple[str, ...] = ()
    written_on: dt.date | None = None
    remark: str = ""
    annexes: tuple[Annex, ...] = ()
    copies: str = ""
    printer: str = ""
    printed_on: dt.date | None = None
    source_note: str = ""
    watermark: str = ""
    keywords: tuple[str, ...] = field(default=())

    @property
    def author(self) -> str:
        return "、".join(self.organs) or self.mark

    def annex_label(self, index: int) -> str:
        """附件, or 附件1 when there are several."""
        return "附件" if len(self.annexes) == 1 else f"附件{index}"


def day(value: dt.date | None) -> str:
    """A date as documents bear it: Arabic digits, no leading zeros (7.3.5.4)."""
    return f"{value.year}年{value.month}月{value.day}日" if value else ""


def to_pdf(
    document: OfficialDocument, *, at: dt.datetime, pictures: Source = nothing, own_fonts: str = ""
) -> Sheet:
    """The document as a PDF with embedded fonts. ``at`` is the time written into the file. Raises CannotSet."""
    data: dict[str, Any] = {
        "title": document.title, "title_lines": break_title(document.title, TITLE_CHARACTERS),
        "author": document.author, "keywords": list(document.keywords),
        "copy_number": document.copy_number, "secrecy": document.secrecy, "urgency": document.urgency,
        "mark": document.mark, "number": document.number, "signer": document.signer,
        "addressees": document.addressees.rstrip("：:"), "enclosures": list(document.enclosures),
        "organs": list(document.organs), "date": day(document.written_on), "remark": document.remark.strip("（）()"),
        "copies": document.copies, "printer": document.printer,
        "printed": f"{day(document.printed_on)}印发" if document.printed_on else "",
        "source_note": document.source_note, "watermark": document.watermark,
        "body": [blocks.plain(b) for b in reading.read(document.html)],
        "annexes": [
            {"label": document.annex_label(n), "title_lines": break_title(a.title, TITLE_CHARACTERS),
             "body": [blocks.plain(b) for b in reading.read(a.html)]}
            for n, a in enumerate(document.annexes, 1)
        ],
    }  # fmt: skip
    return typeset(TEMPLATES / "official.typ", data, at=at, pictures=pictures, own_fonts=own_fonts)
