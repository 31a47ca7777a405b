"""What a new day does by itself."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from yangguang.core.jobs import job

from . import following, keeping, reminding


@job("norms.day", "规范性文件效力更新", at=dt.time(0, 5))
def turn(today: dt.date) -> str:
    """Documents that begin or end today: their public texts, their pages, and the pages that cite them."""
    with transaction.atomic():
        touched = keeping.keep_in_step(today)
    read = following.index_waiting()
    return f"更新 {touched} 件" + (f"，补读引用 {read} 条" if read else "")


@job("norms.reminders", "规范性文件到期提醒", at=dt.time(7, 40))
def remind(today: dt.date) -> str:
    """Ask for the evaluations that have become due."""
    waiting, closed = reminding.remind(today)
    return f"待评估 {waiting} 件，销号 {closed} 件"
