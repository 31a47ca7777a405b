"""CHK-E01: what the lists of expressions (用语清单) say of a text."""

from __future__ import annotations

from collections.abc import Iterator

from ..engine import Hit, rule
from ..subjects import Subject
from ..wordlists import inforce
from ..wordlists.compiled import Place
from ..wordlists.expressions import Sort

SAYS = {
    Sort.FORBIDDEN: "清单列为禁用", Sort.WRONG: "表述不规范", Sort.OUTDATED: "是过时的名称", Sort.CAUTION: "要慎用",
}  # fmt: skip


@rule(
    "CHK-E01",
    "用语清单",
    group="表述",
    why="过时的机构名称、不当用语和本区规定不用的说法，发布后要撤稿更正；严重表述错误是网站检查的单项否决指标",
    basis="国办秘函〔2019〕19号（严重表述错误）；各清单注明的依据",
    severity="confirm",
)
def listed(subject: Subject) -> Iterator[Hit]:
    """A hit for each expression of the lists in force; its severity is the entry's."""
    unit = subject.facts.get("unit")
    units = frozenset({unit}) if isinstance(unit, int | str) else frozenset[int | str]()
    for place in inforce.current().places(subject, units):
        yield hit(place, subject.parts[place.part].text)


def hit(place: Place, text: str) -> Hit:
    """What the writer is told of an expression."""
    entry = place.expression
    said = entry.reason.rstrip("。")
    about = "；".join(p for p in (said, f"依据：{entry.basis}" if entry.basis else "") if p)
    reason = f"“{text[place.start : place.end]}”{SAYS[entry.sort]}{'：' + about if about else ''}（{place.list_name}）"
    if not entry.verified:
        reason += "〔待核〕"
    fix = f"改为“{entry.replacement}”" if entry.replacement else "换一种说法"
    if entry.historic:
        fix += "；说的是过去的事，写作“原…”"
    return Hit(place.part, place.start, place.end, reason, fix, key=entry.key, severity=entry.weight)
