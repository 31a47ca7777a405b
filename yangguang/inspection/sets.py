"""Indicator sets as data: a TOML text becomes items; a local overlay may only tighten them. Pure functions.

A set names its document, its thresholds and its items; every item says what it looks at (patterns of probes), when it
is met (``aggregate``), what it costs, how many working days there are to put it right, and whether the weight was
checked against the printed document (``weight_verified``; False is shown as 待核).
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from importlib.resources import files
from typing import Any

from .observing import KINDS

SCOPES = ("site", "column", "page", "attachment", "message", "account", "draft")
SEVERITIES = {"veto": "单项否决", "deduct": "扣分", "bonus": "加分", "advice": "建议"}
VERIFIED_BY = {"auto": "系统复查", "human": "人工核实"}
LARGEST = 512 * 1024  # bytes of a set's text
# Working days to put something right where an item names none (待核).
DUE = 5
MANUAL = "manual."


class Unreadable(Exception):
    """A set's text can't be taken; ``faults`` are sentences that name the item and the way out."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = list(faults)
        super().__init__("；".join(self.faults))


@dataclass(frozen=True)
class Aggregate:
    """When an item is met: at least ``count`` defects, or a defect whose share (0..1) is at least ``share``."""

    count: int = 1
    share: float | None = None

    def __str__(self) -> str:
        return f"占比达到 {self.share:.0%}" if self.share is not None else f"达到 {self.count} 个"


@dataclass(frozen=True)
class Item:
    """One indicator. ``score`` are points for each defect (once when ``each`` is False), ``cap`` the most it takes.

    ``kinds`` limits it to columns of these kinds ("" for not recognised), ``exempt`` to columns without these marks.
    """

    code: str
    name: str
    clause: str
    scope: str
    kind: str
    probes: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    exempt: tuple[str, ...] = ()
    aggregate: Aggregate = Aggregate()
    score: float = 0.0
    each: bool = False
    cap: float = 0.0
    due: int = DUE
    verify: str = "auto"
    weight_verified: bool = False
    group: str = ""
    note: str = ""
    local: bool = False

    @property
    def severity(self) -> str:
        return SEVERITIES[self.kind]

    @property
    def automatic(self) -> bool:
        """Whether the system looks at it by itself."""
        return bool(self.probes)

    def takes(self, probe: str, column_kind: str = "", marks: Iterable[str] = ()) -> bool:
        """Whether a defect that ``probe`` saw counts here."""
        if probe == MANUAL + self.code:
            return True
        if not any(fnmatchcase(probe, pattern) for pattern in self.probes):
            return False
        if self.kinds and column_kind not in self.kinds:
            return False
        return not set(self.exempt) & set(marks)


@dataclass(frozen=True)
class IndicatorSet:
    """Items of one document in one version, with what the overlay changed. ``days``: allowed days by column kind."""

    code: str
    version: int
    name: str
    document: str
    items: tuple[Item, ...]
    days: Mapping[str, int] = field(default_factory=dict)
    limits: Mapping[str, float] = field(default_factory=dict)
    full: float = 100
    passing: float = 60
    bonus_above: float = 80
    bonus_cap: float = 30
    scored: bool = True
    overlay: str = ""

    @property
    def label(self) -> str:
        return f"{self.code}@{self.version}" + (f"+{self.overlay}" if self.overlay else "")

    def item(self, code: str) -> Item | None:
        return next((i for i in self.items if i.code == code), None)

    def matching(self, probe: str, column_kind: str = "", marks: Iterable[str] = ()) -> list[Item]:
        """Every item under which a defect counts, in the set's order."""
        marks = tuple(marks)
        return [i for i in self.items if i.takes(probe, column_kind, marks)]

    def primary(self, probe: str, column_kind: str = "", marks: Iterable[str] = ()) -> Item | None:
        """The item a defect is put right under: one that speaks of it alone, before a veto that counts many."""
        found = self.matching(probe, column_kind, marks)
        alone = [
            i for i in found if i.kind == "veto" and i.aggregate.count == 1 and i.aggregate.share is None
        ]
        return next(iter(alone or [i for i in found if i.kind != "veto"] or found), None)

    def due(self, probe: str, column_kind: str = "", marks: Iterable[str] = ()) -> int:
        """Working days to put a defect right: the shortest of the items it counts under."""
        return min((i.due for i in self.matching(probe, column_kind, marks)), default=DUE)


_KEYS = {
    "code", "name", "clause", "scope", "kind", "probe", "kinds", "exempt", "aggregate", "score", "each", "cap", "due", "verify",
    "weight_verified", "group", "note",
}  # fmt: skip
_HEAD = {
    "code", "version", "name", "document", "days", "limits", "full", "passing", "bonus_above", "bonus_cap", "scored",
    "indicator", "base", "tighten",
}  # fmt: skip


def _parsed(text: str) -> dict[str, Any]:
    if len(text.encode()) > LARGEST:
        raise Unreadable([f"文件超过 {LARGEST // 1024} KB"])
    try:
        found = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise Unreadable([f"不是有效的 TOML 文件：{error}"]) from error
    if unknown := sorted(set(found) - _HEAD):
        raise Unreadable([f"认不出的内容：{'、'.join(unknown)}"])
    return found


def _number(value: Any, least: float = 0) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and least <= value < 1e6


def _words(value: Any) -> tuple[str, ...] | None:
    if isinstance(value, str):
        return (value,)
    return tuple(value) if isinstance(value, list) and all(isinstance(v, str) for v in value) else None


def _aggregate(value: Any) -> Aggregate | None:
    if not isinstance(value, dict) or len(value) != 1:
        return None
    if "count" in value and isinstance(value["count"], int) and value["count"] >= 1:
        return Aggregate(count=value["count"])
    if "share" in value and _number(value["share"]) and 0 < value["share"] <= 1:
        return Aggregate(share=float(value["share"]))
    return None


def _item_faults(row: Mapping[str, Any], whose: str) -> Iterator[str]:
    if unknown := sorted(set(row) - _KEYS):
        yield f"{whose}有认不出的内容：{'、'.join(unknown)}"
    for key in ("code", "name", "clause"):
        if not isinstance(row.get(key), str) or not row[key].strip() or len(row[key]) > 200:
            yield f"{whose}要写明 {key}（200 字以内）"
    for key, known in (("scope", SCOPES), ("kind", tuple(SEVERITIES)), ("verify", tuple(VERIFIED_BY))):
        if row.get(key, known[0] if key == "verify" else None) not in known:
            yield f"{whose}的 {key} 只能是 {'、'.join(known)}"
    for key in ("probe", "kinds", "exempt"):
        if _words(row.get(key, [])) is None:
            yield f"{whose}的 {key} 应当是文字的列表"
    if kinds := set(_words(row.get("kinds", [])) or ()) - {*KINDS, ""}:
        yield f"{whose}的 kinds 里没有“{'、'.join(sorted(kinds))}”这种栏目；可用：{'、'.join(KINDS)}"
    if "aggregate" in row and _aggregate(row["aggregate"]) is None:
        yield f"{whose}的 aggregate 写作 {{count = 5}} 或 {{share = 0.05}}"
    for key in ("score", "cap"):
        if not _number(row.get(key, 0)):
            yield f"{whose}的 {key} 应当是不小于 0 的数"
    if (
        not isinstance(row.get("due", DUE), int)
        or isinstance(row.get("due", DUE), bool)
        or not 0 < row.get("due", DUE) <= 250
    ):
        yield f"{whose}的 due 是 1 至 250 个工作日"
    for key in ("each", "weight_verified"):
        if not isinstance(row.get(key, False), bool):
            yield f"{whose}的 {key} 是 true 或 false"


def _item(row: Mapping[str, Any], local: bool = False) -> Item:
    score = float(row.get("score", 0))
    return Item(
        code=row["code"], name=row["name"], clause=row["clause"], scope=row["scope"], kind=row["kind"],
        probes=_words(row.get("probe", [])) or (), kinds=_words(row.get("kinds", [])) or (),
        exempt=_words(row.get("exempt", [])) or (), aggregate=_aggregate(row.get("aggregate", {})) or Aggregate(),
        score=score, each=row.get("each", False), cap=float(row.get("cap", score)), due=row.get("due", DUE),
        verify=row.get("verify", "auto" if row.get("probe") else "human"),
        weight_verified=row.get("weight_verified", False), group=row.get("group", ""), note=row.get("note", ""), local=local,
    )  # fmt: skip


def _items(rows: Any, local: bool = False) -> tuple[list[Item], list[str]]:
    if not isinstance(rows, list) or not all(isinstance(r, dict) for r in rows):
        return [], ["[[indicator]] 要逐项写"]
    faults, items = [], []
    for number, row in enumerate(rows, 1):
        wrong = list(_item_faults(row, f"第 {number} 项（{str(row.get('code', '没有 code'))[:30]}）"))
        faults += wrong
        if not wrong:
            items.append(_item(row, local))
    codes = [i.code for i in items]
    faults += [f"指标 {c} 写了不止一次" for c in sorted({c for c in codes if codes.count(c) > 1})]
    return items, faults


def _table(found: Mapping[str, Any], key: str, whole: bool) -> tuple[dict[str, Any], list[str]]:
    table = found.get(key, {})
    if not isinstance(table, dict):
        return {}, [f"[{key}] 应当是一张表"]
    wrong = [f"[{key}] 的“{k}”应当是大于 0 的{'整数' if whole else '数'}" for k, v in table.items()
             if not _number(v, 1e-9) or (whole and not isinstance(v, int))]  # fmt: skip
    return table, wrong


def _head_faults(found: Mapping[str, Any]) -> Iterator[str]:
    for key in ("code", "name"):
        if not isinstance(found.get(key), str) or not found[key].strip() or len(found[key]) > 100:
            yield f"要写明 {key}（100 字以内）"
    if not isinstance(found.get("version"), int) or not 0 < found["version"] < 100000:
        yield "version 是从 1 起的整数；改动过的指标体系用新的版本号"


def read_set(text: str) -> IndicatorSet:
    """The set that a TOML text describes. Raises Unreadable with every fault found."""
    found = _parsed(text)
    if "base" in found or "tighten" in found:
        raise Unreadable(["这是一份地方加严（有 base），请选定它所依据的指标体系后导入"])
    faults = list(_head_faults(found))
    items, wrong = _items(found.get("indicator", []))
    days, wrong_days = _table(found, "days", True)
    limits, wrong_limits = _table(found, "limits", False)
    faults += wrong + wrong_days + wrong_limits
    faults += [f"[days] 里没有“{k}”这种栏目" for k in days if k not in KINDS]
    numbers = {"full": 100, "passing": 60, "bonus_above": 80, "bonus_cap": 30}
    faults += [f"{k} 应当是不小于 0 的数" for k, v in numbers.items() if not _number(found.get(k, v))]
    if not isinstance(found.get("scored", True), bool):
        faults.append("scored 是 true 或 false")
    if not items and not faults:
        faults.append("没有任何指标")
    if faults:
        raise Unreadable(faults)
    return IndicatorSet(
        found["code"], found["version"], found["name"], str(found.get("document", "")), tuple(items), days, limits,
        scored=found.get("scored", True), **{k: found.get(k, v) for k, v in numbers.items()},
    )  # fmt: skip


def base_of(text: str) -> str:
    """``code@version`` of the set that an overlay's text tightens; "" for a set of its own. Raises Unreadable."""
    base = _parsed(text).get("base", "")
    return base if isinstance(base, str) else ""


_TIGHTENED = {"code", "count", "share", "score", "cap", "due", "note"}


def _tighten(item: Item, row: Mapping[str, Any]) -> tuple[Item, list[str]]:
    """The item as the overlay wants it; a change in the other direction is a fault."""
    whose, faults = f"{item.code} {item.name}", []
    if unknown := sorted(set(row) - _TIGHTENED):
        faults.append(
            f"{whose}：加严只能改 {'、'.join(sorted(_TIGHTENED - {'code'}))}，不能改{'、'.join(unknown)}"
        )
    changed = item
    for key in ("count", "share"):
        if key not in row:
            continue
        old = getattr(item.aggregate, key)
        if (key == "count" and item.aggregate.share is not None) or (key == "share" and old is None):
            faults.append(f"{whose}：原来不按{'个数' if key == 'count' else '占比'}计，不能改")
        elif _aggregate({key: row[key]}) is None:
            faults.append(f"{whose}：{key} 的值不对")
        elif row[key] > old:
            faults.append(f"{whose}：{key} 由 {old} 放宽到 {row[key]}；地方只能加严，不能高于 {old}")
        else:
            changed = replace(changed, aggregate=replace(changed.aggregate, **{key: row[key]}))
    for key, words in (("score", "每处扣分"), ("cap", "最多扣分")):
        if key not in row:
            continue
        if item.kind != "deduct":
            faults.append(f"{whose}：不是扣分指标，没有{words}")
        elif not _number(row[key]) or row[key] < getattr(item, key):
            faults.append(f"{whose}：{words}不能低于 {getattr(item, key):g}")
        else:
            changed = (
                replace(changed, score=float(row[key]))
                if key == "score"
                else replace(changed, cap=float(row[key]))
            )
    if changed.cap < changed.score:
        changed = replace(changed, cap=changed.score)
    if "due" in row:
        if not isinstance(row["due"], int) or not 0 < row["due"] <= item.due:
            faults.append(f"{whose}：整改期限不能长于 {item.due} 个工作日")
        else:
            changed = replace(changed, due=row["due"])
    return replace(
        changed, note=str(row.get("note", item.note))[:200], local=changed != item or item.local
    ), faults


def overlaid(base: IndicatorSet, text: str) -> IndicatorSet:
    """``base`` with a local overlay: lower thresholds, larger deductions, shorter time, further items; never less.

    Raises Unreadable with every attempt to relax something.
    """
    found = _parsed(text)
    faults = list(_head_faults(found))
    if found.get("base") != f"{base.code}@{base.version}":
        faults.append(f"base 写的是“{found.get('base', '')}”，选定的是“{base.code}@{base.version}”")
    items = {i.code: i for i in base.items}
    rows = found.get("tighten", [])
    if not isinstance(rows, list) or not all(isinstance(r, dict) for r in rows):
        raise Unreadable([*faults, "[[tighten]] 要逐项写"])
    for row in rows:
        item = items.get(str(row.get("code")))
        if item is None:
            faults.append(f"[[tighten]] 的“{row.get('code', '')}”不在所依据的指标体系里")
            continue
        items[item.code], wrong = _tighten(item, row)
        faults += wrong
    more, wrong = _items(found.get("indicator", []), local=True)
    faults += wrong
    faults += [
        f"{i.code} 在所依据的指标体系里已有；要加严请写在 [[tighten]]" for i in more if i.code in items
    ]
    faults += [f"{i.code}：地方不能增加加分" for i in more if i.kind == "bonus"]
    tables = {}
    for key, whole in (("days", True), ("limits", False)):
        table, wrong = _table(found, key, whole)
        old: Mapping[str, Any] = getattr(base, key)
        faults += wrong
        if not wrong:
            faults += [
                f"[{key}] 的“{k}”由 {old[k]} 放宽到 {v}；地方只能加严"
                for k, v in table.items()
                if k in old and v > old[k]
            ]
        faults += [f"[days] 里没有“{k}”这种栏目" for k in table if key == "days" and k not in KINDS]
        tables[key] = {**old, **table}
    if not _number(found.get("passing", base.passing)) or found.get("passing", base.passing) < base.passing:
        faults.append(f"合格线不能低于 {base.passing:g}")
    faults += [f"{k} 不能由地方改" for k in ("full", "bonus_above", "bonus_cap", "scored") if k in found]
    if faults:
        raise Unreadable(faults)
    return replace(
        base, items=(*items.values(), *more), days=tables["days"], limits=tables["limits"],
        passing=found.get("passing", base.passing), overlay=f"{found['code']}@{found['version']}",
    )  # fmt: skip


def packaged() -> dict[str, str]:
    """The texts of the sets in the package, by file name."""
    folder = files("yangguang.inspection") / "sets"
    return {
        f.name: f.read_text("utf-8")
        for f in sorted(folder.iterdir(), key=lambda f: f.name)
        if f.name.endswith(".toml")
    }


def name_of(text: str) -> str:
    """The name a set or overlay gives itself. Raises Unreadable."""
    return str(_parsed(text).get("name", ""))
