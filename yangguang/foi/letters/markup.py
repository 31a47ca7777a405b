"""A letter's body as cleaned HTML out of plain text. Nothing that anybody wrote is ever markup."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from html import escape

from yangguang.documents import bodies
from yangguang.publications.printing import own_fonts
from yangguang.typesetting import fonts

NUMERALS = "一二三四五六七八九十"
_LINES = re.compile(r"[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")
_KEPT = set("\n\r\t\u3000\xa0")


class Page:
    """Collects paragraphs, headings, quotes and tables. ``marks`` holds the text under the element it carries."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._headings = 0
        self.marks: dict[str, str] = {}

    def p(self, text: str, mark: str = "", *, css: str = "") -> None:
        """A paragraph for every line of the text."""
        attribute = f' class="{css}"' if css else ""
        for line in lines(text):
            self._parts.append(f"<p{attribute}>{escape(line, quote=False)}</p>")
        self._mark(mark, text)

    def heading(self, text: str) -> None:
        """A heading with its number: 一、二、三、"""
        self._parts.append(f"<h3>{NUMERALS[self._headings]}、{escape(text, quote=False)}</h3>")
        self._headings += 1

    def quote(self, text: str, mark: str = "") -> None:
        """What somebody else wrote, line by line as it stands."""
        inner = "".join(f"<p>{escape(line, quote=False)}</p>" for line in lines(text))
        self._parts.append(f"<blockquote>{inner}</blockquote>")
        self._mark(mark, text)

    def table(self, head: Sequence[str], rows: Iterable[Sequence[object]], mark: str = "") -> None:
        """A table with its head; in cells, lines break."""
        listed = [[_cell(value) for value in row] for row in rows]
        top = "".join(f'<th scope="col">{escape(name, quote=False)}</th>' for name in head)
        body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in listed)
        self._parts.append(f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>")
        self._mark(mark, bodies.to_text(body))

    def sheet(self, rows: Iterable[tuple[str, object]], mark: str = "") -> None:
        """A table of names and values."""
        listed = list(rows)
        body = "".join(
            f'<tr><th scope="row">{escape(name, quote=False)}</th><td>{_cell(value)}</td></tr>'
            for name, value in listed
        )
        self._parts.append(f"<table><tbody>{body}</tbody></table>")
        self._mark(mark, bodies.to_text(body))

    def _mark(self, mark: str, text: str) -> None:
        if mark:
            self.marks[mark] = "\n".join(t for t in (self.marks.get(mark, ""), text) if t)

    @property
    def html(self) -> str:
        return bodies.clean("\n".join(self._parts))


def lines(text: str) -> list[str]:
    """The lines of a text without the empty ones and without white space at their ends."""
    return [line for part in _LINES.split(text) if (line := part.strip(" \t\u3000\xa0"))]


def _cell(value: object) -> str:
    return "<br>".join(escape(line, quote=False) for line in lines(str(value)))


def squeezed(text: str) -> str:
    """The text without white space, for comparing what was written with what was set."""
    return re.sub(r"\s", "", text)


def shown(text: str) -> str:
    """What an applicant wrote, with the characters that no page shows told by their numbers, as 〔U+1F600〕.

    A letter must be able to quote whatever was asked; an officer's own words are mended instead (``rendering``).
    """
    odd = {
        c for c in set(text) if c not in _KEPT and unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co", "Cn")
    }
    lacking = fonts.missing(text)
    if lacking:
        # Drawing tells which of them the machine can show; beyond the number it draws, all count as not shown.
        odd |= set(fonts.unshown(text, own_fonts())) | set(lacking[60:])
    return "".join(f"〔U+{ord(c):04X}〕" if c in odd else c for c in text) if odd else text
