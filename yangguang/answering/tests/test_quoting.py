"""The first quote is where the answer begins: not what repeats the question, and long enough to hold it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yangguang.answering import answers, quoting, weights
from yangguang.answering.answers import answer
from yangguang.answering.asking import read
from yangguang.answering.passages import LONGEST, WEAK, filled, sentences
from yangguang.answering.tests.shelf import SCHOOL, WASTE, Shelf, shelf

pytestmark = pytest.mark.task(25)
LEAD = (
    "示例区出台多项举措支持中小企业渡过难关（示例） 记者从示例区新闻发布会上获悉，为贯彻有关部署，示例区近日出台多项举措支持中小企业"
    "渡过难关，帮助企业解决实际困难，各部门各单位要高度重视，加强组织领导，确保示例区支持中小企业的各项工作落到实处、取得实效，"
    "切实把思想统一起来。 "
    "一是减免三个月租金；二是缓缴社会保险费；三是提供贴息贷款，单户最高五百万元。 此外，各街道要做好宣传工作。"
)


def test_what_follows_the_words_of_the_question_is_in_the_first_quote():
    found = answer(
        "示例区出台了哪些举措支持中小企业？", Shelf({"举措（示例）": LEAD, "垃圾（示例）": WASTE}), sure=0.0
    )
    assert "一是减免三个月租金" in found.quotes[0].text
    assert "提供贴息贷款" in found.quotes[0].text


def test_what_is_wanted_stands_beside_what_is_asked_with():
    def wanted(text):
        asking = read(text, lambda pairs: dict.fromkeys(pairs, 1.0))
        return {pair for n, pair in enumerate(asking.pairs) if asking.wanted >> n & 1}

    assert wanted("示例产品的担保额度是多少？") == {"担保", "保额", "额度", "度是"}
    assert {"举措"} <= wanted("税务部门出台了哪些举措？")
    assert wanted("示例区养老服务补贴") == {"务补", "补贴", "服务", "老服"}


def test_chances_are_of_one_answer_and_quotes_do_not_overlap():
    asking, ranked = answers.ranked_for("小学一年级报名时间和报名材料是什么？", shelf())
    found = quoting.beginnings(asking, ranked)
    assert abs(sum(b.chance for b in found) - 1) < 1e-9
    assert set(weights.BEGINNING) <= set(found[0].measures)
    taken = quoting.chosen(asking, ranked, 3)
    scores = [p.score for _, p in taken]
    assert scores == sorted(scores, reverse=True)
    assert 0 <= sum(scores) <= 1 + 1e-9
    for n, (one, passage) in enumerate(taken):
        for other, taken_ in taken[:n]:
            shared = min(passage.end, taken_.end) - max(passage.start, taken_.start)
            assert one is not other or shared <= quoting.OVERLAP * (passage.end - passage.start)


def test_a_long_document_is_measured_at_a_bounded_number_of_sentences():
    long = SCHOOL + "".join(f" 第{n}批报名时间另行通知，报名材料见附件。" for n in range(3000))
    asking, ranked = answers.ranked_for("报名时间和报名材料是什么？", Shelf({"招生（示例）": long}))
    assert len(quoting.beginnings(asking, ranked)) == quoting.NEAR


@given(st.text(st.sampled_from("补贴标准。；，：:！ \n\u3000a1”思"), max_size=500))
def test_a_passage_is_filled_up_to_a_pause_and_never_too_long(text):
    for start, end in sentences(text):
        until = filled(text, start, end)
        assert end <= until <= max(end, start + LONGEST)
        assert until == end or text[until - 1] in WEAK
        # Nothing that would still have fitted is left out.
        assert not set(text[until : start + LONGEST]) & set("，、：")


def test_no_passage_ends_within_a_number():
    text = "甲" * 190 + "。" + "时间为8:30。"
    assert filled(text, 0, 191) == 191
    assert filled("甲" * 100 + "。" + "乙" * 90 + "，" + "丙" * 50, 0, 101) == 192
