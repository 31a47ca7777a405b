"""How many sign-offs a unit's kinds need, and the unit codes inside the 索引号: the district's own settings."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from yangguang.core.actions import Reason, verb
from yangguang.core.actors import Actor
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, reasons

from .. import kinds
from ..models import IndexCode, ReviewRule


def _may_rule(unit: Unit | None, *, actor: Actor, kind: str, levels: int, **kwargs: Any) -> Iterable[Reason]:
    yield from reasons(actor, Act.PLAN)
    if kind and kind not in kinds.KINDS:
        yield Reason("没有这种信息类型", field="kind")
    if levels not in (1, 2, 3):
        yield Reason("审校次数只能是一、二、三", field="levels")


@verb("publications.review.rule", "设定了审校规则{object}", forbids=_may_rule)
def set_review_rule(
    unit: Unit | None, *, actor: Actor, kind: str, levels: int, same_person: bool = False
) -> ReviewRule:
    """Set the number of sign-offs for a unit (None: every unit) and a kind ("": every kind)."""
    rule, _ = ReviewRule.objects.update_or_create(
        unit=unit, kind=kind, defaults={"levels": levels, "same_person": same_person}
    )
    return rule


def _may_drop(rule: ReviewRule, *, actor: Actor) -> Iterable[Reason]:
    yield from reasons(actor, Act.PLAN)


@verb("publications.review.drop", "删除了审校规则{object}", forbids=_may_drop)
def drop_review_rule(rule: ReviewRule, *, actor: Actor) -> None:
    rule.delete()


def _may_code(unit: Unit, *, actor: Actor, code: str, **kwargs: Any) -> Iterable[Reason]:
    yield from reasons(actor, Act.PLAN)
    if not re.fullmatch(r"[A-Z]{2}\w{2,10}", code):
        yield Reason("机构代码应是两个大写字母加数字，如 XM06101", field="code")
    elif IndexCode.objects.filter(code=code).exclude(unit=unit).exists():
        yield Reason("这个机构代码已被别的单位使用", field="code")


@verb("publications.index_code", "登记了索引号机构代码{object}", forbids=_may_code)
def set_index_code(unit: Unit, *, actor: Actor, code: str, verified: bool = True) -> IndexCode:
    """Enter the code that the city gave a unit; numbers given out before stay as they are."""
    found, _ = IndexCode.objects.update_or_create(unit=unit, defaults={"code": code, "verified": verified})
    return found
