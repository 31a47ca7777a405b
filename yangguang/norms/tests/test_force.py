"""The force of documents and articles, against a simulation that lives through every day."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yangguang.norms.force import Act, Event, Span, State, life

pytestmark = pytest.mark.task(24)
D0 = dt.date(2020, 1, 1)
LENGTH = 40  # days lived through


def day(n: int) -> dt.date:
    return D0 + dt.timedelta(days=n)


def parts_of(key):
    """12 and 12.2 and 12.2.3 for 12.2.3."""
    pieces = key.split(".")
    return [".".join(pieces[:n]) for n in range(1, len(pieces) + 1)]


def simulate(begins, expires, events, original):
    """Per day: (is the document in force, its parts in force, the parts in its text, whether it is over).

    The text is a set of keys that is changed as the acts come, the way a clerk keeps a binder.
    """
    over, validity = False, expires
    text = set(original)
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
            for key in e.articles:
                if e.act is Act.AMEND:  # the old sheet goes with all that is on it, the new one comes
                    if key not in e.articles or not any(p in e.articles for p in parts_of(key)[:-1]):
                        text = {k for k in text if key not in parts_of(k)[:-1]}
                        text |= {k for k in e.holds if key in parts_of(k)}
                    text.add(key)
                elif e.act in (Act.REPEAL, Act.LAPSE):
                    text = {k for k in text if key not in parts_of(k)}
                elif e.act is Act.SUSPEND:
                    pauses_of.setdefault(key, []).append((e.on, e.until))
            if not e.articles and not over:
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
        there = {k for k in text if all(p in text for p in parts_of(k))} if stands else set()
        keys = {k for k in there if force and not any(held(pauses_of.get(p, [])) for p in parts_of(k))}
        out.append((force, keys, there, over))
    return out


days = st.integers(0, LENGTH - 1).map(day)
ORIGINAL = ("1", "1.1", "1.2", "1.2.1", "1.2.2", "1.3", "2", "2.1", "2.1.1", "2.1.2", "3", "3.1")
KEYS = (*ORIGINAL, "3-1", "1.4", "1.2.3", "2.1.3", "3.2", "3-1.1")


def acts(keys):
    return st.builds(
        Event,
        on=days,
        act=st.sampled_from(list(Act)),
        articles=st.lists(st.sampled_from(keys), max_size=2, unique=True)
        .filter(lambda named: not any(k in parts_of(o)[:-1] for k in named for o in named))
        .map(tuple),
        until=st.none() | days,
        order=st.integers(0, 3),
        holds=st.just(()),
    ).flatmap(
        lambda e: st.sets(
            st.sampled_from([k for k in KEYS if any(a in parts_of(k)[:-1] for a in e.articles)] or [""]),
            max_size=4,
        ).map(
            lambda held: dataclasses.replace(
                e, holds=tuple(sorted(held - {""})) if e.act is Act.AMEND else ()
            )
        )
    )


@settings(max_examples=250, deadline=None)
@given(
    begins=st.none() | days,
    expires=st.none() | days,
    history=st.lists(acts(KEYS), max_size=8, unique_by=lambda e: (e.on, e.order)),
)
def test_every_day_agrees_with_living_through_it(begins, expires, history):
    found = life(begins, expires, history, ORIGINAL)
    named = {k for e in history for k in e.articles}
    for n, (force, keys, there, _) in enumerate(simulate(begins, expires, history, ORIGINAL)):
        assert found.in_force(day(n)) == force, n
        assert (found.state(day(n)) in (State.VALID, State.AMENDED)) == force
        for key in {*ORIGINAL, *named}:
            state = found.state(day(n), key)
            assert found.in_force(day(n), key) == (key in keys), (n, key)
            assert (state in (State.VALID, State.AMENDED)) == (key in keys), (n, key)
            assert (state is State.SUSPENDED) == (key in there - keys), (n, key)
        for article in {
            "1",
            "2",
            "3",
        } & there:  # an article tells which of its parts are not in the text any more
            told = {
                k
                for k, s in found.below(day(n), article).items()
                if s not in (State.AMENDED, State.SUSPENDED)
            }
            lost = {k for k in ORIGINAL if k.startswith(f"{article}.")} - there
            assert told - there == told
            assert lost <= told


@settings(max_examples=100, deadline=None)
@given(history=st.lists(acts(("1", "2", "3")), max_size=6, unique_by=lambda e: (e.on, e.order)))
def test_what_befalls_an_article_befalls_all_that_is_below_it(history):
    found = life(day(0), None, [e for e in history if e.act is not Act.AMEND], ORIGINAL)
    for n in range(LENGTH):
        for key in ("1.2", "1.2.2", "2.1.1"):
            assert found.in_force(day(n), key) == found.in_force(day(n), key.partition(".")[0])


def test_a_paragraph_is_struck_replaced_and_worded_anew():
    history = [
        Event(day(5), Act.REPEAL, ("1.2",)), Event(day(8), Act.AMEND, ("2.1.1",)),
        Event(day(12), Act.AMEND, ("1",), holds=("1.1", "1.2")), Event(day(20), Act.SUSPEND, ("1.1",), day(22)),
    ]  # fmt: skip
    found = life(day(0), None, history, ORIGINAL)
    assert [found.state(day(n), "1.2") for n in (4, 5, 11, 12)] == [
        State.VALID, State.REPEALED, State.REPEALED, State.AMENDED,
    ]  # fmt: skip
    assert [found.state(day(n), "1.2.1") for n in (4, 5, 12)] == [State.VALID, State.REPEALED, State.REPEALED]
    assert [found.state(day(n), "1.3") for n in (11, 12)] == [State.VALID, State.REPLACED]
    assert [found.state(day(n), "1") for n in (4, 5)] == [State.VALID, State.AMENDED]
    assert found.state(day(9), "2.1.2") is State.VALID
    assert found.below(day(9)) == {
        "1.2": State.REPEALED, "1.2.1": State.REPEALED, "1.2.2": State.REPEALED, "2.1.1": State.AMENDED,
    }  # fmt: skip
    assert found.below(day(21), "1")["1.1"] is State.SUSPENDED
    assert found.amended_on == (day(5), day(8), day(12))


@settings(max_examples=200, deadline=None)
@given(begins=days, expires=st.none() | days, history=st.lists(acts(KEYS), max_size=8))
def test_spans_are_in_order_and_apart(begins, expires, history):
    found = life(begins, expires, history, ORIGINAL)
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
