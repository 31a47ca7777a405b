"""The next due date of an item, with its working in words."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yangguang.catalog import rules
from yangguang.core.workdays import packaged_calendar

pytestmark = pytest.mark.task(30)
CALENDAR = packaged_calendar()
QUARTERLY = rules.parse_limit("每季度公开")
DAYS = rules.parse_limit("信息形成之日起20个工作日内")
DAY = dt.date(2021, 8, 10)


def due(limit, last=None, waiting=None, on=DAY):
    return rules.next_due(limit, last, waiting, on, CALENDAR)


def test_a_periodic_item_is_due_at_the_end_of_its_period():
    fresh = due(QUARTERLY, dt.date(2021, 7, 1))
    assert (fresh.on, fresh.state) == (dt.date(2021, 12, 31), "fresh")
    soon = due(QUARTERLY, dt.date(2021, 6, 30))
    assert (soon.on, soon.state) == (dt.date(2021, 9, 30), "soon")
    over = due(QUARTERLY, dt.date(2021, 3, 31))
    assert (over.on, over.state) == (dt.date(2021, 9, 30), "overdue")
    assert "上一期也没有公开" in over.why
    assert due(QUARTERLY).state == "overdue"


def test_information_that_waits_is_due_by_working_days():
    """2021-09-28 and 20 working days end on 2021-11-01: National Day lies between, 9 October is worked."""
    waiting = dt.date(2021, 9, 28)
    assert due(DAYS, None, waiting, dt.date(2021, 10, 29)).state == "soon"
    found = due(DAYS, None, waiting, dt.date(2021, 11, 2))
    assert (found.on, found.state) == (dt.date(2021, 11, 1), "overdue")
    assert "2021-09-28 形成" in found.why


def test_an_item_by_event_has_no_date_until_something_happens():
    assert due(DAYS, dt.date(2020, 1, 1)).state == "fresh"
    nothing = due(DAYS)
    assert nothing.on is None
    assert "20 个工作日" in nothing.why
    assert "待核" in due(rules.parse_limit("按有关规定")).why


@given(
    st.sampled_from(list(rules.Every)),
    st.dates(dt.date(2020, 1, 1), dt.date(2024, 12, 31)),
    st.dates(dt.date(2020, 1, 1), dt.date(2024, 12, 31)),
)
def test_a_periodic_date_is_never_past_and_newer_content_never_makes_it_earlier(every, on, last):
    limit = rules.Limit(every=every)
    found = due(limit, min(last, on), None, on)
    assert found.on >= on
    assert due(limit, on, None, on).on >= found.on


@pytest.mark.parametrize(
    ("text", "days", "working"),
    [
        ("每年1月31日前公开", 20, True),
        ("2021年6月30日前", 20, True),
        ("公示期不少于5个工作日，信息形成20个工作日内公开", 20, True),
        ("信息形成之日起四个工作日内", 4, True),
        ("自形成之日起十二个工作日以内", 12, True),
        ("二十一日内", 21, False),
        ("六月三十日前", 20, True),
    ],
)
def test_the_days_within_which_are_told_from_dates_and_other_days(text, days, working):
    found = rules.parse_limit(text)
    assert (found.days, found.working) == (days, working)
