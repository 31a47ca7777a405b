"""CHK-E02 to CHK-E04: names and titles of the district's own organs."""

from __future__ import annotations

from collections.abc import Iterator

from ..dates.dating import written_on
from ..engine import Hit, parts_of, rule
from ..names import units
from ..subjects import Subject

BASIS = "本区机构名录（单位的全称、简称、曾用名）；党政机关公文处理工作条例第十九条（使用规范化简称）"


@rule(
    "CHK-E02",
    "本区机构的名称",
    group="表述",
    why="机构改名、合并、撤销以后还用旧名称，或者名称、简称写错，群众会找错单位",
    basis=BASIS,
    severity="confirm",
)
def names(subject: Subject) -> Iterator[Hit]:
    """Former names without 原, names one character off, endings of another level (区发改委 for 区发改局)."""
    organs = units.current(subject.today)
    for index, text in parts_of(subject):
        for slip in organs.slips(text, written_on(subject)):
            fix = f"改为“{slip.better}”" if slip.better else "换成现在承担这项职责的单位"
            if "曾用名" in slip.reason or "撤销" in slip.reason:
                fix += "；说的是过去的事，写作“原…”"
            yield Hit(
                index, slip.start, slip.end, slip.reason, fix, severity="confirm" if slip.certain else "hint"
            )


@rule(
    "CHK-E03",
    "本区机构的职务称谓",
    group="表述",
    why="单位负责人的称谓写错，是领导姓名职务类严重错误",
    basis="国办秘函〔2019〕19号（严重表述错误）；本区登记的职务称谓",
    severity="confirm",
)
def titles(subject: Subject) -> Iterator[Hit]:
    """A title behind a unit's name that the unit does not have."""
    organs = units.current(subject.today)
    for index, text in parts_of(subject):
        for slip in organs.wrong_titles(text):
            yield Hit(index, slip.start, slip.end, slip.reason, f"核对后改为“{slip.better}”")
