"""The engine: order of findings, fingerprints that stay while the words do, cells of tables."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yangguang.checking.engine import RULES, Hit, Rule, examine
from yangguang.checking.subjects import Part, Subject

pytestmark = pytest.mark.task(25)
DAY = dt.date(2021, 6, 1)


def _rule(code, word, severity="hint", **more):
    def run(subject):
        for i, part in enumerate(subject.parts):
            at = part.text.find(word)
            if at >= 0:
                yield Hit(i, at, at + len(word), f"有“{word}”")

    return Rule(code, "甲", "文字", "因为", "依据", severity, run, **more)


def test_blocking_findings_come_first_then_the_order_of_the_text():
    found = examine(
        Subject.of_text("乙在前，甲在后", DAY),
        [_rule("T-1", "甲", "block"), _rule("T-2", "乙"), _rule("T-3", "后")],
    )
    assert [f.rule.code for f in found] == ["T-1", "T-2", "T-3"]
    assert (found[0].start, found[0].shown, found[0].place) == (4, "甲", "body")


def test_a_finding_keeps_its_mark_when_text_is_written_before_it():
    before = examine(Subject.of_text("甲在此", DAY), [_rule("T-1", "甲")])[0]
    after = examine(Subject.of_text("先写一段。甲在此", DAY, title="题"), [_rule("T-1", "甲")])[0]
    assert before.fingerprint == after.fingerprint
    assert before.start != after.start


def test_a_rule_for_one_kind_leaves_others_alone():
    only = _rule("T-1", "甲", kinds=frozenset({"norm"}))
    assert not examine(Subject.of_text("甲", DAY), [only])
    assert examine(Subject.of_text("甲", DAY, kind="norm"), [only])


def test_an_offset_in_a_table_leads_to_its_cell_and_back():
    part = Part.table("表", [["项目", "金额\n（万元）"], ["合计", "12"]])
    start, end = part.cell_span(1, 1)
    assert part.text[start:end] == "12"
    assert part.cell_at(start) == (1, 1)
    assert part.cell_at(part.text.index("万元")) == (0, 1)


# What rules look for, and what is nearly that: numerals that are none, digits of other scripts, halves of words.
PIECES = (
    *"〇零一二两三十十百千万0123９０٣年月日号第条、（）()．.-—－至到起\n \u3000％%亿元。，；：《》“”〔〕[]★",
    "2021", "二〇二一", "13月", "二月三十日", "一一", "十十", "有效期", "施行", "本办法自", "星期", "农历", "截至", "成立以来",
    "六十", "工作日内", "申请行政复议", "提起行政诉讼", "向", "人民法院", "处罚决定书", "机密", "厦思政〔2021〕", "合计", "其中",
    "增长", "下降", "比上年", "身份证", "11010119900101", "X", "138", "00000000", "电话", "@", "example.org", "区政府", "局长", "主任",
    "进行进行", "的的", "以经济建设为中心", "原", "（现", "更名为", "\ud83d", "😀",
)  # fmt: skip


@given(
    st.lists(st.sampled_from(PIECES), max_size=40).map("".join),
    st.sampled_from(["notice", "norm", "enforcement"]),
)
def test_no_text_breaks_a_rule_and_every_place_is_within_it(text, kind):
    subject = Subject.of_text(text, DAY, title=text[:30], kind=kind)
    for found in examine(subject):
        assert 0 <= found.start <= found.end <= len(subject.parts[found.part].text)


def test_there_are_rules_to_break():
    assert len(list(RULES)) > 50
