"""The rules of signing, sampling and scoring hold for all values."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yangguang.policy import rules

NEEDS = st.dictionaries(st.integers(1, 6), st.integers(0, 3), max_size=6)


@pytest.mark.task(14)
@settings(deadline=None)
@given(NEEDS)
def test_texts_that_need_different_numbers_of_signatures_end_with_one_common_act(needs):
    left, last = dict(needs), frozenset()
    for _ in range(20):
        chosen = rules.next_to_sign(left)
        if not chosen:
            break
        last = chosen
        for key in chosen:
            left[key] -= 1
    assert all(n == 0 for n in left.values())
    assert last == frozenset(k for k, n in needs.items() if n)


@pytest.mark.task(18)
@settings(deadline=None)
@given(
    st.dictionaries(st.integers(1, 9), st.lists(st.integers(1, 500), max_size=8), max_size=6),
    st.text(max_size=6),
)
def test_the_draw_is_repeatable_and_takes_at_most_three_of_each_unit(population, seed):
    spread = {unit: [unit * 1000 + k for k in keys] for unit, keys in population.items()}
    drawn = rules.draw(spread, seed)
    assert drawn == rules.draw(dict(reversed(spread.items())), seed)
    for keys in spread.values():
        mine = [k for k in drawn if k in keys]
        assert len(mine) == len(set(mine)) == min(3, len(set(keys)))


@pytest.mark.task(18)
@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(1, 50), st.integers(1, 4)), max_size=12, unique_by=lambda s: s[0]))
def test_nobody_reads_their_own_units_texts_and_the_work_is_shared(samples):
    readers = {100 + n: frozenset({n % 4 + 1}) for n in range(8)}
    found = rules.assign(samples, readers)
    for key, unit in samples:
        assert len(set(found[key])) == 2
        assert all(unit not in readers[r] for r in found[key])


def test_too_few_readers_are_refused():
    with pytest.raises(ValueError, match="评阅人不够"):
        rules.assign([(1, 1)], {10: frozenset({1}), 11: frozenset({2})})


@pytest.mark.parametrize(
    ("scores", "third", "expected"),
    [([], None, None), ([80], None, None), ([80, 95], None, 87.5), ([80, 96], None, None), ([60, 90], 85, 87.5),
     ([60, 90], 62, 61.0)],
)  # fmt: skip
def test_two_that_agree_count_and_a_third_decides_between_two_that_do_not(scores, third, expected):
    assert rules.settle(scores, third) == expected


@settings(deadline=None)
@given(st.lists(st.integers(0, 100), min_size=2, max_size=2), st.integers(0, 100))
def test_a_settled_score_lies_among_those_given(scores, third):
    found = rules.settle(scores, third)
    assert found is not None
    assert min(*scores, third) <= found <= max(*scores, third)


def test_half_years():
    assert rules.half_of(dt.date(2021, 6, 30)) == (2021, 1)
    assert rules.half_of(dt.date(2021, 7, 1)) == (2021, 2)
    assert rules.half_span(2021, 2) == (dt.date(2021, 7, 1), dt.date(2021, 12, 31))
