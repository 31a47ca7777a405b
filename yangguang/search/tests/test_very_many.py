"""What changes when there are more 示例 texts than anybody reads; the limits are lowered so that a few are very many."""

import threading

import pytest

from yangguang.search.engine import Busy, engine
from yangguang.search.ontantivy import asking, index
from yangguang.search.queries import SearchRequest, search

from .factories import settle

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
