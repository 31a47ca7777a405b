"""Paragraphs and items below articles (款、项): read, changed, struck, in the register, on pages and in citations."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yangguang.core.actions import Refused
from yangguang.core.actors import SYSTEM
from yangguang.documents import bodies
from yangguang.norms import articles, checks, forms, provisions, queries
from yangguang.norms.actions import relating
from yangguang.norms.articles import Wording
from yangguang.norms.force import Act, State
from yangguang.norms.models import ForceSpan
from yangguang.norms.resolving import Standing
from yangguang.publications.tests.factories import Team

from .factories import make_norm

pytestmark = pytest.mark.task(24)
D = dt.date
TEXT = bodies.from_plain(
    """第一条 为规范示例事项，制定本办法。
第二条（适用范围） 有下列情形之一的，适用本办法：
（一）甲情形；
1.甲之一；
（二）乙情形；
（三）丙情形。
前款规定的情形，由区示例局认定。
区示例局应当公布认定的办法。
第三条 申请人应当提交下列材料：（一）申请表；（二）身份证明。
第四条
材料齐全的，三日内办理。
材料不齐全的，一次告知。
第五条 本办法自2021年7月1日起施行。"""
)


def article(parts, key):
    return next(p for p in parts if p.key == key)


def test_paragraphs_and_items_are_read_and_no_line_is_lost():
    parts = articles.parse(TEXT)
    second = article(parts, "2")
    assert [b.key for b in second.bits] == ["2.1", "2.1.1", "2.1.2", "2.1.3", "2.2", "2.3"]
    assert second.bits[1].text == "（一）甲情形；\n1.甲之一；"
    assert "\n".join(b.text for b in second.bits) == second.text
    assert [b.key for b in article(parts, "4").bits] == ["4.1", "4.2"]
    assert article(parts, "4").bits[0].text == "第四条\n材料齐全的，三日内办理。"
    assert [b.key for b in article(parts, "3").bits] == ["3.1"]  # items on one line are not read apart
    outline = articles.parse(
        bodies.from_plain("一、范围\n（一）甲。\n细说甲。\n（二）乙。\n二、标准\n丙。\n丁。")
    )
    assert [b.key for b in outline[0].bits] == ["s1.1", "s1.1.1", "s1.1.2"]
    assert [b.key for b in outline[1].bits] == ["s2.1"]


@given(
    st.lists(
        st.sampled_from(["甲。", "（一）乙；", "（二）丙；", "（五）丁", "1.戊", "“引文", "完”", "（己）庚。", "前款规定的。"]),
        min_size=1, max_size=14,
    )
)  # fmt: skip
def test_whatever_stands_below_an_article_each_line_has_one_place(lines):
    blocks = articles.blocks_of(bodies.from_plain("\n".join(["第一条 起首。", *lines])))
    bits = provisions.read("1", blocks)
    assert [b for bit in bits for b in bit.blocks] == blocks
    keys = [b.key for b in bits]
    assert len(set(keys)) == len(keys)
    assert keys == sorted(keys, key=lambda k: [int(n) for n in k.split(".")])


def test_the_text_on_a_day_shows_what_was_struck_and_numbers_stay():
    parts, day = articles.parse(TEXT), D(2022, 3, 1)
    changes = [
        Wording("2.2", day, ""),
        Wording("2.1.2", day, articles.from_text("2.1.2", "改过的乙情形；"), 1),
        Wording("2.4", day, articles.from_text("2.4", "第二条第四款：新增一款。"), 2),
        Wording("4.1", day, articles.from_text("4.1", "当日办理。"), 3),
        Wording("2.1.3", D(2023, 1, 1), ""),
    ]
    assert articles.text_on(parts, changes, D(2022, 2, 28)) == parts
    now = articles.text_on(parts, changes, day)
    assert article(now, "2").text.split("\n") == [
        "第二条（适用范围） 有下列情形之一的，适用本办法：", "（一）甲情形；", "1.甲之一；", "（二）改过的乙情形；", "（三）丙情形。",
        "（第二款自2022年3月1日起废止）", "区示例局应当公布认定的办法。", "新增一款。",
    ]  # fmt: skip
    assert article(now, "4").text.split("\n")[0].startswith("第四条")
    assert "当日办理" in article(now, "4").text
    later = article(articles.text_on(parts, changes, D(2023, 1, 1)), "2")
    assert "（第（三）项自2023年1月1日起废止）" in later.text
    assert provisions.known(later.bits) == ["2.1", "2.1.1", "2.1.2", "2.3", "2.4"]
    anew = [*changes, Wording("2", D(2024, 1, 1), articles.from_text("2", "只有一款。"))]
    assert article(articles.text_on(parts, anew, D(2024, 1, 1)), "2").text == "第二条 只有一款。"
    struck = articles.text_on(parts, [Wording("2.1", day, "")], day)
    assert article(struck, "2").text.startswith(
        "第二条（适用范围） （第一款自2022年3月1日起废止）\n前款规定的"
    )


def test_new_wordings_are_taken_apart_by_what_they_word():
    text = "第二条第一款第（二）项：乙。\n第二条第二款 改后的款。\n第二条第一款规定的除外。"
    assert forms.split_wordings(text, ["2.1.2", "2.2"]) == {
        "2.1.2": ["第二条第一款第（二）项：乙。"][0],
        "2.2": "第二条第二款 改后的款。\n第二条第一款规定的除外。",
    }
    assert articles.held("2", articles.from_text("2", "有下列：\n（一）甲；\n（二）乙。\n另一款。")) == [
        "2.1", "2.1.1", "2.1.2", "2.2",
    ]  # fmt: skip
    assert articles.held("2.2", articles.from_text("2.2", "有下列：\n（一）甲；\n（二）乙。")) == [
        "2.2.1",
        "2.2.2",
    ]


@pytest.mark.django_db
def test_a_paragraph_is_repealed_in_the_register():
    norm = make_norm(body=TEXT)
    relating.relate(
        norm, actor=SYSTEM, act=Act.REPEAL, on=D(2022, 1, 1), keys=["2.2"], source_title="示例决定"
    )
    relating.relate(norm, actor=SYSTEM, act=Act.AMEND, on=D(2022, 1, 1), keys=["2.1.3", "4.3"], source_title="示例决定",
                    texts={"2.1.3": "丁情形。", "4.3": "新增的款。"})  # fmt: skip
    norm.refresh_from_db()
    found = queries.history(norm)
    second = article(found.text_on(D(2022, 1, 1)), "2")
    told = {b.label: (b.state, b.since) for b in found.below(D(2022, 1, 1), second)}
    assert told == {
        "第二款": (State.REPEALED, D(2022, 1, 1)),
        "第一款第（三）项": (State.AMENDED, D(2022, 1, 1)),
    }
    assert found.below(D(2021, 12, 31), second) == []
    assert {s.article: (s.first, s.last) for s in ForceSpan.objects.filter(norm=norm)} == {
        "": (D(2021, 7, 1), None), "2.2": (D(2021, 7, 1), D(2021, 12, 31)), "2.1.3": (D(2021, 7, 1), None),
        "4.3": (D(2022, 1, 1), None),
    }  # fmt: skip
    assert [(p.word, p.text) for p in found.points()][-2:] == [
        ("废止", "第二条第二款"), ("修改", "第二条第一款第（三）项、第四条第三款"),
    ]  # fmt: skip
    relating.relate(norm, actor=SYSTEM, act=Act.AMEND, on=D(2023, 1, 1), keys=["2"], source_title="示例决定",
                    texts={"2": "整条重写。\n第二款也重写。"})  # fmt: skip
    standing = Standing([norm], D(2023, 1, 1))
    states = {k: standing.state(norm, k) for k in ("2", "2.1", "2.2", "2.3", "2.1.1", "4.1", "4.3")}
    assert states == {
        "2": State.AMENDED, "2.1": State.AMENDED, "2.2": State.AMENDED, "2.3": State.REPLACED, "2.1.1": State.REPLACED,
        "4.1": State.VALID, "4.3": State.AMENDED,
    }  # fmt: skip


@pytest.mark.django_db
def test_an_item_is_found_without_its_paragraph_and_what_is_not_there_is_refused():
    norm = make_norm(body=TEXT)
    made = relating.relate(
        norm, actor=SYSTEM, act=Act.REPEAL, on=D(2022, 1, 1), keys=["2.1.1"], source_title="示例决定"
    )
    assert made.articles == ["2.1.1"]
    for said, word in (
        ({"act": Act.REPEAL, "keys": ["2.9"]}, "没有第二条第九款"),
        ({"act": Act.REPEAL, "keys": ["2.1.1"]}, "没有第二条第一款第（一）项"),
        ({"act": Act.REPEAL, "keys": ["1.1"]}, "只有一款"),
        ({"act": Act.REPEAL, "keys": ["3.1.1"]}, "没有第三条"),
        ({"act": Act.REPEAL, "keys": ["2", "2.2"]}, "已经包括"),
        ({"act": Act.AMEND, "keys": ["2.6"], "texts": {"2.6": "甲"}}, "不是接在最后"),
        ({"act": Act.AMEND, "keys": ["3.1.3"], "texts": {"3.1.3": "甲"}}, "不是接在最后"),
    ):
        with pytest.raises(Refused, match=word):
            relating.relate(norm, actor=SYSTEM, on=D(2023, 1, 1), source_title="另一决定", **said)
    other = make_norm(
        body=TEXT.replace("第二条（适用范围） 有下列情形", "第二条 先有一款。</p><p>有下列情形")
    )
    made = relating.relate(
        other, actor=SYSTEM, act=Act.REPEAL, on=D(2022, 1, 1), keys=["2.1.3"], source_title="示例决定"
    )
    assert made.articles == [
        "2.2.3"
    ]  # 第二条第（三）项: the only one of that number stands in the second paragraph


@pytest.mark.django_db
def test_a_citation_of_a_repealed_paragraph_is_found_and_marked():
    team, norm = Team(), make_norm(title="示例停车办法", body=TEXT)
    page = team.release(body="<p>依据《示例停车办法》第二条第二款、第四条第二款办理。</p>")
    relating.relate(
        norm, actor=SYSTEM, act=Act.REPEAL, on=D(2022, 1, 1), keys=["2.2"], source_title="示例决定"
    )

    def told(text, which):
        return [f.text for f in which(checks.survey(text))]

    assert told("依据《示例停车办法》第二条第二款。", checks.ended) == [
        f"引用的《示例停车办法》（{norm.document_number}）第二条第二款已废止"
    ]
    assert told("依据《示例停车办法》第二条第三款和第二条。", checks.ended) == []
    assert told("依据《示例停车办法》第二条第（二）项。", checks.misnamed) == []
    assert told("依据《示例停车办法》第二条第八款。", checks.misnamed) == [
        f"《示例停车办法》（{norm.document_number}）没有第二条第八款"
    ]
    assert (
        told("依据《示例停车办法》第三条第（二）项。", checks.misnamed) == []
    )  # its items stand on one line
    [cited] = queries.citations_of(page.pk, D(2022, 1, 1))
    assert (cited.state, cited.words) == (State.REPEALED, "第二条第二款")
