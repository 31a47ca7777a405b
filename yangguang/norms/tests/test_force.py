"""The force of documents and articles, against a simulation that lives through every day."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yangguang.norms.force import Act, Event, Span, State, life

pytestmark = pytest.mark.task(24)
D0 = dt.date(2020, 1, 1)
LENGTH = 60  # days lived through


def day(n: int) -> dt.date:
    return D0 + dt.timedelta(days=n)


def simulate(begins, expires, events, articles):
    """Per day: (is the document in force, the articles in force, whether it is over, the validity's last day)."""
    over, validity = False, expires
    there = set(articles)
    pauses, pauses_of = [], {}
    out = []
    line = sorted(events, key=lambda e: (e.on, e.order))
    early = [e for e in line if e.on < D0]
    assert not early
    for n in range(LENGTH):
        today = day(n)
        if validity is not None and today > validity:
            over = True
        for e in (e for e in line if e.on == today):
            if e.articles:
                for key in e.articles:
                    if e.act is Act.AMEND:
                        there.add(key)
                    elif e.act in (Act.REPEAL, Act.LAPSE):
                        there.discard(key)
                    elif e.act is Act.SUSPEND:
                        pauses_of.setdefault(key, []).append((e.on, e.until))
            elif not over:
                if e.act is Act.EXTEND:
                    validity = e.until
                elif e.act in (Act.REPEAL, Act.LAPSE):
                    over = True
            if e.act is Act.SUSPEND and not e.articles:
                pauses.append((e.on, e.until))
        if validity is not None and today > validity:
            over = True

        def held(stops, today=today):
            return any(a <= today and (b is None or today <= b) for a, b in stops)

        stands = not over and begins is not None and today >= begins
        force = stands and not held(pauses)
        keys = {k for k in there if force and not held(pauses_of.get(k, []))}
        out.append((force, keys, over))
    return out


days = st.integers(0, LENGTH - 1).map(day)
KEYS = ("1", "2", "3", "3-1")
events = st.builds(
    Event,
    on=days,
    act=st.sampled_from(list(Act)),
    articles=st.lists(st.sampled_from(KEYS), max_size=2, unique=True).map(tuple),
    until=st.none() | days,
    order=st.integers(0, 3),
)


@settings(max_examples=400, deadline=None)
@given(
    begins=st.none() | days,
    expires=st.none() | days,
    history=st.lists(events, max_size=8, unique_by=lambda e: (e.on, e.order)),
)
def test_every_day_agrees_with_living_through_it(begins, expires, history):
    original = ("1", "2", "3")
    found = life(begins, expires, history, original)
    for n, (force, keys, _) in enumerate(simulate(begins, expires, history, original)):
        assert found.in_force(day(n)) == force, n
        for key in original:
            assert found.in_force(day(n), key) == (key in keys), (n, key)
        if "3-1" in found.articles:
            assert found.in_force(day(n), "3-1") == ("3-1" in keys), n
        assert (found.state(day(n)) in (State.VALID, State.AMENDED)) == force


@settings(max_examples=200, deadline=None)
@given(begins=days, expires=st.none() | days, history=st.lists(events, max_size=8))
def test_spans_are_in_order_and_apart(begins, expires, history):
    found = life(begins, expires, history, ("1", "2", "3"))
    for spans in (found.spans, *found.articles.values()):
        for span in spans:
            assert span.last is None or span.first <= span.last
        for one, two in itertools.pairwise(spans):
            assert one.last is not None
            assert one.last < two.first


def test_repeal_counts_from_its_day_and_validity_to_its_end():
    repealed = life(day(0), None, [Event(day(10), Act.REPEAL)])
    assert repealed.spans == (Span(day(0), day(9)),)
    assert repealed.state(day(9)) is State.VALID
    assert repealed.state(day(10)) is State.REPEALED
    lapsed = life(day(0), day(10), [])
    assert lapsed.state(day(10)) is State.VALID
    assert lapsed.state(day(11)) is State.LAPSED
    assert life(day(5), None, []).state(day(4)) is State.PENDING
    assert life(None, None, []).state(day(4)) is State.UNDATED


def test_an_extension_counts_only_before_the_end():
    kept = life(day(0), day(10), [Event(day(10), Act.EXTEND, until=day(20))])
    assert (kept.ends, kept.expires) == (day(20), day(20))
    late = life(day(0), day(10), [Event(day(11), Act.EXTEND, until=day(20))])
    assert (late.ends, late.expires) == (day(10), day(10))


def test_an_article_is_changed_struck_and_put_back():
    history = [
        Event(day(5), Act.AMEND, ("2",)), Event(day(8), Act.REPEAL, ("2",)), Event(day(12), Act.AMEND, ("2",), order=1),
        Event(day(12), Act.AMEND, ("3-1",), order=2), Event(day(20), Act.SUSPEND, (), day(22)),
    ]  # fmt: skip
    found = life(day(0), None, history, ("1", "2", "3"))
    assert [found.state(day(n), "2") for n in (0, 5, 8, 11, 12)] == [
        State.VALID, State.AMENDED, State.REPEALED, State.REPEALED, State.AMENDED,
    ]  # fmt: skip
    assert found.state(day(11), "3-1") is State.PENDING
    assert found.state(day(20), "2") is State.SUSPENDED
    assert found.state(day(23)) is State.AMENDED
    assert found.amended_on == (day(5), day(8), day(12))
