"""The elements that every letter has to bear (regulations 7.2), looked for in its text before it is signed.

``check`` looks at what was written, not at what was meant to be: a date counts when it stands in the text.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

from django.urls import reverse

from yangguang.core.actions import Reason
from yangguang.typesetting.official import day

from ..rules import fees
from . import kinds
from .desk import named, reached
from .fields import DATE, FIELDS, NUMBER, TEXT, required
from .kinds import APPLICANT
from .markup import lines, squeezed
from .opening import steps_of
from .texts import UNNUMBERED, Draft

TITLE, NUMBERED, ADDRESSEE, RECEIVED, CHANNEL, REQUEST, CONTENT, COURSE = (
    "标题", "文号", "送达对象", "收到日期", "申请方式", "申请编号", "申请内容", "程序事实",
)  # fmt: skip
FACTS, REASONS, LAW, DECISION, PROVIDED, SEARCHED, CHARGED, GIVEN, MATTER = (
    "事实", "理由", "法律依据", "处理决定", "提供的信息", "检索情况", "收费计算", "必填事项", "涉及的信息",
)  # fmt: skip
REMEDY, ORGAN, DATED, CONTACT, DELIVERED = ("救济途径", "署名和印章位置", "成文日期", "联系方式", "送达方式")
_ARTICLE = re.compile(
    r"第[一二三四五六七八九十百]+条(?:第[一二三四五六七八九十]+款)?(?:第（[一二三四五六七八九十]+）项)?"
)


def needed(draft: Draft) -> list[str]:
    """The elements that this letter has to bear, in the order of the list."""
    kind, variant = draft.kind, draft.variant
    number = [] if draft.number == UNNUMBERED else [NUMBERED]  # a preview takes none
    found = [TITLE, *number, ADDRESSEE, RECEIVED, REQUEST]
    if kind.to == APPLICANT:
        found += [CHANNEL, CONTENT]
        if kind.code != "T01":
            found.append(COURSE)
    else:
        found.append(MATTER)
    found += [LAW, DECISION, GIVEN]
    if (kind.reply and variant != kinds.DELAYED) or kind.code == "T25":
        found += [FACTS, REASONS]
    if kind.code in ("T10", "T12"):
        found.append(PROVIDED)
    if kind.code == "T15":
        found.append(SEARCHED)
    if kind.code == "T09":
        found.append(CHARGED)
    if kinds.warns(kind, variant):
        found.append(REMEDY)
    return [*found, ORGAN, DATED, CONTACT, DELIVERED]


def check(draft: Draft) -> dict[str, bool]:
    """Each element that the letter has to bear, and whether it does."""
    text = squeezed(draft.text())
    return {name: bool(CHECKS[name](draft, text)) for name in needed(draft)}


def missing(draft: Draft) -> list[Reason]:
    """The elements that are lacking, each with the place where it is filled in; empty when the letter may go out."""
    return [_reason(name, draft) for name, there in check(draft).items() if not there]


def _carried(name: str) -> Callable[[Draft, str], bool]:
    """The text marked as this element is there and stands in the letter line by line."""

    def look(draft: Draft, text: str) -> bool:
        said = draft.marks.get(name, "")
        return bool(said) and "〔未填写" not in said and all(squeezed(part) in text for part in lines(said))

    return look


def _given(draft: Draft, text: str) -> bool:
    """Every field that the letter needs stands in it, word for word, as a date or as a number."""
    for name in required(draft.kind, draft.variant):
        value, field = draft.values.get(name), FIELDS[name]
        if field.type == DATE:
            there = isinstance(value, dt.date) and day(value) in text
        elif field.type == NUMBER:
            there = value == 0 if field.zero and not value else str(value) in text
        elif field.type == TEXT and name not in ("ground", "method", "consulted", "outcome"):
            there = bool(value) and all(squeezed(part).rstrip("。；;.") in text for part in lines(str(value)))
        else:
            there = bool(value)
        if not there:
            return False
    return True


def _law(draft: Draft, text: str) -> bool:
    """Article, paragraph and item of every provision that the letter rests on are cited."""
    article = kinds.article_of(draft.kind, draft.variant, str(draft.values.get("ground") or ""))
    cited = _ARTICLE.findall(article)
    return bool(cited) and all(one in text for one in cited) and "〔未填写：依据" not in text


def _course(draft: Draft, text: str) -> bool:
    return all(squeezed(told) in text for told in steps_of(draft.facts, draft.kind, draft.dated))


def _rows(name: str, key: str) -> Callable[[Draft, str], bool]:
    def look(draft: Draft, text: str) -> bool:
        rows: list[Any] = draft.values.get(name) or []
        return bool(rows) and all(squeezed(str(r.get(key) or "")) in text for r in rows)

    return look


def _charged(draft: Draft, text: str) -> bool:
    """The amount is that of the rates, and the bands stand in the letter (FEE-01)."""
    v = draft.values
    try:
        found = (
            fees.by_pages(v["pages"])
            if v.get("method") == "pages"
            else fees.by_items(v["items"], v["already"])
        )
    except (KeyError, TypeError, ValueError):
        return False
    return found.amount == v.get("amount") and found.amount > 0 and f"{found.amount}元" in text


def _remedy(draft: Draft, text: str) -> bool:
    notice = draft.notice
    return notice is not None and squeezed(notice.sentence()) in text and named(notice.review_bodies)


CHECKS: dict[str, Callable[[Draft, str], Any]] = {
    TITLE: lambda d, t: d.title and squeezed(d.title) in t,
    NUMBERED: lambda d, t: squeezed(d.number) in t,
    ADDRESSEE: lambda d, t: d.addressee and squeezed(d.addressee) in t,
    RECEIVED: lambda d, t: (
        (d.facts.received_on is not None and day(d.facts.received_on) in t)
        or (d.kind.code == "T01" and d.facts.received_on is None)
    ),
    CHANNEL: lambda d, t: d.facts.channel in t,
    REQUEST: lambda d, t: squeezed(d.facts.number) in t,
    CONTENT: _carried(CONTENT),
    COURSE: _course,
    MATTER: _carried(MATTER),
    FACTS: _carried(FACTS),
    REASONS: _carried(REASONS),
    LAW: _law,
    DECISION: _carried(DECISION),
    GIVEN: _given,
    PROVIDED: _rows("provided", "title"),
    SEARCHED: _rows("search", "where"),
    CHARGED: _charged,
    REMEDY: _remedy,
    ORGAN: lambda d, t: t.count(squeezed(d.facts.organ)) > 1,
    DATED: lambda d, t: day(d.dated) in t,
    CONTACT: lambda d, t: reached(d.facts.desk) and _carried(CONTACT)(d, t),
    DELIVERED: _carried(DELIVERED),
}


def _reason(name: str, draft: Draft) -> Reason:
    """What is lacking and where it is filled in."""
    request = draft.facts.request
    case = reverse("foi:request", args=[request.pk])
    settings = f"{reverse('foi:desk-settings')}?unit={request.unit_id}"
    where = {
        RECEIVED: ("请先确认收到日期", case, "on"),
        ADDRESSEE: ("请填写送达对象的名称", case, "addressee"),
        CONTACT: ("请在受理设置里填写地址、电话", settings, ""),
        REMEDY: ("请在受理设置里填写上一级主管部门", settings, "superior"),
        CHARGED: ("金额和计费数量不一致，请重新计算", case, "amount"),
        SEARCHED: ("请先登记检索的日期、人员、范围、检索词和结果", case, "search"),
        PROVIDED: ("请在处理决定里填写提供的信息清单", case, "provided"),
        FACTS: ("请在处理决定里填写认定的事实", case, "facts"),
        REASONS: ("请在处理决定里填写理由", case, "reasons"),
    }
    remedy, url, field = where.get(name, ("请在办理页补充", case, ""))
    return Reason(f"{draft.kind.title(draft.variant)}缺少“{name}”", remedy, url=url, field=field)
