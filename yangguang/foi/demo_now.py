"""What is on the sample desk today: requests in every state that waits for somebody. Everything is 示例."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from yangguang.organisations.models import Unit

from .actions import charging, clock_acts, consulting, intake, serving
from .demo_people import APPLICANT, Cast, Story, draft, found_file, officer, person, sign, unit_named, vet
from .demo_year import BUILDING, CITY, MAIN, SCHOOLS, STREET, online, take_in
from .models import FoiRequest

Ago = Callable[[int], dt.date]  # so many working days before today


def stories(cast: Cast, ago: Ago) -> list[Story]:
    """Every story whose unit the site has."""
    made: list[Story] = []
    for name, tellers in _TOLD.items():
        if (unit := unit_named(name)) is not None:
            made += [tell(unit, cast, ago) for tell in tellers]
    return made


def _give(request: FoiRequest, cast: Cast) -> None:
    """To the account that tries the system out."""
    if (user := cast.users.get("fgj-edit")) is not None:
        intake.assign(request, actor=officer(request.unit), officer=user)


def answered(unit: Unit, cast: Cast, ago: Ago) -> Story:
    """Answered on the web and not picked up yet; its query code is told."""
    yield ago(15)
    request = online(unit, "请公开充电桩建设补贴的申报条件。", person(40))
    cast.codes.append(request.query_code)  # type: ignore[attr-defined]
    yield ago(14)
    intake.confirm_receipt(request, actor=officer(unit), on=ago(14), evidence="示例：电话确认，留有记录")
    yield ago(3)
    text = "示例：申报条件\n一、在本区登记的充电设施运营企业。\n二、桩体已经验收并接入监管平台。"
    file = found_file(request, "示例：申报条件.txt", text)
    provided: list[dict[str, Any]] = [
        {"title": "示例：充电桩建设补贴申报条件", "carrier": "electronic", "pages": 1, "file": file.pk}
    ]
    decision = draft(request, "36-2", provided=provided)
    vet(decision)
    sign(decision)
    yield ago(2)
    serving.send(request.letters.latest("pk"), actor=officer(unit), way="web", sent_on=ago(2))
    _give(request, cast)


def overdue(unit: Unit, cast: Cast, ago: Ago) -> Story:
    """Nobody has answered in twenty working days."""
    yield ago(24)
    request = take_in(unit, ago(24), "请公开去年节能审查的项目名单。", person(41), "visit")
    _give(request, cast)


def near(unit: Unit, cast: Cast, ago: Ago) -> Story:
    """Due in a few days."""
    yield ago(17)
    request = take_in(unit, ago(17), "请公开价格监测点的布局方案。", person(42))
    _give(request, cast)


def asking(unit: Unit, cast: Cast, ago: Ago) -> Story:
    """Another organ is being asked."""
    yield ago(9)
    request = take_in(unit, ago(9), "请公开夜市经营时段联合会商的记录。", person(49), "visit")
    _give(request, cast)
    other = unit_named(CITY)
    if other is not None:
        yield ago(2)
        consulting.ask(
            request, actor=officer(unit), kind="agency", unit=other, matter="示例：记录中的市容管理部分"
        )


def to_sign(unit: Unit, cast: Cast, ago: Ago) -> Story:
    """Drafted and looked at today; the head only has to sign."""
    yield ago(10)
    request = take_in(unit, ago(10), "请公开区重点项目库的入库标准。", person(43), "visit")
    _give(request, cast)
    yield ago(0)
    provided = [{"title": "示例：入库标准", "carrier": "paper", "pages": 3, "file": None}]
    decision = draft(request, "36-2", actor=cast.actor("fgj-edit", unit, "承办人"), provided=provided)
    vet(decision, actors=[cast.actor(n, unit, "审核人") for n in ("fgj-check", "fgj")])


def to_confirm(unit: Unit, cast: Cast, ago: Ago) -> Story:
    """Came by the web form yesterday; the applicant has written besides."""
    yield ago(1)
    request = online(unit, "请公开公共停车位收费标准的调整依据。", person(44))
    intake.write(request, actor=APPLICANT, text="示例：请打电话与我确认，谢谢。", from_applicant=True)


def correcting(unit: Unit, cast: Cast, ago: Ago) -> Story:
    """The applicant has to make clear what is meant."""
    yield ago(6)
    request = take_in(unit, ago(6), "请公开上次那个通知。", person(45))
    yield ago(3)
    until = ago(0) + dt.timedelta(days=18)
    clock_acts.ask_correction(
        request, actor=officer(unit), matters="示例：请写明是哪一年、关于什么的通知。", until=until
    )


def charged(unit: Unit, cast: Cast, ago: Ago) -> Story:
    """Very many pages: the applicant has to pay first."""
    yield ago(8)
    request = take_in(unit, ago(8), "请提供道路改造工程的全部竣工图纸复印件。", person(46), "visit")
    yield ago(4)
    charging.notify(request, actor=officer(unit, "负责人"), method="pages", pages=240)


def extended(unit: Unit, cast: Cast, ago: Ago) -> Story:
    """With more time than usual."""
    yield ago(18)
    request = take_in(unit, ago(18), "请公开近五年学位供需的统计表。", person(47), "visit")
    yield ago(1)
    clock_acts.extend(
        request, actor=officer(unit, "负责人"), workdays=10, reason="示例：需要从多个系统调取数据"
    )


def handled(unit: Unit, cast: Cast, ago: Ago) -> Story:
    """Being worked on."""
    yield ago(5)
    take_in(unit, ago(5), "请公开便民服务点的布点方案。", person(48), "visit")


_TOLD: dict[str, tuple[Callable[[Unit, Cast, Ago], Story], ...]] = {
    MAIN: (overdue, near, answered, asking, to_sign, to_confirm), BUILDING: (charged,), SCHOOLS: (correcting, extended),
    STREET: (handled,),
}  # fmt: skip
