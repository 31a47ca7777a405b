"""Metadata of a kind's own (决定文书号, 解读形式, 响应级别): declared beside the kind, kept in ``Publication.extra``.

Pure functions: what a value must look like, what readers may see of it, what search finds.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlsplit

from yangguang.documents.dates import parse_date

from . import rules

Type = Literal["text", "long", "day", "moment", "choice", "number", "record", "link"]
LONGEST = {"text": 200, "long": 2000, "link": 500}


@dataclass(frozen=True)
class Field:
    """One field of a kind. ``name`` is its key in ``extra``.

    ``required`` asks for it before review, unless the field named in ``unless`` has one of the values given there.
    ``public``: readers see it. ``personal_if``: (field, value) under which the value is a natural person's and readers
    see it masked, or not at all with ``hide``. ``kinds``: of a ``record``, which kinds may be chosen. ``back``: how the
    other record's page calls those that point to it.
    """

    name: str
    label: str
    type: Type = "text"
    required: bool = False
    unless: tuple[str, tuple[str, ...]] | None = None
    public: bool = True
    choices: tuple[str, ...] = ()
    help: str = ""
    personal_if: tuple[str, str] | None = None
    hide: bool = False
    kinds: tuple[str, ...] = ()
    back: str = ""

    def is_asked(self, extra: Mapping[str, Any]) -> bool:
        """Whether it must be filled in, given the other values."""
        if not self.required:
            return False
        return self.unless is None or extra.get(self.unless[0]) not in self.unless[1]

    def is_personal(self, extra: Mapping[str, Any]) -> bool:
        return self.personal_if is not None and extra.get(self.personal_if[0]) == self.personal_if[1]


def standard(field: Field, value: Any) -> Any:
    """The value as ``extra`` keeps it (dates and moments as ISO text). Raises ValueError, in Chinese, for a wrong one."""
    if value in (None, "", []):
        return None
    if field.type == "day":
        return (value if isinstance(value, dt.date) else parse_date(str(value))).isoformat()
    if field.type == "moment":
        try:
            moment = value if isinstance(value, dt.datetime) else dt.datetime.fromisoformat(str(value))
        except ValueError as error:
            raise ValueError(f"“{str(value)[:30]}”不是时间，应写成 2021-01-31 09:30 这样") from error
        return moment.isoformat(timespec="minutes")
    if field.type in ("number", "record"):
        given = str(value).strip()
        if not given.isascii() or not given.isdecimal() or len(given) > 18:
            raise ValueError(f"“{given[:30]}”应是整数")
        return int(given)
    text = str(value).strip()
    if field.type == "link":
        parts = urlsplit(text)
        if parts.scheme not in ("http", "https") or not parts.hostname or any(c.isspace() for c in text):
            raise ValueError("应是以 http:// 或 https:// 开头的网址")
    if field.type == "choice" and text not in field.choices:
        raise ValueError(f"“{text[:30]}”不在可选范围里")
    if len(text) > LONGEST.get(field.type, LONGEST["text"]):
        raise ValueError(f"不能超过 {LONGEST.get(field.type, LONGEST['text'])} 字")
    return text


def clean(
    fields: Iterable[Field], extra: Mapping[str, Any]
) -> tuple[dict[str, Any], list[tuple[Field, str]]]:
    """The values in standard form, and the faults found. Keys that the kind does not declare stay as they are."""
    found, faults = dict(extra), []
    for field in fields:
        if field.name not in extra:
            continue
        try:
            value = standard(field, extra[field.name])
        except ValueError as error:
            faults.append((field, str(error)))
            continue
        if value is None:
            found.pop(field.name)
        else:
            found[field.name] = value
    return found, faults


def missing(fields: Iterable[Field], extra: Mapping[str, Any]) -> Iterator[Field]:
    """The fields that must be filled in and are not."""
    for field in fields:
        if field.is_asked(extra) and extra.get(field.name) in (None, ""):
            yield field


def public_value(field: Field, extra: Mapping[str, Any]) -> str:
    """What readers see of a value: "" when there is none or it is not theirs to see; a person's name masked."""
    value = extra.get(field.name)
    if value in (None, "") or not field.public or field.type == "record":
        return ""
    if field.is_personal(extra):
        return "" if field.hide else rules.masked_name(str(value))
    if field.type == "moment":
        return str(value).replace("T", " ")[:16]
    return str(value)


def shown(fields: Iterable[Field], extra: Mapping[str, Any]) -> list[tuple[Field, str]]:
    """The fields that readers see, with their values, in the order of the kind."""
    return [(f, value) for f in fields if (value := public_value(f, extra))]


def records(fields: Iterable[Field], extra: Mapping[str, Any]) -> list[tuple[Field, int]]:
    """The records that the values point to."""
    return [(f, int(extra[f.name])) for f in fields if f.type == "record" and extra.get(f.name)]


def names_of_people(fields: Iterable[Field], extra: Mapping[str, Any]) -> list[str]:
    """Full values that readers must not see anywhere, such as a natural person's name."""
    return [str(extra[f.name]) for f in fields if f.is_personal(extra) and extra.get(f.name)]


_DECISION = ("行政处罚决定", "行政强制决定", "行政检查结果", "汇总信息")
_SUMMED = ("decision_type", ("汇总信息",))
PERSON = "自然人"
PARTIES = ("法人或其他组织", "个体工商户", PERSON)
ENFORCEMENT = (
    Field("decision_type", "决定类别", "choice", required=True, choices=_DECISION,
          help="没有单个相对人的统计、通报选“汇总信息”"),
    Field("decision_number", "决定文书号", required=True, unless=_SUMMED),
    Field("party_kind", "相对人类别", "choice", required=True, unless=_SUMMED, choices=PARTIES),
    Field("party", "相对人名称", required=True, unless=_SUMMED, personal_if=("party_kind", PERSON),
          help="自然人填全名，公开时只显示姓氏"),
    Field("party_code", "统一社会信用代码", personal_if=("party_kind", PERSON), hide=True,
          help="自然人不填证件号码"),
    Field("cause", "事由", "long", required=True, unless=_SUMMED),
    Field("basis", "依据", "long", required=True, unless=_SUMMED),
    Field("result", "结果", "long", required=True, unless=_SUMMED),
    Field("decided_on", "决定日期", "day", required=True, unless=_SUMMED),
)  # fmt: skip
_GUIDE = ("matter", ("依据、条件、程序",))
LICENCE = (
    Field("matter", "内容类别", "choice", required=True, choices=("许可决定", "依据、条件、程序")),
    Field("decision_number", "许可文书号", required=True, unless=_GUIDE),
    Field("item", "许可事项", required=True, unless=_GUIDE),
    Field("party_kind", "相对人类别", "choice", required=True, unless=_GUIDE, choices=PARTIES),
    Field("party", "相对人名称", required=True, unless=_GUIDE, personal_if=("party_kind", PERSON),
          help="自然人填全名，公开时只显示姓氏"),
    Field("party_code", "统一社会信用代码", personal_if=("party_kind", PERSON), hide=True,
          help="自然人不填证件号码"),
    Field("basis", "依据", "long"),
    Field("result", "许可内容", "long", required=True, unless=_GUIDE),
    Field("decided_on", "决定日期", "day", required=True, unless=_GUIDE),
    Field("valid_until", "有效期至", "day"),
)  # fmt: skip
EMERGENCY = (
    Field("matter", "内容类别", "choice", choices=("预警信息", "事件应对", "防范提示", "应急预案")),
    # 国家突发公共事件总体应急预案: four levels and their colours.
    Field("level", "级别", "choice", choices=("Ⅰ级（红色）", "Ⅱ级（橙色）", "Ⅲ级（黄色）", "Ⅳ级（蓝色）", "未分级")),
    Field("status", "状态", "choice", choices=("应对中", "已解除")),
    Field("stated_at", "发布口径时间", "moment", help="情况截止到什么时候"),
    Field("follows", "接续哪一条", "record", kinds=("emergency",), back="后续通报", help="同一事件的上一条通报"),
)  # fmt: skip
# 任务分解表第 25 项 公开、办事、互动数据贯通: what readers can do with a policy beyond reading it.
DOABLE, ASKABLE, BOTH = "可办", "可问", "可办、可问"
POLICY = (
    Field("served", "能办、能问", "choice", choices=(DOABLE, ASKABLE, BOTH),
          help="群众看了就要去办的选“可办”并填办事入口，常有人问的选“可问”并在知识库建问答"),
    Field("service_url", "办事入口", "link", help="办事指南或在线办理的网址"),
)  # fmt: skip
ANNUAL = (Field("year", "报告年度", "number", help="四位年份，如 2020"),)
