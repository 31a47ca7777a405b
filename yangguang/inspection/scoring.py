"""The score of an inspection: a pure function of an indicator set and the defects found, so any past one can be replayed.

国办秘函〔2019〕19号: one veto and the site is 不合格 without a score; else 100 points minus the deductions, at most an item's
cap each; below 60 is 不合格; only above 80 are bonus points added.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from .sets import IndicatorSet, Item


@dataclass(frozen=True)
class Defect:
    """What scoring has to know of one finding. ``share`` (0..1) where it is a rate; ``marks`` such as 筹建中."""

    probe: str
    target: str
    kind: str = ""
    share: float | None = None
    marks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Line:
    """An item that counts: how many defects, whether its threshold is reached, the points it took or gave."""

    code: str
    name: str
    kind: str
    count: int
    met: bool
    points: float
    verified: bool
    share: float | None = None


@dataclass(frozen=True)
class Score:
    """``total`` is None after a veto, and for sets that give no points. ``unexamined``: items nobody has looked at."""

    set_label: str
    verdict: str
    vetoes: tuple[Line, ...]
    lines: tuple[Line, ...]
    base: float
    bonus: float
    total: float | None
    provisional: bool
    unexamined: tuple[str, ...] = field(default=())

    @property
    def passed(self) -> bool:
        return self.verdict in (PASS, CLEAN)

    @property
    def worth(self) -> float:
        """A number that orders scores: 0 after a veto."""
        return 0.0 if self.vetoes else self.total if self.total is not None else self.base

    def as_json(self) -> dict[str, Any]:
        """Plain values: what is kept in a row and read back is equal to it."""
        return {k: [asdict(x) for x in v] if k in ("vetoes", "lines") else list(v) if k == "unexamined" else v
                for k, v in vars(self).items()}  # fmt: skip


PASS, VETOED, LOW = "合格", "不合格（单项否决）", "不合格（低于合格线）"
CLEAN, DIRTY = "没有问题", "有问题"
# Scopes that other registers inspect: they make no score of a site provisional.
OTHERS = {"account", "draft"}


def _line(item: Item, defects: Iterable[Defect]) -> Line:
    found = [d for d in defects if item.takes(d.probe, d.kind, d.marks)]
    shares = [d.share for d in found if d.share is not None]
    limit, count = item.aggregate, len({(d.probe, d.target) for d in found})
    # What a person put down by hand has no rate: their word meets it.
    by_hand = any(d.probe.startswith("manual.") for d in found)
    met = (
        by_hand or any(s >= limit.share for s in shares) if limit.share is not None else count >= limit.count
    )
    points = 0.0
    if met and item.kind == "deduct":
        points = min(item.cap, item.score * (count if item.each else 1))
    return Line(
        item.code,
        item.name,
        item.kind,
        count,
        met,
        round(points, 2),
        item.weight_verified,
        max(shares, default=None),
    )


def score(
    rules: IndicatorSet, defects: Iterable[Defect], *, bonuses: Mapping[str, float] | None = None,
    examined: Iterable[str] = (),
) -> Score:  # fmt: skip
    """Count the defects under every item of the set.

    ``bonuses``: points that people gave, by the code of a bonus item; ``examined``: codes of the items without a probe
    that a person has looked at. Points are 0 to 100 plus at most 30.
    """
    defects = list(defects)
    lines = [_line(i, defects) for i in rules.items if i.kind != "bonus"]
    vetoes = tuple(x for x in lines if x.kind == "veto" and x.met)
    deducted = sum(x.points for x in lines)
    base = round(max(rules.full - deducted, 0), 2)
    given = [
        Line(i.code, i.name, "bonus", 0, True, min(max(bonuses.get(i.code, 0), 0), i.cap), i.weight_verified)
        for i in rules.items
        if bonuses and i.kind == "bonus" and bonuses.get(i.code, 0) > 0
    ]
    bonus = round(min(sum(g.points for g in given), rules.bonus_cap), 2) if base > rules.bonus_above else 0.0
    shown = tuple(x for x in lines if x.count) + (tuple(given) if bonus else ())
    looked = set(examined)
    unexamined = tuple(
        i.code
        for i in rules.items
        if not i.automatic and i.kind in ("veto", "deduct") and i.scope not in OTHERS and i.code not in looked
    )
    provisional = bool(unexamined) or any(not x.verified and x.points for x in shown)
    if not rules.scored:
        verdict, total = (DIRTY if any(x.met for x in lines) else CLEAN), None
    elif vetoes:
        verdict, total = VETOED, None
    else:
        total = base + bonus
        verdict = PASS if base >= rules.passing else LOW
    return Score(rules.label, verdict, vetoes, shown, base, bonus, total, provisional, unexamined)
