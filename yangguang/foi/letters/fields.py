"""What callers hand to a letter: typed fields, checked and named; records are taken apart into them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from yangguang.core.actions import Reason

from ..models import Consultation, Determination, FeeNotice, FoiRequest
from ..rules.fees import MOST
from ..rules.grounds import EXCESSIVE, GROUNDS, NOT_CORRECTED, NOT_PAID
from . import kinds
from .kinds import LetterKind

Values = dict[str, Any]
TEXT, DATE, NUMBER, ROWS = "text", "date", "number", "rows"
LONGEST = 6000  # characters of one text
MOST_ROWS = 200


@dataclass(frozen=True)
class Field:
    """``rows`` are the keys of each line of a list; the first of them may not be empty."""

    label: str
    type: str = TEXT
    rows: tuple[str, ...] = ()
    zero: bool = False


FIELDS: dict[str, Field] = {
    "matters": Field("需要补正或者说明的事项"),
    "until": Field("期限", DATE),
    "workdays": Field("延长的工作日", NUMBER),
    "due": Field("延长后的答复期限", DATE),
    "approver": Field("同意延期的负责人"),
    "reason": Field("理由"),
    "matter": Field("涉及的信息"),
    "consulted": Field("征求谁的意见"),
    "asked_on": Field("征求意见的日期", DATE),
    "opinion": Field("第三方的意见"),
    "method": Field("计费方式"),
    "items": Field("计费件数", NUMBER, zero=True),
    "already": Field("当月此前件数", NUMBER, zero=True),
    "pages": Field("计费页数", NUMBER, zero=True),
    "amount": Field("金额", NUMBER),
    "pay_how": Field("缴纳方式"),
    "provided": Field("提供的信息清单", ROWS, ("title", "carrier", "pages", "file")),
    "parts": Field("不公开的部分和各自的理由", ROWS, ("what", "ground", "reason")),
    "search": Field("检索记录", ROWS, ("where", "on", "by", "keywords", "result")),
    "ground": Field("不予公开的情形"),
    "facts": Field("认定的事实"),
    "reasons": Field("理由"),
    "where": Field("获取信息的方式和途径"),
    "handled_by": Field("应当依照的规定和办理途径"),
    "other_organ": Field("负责的机关名称和联系方式"),
    "earlier": Field("此前的答复"),
    "outcome": Field("更正的结果"),
}
# Records that callers may hand over whole.
WHOLE = {"determination", "consultation", "fee", "lapsed"}


def take_apart(request: FoiRequest, kind: LetterKind, given: Mapping[str, Any]) -> Values:
    """Plain fields out of what a caller has. Raises ValueError for a name that no letter knows.

    Of T15 the search records of the request are taken when none are given; of T09 how to pay, from the unit's settings.
    """
    if unknown := [name for name in given if name not in FIELDS and name not in WHOLE]:
        raise ValueError(f"no such field of a letter: {'、'.join(unknown)}")
    values: Values = {}
    if (decision := given.get("determination")) is not None:
        values |= _decision(decision)
    if (consultation := given.get("consultation")) is not None:
        values |= _consultation(consultation)
    if (fee := given.get("fee")) is not None:
        values |= _fee(fee)
    if (lapsed := given.get("lapsed")) is not None:
        values["ground"] = NOT_PAID if lapsed == "fee" else NOT_CORRECTED
    values |= {name: value for name, value in given.items() if name in FIELDS}
    if kind.code == "T15" and not values.get("search"):
        values["search"] = [
            {"on": s.on, "by": s.by_label, "where": s.where, "keywords": s.keywords, "result": s.result}
            for s in request.searches.all()
        ]
    if kind.code == "T09" and not values.get("pay_how"):
        from .desk import desk_of

        values["pay_how"] = desk_of(request.unit).pay_how
    return values


def _decision(decision: Determination) -> Values:
    names = ("ground", "facts", "reasons", "where", "other_organ", "handled_by", "provided", "parts")
    values = {name: getattr(decision, name) for name in names}
    values["earlier"] = decision.earlier_text
    if not decision.earlier_text and decision.earlier is not None:
        values["earlier"] = earlier_of(decision.earlier)
    return values


def earlier_of(request: FoiRequest) -> str:
    """An earlier reply as a letter names it: the number of the reply that still stands, else the request's number."""
    replies = [k.code for k in kinds.KINDS.values() if k.reply]
    found = request.letters.filter(void_at=None, kind__in=replies).order_by("-pk").first()
    return str(found) if found is not None else request.number


def _consultation(consultation: Consultation) -> Values:
    said = consultation.get_answer_display() if consultation.answer else ""
    if said and consultation.reason:
        said = f"{said}，理由是：{consultation.reason}"
    return {
        "matter": consultation.matter,
        "consulted": consultation.kind,
        "asked_on": consultation.asked_on,
        "opinion": said,
    }


def _fee(fee: FeeNotice) -> Values:
    return {name: getattr(fee, name) for name in ("method", "items", "already", "pages", "amount")}


def variant_of(kind: LetterKind, values: Values) -> str:
    """Under which of its names the letter goes out; "" when it has only one, or when nothing says which."""
    if kind.code == "T22":
        refused = values.get("ground") == EXCESSIVE or not values.get("until")
        return kinds.REFUSED if refused else kinds.DELAYED
    if kind.code == "T24":
        return kinds.LAPSED_FEE if values.get("ground") == NOT_PAID else kinds.LAPSED_CORRECTION
    if kind.code == "T25":
        outcome = str(values.get("outcome") or "")
        return outcome if outcome in dict(kind.variants) else ""
    return ""


def required(kind: LetterKind, variant: str) -> tuple[str, ...]:
    """The fields that the letter can't do without in this variant."""
    if variant == kinds.DELAYED:
        return ("until", "reason")
    if variant == kinds.TRANSFERRED:
        return (*kind.required, "other_organ")
    if variant == kinds.DECLINED:
        return (*kind.required, "reasons")
    return kind.required


def problems(
    kind: LetterKind, values: Values, request: FoiRequest, variant: str | None = None
) -> list[Reason]:
    """What is missing among the fields or is of the wrong sort, each with the place where it is filled in."""
    needed = required(kind, variant_of(kind, values) if variant is None else variant)
    found: list[Reason] = []
    for name in dict.fromkeys((*needed, *kind.fields)):
        field, value = FIELDS[name], values.get(name)
        if _empty(field, value):
            if name in needed:
                found.append(_lacking(kind, name, request))
        else:
            found += [Reason(f"{field.label}：{why}", field=name) for why in _wrong(field, value)]
    if "ground" in needed and values.get("ground") and values["ground"] not in GROUNDS:
        found.append(Reason("不予公开的情形不认识", field="ground"))
    if kind.code == "T25" and values.get("outcome") and values["outcome"] not in dict(kind.variants):
        found.append(Reason("更正的结果不认识", "请选择更正、转送或者不予更正", field="outcome"))
    return found


def _lacking(kind: LetterKind, name: str, request: FoiRequest) -> Reason:
    label = FIELDS[name].label
    place, url = "请在办理页填写", reverse("foi:request", args=[request.pk])
    if name == "search":
        place = "请先登记检索的日期、人员、范围、检索词和结果"
    elif name == "pay_how":
        place = "请在受理设置里填写缴费方式"
        url = f"{reverse('foi:desk-settings')}?unit={request.unit_id}"
    elif kind.reply:
        place = "请在处理决定里填写"
    return Reason(f"{kind.name}缺少“{label}”", place, url=url, field=name)


def _empty(field: Field, value: Any) -> bool:
    if field.type == NUMBER:
        return value is None or value == "" or (value == 0 and not field.zero)
    return not (value.strip() if isinstance(value, str) else value)


def _wrong(field: Field, value: Any) -> Iterable[str]:
    if field.type == TEXT:
        if not isinstance(value, str):
            yield "应是文字"
        elif len(value) > LONGEST:
            yield f"请不要超过 {LONGEST} 字，较长的内容请作为附件提供"
        elif "〔请填写" in value:
            yield "里面还有“〔请填写…〕”没有填写"
    elif field.type == DATE and (not isinstance(value, dt.date) or isinstance(value, dt.datetime)):
        yield "应是日期"
    elif field.type == NUMBER and (not isinstance(value, int) or isinstance(value, bool) or value < 0):
        yield "应是整数"
    elif field.type == NUMBER and value > MOST:
        yield f"不能超过 {MOST}"
    elif field.type == ROWS:
        yield from _wrong_rows(field, value)


def _wrong_rows(field: Field, value: Any) -> Iterable[str]:
    if not isinstance(value, list | tuple) or not all(isinstance(row, Mapping) for row in value):
        yield "应是清单"
        return
    if len(value) > MOST_ROWS:
        yield f"请不要超过 {MOST_ROWS} 行"
    for number, row in enumerate(value, 1):
        if not str(row.get(field.rows[0]) or "").strip():
            yield f"第 {number} 行没有填写"
        if any(len(str(row.get(key) or "")) > LONGEST for key in field.rows):
            yield f"第 {number} 行太长"
