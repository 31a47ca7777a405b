"""The topic page of plans (规划专题): a saved query, so that every plan that is released stands in it."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from yangguang.core.actions import Reason
from yangguang.core.actors import Actor
from yangguang.organisations.models import Unit
from yangguang.publications.actions.columns import open_column
from yangguang.publications.models import Column

from .keeping import archive
from .queries import KIND


def _values() -> dict[str, Any]:
    return {
        "slug": settings.PLAN_TOPIC, "name": "规划专题", "shape": Column.Shape.TOPIC, "query": {"kinds": [KIND]},
        "description": "规划纲要、国土空间规划、专项规划、区域规划和历届五年规划", "keywords": "规划,计划,五年规划",
        "column_type": "信息公开", "order": 5,
        "introduction": '<p>全区规划怎样相互承接、哪些时期有哪些规划，见<a href="/plans/">规划体系</a>。</p>',
    }  # fmt: skip


def _unit() -> Unit | None:
    """The unit that keeps the topic; the openness office where there is no archive."""
    return archive() or Unit.objects.filter(is_openness_office=True).first()


def topic_reasons(actor: Actor) -> list[Reason]:
    """Why the topic can't be opened by the actor now."""
    unit = _unit()
    if unit is None:
        return [Reason("没有可以负责专题的单位")]
    return open_column.reasons(unit, actor=actor, values=_values())


def open_topic(actor: Actor) -> Column | None:
    """Open the topic unless it is there; None where it is, or where no unit could keep it yet."""
    unit = _unit()
    if unit is None or Column.objects.filter(slug=settings.PLAN_TOPIC).exists():
        return None
    made: Column = open_column(unit, actor=actor, values=_values())
    return made
