"""Tables: what went out comes in again; a line with a fault keeps the whole table out."""

from __future__ import annotations

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from yangguang.core.actions import Refused
from yangguang.core.exporting import csv_file, xlsx_file
from yangguang.knowledge import tables, texts
from yangguang.knowledge.actions import importing
from yangguang.knowledge.models import Entry, EntryImport, Origin, State
from yangguang.organisations.models import Role
from yangguang.organisations.tests.factories import actor_for, make_unit

from .factories import QUOTE, Desk

pytestmark = [pytest.mark.django_db, pytest.mark.task(15)]


@pytest.fixture
def desk():
    return Desk()


def receive(desk: Desk, rows: list[list[str]], name: str = "示例.csv") -> EntryImport:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return importing.receive(
        desk.unit, actor=desk.editor, stream=io.BytesIO(out.getvalue().encode()), name=name
    )


@pytest.mark.parametrize("write", [csv_file, xlsx_file])
def test_what_is_exported_comes_in_again_as_it_was(desk, write):
    record = desk.policy()
    entry = desk.public(record, question="=示例：补助有多少？")
    second = desk.public(record, answer="<p>示例：</p><ul><li>执照</li><li>身份证</li></ul>")
    rows = tables.lines(Entry.objects.order_by("pk"))
    response = write("知识库", ((*tables.COLUMNS, *tables.MORE), *rows))
    name = "知识库.csv" if write is csv_file else "知识库.xlsx"
    other = Desk()
    found = importing.receive(other.unit, actor=other.editor, stream=io.BytesIO(response.content), name=name)
    assert found.faulty == []
    importing.bring_in(found, actor=other.editor)
    made = Entry.objects.filter(unit=other.unit).order_by("pk")
    assert [texts.newest(e) for e in made] == [texts.public(entry), texts.public(second)]
    assert {(e.state, e.origin, e.live) for e in made} == {(State.DRAFT, Origin.TABLE, False)}


def test_every_fault_names_its_line_and_nothing_comes_in_half(desk):
    record = desk.policy()
    desk.public(record, question="示例：已有的问题？")
    number = record.document_number
    found = receive(
        desk,
        [
            ["问题", "答案", "主题分类", "办事场景", "依据", "原文", "复核日期"],
            ["示例：好的一行？", "示例", "综合政务", "扶持", number, QUOTE, "2027年3月1日"],
            ["", "示例", "", "", "", "", ""],
            ["示例：没有答案？", "", "", "", "", "", ""],
            ["示例：好的一行", "示例", "", "", "", "", ""],
            ["示例：已有的问题", "示例", "", "", "", "", ""],
            ["示例：主题？", "示例", "没有这个主题", "没有这个场景", "", "", "2027年2月30日"],
            ["示例：依据？", "示例", "", "", "厦没有〔2021〕1号", "", ""],
            ["示例：原文？", "示例", "", "", number, "补助五千元", ""],
            ["示例：多了？", "示例", "", "", number, f"{QUOTE}\n{QUOTE}", ""],
        ],
    )
    said = {r["number"]: "；".join(r["faults"]) for r in found.rows}
    assert said[2] == ""
    assert "“问题”是空的" in said[3]
    assert "“答案”是空的" in said[4]
    assert "和第 2 行的问题一样" in said[5]
    assert "已经有这个问题" in said[6]
    for word in ("没有主题分类", "没有办事场景", "复核日期"):
        assert word in said[7]
    assert "没有找到依据" in said[8]
    assert "原样摘录" in said[9]
    assert "原文比依据多" in said[10]
    before = Entry.objects.count()
    with pytest.raises(Refused, match="要改正"):
        importing.bring_in(found, actor=desk.editor)
    assert Entry.objects.count() == before


def test_a_line_that_went_wrong_after_the_preview_keeps_the_table_out(desk):
    found = receive(desk, [["问题", "答案"], ["示例：甲？", "示例"], ["示例：乙？", "示例"]])
    assert found.faulty == []
    desk.draft(question="示例：乙？")
    with pytest.raises(Refused, match="第 3 行"):
        importing.bring_in(found, actor=desk.editor)
    assert not Entry.objects.filter(question="示例：甲？").exists()


def test_a_table_comes_in_once_and_only_by_whom_it_belongs_to(desk):
    found = receive(desk, [["问题", "答案"], ["示例：甲？", "示例"]])
    assert importing.bring_in.reasons(found, actor=actor_for(Role.EDITOR, make_unit()))
    importing.bring_in(found, actor=desk.editor)
    found.refresh_from_db()
    assert importing.bring_in.reasons(found, actor=desk.editor)
    dropped = importing.drop(receive(desk, [["问题", "答案"], ["示例：乙？", "示例"]]), actor=desk.editor)
    assert importing.bring_in.reasons(dropped, actor=desk.editor)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("示例.csv", "标题,正文\n甲,乙\n".encode(), "没有“问题”“答案”列"),
        ("示例.csv", "问题,答案\n".encode(), "只有表头"),
        ("示例.txt", "问题,答案\n甲,乙\n".encode(), "不能导入"),
        ("示例.xlsx", b"PK\x03\x04broken", ""),
        ("示例.exe", b"MZ", ""),
    ],
)
def test_what_is_no_table_of_entries_is_refused_at_the_file(desk, name, data, said):
    with pytest.raises(Refused) as refused:
        importing.receive(desk.unit, actor=desk.editor, stream=SimpleUploadedFile(name, data).file, name=name)
    assert refused.value.reasons[0].field == "file"
    assert said in str(refused.value)
    assert not EntryImport.objects.exists()


def test_a_formula_in_a_table_is_text(desk):
    book = Workbook()
    book.active.append(["问题", "答案"])
    book.active.append(["示例：甲？", "<script>alert(1)</script><p>示例：答</p>"])
    out = io.BytesIO()
    book.save(out)
    found = importing.receive(
        desk.unit, actor=desk.editor, stream=io.BytesIO(out.getvalue()), name="示例.xlsx"
    )
    importing.bring_in(found, actor=desk.editor)
    assert Entry.objects.get().answer == "<p>示例：答</p>"
