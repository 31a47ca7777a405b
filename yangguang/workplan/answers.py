"""Answers to what the table does not say: which kind of answer a question takes, and what it does to the task."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from yangguang.core.actions import Reason
from yangguang.organisations.models import Unit, UnitGroup

from .models import PlanSection, PlanTask, Question, TaskParty

Json = dict[str, Any]


@dataclass(frozen=True)
class Kind:
    """What a question takes: units (``none`` allowed or not), text, a date, a section, members of roles."""

    takes: str
    none: bool = False


KINDS: dict[str, Kind] = {
    **{f"{part}_{how}": Kind("units", none=True)
       for part in ("lead", "responsible") for how in ("blank", "lost", "unread", "by_adjacency")},
    "unit_unknown": Kind("units", none=True),
    "title_lost": Kind("text"),
    "section_uncertain": Kind("section"),
    "units_role": Kind("roles"),
    "deadline_ambiguous": Kind("date"),
    "deadline_unread": Kind("date", none=True),
}  # fmt: skip


@dataclass(frozen=True)
class Units:
    """What can be named in an answer, on a day: active units and symbolic groups, by name."""

    units: dict[str, Unit]
    groups: dict[str, UnitGroup]

    @classmethod
    def on(cls, day: dt.date) -> Units:
        groups = UnitGroup.objects.exclude(rule=UnitGroup.Rule.CHOSEN)
        return cls({u.name: u for u in Unit.objects.answerable(day)}, {g.name: g for g in groups})

    def unknown(self, names: Iterable[str]) -> list[str]:
        return [n for n in names if n not in self.units and n not in self.groups]


def problems(question: Question, said: Json, known: Units) -> list[Reason]:
    """Why ``said`` is no answer to the question; empty when it is one."""
    kind = KINDS.get(question.code)
    if kind is None:
        return [Reason(f"不认识的问题种类 {question.code}", field="answer")]
    if said.get("none"):
        return [] if kind.none else [Reason("这个问题必须给出内容，不能答“没有”", field="none")]
    if kind.takes == "units":
        return _unit_problems(said.get("units"), known, "units")
    if kind.takes == "roles":
        roles = said.get("groups") or {}
        missing = [code for code in question.suggestions if not roles.get(code)]
        if missing:
            return [Reason("每一类角色都要选定至少一个单位", field=f"group_{missing[0]}")]
        return [
            r for code in question.suggestions for r in _member_problems(roles[code], known, f"group_{code}")
        ]
    if kind.takes == "text":
        text = str(said.get("text") or "").strip()
        if not text:
            return [Reason("请填写标题", field="text")]
        return [Reason("标题不能超过 300 字", field="text")] if len(text) > 300 else []
    if kind.takes == "section":
        if said.get("section") in question.suggestions:
            return []
        return [Reason("请选择一个章节", field="section")]
    try:
        day = dt.date.fromisoformat(str(said.get("date")))
    except ValueError:
        return [Reason("请填写日期，如 2021-09-30", field="date")]
    if abs(day.year - question.plan.year) > 1:
        return [Reason(f"日期 {day} 不在计划年度 {question.plan.year} 年前后", "请检查年份", field="date")]
    return []


def _unit_problems(names: Any, known: Units, field: str) -> list[Reason]:
    if not isinstance(names, list) or not names:
        return [Reason("请至少选择一个单位，或选“没有”", field=field)]
    if unknown := known.unknown(names):
        return [Reason(f"机构名录里没有“{'、'.join(map(str, unknown))}”", "请从名单中选择", field=field)]
    return []


def _member_problems(names: Any, known: Units, field: str) -> list[Reason]:
    """A role's members are units: a group among them would grow on its own, which nobody decided."""
    groups = [n for n in names if n in known.groups] if isinstance(names, list) else []
    if groups:
        return [Reason(f"“{'、'.join(groups)}”是分组，不是单位", "请逐个选定单位", field=field)]
    return _unit_problems(names, known, field)


def in_words(question: Question, said: Json) -> str:
    """The answer as the log and the page show it."""
    if said.get("none"):
        return "没有（经确认）"
    if "units" in said:
        return "、".join(said["units"])
    if "groups" in said:
        names = dict(UnitGroup.objects.values_list("code", "name"))
        return "；".join(f"{names.get(c, c)}：{'、'.join(u)}" for c, u in said["groups"].items())
    return str(said.get("text") or said.get("section") or said.get("date") or "")


def apply_answer(question: Question, said: Json, known: Units) -> None:
    """Carry a checked answer into ``question.task``, which the caller has locked."""
    task = question.task
    assert task is not None
    answered = PlanTask.CellStatus.ANSWERED
    takes = KINDS[question.code].takes
    if takes == "units":
        part = question.field
        names = [] if said.get("none") else list(said["units"])
        if question.code == "unit_unknown":
            raw = question.suggestions[0]
            task.parties.filter(part=part, by_person=True, raw=raw).delete()
            _add(task, part, names, known, raw=raw)
        else:
            task.parties.filter(part=part).delete()
            _add(task, part, names, known)
        setattr(task, f"{part}_status", answered)
    elif takes == "roles":
        for code, names in said["groups"].items():
            group = UnitGroup.objects.get(code=code)
            group.chosen.set([known.units[n] for n in names if n in known.units])
    elif takes == "text":
        task.title, task.title_status = said["text"].strip(), answered
    elif takes == "section":
        task.section, task.heading_status = _section(task, said["section"]), answered
    elif said.get("none"):
        task.due_on, task.due_kind = None, PlanTask.DueKind.STANDING
    else:
        task.due_on, task.due_kind = dt.date.fromisoformat(said["date"]), PlanTask.DueKind.BY_DATE
    task.save()


def _add(task: PlanTask, part: str, names: list[str], known: Units, raw: str = "") -> None:
    start = task.parties.filter(part=part).count()
    TaskParty.objects.bulk_create(
        [
            TaskParty(
                task=task,
                part=part,
                unit=known.units.get(name),
                group_code="" if name in known.units else known.groups[name].code,
                raw=raw or name,
                order=start + n,
                by_person=True,
            )
            for n, name in enumerate(dict.fromkeys(names))
        ]
    )


def _section(task: PlanTask, label: str) -> PlanSection | None:
    """The section that the label names; the same label in two chapters means the one of the task's chapter."""
    found = [s for s in PlanSection.objects.filter(plan=task.plan) if str(s) == label]
    chapter = task.section.parent or task.section if task.section else None
    return next((s for s in found if s.parent == chapter), found[0] if found else task.section)
