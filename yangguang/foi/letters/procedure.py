"""The texts of letters on the way: receipt, correction, reasons, extension, consultation, fee (T01 to T09)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from yangguang.typesetting.official import day

from ..models import Applicant
from ..rules import clock, fees
from .facts import Facts, cite, query_address
from .kinds import KINDS
from .markup import Page, shown
from .opening import Given, asked, course, received_from_somebody

CHOICES = "□同意公开\n□部分同意公开\n□不同意公开"
LINE, DAY = "_" * 24, "______年____月____日"  # to be filled in by hand


def registered(page: Page, facts: Facts, given: Given, dated: dt.date) -> None:
    """T01 登记表; the receipt goes with it as a slip."""
    applicant: Applicant = facts.request.applicant
    page.p(
        f"依据{cite('条例第二十九条、第三十一条、第四十五条', first=True)}的规定，本机关对下列政府信息公开申请予以登记。",
        "处理决定",
    )
    page.sheet([
        ("申请编号", facts.number), ("申请人", facts.applicant), ("类别", facts.request.get_applicant_kind_display()),
        ("证件", f"{applicant.get_identity_display()}　{masked(applicant.identity_number)}"),
        ("联系方式", contact_of(applicant)), ("申请方式", facts.channel), ("获取形式", facts.carrier),
        ("获取途径", facts.way), ("收到日期", day(facts.received_on) or "待双方确认"),
        ("收到依据", facts.request.receipt_evidence or "待双方确认"),
    ])  # fmt: skip
    page.p("申请公开的信息：")
    page.quote(facts.content, "申请内容")
    if facts.received_on is None:
        page.p("这一申请方式以双方确认之日为收到日，答复期限从确认之日的次日起计算，请保持联系畅通。")
    elif facts.due is not None:
        page.p(
            f"自收到之日的次日起{clock.REPLY}个工作日内答复，依目前情况应于{day(facts.due)}前答复；有补正、征求意见、延期等情形的，期限依法调整。"
        )


def receipt_slip(facts: Facts) -> str:
    page = Page()
    page.p(f"今收到{facts.applicant}的政府信息公开申请一件。")
    page.sheet([
        ("申请编号", facts.number), ("申请方式", facts.channel), ("收到日期", day(facts.received_on) or "待双方确认"),
        ("答复期限", day(facts.due) or "确认收到日期后计算"), ("受理机关", facts.organ),
    ])  # fmt: skip
    page.p(
        f"凭查询码可以在{query_address()}查询办理进度。查询码在提交或者登记时当面或者在页面上告知，本机关不留存；遗失的，请凭身份证明与本机关联系。"
    )
    return page.html


def masked(number: str) -> str:
    """An identity number with its middle hidden."""
    if len(number) <= 6:
        return "*" * len(number)
    return shown(number[:3] + "*" * (len(number) - 5) + number[-2:])


def contact_of(applicant: Applicant) -> str:
    told = [applicant.contact, applicant.phone, applicant.email, applicant.address, applicant.postcode]
    return shown("；".join(t for t in told if t)) or "—"


def correction(page: Page, facts: Facts, given: Given, dated: dt.date) -> None:
    """T02, once."""
    asked(page, facts, heading=False)
    course(page, facts, KINDS["T02"], dated, heading=False)
    page.p("经审查，该申请的内容不明确，本机关现予指导和释明。请补正以下事项：")
    page.quote(given("matters"), "事实")
    page.p(
        f"依据{cite('条例第三十条', first=True)}的规定，请于{given('until')}前补正。答复期限自本机关收到补正之日起计算；"
        "无正当理由逾期不补正的，视为放弃申请，本机关不再处理该申请。",
        "处理决定",
    )


def reasons(page: Page, facts: Facts, given: Given, dated: dt.date) -> None:
    """T03: why so many."""
    asked(page, facts, heading=False)
    course(page, facts, KINDS["T03"], dated, heading=False)
    page.p(f"经审查，{facts.you}申请公开政府信息的数量、频次明显超过合理范围，具体情况是：")
    page.quote(given("matters"), "事实")
    page.p(
        f"依据{cite('条例第三十五条', first=True)}的规定，请于{given('until')}前书面说明理由。理由不合理的，本机关告知不予处理；"
        "理由合理，但本机关无法在规定期限内答复的，本机关确定延迟答复的合理期限并告知。",
        "处理决定",
    )


def extension(page: Page, facts: Facts, given: Given, dated: dt.date) -> None:
    """T04: who agreed, how long, until when."""
    asked(page, facts, heading=False)
    course(page, facts, KINDS["T04"], dated, heading=False)
    if given.has("reason"):
        page.p(f"因{given.clause('reason')}，该申请需要延长答复期限。", "理由")
    page.p(
        f"依据{cite('条例第三十三条第二款', first=True)}的规定，经本机关政府信息公开工作机构负责人{given('approver')}同意，"
        f"答复期限延长{given('workdays')}个工作日，本机关将于{given('due')}前答复。",
        "处理决定",
    )


def ask_third_party(page: Page, facts: Facts, given: Given, dated: dt.date) -> None:
    """T05: fifteen working days; silence leaves it to the organ."""
    received_from_somebody(page, facts)
    page.p("经审查，该申请涉及的下列信息公开后可能损害贵方的合法权益：")
    page.quote(given("matter"), "涉及的信息")
    if given.has("reason"):
        page.p(given("reason"), "理由")
    page.p(
        f"依据{cite('条例第三十二条', first=True)}的规定，现征求贵方意见。请自收到本意见书之日起"
        f"{clock.CONSULTED}个工作日内填写所附意见回执，书面提出是否同意公开的意见；不同意公开或者部分同意公开的，请说明理由，并附证明材料。",
        "处理决定",
    )
    page.p(
        "逾期没有提出意见的，由本机关依照《条例》的规定决定是否公开。不同意公开且有合理理由的，本机关不予公开；"
        "本机关认为不公开可能对公共利益造成重大影响的，可以决定予以公开，并将决定公开的内容和理由书面告知贵方。"
    )


def ask_organ(page: Page, facts: Facts, given: Given, dated: dt.date) -> None:
    """T06: fifteen working days; silence is consent."""
    received_from_somebody(page, facts)
    page.p("该申请涉及本机关与贵单位共同制作的下列政府信息：")
    page.quote(given("matter"), "涉及的信息")
    if given.has("reason"):
        page.p(given("reason"), "理由")
    page.p(
        f"依据{cite('条例第三十四条', first=True)}的规定，现征求贵单位意见。请自收到本意见书之日起"
        f"{clock.CONSULTED}个工作日内填写所附意见回执，提出是否同意公开的意见；不同意公开或者部分同意公开的，请说明理由和依据。逾期没有提出意见的，视为同意公开。",
        "处理决定",
    )


def opinion_slip(facts: Facts, given: Given, number: str) -> str:
    page = Page()
    page.p(f"{facts.organ}：")
    page.p(f"{number}已收到。对其中所列信息，意见如下：")
    page.sheet([
        ("意见（请在方框内划√）", CHOICES), ("理由和依据（不同意、部分同意的必填）", "\n".join([LINE] * 4)),
        ("收到意见书的日期", DAY), ("单位（盖章）或者签名", LINE), ("答复日期", DAY), ("联系人和电话", LINE),
    ])  # fmt: skip
    return page.html


def consulted(page: Page, facts: Facts, given: Given, dated: dt.date) -> None:
    """T07: the applicant learns why the count stands still."""
    asked(page, facts, heading=False)
    course(page, facts, KINDS["T07"], dated, heading=False)
    third = given.values.get("consulted") != "agency"
    why = "涉及第三方的合法权益" if third else "由两个以上行政机关共同制作"
    whom, article = ("第三方", "条例第三十二条") if third else ("相关行政机关", "条例第三十四条")
    page.p(
        f"经审查，{facts.you}申请公开的信息{why}，本机关已于{given('asked_on')}书面征求{whom}的意见。", "事实"
    )
    page.p(
        f"依据{cite(f'{article}、第三十三条第三款', first=True)}的规定，{whom}应当自收到征求意见书之日起"
        f"{clock.CONSULTED}个工作日内提出意见，征求意见所需时间不计算在答复期限内。",
        "处理决定",
    )


def disclose_anyway(page: Page, facts: Facts, given: Given, dated: dt.date) -> None:
    """T08: the third party learns what is disclosed and why."""
    page.heading("有关情况")
    received_from_somebody(page, facts)
    page.p("该申请涉及与贵方有关的下列信息：")
    page.quote(given("matter"), "涉及的信息")
    if given.has("opinion"):
        page.p(f"本机关依法征求贵方意见，贵方的意见为：{given.clause('opinion')}。", "事实")
    page.heading("理由和依据")
    page.p(given("reason"), "理由")
    page.heading("处理决定")
    page.p(
        f"依据{cite('条例第十五条、第三十二条', first=True)}的规定，本机关决定向申请人公开上述信息，现书面告知贵方。",
        "处理决定",
    )


def fee(page: Page, facts: Facts, given: Given, dated: dt.date) -> None:
    """T09: basis, rates, amount, way and time of payment."""
    asked(page, facts, heading=False)
    course(page, facts, KINDS["T09"], dated, heading=False)
    numbers = {name: given.number(name) for name in ("items", "already", "pages", "amount")}
    by_items = given.values.get("method") != "pages"
    if by_items:
        bands = fees.by_items(numbers["items"], numbers["already"]).bands
        page.p(
            f"{facts.you}在同一自然月内此前已向本机关申请{numbers['already']}件，本次计{numbers['items']}件，"
            "按件计收，各档金额如下：",
            "事实",
        )
    else:
        bands = fees.by_pages(numbers["pages"]).bands
        page.p(f"该申请拟提供的信息共{numbers['pages']}页，按量计收，各档金额如下：", "事实")
    word = "件" if by_items else "页"
    page.table(
        ["档次", f"数量（{word}）", f"标准（元/{word}）", "金额（元）"],
        [(f"第{b.first}至{b.last}{word}", b.count, b.rate, b.amount) for b in bands], "收费计算",
    )  # fmt: skip
    page.p(
        f"依据{cite('条例第四十二条第一款、国办函〔2020〕109号第三条、第六条', first=True)}的规定，"
        f"本机关决定收取信息处理费{numbers['amount']}元。",
        "处理决定",
    )
    page.p(f"缴纳方式：{given('pay_how')}")
    page.p(
        f"请自收到本通知书次日起{clock.PAYMENT}个工作日内缴纳。答复期限自完成缴费次日起重新计算；逾期未缴纳的，视为放弃申请，本机关不再处理该申请。"
        "对计费数量和金额有疑问的，请在缴费期限内与本机关联系核对。",
        "期限",
    )


TEXTS: dict[str, Callable[[Page, Facts, Given, dt.date], None]] = {
    "T01": registered, "T02": correction, "T03": reasons, "T04": extension, "T05": ask_third_party, "T06": ask_organ,
    "T07": consulted, "T08": disclose_anyway, "T09": fee,
}  # fmt: skip
