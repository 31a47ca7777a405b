"""What the worker does for this room every night."""

from __future__ import annotations

import datetime as dt

from yangguang.core.jobs import job

from .groups import sync_groups


@job("organisations.groups", "按任职起止日期更新权限组", at=dt.time(0, 5))
def update_groups(today: dt.date) -> str:
    added, removed = sync_groups(today)
    return f"加入 {added} 人次，移出 {removed} 人次"
