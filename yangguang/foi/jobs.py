"""What happens by itself: reminders of due replies, due dates after a holiday notice, repeated matters, erasure."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from yangguang.core.actors import SYSTEM
from yangguang.core.jobs import job
from yangguang.organisations.models import Unit

from . import alarming, repeated
from .actions import calendar_check, retaining
from .models import FoiRequest


@job("foi.alarms", "依申请公开期限提醒", at=dt.time(8, 5))
def remind(today: dt.date) -> str:
    """Five, two and no working days before a reply is due, and once when it is late."""
    found = alarming.raise_alarms(today)
    sent, failed = alarming.send_letters(today)
    return f"提醒 {len(found)} 件，发信 {sent} 封" + (f"，{failed} 封没有发成，明天再试" if failed else "")


@job("foi.calendar", "放假安排变化后重算答复期限", at=dt.time(0, 20))
def recompute(today: dt.date) -> str:
    """Only when the calendar is another than at the last check."""
    if not calendar_check.stale():
        return "工作日历没有变化"
    found = calendar_check.check(actor=SYSTEM)
    return f"核对 {found.looked_at} 件，{len(found.moved)} 件的期限有变化"


@job("foi.repeated", "查找多人申请的信息", at=dt.time(7, 50), weekday=0)
def look_for_repeated(today: dt.date) -> str:
    """Once a week, unit by unit."""
    asked = FoiRequest.objects.filter(received_on__gte=today - repeated.BACK)
    units = Unit.objects.active(today).filter(pk__in=asked.order_by().values("unit"))
    waiting = sum(repeated.refresh(unit, today, actor=SYSTEM) for unit in units)
    return f"{len(units)} 个单位，{waiting} 项建议公开"


@job("foi.retention", "清除保存期满的申请人信息", at=dt.time(3, 30))
def erase(today: dt.date) -> str:
    """A bounded number a night: what a first run on an old site leaves is done in the nights after."""
    done = retaining.run(today, actor=SYSTEM)
    left = retaining.sweep(timezone.now())
    return f"清除 {len(done)} 件申请的个人信息" + (f"，补删残留文件 {left} 个" if left else "")
