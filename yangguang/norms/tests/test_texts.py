"""Articles and citations out of texts as offices write them."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yangguang.documents import bodies
from yangguang.norms import articles, citing, keys
from yangguang.norms.articles import Wording

pytestmark = pytest.mark.task(22)
RULES = bodies.from_plain(
    """厦门市思明区示例管理办法
第一章 总则
第一条 为规范示例事项，根据《中华人民共和国示例法》第三条、第五条规定，制定本办法。
第二条　本办法适用于示例区域。
本条第二款。
第三条、第五条规定的情形，由区示例局处理。
第二章 管理
第三条（职责分工）区示例局负责管理。
（一）第一项；
（二）第二项。
第三条之一 新增的一条。
第四条 将第二条修改为：“第二条 引文一。
第三条 引文里的条文。”
第五条 本办法自2021年7月1日起施行。
厦门市思明区人民政府
2021年6月1日"""
)


def test_articles_are_read_with_their_chapters_and_nothing_is_lost():
    parts = articles.parse(RULES)
    assert [p.key for p in parts if p.kind == "article"] == ["1", "2", "3", "3-1", "4", "5"]
    assert [p.text for p in parts if p.kind == "heading"] == ["第一章 总则", "第二章 管理"]
    by_key = {p.key: p for p in parts}
    assert by_key["2"].text.endswith("第三条、第五条规定的情形，由区示例局处理。")
    assert by_key["3"].label == "第三条（职责分工）"
    assert "引文里的条文" in by_key["4"].text
    assert parts[-1].text == "厦门市思明区人民政府\n2021年6月1日"
    assert "\n".join(p.text for p in parts).split("\n") == bodies.to_text(RULES).replace("\u3000", " ").split(
        "\n"
    )


def test_a_notice_is_read_by_its_headings():
    parts = articles.parse(
        bodies.from_plain("各街道：\n一、范围\n（一）甲。\n二、标准\n1.乙。\n三、施行\n2021年3月1日")
    )
    assert [p.key for p in parts] == ["", "s1", "s2", "s3", ""]
    assert articles.parse("<p>没有条文的一段。</p>")[0].kind == "text"
    assert articles.parse("") == []


def test_tables_and_pictures_stay_with_their_article():
    html = (
        "<p>第一条 甲</p><table><tr><th>项</th></tr><tr><td>一</td></tr></table>"
        "<div><p>第二条 乙</p><p><img src='/a.png' alt='图'></p></div>"
    )
    parts = articles.parse(html)
    assert "<table>" in parts[0].html
    assert "<img" in parts[1].html


@given(
    st.lists(
        st.sampled_from(
            ["第一条 甲", "第二条 乙", "第三条 丙", "一、丁", "（一）戊", "“引文", "完”", "正文"]
        ),
        max_size=25,
    )
)
def test_no_line_is_lost_or_doubled_whatever_the_text(lines):
    html = bodies.from_plain("\n".join(lines))
    assert [t for p in articles.parse(html) for t in p.text.split("\n")] == bodies.to_text(html).split(
        "\n"
    ) or not lines


def test_the_text_on_a_day_has_changed_struck_and_added_articles_in_place():
    parts = articles.parse(RULES)
    day = dt.date(2022, 1, 1)
    changes = [
        Wording("2", day, articles.from_text("2", "本办法适用于全区。")),
        Wording("4", day, ""),
        Wording("3-2", day, articles.from_text("3-2", "再增加一条。"), 1),
        Wording("2", dt.date(2023, 1, 1), articles.from_text("2", "又改了。")),
    ]
    before = articles.text_on(parts, changes, dt.date(2021, 12, 31))
    assert before == parts
    after = articles.text_on(parts, changes, day)
    assert [p.key for p in after if p.kind == "article"] == ["1", "2", "3", "3-1", "3-2", "5"]
    assert {p.key: p.text for p in after}["2"] == "第二条 本办法适用于全区。"
    assert 'id="art-3-2"' in articles.join(after, anchors=True)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("第十二条之一", ["12-1"]), ("3,5至7", ["3", "5", "6", "7"]), ("第三条、第五条", ["3", "5"]), ("三、", ["s3"]), ("12-1", ["12-1"]),
        ("第十二条第二款", ["12.2"]), ("第八条第二款、第三款和第九条", ["8.2", "8.3", "9"]),
        ("第三条第（一）项至第（三）项", ["3.1.1", "3.1.2", "3.1.3"]),
        ("第十二条之一第二款第三项、第四项", ["12-1.2.3", "12-1.2.4"]), ("12.2.3", ["12.2.3"]), ("第三部分第（二）项", ["s3.1.2"]),
    ],
)  # fmt: skip
def test_articles_as_clerks_name_them(text, wanted):
    if text.endswith("、"):
        assert [keys.read_key(text)] == wanted
    else:
        assert keys.read_keys(text) == wanted


@pytest.mark.parametrize("key", ["12", "12-1", "s3", "12.2", "12-1.2.3", "5.1.10", "s3.1.2"])
def test_a_key_is_read_back_from_its_own_words(key):
    assert keys.read_key(keys.label_of(key)) == key


@pytest.mark.parametrize("text", ["甲条", "7至3", "第零条", "第二款", "第三条第零款", "第三条至第五条第二款"])
def test_what_names_no_article_is_refused(text):
    with pytest.raises(ValueError, match=r"不"):
        keys.read_keys(text)


def cited(text):
    return [(c.title, c.number, tuple(map(str, c.refs))) for c in citing.find(text)]


def test_citations_with_numbers_articles_and_nested_titles():
    text = (
        "根据《中华人民共和国示例法》第三条第二款第（一）项、第五条至第七条和《关于印发〈示例办法〉的通知》（厦思政办[2021]第019号）要求，"
        "参照厦思政〔2020〕3号执行。"
    )
    assert cited(text) == [
        ("中华人民共和国示例法", "", ("第三条第二款第（一）项", "第五条", "第六条", "第七条")),
        ("关于印发〈示例办法〉的通知", "厦思政办〔2021〕19号", ()),
        ("", "厦思政〔2020〕3号", ()),
    ]
    assert cited("《关于修改《示例办法》的决定》")[0][0] == "关于修改《示例办法》的决定"


def test_short_names_stand_for_the_document_they_were_given_to():
    text = (
        "《中华人民共和国政府信息公开条例》（以下简称《条例》）公布后，依照《条例》第二十条办理；"
        "《示例规定》（国务院令第711号，以下简称《规定》）。《规定》第二条。"
    )
    found = citing.find(text)
    assert (found[1].title, found[1].short, str(found[1].refs[0])) == (
        "中华人民共和国政府信息公开条例",
        True,
        "第二十条",
    )
    assert (found[3].title, found[3].number) == ("示例规定", "国务院令第711号")


def test_naming_what_is_repealed_in_the_same_sentence_is_on_purpose():
    found = citing.find("自2021年7月1日起施行。《旧办法》（厦思政〔2015〕1号）同时废止。依照《旧规定》办理。")
    assert [c.on_purpose for c in found] == [True, False]


@given(st.text(alphabet="《》（）第一二三条款项〔〕2021号令厦思政办、至和的以下简称“”\n", max_size=120))
def test_no_text_breaks_the_reader_and_places_are_in_order(text):
    found = citing.find(text)
    assert all(0 <= c.start < c.end <= len(text) for c in found)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))


def test_titles_are_compared_without_their_dress():
    assert citing.normal_title("关于印发<示例办法(试行)>的 通知") == citing.normal_title(
        "关于印发《示例办法（试行）》的通知"
    )
    assert citing.KIND.search("示例办法（试行）")
    assert not citing.KIND.search("申请表")


def test_a_bare_number_leaves_the_words_before_it():
    text = "请按照有关规定和厦思政办〔2021〕3号执行，依据中华人民共和国国务院令第711号办理。"
    assert [(c.number, c.surface) for c in citing.find(text)] == [
        ("厦思政办〔2021〕3号", "厦思政办〔2021〕3号"),
        ("中华人民共和国国务院令第711号", "中华人民共和国国务院令第711号"),
    ]


def test_paragraphs_run_together_by_an_export_are_taken_apart():
    text = (
        "关于印发示例细则的通知　　示例细则第一章总则　　第一条为规范工作，制定本细则。"
        "　　第二条　　本细则适用于本区。　　（一）甲；　　第三条自公布之日起施行。"
    )
    parts = articles.parse(bodies.from_plain(text))
    assert [p.key for p in parts if p.kind == "article"] == ["1", "2", "3"]
    assert parts[2].text == "第二条　　本细则适用于本区。\n（一）甲；".replace("\u3000", " ")
