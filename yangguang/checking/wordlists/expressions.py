"""Expressions: words that a list forbids, doubts or replaces, with where they count. Pure; how a list is kept is in models."""

from __future__ import annotations

import datetime as dt
import gc
import json
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from yangguang.core.checks import Severity

from ..engine import SEVERITY_NAMES
from .matching import folded


class Sort(StrEnum):
    """What a list says of an expression. ALLOWED is the opposite: a phrase in which nothing is found."""

    FORBIDDEN = "禁用"
    WRONG = "错误表述"
    OUTDATED = "过时名称"
    CAUTION = "慎用"
    ALLOWED = "放行"


SEVERITIES: dict[Sort, Severity] = {
    Sort.FORBIDDEN: "block", Sort.WRONG: "confirm", Sort.OUTDATED: "confirm", Sort.CAUTION: "hint",
    Sort.ALLOWED: "hint",
}  # fmt: skip
WITHIN = 20  # characters to either side in which a word counts as near
FARTHEST = 200


@dataclass(frozen=True, slots=True)
class Expression:
    """One entry of a list: ``words`` are ways of writing it, the first one names it.

    ``severity`` "" is the sort's own. ``since`` and ``until`` are the first and last day on which it counts. ``near`` and
    ``not_near``: one of these words, or none of these, within ``within`` characters to either side. ``kinds``: only in
    these kinds of publication (codes); ``titles``: only in titles; ``opening``: only where a paragraph begins.
    ``allowed``: longer phrases that hold it and are right. ``historic``: right when told of the past, as in 原国土资源部,
    《…》 and document numbers. ``loose``: found even when blanks or signs split it. ``verified`` False is shown as 待核.
    """

    words: tuple[str, ...]
    sort: Sort
    severity: Severity | str = ""
    replacement: str = ""
    reason: str = ""
    basis: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    near: tuple[str, ...] = ()
    not_near: tuple[str, ...] = ()
    within: int = WITHIN
    kinds: tuple[str, ...] = ()
    titles: bool = False
    opening: bool = False
    allowed: tuple[str, ...] = ()
    historic: bool = False
    loose: bool = False
    verified: bool = True

    @property
    def key(self) -> str:
        """What names the entry in its list: its first word, as words are compared."""
        return folded(self.words[0])

    @property
    def weight(self) -> Severity:
        return self.severity or SEVERITIES[self.sort]  # type: ignore[return-value]

    @property
    def weight_name(self) -> str:
        return SEVERITY_NAMES[self.weight]

    def in_force(self, day: dt.date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or self.until >= day)


# Short keys: a version of a list keeps a hundred thousand of these.
_KEYS = {
    "w": "words", "s": "sort", "v": "severity", "r": "replacement", "y": "reason", "b": "basis", "f": "since",
    "t": "until", "n": "near", "x": "not_near", "d": "within", "k": "kinds", "h": "titles", "o": "opening",
    "a": "allowed", "p": "historic", "l": "loose", "q": "verified",
}  # fmt: skip
_TUPLES = frozenset({"words", "near", "not_near", "kinds", "allowed"})
_DAYS = frozenset({"since", "until"})
_PLAIN = Expression(("",), Sort.WRONG)
Row = dict[str, Any]


def as_row(expression: Expression) -> Row:
    """The entry as plain values, without what is as usual."""
    row: Row = {}
    for key, name in _KEYS.items():
        value = getattr(expression, name)
        if name in ("words", "sort") or value != getattr(_PLAIN, name):
            row[key] = list(value) if name in _TUPLES else value.isoformat() if name in _DAYS else value
    return row


def from_row(row: Row) -> Expression:
    """The entry of plain values. Raises ValueError or KeyError for what no list has kept."""
    fields: dict[str, Any] = {}
    for key, value in row.items():
        name = _KEYS[key]
        fields[name] = (
            tuple(value) if name in _TUPLES else dt.date.fromisoformat(value) if name in _DAYS else value
        )
    fields["sort"] = Sort(fields["sort"])
    return Expression(**fields)


def pack(expressions: Iterable[Expression]) -> bytes:
    """A list's entries for keeping; the same entries give the same bytes."""
    rows = [as_row(e) for e in expressions]
    return zlib.compress(json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode(), 6)


def unpack(data: bytes) -> list[Row]:
    """The entries as plain values: a reload makes objects of those only that a text holds."""
    text = zlib.decompress(data)
    collects = gc.isenabled()
    gc.disable()  # a hundred thousand new objects, none of them garbage: looking among them takes a third of the time
    try:
        rows: list[Row] = json.loads(text)
    finally:
        if collects:
            gc.enable()
    return rows


@dataclass(frozen=True)
class Change:
    """What became of one entry between two versions: ``before`` or ``after`` is None when it is new or gone."""

    before: Expression | None
    after: Expression | None

    @property
    def name(self) -> str:
        return "新增" if self.before is None else "删去" if self.after is None else "改动"

    @property
    def entry(self) -> Expression:
        found = self.after or self.before
        assert found is not None
        return found

    @property
    def fields(self) -> list[tuple[str, str, str]]:
        """(label, before, after) of what differs in a changed entry."""
        if self.before is None or self.after is None:
            return []
        return [
            (label, shown(getattr(self.before, name)), shown(getattr(self.after, name)))
            for name, label in LABELS.items()
            if getattr(self.before, name) != getattr(self.after, name)
        ]


LABELS = {
    "words": "词语", "sort": "类型", "severity": "程度", "replacement": "建议改为", "reason": "原因", "basis": "依据",
    "since": "生效日期", "until": "失效日期", "near": "附近须有", "not_near": "附近没有", "within": "附近字数",
    "kinds": "信息类型", "titles": "只查标题", "opening": "只查段首", "allowed": "不算的说法", "historic": "允许历史称谓",
    "loose": "隔开也算", "verified": "已核实",
}  # fmt: skip


def shown(value: Any) -> str:
    """A field's value for a person or a table."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, tuple):
        return "；".join(value)
    if value in SEVERITY_NAMES:
        return SEVERITY_NAMES[value]
    return "" if value is None else str(value)


def difference(before: Sequence[Expression], after: Sequence[Expression]) -> list[Change]:
    """What was added, taken out and changed, in the order of ``after``, the entries taken out last."""
    old, new = {e.key: e for e in before}, {e.key: e for e in after}
    changed = [Change(old.get(k), e) for k, e in new.items() if old.get(k) != e]
    return changed + [Change(e, None) for k, e in old.items() if k not in new]
