"""Finding in 示例 texts: what residents and officers type, and what they must never see."""

import datetime as dt

import pytest
from django.utils import timezone

from yangguang.search.queries import SearchRequest, search, suggest

from .factories import settle

pytestmark = pytest.mark.task(25)

PLAN = "思明区国民经济和社会发展第十四个五年规划纲要（示例）"
ELDERLY = "关于印发思明区居家养老服务补贴办法的通知（示例）"
NETWORK = "思明区5G网络建设行动方案（示例）"


def titles(text="", **more):
    return [hit.document.title for hit in search(SearchRequest(text=text, **more)).hits]


@pytest.fixture
def library(shelf):
    shelf.put(
        PLAN,
        "“十四五”时期，全区地区生产总值年均增长。完善规划实施机制，推动A股上市企业发展。",
        category="policy",
        year=2021,
    )
    shelf.put(
        ELDERLY,
        "为做好居家养老服务工作，对符合条件的老年人给予补贴。高龄老人每人每月补贴100元。",
        numbers=("厦思政办〔2021〕19号", "XM02100-0101-2021-00019"), category="policy", year=2021, topic="民政", validity="valid",
    )  # fmt: skip
    shelf.put(NETWORK, "到2021年底，建成5G基站500个。推进网络覆盖。", category="policy", year=2020)
    shelf.put(
        "街道开展垃圾分类宣传活动（示例）", "志愿者走进社区，讲解垃圾分类知识。", category="news", year=2022
    )
    settle()
    return shelf


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("规划", PLAN),
        ("补贴", ELDERLY),
        ("養老服務", ELDERLY),
        ("思明区规划", PLAN),
        ("居家养老补贴", ELDERLY),
        ("5g", NETWORK),
        ("５Ｇ网络", NETWORK),
        ("A股", PLAN),
        ("2021年", NETWORK),
        ("股", PLAN),
        ("厦思政办〔2021〕19号", ELDERLY),
        ("厦思政办 [2021] 19 号", ELDERLY),
        ("xm02100-0101-2021-00019", ELDERLY),
        ("高龄老人每个月有多少补贴？", ELDERLY),
        ("“垃圾分类知识”", "街道开展垃圾分类宣传活动（示例）"),
    ],
)
def test_what_is_asked_for_comes_first(library, text, first):
    assert titles(text)[0] == first


def test_every_word_must_be_there(library):
    found = search(SearchRequest(text="垃圾分类 志愿者"))
    assert (found.total, found.loose) == (1, False)


def test_when_nothing_holds_every_word_most_of_them_will_do_and_it_says_so(library):
    found = search(SearchRequest(text="居家养老 补贴 火星"))
    assert found.loose
    assert found.hits[0].document.title == ELDERLY
    assert found.unknown == ("火星",)


def test_nothing_at_all_is_an_empty_answer(library):
    found = search(SearchRequest(text="鼟鼟鼟"))
    assert (found.total, found.hits, found.available) == (0, [], True)


def test_a_phrase_must_stand_unbroken(library):
    assert titles("“养老服务”") == [ELDERLY]
    assert titles("“服务养老”") == []


def test_letters_and_a_single_character_belong_together(library):
    library.put("甲类示例", "A区的股份合作社，2020年成立，2021户。")
    settle()
    assert titles("A股") == [PLAN]
    assert titles("2021年") == [NETWORK]


def test_a_word_with_a_minus_keeps_documents_out(library):
    assert ELDERLY not in titles("思明区 -补贴")
    assert len(titles("思明区 -补贴")) == 2
    assert len(titles("-补贴")) == 3


def test_a_document_number_comes_before_those_that_only_mention_it(library):
    library.put("转发厦思政办〔2021〕19号厦思政办〔2021〕19号（示例）", "按照厦思政办〔2021〕19号执行。")
    settle()
    assert titles("厦思政办〔2021〕19号")[0] == ELDERLY
    assert len(titles("厦思政办〔2021〕19号")) == 2


def test_a_part_of_a_number_finds_it_too(library):
    assert ELDERLY in titles("厦思政办")


@pytest.mark.parametrize(
    "text",
    [
        "，。",
        "“”",
        "-",
        "  ",
        '"',
        "*",
        "AND OR NOT",
        "title:规划",
        "a" * 500,
        "\x00",
        "😀",
        "(规划",
        "规划)~2^9",
    ],
)
def test_no_question_is_an_error(library, text):
    assert search(SearchRequest(text=text)).available


def test_only_punctuation_finds_nothing(library):
    assert search(SearchRequest(text="，。！")).total == 0


def test_without_a_question_the_newest_come_first(library):
    library.put("旧文（示例）", date=dt.datetime(1949, 10, 1, tzinfo=dt.UTC))
    new = library.put("新文（示例）", date=dt.datetime(2023, 1, 1, tzinfo=dt.UTC))
    settle()
    found = titles()
    assert (found[0], found[-1]) == (new.title, "旧文（示例）")


def test_by_date_the_newest_match_comes_first(library):
    library.put("补贴发放公告（示例）", "补贴", date=dt.datetime(2022, 1, 1, tzinfo=dt.UTC))
    settle()
    assert titles("补贴", sort="date") == ["补贴发放公告（示例）", ELDERLY]


@pytest.mark.parametrize(
    ("filters", "number"),
    [
        ({"categories": ("news",)}, 1),
        ({"categories": ("news", "policy")}, 4),
        ({"topics": ("民政",)}, 1),
        ({"validities": ("valid",)}, 1),
        ({"years": (2021,)}, 2),
        ({"years": (2021, 2022)}, 3),
        ({"kinds": ("sample",)}, 4),
        ({"kinds": ("other",)}, 0),
        ({"date_from": dt.date(2021, 6, 1), "date_to": dt.date(2021, 6, 1)}, 4),
        ({"date_from": dt.date(2021, 6, 2)}, 0),
        ({"date_to": dt.date(2021, 5, 31)}, 0),
        ({"date_from": dt.date.min, "date_to": dt.date.max}, 4),
    ],
)
def test_filters(library, filters, number):
    assert search(SearchRequest(**filters)).total == number


def test_facets_count_all_hits_not_the_page(library):
    found = search(SearchRequest(text="示例", size=1))
    assert (len(found.hits), found.total, found.pages) == (1, 4, 4)
    assert found.facets["category"] == {"policy": 3, "news": 1}
    assert found.facets["year"] == {"2021": 2, "2020": 1, "2022": 1}


def test_pages_follow_each_other_without_repeating(shelf):
    for n in range(25):
        shelf.put(f"示例公告第{n}号")
    settle()
    pages = [titles("公告", page=p, size=10) for p in (1, 2, 3)]
    assert [len(p) for p in pages] == [10, 10, 5]
    assert len({t for p in pages for t in p}) == 25
    assert search(SearchRequest(text="公告", page=10**9)).hits == []


def test_a_title_weighs_more_than_a_mention(shelf):
    shelf.put("工作动态（示例）", "会议学习了预算公开的要求。预算公开要及时，预算公开要完整。")
    shelf.put("预算公开（示例）", "附表。" * 30)
    settle()
    assert titles("预算公开")[0] == "预算公开（示例）"


def test_readers_find_no_draft_however_they_ask(library):
    library.put(
        "补贴调整方案草稿（示例）", "补贴", public=False, unit=1, numbers=("厦思政办〔2022〕1号",), year=2022
    )
    settle()
    asked = [
        "补贴",
        "“补贴调整”",
        "厦思政办〔2022〕1号",
        "-规划",
        "",
        "补",
        "请问补贴调整方案草稿有哪些内容需要知道",
    ]
    for text in asked:
        found = search(SearchRequest(text=text))
        assert not [h for h in found.hits if not h.document.public]
        assert found.facets.get("unit", {}) == {}
    assert "补贴调整方案草稿（示例）" in titles("补贴", public=None)
    assert titles("补贴", public=False) == ["补贴调整方案草稿（示例）"]


def test_what_was_withdrawn_is_gone_even_before_the_index_knows(library):
    draft = library.things[2]
    library.things[2] = type(draft)(**{**draft.__dict__, "public": False})
    assert ELDERLY not in titles("补贴")
    del library.things[2]
    assert ELDERLY not in titles("补贴", public=None)


def test_the_workbench_finds_drafts_of_ones_own_units_only(shelf):
    shelf.put("甲局草稿（示例）", public=False, unit=1)
    # A joint issuer is listed, but the record is its owner's.
    shelf.put("乙局草稿（示例）", public=False, unit=2, units=(1, 2))
    shelf.put("乙局公开件（示例）", unit=2)
    settle()
    own = frozenset({1})
    assert titles("示例", public=None, allowed_units=own) == ["甲局草稿（示例）"]
    assert (
        search(SearchRequest(text="示例", public=None, allowed_units=own)).total == 1
    )  # no count tells of others
    assert titles("示例", public=None, allowed_units=frozenset()) == []
    assert set(titles("示例", public=None, allowed_units=own, or_public=True)) == {
        "甲局草稿（示例）",
        "乙局公开件（示例）",
    }
    assert titles("乙局", public=None, allowed_units=own, units=(2,)) == []
    assert len(titles("示例", public=None)) == 3
    assert set(titles("示例", public=None, units=(1,))) == {"甲局草稿（示例）", "乙局草稿（示例）"}


def test_before_the_first_build_there_is_no_answer_and_no_error(shelf):
    found = search(SearchRequest(text="规划"))
    assert (found.available, found.hits, found.total) == (False, [], 0)
    assert suggest("规划") == []


def offered(text, **more):
    return [hit.document.title for hit in suggest(text, **more)]


def test_a_chooser_finds_by_any_part_of_the_title_drafts_too(library):
    library.put("居家养老补贴解读草稿（示例）", public=False, unit=7)
    settle()
    assert set(offered("养老")) == {ELDERLY, "居家养老补贴解读草稿（示例）"}
    assert offered("养老", public=True) == [ELDERLY]
    assert offered("养老", allowed_units=frozenset({7})) == ["居家养老补贴解读草稿（示例）"]
    assert set(offered("养老", allowed_units=frozenset({7}), or_public=True)) == {
        ELDERLY,
        "居家养老补贴解读草稿（示例）",
    }


def test_a_chooser_knows_what_is_only_half_typed(library):
    assert offered("垃") == ["街道开展垃圾分类宣传活动（示例）"]
    assert offered("厦思政办〔2021〕1") == [ELDERLY]
    assert offered("xm02100-0101") == offered("XM02100-0101-2021-00019") == [ELDERLY]
    library.put("Windows迁移方案（示例）")
    settle()
    assert offered("win") == ["Windows迁移方案（示例）"]
    assert offered("志愿者") == []  # only in a text, not in a title


def test_a_chooser_without_a_text_offers_the_newest(library):
    assert len(offered("", limit=2)) == 2
    assert offered("，") == []


@pytest.mark.parametrize("text", ["养老补贴", "养老 补贴 办法"])
def test_what_is_in_force_comes_before_what_is_repealed_and_the_newer_before_the_older(shelf, text):
    year = timezone.localdate().year
    shelf.put("示例养老补贴办法", "示例正文。", validity="repealed", year=year)
    shelf.put("示例养老补贴办法", "示例正文。", validity="valid", year=year - 9)
    shelf.put("示例养老补贴办法", "示例正文。", validity="valid", year=year - 1)
    shelf.put("示例养老补贴办法", "示例正文。", validity="valid", year=year)
    shelf.put("示例养老补贴办法", "示例正文。", validity="lapsed", year=year - 9)
    settle()
    found = [h.document.id for h in search(SearchRequest(text=text)).hits]
    assert found == [4, 3, 2, 1, 5]


def test_a_better_match_stays_before_one_that_is_merely_in_force(shelf):
    shelf.put("示例养老补贴办法", "示例：养老补贴。", validity="repealed")
    shelf.put("示例绿化办法", "示例：另见养老补贴。", validity="valid", year=timezone.localdate().year)
    settle()
    assert [h.document.id for h in search(SearchRequest(text="养老补贴")).hits] == [1, 2]


def test_a_question_is_answered_by_a_text_that_holds_most_of_it_though_no_piece_whole(shelf):
    shelf.put("示例甲", "示例：老年人就餐补助的发放标准，按月发给，由社区核定。")
    shelf.put("示例乙", "示例：城市绿化的养护标准。")
    settle()
    found = search(SearchRequest(text="老年人的就餐补助如何发放给社区居民")).hits
    assert [h.document.id for h in found][:1] == [1]


def test_of_words_typed_with_blanks_all_but_one_come_before_half(shelf):
    shelf.put("示例甲", "示例：养老、补贴、社区。")
    shelf.put("示例乙", "示例：养老、补贴。")
    settle()
    results = search(SearchRequest(text="养老 补贴 社区 落户"))
    assert results.loose
    assert [h.document.id for h in results.hits] == [1]
    assert results.unknown == ("落户",)
