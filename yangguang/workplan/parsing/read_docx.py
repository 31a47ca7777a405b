"""Word tables. Cells are walked as ``w:tc`` (a merged cell once), automatic numbers are rebuilt, changes refused."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from docx import Document
from docx.oxml.ns import qn

from .marks import report_changes, report_unread
from .numbering import Numbering
from .rows import Cell, PlanFileError, Row, Source, bare

_SIGNS = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_RUN = tuple(qn(f"w:{name}") for name in ("t", *_SIGNS))
_BOX, _FALLBACK = qn("w:txbxContent"), "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# Containers that Word puts around blocks, rows and cells (content controls, custom XML): only their content counts.
_WRAPPERS = {
    qn("w:sdt"),
    qn("w:sdtContent"),
    qn("w:customXml"),
    qn("w:ins"),
    qn("w:moveTo"),
    qn("w:smartTag"),
}


def read_docx(data: bytes) -> Source:
    """Read every table of the body. Raises PlanFileError when the package is no readable document."""
    try:
        return _read(Document(io.BytesIO(data)))
    except PlanFileError:
        raise
    except Exception as error:  # python-docx raises whatever its parts raise on a damaged package
        raise PlanFileError(
            f"Word 文件已损坏，打不开（{type(error).__name__}）。请用 Word 另存后再试"
        ) from error


def _read(document: Any) -> Source:
    body = document.element.body
    numbering = Numbering(document)
    blocks = list(_inside(body, qn("w:p"), qn("w:tbl")))
    source = Source(format={"kind": "docx", "tables": sum(b.tag == qn("w:tbl") for b in blocks)})
    report_changes(body, source)
    table = line = 0
    for block in blocks:
        if block.tag == qn("w:p"):
            for text in filter(None, (_text(block, numbering), *_boxes(block, numbering))):
                line += 1
                cell = Cell((text,), line, line, place=f"第 {line} 段")
                (source.notes if source.rows else source.before).append(cell)
                source.lines.append(text)
        else:
            table += 1
            for row in _rows(block, numbering, table, line, source):
                line += 1
                source.rows.append(row)
                own = [c for c in row.cells if c.status != "merged"]
                source.lines.append(" | ".join(c.text.replace("\n", " / ") for c in own))
    report_unread(document, body, source)
    # Counted from the XML, not from the rows, so that a character the walk missed is noticed.
    written = (n.text or "" if n.tag == qn("w:t") else "-" for n in body.iter(qn("w:t"), qn("w:noBreakHyphen"))
               if next(n.iterancestors(_FALLBACK), None) is None)  # fmt: skip
    source.characters = bare("".join((*written, *numbering.shown)))
    return source


def _inside(parent: Any, *tags: str) -> Iterator[Any]:
    """The children with one of the tags, also within wrappers, but not within each other."""
    for child in parent:
        if child.tag in tags:
            yield child
        elif child.tag in _WRAPPERS:
            yield from _inside(child, *tags)


def _rows(table: Any, numbering: Numbering, number: int, line: int, source: Source) -> Iterator[Row]:
    above: dict[int, Cell] = {}
    for index, tr in enumerate(_inside(table, qn("w:tr")), 1):
        position = _number(tr, "w:trPr", "w:gridBefore", 0)
        cells: list[Cell] = [_blank(line + index)] * position
        for tc in _inside(tr, qn("w:tc")):
            place = f"表 {number} 第 {index} 行第 {len(cells) + 1} 格"
            cell = _cell(tc, numbering, line + index, place, above.get(position), source)
            span = max(_number(tc, "w:tcPr", "w:gridSpan", 1), 1)
            above[position] = cell
            cells += [cell] + [_blank(line + index, "merged")] * (span - 1)
            position += span
        yield Row(tuple(cells), certain=True, table=number)


def _cell(tc: Any, numbering: Numbering, line: int, place: str, above: Cell | None, source: Source) -> Cell:
    if next(tc.iter(qn("w:tbl")), None) is not None:
        source.blocking.append(f"{place}：单元格里还套着一张表，读不准。请把里面的表展开成文字后重试")
    paragraphs = [p for p in tc.iter(qn("w:p")) if not _in_box(p, tc)]
    texts = [t for p in paragraphs for t in _text(p, numbering).split("\n") if t.strip()]
    for p in paragraphs:
        for text in _boxes(p, numbering):
            source.notes.append(Cell((text,), line, line, place=place))
    merge = tc.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
    if merge is not None and merge.get(qn("w:val")) != "restart" and above is not None and not texts:
        return Cell(above.paragraphs, line, line, "merged", place=place)
    if not texts:  # a number column may hold nothing but Word's own numbers
        texts = [shown for p in paragraphs if (shown := numbering.prefix(p))]
    return Cell(tuple(texts), line, line, "read" if texts else "blank", place=place)


def _blank(line: int, status: Any = "blank") -> Cell:
    return Cell((), line, line, status)


def _number(element: Any, properties: str, name: str, default: int) -> int:
    found = element.find(f"{qn(properties)}/{qn(name)}")
    value = found.get(qn("w:val"), "") if found is not None else ""
    return min(int(value), 63) if value.isdecimal() and len(value) < 4 else default


def _in_box(p: Any, within: Any) -> bool:
    """Whether a paragraph belongs to a text box (or to the copy of one that old versions of Word show)."""
    for outer in p.iterancestors():
        if outer is within:
            return False
        if outer.tag in {_BOX, _FALLBACK}:
            return True
    return False


def _boxes(p: Any, numbering: Numbering) -> list[str]:
    """The texts of text boxes anchored in a paragraph: kept as notes, since nobody knows which cell they belong to."""
    found = []
    for box in p.iter(_BOX):
        if next(box.iterancestors(_FALLBACK), None) is None and next(box.iterancestors(qn("w:p"))) is p:
            inner = [
                _text(q, numbering)
                for q in box.iter(qn("w:p"))
                if next(q.iterancestors(_FALLBACK), None) is None
            ]
            found.append("\n".join(t for t in inner if t.strip()))
    return [text for text in found if text]


def _text(p: Any, numbering: Numbering) -> str:
    """A paragraph's visible text with its automatic number in front; a soft break begins a line."""
    parts = []
    for node in p.iter(*_RUN):
        if (
            next(node.iterancestors(qn("w:p"))) is not p
            or next(node.iterancestors(_FALLBACK), None) is not None
        ):
            continue  # of a text box inside the paragraph
        parts.append(node.text or "" if node.tag == qn("w:t") else _SIGNS[node.tag.split("}")[1]])
    text = "".join(parts)
    return numbering.prefix(p) + text if text.strip() else ""
