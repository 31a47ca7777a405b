"""States, clocks, gaps, periods, ordinals: the reckoning of plans."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yangguang.core.workdays import packaged_calendar
from yangguang.planning import rules

pytestmark = pytest.mark.task(1)
CALENDAR = packaged_calendar()
DAYS = st.dates(dt.date(2005, 1, 1), dt.date(2024, 12, 31))
YEARS = st.integers(rules.FIRST_YEAR, rules.LAST_YEAR)


@given(on=DAYS, approved=st.none() | DAYS, first=YEARS, length=st.integers(0, 20), repealed=st.none() | DAYS)
def test_a_state_follows_from_the_dates_and_never_goes_back(on, approved, first, length, repealed):
    period = (first, first + length)
    kinds = [
        rules.status(day, approved_on=approved, period=period, repealed_on=repealed)
        for day in (on, on + dt.timedelta(days=400), on + dt.timedelta(days=4000))
    ]
    order = {"": 0, **{s: n for n, s in enumerate(rules.STATUSES)}}
    assert [order[k] for k in kinds] == sorted(order[k] for k in kinds)
    if repealed is not None and repealed <= on:
        assert kinds[0] == rules.REPEALED
    elif approved is not None and approved <= on:
        assert (kinds[0] == rules.RUNNING) == (first <= on.year <= first + length)
        assert (kinds[0] == rules.ENDED) == (on.year > first + length)


def test_a_stated_state_speaks_only_where_dates_are_silent():
    on = dt.date(2021, 6, 1)
    assert rules.status(on, approved_on=None, stated=rules.ENDED) == rules.ENDED
    assert rules.status(on, approved_on=None) == ""
    assert (
        rules.status(on, approved_on=dt.date(2021, 1, 1), period=(2021, 2025), stated=rules.ENDED)
        == rules.RUNNING
    )
    comment = (dt.date(2021, 5, 10), dt.date(2021, 6, 10))
    assert rules.status(on, approved_on=None, comment=comment) == rules.CONSULTING
    assert rules.status(dt.date(2021, 6, 11), approved_on=None, comment=comment) == rules.PREPARING
    assert rules.status(dt.date(2021, 5, 9), approved_on=None, comment=comment) == rules.PREPARING


@given(approved=DAYS, published=st.none() | DAYS, on=DAYS)
def test_the_clock_knows_one_word_for_every_day(approved, published, on):
    clock = rules.clock(approved, published, on, CALENDAR)
    if on < approved:
        assert clock is None
        return
    assert clock is not None
    assert CALENDAR.between(approved, clock.due) == 20
    assert CALENDAR.between(approved, clock.amber_on) == 10
    known = published is not None and published <= on
    assert (clock.published_on is not None) == known
    assert clock.word in {"按时公开", "逾期公开"} if known else {"逾期未公开", "临近期限", "期限内"}
    assert clock.pending == (clock.word in {"临近期限", "期限内"})
    assert clock.day <= 20


def test_the_twentieth_working_day_reckons_with_holidays_and_worked_saturdays():
    # 2021-02-08 to 03-12: seven days of spring festival left out, Saturday 02-20 worked.
    clock = rules.clock(dt.date(2021, 2, 8), dt.date(2021, 3, 12), dt.date(2021, 4, 1), CALENDAR)
    assert clock.due == dt.date(2021, 3, 12)
    assert clock.word == "按时公开"
    late = rules.clock(dt.date(2021, 2, 8), dt.date(2021, 3, 13), dt.date(2021, 4, 1), CALENDAR)
    assert late.word == "逾期公开"


@given(st.sets(st.integers(1, 60), max_size=20))
def test_gaps_and_held_make_up_the_whole_run(ordinals):
    gaps = rules.gaps(ordinals)
    assert set(gaps).isdisjoint(ordinals)
    if ordinals:
        assert set(gaps) | ordinals == set(range(min(ordinals), max(ordinals) + 1))
    else:
        assert gaps == []


@given(st.integers(1, 99), st.sampled_from([1, 5, 10]))
def test_an_ordinal_is_read_back_from_its_name(ordinal, years):
    assert rules.parse_ordinal(rules.ordinal_name(ordinal, years)) == ordinal


@pytest.mark.parametrize(
    ("text", "ordinal"),
    [
        ("十四五", 14),
        ("十五", 10),
        ("十五五", 15),
        ("第十四个五年规划", 14),
        ("14", 14),
        ("第3期", 3),
        ("八五", 8),
    ],
)
def test_ordinals_as_tables_write_them(text, ordinal):
    assert rules.parse_ordinal(text) == ordinal


@pytest.mark.parametrize("text", ["", "0", "上一届", "一百", "14.5", "=14"])
def test_what_is_no_ordinal_is_refused_with_an_example(text):
    with pytest.raises(ValueError, match="十四五"):
        rules.parse_ordinal(text)


@given(
    first=YEARS,
    length=st.integers(0, 30),
    dash=st.sampled_from(["-", "—", "－", "至", "~", "——"]),
    year=st.booleans(),
)
def test_a_period_is_read_however_it_is_written(first, length, dash, year):
    last = min(first + length, rules.LAST_YEAR)
    word = "年" if year else ""
    assert rules.parse_period(f"{first}{word}{dash}{last}{word}") == (first, last)
    assert rules.parse_period(f"{first}{word}") == (first, first)


@pytest.mark.parametrize("text", ["2025-2021", "二十一世纪", "1848-1850", "2021-", "2021/2025/2030", "21-25"])
def test_what_is_no_period_is_refused(text):
    with pytest.raises(ValueError, match="规划期"):
        rules.parse_period(text)


@given(ordinal=st.integers(1, 60), at=st.integers(1, 60), start=st.integers(1990, 2030))
def test_a_missing_period_is_reckoned_from_its_neighbour(ordinal, at, start):
    found = rules.expected_period({at: (start, start + 4)}, ordinal, 5)
    if found is not None:
        assert found[0] - start == (ordinal - at) * 5
        assert found[1] - found[0] == 4


@given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), max_size=25))
def test_links_that_make_no_loop_can_be_followed_to_an_end(pairs):
    links: dict[int, list[int]] = {}
    for child, parent in pairs:
        if not rules.makes_loop(links, child, parent):
            links.setdefault(child, []).append(parent)
    for start in range(9):
        waiting, steps = [start], 0
        while waiting:
            steps += 1
            assert steps < 100_000, "went round in a loop"
            waiting.extend(set(links.get(waiting.pop(), ())))


def test_names_that_differ_only_in_writing_are_one():
    assert rules.key_of("《思明区“十四五”教育专项规划》") == rules.key_of('思明区"十四五" 教育专项规划')
    assert rules.key_of("规划（２０２１—２０２５年）") == rules.key_of("规划(2021-2025年)")


@given(start=DAYS, days=st.integers(0, 60))
def test_a_draft_is_announced_for_thirty_days(start, days):
    assert rules.announced_long_enough(start, start + dt.timedelta(days=days)) == (days >= 30)
