"""Reading a list from a file: a task table in Word, Excel or text, or a plain sheet. Nothing is guessed.

What a line does not say plainly (a name that no unit bears, a date that does not exist) is kept with its words, so
that a person is asked. The result is JSON: it is stored beside the file and applied later.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from yangguang.documents import sheets
from yangguang.documents.dates import parse_date
from yangguang.organisations.names import UnitDirectory
from yangguang.workplan import parsing
from yangguang.workplan.parsing.dates import Deadline, read_due_cell
from yangguang.workplan.parsing.units import Party, read_both

MOST_ROWS = 2000
LONGEST_TITLE = 120
SHEET_SUFFIXES = (".csv", ".tsv", ".txt", ".xlsx")
FORMED = ("形成日期", "形成时间", "出台日期", "出台时间", "制定日期", "印发日期")
# Headings of plain sheets that are no task table.
_PLAIN = {
    "number": ("序号", "编号"),
    "title": ("举措", "举措名称", "主题", "科普主题", "信息类别", "类别", "名称", "项目", "重点工作", "工作任务", "任务", "内容"),
    "text": ("内容", "具体内容", "要求", "工作要求", "说明", "目标"),
    "lead": ("牵头单位", "主责单位"),
    "responsible": ("责任单位", "承办单位", "落实单位", "单位"),
    "due": ("完成时限", "时限", "完成时间", "计划时间", "时间"),
    "formed": FORMED,
}  # fmt: skip


@dataclass
class Line:
    """One entry as the file has it. ``parties`` and ``asked`` are plain values, see ``_party`` and ``_ask``."""

    number: str
    title: str
    text: str = ""
    units_text: str = ""
    parties: list[dict[str, Any]] = field(default_factory=list)
    asked: list[dict[str, Any]] = field(default_factory=list)
    due_on: str = ""
    due_text: str = ""
    formed_on: str = ""
    formed_text: str = ""


@dataclass(frozen=True)
class Read:
    """A read file: its lines as JSON, and what a person should know of it."""

    lines: list[dict[str, Any]]
    warnings: list[str]


def read(data: bytes, filename: str, *, directory: UnitDirectory, year: int) -> Read:
    """The entries of a file. Raises ValueError, in Chinese, naming the place and the way out."""
    try:
        plan = parsing.parse(data, filename=filename, directory=directory, year=year)
    except parsing.PlanFileError as error:
        if "表头" not in str(error) or Path(filename).suffix.lower() not in SHEET_SUFFIXES:
            raise ValueError(str(error)) from error
        lines, warnings = _plain_sheet(data, filename, directory, year)
    else:
        if plan.blocking:
            raise ValueError("；".join(plan.blocking[:5]))
        lines = [_from_task(task, year) for task in plan.tasks]
        warnings = list(plan.warnings)
    if not lines:
        raise ValueError("文件里没有条目：有表头，但表头下面没有内容")
    if len(lines) > MOST_ROWS:
        raise ValueError(f"有 {len(lines)} 个条目，超过一份清单的规模（{MOST_ROWS} 条）。请核对文件")
    return Read([asdict(line) for line in lines], [*warnings, *_repeated(lines)])


def _repeated(lines: Iterable[Line]) -> list[str]:
    seen: dict[str, str] = {}
    found = []
    for line in lines:
        key = sameness(line.title, line.text)
        if key in seen:
            found.append(
                f"序号 {line.number or '（无）'} 与序号 {seen[key] or '（无）'} 的内容相同，请核对是否重复"
            )
        seen.setdefault(key, line.number)
    return found


def sameness(title: str, text: str) -> str:
    """By what two versions of a file are taken to hold the same entry: its words without blanks."""
    return "".join(f"{title}{text}".split())


def _titled(title: str, text: str) -> tuple[str, str]:
    """A title short enough for a list, and the whole text where the title is only its beginning."""
    title = " ".join(title.split())
    if len(title) <= LONGEST_TITLE:
        return title, text
    head = title[:LONGEST_TITLE]
    cut = max((head.rfind(mark) for mark in "。；，"), default=-1)
    return head[: cut if cut > 20 else LONGEST_TITLE], "\n".join(filter(None, (title, text)))


def _from_task(task: Any, year: int) -> Line:
    title, text = _titled(task.title or task.requirement, task.requirement if task.title else "")
    line = Line(str(task.number), title, text)
    cells = [c.raw for c in (task.lead_cell, task.responsible_cell) if c.raw]
    line.units_text = "；".join(dict.fromkeys(cells))[:500]
    _parties(line, task.lead, leads=True)
    _parties(line, task.responsible, leads=False)
    _ask_for_units(line, cells)
    # "完成时限" stands among the extras word by word; what the requirement says in passing binds too.
    written = next((v for k, v in task.extras.items() if any(w in k for w in ("时限", "时间", "期限"))
                    and not _formed_heading(k)), "")  # fmt: skip
    _due(line, written, task.deadlines, year)
    _formed(line, next((v for k, v in task.extras.items() if _formed_heading(k)), ""))
    return line


def _formed_heading(heading: str) -> bool:
    return "".join(heading.split()) in FORMED


def _plain_sheet(
    data: bytes, filename: str, directory: UnitDirectory, year: int
) -> tuple[list[Line], list[str]]:
    with tempfile.NamedTemporaryFile(suffix=Path(filename).suffix.lower()) as kept:
        kept.write(data)
        kept.flush()
        with sheets.read(Path(kept.name)) as sheet:
            columns = _columns(sheet.columns)
            if "title" not in columns:
                raise ValueError(
                    "没有找到表头。第一行应有“序号”“举措（或重点工作、主题、名称）”“责任单位”这样的列名"
                )
            lines: list[Line] = []
            warnings: list[str] = []
            for row in sheet.rows:
                if row.fault:
                    warnings.append(f"第 {row.number} 行：{row.fault}")
                cell = {key: row.values.get(name, "") for key, name in columns.items()}
                if not cell["title"]:
                    warnings.append(f"第 {row.number} 行没有“{columns['title']}”，没有读入")
                    continue
                if len(lines) > MOST_ROWS:
                    break
                lines.append(_from_cells(cell, directory, year))
    return lines, warnings


def _columns(headings: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for key, names in _PLAIN.items():
        for name in names:
            heading = next((h for h in headings if h == name and h not in found.values()), None)
            if heading is not None:
                found[key] = heading
                break
    return found


def _from_cells(cell: dict[str, str], directory: UnitDirectory, year: int) -> Line:
    title, text = _titled(cell["title"], cell.get("text", ""))
    line = Line(cell.get("number", "")[:20], title, text)
    cells = []
    for key, leads in (("lead", True), ("responsible", False)):
        written = cell.get(key, "")
        if not written:
            continue
        cells.append(written)
        lead, responsible, _ = read_both(written, directory)
        _parties(line, lead, leads=True)
        _parties(line, responsible, leads=leads)
        if not lead and not responsible:
            line.asked.append(_ask("units", written, f"“{written[:40]}”读不出单位。请选择单位", (), leads))
    line.units_text = "；".join(cells)[:500]
    _ask_for_units(line, cells)
    written = cell.get("due", "")
    _due(line, written, read_due_cell(written, year) if written else [], year)
    _formed(line, cell.get("formed", ""))
    return line


# -- parts of a line ----------------------------------------------------------------------------------------------


def _ask(about: str, raw: str, text: str, suggestions: Iterable[str], leads: bool = False) -> dict[str, Any]:
    return {
        "about": about,
        "raw": raw[:200],
        "text": text[:400],
        "suggestions": list(suggestions)[:5],
        "leads": leads,
    }


def _parties(line: Line, parties: Iterable[Party], *, leads: bool) -> None:
    for party in parties:
        ref = party.ref
        if ref.kind == "unit":
            line.parties.append({"unit": ref.name, "group": "", "raw": ref.raw[:100], "leads": leads})
        elif ref.kind in ("group", "description"):
            line.parties.append({"unit": "", "group": ref.code, "raw": ref.raw[:100], "leads": leads})
        elif not any(a["raw"] == ref.raw[:200] for a in line.asked):
            text = f"机构名录里没有“{ref.raw[:40]}”。请选择它指的单位，或先到“单位”里登记"
            line.asked.append(_ask("units", ref.raw, text, ref.suggestions, leads))


def _ask_for_units(line: Line, cells: list[str]) -> None:
    if not line.parties and not any(a["about"] == "units" for a in line.asked):
        text = (
            f"“{'；'.join(cells)[:40]}”读不出单位。请选择责任单位" if cells else "原表没有写责任单位。请选择"
        )
        line.asked.append(_ask("units", "；".join(cells), text, ()))


def _due(line: Line, written: str, deadlines: list[Deadline], year: int) -> None:
    line.due_text = " ".join(written.split())[:200]
    dated = [d for d in deadlines if d.due is not None and d.binds == "this_plan" and d.kind != "series"]
    if dated:
        last = max(dated, key=lambda d: d.due or dt.date.min)
        assert last.due is not None
        line.due_on = last.due.isoformat()
        if last.ambiguous and last.alternative:
            text = f"“{last.raw}”从严理解是 {last.due} 以前，也可能指 {last.alternative} 以前。请确认"
            line.asked.append(_ask("due_on", last.raw, text, (line.due_on, last.alternative.isoformat())))
    elif line.due_text and not deadlines:
        line.asked.append(
            _ask(
                "due_on",
                line.due_text,
                f"完成时限“{line.due_text[:40]}”读不出日期。请填写，或确认没有固定期限",
                (),
            )
        )


def _formed(line: Line, written: str) -> None:
    line.formed_text = " ".join(written.split())[:100]
    if not line.formed_text:
        return
    try:
        line.formed_on = parse_date(line.formed_text).isoformat()
    except ValueError as error:
        line.asked.append(_ask("formed_on", line.formed_text, f"形成日期{error}。请填写，或确认没有", ()))
