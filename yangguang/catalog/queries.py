"""Read shapes of catalogues."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from . import statutory
from .models import Catalogue, Item

# The 26 pilot fields of 国办发〔2019〕54号, as catalogues are named.
FIELDS = (
    "重大建设项目", "公共资源交易", "财政预决算", "安全生产", "税收管理", "征地补偿", "国有土地上房屋征收",
    "保障性住房", "农村危房改造", "生态环境", "公共文化服务", "国土空间规划", "市政服务", "就业", "社会保险",
    "社会救助", "养老服务", "公共法律服务", "扶贫", "救灾", "食品药品监管", "城市综合执法", "户籍管理", "涉农补贴",
    "义务教育", "医疗卫生",
)  # fmt: skip


def known(key: str) -> bool:
    """Whether an item key is statutory or stands in a catalogue."""
    return key in statutory.NAMES or Item.objects.filter(key=key).exists()


def lineage(field: str) -> dict[tuple[str, str], str]:
    """Keys of a field's items by their names, newest version first: what stays the same item over versions."""
    found: dict[tuple[str, str], str] = {}
    rows = Item.objects.filter(catalogue__field=field).order_by("catalogue__version")
    for item in rows:
        found[item.first_level, item.second_level] = item.key
    return found


def new_key(field: str, row: Any, taken: Iterable[str]) -> str:
    """A key for an item seen for the first time: the field's name and a digest of the item's own."""
    for extra in range(1000):
        said = f"{row.first_level}|{row.second_level}|{extra or ''}"
        key = f"{field}-{hashlib.sha256(said.encode()).hexdigest()[:8]}"
        if key not in taken:
            return key
    raise ValueError("too many items of one name")


def in_force() -> list[Catalogue]:
    return list(Catalogue.objects.filter(state=Catalogue.State.IN_FORCE).order_by("field"))


def item_choices(unit_kind: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Items for the editor's choice: the statutory ones, then those of every catalogue in force."""
    groups = [("法定主动公开内容", [(i.code, i.name) for i in statutory.applicable(unit_kind)])]
    if local := statutory.applicable_locally(unit_kind):
        groups.append(("按本地情况公开（条例第二十一条）", [(i.code, i.name) for i in local]))
    return [*groups, *_in_force()]


def _in_force() -> list[tuple[str, list[tuple[str, str]]]]:
    """The items of every catalogue in force, by catalogue. One query."""
    rows = Item.objects.filter(catalogue__state=Catalogue.State.IN_FORCE).select_related("catalogue")
    by_name: dict[str, list[tuple[str, str]]] = {}
    for item in rows.order_by("catalogue__field", "order"):
        by_name.setdefault(item.catalogue.name, []).append(
            (item.key, f"{item.first_level} {item.second_level}".strip())
        )
    return list(by_name.items())


def statable() -> list[tuple[str, list[tuple[str, str]]]]:
    """The items for which a unit may say that there is nothing: all of 条例 and of the catalogues in force."""
    groups = [
        ("条例第二十条", [(i.code, i.name) for i in statutory.ITEMS]),
        ("条例第二十一条", [(i.code, i.name) for i in statutory.LOCAL_ITEMS]),
    ]
    return [*groups, *_in_force()]


def names(keys: Iterable[str]) -> dict[str, str]:
    """What items are called."""
    found = {k: statutory.NAMES[k] for k in keys if k in statutory.NAMES}
    for item in Item.objects.filter(key__in=[k for k in keys if k not in found]).order_by(
        "catalogue__version"
    ):
        found[item.key] = str(item)
    return found


@dataclass(frozen=True)
class Change:
    """What became of one item from a version to the next."""

    item: Item
    what: str
    fields: tuple[str, ...] = ()


COMPARED = {
    "content": "公开内容", "basis": "公开依据", "limit_text": "公开时限", "subject": "公开主体", "channels": "公开渠道",
    "whole_society": "公开对象", "groups": "公开对象", "proactive": "公开方式", "on_request": "公开方式",
    "county": "公开层级", "township": "公开层级",
}  # fmt: skip


def changes(old: Catalogue | None, new: Catalogue) -> list[Change]:
    """Added, changed and removed items, in the new version's order."""
    before = {i.key: i for i in old.items.all()} if old else {}
    found = []
    for item in new.items.all():
        was = before.pop(item.key, None)
        if was is None:
            found.append(Change(item, "新增"))
            continue
        fields = tuple(dict.fromkeys(n for f, n in COMPARED.items() if getattr(was, f) != getattr(item, f)))
        if fields:
            found.append(Change(item, "修改", fields))
    return [*found, *(Change(i, "删除") for i in before.values())]
