"""A row of a table as the values of an entry; every fault names the column and says what it should look like."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from yangguang.documents.dates import parse_date
from yangguang.documents.sheets import Row
from yangguang.organisations.models import Unit
from yangguang.organisations.names import UnitDirectory
from yangguang.organisations.queries import unit_directory

from .. import rules
from ..models import Category, Series, Tier
from .mapping import BY_WHAT

TIERS = {"国家": "national", "国家级": "national", "省": "province", "省级": "province", "市": "city", "市级": "city",
         "区": "district", "区级": "district", "县级": "district", "": "district"}  # fmt: skip
CATEGORIES = {
    **{str(c.label): c.value for c in Category}, "纲要": "outline", "发展规划": "outline", "总体规划": "outline",
    "国土空间": "spatial", "空间规划": "spatial", "专项": "special", "区域": "regional", "计划": "annual",
    "年度": "annual", "其他": "other",
}  # fmt: skip
_ADDRESS = re.compile(r"/doc/(\d{1,18})(?:/|$|[?#])")


class Unfit(Exception):
    """A row that can't come in; the text says why."""


@dataclass
class Names:
    """Units and series by the names that tables use."""

    directory: UnitDirectory
    units: dict[str, Unit]
    series: dict[str, Series]

    @classmethod
    def load(cls) -> Names:
        today = timezone.localdate()
        return cls(
            unit_directory(today),
            {u.name: u for u in Unit.objects.answerable(today)},
            {rules.key_of(s.name): s for s in Series.objects.all()},
        )

    def unit(self, name: str) -> Unit | None:
        found = self.directory.exact(name)
        return self.units.get(found.name) if found is not None and found.kind == "unit" else None


@dataclass
class Read:
    """A row read: ``values`` for the verbs, and what ties it to other entries and publications."""

    number: int
    values: dict[str, Any]
    parents: list[str] = field(default_factory=list)
    publication: int | None = None


def cells(row: Row, mapping: dict[str, str]) -> dict[str, str]:
    """The row's cells by field; a row that was read wrong raises Unfit."""
    if row.fault:
        raise Unfit(row.fault)
    return {f: " ".join(row.values.get(column, "").split()) for column, f in mapping.items() if f}


def _with(label: str, parse: Callable[[str], Any], text: str) -> Any:
    try:
        return parse(text)
    except ValueError as error:
        raise Unfit(f"{label}：{error}") from error


def _name(said: dict[str, str]) -> str:
    name = said.get("name", "").strip("《》 ")
    if not rules.key_of(name):
        raise Unfit("没有名称")
    if len(name) > 200:
        raise Unfit("名称超过 200 个字")
    if name[0] in "=+-@":
        raise Unfit(f"名称“{name[:20]}”像是公式，请改成文字")
    return name


def address(said: dict[str, str]) -> int | None:
    """The number of the publication that an address of this site leads to. Raises Unfit for another address."""
    text = said.get("address", "")
    if not text:
        return None
    if not (found := _ADDRESS.search(text)):
        raise Unfit(f"公开网址：“{text[:40]}”不是本网站公开信息的网址（…/doc/编号/）")
    return int(found[1])


def register_row(row: Row, mapping: dict[str, str], names: Names) -> Read:
    """A row of the register. Empty cells are left out, so that a table never erases what is registered."""
    said = cells(row, mapping)
    values: dict[str, Any] = {"name": _name(said)}
    tier = said.get("tier", "")
    if tier not in TIERS:
        raise Unfit(f"层级：“{tier[:10]}”不认识，应是 国家、省、市、区")
    values["tier"] = TIERS[tier]
    category = said.get("category", "")
    if category not in CATEGORIES:
        known = "、".join(str(c.label) for c in Category)
        raise Unfit(f"类别：“{category[:10]}”不认识，应是 {known}" if category else "没有类别")
    values["category"] = CATEGORIES[category]
    if said.get("period"):
        values["period_from"], values["period_to"] = _with("规划期", rules.parse_period, said["period"])
    for name in ("approved_on", "comment_from", "comment_to", "repealed_on"):
        if said.get(name):
            values[name] = _with(BY_WHAT["register"][name][0], parse_date, said[name])
    for name in ("approver", "document_number", "territory", "note"):
        if said.get(name):
            values[name] = said[name]
    if said.get("stated"):
        if said["stated"] not in rules.STATUSES:
            raise Unfit(f"状态：“{said['stated'][:10]}”不认识，应是 {'、'.join(rules.STATUSES)}")
        values["stated"] = said["stated"]
    _makers(values, said.get("makers", ""), names)
    _series(values, said, names)
    parents = [
        p.strip("《》 ")
        for p in re.split(r"[;；\n]|》[、，,]?(?=《)", said.get("parents", ""))
        if p.strip("《》 ")
    ]
    return Read(row.number, values, parents, address(said))


def _makers(values: dict[str, Any], text: str, names: Names) -> None:
    if not text:
        return
    if values["tier"] != Tier.DISTRICT:
        values["outer_maker"] = text
        return
    found = []
    for name in filter(None, re.split(r"[、，,;；\s]+", text)):
        unit = names.unit(name)
        if unit is None:
            raise Unfit(
                f"编制单位：“{name[:30]}”不是本区登记的单位。已撤销的单位请先留空，导入后写在“其他编制单位”里"
            )
        found.append(unit)
    values["unit"], values["participants"] = found[0], found[1:]


def _series(values: dict[str, Any], said: dict[str, str], names: Names) -> None:
    if not said.get("series") and not said.get("ordinal"):
        return
    series = names.series.get(rules.key_of(said.get("series", "")))
    if series is None:
        raise Unfit(f"系列：没有“{said.get('series', '')[:30]}”这个系列，请先在“届次和缺口”里建立")
    if not said.get("ordinal"):
        raise Unfit("有系列而没有届次")
    values["series"], values["ordinal"] = series, _with("届次", rules.parse_ordinal, said["ordinal"])


def history_row(row: Row, mapping: dict[str, str]) -> Read:
    """A row of the historical list. Its period may be rough (八十年代): it is kept as written."""
    said = cells(row, mapping)
    name = _name(said)
    values = {
        "row": row.number, "name": name, "key": rules.key_of(f"{name}{said.get('period', '')}")[:200],
        "period_text": said.get("period", "")[:40], "document_number": said.get("document_number", "")[:60],
        "maker": said.get("maker", "")[:120], "place": said.get("place", "")[:120],
    }  # fmt: skip
    return Read(row.number, values, publication=address(said))
