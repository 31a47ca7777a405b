"""The text of an entry as a unit writes it: from the row, from a waiting change, from a form; and back into them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from yangguang.documents import bodies

from .models import Entry

FIELDS = ("question", "answer", "wordings", "topic", "event", "review_on")
NAMES = {
    "question": "问题", "answer": "答案", "wordings": "其他问法", "topic": "主题分类", "event": "办事场景",
    "review_on": "复核日期", "bases": "依据",
}  # fmt: skip


@dataclass(frozen=True)
class Text:
    """``bases`` are (record key, quoted passage)."""

    question: str = ""
    answer: str = ""
    wordings: str = ""
    topic: str = ""
    event: str = ""
    review_on: dt.date | None = None
    bases: tuple[tuple[int, str], ...] = ()

    def with_values(self, values: Mapping[str, Any]) -> Text:
        """This text with some of its fields anew, in standard form."""
        return replace(self, **{k: _standard(k, v) for k, v in values.items() if k in NAMES})

    def as_json(self) -> dict[str, Any]:
        day = self.review_on.isoformat() if self.review_on else None
        return {**asdict(self), "review_on": day, "bases": [list(b) for b in self.bases]}


def _standard(name: str, value: Any) -> Any:
    if name == "review_on":
        return dt.date.fromisoformat(value) if isinstance(value, str) and value else value or None
    if name == "bases":
        kept: dict[int, str] = {}
        for key, quote in value:
            kept.setdefault(int(key), one_line(quote)[:500])
        return tuple(kept.items())
    text = "".join(c for c in str(value or "") if c >= " " or c in "\t\n\r")
    if name == "answer":
        return bodies.clean(text if bodies.looks_like_html(text) else bodies.from_plain(text))
    if name == "wordings":
        lines = (one_line(line)[:200] for line in re.split(r"[\n；;]", text))
        return "\n".join(dict.fromkeys(line for line in lines if line))
    return one_line(text)


def one_line(text: str) -> str:
    return " ".join(str(text).split())


def key_of(question: str) -> str:
    """A question by which the same one is known again: without blanks, marks and the case of letters."""
    return re.sub(r"[\W_]+", "", question).lower()


def public(entry: Entry) -> Text:
    """The row's text: what readers see of a public entry, the newest of another."""
    bases = entry.bases.values_list("publication", "quote")
    return Text(**{n: getattr(entry, n) for n in FIELDS}, bases=tuple(bases))


def newest(entry: Entry) -> Text:
    """The text that the unit is at."""
    return public(entry) if entry.draft is None else Text().with_values(entry.draft)


def changed(old: Text, new: Text) -> list[str]:
    """The names of what differs."""
    return [label for name, label in NAMES.items() if getattr(old, name) != getattr(new, name)]
