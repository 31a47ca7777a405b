"""What overseeing does by itself."""

from __future__ import annotations

import datetime as dt

from yangguang.core.actors import SYSTEM
from yangguang.core.jobs import job

from .actions import probing


@job("foi.channels", "核查网上申请页面", at=dt.time(6, 40))
def try_forms(today: dt.date) -> str:
    """Every unit's form once a month; one that failed again every day until it passes.

    A site that can't be reached makes the job fail, which the operator sees.
    """
    probing.forget_gone(today, actor=SYSTEM)
    left = probing.follow_month(today, actor=SYSTEM)
    tried, failed = probing.try_forms(today, actor=SYSTEM)
    return f"核查 {tried} 个单位的网上申请页面，{failed} 个不通；本月还有 {left} 项要人工核查"
