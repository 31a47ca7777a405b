"""The engine: order of findings, fingerprints that stay while the words do, cells of tables."""

import datetime as dt

import pytest

from yangguang.checking.engine import Hit, Rule, examine
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
