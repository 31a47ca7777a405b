"""What happens by itself: whoever makes the gazette is told in time that an issue is due."""

from __future__ import annotations

import datetime as dt

from yangguang.core.actors import SYSTEM
from yangguang.core.jobs import job
from yangguang.duties.models import Duty
from yangguang.duties.opening import Spec, close_by_fact, ensure_many

from . import queries
from .actions.course import DUTY_KIND
from .models import YearPlan

AHEAD = 20  # days before an issue is due


@job("gazette.due", "提醒公报出版", at=dt.time(7, 30))
def remind(today: dt.date) -> str:
    """A duty for every issue due soon or late; one that is out closes its duty."""
    unit = queries.unit()
    years = set(YearPlan.objects.values_list("year", flat=True)) & {today.year - 1, today.year}
    if unit is None or not years:
        return "没有出版计划"
    slots = [s for year in sorted(years) for s in queries.calendar(year, today)]
    wanted = [
        Spec(
            DUTY_KIND, f"{s.due.year}-{s.due.number}", unit.pk,
            f"出版政府公报 {s.due.year} 年第 {s.due.number} 期",
            body=f"本期刊登 {s.due.begins:%Y-%m-%d} 至 {s.due.ends:%Y-%m-%d} 的文件。", url="/desk/gazette/",
            due=s.due.due, closes_by_fact=True,
        )
        for s in slots
        if s.state in ("未到期", "逾期") and (s.due.due - today).days <= AHEAD
    ]  # fmt: skip
    ensure_many(wanted, actor=SYSTEM)
    out = {f"{s.due.year}-{s.due.number}" for s in slots if s.state in ("按期", "逾期出版")}
    closed = close_by_fact(
        Duty.objects.open().filter(kind=DUTY_KIND, key__in=out), actor=SYSTEM, fact="已出版"
    )
    return f"待出版 {len(wanted)} 期，销号 {closed} 件"
