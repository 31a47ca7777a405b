"""The one row stream that every reader yields: rows of cells of paragraphs, each with its place in the source."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

# read: own text; blank: an empty cell; merged: the text of a real merge with the row above; lost: see tasks.py.
Status = Literal["read", "blank", "merged"]


class PlanFileError(Exception):
    """The file can't be read as a plan. The message says why and the way out; ``place`` says where, if anywhere."""

    def __init__(self, message: str, place: str = "") -> None:
        super().__init__(f"{place}：{message}" if place else message)
        self.place = place


@dataclass(frozen=True)
class Cell:
    """One cell. ``line`` is its first line (text) or row number (tables), ``last`` its last, both from 1."""

    paragraphs: tuple[str, ...]
    line: int
    last: int
    status: Status = "read"
    loss_mark: bool = False  # a blank stood where text was lost (space before TAB)
    place: str = ""
    margin: bool = False  # a text line that no TAB puts into a cell

    @property
    def text(self) -> str:
        return "\n".join(p.strip() for p in self.paragraphs if p.strip())

    @property
    def first(self) -> str:
        """The first paragraph, as written but for leading blanks."""
        return next((p for p in self.paragraphs if p.strip()), "").lstrip()

    @property
    def is_blank(self) -> bool:
        return not self.text


@dataclass(frozen=True)
class Row:
    """Cells between two row ends. ``certain``: the source is a real table, so a short row has no lost cells."""

    cells: tuple[Cell, ...]
    certain: bool = False
    table: int = 0
    # The first column runs on from the row above by a real vertical merge.
    continues: bool = False

    @property
    def filled(self) -> list[Cell]:
        return [c for c in self.cells if not c.is_blank and c.status != "merged"]


@dataclass
class Source:
    """What a reader found: rows, text outside tables, and what a person should know of the file."""

    rows: list[Row] = field(default_factory=list)
    before: list[Cell] = field(default_factory=list)  # text before the first table: title, document number
    notes: list[Cell] = field(default_factory=list)  # text after or between tables
    warnings: list[str] = field(default_factory=list)
    blocking: list[str] = field(default_factory=list)
    loss_marks: list[int] = field(default_factory=list)
    lines: list[str] = field(
        default_factory=list
    )  # the source as a person reads it, for the confirmation page
    characters: str = ""  # every character of the source that must be placed
    format: dict[str, object] = field(default_factory=dict)


def bare(text: str) -> str:
    """The text without any blanks, as the lossless count counts it."""
    return "".join(text.split())
