"""How long is too long, which days don't count, who may sign: pure functions."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yangguang.newmedia import rules
from yangguang.newmedia.packaging import shorten
from yangguang.newmedia.rules import Freshness, Span

pytestmark = pytest.mark.task(26)
DAY = dt.date(2021, 6, 30)
days_back = st.integers(0, 120)


def back(n: int) -> dt.date:
    return DAY - dt.timedelta(days=n)


@pytest.mark.parametrize(
    ("silent", "found"),
    [(0, Freshness.FRESH), (9, Freshness.FRESH), (10, Freshness.NEAR), (13, Freshness.NEAR), (14, Freshness.STALE), (99, Freshness.STALE)],
)  # fmt: skip
def test_two_weeks_without_a_post_count_and_ten_days_warn(silent, found):
    standing = rules.standing([back(silent), back(silent + 50)], on=DAY)
    assert (standing.freshness, standing.days) == (found, silent)
    assert standing.veto_on == back(silent) + dt.timedelta(days=14)


def test_a_new_account_has_its_first_two_weeks():
    assert rules.standing([], on=DAY, opened=back(5)).freshness == Freshness.FRESH
    assert rules.standing([], on=DAY, opened=back(14)).freshness == Freshness.STALE


def test_an_account_of_which_nothing_is_known_is_stale():
    assert rules.standing([], on=DAY).freshness == Freshness.STALE


def test_posts_after_the_day_are_not_known_on_it():
    assert rules.standing([DAY + dt.timedelta(days=1)], on=DAY, opened=back(20)).freshness == Freshness.STALE


def test_rectifying_counts_nothing_and_the_count_begins_anew_afterwards():
    posts, going = [back(40)], Span(back(30))
    assert rules.standing(posts, on=DAY, pauses=[going]).freshness == Freshness.PAUSED
    over = Span(back(30), back(12))
    standing = rules.standing(posts, on=DAY, pauses=[over])
    assert (standing.freshness, standing.days) == (Freshness.NEAR, 12)


def test_mini_programmes_are_not_asked_for_posts():
    assert rules.standing([], on=DAY, asked=False).freshness == Freshness.NOT_ASKED


@given(st.lists(days_back, max_size=12), days_back, st.integers(1, 10), st.integers(10, 14))
def test_freshness_agrees_with_walking_back_day_by_day(posts, opened, warn, veto):
    standing = rules.standing([back(n) for n in posts], on=DAY, opened=back(opened), warn=warn, veto=veto)
    known = {back(n) for n in [*posts, opened]}
    window = [DAY - dt.timedelta(days=n) for n in range(veto)]
    assert (standing.freshness == Freshness.STALE) == (not known & set(window))
    near = [DAY - dt.timedelta(days=n) for n in range(warn)]
    if standing.freshness == Freshness.FRESH:
        assert known & set(near)


@given(st.sets(st.integers(0, 40)), st.integers(0, 40), st.integers(0, 40))
def test_the_longest_gap_is_that_of_a_simulation(posts, first, length):
    pause = Span(back(first), back(max(first - length, 0)))
    days = [back(n) for n in range(40, -1, -1)]
    runs, run = [0], 0
    for day in days:
        if day in {back(n) for n in posts}:
            run = 0
        elif not pause.holds(day):
            run += 1
        runs.append(run)
    assert rules.longest_gap([back(n) for n in posts], days[0], DAY, [pause]) == max(runs)


def test_nobody_signs_what_they_wrote_or_signed_before():
    assert not rules.may_sign(1, authors=[1], signed=[])
    assert not rules.may_sign(2, authors=[1], signed=[2])
    assert rules.may_sign(3, authors=[1], signed=[2])


def test_what_a_filed_account_lacks_is_named():
    told = {"unit": "示例", "purpose": "示例", "lead": "甲", "approver": "", "contact": "丙", "phone": ""}
    assert rules.lacking(told) == ["审批人", "联系电话"]


@given(st.text(alphabet="公开办事，。！\n甲乙丙", max_size=200), st.integers(2, 60))
def test_a_shortened_text_fits_and_is_the_beginning_of_the_text(text, most):
    found = shorten(text, most)
    assert len(found) <= most
    assert text.strip().startswith(found.removesuffix("…").rstrip())


def test_a_text_is_cut_at_a_sentence_where_one_ends():
    assert shorten("一二三四五六。七八九十甲乙丙丁", 10) == "一二三四五六。"
    assert shorten("一二三四五六七八九十，甲乙", 12) == "一二三四五六七八九十…"
