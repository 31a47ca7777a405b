"""A column's query answers the same in Python (one record at its release) and in SQL (a whole column)."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yangguang.core.actions import Refused
from yangguang.publications import selections
from yangguang.publications.actions.columns import change_column, open_column, pin, unpin
from yangguang.publications.models import Column, ColumnEntry, Publication

from .factories import Team, make_column

pytestmark = pytest.mark.django_db


@pytest.fixture
def some(db):
    team, other = Team(), Team()
    return [
        team.release(
            kind="notice", title="示例规划公示", topic="综合政务", items=["FD20-03"], keywords="规划"
        ),
        team.release(kind="statistics", title="示例统计", source="示例", genre="公报", validity="valid"),
        other.release(
            kind="notice", title="示例补贴通知", topic="科技、教育", issuers=[team.unit.pk], items=["FD20-11"]
        ),
        other.release(kind="other", title="示例其他", validity="repealed"),
    ]


def test_both_answers_agree_on_every_query(some):
    units = [p.unit_id for p in some]
    today = dt.date.today()

    @settings(max_examples=60, deadline=None)
    @given(
        st.fixed_dictionaries(
            {},
            optional={
                "kinds": st.lists(st.sampled_from(["notice", "statistics", "other"]), max_size=2),
                "units": st.lists(st.sampled_from(units), max_size=2),
                "topics": st.lists(st.sampled_from(["综合政务", "科技、教育"]), max_size=1),
                "genres": st.lists(st.just("公报"), max_size=1),
                "items": st.lists(st.sampled_from(["FD20-03", "FD20-11"]), max_size=2),
                "validities": st.lists(st.sampled_from(["valid", "repealed"]), max_size=2),
                "words": st.lists(st.sampled_from(["规划", "示例", "补贴", "没有"]), max_size=2),
                "since": st.sampled_from([(today + dt.timedelta(n)).isoformat() for n in (-1, 0, 1)]),
                "until": st.sampled_from([(today + dt.timedelta(n)).isoformat() for n in (1, 2)]),
            },
        )
    )
    def agree(query):
        selection = selections.read(query)
        in_sql = set(selection.apply(Publication.objects.all()).values_list("pk", flat=True))
        in_python = {p.pk for p in some if selection.matches(selections.facts(p))}
        assert in_sql == in_python

    agree()


def test_a_new_column_fills_itself_and_a_changed_query_fills_it_anew_with_pins_kept(some):
    column = make_column(some[0].unit, query={"kinds": ["notice"]})
    assert column.entry_count == 2
    actor = Team(column.unit).first
    pin(column, actor=actor, publication=some[3], place=1)
    column = change_column(column, actor=actor, values={"query": {"kinds": ["statistics"]}})
    assert {e.publication for e in column.entries.all()} == {some[1], some[3]}
    column.refresh_from_db()
    unpin(column, actor=actor, publication=some[3])
    assert {e.publication for e in column.entries.all()} == {some[1]}


def test_an_empty_query_matches_nothing(some):
    assert make_column(query={}).entry_count == 0


@pytest.mark.parametrize(
    ("query", "words"),
    [({"kinds": ["no-such"]}, "信息类型"), ({"since": "2021.2.30"}, "2021-01-31"), ({"colour": 1}, "不认识")],
)
def test_a_query_that_can_mean_nothing_is_refused_in_words(query, words):
    team = Team()
    with pytest.raises(Refused) as error:
        open_column(team.unit, actor=team.first, values={"slug": "x", "name": "示例", "query": query})
    assert words in str(error.value)
    assert not Column.objects.exists()
    assert not ColumnEntry.objects.exists()
