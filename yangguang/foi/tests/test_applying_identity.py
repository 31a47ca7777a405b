"""Numbers of identity papers: the standards' check characters, every single slip, plain words for what is wrong."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yangguang.foi.applying import identity

pytestmark = pytest.mark.task(32)
TODAY = dt.date(2026, 1, 1)
GOOD = "000000190001010017"  # belongs to nobody: a region 000000
first17 = st.builds(
    lambda region, born, order: f"{region:06d}{born:%Y%m%d}{order:03d}",
    st.integers(0, 999999),
    st.dates(dt.date(1900, 1, 1), dt.date(2025, 12, 31)),
    st.integers(0, 999),
)
credit17 = st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=17, max_size=17)


def test_the_example_of_the_standard_and_a_made_up_one() -> None:
    # GB 11643-1999, annex: 11010519491231002X and 44052418800101001 with the check digit 4.
    assert identity.resident_check("11010519491231002") == "X"
    assert identity.resident_check("44052418800101001") == "4"
    assert identity.resident_fault(GOOD, TODAY) == ""


def test_the_example_of_the_credit_code_standard() -> None:
    # GB 32100-2015 counts the weights as powers of three modulo 31; this code is a well-formed 示例.
    first = "91350200M000100Y4"
    assert identity.credit_fault(first + identity.credit_check(first)) == ""
    assert identity.credit_check("0" * 17) == "0"


@given(first17)
def test_every_number_with_its_check_digit_is_one(first: str) -> None:
    assert identity.resident_fault(first + identity.resident_check(first), TODAY) == ""


@given(first17, st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(first: str, place: int, by: int) -> None:
    number = first + identity.resident_check(first)
    wrong = number[:place] + str((int(number[place]) + by) % 10) + number[place + 1 :]
    assert identity.resident_fault(wrong, TODAY) != ""


@given(first17, st.integers(0, 15))
def test_two_neighbours_changed_over_are_found(first: str, place: int) -> None:
    number = first + identity.resident_check(first)
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert (identity.resident_fault(swapped, TODAY) == "") == (swapped == number)


@given(credit17)
def test_credit_codes_with_their_check_character(first: str) -> None:
    assert identity.credit_fault(first + identity.credit_check(first)) == ""


@given(credit17, st.integers(0, 16), st.integers(1, 30))
def test_one_wrong_sign_of_a_credit_code_is_always_found(first: str, place: int, by: int) -> None:
    signs = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    number = first + identity.credit_check(first)
    wrong = number[:place] + signs[(signs.index(number[place]) + by) % 31] + number[place + 1 :]
    assert identity.credit_fault(wrong) != ""


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("00000019000101001", "18 位"),
        ("0000001900010100171", "18 位"),
        ("00000019000231001X", "出生日期"),
        ("000000209901010010", "出生日期"),
        ("000000190001010018", "校验码"),
        ("00000O190001010017", "18 位"),
    ],
)
def test_what_is_wrong_is_said(number: str, said: str) -> None:
    assert said in identity.resident_fault(number, TODAY)


@pytest.mark.parametrize(
    ("number", "said"),
    [("12345", "18 位"), ("91350200M00I100Y4X", "没有“I”"), ("91350200M000100Y40", "校验码")],
)
def test_what_is_wrong_with_a_credit_code_is_said(number: str, said: str) -> None:
    assert said in identity.credit_fault(number)


def test_other_papers_are_looked_at_loosely() -> None:
    assert identity.fault("passport", "E12345678", TODAY) == ""
    assert identity.fault("permit", "H1234567", TODAY) == ""
    assert identity.fault("other", "闽A示例", TODAY) != ""
    assert identity.fault("passport", "E1", TODAY) != ""


def test_a_number_is_tidied_as_people_write_it() -> None:
    assert identity.tidy(" ００００００ 1900-0101 001x ") == "00000019000101001X"
