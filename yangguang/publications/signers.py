"""Who signs what in a unit: the number of sign-offs, the people who may give each, and where people are too few."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Q

from yangguang.organisations.models import Membership, Unit, User
from yangguang.organisations.permissions import AT_UNIT, Act

from . import kinds, queries, rules
from .models import ReviewRule


@dataclass(frozen=True)
class People:
    """A unit's people on a day: who reviews (审核) and who approves (批准)."""

    review: tuple[User, ...]
    approve: tuple[User, ...]

    def at(self, level: int, levels: int) -> tuple[User, ...]:
        return self.approve if rules.is_last(level, levels) else self.review

    def shortage(self, levels: int, same_person: bool) -> str:
        """Why texts would get stuck: "" when they would not. Nobody signs their own text, nor as a rule twice."""
        if levels > 1 and not self.approve:
            return "没有负责人，终审办不了"
        if not self.review:
            return "没有审核人"
        if not same_person and len(set(self.review) | set(self.approve)) < levels:
            return f"要 {levels} 人各审一次，只有 {len(set(self.review) | set(self.approve))} 人"
        return ""


@dataclass(frozen=True)
class Signing:
    """A kind in a unit: its levels by name with their people, where the number comes from, and what is short."""

    kind: kinds.Kind
    levels: int
    same_person: bool
    source: str
    steps: list[tuple[str, tuple[User, ...]]]
    shortage: str


def people(unit: Unit, on: dt.date) -> People:
    """The unit's people who sign on a day."""
    return _people([unit], on)[unit.pk]


def _people(units: list[Unit], on: dt.date) -> dict[int, People]:
    found: dict[int, dict[Act, dict[int, User]]] = defaultdict(lambda: {Act.REVIEW: {}, Act.APPROVE: {}})
    held = Membership.objects.valid(on).filter(unit__in=units, user__is_active=True).select_related("user")
    for membership in held.order_by("pk"):
        for act in (Act.REVIEW, Act.APPROVE):
            if act in AT_UNIT[membership.role]:
                found[membership.unit_id][act][membership.user_id] = membership.user
    return {
        u.pk: People(tuple(found[u.pk][Act.REVIEW].values()), tuple(found[u.pk][Act.APPROVE].values()))
        for u in units
    }


def of_unit(unit: Unit, on: dt.date) -> list[Signing]:
    """Every kind of the registry as the unit signs it."""
    there = people(unit, on)
    configured = list(ReviewRule.objects.filter(Q(unit=unit) | Q(unit=None)))
    found = []
    for kind in kinds.KINDS:
        rule = rules.levels_for(
            [rules.LevelRule(r.unit_id, r.kind, r.levels, r.same_person) for r in configured],
            unit=unit.pk, kind=kind.code, default=queries.default_levels(kind.code),
        )  # fmt: skip
        source = "类型默认"
        if any((r.unit_id, r.kind) == (rule.unit, rule.kind) for r in configured):
            source = f"{'本单位' if rule.unit else '全区'}{'本类型' if rule.kind else ''}规则"
        steps = [
            (rules.level_name(n, rule.levels), there.at(n, rule.levels)) for n in range(1, rule.levels + 1)
        ]
        found.append(
            Signing(
                kind,
                rule.levels,
                rule.same_person,
                source,
                steps,
                there.shortage(rule.levels, rule.same_person),
            )
        )
    return found


def short_units(on: dt.date) -> list[tuple[Unit, str]]:
    """Units whose people can't give the sign-offs that an ordinary notice needs."""
    units = list(Unit.objects.answerable(on).order_by("order"))
    there = _people(units, on)
    configured = [
        rules.LevelRule(r.unit_id, r.kind, r.levels, r.same_person) for r in ReviewRule.objects.all()
    ]
    found = []
    for unit in units:
        rule = rules.levels_for(
            configured, unit=unit.pk, kind="notice", default=queries.default_levels("notice")
        )
        if short := there[unit.pk].shortage(rule.levels, rule.same_person):
            found.append((unit, short))
    return found
