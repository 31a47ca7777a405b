"""Elements, copying and reading: what the hints say, and that they say nothing of good texts."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yangguang.policy.texts import elements, overlap, plain

from .factories import GOOD

pytestmark = pytest.mark.task(18)


def codes(found):
    return {e.code for e in found}


def test_a_good_explanation_lacks_nothing_that_people_need():
    assert elements.missing(GOOD, people_facing=True) == []


def test_a_heading_with_nothing_beneath_it_is_no_element():
    empty = "<h2>一、背景</h2><h2>二、目的</h2><p>（请填写：写清要达到什么）</p><h2>三、主要举措</h2><p>每户补三千元，一次发清。</p>"
    assert codes(elements.missing(empty, people_facing=False)) == {"background", "purpose"}


def test_the_template_of_a_new_explanation_counts_for_nothing_until_it_is_written():
    assert codes(elements.missing(elements.template(), people_facing=True)) == {
        "background", "purpose", "measures", "changes", "people", "how",
    }  # fmt: skip


def test_numbered_lines_and_questions_are_headings_too():
    text = (
        "<p>一、起草背景</p><p>上级去年印发了通知，本区跟着细化。</p><p>二、主要目标</p><p>到明年帮到一千户小店。</p>"
        "<p>问：主要措施有哪些？</p><p>答：每户补三千元，一次发清。</p>"
    )
    assert elements.missing(text, people_facing=False) == []


def test_copied_text_is_found_whatever_the_punctuation_and_shown_on_both_sides():
    source = "第一条　对符合条件的小微企业，给予一次性经营补助三千元；同一经营主体只享受一次，由街道办事处受理并在五个工作日内办结。"
    copy = (
        source.replace("，", "").replace("；", "。")
        + "这是解读自己写的一句话，讲的是大家去哪里办这件事情比较方便，几天可以拿到钱，要带哪些东西去，不用带哪些东西去。"
    )
    found = overlap.compare(copy, "前言不相干的文字，讲了很多别的事情。" + source)
    assert found.judged
    assert 0.3 < found.share < 0.7
    for p in found.passages:
        letters = [
            "".join(c for c in t if c.isalnum())
            for t in (
                copy[p.start : p.end],
                ("前言不相干的文字，讲了很多别的事情。" + source)[p.source_start : p.source_end],
            )
        ]
        assert letters[0] == letters[1]
        assert len(letters[0]) >= overlap.SHINGLE


def test_a_text_in_its_own_words_is_no_copy_and_a_caption_is_not_judged():
    assert not overlap.compare(GOOD * 2, "关于支持小微企业的若干措施。" * 20).copied
    assert not overlap.compare("一图读懂", "一图读懂" * 50).judged


HAN = st.text(alphabet="甲乙丙丁戊己庚辛壬癸，。", min_size=0, max_size=300)


@settings(deadline=None)
@given(HAN, HAN)
def test_shares_lie_between_nothing_and_all_and_passages_do_not_overlap(mine, source):
    found = overlap.compare(mine, source)
    assert 0 <= found.share <= 1
    ends = 0
    for p in found.passages:
        assert ends <= p.start < p.end <= len(mine)
        ends = p.end
    pieces = overlap.marked(mine, [(p.start, p.end) for p in found.passages])
    assert "".join(t for t, _ in pieces) == mine


@settings(deadline=None)
@given(HAN)
def test_a_text_is_wholly_contained_in_itself(text):
    found = overlap.compare(text, text)
    assert not found.judged or found.share == 1


def test_long_sentences_official_words_and_rare_characters_come_with_a_way_out():
    hard = (
        "各有关部门要切实加强组织领导，压实责任，多措并举，统筹推进，扎实推进各项惠企利民政策落地见效，打通政策落实最后一公里，"
        "着力解决市场主体反映强烈的痛点堵点问题，不断提升人民群众获得感。" * 3 + "饕餮龘。"
    )
    found = plain.measure(hard)
    assert found.level in ("难读", "很难读")
    assert {w: p for w, p, _ in found.words}["压实责任"] == "明确由谁负责"
    assert found.rare == ("饕", "餮", "龘")
    pieces = plain.split_long(found.long[0])
    assert "".join(pieces) == found.long[0]
    assert all(len(p) <= plain.LONG for p in pieces)
    easy = plain.measure("带营业执照到街道窗口。五天办好。不用交钱。有问题打电话问我们。" * 8)
    assert easy.level == "好读"


def test_titles_of_documents_are_not_the_writers_own_words():
    assert not plain.measure("请看《关于切实加强统筹推进压实责任的通知》。" * 10).words


def test_the_common_characters_are_those_of_the_standard():
    common = plain.common_characters()
    assert len(common) == 3755
    assert {"的", "一", "国"} <= common
    assert "龘" not in common


def test_every_official_word_has_a_plainer_wording():
    words = plain.official_words()
    assert len(words) > 120
    assert all(w and p and w != p for w, p in words.items())
