"""Decisions tell how to object, rightly; documents that only speak of decisions are left alone."""

import datetime as dt

import pytest

from yangguang.checking.engine import RULES, examine
from yangguang.checking.subjects import Subject

pytestmark = pytest.mark.task(6)
FACTS = "当事人未按规定办理变更登记，经本机关立案调查，事实清楚，证据确凿。" * 5
RIGHT = (
    "如不服本决定，可以自收到本决定书之日起六十日内向思明区人民政府申请行政复议，也可以自收到本决定书之日起六个月内"
    "依法向有管辖权的人民法院提起行政诉讼。"
)
FIRST = (
    "如不服，应当先自收到之日起六十日内向思明区人民政府申请行政复议；对行政复议决定不服的，可以自收到行政复议决定书之日起"
    "十五日内向有管辖权的人民法院提起行政诉讼。"
)


def _found(notice, title="行政处罚决定书", on="2021-06-01", **more):
    rules = [r for r in RULES if r.code.startswith("CHK-R")]
    subject = Subject.of_text(f"{FACTS}\n{notice}", dt.date(2024, 6, 1), title=title, written_on=on, **more)
    return [(f.rule.code, f.severity) for f in examine(subject, rules)]


@pytest.mark.parametrize(
    "title",
    [
        "行政处罚决定书",
        "不予行政许可决定书",
        "政府信息公开申请答复书",
        "查封（扣押）决定书",
        "关于某某地块的房屋征收决定",
    ],
)
def test_a_decision_without_remedies_is_found_and_one_with_them_is_not(title):
    assert _found("", title) == [("CHK-R01", "confirm")]
    assert _found(RIGHT, title) == []


def test_half_a_notice_is_found():
    half = "可以自收到本决定书之日起六十日内向思明区人民政府申请行政复议。"
    assert _found(half) == [("CHK-R01", "confirm")]


@pytest.mark.parametrize(
    "title", ["关于印发行政处罚决定书格式的通知", "行政处罚决定信息公示", "行政处罚案件公开办法", "工作动态"]
)
def test_what_only_speaks_of_decisions_is_left_alone(title):
    assert _found("", title) == []


def test_the_decision_is_recognised_by_its_own_first_lines():
    text = f"思明区某局\n行政处罚决定书\n{FACTS}"
    rules = [r for r in RULES if r.code.startswith("CHK-R")]
    assert [f.rule.code for f in examine(Subject.of_text(text, dt.date(2021, 6, 1)), rules)] == ["CHK-R01"]


@pytest.mark.parametrize(
    ("wrong", "on", "found"),
    [
        (RIGHT.replace("六十日", "十五日"), "2021-06-01", [("CHK-R02", "confirm")]),
        (RIGHT.replace("六十日", "60 日").replace("六个月", "6 个月"), "2021-06-01", []),
        (RIGHT.replace("六个月", "三个月"), "2021-06-01", [("CHK-R02", "confirm")]),
        (RIGHT.replace("六个月", "三个月"), "2014-06-01", []),
        (RIGHT, "2014-06-01", [("CHK-R02", "confirm")]),
        (RIGHT.replace("六个月", "十五日") + "根据《土地管理法》作出。", "2021-06-01", [("CHK-R02", "hint")]),
        (RIGHT.replace("自收到本决定书之日起六十日内", "依法"), "2021-06-01", [("CHK-R02", "hint")]),
    ],
)  # fmt: skip
def test_the_periods_are_those_of_the_law_of_the_day(wrong, on, found):
    assert _found(wrong, on=on) == found


def test_bodies_are_named():
    assert _found(RIGHT.replace("思明区人民政府", "上级机关")) == [("CHK-R03", "hint")]
    assert _found(RIGHT.replace("依法向有管辖权的人民法院", "依法")) == [("CHK-R03", "hint")]
    both = RIGHT.replace("思明区人民政府", "思明区人民政府或者厦门市城市管理局")
    assert _found(both) == []
    assert _found(both, on="2024-02-01") == [("CHK-R03", "hint")]
    assert _found(RIGHT.replace("思明区人民政府", "厦门市税务局"), on="2024-02-01") == []


def test_from_2024_a_refusal_of_information_is_reviewed_first():
    title = "政府信息公开申请答复书"
    refusal = "决定不予公开。" + RIGHT
    assert _found(refusal, title, "2023-12-31") == []
    assert _found(refusal, title, "2024-01-01") == [("CHK-R04", "confirm")]
    assert _found("决定不予公开。" + FIRST, title, "2024-01-01") == []
    assert _found("您申请的信息不存在。" + RIGHT, title, "2024-01-01") == [("CHK-R04", "hint")]
    assert _found(RIGHT, "当场行政处罚决定书", "2024-01-01") == [("CHK-R04", "confirm")]
