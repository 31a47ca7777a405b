"""Two hosts with an index each, fed from one database: what is published on one is found on both, and nothing is lost."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from yangguang.search import indexing, nodes, queries
from yangguang.search.models import Change, SearchNode, Taken
from yangguang.search.ontantivy import index as ontantivy

pytestmark = pytest.mark.task(25)


@pytest.fixture
def hosts(shelf, settings, tmp_path, monkeypatch):
    """``on(name)``: be that host, with its own folder and its own opened index."""
    engines = {name: ontantivy.TantivyEngine() for name in ("one", "two", "three")}

    def on(name: str) -> None:
        settings.SEARCH_NODE = name
        settings.HOME = tmp_path / name
        settings.HOME.mkdir(exist_ok=True)
        for module in (indexing, queries):
            monkeypatch.setattr(module, "engine", lambda: engines[name])

    return on


def found(text: str) -> int:
    return queries.search(queries.SearchRequest(text=text)).total


def test_both_hosts_take_in_what_changed_and_then_it_is_forgotten(hosts, shelf) -> None:
    hosts("one")
    indexing.catch_up()
    hosts("two")
    indexing.catch_up()
    made = shelf.put("示例养老补贴")
    hosts("one")
    assert indexing.catch_up() == 1
    assert found("养老补贴") == 1
    assert indexing.catch_up() == 0  # taken once, though it still waits for the other
    assert Change.objects.count() == 1
    hosts("two")
    assert found("养老补贴") == 0
    assert queries.status().waiting == 1
    assert indexing.catch_up() == 1
    assert found("养老补贴") == 1
    assert not Change.objects.exists()
    assert not Taken.objects.exists()
    shelf.drop(made)
    indexing.catch_up()
    assert found("养老补贴") == 0
    hosts("one")
    indexing.catch_up()
    assert found("养老补贴") == 0


def test_a_host_that_comes_later_begins_with_all_there_is(hosts, shelf) -> None:
    hosts("one")
    shelf.put("示例养老补贴")
    indexing.catch_up()
    assert not Change.objects.exists()
    hosts("two")
    indexing.catch_up()
    assert found("养老补贴") == 1


def test_changes_do_not_wait_for_a_host_that_is_gone_and_it_builds_anew_when_it_returns(hosts, shelf) -> None:
    for name in ("one", "two"):
        hosts(name)
        indexing.catch_up()
    SearchNode.objects.filter(name="two").update(seen_at=timezone.now() - nodes.AWAY - dt.timedelta(hours=1))
    hosts("one")
    shelf.put("示例养老补贴")
    indexing.catch_up()
    assert not Change.objects.exists()
    hosts("two")
    assert found("养老补贴") == 0
    indexing.catch_up()
    assert found("养老补贴") == 1


def test_a_lone_host_that_was_switched_off_for_days_goes_on_where_it_was(hosts, shelf, monkeypatch) -> None:
    hosts("one")
    indexing.catch_up()
    shelf.put("示例养老补贴")
    SearchNode.objects.update(seen_at=timezone.now() - dt.timedelta(days=9))
    monkeypatch.setattr(indexing, "_rebuild", lambda told: pytest.fail("builds anew for nothing"))
    assert indexing.catch_up() == 1
    assert found("养老补贴") == 1


def test_a_rebuild_on_one_host_takes_nothing_from_the_others(hosts, shelf) -> None:
    for name in ("one", "two"):
        hosts(name)
        indexing.catch_up()
    shelf.put("示例养老补贴")
    hosts("one")
    indexing.rebuild()
    assert Change.objects.count() == 1
    hosts("two")
    indexing.catch_up()
    assert found("养老补贴") == 1
    assert not Change.objects.exists()
