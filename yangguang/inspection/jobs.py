"""What inspection does by itself: the next run, visits to sites, the week's inspections, dismissals that run out."""

from __future__ import annotations

import datetime as dt

from yangguang.core.jobs import job, tick

from . import availability, keeping
from .actions import running
from .following import expire


@tick("inspection.work", every=10)
def work() -> int:
    """One inspection at a time, in a thread of its own: it may take an hour and keeps no page's task waiting."""
    return running.work()


@tick("inspection.visits", every=60)
def visit() -> int:
    """Sites whose turn it is, at least 20 times a day each."""
    return availability.ping_due()


@job("inspection.schedule", "安排当天的网站检查", at=dt.time(1, 10))
def schedule(today: dt.date) -> str:
    """Ask for the inspections that are due today."""
    return f"安排了 {running.schedule(today)} 个网站"


@job("inspection.expire", "到期的误报重新核实", at=dt.time(0, 50))
def again(today: dt.date) -> str:
    """Dismissals that ran out yesterday; visits older than 400 days; kept pages that are too old, or too much."""
    return f"{expire(today)} 个问题重新核实，清理 {availability.forget()} 条访问记录、{keeping.tidy(today)} 个留存页面"
