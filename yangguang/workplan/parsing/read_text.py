"""Plain text: the copy of a Word table (a TAB begins a cell, an empty line ends a row), or tab/comma separated lines."""

from __future__ import annotations

import csv
import io

from .rows import Cell, PlanFileError, Row, Source, bare


def decode(data: bytes) -> tuple[str, str]:
    """The text and its encoding: UTF-8 (with or without BOM), UTF-16 with BOM, else GB18030.

    Raises PlanFileError when it is none of them or holds control characters that no text has.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        names: tuple[str, ...] = ("utf-16",)
    else:
        names = ("utf-8-sig", "gb18030")
    for name in names:
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        odd = sum(c < " " and c not in "\t\n\r\f\v" for c in text)
        if odd:
            break
        return text, name.removesuffix("-sig")
    raise PlanFileError(
        "文件不是文本，或编码既不是 UTF-8 也不是 GBK。请在 Word 或记事本中另存为 UTF-8 文本后重试"
    )


def read_text(data: bytes, suffix: str = ".txt") -> Source:
    """Read a text copy of the table."""
    text, encoding = decode(data)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    source = Source(lines=lines, characters=bare(text), format={"encoding": encoding, "lines": len(lines)})
    if suffix == ".csv" or _separated(lines):
        _read_separated(text, source, "," if suffix == ".csv" and "\t" not in text else "\t")
    else:
        _read_cells(lines, source)
    return source


def _separated(lines: list[str]) -> bool:
    """Whether rows are single lines with tabs between the cells, as a spreadsheet copies them."""
    inner = [line.strip("\t ").count("\t") for line in lines if line.strip()]
    return bool(inner) and sum(n >= 1 for n in inner) * 2 > len(inner)


def _read_separated(text: str, source: Source, delimiter: str) -> None:
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    before = 0
    try:
        for row in reader:
            first, before = before + 1, reader.line_num
            if not any(c.strip() for c in row):
                continue
            cells = tuple(
                Cell(tuple(c.split("\n")), first, reader.line_num, "read" if c.strip() else "blank",
                     place=f"第 {first} 行第 {n} 列")
                for n, c in enumerate(row, 1)
            )  # fmt: skip
            filled = [c for c in cells if not c.is_blank]
            if len(filled) == 1 and not source.rows:
                source.before.append(filled[0])
            else:
                source.rows.append(Row(cells, certain=True))
    except csv.Error as error:
        raise PlanFileError(f"分隔文本读不懂（{error}）", f"第 {reader.line_num} 行") from error
    if delimiter == ",":
        source.characters = "".join(bare(p) for r in source.rows for c in r.cells for p in c.paragraphs)
        source.characters += "".join(bare(p) for c in source.before for p in c.paragraphs)


def _read_cells(lines: list[str], source: Source) -> None:
    """A TAB at a line's start begins a cell; other lines go on with it; an empty line ends the row."""
    cells: list[Cell] = []
    started = False

    def end_row() -> None:
        nonlocal cells
        if cells:
            source.rows.append(Row(tuple(cells)))
        cells = []

    for number, line in enumerate(lines, 1):
        if line == "":
            end_row()
            continue
        head, tab, rest = line.partition("\t")
        if tab and not head.strip():
            started = True
            loss = head != ""
            if loss:
                source.loss_marks.append(number)
            status = "read" if rest.strip() else "blank"
            cells.append(Cell((rest,), number, number, status, loss, f"第 {number} 行"))  # type: ignore[arg-type]
        elif not line.strip():
            source.loss_marks.append(number)  # a lone blank: the trace of lost text
        elif cells:
            last = cells[-1]
            cells[-1] = Cell((*last.paragraphs, line), last.line, number, "read", last.loss_mark, last.place)
        elif not started:
            source.before.append(Cell((line,), number, number, place=f"第 {number} 行"))
        else:
            # Text at the margin after a row's end: a note under the table, or a paragraph that lost its cell.
            source.rows.append(Row((Cell((line,), number, number, place=f"第 {number} 行", margin=True),)))
    end_row()
