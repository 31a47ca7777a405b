"""Lists made ready for searching: one automaton over all their words, and which of its hits count in a document."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from ..dates.dating import written_on
from ..engine import READ
from ..subjects import Part, PartKind, Subject
from .expressions import Expression, Row, Sort, from_row
from .matching import Match, Matcher, Squeezed, longest, outside

# How the past is told of. A document number beside the name (国土资发〔2010〕1号) is looked for on its own.
_BEFORE = re.compile(r"(?:原|前身为|前身是|前身系|更名前|改革前|改名前|合并前|时任|曾用名)[：:“\"（(]?$")
_AFTER = re.compile(
    r"[”\"]?(?:[（(]\s*(?:现|已更名|已改名|已并入|已撤销|今)|（?现(?:为|更名)|更名为|改名为|并入)"
)
_NUMBER_AFTER = re.compile(
    r"[^。；;\n]{0,30}[〔\[（(【]\s*(?:19|20)\d\d\s*[〕\])）】]\s*(?:第\s*)?\d{1,5}\s*号"
)
_ORDER_AFTER = re.compile(
    r"(?:[、和及]?[\u4e00-\u9fff]{2,14}){0,3}(?:令|公告)\s*(?:[（(]?(?:19|20)\d\d年)?[（(]?第\s*\d{1,4}\s*号"
)
_OPENINGS, _CLOSINGS = "《〈", "》〉"
LOOK = 30  # characters to either side that are looked at for telling of the past


def told_of_the_past(text: str, start: int, end: int) -> bool:
    """Whether a name at this place is said of the past: 原国土资源部, in a title 《…》, or the issuer of a numbered document."""
    before, after = text[max(0, start - LOOK) : start], text[end : end + 2 * LOOK]
    if _BEFORE.search(before.rstrip()) or _AFTER.match(after):
        return True
    return (
        in_title(text, start, end)
        or bool(_NUMBER_AFTER.match(after) or _ORDER_AFTER.match(after))
        or (_listed_as_former(text, start))
    )


def _listed_as_former(text: str, start: int) -> bool:
    """原国土资源部、环境保护部: the word carries on through a list."""
    place = start
    while place and text[place - 1] in "、和与及":
        begin = place - 1
        while (
            begin
            and "\u4e00" <= text[begin - 1] <= "\u9fff"
            and text[begin - 1] not in "和与及"
            and place - begin < 20
        ):
            begin -= 1
            if text[begin] == "原":
                return True
        if begin == place - 1:
            return False
        place = begin
    return False


def in_title(text: str, start: int, end: int) -> bool:
    """Whether the place lies between title marks 《…》 of the same paragraph."""
    head = text[max(0, start - 120) : start]
    opened = max(head.rfind(c) for c in _OPENINGS)
    if opened < 0 or any(c in head[opened:] for c in (*_CLOSINGS, "\n")):
        return False
    tail = text[end : end + 120]
    closed = [tail.find(c) for c in _CLOSINGS if c in tail]
    return bool(closed) and "\n" not in tail[: min(closed)]


def phrases(row: Row) -> list[str]:
    """Longer phrases that hold the entry's words and are right. What a word is replaced by may be one: 甲局 in 甲局本部."""
    right: list[str] = row.get("a", [])
    better: str = row.get("r", "")
    if better and better not in row["w"]:
        for word in row["w"]:
            if word in better:
                return [*right, better]
    return right


def _squeezed(word: str) -> str:
    return Squeezed.of(word).text or word


@dataclass(frozen=True)
class Source:
    """A list in force. ``units``: key and name of the one unit whose documents it is for; None for every unit's."""

    name: str
    rows: Sequence[Row]
    units: frozenset[int | str] | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """An expression found: the index of the part, offsets in its text, the entry and the name of its list."""

    part: int
    start: int
    end: int
    expression: Expression
    list_name: str


class Lists:
    """The lists in force, ready for searching. ``library`` is one of ``matching.LIBRARIES``."""

    def __init__(self, sources: Iterable[Source], library: str = "") -> None:
        self.sources = tuple(sources)
        # Whose a word is, for each word of the two automata: (row * lists + list) * 2, one more for a phrase that is right.
        # Plain numbers, because a hundred thousand tuples take longer to make than the automaton.
        self._plain: list[int] = []
        self._loose: list[int] = []
        lists = len(self.sources)
        plain: list[str] = []
        loose: list[str] = []
        for number, source in enumerate(self.sources):
            for index, row in enumerate(source.rows):
                words, right = row["w"], phrases(row)
                owner = 2 * (index * lists + number)
                if row.get("l"):
                    words, right = [_squeezed(w) for w in words], [_squeezed(w) for w in right]
                    into, owners = loose, self._loose
                else:
                    into, owners = plain, self._plain
                into += words
                owners += [owner] * len(words)
                if right:
                    into += right
                    owners += [owner + 1] * len(right)
        self._matcher, self._loose_matcher = Matcher(plain, library), Matcher(loose, library)
        self._made: dict[tuple[int, int], Expression] = {}

    @property
    def words(self) -> int:
        """How many words are looked for."""
        return len(self._plain) + len(self._loose)

    def entry(self, number: int, index: int) -> Expression:
        """An entry as an object, made when it is first met."""
        found = self._made.get((number, index))
        if found is None:
            found = self._made[number, index] = from_row(self.sources[number].rows[index])
        return found

    def places(self, subject: Subject, units: frozenset[int | str] = frozenset()) -> Iterator[Place]:
        """What the document's readers would meet of the lists, the longest wins, in order.

        ``units``: keys of the units whose own lists count besides those for everybody.
        """
        written: list[dt.date] = []  # asked only when a list has something to say

        def day() -> dt.date:
            if not written:
                written.append(written_on(subject))
            return written[0]

        for index, part in enumerate(subject.parts):
            if part.kind in READ and part.text:
                yield from self._in_part(subject, index, part, units, day)

    def occurrences(self, text: str, *, ends: bool = True) -> list[tuple[Match, int, int, bool]]:
        """Every occurrence: (place, list, row, whether it is a phrase that is right)."""
        found = [(m, *self._whose(self._plain[m[2]])) for m in self._matcher.find(text)]
        if self._loose:
            squeezed = Squeezed.of(text, ends=ends)
            matches = self._loose_matcher.find(squeezed.text)
            found += [(squeezed.back(m), *self._whose(self._loose[m[2]])) for m in matches]
        return found

    def _whose(self, owner: int) -> tuple[int, int, bool]:
        row, number = divmod(owner // 2, len(self.sources))
        return number, row, bool(owner % 2)

    def _in_part(
        self,
        subject: Subject,
        index: int,
        part: Part,
        units: frozenset[int | str],
        day: Callable[[], dt.date],
    ) -> Iterator[Place]:
        found = self.occurrences(part.text, ends=not part.rows)
        right: dict[tuple[int, int], list[Match]] = {}  # phrases of single entries
        everywhere: list[Match] = []  # 放行: for every entry
        candidates: list[tuple[Match, int, int]] = []
        for match, number, row, allowed in found:
            whose = self.sources[number].units
            if whose is not None and not whose & units:
                continue
            entry = self.entry(number, row)
            if allowed:
                right.setdefault((number, row), []).append(match)
            elif not self._counts(entry, subject, part, match, day):
                continue
            elif entry.sort == Sort.ALLOWED:
                everywhere.append(match)
            else:
                candidates.append((match, number, row))
        kept = [
            (match, number, row)
            for match, number, row in candidates
            if (number, row) not in right or outside([match], right[number, row])
        ]
        spans = [(m[0], m[1], place) for place, (m, _, _) in enumerate(kept)]
        for start, end, place in longest(outside(spans, everywhere)):
            _, number, row = kept[place]
            yield Place(index, start, end, self.entry(number, row), self.sources[number].name)

    def _counts(
        self, entry: Expression, subject: Subject, part: Part, match: Match, day: Callable[[], dt.date]
    ) -> bool:
        """Whether the entry applies in this document, at this place. A name is judged by the day of the document."""
        start, end, _ = match
        if entry.kinds and subject.kind not in entry.kinds:
            return False
        if (entry.since or entry.until) and not entry.in_force(day() if entry.historic else subject.today):
            return False
        if entry.titles and part.kind != PartKind.TITLE:
            return False
        if entry.opening and not begins_paragraph(part.text, start):
            return False
        if entry.near or entry.not_near:
            around = (
                part.text[max(0, start - entry.within) : start] + "\0" + part.text[end : end + entry.within]
            )
            if entry.near and not any(w in around for w in entry.near):
                return False
            if any(w in around for w in entry.not_near):
                return False
        return not (entry.historic and told_of_the_past(part.text, start, end))


def begins_paragraph(text: str, start: int) -> bool:
    """Whether nothing but blanks stands before the place in its paragraph."""
    head = text[max(0, start - 20) : start].rstrip(" \u3000\xa0")
    return not head or head[-1] in "\r\n\t"
