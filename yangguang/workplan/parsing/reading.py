"""From assembled rows to parsed tasks: texts, parties, dates, documents, irregularities, questions."""

from __future__ import annotations

from typing import Any

from yangguang.organisations.names import UnitDirectory

from . import questions
from .dates import Deadline, find_deadlines, find_timing_terms, read_due_cell
from .documents import Cited, find_documents
from .overlaps import customary_title
from .questions import Asked
from .result import CellText, ParsedTask
from .rows import Cell, bare
from .tasks import Assembly, Heading, RawTask
from .units import Party, read_cell, split_roles

LEAD, RESPONSIBLE = "lead", "responsible"


class Reader:
    """Reads the tasks of one assembly; ``year`` is the plan's."""

    def __init__(self, assembly: Assembly, directory: UnitDirectory, year: int) -> None:
        self.assembly, self.directory, self.year = assembly, directory, year
        self.previous: dict[str, tuple[CellText, list[Party], set[str]]] = {}
        self.sections = [_label(h) for h in assembly.sections]

    def read(self, raw: RawTask) -> ParsedTask:
        marks, asked = set(raw.marks), []
        title, title_status, placed = self._title(raw, marks)
        requirement = self._requirement(raw)
        suggested = customary_title(requirement) if title_status == "lost" else None
        cells, parties = self._parts(raw, marks)
        deadlines = self._deadlines(raw, requirement, marks, asked)
        documents = find_documents(requirement)
        self._document_marks(documents, marks)
        self._unit_marks(cells, parties, marks)
        unit_questions = self._unit_questions(raw, cells, parties, suggested, marks)
        if raw.lost & {"lead", "responsible"} or title_status == "lost":
            confidence = "low"
        else:
            confidence = "high"
        if {"lead", "responsible"} <= raw.lost:
            marks.add("unit_cells_lost")
        elif raw.lost & {"lead", "responsible"}:
            marks.add(f"{next(iter(raw.lost & {'lead', 'responsible'}))}_cell_lost")
        placed += "".join(bare(c.text) for c in self._held(raw))
        return ParsedTask(
            number=raw.number,
            number_source=raw.number_source,
            section=_short(raw.section),
            subsection=_short(raw.subsection),
            heading_status="uncertain" if raw.heading_uncertain else "read",
            title=title,
            title_status=title_status,
            title_suggested=suggested,
            requirement=requirement,
            lead_cell=cells[LEAD],
            responsible_cell=cells[RESPONSIBLE],
            lead=parties[LEAD],
            responsible=parties[RESPONSIBLE],
            deadlines=deadlines,
            timing_terms=find_timing_terms(requirement),
            documents=documents,
            source_lines=raw.span,
            irregularities=sorted(marks),
            confidence=confidence,
            questions=[*unit_questions, *asked],
            sub_items=[{k: c.text for k, c in item.items()} for item in raw.sub_items],
            extras={self.assembly.names.get(k, k): c.text for k, c in raw.extras.items()},
            placed=placed,
        )

    # -- texts --------------------------------------------------------------------------------------------------

    def _title(self, raw: RawTask, marks: set[str]) -> tuple[str | None, str, str]:
        cell = raw.cells.get("title")
        if cell is None:
            return None, "lost", ""
        first = next((p for p in cell.paragraphs if p.strip()), "")
        if cell.paragraphs and cell.paragraphs[-1] != cell.paragraphs[-1].rstrip():
            marks.add("title_trailing_space")
        text = "".join(p.strip() for p in cell.paragraphs)
        number = raw.number_raw.strip()
        if number and first.lstrip().startswith(number):
            text = text[len(number) :].strip()
            return text or None, "read" if text else "blank", bare(number) + bare(text)
        if number and (tail := _common_tail(number, text)):
            return text[len(tail) :].strip(), "read", bare(number) + bare(text[len(tail) :])
        return text or None, "read" if text else "blank", bare(number) + bare(text)

    def _requirement(self, raw: RawTask) -> str:
        cell = raw.cells.get("requirement")
        own = [cell.text] if cell is not None and cell.status != "merged" else []
        if cell is not None and cell.status == "merged":
            own = [cell.text]
        items = [i["requirement"].text for i in raw.sub_items if "requirement" in i]
        return "\n".join([*own, *items])

    def _held(self, raw: RawTask) -> list[Cell]:
        """The cells whose characters this task holds, besides its title."""
        cells = [c for k, c in raw.cells.items() if k != "title"]
        cells += [c for item in raw.sub_items for c in item.values()]
        return [c for c in [*cells, *raw.extras.values()] if c.status != "merged"]

    # -- units --------------------------------------------------------------------------------------------------

    def _parts(self, raw: RawTask, marks: set[str]) -> tuple[dict[str, CellText], dict[str, list[Party]]]:
        cells: dict[str, CellText] = {}
        parties: dict[str, list[Party]] = {}
        texts: dict[str, CellText] = {}
        if "both" in raw.cells:
            lead, responsible = split_roles(raw.cells["both"].text)
            marks.add("lead_and_responsible_in_one_cell")
            texts = {LEAD: _cell_text(lead), RESPONSIBLE: _cell_text(responsible)}
        for part in (LEAD, RESPONSIBLE):
            cell = raw.cells.get(part)
            if part in texts:
                cells[part] = texts[part]
            elif cell is not None:
                status = "blank" if cell.is_blank else cell.status
                cells[part] = CellText(status, cell.text)
            else:
                known = part in self.assembly.columns
                cells[part] = CellText("lost" if known or part in raw.lost else "blank")
                if known:
                    raw.lost.add(part)
            found, how = read_cell(cells[part].raw, self.directory) if cells[part].raw else ([], set())
            parties[part] = found
            self._cell_marks(part, cells[part], how, marks)
        for n, item in enumerate(raw.sub_items, 1):
            self._sub_item(n, item, parties)
        return cells, parties

    def _sub_item(self, number: int, item: dict[str, Cell], parties: dict[str, list[Party]]) -> None:
        """A row under a merged number: its units do what its own requirement says."""
        action = item["requirement"].text if "requirement" in item else ""
        for part in (LEAD, RESPONSIBLE):
            if part in item:
                found, _ = read_cell(item[part].text, self.directory)
                parties[part] += [Party(p.ref, p.action or action, number) for p in found]

    @staticmethod
    def _cell_marks(part: str, cell: CellText, how: set[str], marks: set[str]) -> None:
        if cell.status == "blank" and part == LEAD:
            marks.add("lead_cell_blank")
        if cell.status == "blank" and part == RESPONSIBLE:
            marks.add("responsible_cell_blank")
        if part == LEAD and "\n" in cell.raw:
            marks.add("lead_cell_several_paragraphs")
        if part == LEAD and "role" in how:
            marks.add("lead_is_a_role_not_a_unit")
        if "enumerated" in how:
            marks.add(f"{part}_is_enumerated_actions")
        if "sentence" in how:
            marks.add(f"{part}_is_a_sentence")

    @staticmethod
    def _unit_marks(cells: dict[str, CellText], parties: dict[str, list[Party]], marks: set[str]) -> None:
        everyone = [p.ref for p in (*parties[LEAD], *parties[RESPONSIBLE])]
        if any(r.prefix_carried for r in everyone):
            marks.add("district_prefix_carried")
        if any(r.alias_of for r in everyone):
            marks.add("unit_alias")
        lead = {p.ref.name for p in parties[LEAD] if p.ref.kind == "unit"}
        if lead & {p.ref.name for p in parties[RESPONSIBLE] if p.ref.kind == "unit"}:
            marks.add("unit_is_both_lead_and_responsible")

    def _unit_questions(
        self,
        raw: RawTask,
        cells: dict[str, CellText],
        parties: dict[str, list[Party]],
        suggested: str | None,
        marks: set[str],
    ) -> list[Asked]:
        asked = []
        for part, other in ((LEAD, RESPONSIBLE), (RESPONSIBLE, LEAD)):
            candidates = [p.ref.name for p in parties[other] if p.ref.kind == "unit"][:5]
            if cells[part].status == "lost":
                asked.append(questions.lost_cell(part, candidates))
            elif cells[part].status == "blank" and not raw.sub_items:
                asked.append(questions.blank_cell(part, candidates))
            elif cells[part].raw and not parties[part]:
                asked.append(questions.unread_cell(part, cells[part].raw))
        if raw.number_source == "inferred_from_gap":
            asked.append(questions.lost_title(*raw.between, suggested))
        for part in (LEAD, RESPONSIBLE):
            if f"{part}_assigned_by_adjacency" in marks:
                asked.append(questions.by_adjacency(part, cells[part].raw))
        if raw.heading_uncertain:
            asked.append(questions.uncertain_heading(self.sections))
        everyone = [*parties[LEAD], *parties[RESPONSIBLE]]
        if roles := [(p.ref.raw, p.ref.code) for p in everyone if p.ref.kind == "description"]:
            asked.append(questions.role(roles))
        for part in (LEAD, RESPONSIBLE):
            for ref in dict.fromkeys(p.ref for p in parties[part] if p.ref.kind == "unknown"):
                asked.append(questions.unknown_unit(part, ref.raw, ref.suggestions))
        return asked

    # -- dates and documents ------------------------------------------------------------------------------------

    def _deadlines(
        self, raw: RawTask, requirement: str, marks: set[str], asked: list[Asked]
    ) -> list[Deadline]:
        cell = raw.cells.get("due")
        text = cell.text if cell is not None else ""
        found = read_due_cell(text, self.year)
        for item in raw.sub_items:
            if "due" in item:
                found += read_due_cell(item["due"].text, self.year)
        if text and not found:
            asked.append(questions.unread_date(text))
        have = {d.due for d in found}
        found += [d for d in find_deadlines(requirement, self.year) if d.due not in have]
        for deadline in found:
            if deadline.ambiguous:
                marks.add("deadline_ambiguous")
                assert deadline.due is not None
                assert deadline.alternative is not None
                asked.append(
                    questions.ambiguous_date(
                        deadline.raw, deadline.due.isoformat(), deadline.alternative.isoformat()
                    )
                )
            if deadline.binds == "another_body":
                marks.add("date_binds_another_body")
        return found

    @staticmethod
    def _document_marks(documents: list[Cited], marks: set[str]) -> None:
        if any(d.flag for d in documents):
            marks.add("document_number_without_brackets")
        if any(d.adjacent for d in documents):
            marks.add("adjacent_documents_without_separator")


def _cell_text(text: str) -> CellText:
    return CellText("read", text) if text.strip() else CellText("blank")


def _short(heading: Heading | None) -> dict[str, str] | None:
    return {"code": heading.code, "title": heading.title} if heading else None


def _label(heading: Heading) -> str:
    return f"{heading.code}、{heading.title}" if heading.level == 1 else f"（{heading.code}）{heading.title}"


def _common_tail(number: str, text: str) -> str:
    """The end of ``number`` that ``text`` begins with: a number that stands in two columns."""
    for start in range(1, len(number)):
        if text.startswith(number[start:]):
            return number[start:]
    return ""


def as_sections(assembly: Assembly, tasks: list[ParsedTask]) -> list[dict[str, Any]]:
    """Chapters with their sections, and the numbers of the tasks whose headings were read."""
    sections: list[dict[str, Any]] = []
    for heading in assembly.sections:
        entry: dict[str, Any] = {"code": heading.code, "title": heading.title}
        if heading.level == 1 or not sections:
            sections.append(entry | {"subsections": []})
        else:
            sections[-1]["subsections"].append(entry | {"tasks": []})
    for task in tasks:
        chapter = next((s for s in sections if task.section == {k: s[k] for k in ("code", "title")}), None)
        if chapter is None:
            continue
        for sub in chapter["subsections"]:
            if task.subsection == {k: sub[k] for k in ("code", "title")}:
                sub["tasks"].append(task.number)
        if task.subsection is None and task.heading_status == "read":
            chapter.setdefault("tasks", []).append(task.number)
    return sections
