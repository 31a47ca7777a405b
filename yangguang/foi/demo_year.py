"""The sample half year: requests of 2021 (and two of the year before) that have all been answered. Everything is 示例."""

from __future__ import annotations

import datetime as dt
from typing import Any

from yangguang.core import calendar
from yangguang.organisations.models import Unit
from yangguang.publications.models import Publication

from . import repeated
from .actions import (
    after,
    applying,
    archiving,
    challenging,
    charging,
    clock_acts,
    closing,
    consulting,
    deciding,
    figures,
    intake,
    serving,
)
from .demo_people import (
    APPLICANT,
    Cast,
    Story,
    draft,
    firm,
    found_file,
    officer,
    person,
    sign,
    together,
    unit_named,
    vet,
)
from .models import Conversion, FoiRequest
from .rules.grounds import GROUNDS

YEAR = 2021
MAIN, BUILDING, SCHOOLS, STREET, CITY, CIVIL = (
    "区发改局", "区建设局", "区教育局", "筼筜街道", "区城管局", "区民政局",
)  # fmt: skip
MANY = (
    "东侧地块", "西侧地块", "南侧地块", "北侧地块", "一号路", "二号路", "三号路", "四号路", "地下车库", "社区会所", "临时围挡", "景观水池",
)  # fmt: skip


def d(month: int, day: int) -> dt.date:
    return dt.date(YEAR, month, day)


def stories(cast: Cast) -> list[Story]:
    """Every story whose unit the site has."""
    made: list[Story] = []
    for name, tellers in _TOLD.items():
        unit = unit_named(name)
        if unit is not None and intake.accepting_units(d(1, 4)).filter(pk=unit.pk).exists():
            made += [tell(unit) for tell in tellers]
    return made


# --- steps that most stories share ---


def take_in(
    unit: Unit, on: dt.date, content: str, who: dict[str, Any], channel: str = "registered"
) -> FoiRequest:
    values = {**who, "content": f"示例：{content}"}
    evidence = "示例：接收回执" if channel == "visit" else "示例：邮件单号和签收记录"
    return intake.register(
        unit, actor=officer(unit), values=values, channel=channel, arrived_on=on, evidence=evidence
    )


def online(unit: Unit, content: str, who: dict[str, Any]) -> FoiRequest:
    made: FoiRequest = intake.apply(unit, actor=APPLICANT, values={**who, "content": f"示例：{content}"})
    return made


def answer(request: FoiRequest, on: dt.date, ground: str, **values: Any) -> Story:
    """Decide on the day, post the letters the day after, have them arrive two days later; look at art. 44; archive."""
    yield on
    decision = draft(request, ground, **values)
    vet(decision)
    sign(decision)
    yield from finish(request, on)


def finish(request: FoiRequest, on: dt.date, verdict: str = "keep") -> Story:
    days = calendar.load()
    yield (sent := days.add(on, 1).due)
    clerk = officer(request.unit)
    for letter in request.letters.filter(deliveries=None, void_at=None):
        serving.send(letter, actor=clerk, way="post", sent_on=sent, proof=f"示例：邮件单号 SL{letter.pk:06d}")
    yield (came := days.add(on, 3).due)
    for letter in request.letters.filter(deliveries__served_on=None).distinct():
        serving.confirm(letter.deliveries.get(), actor=clerk, served_on=came, proof="示例：签收回单")
    yield days.add(on, 6).due
    found = FoiRequest.objects.get(pk=request.pk)
    if GROUNDS[found.ground].released and not Conversion.objects.filter(request=found).exists():
        reason = "示例：只与申请人有关，不宜向所有人公开" if verdict == "keep" else "示例：与很多人有关"
        after.judge(found, actor=officer(found.unit, "审核人"), verdict=verdict, reason=reason)
    if verdict == "keep":
        archiving.archive(found, actor=clerk)


# --- the stories ---


def last_year(unit: Unit) -> Story:
    """Two requests of the year before, one carried over; its figures are locked in January."""
    yield (on := dt.date(YEAR - 1, 12, 7))
    first = take_in(unit, on, "请公开某产业园的项目建议书批复。", person(1))
    yield dt.date(YEAR - 1, 12, 14)
    second = take_in(unit, dt.date(YEAR - 1, 12, 14), "请公开某停车楼的核准文件。", person(2))
    provided = [{"title": "示例：项目建议书批复", "carrier": "paper", "pages": 3, "file": None}]
    yield from together(
        answer(first, dt.date(YEAR - 1, 12, 22), "36-2", provided=provided), answer(second, d(1, 8), "36-1")
    )
    yield d(1, 20)
    figures.lock(unit, actor=officer(unit, "负责人"), year=YEAR - 1, note="示例")


def granted(unit: Unit) -> Story:
    """By the web form: confirmed, a file found and given; it is public for everyone since."""
    yield d(1, 11)
    request = online(unit, "请公开小微企业用房补贴的申报指南。", person(3))
    yield d(1, 12)
    intake.confirm_receipt(request, actor=officer(unit), on=d(1, 12), evidence="示例：电话确认，留有记录")
    yield d(1, 25)
    text = "示例：申报指南\n一、补贴对象：在本区登记的小微企业。\n二、补贴标准：每平方米每月十元。\n三、受理：街道便民服务中心。"
    file = found_file(request, "示例：申报指南.txt", text)
    provided = [
        {"title": "示例：小微企业用房补贴申报指南", "carrier": "electronic", "pages": 2, "file": file.pk}
    ]
    decision = draft(request, "36-2", provided=provided)
    vet(decision)
    sign(decision)
    yield from finish(request, d(1, 25), "publish")
    public = Publication.objects.filter(
        unit=unit, live=True, first_published_at__date__range=(d(1, 25), d(2, 26))
    )
    shown = public.order_by("first_published_at", "pk").first()
    if shown is not None:
        yield d(2, 26)
        conversion = Conversion.objects.get(request=request)
        after.link_publication(conversion, actor=officer(unit), publication=shown)


def partial(unit: Unit) -> Story:
    """A third party refuses; part is given; a review puts it right, and the unit learns from that."""
    yield d(2, 1)
    request = take_in(unit, d(2, 1), "请公开某停车场特许经营协议全文。", firm(4, "C5"), "visit")
    yield d(2, 3)
    asked = consulting.ask(
        request, actor=officer(unit), kind="third_party", name="示例停车管理公司", address="示例路 66 号",
        matter="示例：协议中的投资回报条款",
    )  # fmt: skip
    yield d(2, 10)
    consulting.answer(
        asked,
        actor=officer(unit),
        answer="refuse",
        on=d(2, 10),
        reason="示例：涉及商业秘密，公开会损害竞争地位",
    )
    yield from answer(
        request, d(3, 2), "37",
        provided=[{"title": "示例：特许经营协议（节选）", "carrier": "paper", "pages": 18, "file": None}],
        parts=[{"what": "示例：投资回报条款", "ground": "15", "reason": "示例：第三方不同意公开，且属于商业秘密"}],
    )  # fmt: skip
    yield d(3, 22)
    request = FoiRequest.objects.get(pk=request.pk)
    review = challenging.register(
        request,
        actor=officer(unit),
        kind="review",
        body="示例复议机关",
        number="示例复〔2021〕7号",
        filed_on=d(3, 22),
    )
    yield d(5, 17)
    challenging.decide(
        review, actor=officer(unit), outcome="corrected", decided_on=d(5, 17), how="撤销并责令重新答复",
        summary="示例：没有说明投资回报条款为何属于商业秘密",
    )  # fmt: skip
    yield d(6, 8)
    challenging.learn(
        review,
        actor=officer(unit, "审核人"),
        lesson="示例：已重新答复；今后对第三方主张的商业秘密逐条核实构成要件。",
    )


def corrected(unit: Unit) -> Story:
    """Not clear at first; corrected in time, and the clock begins anew."""
    yield d(3, 1)
    request = take_in(unit, d(3, 1), "请公开学校的那份文件。", person(5))
    yield d(3, 4)
    clock_acts.ask_correction(
        request, actor=officer(unit), matters="示例：请写明学校和文件的名称或者年份。", until=d(3, 25)
    )
    yield d(3, 16)
    applying.correct(request, actor=APPLICANT, text="示例：要的是 2020 年小学招生计划。")
    yield from answer(request, d(4, 2), "36-1")


def not_corrected(unit: Unit) -> Story:
    """Asked to make it clear, the applicant says nothing."""
    yield d(3, 8)
    request = take_in(unit, d(3, 8), "请公开所有相关材料。", person(6))
    yield d(3, 11)
    clock_acts.ask_correction(
        request, actor=officer(unit), matters="示例：请写明要哪一项材料。", until=d(4, 1)
    )
    yield d(4, 7)
    closing.lapse(request, actor=officer(unit, "审核人"))
    yield from finish(request, d(4, 7))


def extended(unit: Unit) -> Story:
    """Long searched for with more time, and not held."""
    yield d(3, 22)
    request = take_in(unit, d(3, 22), "请公开某路灯杆编号和安装日期的台账。", firm(7, "C4"))
    yield d(4, 16)
    clock_acts.extend(
        request, actor=officer(unit, "负责人"), workdays=15, reason="示例：台账分散在多个标段，需要逐一查找"
    )
    yield d(4, 28)
    deciding.record_search(
        request, actor=officer(unit), on=d(4, 28), where="示例：档案管理系统、养护台账", keywords="路灯 编号 安装日期",
        result="示例：没有找到按杆编号的台账",
    )  # fmt: skip
    yield from answer(request, d(5, 8), "36-4")


def agency(unit: Unit) -> Story:
    """Another organ of the district is asked and agrees."""
    other = unit_named(CIVIL)
    yield d(4, 12)
    request = take_in(unit, d(4, 12), "请公开社区食堂联合检查的会议纪要。", person(8), "visit")
    if other is not None:
        yield d(4, 14)
        asked = consulting.ask(
            request, actor=officer(unit), kind="agency", unit=other, matter="示例：联合检查会议纪要"
        )
        yield d(4, 22)
        consulting.answer(asked, actor=officer(other, "审核人"), answer="agree", on=d(4, 22))
    yield from answer(
        request, d(5, 10), "36-2", provided=[{"title": "示例：会议纪要", "carrier": "paper", "pages": 4, "file": None}]
    )  # fmt: skip


def many(unit: Unit) -> Story:
    """One applicant with a dozen requests in a month: the eleventh costs a fee, the twelfth is asked for its reasons."""
    who = person(9, carrier="paper", way="post")
    rows = []
    for number, what in enumerate(MANY):
        yield (on := (d(4, 6), d(4, 7), d(4, 8), d(4, 9), d(4, 12), d(4, 13))[number // 2])
        rows.append(take_in(unit, on, f"请公开{what}的施工许可档案。", who, "visit"))
    yield d(4, 19)
    fee = charging.notify(rows[10], actor=officer(unit, "负责人"), method="items")
    clock_acts.ask_reasons(
        rows[11], actor=officer(unit), matters="示例：本月同一申请人已申请十一件，请说明理由。", until=d(5, 6)
    )
    first = [answer(r, d(4, 20 + n // 2), "36-1") for n, r in enumerate(rows[:6])]
    yield from together(*first)
    yield d(4, 30)
    charging.pay(fee, actor=officer(unit), on=d(4, 30), amount=fee.amount, receipt_number="示例 0000001")
    provided = [{"title": "示例：施工许可档案", "carrier": "paper", "pages": 12, "file": None}]
    yield from together(
        *(answer(r, d(5, 6), "36-1") for r in rows[6:10]),
        answer(
            rows[11], d(5, 11), "35", reasons="示例：没有在期限内说明理由，数量、频次明显超过合理范围。",
            different_reason="示例：前几件在合理范围内，这一件超出。",
        ),
        answer(
            rows[10], d(5, 20), "36-2", provided=provided, different_reason="示例：已按规定缴费，且只要一份档案。"
        ),
    )  # fmt: skip


def late(unit: Unit) -> Story:
    """Answered after its day."""
    yield d(4, 9)
    request = take_in(unit, d(4, 9), "请公开集中修缮名单。", person(11))
    yield from answer(request, d(5, 26), "36-5", reasons="示例：名单由另一机关制作。")


def same(unit: Unit) -> Story:
    """Three people ask for the same within weeks: it may be published for everyone."""
    rows = []
    for number, on in enumerate((d(5, 17), d(5, 24), d(6, 1))):
        yield on
        rows.append(take_in(unit, on, "请公开滨海小区加装电梯补助的发放名册。", person(12 + number), "visit"))
    provided = [{"title": "示例：补助发放汇总表", "carrier": "paper", "pages": 2, "file": None}]
    days = (d(6, 10), d(6, 11), d(6, 15))
    yield from together(*(answer(r, on, "36-2", provided=provided) for r, on in zip(rows, days, strict=True)))
    yield d(6, 28)
    repeated.refresh(unit, d(6, 28), actor=officer(unit))


def refused(unit: Unit) -> Story:
    """An inquiry that belongs to a register, a complaint, a draft that is not final, a book that is sold: one by one."""
    told = (
        ("请公开某地块的不动产登记结果。", "36-7"), ("我要举报邻居违章搭建，请处理并公开。", "39-1"),
        ("请公开正在讨论的收费方案草稿。", "16-2a"), ("请把各路口车流量汇总成一张表给我。", "38"),
        ("请再发一次去年给过我的答复。", "36-6"),
    )  # fmt: skip
    came = (d(5, 6), d(5, 7), d(5, 10), d(5, 11), d(5, 12))
    decided = (d(5, 20), d(5, 24), d(5, 26), d(5, 31), d(6, 2))
    yield from together(
        *(
            _one_of(unit, *one)
            for one in zip(came, decided, [t[0] for t in told], [t[1] for t in told], range(5), strict=True)
        )
    )


def _one_of(unit: Unit, came: dt.date, decided: dt.date, content: str, ground: str, number: int) -> Story:
    yield came
    yield from answer(take_in(unit, came, content, person(20 + number), "visit"), decided, ground)


def split_up(unit: Unit) -> Story:
    """Three matters in one letter become three requests; the applicant takes one back."""
    yield d(6, 2)
    request = take_in(unit, d(6, 2), "请公开民政服务站的名单、预算和考核办法。", firm(30, "C4"))
    yield d(6, 3)
    charging.split(
        request, actor=officer(unit), matters=["示例：服务站名单", "示例：服务站预算", "示例：服务站考核办法"]
    )
    parts = list(FoiRequest.objects.filter(split_from=request).order_by("pk"))
    yield d(6, 8)
    closing.withdraw(parts[1], actor=officer(unit), reason="示例：申请人书面撤回")
    yield from together(answer(request, d(6, 15), "36-1"), answer(parts[0], d(6, 25), "36-1"))


_TOLD: dict[str, tuple[Any, ...]] = {
    MAIN: (last_year, granted, partial), SCHOOLS: (corrected, not_corrected), CITY: (extended, agency, refused),
    BUILDING: (many, same), STREET: (late,), CIVIL: (split_up,),
}  # fmt: skip
