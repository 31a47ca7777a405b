"""What a new day does by itself."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from yangguang.core.jobs import job

from . import following


# After norms has turned the day (0:05).
@job("knowledge.day", "知识条目复核提醒", at=dt.time(0, 20))
def turn(today: dt.date) -> str:
    """Entries whose day of review has come, or whose basis ends today: readers are told, units are asked."""
    with transaction.atomic():
        changed = following.look_again(today)
    return f"变化 {changed} 条"
