"""Names of one's own district's organs in a text: former ones, ones written wrongly, wrong titles. Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from pypinyin import lazy_pinyin

from yangguang.organisations.names import UnitDirectory, UnitEntry

from ..wordlists.compiled import told_of_the_past
from ..wordlists.matching import Matcher, longest

_DISTRICT = re.compile(r"(?:中共)?(?P<place>(?:[^区县旗]{2,6}?市)?(?P<district>[^区县旗市]{1,5}[区县旗]))")
# 区文体局 stands in 湖里区文体局 too: before a bare 区 only these, or no Chinese character at all.
_MAY_PRECEDE = frozenset("由与和及向经对将报请送在到从为同跟给让使令被把按以含是即原并各至据因")
_HAN = re.compile("[\u4e00-\u9fff]")
_SHORT = 5  # characters after the district; a shorter name counts as misspelt only when it sounds the same
_ENDINGS = ("局", "委员会", "办公室", "办事处", "中心", "委", "办")
_OTHER_ENDINGS = {"局": ("委", "厅"), "委": ("局", "厅")}
_GOES_ON = "员托派会办书任屋堂长"  # 区教育委员会, 区财政厅长
_TITLE = re.compile(
    r"(?:党组|党委|党工委)?(?:常务)?(?:副)?(?P<title>局长|主任|部长|厅长|处长|秘书长|会长|主席|馆长|院长|所长|台长)"
    r"(?!科员|医师|护师|药师|技师|中药师|编辑|记者|播音|委员|督学|检验|法医|级|助理|办公)"
)


@dataclass(frozen=True)
class Organ:
    """A unit: its names today, those it bore, each with the last day it was right (None: not known), its titles."""

    entry: UnitEntry
    former: tuple[tuple[str, dt.date | None], ...] = ()
    titles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ended:
    """A unit that is no more and that no other took over."""

    name: str
    full_name: str
    until: dt.date


@dataclass(frozen=True, slots=True)
class Slip:
    """A name found: its place, what is right, why, and whether it is certain enough to ask for a reason."""

    start: int
    end: int
    better: str
    reason: str
    certain: bool


@dataclass
class Organs:
    """The organs of the day, ready for searching."""

    organs: tuple[Organ, ...]
    ended: tuple[Ended, ...] = ()
    directory: UnitDirectory = field(init=False)

    def __post_init__(self) -> None:
        self.directory = UnitDirectory(tuple(o.entry for o in self.organs))
        names = self.directory.writings()
        by_entry = {o.entry: o for o in self.organs}
        self._words: list[str] = []
        self._means: list[tuple[str, UnitEntry | None, dt.date | None]] = []  # (what, unit, last day)
        for name, unit in names.items():
            self._add(name, "now", unit, None)
        for organ in self.organs:
            for name, until in organ.former:
                for writing in self._ways(name, organ.entry):
                    if writing not in names:
                        self._add(writing, "former", organ.entry, until)
            for writing in _wrong_endings(organ.entry.name):
                if writing not in names and not any(writing == n for n, _ in organ.former):
                    for way in self._ways(writing, organ.entry):
                        self._add(way, "ending", organ.entry, None)
        for gone in self.ended:
            for name in {gone.name, gone.full_name} - set(names):
                self._add(name, "ended", None, gone.until)
        self._matcher = Matcher(self._words)
        self._titles = {e: o.titles for e, o in by_entry.items() if o.titles}
        self._spellings = list(self._full_names())

    def _add(self, word: str, what: str, unit: UnitEntry | None, until: dt.date | None) -> None:
        if len(word) > 2:
            self._words.append(word)
            self._means.append((what, unit, until))

    def _ways(self, name: str, unit: UnitEntry) -> set[str]:
        """A name with the district before it as well."""
        found = _DISTRICT.match(unit.full_name)
        bare = name.removeprefix("区")
        if found is None or bare == name:
            return {name}
        return {name, found["district"] + bare, found["place"] + bare}

    def slips(self, text: str, day: dt.date) -> Iterator[Slip]:
        """Former names and wrong endings in a text of the day, and names that are one character off."""
        taken: list[tuple[int, int]] = []
        for start, end, index in longest(self._matcher.find(text)):
            what, unit, until = self._means[index]
            taken.append((start, end))
            if what == "now" or not _stands_alone(text, start, self._words[index]):
                continue
            slip = _slip(text, start, end, what, unit, until, day)
            if slip is not None:
                yield slip
        if self._spellings:
            yield from self._misspelt(text, taken)

    def _full_names(self) -> Iterator[tuple[str, str, UnitEntry]]:
        """(district, rest, unit) of the full names and of the short ones, that a slip of the pen is looked for in."""
        for organ in self.organs:
            found = _DISTRICT.match(organ.entry.full_name)
            if found is None:
                continue
            for rest in (organ.entry.full_name[found.end() :], organ.entry.name.removeprefix("区")):
                if len(rest) >= 3 and rest.endswith(_ENDINGS):
                    yield found["district"], rest, organ.entry

    def _misspelt(self, text: str, taken: Sequence[tuple[int, int]]) -> Iterator[Slip]:
        covered = {place for start, end in taken for place in range(start, end)}
        for district in {d for d, _, _ in self._spellings}:
            place = text.find(district)
            while place >= 0:
                begin = place + len(district)
                # A name that is right, even where it goes on, is no slip: 思明区教育局 in 思明区教育局机关.
                if place not in covered and begin - 1 not in covered:
                    slip = self._near(text, place, begin, district)
                    if slip is not None:
                        yield slip
                place = text.find(district, begin)

    def _near(self, text: str, place: int, begin: int, district: str) -> Slip | None:
        found: dict[UnitEntry, tuple[str, int]] = {}  # the full name of a unit goes before its short one
        for own, rest, unit in self._spellings:
            if own != district:
                continue
            for length in (len(rest), len(rest) - 1, len(rest) + 1):
                written = text[begin : begin + length]
                if len(written) == length and written != rest and _off_by_one(written, rest):
                    found.setdefault(unit, (rest, length))
                    break
        if len(found) != 1:
            return None  # none, or two that it could be
        ((rest, length),) = found.values()
        written = district + text[begin : begin + length]
        reason = f"“{written}”和本区单位“{district}{rest}”差一个字"
        return Slip(place, begin + length, district + rest, reason, certain=True)

    def wrong_titles(self, text: str) -> Iterator[Slip]:
        """A unit's name with a title behind it that none of its officers bears, where its titles are known."""
        if not self._titles:
            return
        for start, end, index in longest(self._matcher.find(text)):
            what, unit, _ = self._means[index]
            if what != "now" or unit is None or unit not in self._titles:
                continue
            said = _TITLE.match(text, end)
            if said is None or not _stands_alone(text, start, self._words[index]):
                continue
            if said["title"] not in self._titles[unit]:
                right = "、".join(self._titles[unit])
                reason = f"{unit.name}的职务称谓是{right}，不是“{said['title']}”"
                yield Slip(
                    said.start("title"), said.end("title"), self._titles[unit][0], reason, certain=True
                )


def _stands_alone(text: str, start: int, name: str) -> bool:
    """Whether a name that begins with a bare 区 is our district's."""
    if not name.startswith("区") or start == 0:
        return True
    before = text[start - 1]
    return before in _MAY_PRECEDE or not _HAN.match(before)


def _slip(
    text: str, start: int, end: int, what: str, unit: UnitEntry | None, until: dt.date | None, day: dt.date
) -> Slip | None:
    written = text[start:end]
    if what == "ending":
        if end < len(text) and text[end] in _GOES_ON:
            return None
        assert unit is not None
        return Slip(start, end, unit.name, f"本区没有“{written}”，本区单位是“{unit.name}”", certain=True)
    if told_of_the_past(text, start, end) or (until is not None and day <= until):
        return None
    if what == "ended":
        return Slip(start, end, "", f"“{written}”已于 {until} 撤销", certain=True)
    assert unit is not None
    when = f"（{until} 前的名称）" if until else ""
    better = unit.full_name if len(written) > len(unit.name) + 2 else unit.name
    return Slip(start, end, better, f"“{written}”是{unit.name}的曾用名{when}", certain=until is not None)


def _wrong_endings(name: str) -> Iterator[str]:
    """区发改委 for 区发改局: the ending of another level or of other districts."""
    if not name.startswith("区") or len(name) < 4:
        return
    for other in _OTHER_ENDINGS.get(name[-1], ()):
        yield name[:-1] + other


def _off_by_one(written: str, right: str) -> bool:
    """One character changed, left out, put in, or two changed places; the ending stays. Short names must sound the same."""
    if written[-1] != right[-1] or not all(_HAN.match(c) for c in written):
        return False
    if len(right) < _SHORT:
        return len(written) == len(right) and _sound(written) == _sound(right)
    if len(written) == len(right):
        differs = [i for i, (a, b) in enumerate(zip(written, right, strict=True)) if a != b]
        if len(differs) == 2:
            i, j = differs
            return j == i + 1 and written[i] == right[j] and written[j] == right[i]
        return len(differs) == 1
    long, short = sorted((written, right), key=len, reverse=True)
    return any(long[:i] + long[i + 1 :] == short for i in range(len(long)))


@cache
def _sound(word: str) -> tuple[str, ...]:
    return tuple(lazy_pinyin(word))
