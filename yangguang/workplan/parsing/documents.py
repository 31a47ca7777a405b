"""Documents that a task cites: 《title》 with an optional number (机关代字〔year〕n号)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

_OPEN, _CLOSE = "〔[﹝（(【", "〕]﹞）)】"
_NUMBER = rf"(?P<organ>[一-鿿]{{2,12}})\s*[{re.escape(_OPEN)}]\s*(?P<year>\d{{4}})\s*[{re.escape(_CLOSE)}]\s*第?\s*(?P<seq>\d+)\s*号"
_TITLE = re.compile(r"《(?P<title>[^《》]*(?:《[^《》]*》[^《》]*)*)》")
_BRACKETED = re.compile(rf"^\s*[（(]\s*{_NUMBER}\s*[)）]")
_NAKED = re.compile(rf"^\s*{_NUMBER}")
# 省财政厅《…》: the issuer right before the title.
_ISSUER = re.compile(r"[一-鿿]{2,20}?(?:厅|局|委|部|办|办公厅|办公室|政府|院)$")
_BEHIND = 30  # characters before a title in which its issuer may stand
_BEFORE_ISSUER = re.compile(r"^.*?(?:和|与|及|以及|按照|根据|落实|依据|执行|适用|贯彻)")


@dataclass(frozen=True)
class Cited:
    title: str
    number: str | None
    issuer: str = ""
    flag: str = ""
    adjacent: bool = False  # stands right after another citation, with no word between

    def as_json(self) -> dict[str, Any]:
        said: dict[str, Any] = {"title": self.title, "number": self.number}
        if self.issuer:
            said["issuer_before_title"] = self.issuer
        if self.flag:
            said["flag"] = self.flag
        return said


def find_documents(text: str) -> list[Cited]:
    """Every 《…》 of the text with its number, and every number that stands without a title (flag says so)."""
    found: list[tuple[int, Cited]] = []
    numbered: list[tuple[int, int]] = []
    ended = -1
    for match in _TITLE.finditer(text):
        rest = text[match.end() : match.end() + 60]
        number, flag, length = None, "", 0
        if hit := _BRACKETED.match(rest):
            length = hit.end()
        elif hit := _NAKED.match(rest):
            flag, length = "number_without_brackets", hit.end()
        if hit:
            number = f"{_bare_organ(hit['organ'])}〔{hit['year']}〕{hit['seq']}号"
            numbered.append((match.end(), match.end() + length))
        numbered.append(match.span())  # a number within a title is part of it
        issuer = _ISSUER.search(text[max(match.start() - _BEHIND, 0) : match.start()])
        cited = Cited(match["title"], number, _bare_issuer(issuer), flag, adjacent=match.start() == ended)
        found.append((match.start(), cited))
        ended = match.end() + length
    for match in re.finditer(_NUMBER, text):
        if not any(start <= match.start() < end for start, end in numbered):
            number = f"{_bare_organ(match['organ'])}〔{match['year']}〕{match['seq']}号"
            found.append((match.start(), Cited("", number, flag="number_without_title")))
    return [cited for _, cited in sorted(found, key=lambda f: f[0])]


def _bare_organ(organ: str) -> str:
    """机关代字 without the words before it: 按照厦府办 is 厦府办."""
    return re.sub(
        r"^.*(?:按照|根据|依据|落实|执行|贯彻|遵照|以及|和(?![平田林县静顺])|与|及|即|见)(?=[一-鿿]{2})",
        "",
        organ,
    )


def _bare_issuer(match: re.Match[str] | None) -> str:
    """The issuer without the verbs and conjunctions before it."""
    if match is None:
        return ""
    text = match[0]
    while hit := _BEFORE_ISSUER.match(text):
        text = text[hit.end() :]
    return text
