"""The steps of handling a request, once: what the guide for the public tells must be what the desk does (FOI-07)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """A step by its name, with one sentence for whoever writes the guide, and its article."""

    name: str
    what: str
    article: str


STEPS = (
    Step("提出申请", "可以网上、当面、寄信、传真提出；书面有困难的，可以口头提出，由工作人员代填。", "条例第二十九条"),
    Step("登记确认", "我们收到后登记；网上、传真和平信的申请，以双方确认之日为收到日。", "条例第三十一条"),
    Step("补正", "写得不清楚的，我们在七个工作日内一次说清要补什么；补好后重新计算期限。", "条例第三十条"),
    Step("征求意见", "涉及他人或者其他机关的，我们要先征求意见，所需时间不算在期限里。", "条例第三十二条至第三十四条"),
    Step("延期", "二十个工作日内来不及的，经负责人同意，可以再延长，最多二十个工作日，并告诉您。", "条例第三十三条"),
    Step("收费", "不收取费用。申请的数量、频次明显超过合理范围的，可以收信息处理费。", "条例第四十二条"),
    Step("答复送达", "我们作出书面答复，并按您选的方式送到。", "条例第三十六条"),
    Step("救济", "对答复不服的，可以申请行政复议或者提起行政诉讼。", "条例第五十一条"),
    Step("转为主动公开", "多人申请的、大家都用得上的信息，我们会主动公布。", "条例第四十四条"),
)  # fmt: skip
NAMES = tuple(step.name for step in STEPS)
SECTION = ("办理流程", "办理步骤", "办理程序")  # headings under which the guide's steps stand
_NUMBERING = re.compile(
    r"^[\s（(]*(?:第)?[一二三四五六七八九十\d]+(?:步|[、.．）)：:])+\s*|^[（(][一二三四五六七八九十\d]+[）)]\s*"
)


def plain(heading: str) -> str:
    """A heading without its number."""
    return _NUMBERING.sub("", heading.strip()).strip(" 　：:")


def steps_in(headings: Sequence[tuple[int, str]]) -> list[str]:
    """The steps that a guide tells, from its headings (level, text).

    They are the headings one level below 办理流程 (办理步骤, 办理程序); without such a heading, those headings of the whole
    text that are steps of ours.
    """
    for number, (level, text) in enumerate(headings):
        if not any(word in text for word in SECTION):
            continue
        found: list[str] = []
        inner = 0
        for deeper, name in headings[number + 1 :]:
            if deeper <= level:
                break
            inner = inner or deeper
            if deeper == inner:
                found.append(plain(name))
        return found
    return [name for _, text in headings if (name := plain(text)) in NAMES]


def faults(headings: Sequence[tuple[int, str]]) -> list[str]:
    """How the guide's steps differ from the desk's; empty when they are the same in the same order."""
    told = steps_in(headings)
    if tuple(told) == NAMES:
        return []
    missing = [name for name in NAMES if name not in told]
    unknown = [name for name in told if name not in NAMES]
    found = [f"没有写“{name}”" for name in missing] + [f"“{name}”不是现在的办理步骤" for name in unknown]
    return found or ["步骤的先后和现在的办理流程不同"]
