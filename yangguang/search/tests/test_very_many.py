"""What changes when there are more 示例 texts than anybody reads; the limits are lowered so that a few are very many."""

import datetime as dt
import threading

import pytest

from yangguang.search.engine import Busy, engine
from yangguang.search.ontantivy import asking, index
from yangguang.search.queries import SearchRequest, search

from .factories import DAY, settle

pytestmark = pytest.mark.task(25)


def ids(text, **more):
    return [hit.document.id for hit in search(SearchRequest(text=text, **more)).hits]


@pytest.fixture
def crowd(shelf):
    """Nine texts that hold 养老补贴: 2, 5 and 8 in their titles, the others the more often the later they come."""
    for n in range(1, 10):
        title = "示例养老补贴" + "公告" * n if n % 3 == 2 else f"示例公告{n}"
        shelf.put(title, "示例：" + "养老补贴，" * n + "其他内容。" * 20)
    settle()
    return shelf


def test_among_very_many_those_named_so_come_first_and_no_page_repeats_one(crowd, monkeypatch):
    monkeypatch.setattr(index, "MANY", 8)
    titled, others = [2, 5, 8], [9, 7, 6, 4, 3, 1]
    assert ids("养老补贴", size=9) == titled + others
    assert ids("养老补贴", size=2) == titled[:2]
    pages = [ids("养老补贴", size=2, page=n) for n in range(1, 6)]
    assert [pk for page in pages for pk in page] == titled + others
    assert search(SearchRequest(text="养老补贴", size=2)).total == 9


def test_a_filter_holds_among_very_many_too(crowd, monkeypatch):
    monkeypatch.setattr(index, "MANY", 0)
    crowd.change(crowd.things[5], year=2019)
    crowd.change(crowd.things[9], year=2019)
    settle()
    assert ids("养老补贴", years=(2019,)) == [5, 9]


@pytest.fixture
def dated(crowd):
    """The same texts, each later one a day newer."""
    for thing in list(crowd.things.values()):
        crowd.change(thing, date=DAY + dt.timedelta(days=thing.id))
    settle()
    return crowd


def test_among_far_too_many_the_newest_follow_those_named_so(dated, monkeypatch):
    monkeypatch.setattr(index, "MANY", 8)
    monkeypatch.setattr(index, "TOO_MANY", 8)
    assert set(ids("养老补贴", size=3)) == {2, 5, 8}
    assert ids("养老补贴", size=9)[3:] == [9, 7, 6, 4, 3, 1]
    dated.change(dated.things[9], date=DAY)
    settle()
    assert ids("养老补贴", size=9)[3:] == [7, 6, 4, 3, 1, 9]


def test_where_those_named_so_are_too_many_the_newest_of_them_come_first(dated, monkeypatch):
    monkeypatch.setattr(index, "MANY", 2)
    assert ids("养老补贴", size=3) == [8, 5, 2]
    dated.change(dated.things[2], date=DAY + dt.timedelta(days=30))
    settle()
    assert ids("养老补贴", size=3) == [2, 8, 5]


@pytest.mark.parametrize("drafts", [2, 7])
def test_what_is_not_public_stays_away_whether_it_is_the_smaller_part_or_the_larger(crowd, drafts):
    for n in range(1, drafts + 1):
        crowd.change(crowd.things[n], public=False)
    settle()
    seen = search(SearchRequest(text="养老补贴"))
    assert {h.document.id for h in seen.hits} == set(range(drafts + 1, 10))
    assert seen.total == 9 - drafts
    assert search(SearchRequest(text="养老补贴", public=False)).total == drafts
    assert search(SearchRequest(text="养老补贴", public=None)).total == 9


def test_a_word_of_common_pairs_is_found_only_where_all_of_them_stand(crowd, monkeypatch):
    crowd.put("示例乙", "示例：养老院领取补贴。")  # no 老补
    settle()
    assert search(SearchRequest(text="养老补贴")).total == 10
    monkeypatch.setattr(asking, "COMMON", 0)
    assert search(SearchRequest(text="养老补贴")).total == 9


def test_facets_are_counted_only_where_they_are_shown(crowd):
    bare = search(SearchRequest(text="养老补贴", facets=False))
    assert (bare.total, bare.facets) == (9, {})


def test_a_strict_question_finds_nothing_rather_than_most_of_it(crowd):
    assert search(SearchRequest(text="养老补贴 不存在的词")).loose
    assert search(SearchRequest(text="养老补贴 不存在的词", strict=True)).total == 0


SENTENCE = "请问居家养老的老年人怎样申请领取每月的养老补贴"


@pytest.fixture
def asked(shelf):
    shelf.put("示例甲", "示例：居家养老的老年人每月可以申请领取补贴，由社区受理。")
    shelf.put("示例乙", "示例：每月公布申请结果。")
    for n in range(20):
        shelf.put(f"示例通知{n}", "示例：老年人申请。" if n % 2 else "示例：城市绿化养护。")
    settle()
    return shelf


def test_a_sentence_finds_the_same_first_when_reading_all_of_it_would_take_too_long(asked, monkeypatch):
    thorough = search(SearchRequest(text=SENTENCE))
    monkeypatch.setattr(asking, "READ", 0)
    monkeypatch.setattr(asking, "RAREST", 3)
    quick = search(SearchRequest(text=SENTENCE))
    assert thorough.hits[0].document.id == quick.hits[0].document.id == 1
    # Only what holds one of the rarest pairs is looked at, and it is what is counted.
    assert quick.total == sum(quick.facets["kind"].values()) == 1
    assert quick.loose == thorough.loose


def test_a_sentence_of_which_every_pair_is_common_is_still_answered(asked, monkeypatch):
    for limit in ("READ", "RAREST", "RANKED"):
        monkeypatch.setattr(asking, limit, 0)
    assert ids(SENTENCE)[0] == 1


def test_what_is_changed_is_found_before_the_index_has_merged_and_no_other_writes_meanwhile(
    shelf, monkeypatch
):
    settle()
    mayfinish, waiting = threading.Event(), threading.Event()
    merge = index.TantivyEngine._merge

    def slowly(self, writer, held):
        waiting.set()
        mayfinish.wait(10)
        merge(self, writer, held)

    monkeypatch.setattr(index.TantivyEngine, "_merge", slowly)
    shelf.put("示例公告")
    settle()
    assert waiting.wait(10)
    assert ids("公告") == [1]
    with pytest.raises(Busy), index.TantivyEngine().lock():
        pytest.fail("two write at once")
    mayfinish.set()
    shelf.put("示例公告")
    settle()  # waits for the merging
    assert sorted(ids("公告")) == [1, 2]  # which of two equals comes first is left open
    with engine().lock():
        pass


def test_a_change_that_fails_leaves_the_index_free(shelf):
    settle()
    with pytest.raises(ZeroDivisionError), engine().lock(), engine().update() as writing:
        writing.put("sample", [1 / 0])
    shelf.put("示例公告")
    settle()
    assert ids("公告") == [1]
