"""What may be relied on, and the questions in a text: pure functions."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yangguang.documents import bodies
from yangguang.knowledge import texts
from yangguang.knowledge.rules import parts, reviewing
from yangguang.publications import events

pytestmark = pytest.mark.task(15)
TODAY = dt.date(2021, 6, 1)


def basis(**changed: object) -> reviewing.Basis:
    start = {
        "title": "示例办法", "live": True, "validity": "valid", "digest": "a", "quoted": True, "seen_digest": "a",
        "seen_validity": "valid",
    }  # fmt: skip
    return reviewing.Basis(**{**start, **changed})


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, ""),
        ({"validity": "repealed"}, "依据《示例办法》已废止"),
        ({"validity": "repealed", "seen_validity": "repealed"}, "依据《示例办法》已废止"),
        ({"validity": "lapsed"}, "依据《示例办法》已失效"),
        ({"live": False}, "依据《示例办法》已撤下"),
        ({"validity": "amended"}, "依据《示例办法》已被修改"),
        # Somebody has looked at the amended text already.
        ({"validity": "amended", "seen_validity": "amended"}, ""),
        ({"digest": "b"}, "依据《示例办法》有更改"),
        ({"digest": "b", "quoted": False}, "依据《示例办法》有更改，引用的原文已经不在其中"),
    ],
)
def test_a_basis_that_is_not_what_it_was_gives_a_reason(changed, said):
    assert basis(**changed).doubt == said


def test_the_day_of_review_itself_counts():
    assert reviewing.doubts(TODAY, TODAY, []) == ["到了复核日期（2021-06-01）"]
    assert reviewing.doubts(TODAY, TODAY + dt.timedelta(days=1), []) == []


def test_a_quote_is_found_across_line_breaks_and_not_when_a_word_differs():
    text = "补助标准为每户\n三千元，　一次发清。"
    assert reviewing.holds(text, "补助标准为每户三千元，一次 发清")
    assert not reviewing.holds(text, "补助标准为每户五千元")


def test_blanks_do_not_change_what_a_document_says():
    assert reviewing.digest("题", "一 二\n三") == reviewing.digest("题", "一二三")
    assert reviewing.digest("题", "一二三", [1]) != reviewing.digest("题", "一二三", [2])


def test_marked_questions_are_taken_out_with_their_answers():
    html = "<p>开场。</p><p>问：谁可以领？</p><p>答：在本区登记的小微企业。</p><p>个体户也可以。</p><p>问题2：领多少</p><p>答：三千元。</p>"
    found = parts.find(html)
    assert [p.question for p in found] == ["谁可以领？", "领多少"]
    assert bodies.to_text(found[0].answer) == "在本区登记的小微企业。\n个体户也可以。"
    assert bodies.to_text(found[1].answer) == "三千元。"


def test_headings_ask_by_their_words_and_the_next_heading_ends_the_answer():
    html = (
        "<h2>一、为什么出台</h2><p>去年难。</p><h2>二、主要举措</h2><p>每户三千元。</p><h2>三、如何办理？</h2><h3>（一）材料</h3>"
        "<p>执照。</p><ul><li>一份</li></ul>"
    )
    found = parts.find(html)
    assert [p.question for p in found] == ["为什么出台？", "如何办理？"]
    assert "三千元" not in found[0].answer
    assert "执照" in found[1].answer
    assert "<li>一份</li>" in found[1].answer


def test_bold_and_plain_lines_that_end_in_a_question_mark_ask():
    html = "<p><strong>2.补助怎么领？</strong></p><p><strong>答：</strong>到窗口。</p><p>能代办吗？</p><p>能。</p>"
    found = parts.find(html)
    assert [p.question for p in found] == ["补助怎么领？", "能代办吗？"]
    assert bodies.to_text(found[0].answer) == "到窗口。"


@pytest.mark.parametrize(
    "html",
    [
        "<p>群众问得最多的是补助怎么领。现在可以在窗口领。</p>",
        "<p>有人会问；那怎么办？</p><p>照旧。</p>",
        "<h2>怎么办理？</h2>",
        "",
    ],
)
def test_a_text_that_asks_nothing_gives_no_questions(html):
    assert parts.find(html) == []


@given(st.text(max_size=400))
def test_any_text_is_read_without_failing_and_answers_are_clean(text):
    for part in parts.find(bodies.clean(f"<h2>{text}</h2><p>问：{text}</p><p>{text}</p>")):
        assert part.question.strip()
        assert bodies.clean(part.answer) == part.answer


def test_other_wordings_are_lines_each_once():
    text = texts.Text().with_values({"wordings": " 甲 \n乙；甲\n\n丙 "})
    assert text.wordings == "甲\n乙\n丙"


def test_a_waiting_text_comes_back_from_json_as_it_was():
    text = texts.Text().with_values(
        {"question": "甲？", "answer": "乙", "review_on": TODAY, "bases": [(3, " 原文 ")], "event": "support"}
    )
    assert texts.Text().with_values(text.as_json()) == text


def test_life_events_are_of_residents_and_firms_with_codes_of_their_own():
    every = events.every()
    assert len({e.code for e in every}) == len({e.name for e in every}) == len(every)
    assert {e.audience for e in every} == {"residents", "firms"}
    for name in ("出生", "上学", "就业", "住房", "养老", "医疗", "社保", "办企业", "用工", "纳税", "注销"):
        assert events.by_name(name) is not None
