"""Workbooks (ECMA-376 SpreadsheetML): cells as they are shown, hidden sheets, rows and columns, comments, outside links.

Read by streaming, because a workbook of a hundred thousand rows is no rarity in disclosures.
"""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils import column_index_from_string
from openpyxl.utils.datetime import from_excel

from yangguang.checking.subjects import Part, PartKind

from .packages import LOOK, attribute, enclosed, local, properties, streamed, texts, xml

MOST_CELLS = 400_000  # of one sheet
MOST_COLUMNS = 300
_TEXT = frozenset({"t"})
_LETTERS = re.compile(r"[A-Z]{1,3}")
_CHINESE_DATES = frozenset({*range(27, 37), *range(50, 59)})
_ON = frozenset({"1", "true"})


def read(package: zipfile.ZipFile) -> Iterator[Part]:
    """The parts of a workbook. Raises Unreadable."""
    names = set(package.namelist())
    strings = _strings(package) if "xl/sharedStrings.xml" in names else []
    formats = _formats(package) if "xl/styles.xml" in names else []
    book = xml(package, "xl/workbook.xml")
    targets = _targets(package, "xl/_rels/workbook.xml.rels")
    for sheet in (e for e in book.iter() if local(e) == "sheet"):
        path = "xl/" + targets.get(attribute(sheet, "id"), "").removeprefix("/xl/")
        if path in names:
            hidden = attribute(sheet, "state") in ("hidden", "veryHidden")
            yield from _sheet(package, path, attribute(sheet, "name"), hidden, strings, formats)
    yield from _comments(package, names)
    yield from _links(package, names, book)
    yield from properties(package)
    yield from enclosed(package)


def _targets(package: zipfile.ZipFile, name: str) -> dict[str, str]:
    if name not in package.namelist():
        return {}
    return {e.get("Id", ""): e.get("Target", "") for e in xml(package, name)}


def _strings(package: zipfile.ZipFile) -> list[str]:
    # Phonetic guides (rPh) are no text of the cell.
    found = []
    for item in streamed(package, "xl/sharedStrings.xml", frozenset({"si"})):
        parts = (e for child in item if local(child) != "rPh" for e in child.iter() if local(e) == "t")
        found.append("".join(e.text or "" for e in parts))
    return found


def _formats(package: zipfile.ZipFile) -> list[str]:
    """The way each cell style shows a number: "date", "percent" or ""."""
    root = xml(package, "xl/styles.xml")
    own = {e.get("numFmtId", ""): e.get("formatCode", "") for e in root.iter() if local(e) == "numFmt"}
    found = []
    for styles in (e for e in root if local(e) == "cellXfs"):
        for style in styles:
            number = style.get("numFmtId", "0")
            code = own.get(number) or BUILTIN_FORMATS.get(int(number) if number.isdigit() else 0, "")
            if number.isdigit() and int(number) in _CHINESE_DATES:
                found.append("date")
            else:
                found.append("date" if code and is_date_format(code) else "percent" if "%" in code else "")
    return found


def _sheet(
    package: zipfile.ZipFile, path: str, name: str, hidden: bool, strings: list[str], formats: list[str]
) -> Iterator[Part]:
    seen: list[list[str]] = []
    covered: list[list[str]] = []
    unseen_columns: set[int] = set()
    cells, any_covered = 0, False
    for element in streamed(package, path, frozenset({"cols", "row"})):
        if local(element) == "cols":
            for column in element:
                if column.get("hidden") in _ON or column.get("width") in ("0", "0.0"):
                    last = min(int(column.get("max", 0)), MOST_COLUMNS)
                    unseen_columns.update(range(int(column.get("min", 1)), last + 1))
            continue
        row = _row(element, strings, formats)
        cells += len(row)
        if cells > MOST_CELLS:
            yield Part(
                f"工作表“{name}”", f"工作表太大，只检查了前 {len(seen)} 行，其余{LOOK}", PartKind.PICTURE
            )
            break
        whole = element.get("hidden") in _ON or element.get("ht") in ("0", "0.0")
        under = {n: v for n, v in row.items() if whole or n in unseen_columns}
        over = {n: v for n, v in row.items() if n not in under}
        any_covered = any_covered or any(under.values())
        # A hidden row leaves no blank line in what is seen; a hidden column keeps its rows, so that cells are found.
        if not whole:
            seen.append(_line(over, unseen_columns))
        covered.append(_line(under, set()))
    if hidden:
        if any(any(r) for r in seen):
            yield Part.table(f"隐藏的工作表“{name}”", seen, PartKind.HIDDEN)
    elif any(any(r) for r in seen):
        yield Part.table(f"工作表“{name}”", seen)
    if any_covered:
        rows = [r for r in covered if any(r)]
        yield Part.table(f"工作表“{name}”里隐藏的行和列", rows, PartKind.HIDDEN)


def _line(cells: dict[int, str], without: set[int]) -> list[str]:
    last = max((n for n, v in cells.items() if v), default=0)
    return [cells.get(n, "") for n in range(1, last + 1) if n not in without]


def _row(row: Element, strings: list[str], formats: list[str]) -> dict[int, str]:
    found: dict[int, str] = {}
    column = 0
    for cell in row:
        letters = _LETTERS.match(cell.get("r", ""))
        column = column_index_from_string(letters[0]) if letters else column + 1
        if column <= MOST_COLUMNS:
            found[column] = _shown(cell, strings, formats)
    return found


def _shown(cell: Element, strings: list[str], formats: list[str]) -> str:
    kind = cell.get("t", "n")
    value = next((e.text or "" for e in cell if local(e) == "v"), "")
    if kind == "inlineStr":
        return texts(cell, _TEXT)
    if kind == "s":
        return strings[int(value)] if value.isdigit() and int(value) < len(strings) else ""
    if kind == "b":
        return {"1": "TRUE", "0": "FALSE"}.get(value, value)
    if kind != "n" or not value:
        return value
    style = cell.get("s", "0")
    look = formats[int(style)] if style.isdigit() and int(style) < len(formats) else ""
    return _number(value, look)


def _number(value: str, look: str) -> str:
    """A number as it is shown: no exponent, no binary dust."""
    try:
        number = float(value)
    except ValueError:
        return value
    if look == "date" and 0 < number < 2_958_466:
        day = from_excel(number)
        if isinstance(day, dt.datetime):
            return f"{day:%Y-%m-%d}" if day.time() == dt.time() else f"{day:%Y-%m-%d %H:%M}"
        return str(day)
    if look == "percent":
        return f"{round(number * 100, 6):.10g}%"
    if number.is_integer() and abs(number) < 1e18:
        return str(int(value)) if value.lstrip("-").isdigit() else str(int(number))
    return f"{number:.12g}" if abs(number) < 1e12 else value


def _comments(package: zipfile.ZipFile, names: set[str]) -> Iterator[Part]:
    threaded = sorted(n for n in names if n.startswith("xl/threadedComments/") and n.endswith(".xml"))
    plain = sorted(n for n in names if re.fullmatch(r"xl/(?:comments/)?comment[^/]*\.xml", n))
    # A threaded comment is repeated as a plain one for old programs.
    for path in threaded or plain:
        for element in xml(package, path).iter():
            if local(element) in ("comment", "threadedComment"):
                text = texts(element, frozenset({"t", "text"})).strip()
                if text:
                    place = element.get("ref", "")
                    yield Part(f"批注 {place}".strip(), text, PartKind.COMMENT)


def _links(package: zipfile.ZipFile, names: set[str], book: Element) -> Iterator[Part]:
    lines = []
    for path in sorted(n for n in names if n.startswith("xl/externalLinks/_rels/")):
        lines += [f"外部链接：{target}" for target in _targets(package, path).values() if target]
    for name in (e for e in book.iter() if local(e) == "definedName"):
        if name.get("hidden") not in _ON and "#REF!" not in (name.text or "") and '"' in (name.text or ""):
            lines.append(f"名称 {name.get('name', '')}：{name.text}")
    if lines:
        yield Part("工作簿的链接和名称", "\n".join(lines), PartKind.PROPERTY)
