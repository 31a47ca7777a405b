"""Unit cells: who leads and who is responsible, with the action that the cell names for each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from yangguang.organisations.names import UnitDirectory, UnitRef

ITEM = re.compile(r"^\s*(\d{1,2})\s*[.．、](?!\d)\s*")
_LOOKS = re.compile(
    r"(局|委|办|室|中心|街道|镇|乡|部|院|馆|公司|单位|部门|分局|科|处|站|队|所|厅|会|社|校|政府|委员会|集团|法院|组)(等)?(单位|部门)?$"
)
_LEADS = re.compile(
    r"^(?P<lead>.+?)(?:负责)?牵头(?:负责|落实|组织实施)?(?:[，,；;。]\s*(?P<rest>.+))?$", re.S
)
_HELPS = re.compile(
    r"(?:等)?(?:单位|部门)?(?:按职责分工)?(?:分别)?(?:配合|参与|参加|协助|协同)(?:落实|实施)?[。；]?$"
)
_LABELLED = re.compile(
    r"(?P<label>牵头(?:单位|部门)|主办单位|责任(?:单位|部门)|配合(?:单位|部门)|协办单位)\s*[:：]"
)


@dataclass(frozen=True)
class Party:
    """A unit, group or role in a cell, with the action the cell names for it (number ``action_no``)."""

    ref: UnitRef
    action: str = ""
    action_no: int | None = None

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
    """The parties of a cell, and how it was written: ``enumerated``, ``sentence``, ``role``."""
    lines = [x for x in text.split("\n") if x.strip()]
    if len([x for x in lines if ITEM.match(x)]) >= 1 and ITEM.match(lines[0]):
        parties = []
        number = 0
        for line in lines:
            if match := ITEM.match(line):
                number = int(match[1])
                line = line[match.end() :]
            parties += _sentence(line, directory, number)[0]
        return parties, {"enumerated"}
    parties, how = [], set()
    for line in lines:
        found, marks = _plain(line, directory)
        parties += found
        how |= marks
    return parties, how


def _plain(line: str, directory: UnitDirectory) -> tuple[list[Party], set[str]]:
    refs = directory.listed(line)
    if refs and all(r.kind != "unknown" for r in refs):
        how = {"role"} if any(r.kind == "description" for r in refs) else set()
        return [Party(r) for r in refs], how
    parties, rest = _sentence(line, directory, None)
    if rest:
        return parties, {"sentence"}
    return [Party(r) for r in refs], {"unknown"}


def _sentence(line: str, directory: UnitDirectory, number: int | None) -> tuple[list[Party], str]:
    """``区政务信息中心负责开设专栏；``: the units at the start are the subject, the rest is their action."""
    plain = line.strip().rstrip("；;。. ")
    refs, rest = directory.subject(plain)
    action = re.sub(r"^(?:等(?:单位|部门)?)?(?:负责|要|应当|应)?", "", rest.lstrip("，,：: ")).strip()
    if not refs:
        if number is not None:
            refs = [UnitRef("unknown", plain[:40], suggestions=directory.suggest(plain[:12]))]
            return [Party(refs[0], plain, number)], plain
        return [], ""
    return [Party(r, action, number) for r in refs], action or rest


def split_roles(text: str) -> tuple[str, str]:
    """Lead and responsible of one cell: ``市发改委牵头，市住建局等配合`` or ``牵头单位：…；责任单位：…``.

    A cell with neither wording is all responsible: who leads is a question, not a guess.
    """
    labels = list(_LABELLED.finditer(text))
    if labels:
        lead, responsible = [], []
        for n, match in enumerate(labels):
            end = labels[n + 1].start() if n + 1 < len(labels) else len(text)
            part = text[match.end() : end].strip("；;，, \n。")
            (lead if match["label"].startswith(("牵头", "主办")) else responsible).append(part)
        return "\n".join(lead), "\n".join(responsible)
    if match := _LEADS.match(text.strip()):
        rest = _HELPS.sub("", (match["rest"] or "").strip())
        return match["lead"].strip(), rest.strip("，,；;。 ")
    return "", text
