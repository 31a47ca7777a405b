"""Requests with a course behind them, for tests of letters, delivery and archive; all people and texts are 示例."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone

from yangguang.core.actors import Actor
from yangguang.foi.actions import clocking, intake, letters
from yangguang.foi.models import Consultation, DeskSettings, FoiRequest, Letter, SearchRecord
from yangguang.foi.rules import events as e
from yangguang.foi.rules.events import Event
from yangguang.organisations.models import Role, Unit
from yangguang.organisations.tests.factories import actor_for, make_unit

# A number of the right form that belongs to nobody: a birthday in the region code 000000.
NUMBER = "000000190001010017"
VALUES: dict[str, Any] = {
    "applicant_kind": "C1", "name": "示例申请人甲", "identity": "resident", "identity_number": NUMBER,
    "phone": "05920000000", "email": "shili@example.org", "address": "示例路 1 号", "postcode": "361000",
    "content": "示例：请公开某某小区停车场收费的批复文件，文号不详。", "carrier": "electronic", "way": "web",
}  # fmt: skip
TODAY = dt.date(2021, 11, 1)  # the day on which the golden cases stand
COMMON: dict[str, Any] = {
    "facts": "示例：经审查，所申请的信息由本机关制作。", "reasons": "示例：理由成立。", "reason": "示例：情况复杂",
    "until": dt.date(2021, 11, 30),
    "matters": "示例：请写明文件的名称或者年份。", "workdays": 10, "due": dt.date(2021, 11, 15), "approver": "示例负责人",
    "matter": "示例：某公司的报价单。", "consulted": "third_party", "asked_on": dt.date(2021, 10, 20),
    "opinion": "不同意公开，理由是：示例", "method": "items", "items": 5, "already": 8, "pages": 0, "amount": 300,
    "pay_how": "示例：凭缴款通知到银行缴纳。", "where": "示例：区政府门户网站“政策文件”栏目。",
    "provided": [{"title": "示例：批复", "carrier": "paper", "pages": 2, "file": None}],
    "parts": [{"what": "示例：姓名和住址", "ground": "15", "reason": "示例：涉及个人隐私"}], "ground": "15",
    "handled_by": "示例：到登记机构窗口查询。", "other_organ": "示例：某机关，电话 0592-0000000。",
    "earlier": "示例教公开〔2021〕1号", "outcome": "corrected",
    "search": [{"on": dt.date(2021, 10, 12), "by": "示例人员", "where": "示例：档案系统", "keywords": "停车场 批复", "result": "没有找到"}],
}  # fmt: skip


def values(**changed: Any) -> dict[str, Any]:
    return {**VALUES, **changed}


class Case:
    """A unit with its people and settings, and a request that was handed over on 2021-09-28 (known as the golden case)."""

    def __init__(
        self, *, on: dt.date = dt.date(2021, 9, 28), unit: Unit | None = None, **changed: Any
    ) -> None:
        self.unit = unit or make_unit()
        self.editor, self.reviewer, self.head = (
            actor_for(r, self.unit) for r in (Role.EDITOR, Role.REVIEWER, Role.HEAD)
        )
        ready(self.unit)
        self.request = intake.register(
            self.unit, actor=self.editor, values=values(**changed), channel="visit", arrived_on=on,
            evidence="示例：接收回执",
        )  # fmt: skip

    def event(self, kind: str, on: dt.date, **more: Any) -> None:
        clocking.record(self.request, Event(kind, on, **more), actor=self.editor)
        self.request.refresh_from_db()

    def consult(self, on: dt.date, answered: dt.date, answer: str = "refuse") -> Consultation:
        made = Consultation.objects.create(
            request=self.request, kind="third_party", name="示例第三方", matter="示例：报价单", asked_on=on,
            answered_on=answered, answer=answer, reason="示例：商业秘密",
        )  # fmt: skip
        self.event(e.THIRD_PARTY_ASKED, on, party=made.party)
        self.event(e.THIRD_PARTY_ANSWERED, answered, party=made.party)
        return made

    def search(self) -> SearchRecord:
        return SearchRecord.objects.create(
            request=self.request, on=dt.date(2021, 10, 12), by_label="示例人员", where="示例：档案系统",
            keywords="停车场 批复", result="没有找到",
        )  # fmt: skip

    def issue(self, kind: str, *, dated: dt.date = TODAY, actor: Actor | None = None, **given: Any) -> Letter:
        """Issue a letter with every field there is, as changed."""
        with transaction.atomic():
            return letters.issue(
                self.request, kind, actor=actor or self.head, dated=dated, fields={**COMMON, **given},
                addressee="" if letters.KINDS[kind].to == "applicant" else "示例收件单位",
            )  # fmt: skip


def ready(unit: Unit, **changed: Any) -> DeskSettings:
    """Settings with which a unit can issue letters."""
    given = {"mark": f"示例{unit.pk}公开", "kind": "department", "superior": "示例市主管部门", "address": "示例路 2 号",
             "phone": "0592-0000000", **changed}  # fmt: skip
    return DeskSettings.objects.update_or_create(unit=unit, defaults=given)[0]


def closed(case: Case, ground: str = "36-2", on: dt.date = TODAY) -> FoiRequest:
    """The request as a signed decision leaves it."""
    request = case.request
    request.ground, request.row, request.closed_on = ground, "R1", on
    request.save()
    case.event(e.REPLIED, on)
    return FoiRequest.objects.get(pk=request.pk)


def now() -> dt.datetime:
    return timezone.now()
