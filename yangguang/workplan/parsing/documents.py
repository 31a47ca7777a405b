"""Documents that a task cites: 《title》 with an optional number (机关代字〔year〕n号)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

_OPEN, _CLOSE = "〔[﹝（(【", "〕]﹞）)】"
_NUMBER = (
    rf"(?P<organ>[一-鿿]{{2,12}})[{re.escape(_OPEN)}](?P<year>\d{{4}})[{re.escape(_CLOSE)}](?P<seq>\d+)号"
)
_TITLE = re.compile(r"《(?P<title>[^《》]*(?:《[^《》]*》[^《》]*)*)》")
_BRACKETED = re.compile(rf"^\s*[（(]\s*{_NUMBER}\s*[)）]")
_NAKED = re.compile(rf"^\s*{_NUMBER}")
# 省财政厅《…》: the issuer right before the title.
_ISSUER = re.compile(r"[一-鿿]{2,20}?(?:厅|局|委|部|办|办公厅|办公室|政府|院)$")
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
    """Every 《…》 of the text that is a document: it has a number or a document's kind of title."""
    found: list[Cited] = []
    ended = -1
    for match in _TITLE.finditer(text):
        rest = text[match.end() :]
        number, flag, length = None, "", 0
        if hit := _BRACKETED.match(rest):
            length = hit.end()
        elif hit := _NAKED.match(rest):
            flag, length = "number_without_brackets", hit.end()
        if hit:
            number = f"{hit['organ']}〔{hit['year']}〕{hit['seq']}号"
        issuer = _ISSUER.search(text[: match.start()])
        found.append(
            Cited(match["title"], number, _bare_issuer(issuer), flag, adjacent=match.start() == ended)
        )
        ended = match.end() + length
    return found


def _bare_issuer(match: re.Match[str] | None) -> str:
    """The issuer without the verbs and conjunctions before it."""
    if match is None:
        return ""
    text = match[0]
    while hit := _BEFORE_ISSUER.match(text):
        text = text[hit.end() :]
    return text
