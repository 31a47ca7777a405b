"""Metadata of a kind's own (决定文书号, 解读形式, 响应级别): declared beside the kind, kept in ``Publication.extra``.

Pure functions: what is asked for, what readers may see of it, what search finds, which records it points to. What a value
must look like is ``values.py``'s.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlsplit

from . import rules, values
from .values import standard as standard  # rooms and tests ask for it here

Type = Literal[
    "text", "long", "day", "moment", "choice", "choices", "number", "record", "records", "link", "lines", "rows", "phone"
]  # fmt: skip


@dataclass(frozen=True)
class Column:
    """A column of a field that is a table (``rows``)."""

    name: str
    label: str
    required: bool = False
    choices: tuple[str, ...] = ()
    long: bool = False


@dataclass(frozen=True)
class Field:
    """One field of a kind. ``name`` is its key in ``extra``.

    ``required`` asks for it before review, unless the field named in ``unless`` has one of the values given there, and
    with ``when`` only if the field named there has (or holds, being a list) one of them.
    ``public``: readers see it. ``personal_if``: (field, value) under which the value is a natural person's and readers
    see it masked, or not at all with ``hide``. ``kinds``: of a ``record`` (``records``: several), which kinds may be
    chosen. ``back``: how the other record's page calls those that point to it.

    ``columns``: of a table (``rows``); with ``brackets`` a row in words puts all cells but the first into brackets.
    ``unit``: what a number counts, ``zero`` its word for none, ``most`` the largest. ``not_above``: another number of
    the kind that this one may not exceed. ``listed``: released records are looked up by it (``Mark``). ``headings``:
    what imported files call it besides its label.
    """

    name: str
    label: str
    type: Type = "text"
    required: bool = False
    unless: tuple[str, tuple[str, ...]] | None = None
    when: tuple[str, tuple[str, ...]] | None = None
    public: bool = True
    choices: tuple[str, ...] = ()
    help: str = ""
    personal_if: tuple[str, str] | None = None
    hide: bool = False
    kinds: tuple[str, ...] = ()
    back: str = ""
    columns: tuple[Column, ...] = ()
    brackets: bool = True
    unit: str = ""
    zero: str = ""
    most: int | None = None
    not_above: str = ""
    listed: bool = False
    headings: tuple[str, ...] = ()

    def is_asked(self, extra: Mapping[str, Any]) -> bool:
        """Whether it must be filled in, given the other values."""
        if not self.required:
            return False
        if self.when is not None and not _holds(extra.get(self.when[0]), self.when[1]):
            return False
        return self.unless is None or not _holds(extra.get(self.unless[0]), self.unless[1])

    def is_personal(self, extra: Mapping[str, Any]) -> bool:
        return self.personal_if is not None and extra.get(self.personal_if[0]) == self.personal_if[1]

    @property
    def points(self) -> bool:
        """Whether its value names other records."""
        return self.type in ("record", "records")


def _holds(value: Any, wanted: tuple[str, ...]) -> bool:
    return any(v in wanted for v in (value if isinstance(value, list) else [value]))


def clean(
    fields: Iterable[Field], extra: Mapping[str, Any]
) -> tuple[dict[str, Any], list[tuple[Field, str]]]:
    """The values in standard form, and the faults found. Keys that the kind does not declare stay as they are."""
    found, faults = dict(extra), []
    declared = {f.name: f for f in fields}
    for field in declared.values():
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
    faulty = {f.name for f, _ in faults}
    for field in declared.values():
        bound = declared.get(field.not_above)
        if bound is None or faulty & {field.name, bound.name}:
            continue
        mine, most = found.get(field.name), found.get(bound.name)
        if mine is not None and most is not None and mine > most:
            faults.append(
                (field, f"{mine}{field.unit}，比{bound.label} {most}{bound.unit}还长，请核对这两项")
            )
    return found, faults


def missing(fields: Iterable[Field], extra: Mapping[str, Any]) -> Iterator[Field]:
    """The fields that must be filled in and are not."""
    for field in fields:
        if field.is_asked(extra) and extra.get(field.name) in (None, "", []):
            yield field


def public_value(field: Field, extra: Mapping[str, Any]) -> str:
    """What readers see of a value: "" when there is none or it is not theirs to see; a person's name masked."""
    value = extra.get(field.name)
    if value in (None, "", []) or not field.public or field.points:
        return ""
    if field.is_personal(extra):
        return "" if field.hide else rules.masked_name(str(value))
    return values.as_text(field, value)


def shown(fields: Iterable[Field], extra: Mapping[str, Any]) -> list[tuple[Field, str]]:
    """The fields that readers see, with their values in words, in the order of the kind."""
    return [(f, value) for f in fields if (value := public_value(f, extra))]


# Blanks beside a Chinese character; 1 份 would be read as two sentences.
_BLANKS = re.compile(r"(?<=[^\x00-\x7f])[ \t]+|[ \t]+(?=[^\x00-\x7f])")


def told(fields: Iterable[Field], extra: Mapping[str, Any]) -> str:
    """The same as sentences, one for each field: what a kind that has its say in its fields tells search and answers.

    A list stands behind its name in one sentence, so that whoever quotes it says what it is a list of.
    """
    lines = []
    for field, text in shown(fields, extra):
        if field.type in ("lines", "rows"):
            # What is counted up stays one sentence; what is told in sentences stays several.
            joint = "、" if field.type == "rows" and field.brackets else "；"
            text = joint.join(t.rstrip("。；") for t in values.entries(field, extra[field.name]))
        else:
            text = "；".join(t.strip().rstrip("。；") for t in text.splitlines() if t.strip())
        lines.append(_BLANKS.sub("", f"{field.label}：{text}。"))
    return "\n".join(lines)


def parts(field: Field, value: Any) -> Iterator[str]:
    """The pieces of text that a person wrote in a value."""
    if isinstance(value, str):
        yield value
    elif field.type == "lines" and isinstance(value, list):
        yield from (str(v) for v in value)
    elif field.type == "rows" and isinstance(value, list):
        yield from (str(cell) for row in value for cell in row.values())


def records(fields: Iterable[Field], extra: Mapping[str, Any]) -> list[tuple[Field, int]]:
    """The records that the values point to."""
    found = []
    for field in fields:
        value = extra.get(field.name)
        if field.points and value:
            found += [(field, int(pk)) for pk in (value if isinstance(value, list) else [value])]
    return found


_OWN = re.compile(r"(?:/hant)?/doc/(\d{1,18})/?")


def own_pages(fields: Iterable[Field], extra: Mapping[str, Any], site: str) -> list[tuple[Field, int]]:
    """The records of this ``site`` (its address) to whose pages the links among the values lead."""
    host, found = urlsplit(site).netloc, []
    for field in fields:
        if field.type == "link" and (value := extra.get(field.name)):
            parts = urlsplit(str(value))
            if parts.netloc == host and (page := _OWN.fullmatch(parts.path)):
                found.append((field, int(page[1])))
    return found


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
    Field("service_url", "办事入口", "link", help="在线办理的网址；办事指南在本站公开的，选在下一栏",
          back="相关政策"),
    Field("guides", "办事指南", "records", kinds=("service",), back="相关政策",
          help="按这份文件能办的事项，可以选几个"),
)  # fmt: skip
ANNUAL = (Field("year", "报告年度", "number", help="四位年份，如 2020"),)
