"""Text copies in other orders and with losses; the wordings of deadlines, numbers of documents, titles of plans."""

import datetime as dt

import pytest

from yangguang.workplan.parsing import PlanFileError
from yangguang.workplan.parsing.dates import find_deadlines, read_due_cell
from yangguang.workplan.parsing.documents import find_documents

from .tables import SEED, docx_bytes, docx_table, read, text_table

TEXT = SEED.decode()
OTHER = ["牵头单位", "工作任务", "责任单位", "工作要求"]
ROWS = [
    ("区司法局", "1.任务甲（示例）", "各街道", "要求甲"),
    ("区财政局", "2.任务乙（示例）", "各部门", "要求乙"),
]


def shape(plan):
    return [(t.number, t.title, t.requirement, t.lead_cell.raw, t.responsible_cell.raw) for t in plan.tasks]


def test_text_columns_in_another_order():
    plan = read(text_table(ROWS, header=OTHER))
    assert shape(plan) == [
        (1, "任务甲（示例）", "要求甲", "区司法局", "各街道"),
        (2, "任务乙（示例）", "要求乙", "区财政局", "各部门"),
    ]
    assert plan.blocking == []


def test_text_in_another_order_with_a_lost_or_an_added_line_end():
    text = text_table(ROWS, header=OTHER)
    joined = read(text.replace("\t要求甲\n\n", "\t要求甲\n"))
    split = read(text.replace("\t任务乙", "\n\t任务乙").replace("\t各部门", "\n\t各部门"))
    assert shape(joined) == shape(split) == shape(read(text))
    assert "row_without_separator" in joined.tasks[0].irregularities
    assert "blank_line_inside_row" in split.tasks[1].irregularities


def test_text_in_another_order_with_a_lost_cell_stops_at_its_place():
    plan = read(text_table([ROWS[0][:3], ROWS[1]], header=OTHER))
    assert [t.number for t in plan.tasks] == [2]
    assert any("第 8 行" in b and "对不上" in b for b in plan.blocking)
    assert plan.astray == ""


def test_a_number_column_of_text():
    rows = [
        ("1", "任务甲（示例）", "要求甲", "", "各街道", "长期推进"),
        ("2", "任务乙（示例）", "要求乙", "区财政局", "", ""),
    ]
    plan = read(text_table(rows, header=["序号", "工作任务", "工作要求", "牵头单位", "责任单位", "完成时限"]))
    assert [(t.number, t.lead_cell.status, t.responsible_cell.status) for t in plan.tasks] == [
        (1, "blank", "read"), (2, "read", "blank"),
    ]  # fmt: skip
    assert plan.tasks[0].deadlines[0].kind == "standing"
    assert plan.astray == ""


def test_two_text_tables_with_different_columns():
    text = text_table([("1.任务甲（示例）", "要求", "区司法局", "各街道")])
    plan = read(text + "\n\n\t重点任务\n\t责任单位\n\n\t2.任务乙（示例）\n\t区财政局\n")
    assert shape(plan)[1] == (2, "任务乙（示例）", "", "", "区财政局")
    assert plan.tasks[1].lead_cell.status == "blank"
    assert plan.astray == ""


def test_one_unit_cell_left_of_two_is_asked_about():
    plan = read(TEXT.replace("\t区财政局\n\t各街道，各部门\n\n\t8.", "\t区财政局\n\n\t8."))
    task = plan.tasks[6]
    assert (task.lead_cell.raw, task.responsible_cell.status) == ("区财政局", "lost")
    assert [q.code for q in task.questions] == ["responsible_lost", "lead_by_adjacency"]


def test_a_lost_requirement_is_not_filled_with_units():
    requirement = "\t按上级部署，稳步扩大政府预决算公开范围，推进部门所属单位预算、决算及相关报表公开。\n"
    plan = read(TEXT.replace(requirement, ""))
    task = plan.tasks[6]
    assert (task.requirement, task.lead_cell.raw, task.responsible_cell.raw) == (
        "",
        "区财政局",
        "各街道，各部门",
    )
    assert "requirement_cell_lost" in task.irregularities
    assert any("第 7 项的工作要求" in w for w in plan.warnings)


@pytest.mark.parametrize("title", ["2021年底前做好公开（示例）", "12345热线（示例）", "10月做好公开（示例）"])
def test_a_title_may_begin_with_a_number(title):
    (task,) = read(text_table([(f"1.{title}", "要求", "区司法局", "各街道")])).tasks
    assert (task.number, task.title) == (1, title)


def test_a_note_under_a_damaged_row_is_no_cell_of_it():
    plan = read(TEXT + "\n\n联系电话：0592-0000000（示例）")
    assert plan.notes == ["联系电话：0592-0000000（示例）"]
    assert plan.tasks[38].lead_cell.status == "lost"


def test_a_tab_without_a_cell_loses_no_heading():
    plan = read(TEXT.replace("\n\n\t8.", "\n\t\n\n\t8."))
    assert plan.tasks[7].heading_status == "read"


DAY = dt.date


@pytest.mark.parametrize(
    ("cell", "due"),
    [
        ("2021-08-31", [DAY(2021, 8, 31)]),
        ("2021.8.31", [DAY(2021, 8, 31)]),
        ("2021/8/31前", [DAY(2021, 8, 31)]),
        ("8月31日前", [DAY(2021, 8, 31)]),
        ("10月底前", [DAY(2021, 10, 31)]),
        ("2022年底前", [DAY(2022, 12, 31)]),
        ("12月", [DAY(2021, 12, 31)]),
        ("年内", [DAY(2021, 12, 31)]),
        ("第三季度", [DAY(2021, 9, 30)]),
        ("上半年", [DAY(2021, 6, 30)]),
        ("3月-10月", [DAY(2021, 10, 31)]),
        ("2021年3月至10月底", [DAY(2021, 10, 31)]),
        ("6月底、12月底", [DAY(2021, 6, 30), DAY(2021, 12, 31)]),
        ("每季度", [None]),
        ("长期推进", [None]),
        ("2月30日前", []),
        ("13月底前", []),
        ("待定", []),
    ],
)
def test_wordings_of_a_due_cell(cell, due):
    assert [d.due for d in read_due_cell(cell, 2021)] == due


def test_what_a_recurring_and_a_standing_word_are():
    assert [d.kind for d in read_due_cell("每季度", 2021)] == ["series"]
    assert [d.kind for d in read_due_cell("全年推进", 2021)] == ["standing"]


def test_a_date_that_no_calendar_has_is_asked_about():
    plan = read(text_table([("1.任务（示例）", "6月31日前完成。", "区司法局", "各街道")]))
    assert [q.code for q in plan.tasks[0].questions] == ["deadline_unread"]


def test_a_date_of_the_title_counts_and_that_of_another_body_does_not():
    plan = read(text_table([("1.10月15日前做好公开（示例）", "要求", "区司法局", "各街道")]))
    assert [d.due for d in plan.tasks[0].deadlines] == [DAY(2021, 10, 15)]
    (said,) = find_deadlines("按照省财政厅在2021年6月底前将印发的办法执行", 2021)
    assert (said.kind, said.binds, said.actor) == ("external_event", "another_body", "省财政厅")


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("《办法》（国办发[2021]12号）", ["国办发〔2021〕12号"]),
        ("《办法》(国办发【2021】 12 号)", ["国办发〔2021〕12号"]),
        ("《办法》国办发（2021）12号", ["国办发〔2021〕12号"]),
        ("《甲》《乙》（国办发﹝2021﹞12号）", [None, "国办发〔2021〕12号"]),
        ("按照厦府办〔2021〕22号和厦思政办〔2021〕9号要求", ["厦府办〔2021〕22号", "厦思政办〔2021〕9号"]),
    ],
)
def test_numbers_of_documents(text, numbers):
    assert [d.number for d in find_documents(text)] == numbers


@pytest.mark.parametrize(
    ("title", "year", "district"),
    [
        ("2021年思明区政务公开工作主要任务分解表", 2021, "思明区"),
        ("厦门市思明区2022年度政务公开任务分解表", 2022, "思明区"),
        ("思明区二〇二三年政务公开任务分解表", 2023, "思明区"),
        ("2021年厦门市湖里区政务公开任务分解表", 2021, "湖里区"),
    ],
)
def test_titles(title, year, district):
    plan = read(text_table([("1.任务（示例）", "要求", "区司法局", "各街道")], title=title))
    assert (plan.year, plan.jurisdiction) == (year, district)


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (TEXT.encode(), "a.pages", "认不出"),
        (b"<html><table></table></html>", "a.xls", "网页"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "a.docx", "密码"),
        (b"\n" * 30_000 + b"x", "a.txt", "超出"),
    ],
)
def test_other_files_say_what_they_are(data, name, says):
    with pytest.raises(PlanFileError, match=says):
        read(data, name)


def test_the_ending_does_not_decide_between_word_and_excel():
    document = docx_bytes(docx_table([("1.任务（示例）", "要求", "区司法局", "各街道")]))
    assert read(document, "a.doc").tasks[0].number == 1
