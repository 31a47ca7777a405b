"""The texts of replies about information that is there, or isn't, or is another's (T10 to T18)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from yangguang.typesetting.official import day

from ..rules.grounds import FILES, FORBIDDEN, GROUNDS, INTERNAL, PROCESS, SAFETY, SECRET, THIRD_PARTY
from .facts import Facts, cite
from .kinds import KINDS, LetterKind
from .markup import Page
from .opening import Given, asked, carrier_name, course

# What the law says of each kind of information that is not disclosed, in the middle of a sentence (条例 art. 14 to 16).
WHAT = {
    SECRET: "属于依法确定为国家秘密的政府信息",
    FORBIDDEN: "属于法律、行政法规禁止公开的政府信息",
    SAFETY: "公开后可能危及国家安全、公共安全、经济安全、社会稳定",
    THIRD_PARTY: "涉及商业秘密、个人隐私等，公开会对第三方合法权益造成损害",
    INTERNAL: "属于行政机关的内部事务信息",
    PROCESS: "属于行政机关在履行行政管理职能过程中形成的过程性信息",
    FILES: "属于行政执法案卷信息",
}


def begin(page: Page, facts: Facts, kind: LetterKind, dated: dt.date) -> None:
    asked(page, facts)
    course(page, facts, kind, dated)


def because(page: Page, given: Given, *, facts_else: str = "", reasons_else: str = "") -> None:
    """Facts and reasons, those of the officer or, where the law needs no more, the plain statement (element 6)."""
    page.heading("事实和理由")
    page.p(given("facts") if given.has("facts") or not facts_else else facts_else, "事实")
    if given.has("reasons") or not reasons_else:
        page.p(given("reasons"), "理由")
    else:
        page.p(reasons_else, "理由")


def decide(page: Page, text: str) -> None:
    page.heading("处理决定")
    page.p(text, "处理决定")


def list_of(page: Page, facts: Facts, given: Given) -> None:
    """What is provided: title, carrier, pages, way (element 8)."""
    page.heading("提供的信息")
    rows: list[tuple[Any, ...]] = [
        (n, row.get("title", ""), carrier_name(row.get("carrier")), row.get("pages") or "—", facts.way)
        for n, row in enumerate(given.rows("provided"), 1)
    ]
    page.table(["序号", "信息名称", "载体", "页数", "提供方式"], rows, "提供的信息")


def granted(page: Page, facts: Facts, given: Given, dated: dt.date) -> None:
    kind = KINDS["T10"]
    begin(page, facts, kind, dated)
    because(
        page, given, facts_else="经检索和审查，所申请的信息由本机关负责公开，现已找到。",
        reasons_else="该信息不属于《条例》规定的不予公开的情形，可以公开。",
    )  # fmt: skip
    decide(
        page, f"依据{cite(kind.article, first=True)}的规定，本机关决定予以公开，并向{facts.you}提供下列信息。"
    )
    list_of(page, facts, given)


def public(page: Page, facts: Facts, given: Given, dated: dt.date) -> None:
    kind = KINDS["T11"]
    begin(page, facts, kind, dated)
    because(
        page, given, facts_else="经检索，所申请的信息已经主动公开。",
        reasons_else="对已经主动公开的信息，行政机关告知获取的方式和途径。",
    )  # fmt: skip
    decide(page, f"依据{cite(kind.article, first=True)}的规定，现告知{facts.you}获取该政府信息的方式和途径：")
    page.quote(given("where"), "提供的信息")


def partial(page: Page, facts: Facts, given: Given, dated: dt.date) -> None:
    kind = KINDS["T12"]
    begin(page, facts, kind, dated)
    because(page, given, facts_else="经检索和审查，所申请的信息中含有不应当公开的内容，能够作区分处理。")
    parts = given.rows("parts")
    grounds = [GROUNDS[row["ground"]].article for row in parts if row.get("ground") in GROUNDS]
    articles = "、".join(dict.fromkeys([kind.article, "条例第三十六条第（三）项", *grounds]))
    decide(
        page,
        f"依据{cite(articles, first=True)}的规定，本机关决定部分公开：向{facts.you}提供可以公开的内容；其余内容不予公开，并逐项说明理由。",
    )
    list_of(page, facts, given)
    page.heading("不予公开的内容和理由")
    page.table(
        ["序号", "不予公开的内容", "依据", "理由"],
        [(n, row.get("what", ""), _basis(row.get("ground")), row.get("reason", "")) for n, row in enumerate(parts, 1)],
        "不公开的部分",
    )  # fmt: skip


def _basis(code: Any) -> str:
    ground = GROUNDS.get(str(code or ""))
    return f"{cite(ground.article)}（{ground.name}）" if ground else "〔未填写：依据〕"


def refused(page: Page, facts: Facts, given: Given, dated: dt.date) -> None:
    kind = KINDS["T13"]
    begin(page, facts, kind, dated)
    because(page, given)
    code = str(given.values.get("ground") or "")
    what = WHAT.get(code, "属于不予公开的政府信息")
    articles = f"{kind.article}、{GROUNDS[code].article}" if code in GROUNDS else kind.article
    decide(
        page,
        f"{facts.you}申请公开的信息{what}。依据{cite(articles, first=True)}的规定，本机关决定不予公开。",
    )


def other_rules(page: Page, facts: Facts, given: Given, dated: dt.date) -> None:
    kind = KINDS["T14"]
    begin(page, facts, kind, dated)
    because(
        page,
        given,
        reasons_else="有关法律、行政法规对这类信息的获取有特别规定，应当依照其规定办理。",
    )
    decide(
        page,
        f"依据{cite(kind.article, first=True)}的规定，请{facts.you}依照有关法律、行政法规的规定办理。所依据的规定和办理途径是：",
    )
    page.quote(given("handled_by"), "提供的信息")


def not_held(page: Page, facts: Facts, given: Given, dated: dt.date) -> None:
    """T15: nobody believes it without the search (最高人民法院指导案例101号)."""
    kind = KINDS["T15"]
    begin(page, facts, kind, dated)
    page.heading("检索情况")
    page.p("本机关在职责范围内对所申请的信息作了检索，情况如下：")
    page.table(
        ["日期", "检索人", "检索范围", "检索词和方法", "结果"],
        [
            (day(row["on"]) if isinstance(row.get("on"), dt.date) else row.get("on") or "", row.get("by", ""),
             row.get("where", ""), row.get("keywords", ""), row.get("result", ""))
            for row in given.rows("search")
        ],
        "检索情况",
    )  # fmt: skip
    because(page, given, reasons_else="经检索，没有发现本机关制作、获取或者保存所申请的信息。")
    decide(
        page,
        f"依据{cite(kind.article, first=True)}的规定，现告知{facts.you}：所申请公开的政府信息不存在。",
    )


def not_ours(page: Page, facts: Facts, given: Given, dated: dt.date) -> None:
    kind = KINDS["T16"]
    begin(page, facts, kind, dated)
    because(page, given, facts_else="经审查，所申请的信息不由本机关制作或者保存。")
    decide(
        page,
        f"依据{cite(kind.article, first=True)}的规定，现告知{facts.you}：所申请公开的信息不属于本机关负责公开。"
        "请向负责公开该信息的行政机关提出申请，其名称和联系方式是：",
    )
    page.quote(given("other_organ"), "提供的信息")


def to_make(page: Page, facts: Facts, given: Given, dated: dt.date) -> None:
    kind = KINDS["T17"]
    begin(page, facts, kind, dated)
    because(page, given)
    decide(
        page,
        f"行政机关向申请人提供的信息，应当是已制作或者获取的政府信息。{facts.you}申请的信息需要本机关对现有政府信息进行加工、分析，"
        f"依据{cite(kind.article, first=True)}的规定，本机关决定不予提供。",
    )


def unclear(page: Page, facts: Facts, given: Given, dated: dt.date) -> None:
    kind = KINDS["T18"]
    begin(page, facts, kind, dated)
    because(page, given)
    decide(
        page,
        f"经补正，{facts.you}的申请内容仍不明确，本机关无法确定所指向的政府信息。依据{cite(kind.article, first=True)}的规定，"
        f"本机关无法向{facts.you}提供。{facts.you}可以明确内容后重新提出申请。",
    )


TEXTS: dict[str, Callable[[Page, Facts, Given, dt.date], None]] = {
    "T10": granted, "T11": public, "T12": partial, "T13": refused, "T14": other_rules, "T15": not_held, "T16": not_ours,
    "T17": to_make, "T18": unclear,
}  # fmt: skip
