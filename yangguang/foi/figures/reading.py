"""Figures of a past year from a file in the official layout: Excel, CSV, Word or JSON. Every fault names its cell."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import docx
import openpyxl
from openpyxl.utils import get_column_letter

from yangguang.documents import decoding

from ..rules import figures as f

MOST_ROWS, MOST_COLUMNS, MOST_SHEETS = 400, 60, 20
MOST_TEXT = 20 * 1024 * 1024  # bytes of one part of an Office file, unpacked
FORMS = (".xlsx", ".csv", ".docx", ".json")
Place = tuple[str, str, str]


@dataclass
class Read:
    """What a file says. ``reviews`` and ``fees`` are None when it has no such table; ``notes`` are no faults."""

    cells: f.Cells = field(default_factory=f.empty)
    reviews: f.Reviews | None = None
    fees: f.Fees | None = None
    unit: str = ""
    year: int | None = None
    notes: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    # The cells that could not be read, as (table, row, column); they count 0 in the numbers.
    unread: list[Place] = field(default_factory=list)
    blank: int = 0  # cells of the request table in which nothing stands


@dataclass(frozen=True)
class _Sheet:
    """A table as text, merged cells filled. ``lettered``: cells are named like C12, else by row and column number;
    ``joined`` are the places (y, x) of every cell that is merged with another.
    """

    name: str
    lines: list[list[str]]
    lettered: bool = True
    joined: frozenset[tuple[int, int]] = frozenset()

    def at(self, y: int, x: int) -> str:
        where = f"{get_column_letter(x + 1)}{y + 1}" if self.lettered else f"第 {y + 1} 行第 {x + 1} 列"
        return f"{self.name}{where}"


def letters(text: str) -> str:
    """What is left of a label for comparison: Chinese characters, without numbering and what stands in brackets."""
    text = re.sub(r"^\s*[一二三四五六七八九十]+\s*、", "", text.strip())
    text = re.sub(r"^\s*[（(][一二三四五六七八九十]+[）)]", "", text)
    text = re.sub(r"[（(][^（）()]*[）)]", "", text)
    return re.sub(r"[^\u4e00-\u9fff]", "", text)


_ROWS = {letters(row.name): code for code, row in f.ROWS.items()}
# Other wordings in use for the same rows.
_ROWS |= {
    "申请人无正当理由逾期不补正行政机关不再处理其申请": "R6-1",
    "申请人无正当理由逾期不补正": "R6-1",
    "申请人逾期未按收费通知要求缴纳费用行政机关不再处理其申请": "R6-2",
    "申请人逾期未按收费通知要求缴纳费用": "R6-2",
    "补正后申请内容仍不明确": "R4-3",
    "本年新收申请数量": f.NEW,
    "上年结转申请数量": f.CARRIED_IN,
}
_COLUMNS = {letters(name): code for code, name in f.COLUMNS.items()}
_FEES = {letters(name): code for code, name in f.FEES.items()}


def form_of(name: str) -> str:
    """A file name's ending in lower case, with its dot."""
    return name[name.rfind(".") :].lower() if "." in name else ""


def read(data: bytes, name: str) -> Read:
    """The figures in a file. Faults of single cells are listed in the result; raises ValueError, in Chinese, for a file
    that is none of the forms or holds no request table.
    """
    form = form_of(name)
    if form not in FORMS:
        raise ValueError(f"“{name[:60]}”不能导入，请用 {'、'.join(FORMS)} 文件")
    if not data:
        raise ValueError(f"“{name[:60]}”是空文件")
    if form == ".json":
        return _json(data)
    sheets = {".xlsx": _xlsx, ".csv": _csv, ".docx": _docx}[form](data)
    return _tables(sheets)


def _json(data: bytes) -> Read:
    try:
        said = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise ValueError(f"不是 JSON 文件：{str(error)[:100]}") from None
    if not isinstance(said, dict) or not isinstance(said.get("requests"), dict):
        raise ValueError("JSON 里没有 requests，请用本系统导出的格式")
    found = Read(unit=_plain(str(said.get("unit", "")))[:120])
    if isinstance(year := said.get("year"), int) and not isinstance(year, bool):
        found.year = year
    for code in f.ROWS:
        for column, at in f.POSITION.items():
            row = said["requests"].get(code)
            value = row.get(column) if isinstance(row, dict) else None
            place = ("requests", code, column)
            found.cells[code][at] = _value(value, f"requests.{code}.{column}", found, place)
    if isinstance(reviews := said.get("reviews"), dict):
        found.reviews = f.no_reviews()
        for way in f.WAYS:
            for n, outcome in enumerate(f.OUTCOMES):
                row = reviews.get(way)
                value = row.get(outcome) if isinstance(row, dict) else None
                place = ("reviews", way, outcome)
                found.reviews[way][n] = _value(value, f"reviews.{way}.{outcome}", found, place)
    if isinstance(fees := said.get("fees"), dict):
        found.fees = {
            code: _value(fees.get(code), f"fees.{code}", found, ("fees", code, "")) for code in f.FEES
        }
    return found


def _plain(text: str) -> str:
    """Without control characters and halves of characters, which a database may refuse."""
    return "".join(c for c in text if unicodedata.category(c)[0] != "C")


def _value(value: Any, where: str, found: Read, place: Place) -> int:
    """A cell as a number; a fault is noted and 0 returned. An empty cell is 0 (空格填 0), and is told."""
    if isinstance(value, bool):
        found.faults.append(f"{where}：“{value}”不是数字")
        found.unread.append(place)
        return 0
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = unicodedata.normalize("NFKC", "" if value is None else str(value)).strip()
    text = re.sub(r"(?<=\d)[,，](?=\d{3}(?!\d))|(?:件|元|人)$", "", text).strip()
    if text in ("", "-", "—", "/", "无"):
        found.notes.append(f"{where}：空白，按 0 计")
        found.blank += place[0] == "requests"
        return 0
    if text.endswith(".0") and text[:-2].isdecimal():
        text = text[:-2]
    if not text.isascii() or not text.isdecimal() or len(text) > 9:
        found.faults.append(f"{where}：“{_plain(text)[:20]}”不是非负整数")
        found.unread.append(place)
        return 0
    return int(text)


def _cell(sheet: _Sheet, y: int, x: int, label: str, found: Read, place: Place) -> int:
    """The number at a place of a table; one that is merged with its neighbours can't be told apart."""
    where = f"{sheet.at(y, x)}（{label}）"
    if (y, x) in sheet.joined:
        found.faults.append(f"{where}：和旁边的格合并了，读不出各是多少，请取消合并后分别填写")
        found.unread.append(place)
        return 0
    line = sheet.lines[y]
    return _value(line[x] if x < len(line) else "", where, found, place)


def _modest(data: bytes) -> None:
    """Raises ValueError for a file whose text, unpacked, is beyond any report's (or that is no zip at all)."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            largest = max((m.file_size for m in archive.infolist() if m.filename.endswith(".xml")), default=0)
    except zipfile.BadZipFile as error:
        raise ValueError("文件打不开，可能没有传完或已经损坏。请重新另存后再试") from error
    if largest > MOST_TEXT:
        raise ValueError("文件里的表太大，不像是一份年度报告。请只保留这几张表，另存后再试")


def _xlsx(data: bytes) -> list[_Sheet]:
    _modest(data)
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    except Exception as error:  # openpyxl raises many kinds for broken files
        raise ValueError("文件打不开。请用表格软件重新另存为 .xlsx 后再试") from error
    sheets = []
    for sheet in book.worksheets[:MOST_SHEETS]:
        lines = [
            [_text(c) for c in row]
            for row in sheet.iter_rows(max_row=min(sheet.max_row, MOST_ROWS), max_col=min(sheet.max_column, MOST_COLUMNS), values_only=True)
        ]  # fmt: skip
        joined: set[tuple[int, int]] = set()
        for area in sheet.merged_cells.ranges:
            joined |= _spread(lines, area.min_row - 1, area.min_col - 1, area.max_row, area.max_col)
        sheets.append(_Sheet(f"工作表“{sheet.title}”", lines, joined=frozenset(joined)))
    return sheets


def _text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()


def _spread(lines: list[list[str]], top: int, left: int, bottom: int, right: int) -> set[tuple[int, int]]:
    """Fill a merged area with its first cell's text; returns the places that it covers."""
    if top >= len(lines) or left >= len(lines[top]):
        return set()
    area = {
        (y, x) for y in range(top, min(bottom, len(lines))) for x in range(left, min(right, len(lines[y])))
    }
    for y, x in area:
        lines[y][x] = lines[top][left]
    return area


def _csv(data: bytes) -> list[_Sheet]:
    try:
        text = data.decode(decoding.encoding_of(data[: 256 * 1024]), "replace").lstrip("\ufeff")
    except UnicodeDecodeError as error:
        raise ValueError("认不出文字编码。请另存为 UTF-8 编码后再试") from error
    try:
        lines = [
            [c.strip() for c in row[:MOST_COLUMNS]]
            for _, row in zip(range(MOST_ROWS), csv.reader(io.StringIO(text)), strict=False)
        ]
    except csv.Error as error:
        raise ValueError(f"CSV 读不出来：{error}") from None
    wide = max((len(line) for line in lines), default=0)
    return [_Sheet("", [line + [""] * (wide - len(line)) for line in lines], lettered=False)]


def _docx(data: bytes) -> list[_Sheet]:
    _modest(data)
    try:
        document = docx.Document(io.BytesIO(data))
        title = _Sheet("", [[p.text] for p in document.paragraphs if p.text.strip()][:3], lettered=False)
        return [title, *(_word_table(t, n) for n, t in enumerate(document.tables[:MOST_SHEETS], 1))]
    except Exception as error:  # python-docx raises many kinds for broken files
        raise ValueError("文件打不开。请用文字软件重新另存为 .docx 后再试") from error


def _word_table(table: Any, number: int) -> _Sheet:
    lines: list[list[str]] = []
    places: dict[
        Any, list[tuple[int, int]]
    ] = {}  # by the element: one that is merged stands in several places
    for y, row in enumerate(table.rows[:MOST_ROWS]):
        if any(tc.grid_span > MOST_COLUMNS for tc in row._tr.tc_lst):
            raise ValueError("a cell that spans more columns than a table has")
        line = []
        for x, cell in enumerate(row.cells[:MOST_COLUMNS]):
            places.setdefault(cell._tc, []).append((y, x))
            line.append(cell.text.strip())
        lines.append(line)
    joined = frozenset(p for found in places.values() if len(found) > 1 for p in found)
    return _Sheet(f"第 {number} 个表格的", lines, lettered=False, joined=joined)


def _tables(sheets: Sequence[_Sheet]) -> Read:
    found = Read()
    done: set[str] = set()
    for sheet in sheets:
        if "requests" not in done and (columns := _head(sheet)):
            _requests(sheet, columns, found)
            done.add("requests")
        if found.reviews is None:
            _reviews(sheet, found)
        if found.fees is None:
            _fees(sheet, found)
        if found.year is None:
            found.unit, found.year = _title(sheet)
    if "requests" not in done:
        raise ValueError(
            "没有找到申请情况表：表头应有自然人、商业企业、科研机构、社会公益组织、法律服务机构、其他、总计"
        )
    if found.blank == len(f.ROWS) * len(f.COLUMNS):
        raise ValueError("申请情况表里没有填数字。没有申请的年份，每格也请填 0")
    return found


def _title(sheet: _Sheet) -> tuple[str, int | None]:
    """Whose and which year's the figures are, by a title such as 区示例局2019年…; ("", None) when it doesn't say."""
    for line in sheet.lines[:3]:
        for cell in line:
            if match := re.search(r"(?<!\d)(20\d\d)\s*年", cell):
                return _plain(cell[: match.start()]).strip()[:120], int(match[1])
    return "", None


def _head(sheet: _Sheet) -> tuple[int, dict[str, int]] | None:
    """The last row of the head, and the column of each of the seven numbers."""
    for y, line in enumerate(sheet.lines):
        here = {letters(c): x for x, c in enumerate(line)}
        if "商业企业" not in here or "科研机构" not in here:
            continue
        columns: dict[str, int] = {}
        first = here["商业企业"]
        for back in (0, 1, 2):  # cells that span rows stand higher up in a file without merged cells
            if y - back < 0:
                break
            for x, cell in enumerate(sheet.lines[y - back]):
                code = _COLUMNS.get(letters(cell))
                if code and code not in columns and x >= first - 1:
                    columns[code] = x
        if len(columns) == len(f.COLUMNS):
            return y, columns
    return None


def _requests(sheet: _Sheet, head: tuple[int, dict[str, int]], found: Read) -> None:
    start, columns = head
    labels = min(columns.values())
    seen: dict[str, int] = {}
    for y in range(start + 1, len(sheet.lines)):
        line = sheet.lines[y]
        code = next((c for text in reversed(line[:labels]) if (c := _ROWS.get(letters(text)))), None)
        if code is None:
            if seen and not any(line):
                break
            continue
        if code in seen:
            if len(seen) == len(f.ROWS):
                break
            found.faults.append(f"{sheet.at(y, labels - 1)}：“{f.short(f.ROWS[code])}”出现了两次")
            continue
        seen[code] = y
        for column, x in columns.items():
            label, place = f"{f.short(f.ROWS[code])}，{f.COLUMNS[column]}", ("requests", code, column)
            found.cells[code][f.POSITION[column]] = _cell(sheet, y, x, label, found, place)
        if len(seen) == len(f.ROWS):
            break
    found.faults += [
        f"{sheet.name or '表里'}没有“{f.short(row)}”这一行"
        for code, row in f.ROWS.items()
        if code not in seen
    ]


def _runs(line: Sequence[str]) -> Iterator[int]:
    """Where the five outcomes stand one after the other."""
    names = [letters(n) for n in f.OUTCOMES.values()]
    here = [letters(c) for c in line]
    for x in range(len(here) - len(names) + 1):
        if here[x : x + len(names)] == names:
            yield x


def _reviews(sheet: _Sheet, found: Read) -> None:
    for y, line in enumerate(sheet.lines):
        starts = list(_runs(line))
        if not starts:
            continue
        # Without merged cells the reviews' five stand one row above the lawsuits' ten.
        if len(starts) < len(f.WAYS) and y + 1 < len(sheet.lines):
            starts = sorted({*starts, *_runs(sheet.lines[y + 1])})
        if len(starts) != len(f.WAYS):
            continue
        # The numbers stand in the first row below the heads, or after one empty row.
        rows = [n for n in range(y + 1, len(sheet.lines)) if not list(_runs(sheet.lines[n]))][:2]
        below = next((n for n in rows if any(map(str.isdecimal, sheet.lines[n]))), next(iter(rows), None))
        found.reviews = f.no_reviews()
        if below is None:
            found.faults.append(f"{sheet.at(y, starts[0])}：复议诉讼表下面没有数字")
            return
        for way, x in zip(f.WAYS, starts, strict=True):
            for n, (outcome, name) in enumerate(f.OUTCOMES.items()):
                place = ("reviews", way, outcome)
                found.reviews[way][n] = _cell(sheet, below, x + n, f"{f.WAYS[way]}，{name}", found, place)
        return


def _fees(sheet: _Sheet, found: Read) -> None:
    given: dict[str, int] = {}
    for y, line in enumerate(sheet.lines):
        for x, cell in enumerate(line[:-1]):
            code = _FEES.get(letters(cell))
            if code and code not in given:
                given[code] = _cell(sheet, y, x + 1, f.FEES[code], found, ("fees", code, ""))
    if {f.NOTICES, f.AMOUNT, f.PAID} <= given.keys():
        found.fees = {**f.no_fees(), **given}
