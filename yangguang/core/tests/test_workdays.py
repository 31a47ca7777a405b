"""Working days as 条例 and the yearly notices want them."""

import datetime as dt
import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from yangguang.core import calendar
from yangguang.core.actions import Refused
from yangguang.core.actors import SYSTEM
from yangguang.core.models import AuditEntry, Workday
from yangguang.core.workdays import Calendar, packaged_calendar

D = dt.date
KNOWN = packaged_calendar()


@pytest.mark.parametrize(
    ("start", "count", "due"),
    [
        (D(2021, 9, 28), 20, D(2021, 11, 1)),  # across National Day with two working Saturdays
        (D(2021, 2, 5), 20, D(2021, 3, 10)),  # across Spring Festival
        (D(2021, 12, 20), 20, D(2022, 1, 18)),  # across the year and New Year's Day
        (D(2025, 1, 20), 20, D(2025, 2, 21)),
        (D(2021, 10, 8), 1, D(2021, 10, 9)),  # a Saturday that is worked
        (D(2021, 9, 30), 0, D(2021, 9, 30)),
        (D(2021, 11, 1), -20, D(2021, 9, 28)),
    ],
)
def test_due_dates(start, count, due):
    assert KNOWN.add(start, count).due == due


def test_an_unknown_year_is_assumed_and_says_so():
    span = KNOWN.add(D(2026, 12, 25), 10)
    assert span.assumed
    assert span.due == D(2027, 1, 8)  # New Year's Day not known yet: Monday to Friday only
    assert any("推定" in d.why for d in span.days)
    assert not KNOWN.add(D(2026, 9, 1), 10).assumed


days = st.dates(D(2004, 1, 1), D(2030, 12, 31))


@given(days, st.integers(1, 120))
def test_adding_and_counting_agree(start, count):
    span = KNOWN.add(start, count)
    assert KNOWN.is_workday(span.due)
    assert KNOWN.between(start, span.due) == count
    assert len(span.days) - len(span.skipped) == count


@given(days, st.integers(1, 60), st.integers(1, 60))
def test_adding_twice_is_adding_once(start, a, b):
    assert KNOWN.add(KNOWN.add(start, a).due, b).due == KNOWN.add(start, a + b).due


@given(days, days)
def test_counting_backwards_is_negative(a, b):
    if a <= b:
        assert KNOWN.between(b, a) == -KNOWN.between(a, b)


def test_a_calendar_with_no_working_day_ends_with_an_error_not_a_hang():
    never = Calendar({D(9999, 12, d): (False, "放假") for d in range(20, 32)})
    with pytest.raises(ValueError, match="超出"):
        never.add(D(9999, 12, 25), 1)


def run(*args):
    out, err = StringIO(), StringIO()
    call_command("workdays", *args, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


@pytest.mark.django_db
class TestCommand:
    def test_add_prints_the_date(self):
        assert run("add", "2021-09-28", "20")[0].splitlines() == ["2021-11-01"]

    def test_explain_names_holidays_and_worked_weekends(self):
        out, _ = run("add", "2021-09-28", "20", "--explain")
        assert "2021-10-01 周五 国庆节" in out
        assert "（计入）2021-10-09 周六 调休上班" in out
        assert "2021-10-30 周六 周末" in out

    def test_json_lists_every_skipped_day(self):
        said = json.loads(run("add", "2021-09-28", "20", "--json")[0])
        assert said["due"] == "2021-11-01"
        assert len(said["skipped"]) == (D(2021, 11, 1) - D(2021, 9, 28)).days - 20

    def test_assumed_dates_are_told(self):
        assert "推定" in run("add", "2026-12-25", "10")[1]

    def test_a_wrong_date_is_named(self):
        with pytest.raises(CommandError, match="2021-13-01"):
            run("add", "2021-13-01", "20")


NOTICE = "日期,安排,名称\n2027-01-01,放假,元旦\n2027-01-02,放假,元旦\n2027-01-09,上班\n"


@pytest.mark.django_db
class TestNotice:
    def test_an_imported_notice_replaces_the_assumption(self):
        calendar.load_packaged()
        calendar.import_notice("国办发明电〔2026〕示例号", actor=SYSTEM, text=NOTICE)
        days = Calendar({w.date: (w.is_workday, w.name) for w in Workday.objects.all()})
        span = days.add(D(2026, 12, 25), 10)
        assert (span.due, span.assumed) == (D(2027, 1, 9), False)
        assert AuditEntry.objects.filter(code="core.calendar.import").count() == 1

    def test_loading_the_package_again_keeps_the_notice(self):
        calendar.import_notice("示例通知", actor=SYSTEM, text="2026-11-23,放假,示例")
        calendar.load_packaged()
        assert not Workday.objects.get(date=D(2026, 11, 23)).is_workday
        assert calendar.load_packaged() == 0

    @pytest.mark.parametrize(
        ("text", "place"),
        [
            ("2027-01-01,放假\n2027-02-30,放假", "第 2 行"),
            ("2027-01-01,也许", "第 1 行"),
            ("2027-01-01,放假\n2027-01-01,上班", "矛盾"),
            ("", "没有任何日期"),
        ],
    )
    def test_a_wrong_line_is_named_and_nothing_is_written(self, text, place):
        with pytest.raises(Refused, match=place):
            calendar.import_notice("示例通知", actor=SYSTEM, text=text)
        assert not Workday.objects.exists()
        assert not AuditEntry.objects.exists()
