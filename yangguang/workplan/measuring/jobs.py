"""The nightly measurement, and forgetting runs that say nothing new."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

from yangguang.core.actors import SYSTEM
from yangguang.core.jobs import job

from ..models import Freeze, MeasureRun, WorkPlan
from .engine import measure


@job("workplan.measure", "测量", at=dt.time(2, 30))
def nightly(today: dt.date) -> str:
    """Measure every plan that is not closed and has tasks."""
    done = []
    for plan in WorkPlan.objects.exclude(state=WorkPlan.State.CLOSED):
        run = measure(plan, actor=SYSTEM)
        done.append(f"{plan.year} 年 {run.results.count()} 个结果")
        prune(plan)
    return "；".join(done) or "没有要测量的计划"


def prune(plan: WorkPlan) -> int:
    """Delete runs whose content equals that of the run before; the last and the frozen ones stay. Returns how many."""
    frozen = set(Freeze.objects.filter(plan=plan).values_list("as_of", flat=True))
    runs = list(MeasureRun.objects.filter(plan=plan).order_by("as_of"))
    same = [
        run.pk
        for before, run in pairwise(runs[:-1])
        if run.content_hash == before.content_hash and run.as_of not in frozen
    ]
    MeasureRun.objects.filter(pk__in=same).delete()
    return len(same)
