"""Who keeps the register and who receives the list of historical plans: two units, named by setting."""

from __future__ import annotations

from django.conf import settings

from yangguang.core.actions import Reason
from yangguang.core.actors import Actor
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, may, reasons


def keeper() -> Unit | None:
    """The unit that keeps the register (任务分解表 第 1 项 牵头单位); another than most units that are measured by it."""
    return Unit.objects.filter(code=settings.PLAN_REGISTER_UNIT).first()


def archive() -> Unit | None:
    """The unit that receives the historical list and keeps the columns (任务分解表 第 1、2 项)."""
    return Unit.objects.filter(code=settings.PLAN_ARCHIVE_UNIT).first()


def keeps(actor: Actor, act: Act = Act.EDIT) -> bool:
    """Whether the actor may write the register; without a keeping unit the openness office does."""
    unit = keeper()
    return may(actor, act, unit) if unit is not None else may(actor, Act.PLAN)


def not_keeper(actor: Actor, act: Act = Act.EDIT) -> list[Reason]:
    """Why the actor may not write the register; empty when they may."""
    if keeps(actor, act):
        return []
    unit = keeper()
    if unit is None:
        return reasons(actor, Act.PLAN)
    return [Reason(f"规划清册由{unit}登记", f"请把需要登记或更正的内容告诉{unit}")]
