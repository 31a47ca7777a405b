"""Tables handed in for import, read row by row: CSV in any usual encoding, XLSX, JSON lines, a folder of pages."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import zipfile
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter

from . import decoding

MOST_COLUMNS = 200

csv.field_size_limit(64 * 1024 * 1024)


@dataclass(frozen=True)
class Row:
    """A record: its number as a person counts in the file, its values by column, and what is wrong with reading it.
    ``uncounted``: columns in which a formula stands whose result the file does not hold."""

    number: int
    values: dict[str, str]
    fault: str = ""
    uncounted: tuple[str, ...] = ()


@dataclass
class Sheet(AbstractContextManager["Sheet"]):
    """An opened table: its columns and, once, its rows. Use it in a ``with`` block."""

    columns: list[str]
    rows: Iterator[Row]
    close: Any = field(default=lambda: None)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def read(path: Path) -> Sheet:
    """Open a table. Raises ValueError, in Chinese, when it is none of the formats or has no columns."""
    if path.is_dir():
        from .folders import read_folder

        return read_folder(path)
    readers = {
        ".csv": _csv,
        ".tsv": _csv,
        ".txt": _csv,
        ".xlsx": _xlsx,
        ".jsonl": _json_lines,
        ".ndjson": _json_lines,
    }
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise ValueError(f"“{path.name}”不能导入。可以导入 CSV、XLSX、JSON 行（.jsonl）文件，或网页文件夹")
    if not path.stat().st_size:
        raise ValueError(f"“{path.name}”是空文件")
    return reader(path)


def _csv(path: Path) -> Sheet:
    with path.open("rb") as probe:
        head = probe.read(256 * 1024)
    encoding = decoding.encoding_of(head)
    sample = head[:16384].decode(encoding, "ignore")
    first = sample.lstrip("\ufeff\r\n").split("\n", 1)[0]
    delimiter = max(",\t;|", key=first.count)
    file = path.open(encoding=encoding, errors="replace", newline="")
    reader = csv.reader(file, delimiter=delimiter)
    columns = _columns(next(reader, []), path)

    def rows() -> Iterator[Row]:
        line = reader.line_num
        try:
            for cells in reader:
                number, line = line + 1, reader.line_num
                if not any(c.strip() for c in cells):
                    continue
                fault = ""
                if len(cells) > len(columns) and any(c.strip() for c in cells[len(columns) :]):
                    fault = f"有 {len(cells)} 格，比表头多 {len(cells) - len(columns)} 格"
                elif any("\ufffd" in c for c in cells):
                    fault = "有认不出的字符，文件编码可能不对"
                yield Row(number, dict(zip(columns, (c.strip() for c in cells), strict=False)), fault)
        except csv.Error as error:
            yield Row(reader.line_num, {}, f"这一行读不出来：{error}")

    return Sheet(columns, rows(), file.close)


def _columns(cells: list[str], path: Path) -> list[str]:
    names = [" ".join(str(c).replace("\ufeff", "").split()) for c in cells]
    while names and not names[-1]:
        names.pop()
    if not names:
        raise ValueError(f"“{path.name}”没有表头。第一行应是各列的名称")
    seen: dict[str, int] = {}
    for index, name in enumerate(names):
        name = name or f"第{index + 1}列"
        seen[name] = seen.get(name, 0) + 1
        names[index] = name if seen[name] == 1 else f"{name}（{seen[name]}）"
    return names


def _xlsx(path: Path) -> Sheet:
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except Exception as error:  # openpyxl raises many kinds for broken files
        raise ValueError(f"“{path.name}”打不开。请用表格软件重新另存为 .xlsx 后再试") from error
    sheet = book.worksheets[0]
    # A cell written far out makes every row as long as it: 16,384 cells of a million rows from a file of 5 KB.
    if (sheet.max_column or 0) > MOST_COLUMNS:
        last = get_column_letter(sheet.max_column)
        book.close()
        raise ValueError(f"“{path.name}”写到了 {last} 列，最多 {MOST_COLUMNS} 列：请删去右边多余的列再导入")
    lines = sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS)
    columns = _columns([_cell(c) for c in next(lines, ())], path)
    uncounted = _formulas(path, columns)

    def rows() -> Iterator[Row]:
        for number, cells in enumerate(lines, 2):
            if cells.count(None) == len(cells) and number not in uncounted:
                continue
            values = [_cell(c) for c in cells]
            lacking = tuple(
                c for c, v in zip(columns, values, strict=False) if not v and c in uncounted.get(number, ())
            )
            if not any(values) and not lacking:
                continue
            wrong = [
                n
                for n, v in zip(columns, values, strict=False)
                if v.startswith("#") and v.endswith(("!", "?", "A"))
            ]
            fault = f"“{wrong[0]}”列的公式出错" if wrong else ""
            yield Row(number, dict(zip(columns, values, strict=False)), fault, lacking)

    return Sheet(columns, rows(), book.close)


def _formulas(path: Path, columns: list[str]) -> dict[int, set[str]]:
    """Row number → the columns in which a formula stands. Programs that write files often leave the results out."""
    found: dict[int, set[str]] = {}
    if not _has_formulas(path):
        return found
    book = openpyxl.load_workbook(path, read_only=True)
    try:
        lines = book.worksheets[0].iter_rows(min_row=2, values_only=True, max_col=len(columns))
        for number, cells in enumerate(lines, 2):
            held = {
                c for c, v in zip(columns, cells, strict=False) if isinstance(v, str) and v.startswith("=")
            }
            if held:
                found[number] = held
    finally:
        book.close()
    return found


def _has_formulas(path: Path) -> bool:
    """A look at the parts themselves, which costs a hundredth of reading every cell."""
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                tail = b""
                with package.open(name) as part:
                    while piece := part.read(1 << 20):
                        if b"<f>" in (held := tail + piece) or b"<f " in held or b"<f/" in held:
                            return True
                        tail = piece[-3:]
    return False


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return (
            value.strftime("%Y-%m-%d") if value.time() == dt.time() else value.strftime("%Y-%m-%d %H:%M:%S")
        )
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _json_lines(path: Path) -> Sheet:
    file = path.open("rb")
    columns: dict[str, None] = {}
    for line in io.BytesIO(file.read(256 * 1024)).readlines()[:50]:
        try:
            found = json.loads(line)
        except ValueError:
            continue
        if isinstance(found, dict):
            columns.update(dict.fromkeys(found))
    file.seek(0)
    if not columns:
        file.close()
        raise ValueError(f"“{path.name}”不是 JSON 行文件：每行应是一个 {{…}} 对象")

    def rows() -> Iterator[Row]:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            try:
                found = json.loads(line)
            except ValueError as error:
                yield Row(number, {}, f"不是 JSON：{error}")
                continue
            if not isinstance(found, dict):
                yield Row(number, {}, "这一行不是 {…} 对象")
                continue
            yield Row(number, {k: _plain(v) for k, v in found.items()})

    return Sheet(list(columns), rows(), file.close)


def _plain(value: Any) -> str:
    if isinstance(value, str):
        return value.strip()
    if value is None:
        return ""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else str(value)
