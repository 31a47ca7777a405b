"""Word tables. Cells are walked as ``w:tc`` (a merged cell once), automatic numbers are rebuilt, changes refused."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from docx import Document
from docx.oxml.ns import qn

from .numbering import Numbering
from .rows import Cell, PlanFileError, Row, Source, bare

_SIGNS = {qn("w:tab"): " ", qn("w:br"): "\n", qn("w:noBreakHyphen"): "-"}


def read_docx(data: bytes) -> Source:
    """Read every table of the body. Raises PlanFileError when the package is no readable document."""
    try:
        document = Document(io.BytesIO(data))
        body = document.element.body
        numbering = Numbering(document)
    except Exception as error:  # python-docx raises whatever its parts raise on a damaged package
        raise PlanFileError(
            f"Word 文件已损坏，打不开（{type(error).__name__}）。请用 Word 另存后再试"
        ) from error
    source = Source(format={"kind": "docx", "tables": len(body.findall(qn("w:tbl")))})
    _refuse_changes(body, source)
    table = 0
    line = 0
    characters = []
    for block in body:
        if block.tag == qn("w:p"):
            if text := _text(block, numbering):
                line += 1
                cell = Cell((text,), line, line, place=f"第 {line} 段")
                (source.notes if source.rows else source.before).append(cell)
                characters.append(bare(text))
                source.lines.append(text)
        elif block.tag == qn("w:tbl"):
            table += 1
            for row in _rows(block, numbering, table, line, source):
                line += 1
                source.rows.append(row)
                own = [c for c in row.cells if c.status != "merged"]
                characters += [bare(p) for c in own for p in c.paragraphs]
                source.lines.append(" | ".join(c.text.replace("\n", " / ") for c in own))
    _warn_of_boxes(body, source)
    source.characters = "".join(characters)
    return source


def _rows(table: Any, numbering: Numbering, number: int, line: int, source: Source) -> Iterator[Row]:
    above: dict[int, Cell] = {}
    for index, tr in enumerate(table.iter(qn("w:tr")), 1):
        if next(tr.iterancestors(qn("w:tbl"))) is not table:
            continue  # a row of a nested table: reported with the cell that holds it
        position = _grid_before(tr)
        cells: list[Cell] = [_blank(line + index)] * position
        for tc in tr.iter(qn("w:tc")):
            if next(tc.iterancestors(qn("w:tr"))) is not tr:
                continue
            place = f"表 {number} 第 {index} 行第 {len(cells) + 1} 格"
            cell = _cell(tc, numbering, line + index, place, above.get(position), source)
            span = _span(tc)
            above[position] = cell
            cells += [cell] + [_blank(line + index, "merged")] * (span - 1)
            position += span
        yield Row(tuple(cells), certain=True, table=number)


def _cell(tc: Any, numbering: Numbering, line: int, place: str, above: Cell | None, source: Source) -> Cell:
    if tc.findall(qn("w:tbl")):
        source.blocking.append(f"{place}：单元格里还套着一张表，读不准。请把里面的表展开成文字后重试")
    merge = tc.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
    if merge is not None and merge.get(qn("w:val")) != "restart" and above is not None:
        return Cell(above.paragraphs, line, line, "merged", place=place)
    texts = tuple(t for p in tc.iter(qn("w:p")) for t in _text(p, numbering).split("\n") if t.strip())
    return Cell(texts, line, line, "read" if any(t.strip() for t in texts) else "blank", place=place)


def _blank(line: int, status: Any = "blank") -> Cell:
    return Cell((), line, line, status)


def _span(tc: Any) -> int:
    span = tc.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
    return min(max(int(span.get(qn("w:val"), 1)), 1), 63) if span is not None else 1


def _grid_before(tr: Any) -> int:
    before = tr.find(f"{qn('w:trPr')}/{qn('w:gridBefore')}")
    return min(max(int(before.get(qn("w:val"), 0)), 0), 63) if before is not None else 0


def _text(p: Any, numbering: Numbering) -> str:
    """A paragraph's visible text with its automatic number in front; a soft break begins a line."""
    parts = []
    for node in p.iter(qn("w:t"), qn("w:tab"), qn("w:br"), qn("w:noBreakHyphen")):
        if next(node.iterancestors(qn("w:p"))) is not p:
            continue  # of a text box inside the paragraph
        parts.append(node.text or "" if node.tag == qn("w:t") else _SIGNS[node.tag])
    text = "".join(parts)
    return numbering.prefix(p) + text if text.strip() else ""


def _refuse_changes(body: Any, source: Source) -> None:
    """Tracked changes: which text holds is the authors' decision, so the import waits for it."""
    for tag, word in ((qn("w:ins"), "插入"), (qn("w:del"), "删除"), (qn("w:moveFrom"), "移动")):
        for change in body.iter(tag):
            text = "".join(t.text or "" for t in change.iter(qn("w:t"), qn("w:delText")))
            if not text.strip():
                continue
            author = change.get(qn("w:author")) or "某人"
            source.blocking.append(
                f"{_place(change, body)}有未接受的修订（{author}{word}了“{text[:20]}”）。请在 Word 中接受或拒绝全部修订后重新上传"
            )


def _place(node: Any, body: Any) -> str:
    row = next(node.iterancestors(qn("w:tr")), None)
    if row is None:
        return "正文"
    table = next(row.iterancestors(qn("w:tbl")))
    tables = list(body.iter(qn("w:tbl")))
    return f"表 {tables.index(table) + 1} 第 {list(table.iter(qn('w:tr'))).index(row) + 1} 行"


def _warn_of_boxes(body: Any, source: Source) -> None:
    for box in body.iter(qn("w:txbxContent")):
        text = "".join(t.text or "" for t in box.iter(qn("w:t"))).strip()
        message = f"{_place(box, body)}有一个文本框（“{text[:20]}”），框里的字没有导入。请移到表格里再导入"
        if text and message not in source.warnings:
            source.warnings.append(message)
