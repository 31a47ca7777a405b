"""Reading unit names in official text: pure functions over a dictionary of names, no database.

Official lists carry a prefix through a run (区科信局、文旅局、教育局), so a bare item is tried with the carried prefix
first; ``市`` is a trap, since 市政园林局 and 市场监管局 are district units whose names begin with it. The longest
dictionary match decides.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

BREAKS = "，,；;\n"  # close a prefix group
KEEPS = "、"  # keeps it
JOINS = BREAKS + KEEPS + "和及与"
PREFIXES = ("区", "县", "市", "省")
_DISTRICT = re.compile(r"(?:[^区县旗]{2,6}?市)?(?P<district>[^区县旗市]{1,5}[区县旗])")


@dataclass(frozen=True)
class UnitEntry:
    """A unit as the dictionary knows it: the short name, and other names for the same unit."""

    name: str
    aliases: tuple[str, ...] = ()
    kind: str = ""
    full_name: str = ""


@dataclass(frozen=True)
class NamedGroup:
    """A wording for several units: a group (各街道) that is a query, or a selector that a person resolves."""

    code: str
    wordings: tuple[str, ...]
    label: str = ""
    chosen: bool = False  # a selector: 人工选定
    expand: str = ""  # whom it stands for, in words


@dataclass(frozen=True)
class UnitRef:
    """What a piece of text names. ``kind``: unit, group, description (a role), or unknown."""

    kind: str
    raw: str
    name: str = ""  # of the unit
    code: str = ""  # of the group or selector
    prefix_carried: str = ""
    alias_of: str = ""
    suggestions: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        said: dict[str, Any] = {"kind": self.kind}
        if self.kind == "unit":
            said["name"] = self.name
        elif self.kind == "group":
            said["group"] = self.code
        elif self.kind == "description":
            said["selector"] = self.code
        said["raw"] = self.raw
        if self.prefix_carried:
            said["prefix_carried"] = self.prefix_carried
        if self.alias_of:
            said["alias_of"] = self.alias_of
        if self.suggestions:
            said["suggestions"] = list(self.suggestions)
        return said


@dataclass
class UnitDirectory:
    """The names known on a day.

    A name decides in this order: short names, full names, aliases, then other writings of a full name
    (区发展和改革局, 思明区财政局). A writing that fits two units names neither: a person is asked.
    """

    units: tuple[UnitEntry, ...]
    groups: tuple[NamedGroup, ...] = ()
    prefix: str = "区"
    _names: dict[str, UnitEntry] = field(init=False, repr=False)
    _groups: dict[str, NamedGroup] = field(init=False, repr=False)
    _longest: int = field(init=False, repr=False)
    _suggested: dict[tuple[str, str, int], tuple[str, ...]] = field(
        init=False, repr=False, default_factory=dict
    )

    def __post_init__(self) -> None:
        self._names = {}
        ranks: tuple[Callable[[UnitEntry], Iterable[str]], ...] = (
            lambda u: (u.name,),
            lambda u: (u.full_name,),
            lambda u: u.aliases,
            self._writings,
        )
        for rank in ranks:
            found: dict[str, list[UnitEntry]] = {}
            for unit in self.units:
                for name in rank(unit):
                    if name and name not in self._names and unit not in found.setdefault(name, []):
                        found[name].append(unit)
            self._names |= {name: units[0] for name, units in found.items() if len(units) == 1}
        self._groups = {w: g for g in self.groups for w in g.wordings}
        self._longest = max((len(n) for n in (*self._names, *self._groups)), default=0)

    def _writings(self, unit: UnitEntry) -> Iterator[str]:
        """Other ways to write a unit of the district: 思明区财政局, 厦门市思明区财政局, 区 + the rest of its full name."""
        district = _DISTRICT.match(unit.full_name)
        if district is None or not unit.name.startswith(self.prefix):
            return
        rest = unit.full_name[district.end() :]
        for place in (district["district"], district[0]):
            yield place + unit.name.removeprefix(self.prefix)
            yield place + rest
        yield self.prefix + rest

    def writings(self) -> Mapping[str, UnitEntry]:
        """Every way of writing a unit that names it alone, with the unit."""
        return self._names

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> UnitDirectory:
        """The directory of packaged data (organisations/data/*.json): keys units, groups, selectors."""
        units = tuple(
            UnitEntry(u["name"], tuple(u.get("aliases", ())), u.get("kind", ""), u.get("full_name", ""))
            for u in (*data["units"], *data.get("streets", ()))
        )
        groups = [
            NamedGroup(
                g["code"],
                tuple(g["wordings"]),
                g.get("name", ""),
                g.get("rule") == "chosen",
                g.get("expand", ""),
            )
            for g in data.get("groups", ())
        ]
        return cls(units, tuple(groups), data.get("prefix", "区"))

    def at(self, text: str, start: int = 0, carried: str = "") -> UnitRef | None:
        """The longest name that begins at ``start``: as written, with the carried prefix, or with the district's."""
        for end in range(min(len(text), start + self._longest), start, -1):
            if ref := self.exact(text[start:end], carried):
                return ref
        return None

    def exact(self, raw: str, carried: str = "") -> UnitRef | None:
        """What exactly ``raw`` names, or None. Tried in turn: prefix + item, item, district prefix + item."""
        if group := self._groups.get(raw):
            return UnitRef("description" if group.chosen else "group", raw, code=group.code)
        for prefix in dict.fromkeys((carried, "", self.prefix)):
            unit = self._names.get(prefix + raw)
            if unit is None:
                continue
            known = {unit.name, unit.full_name}
            alias = unit.name if prefix + raw not in known else ""
            return UnitRef("unit", raw, unit.name, prefix_carried=prefix, alias_of=alias)
        return None

    def listed(self, text: str) -> list[UnitRef]:
        """Every item of a cell that lists units; an item that is in no dictionary comes back as unknown."""
        refs: list[UnitRef] = []
        for run in re.split(f"[{BREAKS}]", text):
            carried = ""
            for part in run.split(KEEPS):
                item = part.strip().strip("。.")
                if not item:
                    continue
                ref = self.exact(item, carried) or self._without_ending(item, carried)
                if ref is None and (joined := self._joined(item, carried)):
                    refs += joined
                    ref = joined[-1]
                else:
                    refs.append(ref or UnitRef("unknown", item, suggestions=self.suggest(item, carried)))
                carried = ref.prefix_carried if ref and ref.prefix_carried else prefix_of(item)
        return refs

    def _without_ending(self, item: str, carried: str) -> UnitRef | None:
        """``区住建局等`` and ``各街道等单位`` name what stands before the ending."""
        bare = re.sub(r"等(?:单位|部门|有关部门|相关部门|有关单位|相关单位)?$", "", item)
        return self.exact(bare, carried) if bare != item else None

    def _joined(self, item: str, carried: str) -> list[UnitRef]:
        """``区委宣传部和区委网信办``: the units of an item that is nothing but units and the words between them."""
        refs, rest = self.subject(item, carried)
        return [] if rest else refs

    def subject(self, sentence: str, carried: str = "") -> tuple[list[UnitRef], str]:
        """The longest run of names at the start of a sentence, and the rest of it."""
        refs: list[UnitRef] = []
        position = 0
        while ref := self.at(sentence, position, carried):
            refs.append(ref)
            carried = carried if ref.prefix_carried else prefix_of(ref.raw)
            position += len(ref.raw)
            if position >= len(sentence) or sentence[position] not in JOINS:
                break
            carried_on = carried if sentence[position] == KEEPS else ""
            if self.at(sentence, position + 1, carried_on) is None:
                break
            carried, position = carried_on, position + 1
        return refs, sentence[position:]

    def names_units(self, text: str) -> bool:
        """Whether the text is units, groups or roles from its start, as opposed to prose that lost its place."""
        return bool(self.subject(text.strip())[0])

    def suggest(self, raw: str, carried: str = "", count: int = 3) -> tuple[str, ...]:
        """Known names that look like ``raw``, the most similar first."""
        key = (raw, carried, count)
        if key not in self._suggested:
            wanted = raw if raw.startswith(PREFIXES) else (carried or self.prefix) + raw
            names = [*self._names, *self._groups]
            near = difflib.get_close_matches(wanted, names, n=count * 2, cutoff=0.5)
            near += [n for n in names if len(raw) >= 3 and (raw in n or n in raw)]
            found = (self._names[n].name if n in self._names else n for n in near)
            self._suggested[key] = tuple(dict.fromkeys(found))[:count]
        return self._suggested[key]


def prefix_of(name: str) -> str:
    """The level prefix that a name shows and a following item may carry: 区, 县, 市 or 省, else ""."""
    return name[0] if name.startswith(PREFIXES) else ""


def names_of(refs: Iterable[UnitRef]) -> list[str]:
    return [r.name for r in refs if r.kind == "unit"]
