"""Damaged and hostile files: a clear error that names the place, or a question; never a crash, never a lost character."""

import io
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yangguang.workplan.parsing import PlanFileError

from .tables import (
    DIRECTORY,
    SEED,
    docx_bytes,
    docx_table,
    read,
    rows_of_2021,
    text_table,
    xlsx_bytes,
    xlsx_table,
)

TEXT = SEED.decode()


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (b"", "a.txt", "空的"),
        (b" \n\t\n", "a.txt", "空的"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "a.doc", r"\.doc"),
        (b"PK\x03\x04 broken", "a.docx", "损坏"),
        (docx_bytes(docx_table([]))[:900], "a.docx", "损坏"),
        (b"plain text", "a.docx", "内容却不是"),
        (b"%PDF-1.7", "a.pdf", "认不出"),
        (b"\x00\x01\x02\x03" * 50, "a.txt", "编码"),
        ("只有一句话。".encode(), "a.txt", "没有找到表头"),
        (b"x" * (20 * 1024 * 1024 + 1), "a.txt", "超过"),
    ],
)
def test_what_is_no_plan_says_so(data, name, says):
    with pytest.raises(PlanFileError, match=says):
        read(data, name)


def test_headings_without_task_rows_fail_loudly():
    rows = [("一、主动公开（示例）",), ("（一）规划公开（示例）",), ("", "", "", "")]
    for data, name in (
        (text_table(rows).encode(), "a.txt"),
        (docx_bytes(docx_table(rows)), "a.docx"),
        (xlsx_bytes(xlsx_table(rows)), "a.xlsx"),
    ):
        with pytest.raises(PlanFileError, match="没有任务行"):
            read(data, name)


def _package(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return out.getvalue()


def test_a_zip_bomb_is_refused_unread():
    with pytest.raises(PlanFileError, match="过大"):
        read(_package({"word/document.xml": b"0" * 70_000_000}), "a.docx")


def test_a_hostile_xml_is_refused():
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
    with pytest.raises(PlanFileError, match="不安全"):
        read(_package({"word/document.xml": bomb}), "a.docx")
    with pytest.raises(PlanFileError, match="认不出"):
        read(_package({"hello.txt": b"hi"}), "a.docx")


def test_a_package_with_the_wrong_inside_is_broken():
    with pytest.raises(PlanFileError, match="损坏"):
        read(_package({"word/document.xml": b"<w/>"}), "a.docx")
    with pytest.raises(PlanFileError, match="损坏"):
        read(_package({"xl/workbook.xml": b"<w/>"}), "a.xlsx")


def test_a_gap_that_does_not_match_stops_with_both_sides_named():
    """Only one of the two tasks between 36 and 39 is left: nobody may guess which."""
    plan = read("\n".join(line for line in TEXT.split("\n") if "年度报告格式修订" not in line))
    assert any("37、38" in p for p in plan.blocking)
    assert plan.astray == ""


def test_a_missing_number_stops():
    text = text_table(r for r in rows_of_2021(5) if not r[0].startswith("3."))
    assert any("缺的序号是 3" in p for p in read(text).blocking)


def test_a_number_that_goes_back_stops_and_nothing_is_lost():
    rows = [
        ("1.任务甲（示例）", "要求", "区司法局", "各街道"),
        ("1.任务乙（示例）", "要求", "区司法局", "各街道"),
    ]
    for data, name in ((text_table(rows).encode(), "a.txt"), (docx_bytes(docx_table(rows)), "a.docx")):
        plan = read(data, name)
        assert any("重复或倒退" in p for p in plan.blocking)
        assert plan.astray == ""


def test_rows_that_lost_their_separator_are_told_apart():
    plan = read(TEXT.replace("\t各街道，各部门\n\n\t8.", "\t各街道，各部门\n\t8."))
    assert [t.number for t in plan.tasks] == list(range(1, 40))
    assert "row_without_separator" in plan.tasks[7].irregularities
    assert plan.tasks[7].lead_cell.raw == "区财政局"
    assert plan.blocking == []


def test_a_blank_line_inside_a_row_does_not_end_it():
    plan = read(
        TEXT.replace("\t区财政局\n\t各街道，各部门\n\n\t9.", "\t区财政局\n\n\t各街道，各部门\n\n\t9.")
    )
    assert plan.tasks[7].responsible_cell.raw == "各街道，各部门"
    assert "blank_line_inside_row" in plan.tasks[7].irregularities


def test_a_blank_lead_never_takes_the_one_above():
    plan = read(SEED)
    assert [t.number for t in plan.tasks if not t.lead and t.lead_cell.status == "blank"] == [
        13, 14, 15, 16, 18, 20, 23, 28, 29, 30, 31, 32, 34,
    ]  # fmt: skip


def test_a_title_without_a_year_blocks():
    assert any("没有年份" in p for p in read(text_table(rows_of_2021(3), title="任务分解表")).blocking)


def lossless_or_refused(data, name="a.txt"):
    """Whatever it is, it is refused in words or read; what was not placed stops the import."""
    message, plan = "", None
    try:
        plan = read(data, name)
    except PlanFileError as error:
        message = str(error)
    if plan is None:
        assert message
        return None
    assert plan.astray == "" or plan.blocking
    plan.to_json()
    return plan


LINES = TEXT.split("\n")
slow = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@slow
@given(st.binary(max_size=400))
def test_garbage_never_crashes(data):
    lossless_or_refused(data)
    lossless_or_refused(b"PK" + data, "a.docx")


@slow
@given(
    st.lists(
        st.tuples(
            st.integers(0, len(LINES) - 1), st.sampled_from(["delete", "swap", "blank", "tab", "double"])
        ),
        max_size=12,
    )
)
def test_a_mutated_table_loses_no_character(changes):
    lines = list(LINES)
    for at, how in changes:
        at %= len(lines)
        if how == "delete":
            del lines[at]
        elif how == "swap":
            lines[at], lines[at - 1] = lines[at - 1], lines[at]
        elif how == "blank":
            lines.insert(at, "")
        elif how == "tab":
            lines[at] = "\t" + lines[at]
        else:
            lines.insert(at, lines[at])
    plan = lossless_or_refused("\n".join(lines).encode())
    assert plan is None or plan.astray == ""


@slow
@given(st.text(alphabet="区市发改局财政各街道部门、，；\n。1.思明", max_size=60))
def test_every_item_of_a_unit_cell_is_kept(text):
    """Names in a list come back as units, groups, roles or unknown: none disappears."""
    refs = DIRECTORY.listed(text)
    kept = sum(len("".join(r.raw.split())) for r in refs)
    items = [
        i.strip().strip("。.")
        for i in text.replace("，", "、").replace("；", "、").replace("\n", "、").split("、")
    ]
    assert kept == sum(len("".join(i.split())) for i in items)
