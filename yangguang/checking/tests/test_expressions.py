"""What the lists say of a text: contexts, days, kinds, the longest match, what is right in spite of a word."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yangguang.checking.engine import RULES, examine
from yangguang.checking.subjects import Part, Subject
from yangguang.checking.wordlists import shipped
from yangguang.checking.wordlists.compiled import Lists, Source
from yangguang.checking.wordlists.expressions import (
    Expression,
    Sort,
    as_row,
    difference,
    from_row,
    pack,
    unpack,
)

pytestmark = pytest.mark.task(25)
DAY = dt.date(2021, 6, 1)
RULE = [RULES.get("CHK-E01")]


def found(text, *entries, day=DAY, units=(), title="", kind="", **facts):
    lists = Lists([Source("示例", [as_row(e) for e in entries])])
    subject = Subject.of_text(text, day, title=title, kind=kind, **facts)
    return [
        (p.start, subject.parts[p.part].text[p.start : p.end])
        for p in lists.places(subject, frozenset(units))
    ]


def wrong(*words, **more):
    return Expression(words, Sort.WRONG, **more)


def shown(text, day=DAY, **facts):
    return [f.shown for f in examine(Subject.of_text(text, day, **facts), RULE)]


def test_a_longer_expression_wins_over_one_inside_it():
    assert found("旧城改造办公室", wrong("旧城改造"), wrong("旧城改造办公室")) == [(0, "旧城改造办公室")]


def test_a_phrase_that_is_right_protects_its_own_word_only():
    entry = wrong("识产", allowed=("知识产权",))
    assert found("知识产权，识产", entry) == [(5, "识产")]
    assert found("知识产权", entry, wrong("产权")) == [(2, "产权")]


def test_an_allowed_expression_protects_from_every_list():
    free = Expression(("知识产权",), Sort.ALLOWED)
    assert found("知识产权，产权", free, wrong("产权")) == [(5, "产权")]


def test_what_a_word_is_replaced_by_may_hold_it():
    assert found("甲局、甲局本部", wrong("甲局", replacement="甲局本部")) == [(0, "甲局")]


def test_words_nearby_decide():
    near = wrong("正常人", near=("残疾",), within=5)
    assert found("残疾人和正常人", near) == [(4, "正常人")]
    assert found("残疾儿童的家长也是正常人", near) == []
    assert found("美国农业部", wrong("农业部", not_near=("美国",), within=3)) == []


def test_only_in_titles_at_the_start_and_in_kinds():
    assert found("旧词", wrong("旧词", titles=True), title="旧词通知") == [(0, "旧词")]
    assert found("一，旧词\n　　旧词", wrong("旧词", opening=True)) == [(7, "旧词")]
    assert found("旧词", wrong("旧词", kinds=("norm",))) == []
    assert found("旧词", wrong("旧词", kinds=("norm",)), kind="norm") == [(0, "旧词")]


def test_days_of_a_rule_are_those_of_the_check_and_of_a_name_those_of_the_document():
    rule = wrong("旧词", since=dt.date(2021, 1, 1), until=dt.date(2021, 12, 31))
    assert found("旧词", rule, written_on=dt.date(2019, 1, 1)) == [(0, "旧词")]
    assert found("旧词", rule, day=dt.date(2022, 1, 1)) == []
    name = wrong("旧局", since=dt.date(2019, 3, 1), historic=True)
    assert found("旧局", name, written_on=dt.date(2018, 5, 1)) == []
    assert found("旧局", name, written_on="2020年5月1日") == [(0, "旧局")]
    assert found("请报旧局。\n\n旧局\n2018年5月1日\n", name) == []


def test_a_list_of_one_unit_counts_for_its_documents_only():
    lists = Lists([Source("示例", [as_row(wrong("旧词"))], frozenset({7, "区甲局"}))])
    subject = Subject.of_text("旧词", DAY)
    assert not list(lists.places(subject))
    assert not list(lists.places(subject, frozenset({8})))
    assert list(lists.places(subject, frozenset({7})))
    assert list(lists.places(subject, frozenset({"区甲局"})))


def test_a_loose_expression_is_found_through_blanks_but_not_across_cells():
    assert found("残　废、残\u200b废", wrong("残废", loose=True)) == [(0, "残　废"), (4, "残\u200b废")]
    lists = Lists([Source("示例", [as_row(wrong("残废", loose=True))])])
    table = Subject((Part.table("表", [["残", "废"], ["残 废", ""]]),), DAY)
    assert [(p.start, p.end) for p in lists.places(table)] == [(4, 7)]


def test_hidden_parts_and_properties_are_left_to_others():
    from yangguang.checking.subjects import PartKind

    lists = Lists([Source("示例", [as_row(wrong("旧词"))])])
    assert not list(lists.places(Subject((Part("批注", "旧词", PartKind.COMMENT),), DAY)))


@pytest.mark.parametrize(
    "text",
    [
        "原国土资源部",
        "原国土资源部、环境保护部联合印发",
        "《国土资源部关于规范土地登记的通知》",
        "国土资源部关于规范土地登记的通知（国土资发〔2010〕1号）",
        "国土资源部令第5号",
        "国土资源部（现自然资源部）",
        "时任环境保护部部长",
        "国土资源部门、环境保护部门、农业部门、文化部分场馆",
        "美国农业部",
        "铁道部门",
        "生态环境部、农业农村部、自然资源部、国家卫生健康委员会、文化和旅游部",
    ],
)
def test_the_past_and_what_only_looks_alike_are_no_findings(text):
    assert shown(text) == []


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("请到国土资源部办理", "国土资源部"),
        ("由国家卫计委负责", "国家卫计委"),
        ("思明区国家税务局", "国家税务局"),
        ("报环境保护部、农业部", "环境保护部"),
        ("残废人", "残废人"),
    ],
)
def test_an_outdated_or_unfit_word_is_found(text, word):
    assert word in shown(text)


def test_a_name_counts_as_outdated_from_the_day_of_the_reform():
    assert shown("银保监会") == []
    assert shown("银保监会", dt.date(2024, 1, 1)) == ["银保监会"]
    assert shown("银保监会", dt.date(2024, 1, 1), written_on=dt.date(2021, 1, 1)) == []


def test_a_finding_tells_the_reason_the_article_and_the_way_out():
    (one,) = examine(Subject.of_text("由国土资源部负责", DAY), RULE)
    assert one.severity == "confirm"
    assert "2018年3月17日" in one.reason
    assert "国务院机构的旧名称" in one.reason
    assert one.fix.startswith("改为“自然资源部”")


def test_an_unverified_entry_says_so():
    (one,) = examine(Subject.of_text("聋哑人", DAY), RULE)
    assert "待核" in one.reason
    assert one.severity == "hint"


def test_the_packaged_lists_are_read_whole():
    for packaged in shipped.SHIPPED:
        assert len(shipped.entries(packaged.code)) > 10


ENTRIES = st.builds(
    Expression,
    st.lists(st.text("甲乙丙ab", min_size=1, max_size=3), min_size=1, max_size=3).map(tuple),
    st.sampled_from(Sort),
    severity=st.sampled_from(["", "block", "hint"]),
    since=st.none() | st.dates(),
    near=st.lists(st.text("丁戊", min_size=1), max_size=2).map(tuple),
    within=st.integers(1, 200),
    loose=st.booleans(),
    verified=st.booleans(),
)


@given(st.lists(ENTRIES, max_size=5))
def test_entries_come_back_as_they_were_kept(entries):
    assert [from_row(r) for r in unpack(pack(entries))] == entries


@given(
    st.lists(ENTRIES, max_size=5, unique_by=lambda e: e.key),
    st.lists(ENTRIES, max_size=5, unique_by=lambda e: e.key),
)
def test_a_difference_makes_one_version_of_the_other(before, after):
    made = {e.key: e for e in before}
    for change in difference(before, after):
        if change.after is None:
            del made[change.before.key]
        else:
            made[change.after.key] = change.after
    assert made == {e.key: e for e in after}
    assert difference(after, after) == []
