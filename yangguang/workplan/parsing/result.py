"""The parsed plan, as data for the import and as JSON for anyone."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from yangguang.organisations.names import UnitDirectory

from .dates import Deadline
from .documents import Cited
from .questions import Asked
from .units import Party


@dataclass
class CellText:
    """What became of a cell: read, blank, lost (it is not there) or merged (the text of a real merge)."""

    status: str
    raw: str = ""

    def as_json(self) -> dict[str, str]:
        return {"status": self.status, "raw": self.raw}


@dataclass
class ParsedTask:
    number: int
    number_source: str
    section: dict[str, str] | None
    subsection: dict[str, str] | None
    heading_status: str
    title: str | None
    title_status: str
    title_suggested: str | None
    requirement: str
    lead_cell: CellText
    responsible_cell: CellText
    lead: list[Party]
    responsible: list[Party]
    deadlines: list[Deadline]
    timing_terms: list[str]
    documents: list[Cited]
    source_lines: tuple[int, int]
    irregularities: list[str]
    confidence: str
    questions: list[Asked]
    overlaps: list[dict[str, object]] = field(default_factory=list)
    sub_items: list[dict[str, Any]] = field(default_factory=list)
    extras: dict[str, str] = field(default_factory=dict)
    placed: str = ""  # every character of the source that this task holds

    def as_json(self) -> dict[str, Any]:
        said: dict[str, Any] = {
            "number": self.number,
            "number_source": self.number_source,
            "section": self.section,
            "subsection": self.subsection,
            "heading_status": self.heading_status,
            "title": self.title,
            "title_status": self.title_status,
            "requirement": self.requirement,
            "lead_cell": self.lead_cell.as_json(),
            "lead_units": [p.as_json() for p in self.lead],
            "responsible_cell": self.responsible_cell.as_json(),
            "responsible": [p.as_json() for p in self.responsible],
            "deadlines": [d.as_json() for d in self.deadlines],
            "timing_terms": self.timing_terms,
            "documents": [d.as_json() for d in self.documents],
            "source_lines": list(self.source_lines),
            "irregularities": self.irregularities,
            "confidence": self.confidence,
            "title_suggested": self.title_suggested,
            "overlaps_with": self.overlaps,
            "needs_confirmation": [q.reason for q in self.questions],
        }
        if self.sub_items:
            said["sub_items"] = self.sub_items
        if self.extras:
            said["extras"] = self.extras
        return said


@dataclass
class ParsedPlan:
    """A whole table. ``blocking`` problems must be mended in the file; questions are answered after the import."""

    filename: str
    sha256: str
    title: str
    year: int | None
    jurisdiction: str
    columns: list[str]
    format: dict[str, object]
    sections: list[dict[str, Any]]
    tasks: list[ParsedTask]
    notes: list[str]
    warnings: list[str]
    blocking: list[str]
    loss_marks: list[int]
    lines: list[str]
    source_characters: int
    placed_characters: int
    astray: str  # characters of the source that found no place, or were placed twice
    directory: UnitDirectory

    @property
    def questions(self) -> list[tuple[ParsedTask, Asked]]:
        return [(t, q) for t in self.tasks for q in t.questions]

    def to_json(self) -> dict[str, Any]:
        return {
            "source": {
                "file": self.filename,
                "sha256": self.sha256,
                "title": self.title,
                "year": self.year,
                "jurisdiction": self.jurisdiction,
                "columns": self.columns,
            },
            "format_notes": self.format,
            "lossless": {
                "source_characters": self.source_characters,
                "placed_characters": self.placed_characters,
                "equal": not self.astray,
            },
            "checks": self._checks(),
            "problems": self.blocking,
            "warnings": self.warnings,
            "notes": self.notes,
            "loss_marks": self.loss_marks,
            "groups": self._groups(),
            "units": self._units(),
            "sections": self.sections,
            "tasks": [t.as_json() for t in self.tasks],
            "questions": [{"task": t.number, **q.as_json()} for t, q in self.questions],
            "lines": self.lines,
        }

    def _checks(self) -> dict[str, Any]:
        numbers = [t.number for t in self.tasks]
        return {
            "count": len(numbers),
            "numbers_contiguous": numbers == list(range(1, len(numbers) + 1)),
            "blank_lead": [t.number for t in self.tasks if t.lead_cell.status == "blank"],
            "lost_lead": [t.number for t in self.tasks if t.lead_cell.status == "lost"],
            "lost_responsible": [t.number for t in self.tasks if t.responsible_cell.status == "lost"],
            "lost_title": [t.number for t in self.tasks if t.title_status == "lost"],
            "with_deadline_binding_this_plan": [
                t.number for t in self.tasks if any(d.binds == "this_plan" for d in t.deadlines)
            ],
            "with_numbered_documents": [t.number for t in self.tasks if any(d.number for d in t.documents)],
        }

    def _groups(self) -> dict[str, Any]:
        """Each group and selector with the wordings that this table has for it."""
        found: dict[str, dict[str, Any]] = {}
        for group in self.directory.groups:
            found[group.code] = {"raw": [], "label": group.label, "expand": group.expand}
        for task in self.tasks:
            for party in (*task.lead, *task.responsible):
                if party.ref.code in found and party.ref.raw not in found[party.ref.code]["raw"]:
                    found[party.ref.code]["raw"].append(party.ref.raw)
        return found

    def _units(self) -> list[dict[str, Any]]:
        aliases = {u.name: list(u.aliases) for u in self.directory.units}
        found: dict[str, dict[str, Any]] = {}
        for task in self.tasks:
            for key, parties in (("lead_in", task.lead), ("responsible_in", task.responsible)):
                for party in parties:
                    if party.ref.kind == "unit":
                        name = party.ref.name
                        entry = found.setdefault(
                            name,
                            {
                                "name": name,
                                "aliases": aliases.get(name, []),
                                "lead_in": [],
                                "responsible_in": [],
                            },
                        )
                        if task.number not in entry[key]:
                            entry[key].append(task.number)
        return list(found.values())


def difference(source: str, placed: str) -> str:
    """The characters by which two texts differ as multisets, at most forty of them; "" when none."""
    one, other = Counter(source), Counter(placed)
    return "".join(((one - other) + (other - one)).elements())[:40]
