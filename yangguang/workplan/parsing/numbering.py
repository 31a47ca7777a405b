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
    """Counts the numbered paragraphs of one document in reading order; ``shown`` keeps what it has shown."""

    def __init__(self, document: Any) -> None:
        self.levels: dict[tuple[str, int], tuple[str, str, int]] = {}
        self.lists: dict[
            str, str
        ] = {}  # number id to the counter it shares with others of the same definition
        self.counters: dict[str, dict[int, int]] = {}
        self.styles: dict[str, tuple[str, int]] = {}
        self.shown: list[str] = []
        try:
            root = document.part.numbering_part.element
        except (KeyError, NotImplementedError, AttributeError):
            return
        abstract = {a.get(qn("w:abstractNumId")): a for a in root.findall(qn("w:abstractNum"))}
        for num in root.findall(qn("w:num")):
            self._define(num, abstract)
        self._read_styles(document)

    def _define(self, num: Any, abstract: dict[str, Any]) -> None:
        key = num.get(qn("w:numId"))
        reference = num.find(qn("w:abstractNumId"))
        source = reference.get(qn("w:val")) if reference is not None else ""
        definition = abstract.get(source)
        for level in definition.findall(qn("w:lvl")) if definition is not None else ():
            found = {c.tag: c.get(qn("w:val")) for c in level if c.get(qn("w:val")) is not None}
            self.levels[key, _int(level.get(qn("w:ilvl")))] = (
                found.get(qn("w:numFmt"), "decimal"),
                found.get(qn("w:lvlText"), "%1."),
                _int(found.get(qn("w:start")), 1),
            )
        self.lists[key] = f"a{source}"
        for override in num.findall(qn("w:lvlOverride")):
            start = override.find(qn("w:startOverride"))
            depth = _int(override.get(qn("w:ilvl")))
            if start is not None and (key, depth) in self.levels:  # this list begins anew
                kind, pattern, _ = self.levels[key, depth]
                self.levels[key, depth] = (kind, pattern, _int(start.get(qn("w:val")), 1))
                self.lists[key] = f"n{key}"

    def _read_styles(self, document: Any) -> None:
        """Numbers that a paragraph style gives, also through the style it is based on."""
        styles = {s.get(qn("w:styleId")): s for s in document.styles.element.findall(qn("w:style"))}
        for name, style in styles.items():
            seen: set[str] = set()
            while style is not None and (own := style.get(qn("w:styleId"))) not in seen:
                seen.add(own)
                if (reference := style.find(f"{qn('w:pPr')}/{qn('w:numPr')}")) is not None:
                    self.styles[name] = _reference(reference)
                    break
                based = style.find(qn("w:basedOn"))
                style = styles.get(based.get(qn("w:val"))) if based is not None else None

    def prefix(self, p: Any) -> str:
        """The number that Word shows before the paragraph, or ""; counts it."""
        reference = p.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        style = p.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        if reference is not None:
            key, depth = _reference(reference)
        elif style is not None and style.get(qn("w:val")) in self.styles:
            key, depth = self.styles[style.get(qn("w:val"))]
        else:
            return ""
        if (key, depth) not in self.levels:
            return ""
        kind, pattern, start = self.levels[key, depth]
        counts = self.counters.setdefault(self.lists[key], {})
        counts[depth] = counts.get(depth, start - 1) + 1
        for deeper in [d for d in counts if d > depth]:
            del counts[deeper]
        if kind in {"bullet", "none"}:
            return ""
        text = re.sub(r"%(\d)", lambda m: self._shown(key, int(m[1]) - 1, counts), pattern)
        self.shown.append(text)
        return text

    def _shown(self, key: str, depth: int, counts: dict[int, int]) -> str:
        kind, _, start = self.levels.get((key, depth), ("decimal", "", 1))
        value = counts.get(depth, start)
        if kind.startswith(("chinese", "japanese", "ideograph", "taiwanese")):
            return chinese(value)
        return str(value)


def _reference(element: Any) -> tuple[str, int]:
    number, level = element.find(qn("w:numId")), element.find(qn("w:ilvl"))
    key = number.get(qn("w:val")) if number is not None else "0"
    return key or "0", _int(level.get(qn("w:val"))) if level is not None else 0


def _int(text: str | None, default: int = 0) -> int:
    """A number of the document's XML, or ``default`` where there is none that can be read."""
    return int(text) if text is not None and re.fullmatch(r"-?\d{1,9}", text) else default
