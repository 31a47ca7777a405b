"""Reminders never fall silent and never flood; lights and slips follow their rules."""

import datetime as dt
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from yangguang.core.workdays import packaged_calendar
from yangguang.duties.rules import expected_share, light, next_slip, proof_level, reminder_days, reminder_due

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


def test_lights():
    due = D(2021, 10, 20)
    assert light(None, due, DAYS) == ""
    assert light(due, D(2021, 9, 1), DAYS) == ""
    assert light(due, D(2021, 10, 11), DAYS) == "蓝"  # seven working days left
    assert light(due, D(2021, 10, 9), DAYS) == ""  # eight
    assert light(due, D(2021, 10, 21), DAYS) == "红"
    assert light(due, D(2021, 9, 1), DAYS, behind=True) == "黄"


@given(dates, dates, dates)
def test_the_expected_share_grows_from_nought_to_one(a, b, c):
    start, today, due = sorted([a, b, c])
    share = expected_share(start, due, today)
    assert 0 <= share <= 1
    assert expected_share(start, due, due) == 1


def test_the_next_slip_needs_the_last_unanswered_and_past_its_day():
    today, past, soon = D(2021, 10, 20), D(2021, 10, 19), D(2021, 10, 20)
    assert next_slip(COLOURS, [], today) == "blue"
    assert next_slip(COLOURS, [("blue", soon, False)], today) is None
    assert next_slip(COLOURS, [("blue", past, False)], today) == "yellow"
    assert next_slip(COLOURS, [("blue", past, True)], today) is None
    assert next_slip(COLOURS, [("blue", past, False), ("yellow", past, False)], today) == "red"
    assert next_slip(COLOURS, [("red", past, False)], today) is None


def test_proof_levels():
    assert proof_level(said=False, files=0, live_links=0, measured=False) == 0
    assert proof_level(said=True, files=0, live_links=0, measured=False) == 1
    assert proof_level(said=True, files=2, live_links=0, measured=False) == 2
    assert proof_level(said=True, files=2, live_links=1, measured=False) == 3
    assert proof_level(said=False, files=0, live_links=0, measured=True) == 4
