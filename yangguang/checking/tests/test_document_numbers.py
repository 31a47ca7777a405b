"""文号 as GB/T 9704-2012 wants it: each flaw named, the right form shown, lookalikes left alone."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yangguang.checking.engine import RULES, examine
from yangguang.checking.rules.document_numbers import normal
from yangguang.checking.subjects import Subject

pytestmark = pytest.mark.task(25)
DAY = dt.date(2021, 11, 1)


def _found(text, **facts):
    rules = [r for r in RULES if r.code.startswith("CHK-N0")]
    return examine(Subject.of_text(text, DAY, **facts), rules)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("根据厦思政办[2021]19号", "括号"), ("厦思政办（2021）19号", "括号"), ("厦思政办【2021】19号", "括号"),
        ("厦思政办〔21〕19号", "四位"),
        ("厦思政办〔2021〕019号", "虚位"), ("厦思政办〔2021〕第19号", "“第”"), ("厦思政办〔2021〕19 ", "缺“号”"),
        ("厦思政办〔2021〕 19号", "空格"),
        ("厦思政办﹝2021﹞19号", "括号"),
    ],
)  # fmt: skip
def test_each_flaw_is_named_and_the_right_form_shown(text, said):
    (f,) = _found(text)
    assert f.rule.code == "CHK-N01"
    assert said in f.reason
    assert f.fix == "写成“〔2021〕19号”"


@pytest.mark.parametrize(
    "text",
    [
        "厦思政办〔2021〕19号", "财政部公告2021年第5号", "（2021）闽0203行初5号", "公告（2021）第5号", "国办发〔2017〕47号、〔2019〕3号",
        "闽政〔2021〕5、6号", "见附件（10）3号楼", "国务院令第711号", "（二）（2021）5个项目",
    ],
)  # fmt: skip
def test_right_numbers_and_other_numbering_are_left_alone(text):
    assert _found(text) == []


def test_a_number_of_a_coming_year_is_asked_about():
    assert [f.rule.code for f in _found("厦思政办〔2031〕19号")] == ["CHK-N02"]


def test_the_number_at_the_head_is_the_recorded_one():
    text = "厦思政办〔2021〕19号\n各街道办事处："
    assert _found(text, document_number="厦思政办[2021]19号") == []
    assert [f.rule.code for f in _found(text, document_number="厦思政办〔2021〕20号")] == ["CHK-N03"]
    (f,) = _found(text, document_number="厦思政办〔2021〕19号", written_on="2020-12-30")
    assert (f.rule.code, f.severity) == ("CHK-N03", "hint")


def test_the_date_beneath_has_no_leading_zero():
    assert [f.fix for f in _found("特此通知。\n2021年06月01日")] == ["写成“2021年6月1日”"]
    assert _found("于2021年06月01日开始") == []


@given(
    st.sampled_from(("[]", "()", "（）", "【】", "〔〕")),
    st.integers(1, 9999),
    st.sampled_from(("", "0", "00", "第")),
)
def test_any_writing_of_a_number_comes_to_the_same(brackets, n, before):
    assert normal(f"厦思政办{brackets[0]}2021{brackets[1]}{before}{n}号") == f"厦思政办〔2021〕{n}号"
