"""A body as blocks: nothing lost, nothing invented, whatever stands in it."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from yangguang.documents import bodies
from yangguang.typesetting import blocks, reading
from yangguang.typesetting.blocks import Heading, Paragraph, Picture, Table
from yangguang.typesetting.lines import break_title


def texts(html: str, **more) -> list[str]:
    return [b.text for b in reading.read(html, **more) if isinstance(b, Paragraph | Heading)]


def test_lists_write_out_their_marks_and_go_on_counting():
    html = "<ol start='3'><li>甲<ol><li>乙</li></ol></li><li>丙</li></ol><ul><li>丁</li></ul>"
    assert texts(html) == ["3.甲", "（1）乙", "4.丙", "— 丁"]
    assert [b.depth for b in reading.read(html)] == [1, 2, 1, 1]


def test_numbered_lines_are_headings_and_sentences_are_not():
    found = reading.read(
        "<p>一、总体要求</p><p>（一）目标</p><p>一、加强领导，落实责任。</p><p>第一条　总则</p>"
    )
    assert [(type(b).__name__, getattr(b, "level", 0)) for b in found] == [
        ("Heading", 1), ("Heading", 2), ("Paragraph", 0), ("Paragraph", 0),
    ]  # fmt: skip


def test_headings_never_skip_a_level():
    found = [
        b.level
        for b in reading.read("<h4>甲</h4><h2>乙</h2><h4>丙</h4><h3>丁</h3>")
        if isinstance(b, Heading)
    ]
    assert found == [1, 1, 2, 2]


def test_spans_put_every_cell_where_a_reader_sees_it():
    html = (
        "<table><thead><tr><th rowspan='2'>号</th><th colspan='2'>任务</th></tr><tr><th>名</th><th>限</th></tr></thead>"
        "<tbody><tr><td>1</td><td rowspan='9'>甲</td><td>乙</td></tr><tr><td>2</td><td>丙</td></tr></tbody></table>"
    )
    [table] = reading.read(html)
    assert isinstance(table, Table)
    assert (table.width, table.heads) == (3, 2)
    at = {(y, x): c.text for y, x, c in table.placed()}
    assert at == {(0, 0): "号", (0, 1): "任务", (1, 1): "名", (1, 2): "限", (2, 0): "1", (2, 1): "甲", (2, 2): "乙",
                  (3, 0): "2", (3, 2): "丙"}  # fmt: skip
    assert all(y + c.rows <= 4 for y, _, c in table.placed())


def test_a_head_whose_cell_reaches_into_the_body_is_not_repeated():
    html = "<table><tr><th rowspan='2'>甲</th><th>乙</th></tr><tr><td>丙</td></tr></table>"
    assert reading.read(html)[0].heads == 0


def test_notes_become_footnotes_only_where_they_are_asked_for():
    html = '<p>正文<sup><a href="#n1">[1]</a></sup>。</p><p class="note" id="n1">说明文字</p>'
    assert texts(html) == ["正文[1]。", "说明文字"]
    [body] = reading.read(html, footnotes=True)
    assert body.text == "正文。"
    assert ["".join(n.text for n in r.note) for r in body.runs if r.note] == ["说明文字"]


def test_pictures_keep_their_words():
    [picture] = reading.read(
        '<figure><img src="/files/1/a.png" alt="图"><figcaption>说明</figcaption></figure>'
    )
    assert picture == Picture("/files/1/a.png", "图", "说明")


HTML = st.recursive(
    st.text("甲乙一二三、（）1. a&<\n", max_size=12).map(lambda t: bodies.from_plain(t) or "<p>空</p>"),
    lambda inner: st.builds(
        lambda parts, tag: f"<{tag}>{''.join(f'<li>{p}</li>' for p in parts)}</{tag}>"
        if tag in ("ul", "ol")
        else f"<{tag}>{''.join(parts)}</{tag}>",
        st.lists(inner, max_size=4), st.sampled_from(["div", "blockquote", "ul", "ol", "figure"]),
    ),
    max_leaves=8,
)  # fmt: skip


@given(HTML)
def test_no_character_of_a_text_is_lost(html):
    cleaned = bodies.clean(html)
    squeeze = lambda t: re.sub(r"\s", "", t)  # noqa: E731
    said = squeeze(blocks.text_of(reading.read(cleaned)))
    for line in bodies.to_text(cleaned).split("\n"):
        assert squeeze(line) in said


@given(st.text("甲乙丙，。（）《》关于印发2021年abc的通知", min_size=1, max_size=90), st.integers(8, 30))
def test_a_title_breaks_into_lines_that_fit_and_say_the_same(title, most):
    lines = break_title(title, most)
    assert "".join(lines) == title
    if len(lines) > 1:
        assert all(len(line) <= most for line in lines)
        assert not any(line[0] in "，。）》" for line in lines[1:])
        assert not any(line[-1] in "（《" for line in lines[:-1])


def test_a_title_breaks_behind_its_phrase():
    assert break_title("厦门市思明区人民政府办公室关于印发2021年政务公开工作要点的通知", 20) == [
        "厦门市思明区人民政府办公室关于印发", "2021年政务公开工作要点的通知",
    ]  # fmt: skip


def test_a_number_in_a_title_is_never_divided():
    lines = break_title("厦门市思明区示例区教育局关于〔2021〕12号政府信息公开申请的部分公开告知书", 20)
    assert any("〔2021〕12号" in line for line in lines)
