"""The body of a record or a page as parts: its running text, and each table as cells."""

from __future__ import annotations

import re

from lxml import html as lxml_html

from yangguang.documents import bodies

from .subjects import Part

_GAPS = re.compile(r"[ \t\r\n]+")  # full-width blanks stay: they set parts below their total
_LARGEST_SPAN = 60  # columns or rows; wider spans are slips of the pen or attacks


def parts_of_html(html: str, place: str = "body") -> list[Part]:
    """The text outside tables as one part, then each table (``place``#1 …). Merged cells keep their text once."""
    if "<table" not in html.lower():
        text = bodies.to_text(html)
        return [Part(place, text)] if text else []
    root = bodies.tree(html)
    tables = [t for t in root.iter("table") if not any(a.tag == "table" for a in t.iterancestors())]
    made = [
        Part.table(f"{place}#{number}", rows)
        for number, table in enumerate(tables, 1)
        if (rows := rows_of(table))
    ]
    for table in tables:
        table.drop_tree()
    text = bodies.to_text(bodies.inner(root))
    return ([Part(place, text)] if text else []) + made


def rows_of(table: lxml_html.HtmlElement) -> list[list[str]]:
    """A table's cells in a grid; a merged cell stands at its first place, the rest is blank. Inner tables are text."""
    grid: list[dict[int, str]] = []
    taken: set[tuple[int, int]] = set()
    for y, row in enumerate(r for r in table.iter("tr") if _table_of(r) is table):
        cells: dict[int, str] = {}
        x = 0
        for cell in row.iterchildren("td", "th"):
            while (y, x) in taken:
                x += 1
            cells[x] = _GAPS.sub(" ", "".join(cell.itertext())).strip(" ")
            across, down = _span(cell, "colspan"), _span(cell, "rowspan")
            taken |= {(y + dy, x + dx) for dy in range(down) for dx in range(across)}
            x += across
        grid.append(cells)
    width = max((max(cells, default=-1) for cells in grid), default=-1) + 1
    return [[cells.get(x, "") for x in range(width)] for cells in grid] if width else []


def _table_of(row: lxml_html.HtmlElement) -> lxml_html.HtmlElement | None:
    return next(row.iterancestors("table"), None)


def _span(cell: lxml_html.HtmlElement, name: str) -> int:
    value = (cell.get(name) or "").strip()
    return min(max(int(value), 1), _LARGEST_SPAN) if value.isascii() and value.isdecimal() else 1
