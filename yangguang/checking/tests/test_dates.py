"""Dates: what does not exist or contradicts is found; what only looks like it is left alone."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yangguang.checking.dates.chinese_dates import dates_in, number
from yangguang.checking.engine import RULES, examine
from yangguang.checking.subjects import Subject

pytestmark = pytest.mark.task(25)
DAY = dt.date(2021, 11, 1)


def _found(text, **facts):
    rules = [r for r in RULES if r.code.startswith("CHK-D")]
    return [(f.rule.code, f.shown) for f in examine(Subject.of_text(text, DAY, **facts), rules)]


@pytest.mark.parametrize(
    "text",
    [
        "于2021年2月30日前报送", "2021年13月1日", "定于2021-06-31举行", "二〇二一年二月三十日", "6月31日截止",
        "２０２１年２月２９日", "2021.4.31", "2021年13月底前", "20021年3月",
    ],
)  # fmt: skip
def test_a_day_that_does_not_exist_is_found(text):
    assert [c for c, _ in _found(text)] == ["CHK-D01"]


@pytest.mark.parametrize(
    "text",
    [
        "8月份完成", "收到之日起30日内", "2月30万元", "2020年2月29日", "农历2月30日", "版本2021.13.45", "3∶2.13", "2021年12月底",
        "索引号XM02100-0101-2019-00001", "2021-2025年", "电话0592-2021-31", "2021年2月28日至3月1日", "192.168.13.32",
        "2020年11月至2021年3月", "2021年9月1日9:00至9月2日17:00", "从2021年12月25日至1月5日",
    ],
)  # fmt: skip
def test_what_is_no_wrong_date_is_left_alone(text):
    assert _found(text) == []


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("2021年6月1日（星期三）上午", True), ("2021年6月1日（星期二）上午", False), ("2021年6月1日星期三", True),
        ("2021年6月1日发布，定于6月2日（周四）召开", True), ("2021年6月1日发布，定于6月2日（周三）召开", False),
        ("6月2日（周三）召开", False),
    ],
)  # fmt: skip
def test_a_weekday_is_held_against_its_date(text, wrong):
    assert [c for c, _ in _found(text)] == (["CHK-D02"] if wrong else [])


def test_a_weekday_without_a_year_is_read_in_the_year_of_the_document():
    assert [c for c, _ in _found("6月2日（周四）召开", written_on=dt.date(2021, 6, 1))] == ["CHK-D02"]
    assert _found("6月2日（周三）召开", written_on=dt.date(2021, 6, 1)) == []


@pytest.mark.parametrize(
    "text",
    ["自2021年9月1日起至2021年8月1日", "2021年9月—2021年8月", "2025年至2021年", "2021-09-01至2021-08-01"],
)
def test_a_range_that_runs_backwards_is_found(text):
    assert [c for c, _ in _found(text)] == ["CHK-D03"]


def test_the_day_of_effect_is_held_against_the_day_of_writing():
    text = "本办法自2021年1月1日起施行。\n2021年6月1日"
    assert [c for c, _ in _found(text)] == ["CHK-D04"]
    assert [c for c, _ in _found("本办法自2021年1月1日起施行。", written_on="2021-06-01")] == ["CHK-D04"]
    assert _found("《条例》自2005年7月1日起施行。本办法自2021年7月1日起施行。\n2021年6月1日") == []


def test_years_of_validity_agree_with_the_end():
    assert _found("本办法自2021年7月1日起施行，有效期5年，至2026年6月30日。") == []
    assert [c for c, _ in _found("本办法自2021年7月1日起施行，有效期5年，至2025年6月30日。")] == ["CHK-D05"]
    assert [c for c, _ in _found("本办法自2021年7月1日起施行，有效期至2020年6月30日。")] == ["CHK-D05"]


def test_the_date_beneath_is_the_recorded_one():
    text = "特此通知。\n思明区人民政府办公室\n2021年6月1日"
    assert _found(text, written_on=dt.date(2021, 6, 1)) == []
    assert _found(text, written_on=dt.date(2021, 6, 2)) == [("CHK-D06", "2021年6月1日")]


def test_one_document_takes_effect_on_one_day():
    text = "本办法自2021年7月1日起施行。\n第九条 本办法自{}起施行，本规定自2021年9月1日起施行。"
    assert [c for c, _ in _found(text.format("2021年8月1日"))] == ["CHK-D07"]
    assert _found(text.format("2021年7月1日")) == []


def test_a_year_far_away_is_asked_about():
    assert _found("2201年6月1日") == [("CHK-D08", "2201年6月1日")]
    assert _found("使用权至2091年6月1日") == []


@given(
    st.dates(dt.date(1950, 1, 1), dt.date(2099, 12, 31)),
    st.sampled_from(("{0.year}年{0.month}月{0.day}日", "{0:%Y-%m-%d}", "{0:%Y/%m/%d}")),
)
def test_every_date_is_read_as_itself_with_its_place(day, form):
    text = "自" + form.format(day) + "起"
    (w,) = dates_in(text)
    assert (w.date, text[w.start : w.end]) == (day, form.format(day))
    assert not [c for c, _ in _found(text) if c == "CHK-D01"]


@given(st.integers(1, 99))
def test_chinese_numbers_below_a_hundred(n):
    tens, ones = divmod(n, 10)
    digits = "〇一二三四五六七八九"
    text = ("" if tens < 2 else digits[tens]) + ("十" if tens else "") + (digits[ones] if ones else "")
    assert number(text) == number(str(n)) == n


@given(st.text(alphabet="年月日号〇一十0123456789-./（星期周三至自起施行本办法有效 \n", max_size=60))
def test_no_text_breaks_the_rules(text):
    _found(text, written_on=DAY)
