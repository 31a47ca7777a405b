"""Marks of secrecy stop a text; sentences about secrecy do not."""

import datetime as dt

import pytest

from yangguang.checking.engine import RULES, examine
from yangguang.checking.subjects import Part, PartKind, Subject

pytestmark = pytest.mark.task(25)
DAY = dt.date(2021, 6, 1)
SECRECY = [r for r in RULES if r.group == "保密"]


def told(text, title="", kind=PartKind.TEXT):
    parts = (*([Part("标题", title, PartKind.TITLE)] if title else []), Part("正文", text, kind))
    return {(f.rule.code, f.severity) for f in examine(Subject(parts, DAY), SECRECY)}


@pytest.mark.parametrize(
    ("text", "code", "severity"),
    [
        ("机密★1年", "CHK-S01", "block"),
        ("秘密 ★ 长期\n关于……的通知", "CHK-S01", "block"),
        ("绝　密\n特急", "CHK-S01", "block"),
        ("密级：机密", "CHK-S01", "block"),
        ("（此件不公开）", "CHK-S02", "block"),
        ("公开属性：不予公开", "CHK-S02", "block"),
        ("此件依申请公开", "CHK-S03", "confirm"),
        ("内部资料　注意保存", "CHK-S04", "block"),
        ("【内部文件，请勿外传】", "CHK-S04", "block"),
        ("本材料阅后即焚，谢谢。", "CHK-S04", "confirm"),
        ("某某办法（送审稿）\n第一条", "CHK-S05", "confirm"),
        ("拟办意见：请张局长阅示", "CHK-S06", "confirm"),
        ("区政府第3次常务会议纪要\n一、", "CHK-S07", "confirm"),
    ],
)
def test_marks_are_found(text, code, severity):
    assert (code, severity) in told(text)


@pytest.mark.parametrize(
    "text",
    [
        "保守国家秘密，是公民的义务。",
        "涉及国家秘密、商业秘密、个人隐私的不予公开。",
        "国家秘密的密级分为绝密、机密、秘密三级。",
        "不得泄露工作秘密和内部资料。",
        "印刷内部资料性出版物应当办理准印证。",
        "有关会议纪要、请示报告等过程性信息可以不予公开。",
        "起草单位应当提交送审稿及其说明。",
        "文件上应当标明“内部资料”“请勿外传”字样。",
        "此件公开发布",
    ],
)
def test_sentences_about_secrecy_are_left_alone(text):
    assert not told(text)


def test_a_text_put_up_for_comments_may_be_a_draft():
    assert not told("某某办法（征求意见稿）\n第一条", "关于公开征求《某某办法》意见的公告")


def test_only_the_head_of_a_paper_says_what_it_is():
    long = "第一条　……\n" * 60
    assert not told(f"关于印发某某办法的通知\n{long}附件清单\n会议纪要\n（送审稿）")


def test_headers_and_comments_are_looked_at_too():
    assert ("CHK-S01", "block") in told("机密★", kind=PartKind.HIDDEN)
    assert ("CHK-S01", "block") in told("机密★", kind=PartKind.COMMENT)
