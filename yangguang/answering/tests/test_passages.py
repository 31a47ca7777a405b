"""Passages are whole sentences, verbatim, and short enough to quote."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yangguang.answering.passages import sentences, tiles, windows

pytestmark = pytest.mark.task(25)
texts = st.text(st.sampled_from("补贴标准。；，！ \n\u3000a1.…”思"), max_size=700)


def test_a_text_is_cut_after_its_sentences():
    text = "第一条 年满八十周岁的可以申请。每月100元；按季度发放！\n第二条 向社区申请。"
    parts = [text[a:b] for a, b in sentences(text)]
    assert parts == [
        "第一条",
        "年满八十周岁的可以申请。",
        "每月100元；",
        "按季度发放！",
        "第二条",
        "向社区申请。",
    ]


def test_a_blank_between_letters_ends_no_sentence():
    assert windows("下载 Open Data App 2.0 使用")[0].text == "下载 Open Data App 2.0 使用"
    assert len(sentences("Open Data App 2.0")) == 1


def test_a_sentence_too_long_to_quote_is_cut_at_a_comma():
    text = "一" * 120 + "，" + "二" * 150 + "，" + "三" * 20 + "。"
    parts = [text[a:b] for a, b in sentences(text)]
    assert parts[0] == "一" * 120 + "，"
    assert "".join(parts) == text


def test_a_passage_begins_at_every_sentence_and_takes_in_what_fits():
    text = "甲" * 89 + "。" + "乙" * 89 + "。" + "丙" * 89 + "。"
    assert [(p.start, p.end) for p in windows(text)] == [(0, 180), (90, 270), (180, 270)]
    assert [(p.start, p.end) for p in tiles(text)] == [(0, 180), (180, 270)]


@given(texts)
def test_passages_are_verbatim_short_and_leave_nothing_out(text):
    for cut in (windows, tiles):
        found = cut(text)
        assert all(text[p.start : p.end] == p.text and 0 < len(p.text) <= 200 for p in found)
        covered = {n for p in found for n in range(p.start, p.end)}
        assert all(text[n].isspace() for n in set(range(len(text))) - covered)
    ends = [0, *(p.end for p in tiles(text))]
    assert all(p.start >= end for p, end in zip(tiles(text), ends, strict=False))
