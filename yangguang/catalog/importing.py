"""Standard catalogues from the usual workbooks: two rows of headings, merged cells, ■/□ channels, √ marks."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
from django.utils import timezone
from openpyxl.worksheet.worksheet import Worksheet

from yangguang.organisations.models import Unit
from yangguang.organisations.names import UnitDirectory
from yangguang.organisations.queries import unit_directory

from .queries import FIELDS

MOST_ROWS = 10_000
CHANNELS = (
    "政府网站", "政府公报", "两微一端", "发布会/听证会", "广播电视", "纸质媒体", "公开查阅点", "政务服务中心",
    "便民服务站", "入户/现场", "社区/企事业单位/村公示栏（电子屏）", "精准推送", "其他",
)  # fmt: skip
# The headings of 国办发〔2019〕54号's catalogues, reduced to letters: (field, needed).
_HEADINGS = {
    "序号": "number", "一级事项": "first_level", "二级事项": "second_level", "公开内容": "content", "公开依据": "basis",
    "公开时限": "limit_text", "公开主体": "subject", "公开渠道": "channels", "全社会": "whole_society",
    "特定群体": "groups", "主动": "proactive", "依申请": "on_request", "县级": "county", "区级": "county",
    "乡镇级": "township", "乡级": "township", "街道": "township", "过程": "process",
}  # fmt: skip
_NEEDED = {"first_level": "一级事项", "content": "公开内容（要素）", "basis": "公开依据", "limit_text": "公开时限",
           "subject": "公开主体", "channels": "公开渠道和载体"}  # fmt: skip
_MARK = re.compile(r"[√✓✔☑]")
_CHANNEL = re.compile(r"([■□▇▢☑☐])\s*([^■□▇▢☑☐]+)")


@dataclass
class Row:
    """An item as the sheet has it; ``line`` is its row number in the sheet."""

    line: int
    first_level: str
    second_level: str = ""
    number: str = ""
    content: str = ""
    basis: str = ""
    limit_text: str = ""
    subject: str = ""
    process: str = ""
    channels: list[list[Any]] = dataclasses.field(default_factory=list)
    whole_society: bool = False
    groups: str = ""
    proactive: bool = False
    on_request: bool = False
    county: bool = False
    township: bool = False
    units: list[Unit] = dataclasses.field(default_factory=list)

    def values(self) -> dict[str, Any]:
        """The fields of ``models.Item``."""
        return {k: v for k, v in self.__dict__.items() if k not in ("line", "units")}


@dataclass
class Sheet:
    """One read worksheet. ``errors`` keep it out, ``warnings`` don't; each names sheet, row and column."""

    name: str
    field: str
    title: str
    rows: list[Row] = dataclasses.field(default_factory=list)
    notes: str = ""
    errors: list[str] = dataclasses.field(default_factory=list)
    warnings: list[str] = dataclasses.field(default_factory=list)


@dataclass(frozen=True)
class _Names:
    directory: UnitDirectory
    units: dict[str, Unit]

    def unit(self, name: str) -> Unit | None:
        found = self.directory.exact(name)
        return self.units.get(found.name) if found is not None and found.kind == "unit" else None


def read(path: Path, *, field: str = "") -> list[Sheet]:
    """Every worksheet that has the headings. Raises ValueError, in Chinese, when none has, or the file can't be read."""
    try:
        book = openpyxl.load_workbook(path, data_only=True)
    except Exception as error:  # openpyxl raises many kinds for broken files
        raise ValueError("文件打不开。请用表格软件重新另存为 .xlsx 后再试") from error
    today = timezone.localdate()
    names = _Names(unit_directory(today), {u.name: u for u in Unit.objects.answerable(today)})
    found = [s for sheet in book.worksheets if (s := _read_sheet(sheet, field, names)) is not None]
    if not found:
        raise ValueError("没有找到标准目录：表头里要有“公开事项”“公开内容”“公开时限”“公开主体”等列")
    return found


def _text(value: Any) -> str:
    return (
        "\n".join(" ".join(line.split()) for line in str(value).split("\n") if line.strip())
        if value is not None
        else ""
    )


def _grid(sheet: Worksheet) -> list[list[str]]:
    """The cells as text, merged areas filled with their first cell."""
    rows = [
        [_text(c) for c in row]
        for row in sheet.iter_rows(max_row=min(sheet.max_row, MOST_ROWS + 20), max_col=40, values_only=True)
    ]
    for area in sheet.merged_cells.ranges:
        if area.min_row > len(rows) or area.min_col > 40:
            continue
        value = rows[area.min_row - 1][area.min_col - 1]
        for r in range(area.min_row - 1, min(area.max_row, len(rows))):
            for c in range(area.min_col - 1, min(area.max_col, len(rows[r]))):
                rows[r][c] = value
    return rows


def _letters(text: str) -> str:
    return re.sub(r"[\s（）()、/]|要素|和载体|公开$|[^\u4e00-\u9fff]", "", text)


def _columns(rows: list[list[str]]) -> tuple[int, dict[str, int]] | None:
    """The number of rows before the items, and the column of each field."""
    for top in range(min(len(rows) - 1, 12)):
        found: dict[str, int] = {}
        for depth in (0, 1):
            for index, cell in enumerate(rows[top + depth]):
                letters = _letters(cell)
                for heading, name in _HEADINGS.items():
                    if letters.startswith(heading) and name not in found:
                        found[name] = index
        if {"first_level", "limit_text", "subject"} <= found.keys():
            second = {_letters(c) for c in rows[top + 1]}
            return top + (2 if second & {"一级事项", "二级事项", "全社会", "县级", "主动"} else 1), found
    return None


def _read_sheet(sheet: Worksheet, given: str, names: _Names) -> Sheet | None:
    rows = _grid(sheet)
    located = _columns(rows)
    if located is None:
        return None
    start, columns = located
    title = next((c for row in rows[: max(start - 2, 1)] for c in row if "目录" in c), "") or sheet.title
    field_name = given or next((f for f in FIELDS if f in f"{sheet.title}{title}"), "")
    found = Sheet(sheet.title, field_name, title[:120])
    if not field_name:
        found.errors.append(f"工作表“{sheet.title}”：看不出是哪个领域，请在上传时选择领域")
    found.errors += [
        f"工作表“{sheet.title}”：缺少“{label}”列" for f, label in _NEEDED.items() if f not in columns
    ]
    if found.errors:
        return found
    if len(rows) > MOST_ROWS:
        found.errors.append(f"工作表“{sheet.title}”超过 {MOST_ROWS} 行")
        return found
    found.rows = list(_rows(found, rows, start, columns, names))
    if not found.rows:
        found.errors.append(f"工作表“{sheet.title}”没有事项")
    return found


def _rows(
    sheet: Sheet, rows: list[list[str]], start: int, columns: dict[str, int], names: _Names
) -> Iterator[Row]:
    first = ""
    for line, cells in enumerate(rows[start:], start + 1):
        at = {name: cells[index] if index < len(cells) else "" for name, index in columns.items()}
        if not any(at.values()):
            continue
        lone = [c for c in dict.fromkeys(cells) if c]
        if len(lone) == 1 or lone[0].startswith(("注", "说明", "备注")):
            sheet.notes = "\n".join(filter(None, (sheet.notes, lone[0])))
            continue
        first = at["first_level"] or first
        row = Row(line, first[:200], at.get("second_level", "")[:200])
        row.number = at.get("number", "")[:20]
        row.content, row.basis, row.limit_text = at["content"], at["basis"], at["limit_text"]
        row.subject = " ".join(at["subject"].split())[:300]
        row.process = at.get("process", "")[:100]
        _marks(sheet, row, at, columns)
        _channels(sheet, row, at["channels"])
        _units(sheet, row, names)
        yield row


def _marks(sheet: Sheet, row: Row, at: dict[str, str], columns: dict[str, int]) -> None:
    for name in ("whole_society", "proactive", "on_request", "county", "township"):
        setattr(row, name, bool(_MARK.search(at.get(name, ""))))
    row.groups = re.sub(r"[√✓✔☑\s]", "", at.get("groups", ""))[:200] or (
        "特定群体" if _MARK.search(at.get("groups", "")) else ""
    )
    where = f"工作表“{sheet.name}”第 {row.line} 行"
    if not (row.whole_society or row.groups):
        sheet.errors.append(f"{where}：“公开对象”没有打√")
    if not (row.proactive or row.on_request):
        sheet.errors.append(f"{where}：“公开方式”没有打√")
    if {"county", "township"} & columns.keys() and not (row.county or row.township):
        sheet.errors.append(f"{where}：“公开层级”没有打√")


def _channels(sheet: Sheet, row: Row, text: str) -> None:
    row.channels = [[m[2].strip(" \n;；,，"), m[1] in "■▇☑"] for m in _CHANNEL.finditer(text)]
    if not any(must for _, must in row.channels):
        sheet.errors.append(f"工作表“{sheet.name}”第 {row.line} 行：“公开渠道和载体”没有■（必选）的渠道")


def _units(sheet: Sheet, row: Row, names: _Names) -> None:
    for name in re.split(r"[、，,;；\n ]+", row.subject):
        if not name:
            continue
        matched = names.unit(name)
        if matched is not None:
            row.units.append(matched)
        else:
            sheet.warnings.append(
                f"工作表“{sheet.name}”第 {row.line} 行：公开主体“{name[:30]}”不是本区登记的单位，生效后请指定责任单位"
            )
