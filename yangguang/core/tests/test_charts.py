"""Charts say in words what they draw, escape what they are given, and add up."""

import re
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from yangguang.core.charts import Segment, bars, legend, progress, shares, stacked_bar, table


@given(st.lists(st.integers(0, 1000), max_size=8))
def test_shares_add_up_exactly(counts):
    parts = shares(counts)
    assert sum(parts) == (100 if sum(counts) else 0)
    assert all(p >= 0 for p in parts)
    assert all(p == 0 for p, c in zip(parts, counts, strict=True) if c == 0)


def test_a_bar_is_well_formed_and_told_in_words():
    svg = stacked_bar("任务的状态", [Segment("达标", 3), Segment("未达标", 1), Segment("预警", 0)])
    root = ElementTree.fromstring(svg)
    assert root.attrib["aria-label"] == "任务的状态：达标 3，未达标 1"
    assert root.attrib["role"] == "img"
    drawn = [e for e in root.iter() if e.attrib.get("class", "").startswith("c-")]
    assert [e.attrib["class"] for e in drawn] == ["c-good", "c-bad"]


def test_nothing_to_show_is_said():
    assert "没有数据" in stacked_bar("状态", [])
    assert "没有数据" in bars("单位", [], "件")


def test_names_cannot_break_out():
    evil = '"><script>alert(1)</script>'
    for svg in (stacked_bar(evil, [Segment(evil, 1)]), bars(evil, [(evil, 1, 2)], evil), legend([Segment(evil, 1)]),
                table(evil, [Segment(evil, 1)], evil), progress(evil, 1, 2)):  # fmt: skip
        assert "<script" not in svg


def test_the_table_holds_the_same_numbers():
    said = table("状态", [Segment("达标", 2), Segment("未达标", 1)], "任务数")
    assert "67%" in said
    assert "33%" in said


def test_no_inline_style_and_no_script():
    for svg in (stacked_bar("x", [Segment("达标", 1)]), bars("x", [("a", 1, 2)], "件"), progress("x", 1, 2)):
        assert "style=" not in svg


def test_drawings_on_one_page_share_no_names():
    parts = [Segment("无法测量", 3), Segment("达标", 2)]
    page = stacked_bar("一", parts) + legend(parts) + stacked_bar("二", parts)
    names = re.findall(r'id="([^"]+)"', page)
    assert len(names) == len(set(names)) == 3
    assert set(re.findall(r"url\(#([^)]+)\)", page)) == set(names)
