"""文号, 索引号, sign-off rules."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yangguang.publications import rules

GOOD = ["国办发〔2017〕47号", "厦思政办〔2021〕19号", "闽政办函〔2021〕20号", "国务院令第711号"]


@pytest.mark.parametrize("number", GOOD)
def test_standard_numbers_stay_as_they_are(number):
    assert rules.normalise_document_number(number) == number


@pytest.mark.parametrize(
    ("given_", "wanted"),
    [
        ("厦思政办[2021]19号", "厦思政办〔2021〕19号"),
        ("厦思政办 【2021】 第019号", "厦思政办〔2021〕19号"),
        ("厦思政办（2021）19", "厦思政办〔2021〕19号"),
        ("国务院令第0711号", "国务院令第711号"),
        ("", ""),
    ],
)
def test_other_writings_become_the_standard_one(given_, wanted):
    assert rules.normalise_document_number(given_) == wanted


@pytest.mark.parametrize("number", ["厦思政办〔21〕19号", "通知", "〔2021〕19号", "厦思政办〔2021〕0号"])
def test_what_can_be_no_number_is_refused_with_an_example(number):
    with pytest.raises(ValueError, match="〔2021〕19号"):
        rules.normalise_document_number(number)


@given(
    st.text("厦思政办财发改", min_size=1, max_size=8), st.integers(1949, 2099), st.integers(1, 9999),
    st.sampled_from(["[]", "()", "（）", "【】", "〔〕", "［］"]),
)  # fmt: skip
def test_any_bracket_around_a_year_gives_one_form_that_stays(code, year, seq, brackets):
    found = rules.normalise_document_number(f"{code}{brackets[0]}{year}{brackets[1]}{seq}号")
    assert found == f"{code}〔{year}〕{seq}号" == rules.normalise_document_number(found)


@given(st.integers(1, 99999), st.integers(1990, 2099))
def test_index_numbers_follow_the_xiamen_pattern(seq, year):
    number = rules.format_index_number(
        rules.DEFAULT_INDEX_PATTERN, org="XM02100", category="0101", year=year, seq=seq
    )
    found = rules.INDEX_NUMBER.match(number)
    assert found
    assert int(found["seq"]) == seq
    assert int(found["year"]) == year


def test_the_most_particular_sign_off_rule_wins():
    found = [rules.LevelRule(None, "", 3), rules.LevelRule(None, "news", 2), rules.LevelRule(7, "", 1)]
    assert rules.levels_for(found, unit=7, kind="news", default=3).levels == 1
    assert rules.levels_for(found, unit=8, kind="news", default=3).levels == 2
    assert rules.levels_for(found, unit=8, kind="notice", default=2).levels == 3
    assert rules.levels_for([], unit=8, kind="notice", default=2).levels == 2


@pytest.mark.parametrize(
    "text",
    [
        "厦思政办〔２０２１〕19号",
        "厦思政办〔2021〕１９号",
        "厦思政办[2021]第０１９号",
        "厦思政办（２０２１）１９号",
    ],
)
def test_wide_digits_of_a_number_are_digits(text):
    assert rules.normalise_document_number(text) == "厦思政办〔2021〕19号"
