"""The clock of a request: golden dates of the law book, a naive simulation beside it, and what may never happen."""

from __future__ import annotations

import datetime as dt
import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from yangguang.core.workdays import Calendar, packaged_calendar
from yangguang.foi.rules import clock, events
from yangguang.foi.rules.events import Event, WrongEvents
from yangguang.foi.rules.standing import standing as standing_on

CALENDAR = packaged_calendar()
D = dt.date.fromisoformat
pytestmark = pytest.mark.task(32)


def at(kind: str, on: str, **more: object) -> Event:
    return Event(kind, D(on), **more)  # type: ignore[arg-type]


def due(*happened: Event) -> dt.date | None:
    return clock.compute(happened, CALENDAR).due


# Received, the notice of correction (+7), a consultation's last day (+15), the reply (+20), with twenty more (+40).
GOLDEN = [
    ("2021-01-04", "2021-01-13", "2021-01-25", "2021-02-01", "2021-03-04"),
    ("2021-02-05", "2021-02-20", "2021-03-03", "2021-03-10", "2021-04-08"),
    ("2021-02-08", "2021-02-23", "2021-03-05", "2021-03-12", "2021-04-12"),
    ("2021-04-01", "2021-04-13", "2021-04-23", "2021-04-29", "2021-05-31"),
    ("2021-04-28", "2021-05-11", "2021-05-21", "2021-05-28", "2021-06-28"),
    ("2021-06-10", "2021-06-22", "2021-07-02", "2021-07-09", "2021-08-06"),
    ("2021-09-10", "2021-09-22", "2021-10-08", "2021-10-14", "2021-11-11"),
    ("2021-09-17", "2021-09-28", "2021-10-14", "2021-10-21", "2021-11-18"),
    ("2021-09-28", "2021-10-13", "2021-10-25", "2021-11-01", "2021-11-29"),
    ("2021-12-20", "2021-12-29", "2022-01-11", "2022-01-18", "2022-02-18"),
]


@pytest.mark.parametrize(("received", "notice", "consulted", "reply", "extended"), GOLDEN)
def test_the_law_books_own_dates(
    received: str, notice: str, consulted: str, reply: str, extended: str
) -> None:
    first = at("received", received)
    found = clock.compute([first], CALENDAR)
    assert found.due == D(reply)
    assert {d.code: d.due for d in found.deadlines}["correction_notice"] == D(notice)
    assert due(first, at("extended", received, workdays=20)) == D(extended)
    asked = clock.compute([first, at("third_party_asked", received)], CALENDAR)
    assert {d.code: d.due for d in asked.deadlines}["third_party_asked"] == D(consulted)


@pytest.mark.parametrize(
    ("received", "reply"),
    [
        ("2024-09-25", "2024-10-28"), ("2025-01-20", "2025-02-21"), ("2025-04-25", "2025-05-27"),
        ("2025-09-22", "2025-10-24"), ("2025-12-29", "2026-01-27"), ("2026-02-09", "2026-03-13"),
    ],
)  # fmt: skip
def test_working_weekends_count(received: str, reply: str) -> None:
    assert due(at("received", received)) == D(reply)


def test_a_correction_stops_the_clock_and_its_answer_begins_it_anew() -> None:
    happened = [at("received", "2021-09-10"), at("correction_notified", "2021-09-17", until=D("2021-09-30"))]
    waiting = clock.compute(happened, CALENDAR)
    assert (waiting.state, waiting.due) == ("correcting", None)
    assert [(d.code, d.due) for d in waiting.deadlines] == [("correct", D("2021-09-30"))]
    assert standing_on(waiting, D("2021-09-30"), CALENDAR).lapsed == ""
    assert standing_on(waiting, D("2021-10-01"), CALENDAR).lapsed == "correction"
    answered = clock.compute([*happened, at("corrected", "2021-09-28")], CALENDAR)
    assert answered.due == D("2021-11-01")
    assert answered.faults == ()


def test_a_late_notice_of_correction_is_told_and_a_second_is_refused() -> None:
    late = [
        at("received", "2021-09-10"),
        at("correction_notified", "2021-09-23"),
        at("corrected", "2021-09-28"),
    ]
    assert "7 个工作日" in clock.compute(late, CALENDAR).faults[0]
    with pytest.raises(WrongEvents, match="一次性"):
        clock.compute([*late, at("correction_notified", "2021-09-29")], CALENDAR)


def test_consultations_are_taken_out_once_and_for_fifteen_days_at_most() -> None:
    first = at("received", "2021-03-01")
    plain = due(first)
    both = [
        first, at("third_party_asked", "2021-03-08", party="a"), at("agency_asked", "2021-03-10"),
        at("third_party_answered", "2021-03-15", party="a"), at("agency_answered", "2021-03-17"),
    ]  # fmt: skip
    assert plain == D("2021-03-29")
    assert due(*both) == CALENDAR.add(plain, 7).due  # 9, 10, 11, 12, 15 and 16, 17 March
    silent = clock.compute([first, at("third_party_asked", "2021-03-08")], CALENDAR)
    assert silent.state == "consulting"
    assert silent.due == CALENDAR.add(plain, 15).due
    late = due(first, at("third_party_asked", "2021-03-08"), at("third_party_answered", "2021-05-31"))
    assert late == silent.due


def test_the_third_partys_own_days_run_from_when_it_got_the_letter() -> None:
    asked = at("third_party_asked", "2021-03-08", received_on=D("2021-03-12"))
    found = clock.compute([at("received", "2021-03-01"), asked], CALENDAR)
    deadline = next(d for d in found.deadlines if d.code == "third_party_asked")
    assert deadline.due == CALENDAR.add(D("2021-03-12"), 15).due
    assert "依法决定" in deadline.silence
    agency = clock.compute([at("received", "2021-03-01"), at("agency_asked", "2021-03-08")], CALENDAR)
    assert "视为同意" in next(d for d in agency.deadlines if d.code == "agency_asked").silence


def test_a_third_party_during_an_extension() -> None:
    happened = [
        at("received", "2021-09-28"), at("extended", "2021-10-28", workdays=20),
        at("third_party_asked", "2021-11-08"), at("third_party_answered", "2021-11-18"),
    ]  # fmt: skip
    assert due(*happened) == CALENDAR.add(D("2021-11-29"), 8).due


def test_an_extension_is_at_most_twenty_days_in_all_and_before_the_date() -> None:
    first = at("received", "2021-09-28")
    with pytest.raises(WrongEvents, match="20"):
        clock.compute([first, at("extended", "2021-10-12", workdays=21)], CALENDAR)
    with pytest.raises(WrongEvents, match="已经延长 15"):
        clock.compute(
            [first, at("extended", "2021-10-12", workdays=15), at("extended", "2021-10-13", workdays=6)], CALENDAR
        )  # fmt: skip
    assert due(first, at("extended", "2021-11-01", workdays=20)) == D("2021-11-29")
    late = clock.compute([first, at("extended", "2021-11-02", workdays=20)], CALENDAR)
    assert late.due == D("2021-11-01")
    assert "已过" in late.faults[0]


def test_a_fee_stops_the_clock_and_payment_begins_it_the_day_after() -> None:
    happened = [at("received", "2021-09-10"), at("fee_notified", "2021-09-22")]
    waiting = clock.compute(happened, CALENDAR)
    assert (waiting.state, waiting.due) == ("fee_pending", None)
    last = next(d for d in waiting.deadlines if d.code == "pay").due
    assert last == CALENDAR.add(D("2021-09-22"), 20).due
    assert standing_on(waiting, last + dt.timedelta(days=1), CALENDAR).lapsed == "fee"
    assert due(*happened, at("fee_paid", "2021-09-28")) == D("2021-11-01")
    # The organ takes its notice back: the days of waiting are taken out, nothing begins anew.
    waived = due(*happened, at("fee_waived", "2021-09-28"))
    assert waived == CALENDAR.add(D("2021-10-14"), CALENDAR.between(D("2021-09-22"), D("2021-09-28"))).due


def test_a_reasonable_delay_moves_the_date_and_a_reply_ends_it() -> None:
    first = at("received", "2021-09-28")
    assert due(first, at("delayed", "2021-10-20", until=D("2021-12-31"))) == D("2021-12-31")
    answered = clock.compute([first, at("replied", "2021-11-02")], CALENDAR)
    assert (answered.state, answered.late, answered.due) == ("replied", True, D("2021-11-01"))
    assert not clock.compute([first, at("replied", "2021-11-01")], CALENDAR).late
    with pytest.raises(WrongEvents, match="之后"):
        clock.compute(
            [first, at("replied", "2021-11-02"), at("extended", "2021-11-03", workdays=5)], CALENDAR
        )


def test_due_today_is_not_overdue() -> None:
    found = clock.compute([at("received", "2021-09-28")], CALENDAR)
    assert not standing_on(found, D("2021-11-01"), CALENDAR).overdue
    assert standing_on(found, D("2021-11-01"), CALENDAR).left == 0
    assert standing_on(found, D("2021-11-02"), CALENDAR).overdue


@pytest.mark.parametrize(
    "rows",
    [
        [("corrected", "2021-10-08")],
        [("received", "2021-10-08"), ("corrected", "2021-10-11")],
        [("received", "2021-10-08"), ("fee_paid", "2021-10-11")],
        [("received", "2021-10-08"), ("third_party_answered", "2021-10-11")],
        [("received", "2021-10-08"), ("received", "2021-10-11")],
        [("correction_notified", "2021-10-07"), ("received", "2021-10-08")],
    ],
)
def test_what_cannot_have_happened_is_refused(rows: list[tuple[str, str]]) -> None:
    with pytest.raises(WrongEvents):
        clock.compute([at(*row) for row in rows], CALENDAR)


# --- beside a simulation that walks day by day and knows nothing of the clock's own structure ---


@st.composite
def histories(draw: st.DrawFn) -> list[Event]:
    """A legal order of events, within the calendar's known years."""
    day = draw(st.dates(D("2019-01-01"), D("2025-06-01")))
    found = [Event("received", day)]
    asked: list[tuple[str, str]] = []
    waiting, corrected, charged, extension = "", False, False, 0
    for number in range(draw(st.integers(0, 7))):
        day += dt.timedelta(days=draw(st.integers(0, 9)))
        ways = []
        if waiting:
            ways.append({"correction_notified": "corrected", "fee_notified": "fee_paid"}[waiting])
        else:
            ways += ["third_party_asked", "agency_asked"]
            ways += [] if corrected else ["correction_notified"]
            ways += [] if charged else ["fee_notified"]
            ways += ["extended"] if extension < 20 else []
        ways += [events.ASKED[k] for k, _ in asked]
        kind = draw(st.sampled_from(sorted(ways)))
        if (
            found
            and clock.compute(found, CALENDAR).due not in (None,)
            and day > clock.compute(found, CALENDAR).due
        ):  # type: ignore[operator]
            break  # after its date nothing moves any more; that has tests of its own
        event = Event(kind, day)
        if kind in events.ASKED:
            event = Event(kind, day, party=str(number))
            asked.append((kind, str(number)))
        elif kind in events.ANSWERED:
            ask, party = next(a for a in asked if events.ASKED[a[0]] == kind)
            asked.remove((ask, party))
            event = Event(kind, day, party=party)
        elif kind in ("correction_notified", "fee_notified"):
            waiting = kind
            corrected, charged = corrected or kind == "correction_notified", charged or kind == "fee_notified"
        elif kind in ("corrected", "fee_paid"):
            waiting, extension = "", 0
        elif kind == "extended":
            more = draw(st.integers(1, 20 - extension))
            event, extension = Event(kind, day, workdays=more), extension + more
        found.append(event)
    return found


def naive(happened: list[Event], calendar: Calendar) -> dt.date | None:
    """Walk day by day from receipt, keeping only how many days are left and whether today counts."""
    left, stopped = 20, False
    open_until: dict[str, dt.date] = {}
    by_day: dict[dt.date, list[Event]] = {}
    for event in happened:
        by_day.setdefault(event.on, []).append(event)
    day, last = happened[0].on, max(e.on for e in happened)
    reached: dt.date | None = None
    while True:
        if day > happened[0].on and calendar.is_workday(day):
            consulted = any(day <= until for until in open_until.values())
            if not stopped and not consulted and left > 0:
                left -= 1
                if left == 0:
                    reached = day
        for event in by_day.get(day, []):
            if event.kind in ("correction_notified", "fee_notified"):
                stopped = True
            elif event.kind in ("corrected", "fee_paid"):
                stopped, left, reached = False, 20, None
            elif event.kind == "extended":
                left, reached = left + event.workdays, None
            elif event.kind in events.ASKED:
                until, count = day, 0
                while count < 15:
                    until += dt.timedelta(days=1)
                    count += calendar.is_workday(until)
                open_until[event.kind + event.party] = until
            elif event.kind in events.ANSWERED:
                key = events.ANSWERED[event.kind] + event.party
                open_until[key] = min(open_until[key], day)
        if day >= last and (stopped or left == 0):
            return None if stopped else reached
        day += dt.timedelta(days=1)


@given(histories())
def test_a_naive_simulation_finds_the_same_date(happened: list[Event]) -> None:
    found = clock.compute(happened, CALENDAR)
    assert found.due == naive(happened, CALENDAR)
    assert found.due is None or found.due > happened[0].on


@given(histories(), st.integers(0, 30), st.integers(0, 20))
def test_one_more_consultation_never_makes_it_due_earlier(
    happened: list[Event], after: int, length: int
) -> None:
    before = clock.compute(happened, CALENDAR)
    if before.due is None:
        return
    asked = happened[-1].on + dt.timedelta(days=after)
    more = [Event("third_party_asked", asked, party="new")]
    more.append(Event("third_party_answered", asked + dt.timedelta(days=length), party="new"))
    found = clock.compute([*happened, *more], CALENDAR)
    assert found.due is not None
    assert found.due >= before.due


@given(histories())
def test_the_working_shows_every_day_and_numbers_all_that_count(happened: list[Event]) -> None:
    found = clock.compute(happened, CALENDAR)
    if found.due is None:
        assert found.steps == ()
        return
    assert [s.number for s in found.steps if s.number] == list(range(1, found.limit + 1))
    days = [s.date for s in found.steps]
    assert days == [found.start + dt.timedelta(days=n) for n in range(1, len(days) + 1)]  # type: ignore[operator]
    assert all(s.why for s in found.steps)


# --- the command ---


def run(tmp_path: object, rows: object, *options: str) -> str:
    path = tmp_path / "events.json"  # type: ignore[operator]
    path.write_text(json.dumps(rows), encoding="utf-8")
    out = StringIO()
    call_command("foi", "clock", str(path), *options, stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_the_command_answers_in_json_and_shows_its_working(tmp_path: object) -> None:
    rows = [{"event": "received", "on": "2021-09-28"}]
    said = json.loads(run(tmp_path, rows))
    assert (said["due"], said["state"], said["assumed"]) == ("2021-11-01", "working", False)
    assert json.loads(run(tmp_path, rows, "--on", "2021-11-02"))["overdue"] is True
    shown = run(tmp_path, rows, "--explain")
    assert "2021-10-09" in shown
    assert "调休上班" in shown
    assert "国庆节" in shown
    assert "第 20 日" in shown
    steps = json.loads(run(tmp_path, rows, "--explain", "--json"))["steps"]
    assert steps[-1] == {"date": "2021-11-01", "day": 20, "why": "工作日", "article": "", "assumed": False}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("rows", "word"),
    [
        ([{"event": "recieved", "on": "2021-09-28"}], "不认识"),
        ([{"event": "received", "on": "2021.9.28"}], "不是日期"),
        ([{"event": "received", "on": "2021-02-30"}], "不是日期"),
        ([{"event": "received"}], "没有日期"),
        ({"event": "received"}, "列表"),
        ([["received"]], "不是对象"),
        ([{"event": "received", "on": "2021-09-28"}, {"event": "extended", "on": "2021-10-11", "workdays": "五"}], "整数"),
        ([{"event": "received", "on": "9999-12-20"}], "date value out of range"),
    ],
)  # fmt: skip
def test_wrong_events_are_named(tmp_path: object, rows: object, word: str) -> None:
    with pytest.raises(CommandError, match=word):
        run(tmp_path, rows)


def test_a_date_beyond_the_known_years_says_that_it_is_assumed() -> None:
    assert clock.compute([at("received", "2040-01-02")], CALENDAR).assumed
