"""A catalogue back in the layout it came in: two rows of headings, merged first-level items, ■/□ and √."""

from __future__ import annotations

import io

import openpyxl
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter

from .models import Catalogue, Item

TOP = ("序号", "公开事项", "", "公开内容\n（要素）", "公开依据", "公开时限", "公开主体", "公开渠道和载体", "公开对象", "",
       "公开方式", "", "公开层级", "")  # fmt: skip
SECOND = (
    "",
    "一级事项",
    "二级事项",
    "",
    "",
    "",
    "",
    "",
    "全社会",
    "特定群体",
    "主动",
    "依申请公开",
    "县级",
    "乡（镇）级",
)
WIDTHS = (6, 12, 16, 26, 30, 18, 16, 26, 8, 10, 8, 10, 8, 10)
_THIN = Side(style="thin", color="999999")


def cells(item: Item) -> list[str]:
    """An item's line."""
    channels = "\n".join(f"{'■' if must else '□'}{name}" for name, must in item.channels)
    mark = lambda yes: "√" if yes else ""  # noqa: E731
    return [
        item.number, item.first_level, item.second_level, item.content, item.basis, item.limit_text, item.subject,
        channels, mark(item.whole_society), "√" if item.groups == "特定群体" else item.groups, mark(item.proactive),
        mark(item.on_request), mark(item.county), mark(item.township),
    ]  # fmt: skip


def workbook(catalogue: Catalogue) -> bytes:
    """The catalogue as .xlsx bytes, ready to print on A4 across."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = catalogue.field[:30]
    sheet.append([catalogue.name])
    sheet["A1"].data_type = "s"  # a name that begins with = is a name
    sheet.append(list(TOP))
    sheet.append(list(SECOND))
    items = list(catalogue.items.order_by("order"))
    for item in items:
        sheet.append(cells(item))
        for cell in sheet[sheet.max_row]:
            cell.data_type = "s"  # a basis that begins with = is a text
    width = len(TOP)
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=width)
    for column in (1, 4, 5, 6, 7, 8):
        sheet.merge_cells(start_row=2, start_column=column, end_row=3, end_column=column)
    for column in (2, 9, 11, 13):
        sheet.merge_cells(start_row=2, start_column=column, end_row=2, end_column=column + 1)
    _merge_first_level(sheet, items)
    for note in filter(None, catalogue.notes.split("\n")):
        sheet.append([note])
        sheet.cell(sheet.max_row, 1).data_type = "s"
        sheet.merge_cells(start_row=sheet.max_row, start_column=1, end_row=sheet.max_row, end_column=width)
    for number, size in enumerate(WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(number)].width = size
    for row in sheet.iter_rows(min_row=2, max_row=3 + len(items)):
        for cell in row:
            cell.border = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
            cell.alignment = Alignment(
                wrap_text=True, vertical="center", horizontal="center" if cell.row < 4 else None
            )
            cell.font = Font(bold=cell.row < 4, size=9)
    sheet["A1"].font, sheet["A1"].alignment = Font(bold=True, size=14), Alignment(horizontal="center")
    sheet.freeze_panes = "A4"
    sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.page_setup.fitToHeight = "landscape", 9, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "2:3"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _merge_first_level(sheet: openpyxl.worksheet.worksheet.Worksheet, items: list[Item]) -> None:
    start = 0
    for index in range(1, len(items) + 1):
        if index == len(items) or items[index].first_level != items[start].first_level:
            if index - start > 1:
                sheet.merge_cells(start_row=4 + start, start_column=2, end_row=3 + index, end_column=2)
            start = index
