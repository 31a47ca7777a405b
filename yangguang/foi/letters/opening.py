"""How letters begin and end: receipt, what was asked, what was done; remedies, whom to reach, how it is delivered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from yangguang.typesetting.official import day

from ..models import Carrier
from ..rules.fees import MOST
from ..rules.remedies import Remedies
from .desk import reached
from .facts import Facts
from .fields import DATE, FIELDS, NUMBER, ROWS, Values
from .kinds import LetterKind
from .markup import Page


class Given:
    """The fields of a letter as its text takes them: what is not filled in says so in its place (only previews show it)."""

    def __init__(self, values: Values) -> None:
        self.values = values

    def has(self, name: str) -> bool:
        value = self.values.get(name)
        return bool(value.strip() if isinstance(value, str) else value)

    def __call__(self, name: str) -> str:
        """The field as text; dates as letters bear them."""
        value = self.values.get(name)
        if FIELDS[name].type == DATE and isinstance(value, dt.date):
            return day(value)
        if FIELDS[name].type == NUMBER and value is not None:
            return str(value)
        return str(value).strip() if self.has(name) else f"〔未填写：{FIELDS[name].label}〕"

    def clause(self, name: str) -> str:
        """The field for the middle of a sentence: without the full stop at its end."""
        return self(name).rstrip("。；;.")

    def number(self, name: str) -> int:
        """The field as a number within what fees are computed for; anything else counts as none."""
        value = self.values.get(name)
        return value if isinstance(value, int) and 0 <= value <= MOST else 0

    def rows(self, name: str) -> list[dict[str, Any]]:
        value = self.values.get(name)
        return (
            [dict(row) for row in value or () if isinstance(row, Mapping)]
            if FIELDS[name].type == ROWS
            else []
        )


def asked(page: Page, facts: Facts, *, heading: bool = True) -> None:
    """Receipt, channel, number, and what was asked word for word (elements 2 to 4)."""
    if heading:
        page.heading("申请情况")
    received = day(facts.received_on) or "〔收到日期待双方确认〕"
    page.p(
        f"{received}，本机关收到{facts.you}以“{facts.channel}”方式提出的政府信息公开申请，申请编号为“{facts.number}”。"
        f"{facts.you}申请公开的信息是："
    )
    page.quote(facts.content, "申请内容")
    page.p(f"{facts.you}要求的获取形式为“{facts.carrier}”，获取途径为“{facts.way}”。")


def received_from_somebody(page: Page, facts: Facts) -> None:
    """The same for third parties and other organs, who are not told who asked."""
    received = day(facts.received_on) or "〔收到日期待双方确认〕"
    page.p(f"{received}，本机关收到一件政府信息公开申请，申请编号为“{facts.number}”。")


def steps_of(facts: Facts, kind: LetterKind, dated: dt.date) -> list[str]:
    """What was done before this letter, without what the letter itself does."""
    return [s.text for s in facts.steps if not (s.kind in kind.own and s.on == dated)]


def course(page: Page, facts: Facts, kind: LetterKind, dated: dt.date, *, heading: bool = True) -> None:
    """Correction, extension, consultation and fee, with their days and results (element 5)."""
    told = steps_of(facts, kind, dated)
    if told and heading:
        page.heading("办理经过")
    for text in told:
        page.p(text, "程序事实")


def remedy(page: Page, notice: Remedies) -> None:
    page.heading("救济途径")
    page.p(notice.sentence(), "救济途径")


def contact(page: Page, facts: Facts) -> None:
    """Whom to ask (element 11)."""
    told = "；".join(f"{name}：{value}" for name, value in reached(facts.desk))
    page.p(f"联系方式：{facts.organ}，{told or '〔未填写：联系方式〕'}。", "联系方式" if told else "")


def delivered(page: Page, way: str) -> None:
    """How the letter goes out (element 12)."""
    page.p(f"送达方式：{way}。", "送达方式")


def carrier_name(code: Any) -> str:
    """电子文件 for electronic; what is no code stays as it was written."""
    return dict(Carrier.choices).get(str(code or ""), str(code or ""))
