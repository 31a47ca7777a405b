"""What Word and Excel files hold beside plain cells: content controls, boxes, revisions, numbers, formulas, hidden parts."""

import datetime as dt
import io
import re
import zipfile

import pytest
from docx.oxml import parse_xml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yangguang.workplan.parsing import PlanFileError

from .tables import HEADER, docx_bytes, docx_table, numbered, read, rows_of_2021, xlsx_bytes, xlsx_table

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
ROWS = [
    ("1.任务甲（示例）", "要求甲", "区司法局", "各街道"),
    ("2.任务乙（示例）", "要求乙", "区财政局", "各部门"),
]
WITH_NUMBER = ["序号", *HEADER]


def word(document):
    return read(docx_bytes(document), "a.docx")


def excel(book):
    return read(xlsx_bytes(book), "a.xlsx")


def wrapped(element):
    """Put a content control around a block."""
    control = parse_xml(f"<w:sdt {W}><w:sdtContent/></w:sdt>")
    element.addprevious(control)
    control[0].append(element)


@pytest.mark.parametrize("part", ["table", "row", "cell"])
def test_a_content_control_hides_nothing(part):
    document = docx_table(ROWS)
    table = document.tables[0]
    wrapped({"table": table._tbl, "row": table.rows[1]._tr, "cell": table.rows[1].cells[3]._tc}[part])
    plan = word(document)
    assert [t.responsible_cell.raw for t in plan.tasks] == ["各街道", "各部门"]
    assert plan.astray == ""


def box(text):
    inner = f"<w:txbxContent><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:txbxContent>"
    shape = f'<w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox>{inner}</v:textbox></v:shape></w:pict>'
    return parse_xml(
        f'<w:r {W} xmlns:mc="{MC}"><mc:AlternateContent><mc:Choice Requires="wps">{shape}</mc:Choice>'
        f"<mc:Fallback>{shape}</mc:Fallback></mc:AlternateContent></w:r>"
    )


def test_a_text_box_is_no_text_of_its_cell_and_is_kept_once():
    document = docx_table(ROWS)
    document.tables[0].cell(1, 1).paragraphs[0]._p.append(box("框内字（示例）"))
    plan = word(document)
    assert plan.tasks[0].requirement == "要求甲"
    assert plan.notes == ["框内字（示例）"]
    assert any("表 1 第 2 行" in w and "文本框" in w for w in plan.warnings)
    assert plan.astray == ""


@pytest.mark.parametrize(("tag", "says"), [("del", "删除了整行"), ("ins", "插入了整行")])
def test_a_tracked_row_blocks_and_names_its_place(tag, says):
    document = docx_table(ROWS)
    document.tables[0].rows[2]._tr.get_or_add_trPr().append(parse_xml(f'<w:{tag} {W} w:author="示例"/>'))
    assert any("表 1 第 3 行" in b and says in b for b in word(document).blocking)


def test_tracked_deletions_and_cells_block():
    document = docx_table(ROWS)
    table = document.tables[0]
    table.cell(1, 2).paragraphs[0]._p.append(
        parse_xml(f'<w:del {W} w:author="示例"><w:r><w:delText>、区教育局</w:delText></w:r></w:del>')
    )
    table.cell(2, 3)._tc.get_or_add_tcPr().append(parse_xml(f'<w:cellIns {W} w:author="示例"/>'))
    blocking = word(document).blocking
    assert any("删除了“、区教育局”" in b for b in blocking)
    assert any("插入了单元格" in b for b in blocking)


def test_numbers_alone_in_a_column_are_rebuilt():
    document = docx_table([("", *ROWS[0]), ("", *ROWS[1])], header=WITH_NUMBER)
    for row in document.tables[0].rows[1:]:
        row.cells[1].paragraphs[0].runs[0].text = row.cells[1].text[2:]
        numbered(row.cells[0].paragraphs[0], document)
    plan = word(document)
    assert [(t.number, t.number_source, t.title) for t in plan.tasks] == [
        (1, "text", "任务甲（示例）"), (2, "text", "任务乙（示例）"),
    ]  # fmt: skip
    assert plan.astray == ""


def test_numbers_of_a_style_are_rebuilt():
    document = docx_table([(r[0][2:], *r[1:]) for r in ROWS])
    for row in document.tables[0].rows[1:]:
        row.cells[0].paragraphs[0].style = "List Number"
    assert [(t.number, t.number_source) for t in word(document).tasks] == [(1, "text"), (2, "text")]


def test_a_merged_number_makes_sub_items_in_word():
    rows = [("1", "任务甲（示例）", "要求一", "区司法局", "各街道"), ("", "", "要求二", "区财政局", "各部门"),
            ("2", "任务乙（示例）", "要求", "区财政局", "各部门")]  # fmt: skip
    document = docx_table(rows, header=WITH_NUMBER)
    table = document.tables[0]
    table.cell(1, 0).merge(table.cell(2, 0))
    plan = word(document)
    assert [t.number for t in plan.tasks] == [1, 2]
    assert plan.tasks[0].requirement == "要求一\n要求二"
    assert [(p.ref.name, p.action, p.action_no) for p in plan.tasks[0].lead] == [
        ("区司法局", "", None), ("区财政局", "要求二", 1),
    ]  # fmt: skip
    assert plan.astray == ""


def test_a_merged_title_makes_sub_items_and_is_no_repeated_number():
    rows = [("1.任务甲（示例）", "要求一", "区司法局", "各街道"), ("", "要求二", "区财政局", "各部门")]
    document = docx_table(rows)
    document.tables[0].cell(1, 0).merge(document.tables[0].cell(2, 0))
    book = xlsx_table(rows)
    book.active.merge_cells("A3:A4")
    for plan in (word(document), excel(book)):
        assert [(t.number, t.requirement) for t in plan.tasks] == [(1, "要求一\n要求二")]
        assert plan.blocking == []


def test_a_row_without_a_number_in_a_numbered_table_stops():
    rows = [("1", *ROWS[0]), ("", "任务丙（示例）", "要求丙", "区教育局", ""), ("2", *ROWS[1])]
    for plan in (word(docx_table(rows, header=WITH_NUMBER)), excel(xlsx_table(rows, header=WITH_NUMBER))):
        assert [t.number for t in plan.tasks] == [1, 2]
        assert any("没有序号" in b and ("第 3 行" in b or "B4" in b) for b in plan.blocking)
        assert "要求丙" in plan.notes
        assert plan.astray == ""


def test_a_heading_may_stand_in_the_number_column():
    rows = [("一", "做好公开（示例）", "", "", ""), ("（一）", "规划（示例）", "", "", ""), ("1", *ROWS[0])]
    plan = excel(xlsx_table(rows, header=WITH_NUMBER))
    assert plan.tasks[0].section == {"code": "一", "title": "做好公开（示例）"}
    assert plan.tasks[0].subsection == {"code": "一", "title": "规划（示例）"}
    assert plan.astray == ""


def test_a_header_of_two_rows():
    book = xlsx_table(
        [("1.任务（示例）", "要求", "区司法局", "各街道")], header=["工作任务", "工作要求", "责任分工", None]
    )
    sheet = book.active
    sheet.insert_rows(3)
    sheet["C3"], sheet["D3"] = "牵头单位", "责任单位"
    for area in ("C2:D2", "A2:A3", "B2:B3"):
        sheet.merge_cells(area)
    plan = excel(book)
    assert (plan.tasks[0].lead_cell.raw, plan.tasks[0].responsible_cell.raw) == ("区司法局", "各街道")
    assert plan.astray == ""


def test_a_small_number_in_a_date_format_is_a_number():
    book = xlsx_table([("1.任务（示例）", "区司法局", 1.2)], header=["工作任务", "责任单位", "备注"])
    book.active["C3"].number_format = "m月d日"
    assert excel(book).tasks[0].extras == {"备注": "1.2"}


def test_a_formula_without_its_result_is_no_blank_cell():
    book = xlsx_table([("1.任务（示例）", "要求", "区司法局", '="各"&"街道"')])
    assert any("D3是公式" in b for b in excel(book).blocking)


def test_hidden_columns_are_listed_and_formats_are_no_rows():
    book = xlsx_table(ROWS)
    book.active.column_dimensions["D"].hidden = True
    book.active.cell(9000, 1).number_format = "0.00"
    plan = excel(book)
    assert any("第 D 列是隐藏的" in w for w in plan.warnings)
    assert len(plan.tasks) == 2


def _changed(data, name, change):
    """A package with one part changed as text."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            content = old.read(info)
            new.writestr(
                info.filename, change(content.decode()).encode() if info.filename == name else content
            )
    return out.getvalue()


def test_a_merge_of_the_whole_sheet_is_refused_before_it_is_read():
    book = xlsx_table(ROWS)
    hostile = _changed(
        xlsx_bytes(book),
        "xl/worksheets/sheet1.xml",
        lambda x: re.sub('ref="A1:D1"', 'ref="A1:XFD1048576"', x),
    )
    with pytest.raises(PlanFileError, match="合并单元格") as caught:
        read(hostile, "a.xlsx")
    assert caught.value.place == "xl/worksheets/sheet1.xml"


def test_entities_in_another_encoding_are_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("word/document.xml", '<?xml version="1.0"?><!DOCTYPE x><x/>'.encode("utf-16"))
    with pytest.raises(PlanFileError, match="不安全"):
        read(out.getvalue(), "a.docx")


PARTS = {
    "a.docx": (docx_bytes(docx_table(list(rows_of_2021(3)))), "word/document.xml"),
    "a.xlsx": (xlsx_bytes(xlsx_table(list(rows_of_2021(3)))), "xl/worksheets/sheet1.xml"),
}


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(sorted(PARTS)), st.integers(0, 10**6), st.sampled_from(["tag", "value", "cut", "byte"])
)
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_a_damaged_package_never_crashes_and_loses_nothing_silently(name, at, how):
    data, part = PARTS[name]

    def change(xml):
        spots = list(re.finditer(r"<[^>]+>" if how == "tag" else r'"[^"]*"', xml))
        spot = spots[at % len(spots)]
        if how == "cut":
            return xml[: at % len(xml)]
        return xml[: spot.start()] + ("" if how == "tag" else '"abc"') + xml[spot.end() :]

    if how == "byte":
        data = bytearray(data)
        data[at % len(data)] ^= 0x55
        data = bytes(data)
    else:
        data = _changed(data, part, change)
    message, plan = "", None
    try:
        plan = read(data, name)
    except PlanFileError as error:
        message = str(error)
    assert message if plan is None else plan.astray == "" or plan.blocking


def test_dates_of_a_sheet_are_read_as_dates():
    header = ["序号", "工作任务", "责任单位", "完成时限"]
    plan = excel(xlsx_table([(1, "任务（示例）", "区司法局", dt.datetime(2021, 9, 30))], header=header))
    assert plan.tasks[0].deadlines[0].due == dt.date(2021, 9, 30)
    assert plan.tasks[0].extras == {"完成时限": "2021年9月30日"}
