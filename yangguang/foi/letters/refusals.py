"""The texts of replies to requests that are not dealt with, and of what else is told (T19 to T26)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from yangguang.typesetting.official import day

from ..rules import clock
from ..rules.grounds import NOT_PAID
from . import kinds
from .facts import Facts, cite
from .fields import variant_of
from .kinds import KINDS
from .markup import Page
from .opening import Given, asked
from .replies import because, begin, decide


def petition(page: Page, facts: Facts, given: Given, dated: dt.date) -> None:
    kind = KINDS["T19"]
    begin(page, facts, kind, dated)
    because(page, given)
    decide(
        page,
        f"{facts.you}以政府信息公开申请的形式进行信访、投诉、举报等活动。依据{cite(kind.article, first=True)}的规定，"
        "本机关不作为政府信息公开申请处理。",
    )
    page.p(
        given("handled_by")
        if given.has("handled_by")
        else f"{facts.you}的诉求可以通过信访、投诉、举报的相应渠道提出。"
    )


def repeated(page: Page, facts: Facts, given: Given, dated: dt.date) -> None:
    kind = KINDS["T20"]
    begin(page, facts, kind, dated)
    because(page, given)
    page.p(f"此前的答复：{given.clause('earlier')}。", "此前的答复")
    decide(
        page,
        f"本机关已就相同的政府信息公开申请作出答复。依据{cite(kind.article, first=True)}的规定，本机关对该申请不予重复处理。",
    )


def published(page: Page, facts: Facts, given: Given, dated: dt.date) -> None:
    kind = KINDS["T21"]
    begin(page, facts, kind, dated)
    because(
        page, given, facts_else=f"经审查，{facts.you}要求提供的是政府公报、报刊、书籍等公开出版物。",
        reasons_else="公开出版物可以通过公开渠道取得，行政机关可以告知获取的途径。",
    )  # fmt: skip
    decide(page, f"依据{cite(kind.article, first=True)}的规定，现告知{facts.you}获取的途径：")
    page.quote(given("where"), "提供的信息")


def excessive(page: Page, facts: Facts, given: Given, dated: dt.date) -> None:
    """T22: not dealt with; or, with good reasons, dealt with later."""
    if variant_of(KINDS["T22"], given.values) == kinds.DELAYED:
        _delayed(page, facts, given, dated)
        return
    kind = KINDS["T22"]
    begin(page, facts, kind, dated)
    because(page, given)
    decide(
        page,
        f"{facts.you}申请公开政府信息的数量、频次明显超过合理范围，所说明的理由不合理。依据{cite(kind.article, first=True)}的规定，"
        "本机关决定不予处理。",
    )


def _delayed(page: Page, facts: Facts, given: Given, dated: dt.date) -> None:
    kind = KINDS["T22"]
    asked(page, facts, heading=False)
    others = [s.text for s in facts.steps if not (s.kind == "delayed" and s.on == dated)]
    for text in others:
        page.p(text, "程序事实")
    page.p(
        f"{facts.you}申请公开政府信息的数量、频次明显超过合理范围，所说明的理由合理，但本机关无法在规定期限内答复：",
        "事实",
    )
    page.quote(given("reason"), "理由")
    page.p(
        f"依据{cite(kind.article, first=True)}的规定，本机关确定延迟答复的合理期限，将于{given('until')}前答复{facts.you}。",
        "处理决定",
    )


def reissue(page: Page, facts: Facts, given: Given, dated: dt.date) -> None:
    kind = KINDS["T23"]
    begin(page, facts, kind, dated)
    because(page, given)
    page.p(f"此前的答复：{given.clause('earlier')}。", "此前的答复")
    decide(
        page,
        f"{facts.you}要求本机关对已经获取的政府信息进行确认或者重新出具。依据{cite(kind.article, first=True)}的规定，"
        "本机关不予重新出具或者确认。",
    )


def lapsed(page: Page, facts: Facts, given: Given, dated: dt.date) -> None:
    """T24: time to correct or to pay has passed."""
    kind = KINDS["T24"]
    begin(page, facts, kind, dated)
    page.heading("事实和理由")
    unpaid = given.values.get("ground") == NOT_PAID
    notice, act, article = (
        ("信息处理费收费通知书", "缴纳信息处理费", "国办函〔2020〕109号第六条")
        if unpaid
        else ("补正告知书", "补正", "条例第三十条")
    )
    if given.has("facts"):
        page.p(given("facts"), "事实")
    else:
        on, until = (
            day(facts.noticed_on) or "〔未填写：通知日期〕",
            day(facts.answer_by) or "〔未填写：期限〕",
        )
        page.p(f"本机关于{on}向{facts.you}发出{notice}，期限至{until}。{facts.you}逾期没有{act}。", "事实")
    if given.has("reasons"):
        page.p(given("reasons"), "理由")
    elif unpaid:
        page.p(
            f"申请人应当自收到收费通知次日起{clock.PAYMENT}个工作日内缴纳，逾期未缴纳的，视为放弃申请。",
            "理由",
        )
    else:
        page.p(f"{facts.you}没有说明逾期的正当理由。申请人无正当理由逾期不补正的，视为放弃申请。", "理由")
    law = f"{cite('条例第四十二条', first=True)}和{cite(article)}" if unpaid else cite(article, first=True)
    decide(page, f"依据{law}的规定，本机关不再处理该申请。")


def corrected(page: Page, facts: Facts, given: Given, dated: dt.date) -> None:
    """T25: data about the applicant that is wrong (条例 art. 41): mended, handed on, or left with reasons."""
    kind = KINDS["T25"]
    begin(page, facts, kind, dated)
    page.heading("事实和理由")
    page.p(given("facts"), "事实")
    if given.has("reasons") or given.values.get("outcome") == kinds.DECLINED:
        page.p(given("reasons"), "理由")
    else:
        page.p(
            "行政机关提供的与申请人自身相关的政府信息记录不准确，经审核属实的，应当更正；"
            "不属于本机关职能范围的，可以转送有权更正的机关处理。",
            "理由",
        )
    outcome = given.values.get("outcome")
    law = cite(kind.article, first=True)
    if outcome == kinds.TRANSFERRED:
        whom = given.clause("other_organ")
        decide(
            page,
            f"依据{law}的规定，该事项不属于本机关职能范围，本机关已转送{whom}处理，现告知{facts.you}。涉及的记录是：",
        )
    elif outcome == kinds.DECLINED:
        decide(page, f"依据{law}的规定，经审核，本机关决定对下列记录不予更正：")
    else:
        decide(page, f"依据{law}的规定，经审核属实，本机关决定更正下列记录：")
    page.quote(given("matter"), "涉及的信息")


def otherwise(page: Page, facts: Facts, given: Given, dated: dt.date) -> None:
    kind = KINDS["T26"]
    begin(page, facts, kind, dated)
    because(page, given)
    decide(
        page, f"依据{cite(kind.article, first=True)}的规定，本机关对该申请作出上述处理，现告知{facts.you}。"
    )
    if given.has("handled_by"):
        page.p(given("handled_by"))


TEXTS: dict[str, Callable[[Page, Facts, Given, dt.date], None]] = {
    "T19": petition, "T20": repeated, "T21": published, "T22": excessive, "T23": reissue, "T24": lapsed, "T25": corrected,
    "T26": otherwise,
}  # fmt: skip
