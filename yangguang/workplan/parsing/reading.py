"""From assembled rows to parsed tasks: texts, parties, dates, documents, irregularities, questions."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from yangguang.organisations.names import UnitDirectory

from . import questions
from .dates import Deadline, find_deadlines, find_timing_terms, impossible_dates, read_due_cell
from .documents import Cited, find_documents
from .header import first_unit_leads
from .overlaps import customary_title
from .questions import Asked
from .result import CellText, ParsedTask
from .rows import Cell, bare
from .tasks import Assembly, Heading, RawTask
from .units import Party, read_both, read_cell

LEAD, RESPONSIBLE = "lead", "responsible"
UNIT_PARTS = (LEAD, RESPONSIBLE, "responsible2")


class Reader:
    """Reads the tasks of one assembly; ``year`` is the plan's."""

    def __init__(self, assembly: Assembly, directory: UnitDirectory, year: int) -> None:
        self.assembly, self.directory, self.year = assembly, directory, year
        self.previous: dict[str, tuple[CellText, list[Party], set[str]]] = {}
        self.sections = [_label(h) for h in assembly.sections]

    def read(self, raw: RawTask) -> ParsedTask:
        marks = set(raw.marks)
        asked: list[Asked] = []
        title, title_status, number = self._title(raw, marks)
        requirement = self._requirement(raw)
        suggested = customary_title(requirement) if title_status == "lost" else None
        cells, parties = self._parts(raw, marks)
        deadlines = self._deadlines(raw, f"{title or ''}\n{requirement}", marks, asked)
        documents = find_documents(f"{title or ''}\n{requirement}")
        self._document_marks(documents, marks)
        self._unit_marks(cells, parties, marks)
        unit_questions = self._unit_questions(raw, cells, parties, suggested, marks)
        if raw.lost & {"lead", "responsible", "requirement"} or title_status == "lost":
            confidence = "low"
        else:
            confidence = "high"
        if {"lead", "responsible"} <= raw.lost:
            marks.add("unit_cells_lost")
        elif raw.lost & {"lead", "responsible"}:
            marks.add(f"{next(iter(raw.lost & {'lead', 'responsible'}))}_cell_lost")
        extras = self._extras(raw)
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
            extras=extras,
            placed=self._placed(raw, number, title or "", requirement, cells, extras),
        )

    # -- texts --------------------------------------------------------------------------------------------------

    def _title(self, raw: RawTask, marks: set[str]) -> tuple[str | None, str, str]:
        """The title without its number, its status, and the number as the source writes it."""
        number = raw.number_raw.strip()
        cell = raw.cells.get("title")
        if cell is None:
            return None, "lost", number
        first = next((p for p in cell.paragraphs if p.strip()), "")
        if cell.paragraphs and cell.paragraphs[-1] != cell.paragraphs[-1].rstrip():
            marks.add("title_trailing_space")
        text = "".join(p.strip() for p in cell.paragraphs)
        if number and first.lstrip().startswith(number):
            text = text[len(number) :].strip()
        elif number and (tail := _common_tail(number, text)):
            text = text[len(tail) :].strip()
        return text or None, "read" if text else "blank", number

    def _requirement(self, raw: RawTask) -> str:
        cell = raw.cells.get("requirement")
        own = [cell.text] if cell is not None and cell.status != "merged" else []
        if cell is not None and cell.status == "merged":
            own = [cell.text]
        items = [i["requirement"].text for i in raw.sub_items if "requirement" in i]
        return "\n".join([*own, *items])

    def _extras(self, raw: RawTask) -> dict[str, str]:
        """The cells of further columns by their heading; also those whose text is read into other fields."""
        cells = {k: c for k, c in raw.cells.items() if k in {"due", "both"} and not c.is_blank} | raw.extras
        extras: dict[str, str] = {}
        for key, cell in cells.items():
            name = heading = self.assembly.names.get(key, key)
            while name in extras:
                name = f"{name}*" if name != heading else f"{heading}（又）"
            extras[name] = cell.text
        return extras

    @staticmethod
    def _placed(
        raw: RawTask,
        number: str,
        title: str,
        requirement: str,
        cells: dict[str, CellText],
        extras: dict[str, str],
    ) -> str:
        """Every character of the source that the task's own fields hold; the text of a merge counts where it stands."""
        held = [number]
        merged = {k for k, c in raw.cells.items() if c.status == "merged"}
        if "title" not in merged:
            held.append(title)
        if "requirement" not in merged:
            held.append(requirement)
        else:
            held += [i["requirement"].text for i in raw.sub_items if "requirement" in i]
        if "responsible2" in raw.cells:
            held += [c.text for k, c in raw.cells.items() if k in UNIT_PARTS and k not in merged]
        else:
            held += [
                cells[part].raw for part in (LEAD, RESPONSIBLE) if part in raw.cells and part not in merged
            ]
        held += [
            text
            for text, cell in zip(extras.values(), _extra_cells(raw), strict=True)
            if cell.status != "merged"
        ]
        held += [c.text for item in raw.sub_items for k, c in item.items() if k != "requirement"]
        return "".join(map(bare, held))

    # -- units --------------------------------------------------------------------------------------------------

    def _parts(self, raw: RawTask, marks: set[str]) -> tuple[dict[str, CellText], dict[str, list[Party]]]:
        cells: dict[str, CellText] = {}
        parties: dict[str, list[Party]] = {LEAD: [], RESPONSIBLE: []}
        for part in (LEAD, RESPONSIBLE):
            cell = _with_second(raw) if part == RESPONSIBLE else raw.cells.get(part)
            how: set[str] = set()
            if cell is not None:
                cells[part] = CellText("blank" if cell.is_blank else cell.status, cell.text)
                parties[part], how = read_cell(cell.text, self.directory)
            elif part in raw.columns or part in raw.lost:
                cells[part] = CellText("lost")
                raw.lost.add(part)
            else:  # the table has no such column
                cells[part] = CellText("blank")
            self._cell_marks(part, cells[part], how, marks)
        if both := self._shared_cell(raw):
            self._split(raw, both, cells, parties, marks)
        for n, item in enumerate(raw.sub_items, 1):
            self._sub_item(n, item, parties)
        return cells, parties

    @staticmethod
    def _shared_cell(raw: RawTask) -> Cell | None:
        """The cell that may name lead and responsible together: of such a column, or of the only unit column."""
        if "both" in raw.cells:
            return raw.cells["both"]
        return _with_second(raw) if LEAD not in raw.columns else None

    def _split(
        self,
        raw: RawTask,
        both: Cell,
        cells: dict[str, CellText],
        parties: dict[str, list[Party]],
        marks: set[str],
    ) -> None:
        lead, responsible, how = read_both(both.text, self.directory)
        own_column = "both" not in raw.cells
        if (
            not lead
            and responsible
            and first_unit_leads(self.assembly.names.get("responsible" if own_column else "both", ""))
        ):
            lead, responsible = responsible[:1], responsible[1:]
            marks.add("lead_is_first_unit_by_header")
        if own_column and not lead:
            return
        marks.discard("responsible_cell_blank")
        if lead:
            marks.discard("lead_cell_blank")
        marks.add("lead_and_responsible_in_one_cell")
        parties[LEAD], parties[RESPONSIBLE] = lead, responsible
        status = "merged" if both.status == "merged" else "read"
        cells[LEAD] = CellText(status, _named(lead)) if lead else CellText("blank")
        if not own_column:
            said = _named(responsible) or ("" if lead else both.text)
            cells[RESPONSIBLE] = CellText(status, said) if said else CellText("blank")
            self._cell_marks(RESPONSIBLE, cells[RESPONSIBLE], how, marks)

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
                asked.append(questions.blank_cell(part, candidates, column=part in raw.columns))
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

    def _deadlines(self, raw: RawTask, said: str, marks: set[str], asked: list[Asked]) -> list[Deadline]:
        """The deadlines of the 完成时限 cells and those that ``said`` (title and requirement) names besides."""
        cell = raw.cells.get("due")
        text = cell.text if cell is not None else ""
        found = read_due_cell(text, self.year)
        unread = [text] if text and not found else []
        for item in raw.sub_items:
            if "due" in item:
                dated = read_due_cell(item["due"].text, self.year)
                found += dated
                unread += [] if dated or item["due"].is_blank else [item["due"].text]
        unread += impossible_dates(said, self.year)
        asked += [questions.unread_date(wording) for wording in dict.fromkeys(unread)]
        have = {d.due for d in found}
        found += [d for d in find_deadlines(said, self.year) if d.due not in have]
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
        marks |= {f"document_{d.flag}" for d in documents if d.flag}
        if any(d.adjacent for d in documents):
            marks.add("adjacent_documents_without_separator")


def _named(parties: list[Party]) -> str:
    """The units of a part of a shared cell as they are written there; the whole cell is kept with the extras."""
    return "、".join(p.ref.raw + p.action for p in parties)


def _with_second(raw: RawTask) -> Cell | None:
    """The responsible cell together with that of a second such column (责任单位, 配合单位)."""
    first, second = raw.cells.get(RESPONSIBLE), raw.cells.get("responsible2")
    if first is None or second is None or second.is_blank:
        return first
    return replace(first, paragraphs=(*first.paragraphs, *second.paragraphs), status=second.status
                   if first.is_blank else first.status)  # fmt: skip


def _extra_cells(raw: RawTask) -> list[Cell]:
    """The cells that ``_extras`` keeps, in its order."""
    cells = {k: c for k, c in raw.cells.items() if k in {"due", "both"} and not c.is_blank}
    return list((cells | raw.extras).values())


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
