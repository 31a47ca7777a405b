"""Reminders never fall silent and never flood; lights and slips follow their rules."""

import datetime as dt
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from yangguang.core.workdays import packaged_calendar
from yangguang.duties.rules import (
    NEAR,
    Sent,
    expected_share,
    is_behind,
    light,
    near_until,
    next_slip,
    proof_level,
    reminder_days,
    reminder_due,
)

DAYS = packaged_calendar()
D = dt.date
dates = st.dates(D(2010, 1, 1), D(2025, 12, 31))
COLOURS = ["blue", "yellow", "red"]


def test_reminders_count_working_days():
    assert reminder_days(D(2021, 10, 20), DAYS) == [
        ("T-30", D(2021, 9, 2)),
        ("T-7", D(2021, 10, 11)),
        ("T-1", D(2021, 10, 19)),
    ]


@given(dates, st.integers(0, 120), st.integers(1, 200))
def test_day_by_day_each_reminder_goes_out_once_and_weekly_after_the_date(due, before, after):
    opened = due - dt.timedelta(days=before)
    sent: set = set()
    for n in range((due - opened).days + after + 1):
        today = opened + dt.timedelta(days=n)
        slot = reminder_due(due, opened, today, sent, DAYS)
        if slot:
            assert slot not in sent
            assert slot[1] <= today
            sent.add(slot)
    late = sorted(on for kind, on in sent if kind == "逾期")
    assert len(late) == (after + 6) // 7
    assert all((b - a).days == 7 for a, b in pairwise(late))
    assert {k for k, _ in sent} >= {k for k, on in reminder_days(due, DAYS) if opened <= on <= due}


@given(dates, st.integers(1, 400))
def test_after_a_long_silence_one_reminder_goes_out_not_many(due, late):
    today = due + dt.timedelta(days=late)
    opened = due - dt.timedelta(days=200)
    slot = reminder_due(due, opened, today, set(), DAYS)
    assert slot is not None
    assert reminder_due(due, opened, today, {slot}, DAYS) is None


@given(dates, st.integers(0, 40), st.integers(1, 60))
def test_a_duty_opened_after_its_date_is_reminded_of_from_the_next_day_weekly(due, late, days):
    opened = due + dt.timedelta(days=late)
    assert reminder_due(due, opened, opened, set(), DAYS) is None
    sent: set = set()
    for n in range(1, days + 1):
        slot = reminder_due(due, opened, opened + dt.timedelta(days=n), sent, DAYS)
        if slot:
            assert slot[1] > opened
            sent.add(slot)
    assert len(sent) == (days + 6) // 7


def test_lights():
    due = D(2021, 10, 20)

    def on(today, **more):
        return light(due, today, near_until(today, DAYS), **more)

    assert light(None, due, due) == ""
    assert on(D(2021, 9, 1)) == ""
    assert on(D(2021, 10, 11)) == "蓝"  # seven working days left
    assert on(D(2021, 10, 9)) == ""  # eight
    assert on(due) == "蓝"
    assert on(D(2021, 10, 21)) == "红"
    assert on(D(2021, 9, 1), behind=True) == "黄"
    assert on(D(2021, 10, 21), behind=True) == "红"


@given(dates, st.integers(0, 60))
def test_near_means_at_most_seven_working_days(today, ahead):
    due = today + dt.timedelta(days=ahead)
    assert (due <= near_until(today, DAYS)) == (DAYS.between(today, due) <= NEAR)


@given(dates, dates, dates, dates)
def test_the_expected_share_grows_from_nought_to_one(a, b, c, d):
    start, first, second, due = sorted([a, b, c, d])
    shares = [expected_share(start, due, day, DAYS) for day in (first, second)]
    assert 0 <= shares[0] <= shares[1] <= 1
    assert expected_share(start, due, due, DAYS) == 1


def test_the_expected_share_counts_working_days():
    # The National Day week from 1 to 7 October 2021 does not count.
    assert expected_share(D(2021, 9, 27), D(2021, 10, 9), D(2021, 9, 30), DAYS) == 3 / 5
    assert expected_share(D(2021, 9, 27), D(2021, 10, 9), D(2021, 10, 7), DAYS) == 3 / 5


def test_behind_is_unsigned_after_a_quarter_or_not_begun_after_half():
    assert not is_behind(0.25, signed=False, started=False)
    assert is_behind(0.26, signed=False, started=False)
    assert not is_behind(0.5, signed=True, started=False)
    assert is_behind(0.51, signed=True, started=False)
    assert not is_behind(1.0, signed=True, started=True)


def test_the_next_slip_needs_the_last_unanswered_and_past_its_day():
    today, past = D(2021, 10, 20), D(2021, 10, 19)

    def after(*sent):
        return next_slip(COLOURS, [Sent(*s) for s in sent], today, DAYS)

    assert after() == "blue"
    assert after(("blue", today)) is None
    assert after(("blue", past)) == "yellow"
    assert after(("blue", past), ("yellow", past)) == "red"
    assert after(("blue", past), ("yellow", past), ("red", past)) is None
    assert after(("blue", past, D(2021, 10, 13))) is None  # five working days later is the 20th itself
    assert after(("blue", past, D(2021, 10, 12))) == "blue"
    assert after(("blue", past), ("yellow", past, D(2021, 9, 1))) == "blue"


@given(st.lists(st.tuples(st.sampled_from(COLOURS), dates, st.none() | dates), max_size=6), dates)
def test_no_slip_ever_skips_a_colour(sent, today):
    found = next_slip(COLOURS, [Sent(*s) for s in sent], today, DAYS)
    if found in {"yellow", "red"}:
        colour, reply_due, answered = sent[-1]
        assert answered is None
        assert today > reply_due
        assert COLOURS.index(found) == COLOURS.index(colour) + 1


def test_proof_levels():
    assert proof_level(said=False, files=0, live_links=0, measured=False) == 0
    assert proof_level(said=True, files=0, live_links=0, measured=False) == 1
    assert proof_level(said=True, files=2, live_links=0, measured=False) == 2
    assert proof_level(said=True, files=2, live_links=1, measured=False) == 3
    assert proof_level(said=False, files=0, live_links=0, measured=True) == 4
