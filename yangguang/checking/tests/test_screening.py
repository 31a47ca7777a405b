"""The quick look before the rules: it may let too much through to them, never too little."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yangguang.checking import screening
from yangguang.checking.engine import RULES, examine
from yangguang.checking.subjects import Part, Subject

DAY = dt.date(2021, 6, 1)
BLOCKING = [r for r in RULES if r.group in screening.GROUPS and r.severity == "block"]
MARKS = [
    "机密★10年", "密级：秘密", "绝 密", "内部资料", "（内部参考）", "【内 参】", "工作秘密", "注意保存", "阅后收回", "请勿外传", "严禁翻印",
    "此件不予公开", "本件不宜公开", "公开属性：不公开", "该件不得上网", "妥善保管", "仅供内部使用", "禁止转发", "不得扩散",
]  # fmt: skip
NUMBERS = [
    "11010519491231002X",
    "13950112233",
    "6222021234567890128",
    "E12345678",
    "G1234567",
    "军字第123456号",
    "一三九五〇一一二二三三",
]
LABELS = ["身份证号", "手机", "卡号", "护照", "军官证", "台胞证", "联系电话", ""]


def subject(text: str) -> Subject:
    return Subject((Part("body", text),), DAY, "notice", {})


@pytest.mark.task(25)
@given(
    st.sampled_from(MARKS) | st.sampled_from(NUMBERS),
    st.sampled_from(LABELS),
    st.sampled_from(["", " ", "\u3000", "-", "－", "\u200b", "\n", "  "]),
    st.integers(0, 12),
    st.booleans(),
)
def test_no_rule_finds_what_has_no_sign(words: str, label: str, gap: str, at: int, wide: bool):
    """Also with digits written apart or in full width."""
    said = words[:at] + gap + words[at:]
    if wide:
        said = said.translate({48 + n: 0xFF10 + n for n in range(10)})
    whole = subject(f"申请人示例甲{label}：{said}\n{said}\n另行通知。")
    blocking = [f.fingerprint for f in examine(whole, BLOCKING) if f.severity == "block"]
    assert [f.fingerprint for f in screening.forbidden(whole)] == blocking


@pytest.mark.task(25)
def test_usual_texts_need_no_closer_look():
    assert not screening.suspicious(
        "为方便群众办事，现将办理条件、程序予以公开。电话 5858000 转 12。2021年3月1日起施行。" * 20
    )
