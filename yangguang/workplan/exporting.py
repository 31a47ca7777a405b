"""The plan with its current state in the table's own layout, as .docx or .xlsx; either can be imported again."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from .models import PlanTask, WorkPlan
from .queries import TaskRow, task_rows

HEADER = ("工作任务", "工作要求", "牵头单位", "责任单位", "完成时限", "进展情况", "待确认")
WIDTHS_CM = (4.0, 8.4, 2.7, 4.4, 2.3, 2.5, 1.8)
NO_FORMULA = ("=", "+", "-", "@")


def lines(plan: WorkPlan) -> Iterator[tuple[str, ...]]:
    """Headings as one cell, tasks as seven, in the order of the table."""
    chapter = section = None
    for row in task_rows(plan):
        here = row.task.section
        top = here.parent if here and here.parent else here
        # A task that stands in a chapter after the chapter's sections needs the chapter's heading once more.
        if top and (top != chapter or (here == top and section is not None)):
            chapter, section = top, None
            yield (str(top),)
        if here and here != top and here != section:
            section = here
            yield (str(here),)
        yield cells(row)


def cells(row: TaskRow) -> tuple[str, ...]:
    task = row.task
    return (
        f"{task.number}.{task.display_title}",
        task.requirement,
        _units(task.lead_raw, task.lead_status, row.lead),
        _units(task.responsible_raw, task.responsible_status, row.responsible),
        due(task),
        progress(row),
        f"{row.open_questions} 处" if row.open_questions else "",
    )


def _units(raw: str, status: str, names: list[str]) -> str:
    """The cell as it was written; where a person answered instead, the units of the answer."""
    return raw if raw and status != PlanTask.CellStatus.ANSWERED else "\n".join(names)


def due(task: PlanTask) -> str:
    if task.due_on:
        return f"{task.due_on.year}年{task.due_on.month}月{task.due_on.day}日前"
    return "全年推进"


def progress(row: TaskRow) -> str:
    if not row.total:
        return "尚未印发"
    return f"承办 {row.total} 家，签收 {row.signed} 家，办结 {row.closed} 家"


def export(plan: WorkPlan, kind: str) -> bytes:
    """The file's bytes; ``kind`` is docx or xlsx."""
    return _docx(plan) if kind == "docx" else _xlsx(plan)


def _docx(plan: WorkPlan) -> bytes:
    from docx import Document
    from docx.enum.section import WD_ORIENT
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt

    document = Document()
    page = document.sections[0]
    page.orientation = WD_ORIENT.LANDSCAPE
    page.page_width, page.page_height = Cm(29.7), Cm(21.0)
    page.left_margin = page.right_margin = Cm(1.8)
    style = document.styles["Normal"]
    style.font.name, style.font.size = "仿宋_GB2312", Pt(10.5)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "仿宋_GB2312")
    title = document.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = title.add_run(plan.title)
    run.bold, run.font.size = True, Pt(16)
    table = document.add_table(rows=1, cols=len(HEADER), style="Table Grid")
    table.autofit = False
    for cell, text in zip(table.rows[0].cells, HEADER, strict=True):
        cell.text = text
        cell.paragraphs[0].runs[0].bold = True
    _repeat_header(table.rows[0])
    for line in lines(plan):
        row = table.add_row()
        if len(line) == 1:
            merged = row.cells[0].merge(row.cells[-1])
            merged.text = line[0]
            merged.paragraphs[0].runs[0].bold = True
        else:
            for cell, text in zip(row.cells, line, strict=True):
                _write(cell, text)
    for row in table.rows:
        for cell, width in zip(row.cells, WIDTHS_CM, strict=True):
            cell.width = Cm(width)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _write(cell: Any, text: str) -> None:
    """The text with its paragraphs as the cell's own."""
    first, *others = text.split("\n")
    cell.paragraphs[0].add_run(first)
    for other in others:
        cell.add_paragraph(other)


def _repeat_header(row: Any) -> None:
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _xlsx(plan: WorkPlan) -> bytes:
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Border, Font, Side

    book = Workbook()
    sheet = book.active
    sheet.title = f"{plan.year}年"
    sheet.append([plan.title])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(HEADER))
    sheet.append(list(HEADER))
    for line in lines(plan):
        # A cell that begins like a formula is text: a leading blank would change it, the type says it.
        sheet.append(list(line))
        for cell in sheet[sheet.max_row]:
            if isinstance(cell.value, str) and cell.value.startswith(NO_FORMULA):
                cell.data_type = "s"
        if len(line) == 1:
            sheet.merge_cells(
                start_row=sheet.max_row, start_column=1, end_row=sheet.max_row, end_column=len(HEADER)
            )
    edge = Side(style="thin", color="999999")
    for row in sheet.iter_rows():
        for cell in row:
            cell.alignment = Alignment(
                wrap_text=True, vertical="center", horizontal="center" if cell.row <= 2 else None
            )
            cell.border = Border(left=edge, right=edge, top=edge, bottom=edge)
            if cell.row <= 2 or sheet.cell(cell.row, 2).value is None:
                cell.font = Font(bold=True, size=14 if cell.row == 1 else 11)
    for index, width in enumerate(WIDTHS_CM):
        sheet.column_dimensions["ABCDEFG"[index]].width = width * 4.5
    sheet.freeze_panes = "A3"
    sheet.print_title_rows = "1:2"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
