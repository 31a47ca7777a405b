"""Unit cells: who leads and who is responsible, with the action that the cell names for each.

A line is read from its start as a run of units, then what they do. A name that is in no dictionary but stands where a
unit stands comes back as unknown, so that a person is asked; it never becomes part of somebody's action.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from yangguang.organisations.names import BREAKS, KEEPS, UnitDirectory, UnitRef, prefix_of

_ITEM = r"(?:(\d{1,2})\s*[.．、](?!\d)|[（(](\d{1,2})[)）]|([①-⑳]))"
ITEM = re.compile(rf"^\s*{_ITEM}\s*")
_ITEM_WITHIN = re.compile(r"(?<=[；;。])\s*(?=\d{1,2}\s*[.．、](?!\d)|[（(]\d{1,2}[)）]|[①-⑳])")

_KIND = (
    r"局|委|办|室|中心|街道|镇|乡|部|院|馆|公司|单位|部门|分局|科|处|站|队|所|厅|会|社|社区|校|学校|医院|政府|委员会|"
    r"集团|法院|组|办事处|机构|园区"
)
_LOOKS = re.compile(rf"[一-鿿A-Za-z]+(?:{_KIND})$")
# What units do. A word of a unit's own name (组织部, 统筹办) is no verb.
_VERB = re.compile(
    r"负责|牵头|主办|配合|协助|协同|参与|参加|会同|按|依|根据|对|将|把|要|应当|应(?!急)|须|需|统筹(?!办)|组织(?!部)|落实|"
    r"承担|设置|设立|建立|建设(?!局|委|厅)|及时|编制|公布|发布|公开(?!办)|指导|监督|推进|推动|开展|完善|加强|制定|提供|归集|"
    r"整理|审核|收集|汇总|报送|实施|督促|协调|分别|具体|主要|共同|同步|定期|做好|做|抓好|每"
)
_ENDING = re.compile(r"等(?:单位|部门|有关部门|相关部门|有关单位|相关单位|各单位|各部门)?")
_BEFORE = re.compile(r"\s*(?:由|请|会同|联合|同时|其中[：:，,]?)?\s*")
_MARK = re.compile(r"\s*[（(](?P<mark>牵头|主办|主要责任|配合|协办|责任|参与)(?:单位|部门|科室|处室)?[)）]")
_LEADING = re.compile(r"(?:负责)?(?:牵头|主办)(?:负责|落实|实施|组织实施|办理)?$")
_HELPING = re.compile(r"(?:按(?:照)?职责分工)?(?:分别|共同)?(?:配合|参与|参加|协助|协同)(?:落实|实施|做好)?$")
_LABELLED = re.compile(
    r"(?P<label>(?:牵头|主办|主要责任|责任|配合|协办|参与|参加)(?:单位|部门|科室|处室)|牵头|主办|配合|协办)\s*[:：]"
)
_STOPS = BREAKS + KEEPS + "。 \t　/（(：:"
_JOINS = BREAKS + KEEPS + "和与及以 \t　/"


@dataclass(frozen=True)
class Party:
    """A unit, group or role in a cell, with the action the cell names for it (number ``action_no``).

    ``mark`` is what the cell says of its part in brackets (牵头, 配合), "" when it says nothing.
    """

    ref: UnitRef
    action: str = ""
    action_no: int | None = None
    mark: str = ""

    def as_json(self) -> dict[str, Any]:
        said = self.ref.as_json()
        if self.action:
            said["action"] = self.action
        if self.action_no is not None:
            said["action_no"] = self.action_no
        return said


def looks_like_units(text: str, directory: UnitDirectory) -> bool:
    """Whether a cell is about units: it begins with known ones, or most of its items look like unit names."""
    first = ITEM.sub("", text.strip())
    if directory.names_units(first) or _LABELLED.match(first):
        return True
    items = [i.strip() for i in re.split(r"[，,；;、\n]", text) if i.strip()]
    return sum(len(i) <= 14 and bool(_LOOKS.search(i.rstrip("。"))) for i in items) * 2 > len(items)


def read_cell(text: str, directory: UnitDirectory) -> tuple[list[Party], set[str]]:
    """The parties of a cell, and how it was written: ``enumerated``, ``sentence``, ``role``, ``unknown``.

    No parties come back for a cell that names nothing like a unit (按职责分工); a person must be asked then.
    """
    lines = [x for paragraph in text.split("\n") for x in _ITEM_WITHIN.split(paragraph) if x and x.strip()]
    enumerated = bool(lines) and ITEM.match(lines[0]) is not None
    read: list[tuple[int | None, str, list[Party]]] = []
    number: int | None = None
    for line in lines:
        if enumerated and (match := ITEM.match(line)):
            number, line = _value(match), line[match.end() :]
        read.append((number, line, _Line(line, directory).read()))
    keep_prose = enumerated or any(found for _, _, found in read)
    parties: list[Party] = []
    for number, line, found in read:
        if not found and keep_prose and line.strip(" 　。；;，,、"):
            found = [_prose(line, directory)]
        parties += [replace(p, action_no=number) for p in found]
    how: set[str] = {"enumerated"} if enumerated else set()
    if not enumerated and any(p.action for p in parties):
        how.add("sentence")
    if any(p.ref.kind == "description" for p in parties):
        how.add("role")
    if any(p.ref.kind == "unknown" for p in parties):
        how.add("unknown")
    return parties, how


def _value(match: re.Match[str]) -> int:
    return int(match[1] or match[2]) if match[1] or match[2] else ord(match[3]) - ord("①") + 1


def _prose(line: str, directory: UnitDirectory) -> Party:
    """A line among unit lines that names none: kept as an unknown, so that it is asked about."""
    plain = line.strip().rstrip("；;。")
    return Party(UnitRef("unknown", plain[:40], suggestions=directory.suggest(plain[:12])), plain)


class _Line:
    """One paragraph of a unit cell, read from left to right."""

    def __init__(self, text: str, directory: UnitDirectory) -> None:
        self.text, self.directory = text.strip().rstrip("；;。. "), directory

    def read(self) -> list[Party]:
        found: list[Party] = []
        position = 0
        while position < len(self.text):
            start = _after(_BEFORE, self.text, position)
            run, position = self._run(start)
            if not run:
                if not found:
                    return []
                # What follows a finished action without naming anyone goes on with it.
                end = self._action_end(start)
                more = self.text[start:end].strip()
                last = found[-1].action
                found = [
                    replace(p, action=f"{last}；{more}" if last else more) if p.action == last else p
                    for p in found
                ]
                position = self._past(end)
                continue
            end = self._action_end(position)
            action = self.text[position:end].strip("，,：:、 ")
            action = re.sub(r"^(?:负责(?=[一-鿿]{2})(?!牵头)|要|应当|应)", "", action).strip()
            found += [replace(p, action=action) for p in run]
            position = self._past(end)
        return found

    def _past(self, end: int) -> int:
        while end < len(self.text) and self.text[end] in _JOINS + "。":
            end += 1
        return end

    def _run(self, position: int) -> tuple[list[Party], int]:
        """The units that stand side by side from ``position``, and where what they do begins."""
        run: list[Party] = []
        carried = ""
        while item := self._item(position, carried):
            ref, position = item
            carried = ref.prefix_carried or prefix_of(ref.raw) or carried
            mark = ""
            if match := _MARK.match(self.text, position):
                mark, position = match["mark"], match.end()
            run.append(Party(ref, mark=mark))
            position = _after(_ENDING, self.text, position)
            following, kept = position, True
            if self.text[position : position + 1] in {"；", ";"}:  # who does the next thing is said after it
                break
            while following < len(self.text) and self.text[following] in _JOINS:
                kept = kept and self.text[following] not in BREAKS
                following += 1
            carried = carried if kept else ""
            if following == position or self._item(following, carried) is None:
                break
            position = following
        return run, position

    def _item(self, position: int, carried: str) -> tuple[UnitRef, int] | None:
        """The unit that begins at ``position`` and where it ends; one in no dictionary when it looks like a unit."""
        chunk = re.split(f"[{re.escape(_STOPS)}]", self.text[position : position + 60], maxsplit=1)[0]
        if not chunk:
            return None
        ref = self.directory.at(self.text, position, carried)
        if ref is not None:
            rest = chunk[len(ref.raw) :] if len(chunk) > len(ref.raw) else ""
            longer = rest and rest[0] not in "和与及以等" and not _VERB.match(rest)
            if not (longer and len(chunk) <= 16 and _LOOKS.fullmatch(chunk) and not _VERB.search(rest)):
                return ref, position + len(ref.raw)
        head = self._head(chunk, carried)
        if not head:
            return None
        return UnitRef("unknown", head, suggestions=self.directory.suggest(head, carried)), position + len(
            head
        )

    def _head(self, chunk: str, carried: str) -> str:
        """The part of a stretch that looks like a unit's name, "" if none does."""
        for match in re.finditer(r"以及|[和与及]", chunk):
            if match.start() and self.directory.at(chunk, match.end(), carried):
                chunk = chunk[: match.start()]
                break
        bare = re.sub(rf"{_ENDING.pattern}$", "", chunk)
        if len(bare) <= 16 and _LOOKS.fullmatch(bare) and not _VERB.search(bare[2:]):
            return bare
        for match in _VERB.finditer(chunk):
            head = re.sub(r"等(?:单位|部门)?$", "", chunk[: match.start()])
            if 3 <= len(head) <= 20 and _LOOKS.fullmatch(head):
                return head
        return bare if len(bare) <= 16 and _LOOKS.fullmatch(bare) and not _VERB.match(bare) else ""

    def _action_end(self, start: int) -> int:
        """Where an action ends: at a full stop or semicolon, or at a comma before the next known unit."""
        for match in re.finditer(r"[；;。，,]", self.text[start:]):
            end = start + match.start()
            if match[0] in "；;。":
                return end
            following = _after(_BEFORE, self.text, end + 1)
            said = self.text[start:end].strip()
            whole = bool(_LEADING.fullmatch(said) or _HELPING.fullmatch(said) or said == "负责")
            if said and (self.directory.at(self.text, following) or (whole and self._item(following, ""))):
                return end
        return len(self.text)


def _after(pattern: re.Pattern[str], text: str, position: int) -> int:
    match = pattern.match(text, position)
    return match.end() if match else position


def read_both(text: str, directory: UnitDirectory) -> tuple[list[Party], list[Party], set[str]]:
    """Lead and responsible of one cell: ``市发改委牵头，市住建局等配合``, ``牵头单位：…；责任单位：…``, ``区发改局（牵头）、…``.

    In a cell with no such wording everyone is responsible: who leads is a question, not a guess.
    """
    lead: list[Party] = []
    responsible: list[Party] = []
    how: set[str] = set()
    for label, part in _labelled(text):
        parties, written = read_cell(part, directory)
        how |= written
        if not parties and part.strip():
            parties = [_prose(part, directory)] if label else []
        for party in parties:
            leads = label == "lead" or party.mark in {"牵头", "主办", "主要责任"}
            if not label and re.match(r"(?:负责)?(?:牵头|主办)", party.action):
                leads = True
            if _LEADING.fullmatch(party.action) or _HELPING.fullmatch(party.action):
                party = replace(party, action="")
            (lead if leads else responsible).append(party)
    return lead, responsible, how


def _labelled(text: str) -> Iterator[tuple[str, str]]:
    """The parts of a cell with the label before each: ``lead``, ``responsible`` or "" for none."""
    labels = list(_LABELLED.finditer(text))
    before = text[: labels[0].start()] if labels else text
    if before.strip():
        yield "", before.strip()
    for n, match in enumerate(labels):
        end = labels[n + 1].start() if n + 1 < len(labels) else len(text)
        part = text[match.end() : end].strip("；;，, \n。")
        yield "lead" if match["label"].startswith(("牵头", "主办", "主要")) else "responsible", part
