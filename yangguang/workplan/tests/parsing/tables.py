"""Tables in the shapes that districts use, made in code: the same 35 undamaged tasks of 2021, and small ones."""

import io
import json
from importlib.resources import files

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from openpyxl import Workbook

from yangguang.organisations.names import UnitDirectory
from yangguang.workplan.parsing import parse

EXAMPLES = files("yangguang.workplan") / "examples"
SEED = (EXAMPLES / "task-table-2021.txt").read_bytes()
EXPECTED = json.loads((EXAMPLES / "expected-2021.json").read_text("utf-8"))
DIRECTORY = UnitDirectory.from_data(
    json.loads((files("yangguang.organisations") / "data" / "siming.json").read_text("utf-8"))
)
TITLE = "2021年思明区政务公开工作主要任务分解表"
HEADER = ["工作任务", "工作要求", "牵头单位", "责任单位"]


def read(data, filename="table.txt", **kwargs):
    if isinstance(data, str):
        data = data.encode()
    return parse(data, filename=filename, directory=DIRECTORY, **kwargs)


def rows_of_2021(upto=35):
    """(heading,) or (title, requirement, lead, responsible) in the order of the table."""
    section = subsection = None
    for task in EXPECTED["tasks"][:upto]:
        if task["section"] != section:
            section = task["section"]
            yield (f"{section['code']}、{section['title']}",)
        if task["subsection"] != subsection:
            subsection = task["subsection"]
            yield (f"（{subsection['code']}）{subsection['title']}",)
        yield (
            f"{task['number']}.{task['title']}",
            task["requirement"],
            task["lead_cell"]["raw"],
            task["responsible_cell"]["raw"],
        )


def text_table(rows, title=TITLE, header=HEADER):
    """The plain copy of a Word table, as the real one was received."""
    lines = [title, "", *("\t" + h for h in header), ""]
    for row in rows:
        lines += ["\t" + cell for cell in row] + [""]
    return "\n".join(lines)


def docx_bytes(document):
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def docx_table(rows, title=TITLE, header=HEADER, notes=()):
    document = Document()
    document.add_paragraph(title)
    table = document.add_table(rows=0, cols=len(header))
    for row in [header, *rows]:
        cells = table.add_row().cells
        if len(row) == 1:
            cells[0].merge(cells[-1]).text = row[0]
        else:
            for cell, text in zip(cells, row, strict=True):
                cell.text = text
    for note in notes:
        document.add_paragraph(note)
    return document


def xlsx_table(rows, title=TITLE, header=HEADER):
    book = Workbook()
    sheet = book.active
    sheet.append([title])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(header))
    sheet.append(header)
    for row in rows:
        sheet.append(list(row))
        if len(row) == 1:
            sheet.merge_cells(
                start_row=sheet.max_row, start_column=1, end_row=sheet.max_row, end_column=len(header)
            )
    return book


def xlsx_bytes(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def numbered(paragraph, document, pattern="%1."):
    """Give a paragraph Word's automatic number instead of a typed one."""
    numbering = document.part.numbering_part.element
    known = [a.get(qn("w:abstractNumId")) for a in numbering.findall(qn("w:abstractNum"))]
    if "77" not in known:
        abstract = OxmlElement("w:abstractNum")
        abstract.set(qn("w:abstractNumId"), "77")
        level = OxmlElement("w:lvl")
        level.set(qn("w:ilvl"), "0")
        for tag, value in (("w:start", "1"), ("w:numFmt", "decimal"), ("w:lvlText", pattern)):
            child = OxmlElement(tag)
            child.set(qn("w:val"), value)
            level.append(child)
        abstract.append(level)
        numbering.insert(0, abstract)
        num = OxmlElement("w:num")
        num.set(qn("w:numId"), "77")
        reference = OxmlElement("w:abstractNumId")
        reference.set(qn("w:val"), "77")
        num.append(reference)
        numbering.append(num)
    properties = paragraph._p.get_or_add_pPr()
    number = OxmlElement("w:numPr")
    for tag, value in (("w:ilvl", "0"), ("w:numId", "77")):
        child = OxmlElement(tag)
        child.set(qn("w:val"), value)
        number.append(child)
    properties.append(number)
