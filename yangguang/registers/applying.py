"""Writing a read file into a list: what is new, changed, the same, or no longer listed. Answers and bindings stay."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from yangguang.organisations.models import Unit, UnitGroup

from .models import Entry, EntryUnit, ListImport, Question
from .reading import sameness

WORDS = {"new": "新增", "changed": "修改", "same": "不变", "dropped": "不再列入"}
FIELDS = {"number": "序号", "title": "名称", "text": "内容", "units_text": "责任单位", "due_text": "完成时限",
          "due_on": "完成日期", "formed_on": "形成日期"}  # fmt: skip


@dataclass(frozen=True)
class Change:
    """What becomes of one entry; ``fields`` are (name, before, after)."""

    what: str
    number: str
    title: str
    fields: tuple[tuple[str, str, str], ...] = ()

    @property
    def word(self) -> str:
        return WORDS[self.what]


@dataclass
class Applied:
    """Everything an import does, in the file's order."""

    changes: list[Change] = field(default_factory=list)
    questions: int = 0

    @property
    def counts(self) -> Counter[str]:
        return Counter(c.what for c in self.changes)

    @property
    def shown(self) -> list[Change]:
        return [c for c in self.changes if c.what != "same"]


@dataclass(frozen=True)
class _Known:
    """What lines are read against: units and groups of the day, and what persons answered before in this list."""

    units: dict[str, Unit]
    groups: dict[str, list[Unit]]
    answered: dict[tuple[str, str], list[Unit]]


def apply(received: ListImport, on: dt.date) -> Applied:
    """Write the lines. The caller holds the transaction; running it twice changes nothing the second time."""
    work_list = received.work_list
    known = _known(received, on)
    before = list(work_list.entries.order_by("order", "pk").prefetch_related("parties__unit", "questions"))
    pairs = _match(before, received.rows)
    applied = Applied()
    for order, (line, entry) in enumerate(pairs, 1):
        applied.changes.append(_write(received, line, entry, order, known, on))
    kept = {e.pk for _, e in pairs if e is not None}
    for entry in before:
        if entry.pk not in kept and entry.dropped_on is None:
            entry.dropped_on, entry.drop_reason = on, f"新版文件“{received.filename}”不再列入"[:200]
            entry.save()
            applied.changes.append(Change("dropped", entry.number, entry.title))
    applied.questions = Question.objects.filter(
        entry__work_list=work_list, entry__dropped_on=None, answered_at=None
    ).count()
    return applied


def _known(received: ListImport, on: dt.date) -> _Known:
    units = {u.name: u for u in Unit.objects.answerable(on)}
    groups = {g.code: list(g.members(on)) for g in UnitGroup.objects.all()}
    answered: dict[tuple[str, str], list[Unit]] = {}
    rows = EntryUnit.objects.filter(entry__work_list=received.work_list, by_person=True).select_related(
        "unit"
    )
    for row in rows.exclude(raw=""):
        found = answered.setdefault(("units", row.raw), [])
        if row.unit not in found:
            found.append(row.unit)
    return _Known(units, groups, answered)


ALIKE = 0.5  # share of common text from which a line under the same number is the same entry, reworded


def _alike(entry: Entry, line: dict[str, Any]) -> bool:
    """Whether a line may be a rewording of an entry; another text under its number is another entry."""
    texts = sameness(entry.title, entry.text)[:500], sameness(line["title"], line["text"])[:500]
    return SequenceMatcher(None, *texts, autojunk=False).ratio() >= ALIKE


def _match(before: list[Entry], lines: list[dict[str, Any]]) -> list[tuple[dict[str, Any], Entry | None]]:
    """Each line with the entry it continues: by its words, else by its number where the words changed in part."""
    left = list(before)
    by_words: dict[str, list[Entry]] = {}
    for entry in before:
        by_words.setdefault(sameness(entry.title, entry.text), []).append(entry)
    found: list[Entry | None] = []
    for line in lines:
        same = [e for e in by_words.get(sameness(line["title"], line["text"]), ()) if e in left]
        again = next((e for e in same if e.number == line["number"]), same[0] if same else None)
        if again is not None:
            left.remove(again)
        found.append(again)
    for index, line in enumerate(lines):
        if found[index] is None and line["number"]:
            mine = (
                e for e in left if e.number == line["number"] and e.dropped_on is None and _alike(e, line)
            )
            if (renamed := next(mine, None)) is not None:
                left.remove(renamed)
                found[index] = renamed
    return list(zip(lines, found, strict=True))


def _write(received: ListImport, line: dict[str, Any], entry: Entry | None, order: int, known: _Known, on: dt.date) -> Change:  # fmt: skip
    new = entry is None
    entry = entry if entry is not None else Entry(work_list=received.work_list, listed_on=on)
    was = {name: str(getattr(entry, name) or "") for name in FIELDS}
    units_changed = new or entry.units_text != line["units_text"]
    due_changed = new or entry.due_text != line["due_text"]
    back = entry.dropped_on is not None
    entry.order, entry.dropped_on, entry.drop_reason = order, None, ""
    for name in ("number", "title", "text", "units_text", "due_text"):
        setattr(entry, name, line[name])
    if due_changed or (line["due_on"] and not entry.due_on):
        entry.due_on = _day(line["due_on"])
    if line["formed_on"]:
        entry.formed_on = _day(line["formed_on"])
    entry.save()
    if units_changed:
        entry.parties.all().delete()
        entry.questions.filter(about=Question.About.UNITS).delete()
        _parties(entry, line, known)
    _questions(entry, line, units_changed, due_changed, known)
    if new:
        said = ((FIELDS[n], str(getattr(entry, n) or "")) for n in ("units_text", "due_text", "formed_on"))
        return Change("new", entry.number, entry.title, tuple((name, "", now) for name, now in said if now))
    fields = tuple(
        (label, was[name], now) for name, label in FIELDS.items() if was[name] != (now := str(getattr(entry, name) or ""))
    )  # fmt: skip
    if back:
        return Change("new", entry.number, entry.title)
    return Change("changed" if fields else "same", entry.number, entry.title, fields)


def _day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _parties(entry: Entry, line: dict[str, Any], known: _Known) -> None:
    rows: dict[int, EntryUnit] = {}
    for party in line["parties"]:
        members = known.groups.get(party["group"], []) if party["group"] else [known.units.get(party["unit"])]
        for unit in members:
            if unit is not None and unit.pk not in rows:
                rows[unit.pk] = EntryUnit(
                    entry=entry, unit=unit, leads=party["leads"], order=len(rows), raw=party["raw"]
                )
    EntryUnit.objects.bulk_create(rows.values())


def _questions(
    entry: Entry, line: dict[str, Any], units_changed: bool, due_changed: bool, known: _Known
) -> None:
    """Open what the line leaves open; a name that a person explained before in this list is not asked again."""
    for asked in [*line["asked"], *_empty_groups(line, known)]:
        about = asked["about"]
        if about == Question.About.UNITS and not units_changed:
            continue
        if about == Question.About.DUE and not due_changed:
            continue
        if about == Question.About.UNITS and (units := known.answered.get((about, asked["raw"][:100]))):
            start = entry.parties.count()
            have = set(entry.parties.values_list("unit", flat=True))
            EntryUnit.objects.bulk_create(
                EntryUnit(entry=entry, unit=u, leads=asked["leads"], order=start + n, raw=asked["raw"][:100], by_person=True)
                for n, u in enumerate(units) if u.pk not in have
            )  # fmt: skip
            continue
        Question.objects.get_or_create(
            entry=entry, about=about, raw=asked["raw"],
            defaults={"text": asked["text"], "suggestions": asked["suggestions"], "leads": asked["leads"]},
        )  # fmt: skip


def _empty_groups(line: dict[str, Any], known: _Known) -> list[dict[str, Any]]:
    """A group or role that stands for no unit today: a person chooses."""
    return [
        {"about": "units", "raw": p["raw"], "leads": p["leads"], "suggestions": [],
         "text": f"“{p['raw']}”没有选定成员。请选择是哪些单位"}
        for p in line["parties"]
        if p["group"] and not known.groups.get(p["group"])
    ]  # fmt: skip
