"""Marking: the right letters in either script, and never a tag of somebody else's."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yangguang.search.analyser import ask
from yangguang.search.marking import Marker, highlight, snippet

texts = st.text(st.sampled_from("规划補贴5GａＡ股<>&\"'…㎡ 思明區ﬁé\u0301"), max_size=60)


def marker(text):
    return Marker.of(ask(text).shown)


@pytest.mark.parametrize(
    ("asked", "text", "expected"),
    [
        ("补贴", "養老補貼辦法", "養老<mark>補貼</mark>辦法"),
        ("補貼", "养老补贴办法", "养老<mark>补贴</mark>办法"),
        ("5g", "５Ｇ网络", "<mark>５Ｇ</mark>网络"),
        ("思明区规划", "思明区规划与规划", "<mark>思明区规划</mark>与<mark>规划</mark>"),
        ("a股", "A股 data", "<mark>A股</mark> data"),
        ("规划", "……规划", "……<mark>规划</mark>"),
        ("规划", "<b>规划</b>", "&lt;b&gt;<mark>规划</mark>&lt;/b&gt;"),
        ("股", "股份", "<mark>股</mark>份"),
        ("“垃圾 分类”", "垃圾分类", "<mark>垃圾分类</mark>"),
        ("-规划", "规划", "规划"),
    ],
)
def test_marks(asked, text, expected):
    assert highlight(text, marker(asked)) == expected


@given(texts, texts)
def test_without_the_marks_the_text_is_as_it_was(asked, text):
    marked = str(highlight(text, marker(asked)))
    assert html.unescape(re.sub("</?mark>", "", marked)) == text
    assert not re.search(r"<(?!/?mark>)", marked)


@given(texts, texts)
def test_a_snippet_holds_no_foreign_tag_and_stays_short(asked, text):
    cut = str(snippet(text, marker(asked), length=20))
    assert not re.search(r"<(?!/?mark>)", cut)
    assert len(html.unescape(re.sub("</?mark>", "", cut))) <= 22


def test_a_snippet_shows_where_most_of_the_words_stand_together():
    text = "规划。" + "其他内容。" * 60 + "养老服务、补贴、规划在这里。" + "其他内容。" * 60
    cut = snippet(text, marker("养老 补贴 规划"))
    assert "<mark>养老</mark>服务、<mark>补贴</mark>、<mark>规划</mark>" in cut
    assert cut.startswith("…")
    assert cut.endswith("…")
