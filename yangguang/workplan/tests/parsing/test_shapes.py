"""Tables of other shapes: formats, encodings, header orders, number columns, merged cells, notes, automatic numbers."""

import datetime as dt

import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from .tables import (
    EXPECTED,
    SEED,
    docx_bytes,
    docx_table,
    numbered,
    read,
    rows_of_2021,
    text_table,
    xlsx_bytes,
    xlsx_table,
)

SAME = ("number", "title", "requirement", "section", "subsection", "lead_cell", "lead_units", "responsible",
        "deadlines", "documents", "timing_terms", "overlaps_with")  # fmt: skip


def same_as_expected(plan, upto=35):
    said = plan.to_json()
    assert plan.blocking == []
    assert said["lossless"]["equal"]
    for got, want in zip(said["tasks"], EXPECTED["tasks"][:upto], strict=True):
        for key in SAME:
            if key == "overlaps_with":
                assert got[key] == [o for o in want[key] if o["task"] <= upto]
            else:
                assert got[key] == want[key], (want["number"], key)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.encode("gb18030"),
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: b"\xef\xbb\xbf" + text.encode(),
        lambda text: text.encode("utf-16"),
    ],
    ids=["gb18030", "crlf", "bom", "utf-16"],
)
def test_the_real_text_in_other_encodings(change):
    plan = read(change(SEED.decode())).to_json()
    assert plan["tasks"] == EXPECTED["tasks"]


def test_the_same_tasks_out_of_docx():
    same_as_expected(read(docx_bytes(docx_table(list(rows_of_2021()))), "table.docx"))


def test_the_same_tasks_out_of_xlsx():
    same_as_expected(read(xlsx_bytes(xlsx_table(list(rows_of_2021()))), "table.xlsx"))


def test_half_width_brackets_and_other_number_dots():
    text = text_table(rows_of_2021()).replace("\t（", "\t(").replace("）做好", ")做好")
    for number in range(1, 36):
        text = text.replace(f"\t{number}.", f"\t{number}{'．、'[number % 2]}")
    plan = read(text)
    assert [t.number for t in plan.tasks] == list(range(1, 36))
    assert plan.tasks[0].subsection == {"code": "一", "title": "做好各类规划主动公开"}
    assert plan.astray == ""


def test_columns_are_found_by_name_in_any_order():
    rows = [("区司法局", "1.任务甲（示例）。", "各街道", "要求甲。")]
    task = read(text_table(rows, header=["牵头单位", "重点任务", "配合单位", "具体措施"])).tasks[0]
    # In a text copy the number must begin the row, so a table like this one is read from its real cells.
    assert task.number == 1
    book = xlsx_table(rows, header=["牵头单位", "重点任务", "配合单位", "具体措施"])
    task = read(xlsx_bytes(book), "a.xlsx").tasks[0]
    assert (task.title, task.requirement) == ("任务甲（示例）。", "要求甲。")
    assert [p.ref.name for p in task.lead] == ["区司法局"]
    assert [p.ref.code for p in task.responsible] == ["ALL_STREETS"]


def test_a_number_column_gives_the_numbers_and_a_merge_makes_sub_items():
    book = xlsx_table(
        [
            (1, "任务甲（示例）", "区司法局", "2021年8月前"),
            (2.0, "任务乙（示例）", "区财政局", "长期推进"),
            (None, "任务乙之二（示例）", "区民政局", "10月15日前"),
        ],
        header=["序号", "重点任务", "责任单位", "完成时限"],
    )
    book.active.merge_cells("A4:A5")
    plan = read(xlsx_bytes(book), "a.xlsx")
    assert [(t.number, t.title) for t in plan.tasks] == [(1, "任务甲（示例）"), (2, "任务乙（示例）")]
    assert plan.tasks[0].deadlines[0].due == dt.date(2021, 7, 31)
    assert plan.tasks[0].deadlines[0].alternative == dt.date(2021, 8, 31)
    assert [d.kind for d in plan.tasks[1].deadlines] == ["standing", "by_date"]
    assert plan.tasks[1].deadlines[1].due == dt.date(2021, 10, 15)
    assert [p.ref.name for p in plan.tasks[1].responsible] == ["区财政局", "区民政局"]
    assert plan.tasks[1].sub_items[0]["title"] == "任务乙之二（示例）"
    assert plan.astray == ""


def test_a_month_anchored_series():
    book = xlsx_table(
        [(1, "公布预决算（示例）", "区财政局", "2月公布预算，8月公布决算")],
        header=["序号", "重点任务", "责任单位", "完成时限"],
    )
    deadlines = read(xlsx_bytes(book), "a.xlsx").tasks[0].deadlines
    assert [(d.kind, d.due, d.what) for d in deadlines] == [
        ("series", dt.date(2021, 2, 28), "公布预算"),
        ("series", dt.date(2021, 8, 31), "公布决算"),
    ]


@pytest.mark.parametrize(
    ("cell", "lead", "responsible"),
    [
        ("区发改局牵头，区财政局、民政局等配合", ["区发改局"], ["区财政局", "区民政局"]),
        ("牵头单位：区发改局；责任单位：区财政局、各街道", ["区发改局"], ["区财政局", "各街道"]),
        ("区发改局、财政局负责牵头", ["区发改局", "区财政局"], []),
        ("区发改局、财政局", [], ["区发改局", "区财政局"]),
    ],
)
def test_lead_and_responsible_in_one_cell(cell, lead, responsible):
    book = xlsx_table([(1, "任务（示例）", cell)], header=["序号", "工作任务", "责任分工"])
    task = read(xlsx_bytes(book), "a.xlsx").tasks[0]
    assert [p.ref.name or p.ref.raw for p in task.lead] == lead
    assert [p.ref.name or p.ref.raw for p in task.responsible] == responsible
    asked = {q.code for q in task.questions}
    assert ("lead_blank" in asked) == (not lead)


def test_units_of_another_city_become_questions_never_units():
    book = xlsx_table(
        [(1, "任务（示例）", "市发改委牵头，市住建局等配合")], header=["序号", "工作任务", "责任分工"]
    )
    task = read(xlsx_bytes(book), "a.xlsx").tasks[0]
    asked = [q for q in task.questions if q.code == "unit_unknown"]
    assert {p.ref.kind for p in (*task.lead, *task.responsible)} == {"unknown"}
    assert [q.suggestions[0] for q in asked] == ["市发改委", "市住建局"]


def test_vertical_merges_inherit_and_blanks_do_not():
    rows = [
        ("1.任务甲（示例）", "要求。", "区司法局", "各街道"),
        ("2.任务乙（示例）", "要求。", "", "各街道"),
        ("3.任务丙（示例）", "要求。", "", "各街道"),
    ]
    document = docx_table(rows)
    cells = document.tables[0].columns[2].cells
    cells[1].merge(cells[2])
    book = xlsx_table(rows)
    book.active.merge_cells("C3:C4")
    for data, name in ((docx_bytes(document), "a.docx"), (xlsx_bytes(book), "a.xlsx")):
        tasks = read(data, name).tasks
        assert [t.lead_cell.status for t in tasks] == ["read", "merged", "blank"]
        assert [[p.ref.name for p in t.lead] for t in tasks] == [["区司法局"], ["区司法局"], []]
        assert [q.code for t in tasks for q in t.questions] == ["lead_blank"]


def test_a_first_column_of_chapters():
    book = xlsx_table(
        [("政策解读", "1.任务甲（示例）", "要求", "区司法局"), (None, "2.任务乙（示例）", "要求", "区财政局"),
         ("平台建设", "3.任务丙（示例）", "要求", "区财政局")],
        header=["类别", "工作任务", "工作要求", "责任单位"],
    )  # fmt: skip
    book.active.merge_cells("A3:A4")
    plan = read(xlsx_bytes(book), "a.xlsx")
    assert [t.section["title"] for t in plan.tasks] == ["政策解读", "政策解读", "平台建设"]
    assert plan.astray == ""


def test_several_tables_and_notes_under_them():
    document = docx_table(list(rows_of_2021(3)), notes=["注：本表由区政府办负责解释（示例）。"])
    more = document.add_table(rows=0, cols=4)
    for row in (
        ["工作任务", "工作要求", "牵头单位", "责任单位"],
        ["4.任务丁（示例）", "要求", "区司法局", "各街道"],
    ):
        for cell, text in zip(more.add_row().cells, row, strict=True):
            cell.text = text
    plan = read(docx_bytes(document), "a.docx")
    assert [t.number for t in plan.tasks] == [1, 2, 3, 4]
    assert plan.notes == ["注：本表由区政府办负责解释（示例）。"]
    assert plan.astray == ""


def test_notes_under_a_text_table_are_no_part_of_the_last_task():
    text = text_table(rows_of_2021(2)) + "\n注：本表自印发之日起执行（示例）。"
    plan = read(text)
    assert plan.notes == ["注：本表自印发之日起执行（示例）。"]
    assert plan.tasks[-1].responsible_cell.raw.endswith("做好发布工作。")
    assert plan.astray == ""


def test_automatic_numbers_of_word_are_rebuilt():
    document = docx_table(
        [("任务甲（示例）", "要求", "区司法局", "各街道"), ("任务乙（示例）", "要求", "区财政局", "各街道")]
    )
    for row in document.tables[0].rows[1:]:
        numbered(row.cells[0].paragraphs[0], document)
    plan = read(docx_bytes(document), "a.docx")
    assert [(t.number, t.title) for t in plan.tasks] == [(1, "任务甲（示例）"), (2, "任务乙（示例）")]
    assert plan.astray == ""


def test_a_table_without_numbers_is_counted_in_order():
    plan = read(
        docx_bytes(
            docx_table([("任务甲（示例）", "要求", "区司法局", "各街道"), ("任务乙（示例）", "要求", "", "")])
        ),
        "a.docx",
    )
    assert [(t.number, t.number_source) for t in plan.tasks] == [(1, "row_order"), (2, "row_order")]


def test_excel_dates_that_were_numbers_and_hidden_parts():
    book = xlsx_table(
        [(1, "任务（示例）", "区司法局", None)], header=["序号", "工作任务", "责任单位", "备注"]
    )
    sheet = book.active
    sheet["D3"] = dt.datetime(2021, 1, 2)
    sheet["D3"].number_format = "m.d"
    sheet.row_dimensions[3].hidden = True
    book.create_sheet("底稿").append(["不导入"])
    book["底稿"].sheet_state = "hidden"
    plan = read(xlsx_bytes(book), "a.xlsx")
    assert plan.tasks[0].extras == {"备注": "1.2"}
    assert any("底稿" in w for w in plan.warnings)
    assert any("第 3 行是隐藏的" in w for w in plan.warnings)


def test_tab_separated_lines_as_a_spreadsheet_copies_them():
    text = (
        "2021年示例区任务分解表\n序号\t工作任务\t责任单位\n1\t任务甲（示例）\t区司法局\n2\t任务乙（示例）\t\n"
    )
    plan = read(text)
    assert [(t.number, t.responsible_cell.status) for t in plan.tasks] == [(1, "read"), (2, "blank")]
    assert plan.jurisdiction == "示例区"
    assert plan.astray == ""


def test_a_nested_table_blocks_and_names_its_place():
    document = docx_table([("1.任务（示例）", "要求", "区司法局", "各街道")])
    document.tables[0].cell(1, 1).add_table(1, 1).cell(0, 0).text = "套表"
    plan = read(docx_bytes(document), "a.docx")
    assert any("表 1 第 2 行" in b and "套着一张表" in b for b in plan.blocking)


def test_a_tracked_change_blocks_and_names_its_place():
    document = docx_table([("1.任务（示例）", "要求", "区司法局", "各街道")])
    paragraph = document.tables[0].cell(1, 2).paragraphs[0]._p
    change = OxmlElement("w:ins")
    change.set(qn("w:author"), "示例")
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "、区财政局"
    run.append(text)
    change.append(run)
    paragraph.append(change)
    plan = read(docx_bytes(document), "a.docx")
    assert any("表 1 第 2 行" in b and "、区财政局" in b for b in plan.blocking)
