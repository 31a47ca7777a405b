"""Plans for tests of every room; all names are 示例."""

from __future__ import annotations

import datetime as dt
from itertools import count
from typing import Any

from django.conf import settings
from django.utils import timezone

from yangguang.core.actors import SYSTEM
from yangguang.organisations.models import Unit
from yangguang.organisations.tests.factories import make_unit
from yangguang.planning.actions import registering, series
from yangguang.planning.models import Plan, Series
from yangguang.publications.models import Binding, ColumnEntry, Issuer, Publication
from yangguang.publications.tests.factories import Team

_numbers = count(1)


def keeper() -> Unit:
    """The unit that keeps the register: the one there is, or a new one."""
    code = settings.PLAN_REGISTER_UNIT
    return Unit.objects.filter(code=code).first() or make_unit("区示例发改局", code=code)


def archive() -> Unit:
    """The unit that receives historical lists: the one there is, or a new one."""
    code = settings.PLAN_ARCHIVE_UNIT
    return Unit.objects.filter(code=code).first() or make_unit("区示例信息中心", code=code)


def make_plan(unit: Unit | None = None, **values: Any) -> Plan:
    """A registered special plan of 2021-2025, approved on 2021-03-01, with all metadata unless said otherwise."""
    number = next(_numbers)
    district = values.get("tier", "district") == "district"
    start = {
        "name": f"示例专项规划{number}", "tier": "district", "category": "special",
        "unit": unit or (make_unit() if district else None),
        "period_from": 2021, "period_to": 2025, "approver": "区政府", "approved_on": dt.date(2021, 3, 1),
        "document_number": f"厦思示例〔2021〕{number}号", "territory": "全区",
    }  # fmt: skip
    return registering.register(None, actor=SYSTEM, values={**start, **values})


def make_series(years: int = 5) -> Series:
    return series.open_series(None, actor=SYSTEM, name=f"示例五年规划{next(_numbers)}", years=years)


def publish(plan: Plan, on: dt.date, **values: Any) -> Publication:
    """Release a full text of the plan and tie it, as if it had gone out on that day."""
    team = Team(plan.unit)
    record = team.release(kind="plan", title=plan.name, **{"items": ["FD20-03"], **values})
    moment = timezone.make_aware(dt.datetime.combine(on, dt.time(9)))
    Publication.objects.filter(pk=record.pk).update(first_published_at=moment)
    for model in (Binding, Issuer, ColumnEntry):
        model.objects.filter(publication=record.pk).update(published_at=moment)
    record.refresh_from_db()
    registering.link(plan, actor=SYSTEM, publication=record)
    return record
