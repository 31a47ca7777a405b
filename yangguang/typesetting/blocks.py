"""A body as blocks: what a page setter has to know, and nothing of HTML. PDF and Word are made of the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Run:
    """A piece of text of one look. "\\n" alone is a line break; ``note`` is the text of a footnote at its end."""

    text: str
    marks: frozenset[str] = frozenset()
    link: str = ""
    note: tuple[Run, ...] = ()


@dataclass(frozen=True)
class Paragraph:
    """``align`` is "", center or right; ``style`` body, quote, note, signature, item; ``depth`` of a list from 1."""

    runs: tuple[Run, ...]
    align: str = ""
    style: str = "body"
    depth: int = 0
    indent: bool = True

    @property
    def text(self) -> str:
        return "".join(r.text for r in self.runs)


@dataclass(frozen=True)
class Heading:
    """``level`` counts from 1 inside a text, without gaps downward."""

    level: int
    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        return "".join(r.text for r in self.runs)


@dataclass(frozen=True)
class Cell:
    runs: tuple[Run, ...]
    columns: int = 1
    rows: int = 1
    header: bool = False
    align: str = ""

    @property
    def text(self) -> str:
        return "".join(r.text for r in self.runs)


@dataclass(frozen=True)
class Table:
    """``rows`` hold only the cells that begin in them; ``heads`` leading rows are repeated on every page."""

    rows: tuple[tuple[Cell, ...], ...]
    width: int
    heads: int = 0
    caption: str = ""

    def placed(self) -> Iterator[tuple[int, int, Cell]]:
        """Every cell with its row and column, spans counted."""
        taken: set[tuple[int, int]] = set()
        for y, row in enumerate(self.rows):
            x = 0
            for cell in row:
                while (y, x) in taken:
                    x += 1
                yield y, x, cell
                taken |= {(y + dy, x + dx) for dy in range(cell.rows) for dx in range(cell.columns)}
                x += cell.columns


@dataclass(frozen=True)
class Picture:
    source: str
    alt: str
    caption: str = ""


@dataclass(frozen=True)
class Rule:
    """A thematic break."""


Block = Paragraph | Heading | Table | Picture | Rule


def text_of(blocks: list[Block]) -> str:
    """The characters of blocks in reading order, a line per block or table cell."""
    lines: list[str] = []
    for block in blocks:
        if isinstance(block, Paragraph | Heading):
            lines.append(block.text)
            lines += ["".join(n.text for n in r.note) for r in block.runs if r.note]
        elif isinstance(block, Table):
            lines += [block.caption] if block.caption else []
            lines += [c.text for _, _, c in block.placed()]
        elif isinstance(block, Picture) and block.caption:
            lines.append(block.caption)
    return "\n".join(lines)


def plain(block: Any) -> dict[str, Any]:
    """A block as JSON can hold it, for the page setter."""
    if isinstance(block, Heading):
        return {"kind": "heading", "level": block.level, "runs": [_plain_run(r) for r in block.runs]}
    if isinstance(block, Paragraph):
        return {
            "kind": "paragraph", "align": block.align, "style": block.style, "depth": block.depth, "indent": block.indent,
            "runs": [_plain_run(r) for r in block.runs],
        }  # fmt: skip
    if isinstance(block, Table):
        return {
            "kind": "table", "width": block.width, "heads": block.heads, "caption": block.caption,
            "shares": shares(block),
            "cells": [
                {"x": x, "y": y, "columns": c.columns, "rows": c.rows, "header": c.header, "align": c.align,
                 "runs": [_plain_run(r) for r in c.runs]}
                for y, x, c in block.placed()
            ],
        }  # fmt: skip
    if isinstance(block, Picture):
        return {"kind": "picture", "source": block.source, "alt": block.alt, "caption": block.caption}
    return {"kind": "rule"}


def _plain_run(run: Run) -> dict[str, Any]:
    return {
        "text": run.text, "marks": sorted(run.marks), "link": run.link, "note": [_plain_run(n) for n in run.note],
    }  # fmt: skip


def shares(table: Table) -> list[int]:
    """The width of each column in parts: by its longest cell, within bounds, so that no column starves."""
    longest = [2] * table.width
    for _, x, cell in table.placed():
        if cell.columns == 1:
            line = max((len(part) for part in cell.text.split("\n")), default=0)
            longest[x] = max(longest[x], line)
    return [min(max(n + 1, 4), 40) for n in longest]
