"""Word's automatic numbers: they are not in the text, so they are counted again from the numbering definitions."""

from __future__ import annotations

import re
from typing import Any

from docx.oxml.ns import qn

_CHINESE = "〇一二三四五六七八九"


def chinese(number: int) -> str:
    """1-99 in Chinese numerals, as headings use them."""
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    return (("" if tens == 1 else _CHINESE[tens]) + "十" if tens else "") + (_CHINESE[ones] if ones else "")


class Numbering:
    """Counts the numbered paragraphs of one document in reading order."""

    def __init__(self, document: Any) -> None:
        self.levels: dict[tuple[str, int], tuple[str, str, int]] = {}
        self.counters: dict[str, dict[int, int]] = {}
        try:
            root = document.part.numbering_part.element
        except (KeyError, NotImplementedError, AttributeError):
            return
        abstract = {a.get(qn("w:abstractNumId")): a for a in root.findall(qn("w:abstractNum"))}
        for num in root.findall(qn("w:num")):
            reference = num.find(qn("w:abstractNumId"))
            definition = abstract.get(reference.get(qn("w:val"))) if reference is not None else None
            for level in definition.findall(qn("w:lvl")) if definition is not None else ():
                found = {c.tag: c.get(qn("w:val")) for c in level if c.get(qn("w:val")) is not None}
                self.levels[num.get(qn("w:numId")), int(level.get(qn("w:ilvl"), 0))] = (
                    found.get(qn("w:numFmt"), "decimal"),
                    found.get(qn("w:lvlText"), "%1."),
                    int(found.get(qn("w:start"), 1)),
                )

    def prefix(self, p: Any) -> str:
        """The number that Word shows before the paragraph, or ""; counts it."""
        reference = p.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        if reference is None:
            return ""
        number, level = reference.find(qn("w:numId")), reference.find(qn("w:ilvl"))
        key = number.get(qn("w:val")) if number is not None else "0"
        depth = int(level.get(qn("w:val"), 0)) if level is not None else 0
        if (key, depth) not in self.levels:
            return ""
        counts = self.counters.setdefault(key, {})
        counts[depth] = counts.get(depth, self.levels[key, depth][2] - 1) + 1
        for deeper in [d for d in counts if d > depth]:
            del counts[deeper]
        kind, pattern, _ = self.levels[key, depth]
        if kind in {"bullet", "none"}:
            return ""
        return re.sub(r"%(\d)", lambda m: self._shown(key, int(m[1]) - 1, counts), pattern)

    def _shown(self, key: str, depth: int, counts: dict[int, int]) -> str:
        kind = self.levels.get((key, depth), ("decimal", "", 1))[0]
        value = counts.get(depth, 1)
        if kind.startswith(("chinese", "japanese", "ideograph", "taiwanese")):
            return chinese(value)
        return str(value)
