"""Who keeps the register: the justice bureau (区司法局), by its unit code in the settings."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models

from yangguang.core.actions import Reason
from yangguang.core.actors import Actor
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, may, scope
from yangguang.organisations.permissions import reasons as unit_reasons


def keeper() -> Unit | None:
    """The unit that keeps the register; None when the setting names no unit."""
    return Unit.objects.filter(code=settings.NORMS_UNIT).first()


def keeps(actor: Actor, act: Act = Act.REVIEW) -> bool:
    """Whether the actor does the keeper's work."""
    if actor.is_system:
        return True
    unit = keeper()
    return unit is not None and may(actor, act, unit)


def keeper_reasons(actor: Actor) -> list[Reason]:
    """Empty when the actor does the keeper's work; else why not."""
    if keeps(actor):
        return []
    unit = keeper()
    if unit is None:
        return [Reason("没有设置规范性文件登记单位", "请管理员设置 YANGGUANG_NORMS_UNIT")]
    return [Reason(f"由{unit}的审核人办理", f"请联系{unit}")]


def own_or_keeper(actor: Actor, act: Act, unit: Unit) -> list[Reason]:
    """For acts that the issuing unit does for its own documents and the keeper for all."""
    return [] if keeps(actor) else unit_reasons(actor, act, unit)


def visible(actor: Actor, records: models.QuerySet[Any], unit: str = "unit") -> Any:
    """The entries one may look at in the workbench: all for the keeper, one's units' own for others."""
    return records if keeps(actor, Act.VIEW) else scope(actor, Act.VIEW, records, unit)
