"""What is checked: a document as its parts, each with the place a person finds it at."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

_HALF = re.compile("[\ud800-\udfff]")


class PartKind(StrEnum):
    """How a part is seen. All but the first three reach a reader only by accident."""

    TITLE = "标题"
    TEXT = "正文"
    TABLE = "表格"
    COMMENT = "批注"
    REVISION = "修订痕迹"
    HIDDEN = "隐藏内容"
    PROPERTY = "文档属性"
    PICTURE = "图片"


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a document. ``text`` is as written; offsets of findings count its characters from 0.

    ``rows`` holds a table's cells as written; ``text`` is then the cells joined by tabs and the rows by newlines.
    """

    place: str
    text: str
    kind: PartKind = PartKind.TEXT
    rows: tuple[tuple[str, ...], ...] = ()

    def __post_init__(self) -> None:
        # Half an emoji, as a cut text may end in, is no text to anybody; its place stays one character.
        if _HALF.search(self.text):
            object.__setattr__(self, "text", _HALF.sub("\ufffd", self.text))
            kept = tuple(tuple(_HALF.sub("\ufffd", c) for c in row) for row in self.rows)
            object.__setattr__(self, "rows", kept)

    @classmethod
    def table(cls, place: str, rows: Sequence[Sequence[str]], kind: PartKind = PartKind.TABLE) -> Part:
        """A table as a part; tabs and line ends inside cells become blanks so that offsets lead back to a cell."""
        kept = tuple(tuple(_cell(c) for c in row) for row in rows)
        return cls(place, "\n".join("\t".join(row) for row in kept), kind, kept)

    def cell_at(self, offset: int) -> tuple[int, int] | None:
        """Row and column, from 0, of the cell that holds the character; None when the part is no table."""
        if not self.rows:
            return None
        before = self.text[:offset]
        row = before.count("\n")
        return row, before[before.rfind("\n") + 1 :].count("\t")

    def cell_span(self, row: int, column: int) -> tuple[int, int]:
        """Offsets of a cell's text in ``text``. Raises IndexError when there is no such cell."""
        start = sum(len("\t".join(r)) + 1 for r in self.rows[:row])
        start += sum(len(c) + 1 for c in self.rows[row][:column])
        return start, start + len(self.rows[row][column])


def _cell(text: str) -> str:
    return text.replace("\t", " ").replace("\n", " ").replace("\r", " ")


@dataclass(frozen=True, slots=True)
class Subject:
    """A document to check.

    ``today`` is the day for which it is asked; rules read no clock. ``kind`` is the code of a kind of publication
    (``publications.kinds``) or "". ``facts`` are what else is known of it: ``unit``, ``document_number``,
    ``written_on``, ``genre`` … as plain values.
    """

    parts: tuple[Part, ...]
    today: dt.date
    kind: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of_text(cls, text: str, today: dt.date, *, title: str = "", kind: str = "", **facts: Any) -> Subject:
        """A plain text, with its title when it has one."""
        parts = [Part("title", title, PartKind.TITLE)] if title else []
        return cls((*parts, Part("body", text)), today, kind, facts)
