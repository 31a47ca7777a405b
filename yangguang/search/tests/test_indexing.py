"""The way from a change to the index: nothing is lost, whoever is killed, blocked or out of room."""

import json
import random
import resource
import subprocess
import sys
import threading

import pytest
from django.db import connection, transaction

from yangguang.search import indexing, outbox, queries
from yangguang.search.engine import Busy, engine
from yangguang.search.models import Change
from yangguang.search.queries import SearchRequest, search

from .factories import KIND, settle

# Another process with the same index; ``then`` runs inside the open change, after a document was put.
OTHER = """
import os, sys
from django.conf import settings
settings.configure(HOME=sys.argv[1])
from yangguang.search.engine import engine
from yangguang.search.tests.factories_apart import document
with engine().lock(), engine().update() as writing:
    writing.put("sample", [document(1, sys.argv[2])])
    {then}
"""


def titles(text=""):
    return [hit.document.title for hit in search(SearchRequest(text=text)).hits]


def test_the_first_beat_builds_an_index_and_later_ones_keep_it(shelf):
    first = shelf.put("示例甲公告")
    assert not search(SearchRequest(text="公告")).available
    settle()
    assert titles("公告") == ["示例甲公告"]
    shelf.change(first, title="示例甲通知")
    shelf.put("示例乙公告")
    settle()
    assert titles("公告") == ["示例乙公告"]
    assert titles("通知") == ["示例甲通知"]
    shelf.drop(first)
    settle()
    assert search(SearchRequest(text="通知")).total == 0
    assert queries.status().documents == 1
    assert not Change.objects.exists()


def test_a_new_site_is_searchable_and_empty(shelf):
    settle()
    found = search(SearchRequest(text="规划"))
    assert (found.available, found.total) == (True, 0)


def test_what_is_rolled_back_leaves_no_change(shelf):
    with transaction.atomic():
        outbox.changed_many(KIND, range(3))
        transaction.set_rollback(True)
    assert not Change.objects.exists()


def test_many_changes_of_one_thing_are_one_document(shelf):
    thing = shelf.put("示例公告")
    settle()
    for n in range(5):
        thing = shelf.change(thing, title=f"示例公告第{n}稿")
    assert indexing.catch_up() == 5
    assert titles("公告") == ["示例公告第4稿"]


def test_an_empty_outbox_costs_no_commit(shelf):
    settle()
    before = engine().state().written_at
    assert indexing.catch_up() == 0
    assert engine().state().written_at == before


def test_one_broken_record_stops_no_other_and_is_not_forgotten(shelf):
    settle()
    shelf.broken.add(2)
    for n in (1, 2, 3):
        shelf.put(f"示例公告第{n}号", id=n)
    for _ in range(indexing.TRIES + 2):
        settle()
    assert search(SearchRequest(text="公告")).total == 2
    assert (queries.status().waiting, queries.status().stuck) == (0, 1)


def test_a_broken_record_stops_no_rebuild(shelf):
    shelf.broken.add(1)
    shelf.put("示例公告第1号", id=1)
    shelf.put("示例公告第2号", id=2)
    assert indexing.rebuild() == 1
    shelf.broken.clear()
    settle()
    assert search(SearchRequest(text="公告")).total == 2


def test_changes_of_a_kind_that_no_longer_exists_are_dropped(shelf):
    settle()
    outbox.changed("gone", 1, 2)
    assert indexing.catch_up() == 2


def test_while_another_process_writes_changes_wait(shelf):
    settle()
    shelf.put("示例公告")
    with engine().lock():
        assert indexing.catch_up() == 0
        with pytest.raises(Busy):
            indexing.rebuild()
    assert Change.objects.count() == 1
    settle()
    assert titles("公告") == ["示例公告"]


def _other(home, title, then):
    return subprocess.run(
        [sys.executable, "-c", OTHER.format(then=then), str(home), title], capture_output=True, text=True
    )


def test_a_killed_process_loses_nothing_and_holds_no_lock(shelf, settings):
    shelf.put("示例公告")
    settle()
    shelf.change(shelf.things[1], title="示例通知")
    killed = _other(settings.HOME, "示例半途", "os.kill(os.getpid(), 9)")
    assert killed.returncode == -9
    assert search(SearchRequest(text="公告")).total == 1  # the old index goes on
    settle()
    assert titles("通知") == ["示例通知"]
    assert search(SearchRequest(text="半途")).total == 0


def test_a_process_killed_before_it_forgot_the_changes_does_no_harm(shelf, settings):
    shelf.put("示例公告")
    settle()
    outbox.changed(KIND, 1)  # still there, though the index below holds it already
    assert _other(settings.HOME, "示例公告", "pass").returncode == 0
    settle()
    assert titles("公告") == ["示例公告"]


def test_what_another_process_commits_is_found_at_once(shelf, settings):
    shelf.put("示例公告")
    settle()
    assert search(SearchRequest(text="告示")).total == 0
    done = _other(settings.HOME, "示例告示", "pass")
    assert done.returncode == 0, done.stderr
    assert search(SearchRequest(text="告示")).total == 1


def test_a_full_disk_loses_nothing(shelf):
    shelf.put("示例公告")
    settle()
    pick = random.Random(1)
    shelf.put("示例大件", "".join(chr(pick.randrange(0x4E00, 0x9FA5)) for _ in range(400_000)))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (500_000, hard))
    try:
        with pytest.raises(Exception):  # noqa: B017 - whatever the engine says of it
            indexing.catch_up()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert titles("公告") == ["示例公告"]
    assert Change.objects.count() == 1
    settle()
    assert titles("大件") == ["示例大件"]


def test_a_rebuild_forgets_what_is_gone_and_finds_what_was_missed(shelf):
    shelf.put("示例公告第1号", id=1)
    settle()
    Change.objects.all().delete()
    del shelf.things[1]
    shelf.things[2] = shelf.put("示例公告第2号", id=2)
    Change.objects.all().delete()
    heard = []
    assert indexing.rebuild(heard.append) == 1
    assert heard == [1]
    assert titles("公告") == ["示例公告第2号"]


def test_what_changes_during_a_rebuild_is_seen_at_once_and_kept(shelf, monkeypatch):
    monkeypatch.setattr(indexing, "BATCH", 1)
    monkeypatch.setattr(indexing, "KEEP_UP", -1)
    first = shelf.put("示例公告", id=1)
    shelf.put("示例启事", id=2)
    settle()
    seen = []

    def told(count):
        if count == 1:  # the first document is in the new generation already
            shelf.change(first, title="示例通知")
        else:
            seen.extend(titles("通知"))

    indexing.rebuild(told)
    assert seen == ["示例通知"]
    settle()
    assert titles("通知") == ["示例通知"]
    assert search(SearchRequest(text="公告")).total == 0


def test_a_rebuild_broken_off_leaves_the_old_index_and_is_cleared_away(shelf, settings):
    shelf.put("示例公告")
    settle()

    def told(count):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        indexing.rebuild(told)
    assert titles("公告") == ["示例公告"]
    indexing.rebuild()
    assert len([p for p in (settings.HOME / "search").iterdir() if p.is_dir()]) == 1


@pytest.mark.parametrize(
    "note", ["", "{}", "[]", "null", '{"folder": "..", "version": "v0"}', '{"folder": 5']
)
def test_an_index_of_another_version_or_a_damaged_note_is_built_anew(shelf, settings, note):
    shelf.put("示例公告")
    settle()
    (settings.HOME / "search" / "current.json").write_text(note)
    assert not search(SearchRequest(text="公告")).available
    settle()
    assert titles("公告") == ["示例公告"]
    assert json.loads((settings.HOME / "search" / "current.json").read_text())["built_at"] > 0


@pytest.mark.django_db(transaction=True)
def test_two_background_processes_at_once_lose_nothing(shelf):
    settle()
    for n in range(1, 41):
        shelf.put(f"示例公告第{n}号", id=n)
    failed = []

    def work():
        try:
            for _ in range(5):
                indexing.catch_up()
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    settle()
    assert search(SearchRequest(text="公告")).total == 40
    assert not Change.objects.exists()
