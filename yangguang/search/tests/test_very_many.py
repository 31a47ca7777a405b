"""What changes when there are more 示例 texts than anybody reads; the limits are lowered so that a few are very many."""

import datetime as dt
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yangguang.search.engine import Busy, engine
from yangguang.search.ontantivy import asking, counting, index
from yangguang.search.ontantivy.schema import RUN, SHARES, share
from yangguang.search.queries import SearchRequest, roughly, search

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


@pytest.fixture
def shares(shelf):
    """64 texts that hold 养老补贴, eight in every share; half of each share are of 2020."""
    for n in range(64):
        shelf.put("示例公告", "示例：养老补贴。", id=n * RUN, year=2020 + n // SHARES % 2)
    for n in range(5):
        shelf.put("示例公告", "示例：绿化养护。", id=n + 1)
    settle()
    return shelf


def test_more_hits_than_anybody_reads_are_estimated_from_a_share_of_the_texts(shares, monkeypatch):
    monkeypatch.setattr(counting, "ESTIMATED", 50)
    found = search(SearchRequest(text="养老补贴", size=5))
    assert (found.about, found.total, len(found.hits)) == (True, 64, 5)
    assert found.facets["year"] == {"2020": 32, "2021": 32}
    # What there is less of than that is counted, whether a word is rare or a filter narrow.
    rare = search(SearchRequest(text="绿化养护"))
    assert (rare.about, rare.total) == (False, 5)
    narrow = search(SearchRequest(text="养老补贴", years=(2020,)))
    assert (narrow.about, narrow.total) == (False, 32)
    monkeypatch.setattr(counting, "ESTIMATED", 64)
    assert not search(SearchRequest(text="养老补贴")).about


def test_an_estimate_of_nothing_is_no_answer(shares, monkeypatch):
    monkeypatch.setattr(counting, "ESTIMATED", 0)
    for n in range(8):
        shares.drop(shares.things[n * RUN * SHARES])  # the share that is looked at holds it no more
    settle()
    found = search(SearchRequest(text="养老补贴"))
    assert (found.about, found.total) == (False, 56)


@given(first=st.integers(0, 10**7), count=st.integers(1, 10**5))
def test_of_texts_in_a_row_every_share_has_as_many(first, count):
    """A unit's old texts come in together, and must not all be in the one share that is looked at, or all outside."""
    whole, rest = divmod(count, RUN * SHARES)
    there = whole * RUN + sum(share(pk) == 0 for pk in range(first, first + rest))
    assert abs(there - count / SHARES) <= RUN


@pytest.mark.parametrize(
    ("count", "said"),
    [(8, "少量"), (99, "少量"), (104, "约 100"), (1688, "约 1700"), (9960, "约 1 万"), (22_840, "约 2.3 万"),
     (463_984, "约 46 万"), (465_008, "约 47 万"), (1_250_000, "约 120 万"), (99_800, "约 10 万")],
)  # fmt: skip
def test_an_estimate_is_told_in_the_figures_that_are_sure(count, said):
    assert roughly(count) == said


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
