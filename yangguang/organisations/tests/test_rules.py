"""Pure rules: six months back, whether a confirmation still counts, one-time passwords."""

import datetime as dt

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from yangguang.organisations.passwords import MixedCharactersValidator, one_time_password
from yangguang.organisations.rules import contact_fresh, months_before

DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2100, 12, 31))


@pytest.mark.parametrize(("day", "months", "earlier"), [
    ("2026-11-23", 6, "2026-05-23"), ("2026-08-31", 6, "2026-02-28"), ("2024-08-30", 6, "2024-02-29"),
    ("2026-03-31", 6, "2025-09-30"), ("2026-06-15", 12, "2025-06-15"), ("2026-05-31", 0, "2026-05-31"),
])  # fmt: skip
def test_months_back(day, months, earlier):
    assert months_before(dt.date.fromisoformat(day), months) == dt.date.fromisoformat(earlier)


@given(DAYS, st.integers(0, 60))
def test_months_back_never_goes_forward_and_keeps_order(day, months):
    earlier = months_before(day, months)
    assert earlier <= day
    assert months_before(day + dt.timedelta(days=1), months) >= earlier


@pytest.mark.parametrize(("confirmed", "fresh"), [
    ("2026-05-23", True), ("2026-05-22", False), ("2026-11-23", True), ("2026-11-24", False), (None, False),
])  # fmt: skip
def test_a_confirmation_counts_for_six_months(confirmed, fresh):
    day = dt.date.fromisoformat(confirmed) if confirmed else None
    assert contact_fresh(day, dt.date(2026, 11, 23)) is fresh


@given(st.integers(10, 40))
def test_one_time_passwords_meet_the_policy(length):
    password = one_time_password(length)
    assert len(password) == length
    assert password[0].isalpha()
    assert not set(password) & set("Il1O0o")
    MixedCharactersValidator(4).validate(password)


def test_no_two_one_time_passwords_are_the_same():
    assert len({one_time_password() for _ in range(200)}) == 200
    validate_password(one_time_password())


@given(st.text("abcdefgh12345", min_size=10))
def test_two_kinds_of_characters_are_too_few(password):
    with pytest.raises(ValidationError, match="至少三种"):
        MixedCharactersValidator().validate(password)
