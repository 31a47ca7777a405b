"""Terms, numbers, quarters: the law of normative documents without a database."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yangguang.norms import numerals, rules

pytestmark = pytest.mark.task(24)
any_day = st.dates(dt.date(1950, 1, 1), dt.date(2200, 1, 1))


@given(st.integers(1, 9999))
def test_numerals_go_both_ways(n):
    assert numerals.to_int(numerals.to_chinese(n)) == n
    assert numerals.to_int(str(n)) == n


@pytest.mark.parametrize(
    ("text", "n"), [("十", 10), ("二十", 20), ("一百零一", 101), ("一百一十", 110), ("两百", 200), ("12", 12)]
)
def test_numerals_as_texts_write_them(text, n):
    assert numerals.to_int(text) == n


@pytest.mark.parametrize("text", ["", "零", "甲", "0", "十甲"])
def test_what_is_no_number_is_refused(text):
    with pytest.raises(ValueError):
        numerals.to_int(text)


@given(any_day, st.integers(1, 30))
def test_a_validity_of_n_years_ends_the_day_before_its_anniversary(begins, years):
    last = rules.expiry(begins, years)
    after = last + dt.timedelta(days=1)
    assert after.year == begins.year + years
    assert (after.month, after.day) in {(begins.month, begins.day), (3, 1)}


def test_leap_days_and_short_months():
    assert rules.expiry(dt.date(2020, 2, 29), 5) == dt.date(2025, 2, 28)
    assert rules.expiry(dt.date(2021, 3, 1), 5) == dt.date(2026, 2, 28)
    assert rules.add_months(dt.date(2021, 8, 31), -6) == dt.date(2021, 2, 28)


def test_rules_are_chosen_by_the_day_of_publication():
    new = rules.TermRule(dt.date(2022, 1, 1), general_years=4, filing_days=30)
    known = [new, rules.TermRule(dt.date(2010, 7, 1))]
    assert rules.rule_on(known, dt.date(2021, 12, 31)).general_years == 5
    assert rules.rule_on(known, dt.date(2022, 1, 1)) is new
    assert rules.rule_on([], dt.date(2022, 1, 1)) is rules.DEFAULT_RULE
    assert rules.filing_due(dt.date(2022, 1, 1), new) == dt.date(2022, 1, 31)


@pytest.mark.parametrize(
    ("title", "trial"),
    [
        ("示例办法（试行）", True),
        ("示例暂行办法", True),
        ("示例管理办法", False),
        ("关于试行预约办理的通知", False),
    ],
)
def test_trial_documents_are_known_by_their_title(title, trial):
    assert (rules.term_of(title) is rules.Term.TRIAL) == trial
    begins = dt.date(2021, 7, 1)
    wanted = dt.date(2023, 6, 30) if trial else dt.date(2026, 6, 30)
    assert rules.latest_expiry(rules.DEFAULT_RULE, rules.term_of(title), begins) == wanted
    assert rules.latest_expiry(rules.DEFAULT_RULE, rules.Term.OPEN, begins) is None


@given(any_day)
def test_a_day_lies_in_its_quarter(day):
    first, last = rules.quarter_days(*rules.quarter_of(day))
    assert first <= day <= last


@given(
    st.dictionaries(st.integers(1, 60), st.lists(st.just("示例"), min_size=1, max_size=2)),
    st.dictionaries(st.integers(1, 60), st.just("作废")),
    st.integers(0, 60),
)
def test_every_number_of_a_series_is_used_explained_or_a_hole(used, reasons, last):
    numbers = rules.series(used, reasons, last)
    assert [n.seq for n in numbers] == list(range(1, max([last, *used, *reasons], default=0) + 1))
    assert set(rules.holes(numbers)) == set(range(1, len(numbers) + 1)) - set(used) - set(reasons)
    flat = [n for a, b in rules.stretches(rules.holes(numbers)) for n in range(a, b + 1)]
    assert flat == rules.holes(numbers)


def test_numbers_in_their_standard_form_are_taken_apart():
    assert rules.split_number("厦思政办〔2021〕19号") == ("厦思政办", 2021, 19)
    assert rules.split_number("国务院令第711号") is None
    assert rules.register_number("SMGF-{year}-{seq:03d}", 2021, 7) == "SMGF-2021-007"
    with pytest.raises(ValueError, match="seq"):
        rules.register_number("SMGF-{year}", 2021, 7)
