"""Periods, deadlines, levels: pure rules."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yangguang.catalog.rules import Every
from yangguang.registers import kinds, rules
from yangguang.registers.reading import sameness

YEARS = st.integers(2000, 2100)


@pytest.mark.task(5)
@given(st.sampled_from(list(Every)), YEARS)
def test_periods_cover_the_year_once(every, year):
    found = kinds.periods(every, year)
    assert found[0][0] == dt.date(year, 1, 1)
    assert found[-1][1] == dt.date(year, 12, 31)
    for (_, last), (first, _) in itertools.pairwise(found):
        assert first == last + dt.timedelta(days=1)
    assert len({kinds.period_name(every, first) for first, _ in found}) == len(found)


@pytest.mark.task(5)
@given(st.dates(dt.date(2021, 1, 1), dt.date(2021, 12, 31)))
def test_progress_is_never_due_outside_its_period(day):
    for first, last in kinds.periods(Every.HALF, 2021):
        assert first <= rules.progress_due(last, first, day) <= last
        assert rules.progress_due(last, first, None) == last


@pytest.mark.task(29)
def test_sixty_days_from_the_first_of_march_end_on_the_last_of_april():
    assert rules.guidance_due(dt.date(2021, 3, 1)) == dt.date(2021, 4, 30)


@pytest.mark.task(10)
@given(st.integers(-3, 30))
def test_a_theme_is_fresh_for_seven_days_and_not_by_the_future(age):
    on = dt.date(2021, 6, 15)
    assert rules.theme_fresh(on - dt.timedelta(days=age), on) == (0 <= age <= 7)
    assert not rules.theme_fresh(None, on)


@pytest.mark.task(5)
@given(st.text("示例 \n\t甲乙", max_size=20), st.text("示例 \n甲", max_size=10))
def test_blanks_make_no_other_entry(title, text):
    assert sameness(title, text) == sameness(" ".join(title), "\n".join(text))
