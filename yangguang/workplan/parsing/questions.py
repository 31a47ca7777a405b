"""What the table does not say becomes a question to a person, with suggestions, never a guess."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Asked:
    """A question about one field of a task. ``code`` says which kind of answer it takes (see workplan.answers)."""

    code: str
    field: str
    text: str
    reason: str
    suggestions: tuple[Any, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "field": self.field,
            "text": self.text,
            "reason": self.reason,
            "suggestions": list(self.suggestions),
        }


PARTS = {"lead": "牵头单位", "responsible": "责任单位"}


def blank_cell(part: str, candidates: list[str], *, column: bool = True) -> Asked:
    """``column``: whether the table has such a column at all."""
    where = f"原表“{PARTS[part]}”一栏是空白" if column else f"原表没有写明{PARTS[part]}"
    reason = (
        "name a coordinating unit or confirm none" if part == "lead" else "name the units or confirm none"
    )
    return Asked(
        f"{part}_blank", part, f"{where}。请指定单位，或确认没有{PARTS[part]}。",
        f"{part}: source cell is blank - {reason}", ("none", *candidates),
    )  # fmt: skip


def lost_cell(part: str, candidates: list[str]) -> Asked:
    return Asked(
        f"{part}_lost", part, f"原表此处缺损，“{PARTS[part]}”没有留下。请按正式印发的文件补上，或确认没有。",
        f"{part}: source cell is lost - fill from the issued document", tuple(candidates),
    )  # fmt: skip


def lost_title(low: int, high: int, suggested: str | None) -> Asked:
    return Asked(
        "title_lost", "title",
        f"原表此处缺损，序号和标题没有留下；序号按第 {low} 项与第 {high} 项之间的空缺推出。请按正式印发的文件填写标题。",
        f"title and number: lost in the source; number inferred from the gap {low}->{high}; "
        "title_suggested is an editor's wording, not the source's",
        (suggested,) if suggested else (),
    )  # fmt: skip


def by_adjacency(part: str, raw: str) -> Asked:
    other = "responsible" if part == "lead" else "lead"
    return Asked(
        f"{part}_by_adjacency", part,
        f"“{raw}”紧跟在这段内容之后，按位置当作{PARTS[part]}；它也可能是{PARTS[other]}。请确认或改正。",
        f"{part}: {raw} stands right after this requirement; it may be a {other} unit instead", (raw,),
    )  # fmt: skip


def uncertain_heading(candidates: list[str]) -> Asked:
    return Asked(
        "section_uncertain", "section", "原表此处的章节标题缺损，暂归入最近一个读到的章。请确认所属章节。",
        "section/subsection: heading rows are lost here; section is the last one seen", tuple(candidates),
    )  # fmt: skip


def role(wordings: list[tuple[str, str]]) -> Asked:
    named = "、".join(f"“{raw}”" for raw, _ in wordings)
    return Asked(
        "units_role", "units", f"原表写的是{named}，是一类角色，不是具体单位。请选定是哪些单位。",
        "units: the cell names a role, not a unit - choose the units", tuple(code for _, code in wordings),
    )  # fmt: skip


def unknown_unit(part: str, raw: str, near: tuple[str, ...]) -> Asked:
    return Asked(
        "unit_unknown", part, f"机构名录里没有“{raw}”（{PARTS[part]}）。请选择对应的单位，或先到“单位”里登记它。",
        f"{part}: {raw!r} is not a known unit - choose the unit it means", (raw, *near),
    )  # fmt: skip


def unread_cell(part: str, raw: str) -> Asked:
    return Asked(
        f"{part}_unread", part, f"“{raw[:40]}”读不出单位（{PARTS[part]}）。请指定单位，或确认没有。",
        f"{part}: the cell names no unit that could be read - name the units", (),
    )  # fmt: skip


def ambiguous_date(raw: str, strict: str, other: str) -> Asked:
    short = raw.split("年", 1)[-1]
    return Asked(
        "deadline_ambiguous", "deadline",
        f"“{raw}”从严理解是 {strict} 以前；也可能指 {other} 以前。请确认期限。",
        f"deadline: '{short}' read strictly is {strict}; confirm or set {other}", (strict, other),
    )  # fmt: skip


def unread_date(raw: str) -> Asked:
    return Asked(
        "deadline_unread", "deadline", f"完成时限“{raw}”读不出日期。请填写期限，或确认为全年推进。",
        f"deadline: {raw!r} is no date that could be read - set a date or confirm standing", ("standing",),
    )  # fmt: skip
