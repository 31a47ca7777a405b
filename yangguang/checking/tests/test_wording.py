"""Typos of official writing: sure ones are found with their mending, words that only look so are left alone."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yangguang.checking.engine import RULES, examine
from yangguang.checking.rules import wording
from yangguang.checking.subjects import Subject
from yangguang.checking.typos.confusions import confusions
from yangguang.checking.typos.lexicon import Lexicon, count_runs, grown_file, save, shipped
from yangguang.checking.typos.matching import suspects

pytestmark = pytest.mark.task(25)
DAY = dt.date(2021, 6, 1)


def _found(text):
    rules = [r for r in RULES if r.code.startswith("CHK-W")]
    return [(f.rule.code, f.shown) for f in examine(Subject.of_text(text, DAY), rules)]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("将考核结果做为评优依据", "做为"), ("统一布署安全生产工作", "布署"), ("位于区政府座落的街道", "座落"),
        ("截止目前已完成", "截止目前"),
        ("依法签定合同", "签定"), ("公民的权力和义务", "权力和义务"), ("按照法制政府建设要求", "法制政府"), ("及时拔付资金", "拔付"),
        ("对侵街房屋予以折除", "折除"), ("既使遇到困难", "既使"), ("给与补助", "给与补助"), ("群众反应强烈的问题", "群众反应强烈"),
        ("按装监控设备", "按装"), ("严禁营私舞蔽", "营私舞蔽"),
    ],
)  # fmt: skip
def test_confusions_of_official_writing_are_found(text, wrong):
    assert _found(text) == [("CHK-W01", wrong)]


@pytest.mark.parametrize(
    "text",
    [
        "以经济建设为中心", "2025年分年度目标",
        "以经认可的主体为单位统计", "自己经营的企业", "记者设记者站", "当会记录在案", "不做为难群众的事",
        "之即时送达", "可以经过审批",
        "贷款利率", "每年分两次拨付", "各部门分工负责", "拆扣押物品清单", "成都市政府", "报名截止目标日期前",
        "会计人员登记在册", "将设记名投票箱",
    ],
)  # fmt: skip
def test_words_that_meet_are_no_confusion(text):
    assert [c for c, _ in _found(text) if c == "CHK-W01"] == []


@pytest.mark.parametrize(
    ("text", "wrong", "right"),
    [
        ("严厉打击弄须作假行为", "须", "虚"), ("加快基础没施建设", "没", "设"), ("坚决反对官寮主义", "寮", "僚"),
        ("落实中央八项归定精神", "归", "规"),
        ("一般公共予算收入", "予", "预"),
    ],
)  # fmt: skip
def test_a_phrase_with_one_character_that_sounds_or_looks_like_it(text, wrong, right):
    found = [(s.wrong, s.right) for s in suspects(text, shipped())]
    assert found == [(wrong, right)]


@pytest.mark.parametrize(
    "text",
    [
        "国务院办公厅关于印发实施方案的通知",
        "与卫星平台和微信平台同步发布",
        "第二十三条和第二十四条",
        "因工负伤的职工",
    ],
)
def test_right_phrases_are_left_alone(text):
    assert list(suspects(text, shipped())) == []


def test_the_units_own_texts_tell_more():
    """Three texts that say 近邻党建 make 近林党建 a slip; two do not."""
    texts = [f"第{n}年由区发改局牵头抓好近邻党建落实到位" for n in range(3)]
    lexicon = Lexicon()
    lexicon.grow(count_runs(texts))
    assert [(s.wrong, s.right) for s in suspects("由区发改局牵头抓好近林党建落实到位", lexicon)] == [
        ("林", "邻")
    ]
    few = Lexicon()
    few.grow(count_runs(texts[:2]))
    assert list(suspects("由区发改局牵头抓好近林党建落实到位", few)) == []


def test_grown_runs_are_kept_in_a_file_and_read_when_it_changes(tmp_path, settings):
    settings.HOME = tmp_path
    assert ("CHK-W02", "林") not in _found("由区发改局牵头抓好近林党建落实到位")
    counts = count_runs(["由区发改局牵头抓好近邻党建落实到位"] * 3)
    save(counts, tmp_path / wording.GROWN)
    assert grown_file(tmp_path / wording.GROWN) == counts
    assert ("CHK-W02", "林") in _found("由区发改局牵头抓好近林党建落实到位")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("各单位的的意见", "CHK-W03"), ("加强领导，，确保落实", "CHK-W03"), ("已经完成。。", "CHK-W03"), ("组织开展开展检查", "CHK-W03"),
        ("加强领导,确保落实", "CHK-W04"), ("根据《条例规定\n执行\n\n请遵照", "CHK-W05"), ("根据条例》规定", "CHK-W05"),
    ],
)  # fmt: skip
def test_marks(text, code):
    assert [c for c, _ in _found(text)] == [code]


@pytest.mark.parametrize(
    "text",
    [
        "目的的实现", "实实在在", "违法行为为重点", "以及及时办理", "和和睦睦", "印发《关于某某的\n实施意见》的通知",
        "1,234.5元", "http://a.cn:80/x",
        "等等……", "“甲。\n“乙。”", "关于《河北省...",
    ],
)  # fmt: skip
def test_right_marks_are_left_alone(text):
    assert _found(text) == []


@pytest.mark.parametrize(
    ("lines", "wrong"),
    [
        ("一、甲\n二、乙\n四、丙", ["四"]), ("一、甲\n二、乙\n二、丙\n三、丁", ["二"]),
        ("一、甲\n（一）子\n（二）丑\n二、乙\n（一）子", []),
        ("1.甲\n2.乙\n4.丙", ["4"]), ("一、甲\n二、乙\n三、丙\n一、子\n二、丑\n四、丁", []), ("二、甲\n五、乙", []),
        ("2021.5\n2021.7", []),
        ("第一条 甲\n第二条 乙\n第四条 丙", ["四"]), ("第一条 甲\n第二条 乙第三条 丙\n第四条 丁", []),
        ("第一条 甲\n第二条 乙\n第二条 丙\n第三条 丁", ["二"]),
        ("十八、甲\n十九、乙\n二十、丙", []),
    ],
)  # fmt: skip
def test_headings_are_in_order(lines, wrong):
    assert [w for c, w in _found(lines) if c == "CHK-W06"] == wrong


@given(st.integers(2, 60))
def test_a_full_list_is_in_order_and_one_without_its_middle_is_not(n):
    digits = "〇一二三四五六七八九"

    def chinese(i):
        tens, ones = divmod(i, 10)
        return ("" if tens < 2 else digits[tens]) + ("十" if tens else "") + (digits[ones] if ones else "")

    lines = [f"{chinese(i)}、某项内容" for i in range(1, n + 3)]
    assert _found("\n".join(lines)) == []
    del lines[n - 1]
    assert [c for c, _ in _found("\n".join(lines))] == (["CHK-W06"] if n > 2 else ["CHK-W06"] * (n == 3))


def test_the_list_of_confusions_is_whole():
    known = confusions()
    assert len({c.wrong for c in known}) == len(known) > 200
    assert all(c.wrong != c.right and c.why and not set(c.wrong) - set(c.wrong.strip()) for c in known)
    # No mending is itself a confusion.
    assert not {c.wrong for c in known} & {c.right for c in known}


@given(st.text(alphabet="的了《》“”，。、,;一二三四、（）1.2第条\n以经济建设为中心弄须作假", max_size=80))
def test_no_text_breaks_the_rules(text):
    _found(text)
