"""When an answer has to be looked at again: its day has come, or what it rests on is no longer what it was."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

# Publication.validity
ENDED = {"repealed": "已废止", "lapsed": "已失效"}
CHANGED = {"amended": "已被修改", "partly": "部分失效"}
LONGEST_YEARS = 2  # between two looks (待核)

_BLANK = re.compile(r"[\s\u3000\u200b\ufeff]+")


def squeezed(text: str) -> str:
    """The text without blanks and line breaks, in which a quote is looked for."""
    return _BLANK.sub("", text)


def holds(text: str, quote: str) -> bool:
    """Whether the passage stands in the text word for word; blanks and line breaks don't count."""
    return squeezed(quote) in squeezed(text)


def digest(title: str, text: str, files: Iterable[int] = ()) -> str:
    """What a document says, as one number: its name, its words, its files."""
    said = "\n".join((title.strip(), squeezed(text), ",".join(map(str, files))))
    return hashlib.sha256(said.encode()).hexdigest()


@dataclass(frozen=True)
class Basis:
    """A document as it is now, beside what somebody confirmed (``seen_…``)."""

    title: str
    live: bool
    validity: str
    digest: str
    quoted: bool  # the quote (if there is one) stands in it
    seen_digest: str
    seen_validity: str

    @property
    def ended(self) -> str:
        """Why nothing may rest on it any more; "" when something may."""
        if not self.live:
            return "已撤下"
        return ENDED.get(self.validity, "")

    @property
    def doubt(self) -> str:
        """Why an answer that rests on it has to be looked at; "" when it need not."""
        name = f"依据《{self.title}》"
        if self.ended:
            return f"{name}{self.ended}"
        if self.validity != self.seen_validity and self.validity in CHANGED:
            return f"{name}{CHANGED[self.validity]}"
        if not self.quoted:
            return f"{name}有更改，引用的原文已经不在其中"
        if self.digest != self.seen_digest:
            return f"{name}有更改"
        return ""


def doubts(today: dt.date, review_on: dt.date | None, bases: Sequence[Basis]) -> list[str]:
    """Every reason, as readers are told it."""
    found = [b.doubt for b in bases if b.doubt]
    if review_on is not None and today >= review_on:
        found.append(f"到了复核日期（{review_on:%Y-%m-%d}）")
    return found


def last_review(today: dt.date) -> dt.date:
    """The latest day that may be set for the next look."""
    return today + dt.timedelta(days=366 * LONGEST_YEARS)
