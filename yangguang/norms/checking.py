"""The text of a public record against its official text: same or not, and how late it followed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.utils import timezone

from yangguang.core import calendar
from yangguang.documents import bodies
from yangguang.publications.models import Validity, Version

from .models import Official

ALLOWED = 10  # working days to follow an official change (default of the plan, 待核)
ENDED = {Official.Status.REPEALED, Official.Status.LAPSED}


@dataclass(frozen=True)
class TextCheck:
    """A local text against the official one. ``late`` are working days beyond those allowed, None when not late."""

    official: Any
    same: bool
    changed_on: dt.date | None
    due: dt.date
    unmarked: bool

    @property
    def word(self) -> str:
        return "一致" if self.same else "不一致"


def normal_text(text: str) -> str:
    """A text for comparison: without spaces and blank lines, with one form of brackets, quotes and dashes."""
    compact = "".join(text.split()).replace("\u3000", "").replace("\xa0", "")
    return compact.translate(str.maketrans("()[]〔〕,:;?!“”‘’\"'–－〇", "（）［］［］，：；？！““““““——零"))


def same_text(local: str, official: str) -> bool:
    """Whether two texts say the same, whatever their layout; the official one may stand inside its notice."""
    ours, theirs = normal_text(local), normal_text(official)
    return bool(theirs) and (ours == theirs or (len(theirs) > 200 and theirs in ours))


def side_by_side(local: str, official: str) -> list[tuple[str, str, str]]:
    """Lines of both texts next to each other: (word, ours, theirs), word one of 相同, 不同, 本站多, 本站少."""
    ours = [" ".join(x.split()) for x in local.split("\n") if x.strip()]
    theirs = [" ".join(x.split()) for x in official.split("\n") if x.strip()]
    out: list[tuple[str, str, str]] = []
    matcher = SequenceMatcher(
        None, [normal_text(x) for x in ours], [normal_text(x) for x in theirs], autojunk=False
    )
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            out += [("相同", x, y) for x, y in zip(ours[a:b], theirs[c:d], strict=True)]
            continue
        left, right = ours[a:b], theirs[c:d]
        for index in range(max(len(left), len(right))):
            x = left[index] if index < len(left) else ""
            y = right[index] if index < len(right) else ""
            out.append(("不同" if x and y else "本站多" if x else "本站少", x, y))
    return out


def latest(officials: Iterable[Official]) -> dict[int, Official]:
    """Per public record its newest official text."""
    found: dict[int, Official] = {}
    for official in officials:
        best = found.get(official.publication_id)
        if best is None or (official.changed_on, official.pk) >= (best.changed_on, best.pk):
            found[official.publication_id] = official
    return found


def check(official: Official, *, allowed: int = ALLOWED, on: dt.date | None = None) -> TextCheck:
    """Hold the local text against the official one, and find when the local text first read like it."""
    record = official.publication
    same = same_text(bodies.to_text(record.body), official.text)
    due = calendar.load().add(official.changed_on, allowed).due
    ended = official.status in ENDED
    shown_valid = record.validity not in (Validity.REPEALED, Validity.LAPSED)
    return TextCheck(official, same, _followed(official), due, ended and shown_valid)


def _followed(official: Official) -> dt.date | None:
    """The day on which a released version first read like the official text."""
    versions = (
        Version.objects.filter(publication=official.publication_id)
        .select_related("revision")
        .order_by("number")
    )
    for version in versions:
        if same_text(bodies.to_text(version.revision.content.get("body", "")), official.text):
            return max(timezone.localdate(version.released_at), official.changed_on)
    return None
