"""Measuring in the workbench: results, units, targets, waivers, statements, freezes."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.http import content_disposition_header

from yangguang.core.actors import actor_of
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, may, scope

from ...models import PlanTask, WorkPlan
from ...queries import current_plan


def the_plan() -> WorkPlan:
    """The current plan, or 404 that says what to do first."""
    plan = current_plan()
    if plan is None:
        raise Http404("还没有任务分解表，导入后才能测量")
    return plan


def the_task(number: int) -> PlanTask:
    return get_object_or_404(PlanTask, plan=the_plan(), number=number, withdrawn=False)


def own_units(request: HttpRequest, act: Act = Act.REVIEW) -> Any:
    """The units that exist today and with whose records the reader may do ``act``."""
    return scope(actor_of(request), act, Unit.objects.answerable(timezone.localdate()), unit="pk")


def sees_all(request: HttpRequest) -> bool:
    """Whether the reader sees every unit's records, and with them the indicators that are not public."""
    return may(actor_of(request), Act.VIEW)


def as_csv(name: str, heading: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """A list as CSV (UTF-8 with a byte-order mark); no cell is one that a spreadsheet takes for a formula."""
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, f"{name}.csv") or "attachment"
    writer = csv.writer(response)
    writer.writerow(heading)
    for row in rows:
        writer.writerow([f"'{v}" if str(v)[:1] in {"=", "+", "-", "@", "\t", "\r"} else v for v in row])
    return response
