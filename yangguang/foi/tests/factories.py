"""Requests for tests of every room; all people and texts are 示例."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from yangguang.core.actors import Actor
from yangguang.foi.actions import charging, deciding, intake
from yangguang.foi.models import FoiRequest
from yangguang.foi.tests.cases import NUMBER, VALUES, ready, values
from yangguang.organisations.models import Role, Unit
from yangguang.organisations.tests.factories import actor_for, make_unit, openness_office

VISITOR = Actor(label="访客", address="192.0.2.1", channel="网页")


class Desk:
    """A unit that takes requests, with an editor, a second editor, a reviewer, a head and counsel; and the office."""

    def __init__(self, unit: Unit | None = None) -> None:
        self.office = openness_office()
        self.unit = unit or make_unit()
        ready(self.unit)
        self.editor, self.second = (actor_for(Role.EDITOR, self.unit) for _ in range(2))
        self.reviewer = actor_for(Role.REVIEWER, self.unit)
        self.head = actor_for(Role.HEAD, self.unit)
        self.counsel = actor_for(Role.LAWYER, self.unit)
        self.chief = actor_for(Role.HEAD, self.office)

    def register(self, *, channel: str = "visit", on: dt.date | None = None, **changed: Any) -> FoiRequest:
        """A request handed over at the counter (today when no day is named)."""
        return intake.register(
            self.unit, actor=self.editor, values=values(**changed), channel=channel,
            arrived_on=on or timezone.localdate(), evidence="示例：接收回执",
        )  # fmt: skip

    def apply(self, **changed: Any) -> FoiRequest:
        """A request by the web form."""
        return intake.apply(self.unit, actor=VISITOR, values=values(**changed))

    def decide(self, request: FoiRequest, ground: str = "36-1", **changed: Any) -> FoiRequest:
        """Draft, vet and sign a decision; returns the request as it stands then."""
        given: dict[str, Any] = {
            "ground": ground, "facts": "示例：经审查，所需信息为本机关制作。", "reasons": "示例：理由。", "where": "示例：区政府门户网站",
            "other_organ": "示例：某机关，0592-0000000", "handled_by": "示例：按规定到窗口查询", "earlier_text": "示例〔2021〕1号",
            "provided": [{"title": "示例：批复", "carrier": "paper", "pages": 2, "file": None}],
            "parts": [{"what": "示例：姓名和住址", "ground": "15", "reason": "示例：涉及个人隐私"}],
            **changed,
        }  # fmt: skip
        if ground == "36-4" and not request.searches.exists():
            deciding.record_search(
                request, actor=self.editor, on=timezone.localdate(), where="示例：档案系统", keywords="停车场 批复", result="没有",
            )  # fmt: skip
        decision = deciding.save(request, actor=self.editor, values=given, version=0)
        decision = deciding.submit(decision, actor=self.editor)
        for kind in deciding.open_vettings(decision):
            who = self.counsel if kind == "counsel" else self.reviewer
            deciding.vet(decision, actor=who, kind=kind, verdict="fit", text="示例：同意")
        deciding.sign(decision, actor=self.head, version=decision.version)
        request.refresh_from_db()
        return request


def back_date(request: FoiRequest, on: dt.date) -> FoiRequest:
    """Make a registered request one that was received on another day, in every record of that."""
    from yangguang.foi.actions import clocking

    request.events.filter(kind="received").update(on=on)
    clocking.refresh(request)
    request.refresh_from_db()
    return request


__all__ = ["NUMBER", "VALUES", "VISITOR", "Desk", "back_date", "charging", "values"]
