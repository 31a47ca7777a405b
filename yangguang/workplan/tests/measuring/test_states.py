"""Counts become states by rule: nothing is never everything, and a waiver never hides."""

from hypothesis import given
from hypothesis import strategies as st

from yangguang.core.indicators import State
from yangguang.workplan.measuring.states import ORDER, Goal, judge, roll_up, shrank, value_of

ALL = Goal(">=", 1.0, 0.9)
counts = st.integers(0, 500)


def test_no_cases_is_not_a_hundred_per_cent():
    assert judge(0, 0, ALL) == (State.NONE, "")
    assert value_of(0, 0) is None


def test_target_amber_and_missed():
    assert judge(10, 10, ALL)[0] == State.MET
    assert judge(9, 10, ALL)[0] == State.NEAR
    assert judge(8, 10, ALL)[0] == State.MISSED


def test_a_count_of_bad_ones():
    none = Goal("=", 0)
    assert judge(5, 5, none)[0] == State.MET
    assert judge(4, 5, none)[0] == State.MISSED
    assert judge(3, 5, Goal("<=", 1, 2))[0] == State.NEAR


def test_few_cases_are_not_called_missed():
    state, note = judge(0, 1, ALL, min_n=5)
    assert state == State.NEAR
    assert "少于 5 件" in note
    assert judge(1, 1, ALL, min_n=5)[0] == State.MET


@given(counts, counts, st.floats(0, 1), st.floats(0, 1))
def test_more_good_ones_never_make_it_worse(good, bad, a, b):
    goal = Goal(">=", max(a, b), min(a, b))
    rank = {State.MISSED: 0, State.NEAR: 1, State.MET: 2}
    if good + bad and bad:
        assert rank[judge(good + 1, good + bad, goal)[0]] >= rank[judge(good, good + bad, goal)[0]]


@given(st.lists(st.sampled_from([str(s) for s in State]), max_size=6))
def test_a_task_has_the_worst_of_its_states(states):
    word = roll_up(states)
    assert word == (next(str(s) for s in ORDER if str(s) in states) if states else "尚未接入")


def test_a_population_that_shrinks_by_a_fifth_is_flagged():
    assert shrank(79, 100)
    assert not shrank(80, 100)
    assert not shrank(0, None)
