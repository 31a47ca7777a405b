"""The site's calendar: the table's days, cached until it changes; and importing a yearly holiday notice."""

from __future__ import annotations

import csv
import datetime as dt
import io

from django.core.cache import cache
from django.db import DatabaseError, transaction

from .actions import Reason, Refused, verb
from .actors import Actor
from .models import Workday
from .workdays import Calendar, packaged_calendar, packaged_days

CACHE_KEY = "core.workdays.v1"


def load() -> Calendar:
    """The calendar from the table; the packaged one where the table does not exist or is empty yet."""
    known = cache.get(CACHE_KEY)
    if known is None:
        try:
            with transaction.atomic():
                known = {d: (w, n) for d, w, n in Workday.objects.values_list("date", "is_workday", "name")}
        except DatabaseError:
            return packaged_calendar()
        if not known:
            return packaged_calendar()
        cache.set(CACHE_KEY, known, 60)  # seconds: other processes see an import soon
    return Calendar(known)


@transaction.atomic
def load_packaged() -> int:
    """Fill the table with the packaged years; imported notices win. Returns the number of days added."""
    have = set(Workday.objects.values_list("date", flat=True))
    rows = [
        Workday(date=d, is_workday=w, name=n, source=Workday.Source.PACKAGE)
        for d, (w, n) in packaged_days().items()
        if d not in have
    ]
    Workday.objects.bulk_create(rows, batch_size=2000)
    transaction.on_commit(lambda: cache.delete(CACHE_KEY))
    return len(rows)


WORDS = {
    "放假": False,
    "休息": False,
    "休": False,
    "0": False,
    "上班": True,
    "调休": True,
    "班": True,
    "1": True,
}


def parse_notice(text: str) -> dict[dt.date, tuple[bool, str]]:
    """A holiday notice as CSV lines ``日期,放假|上班,名称``; raises Refused naming every line that is wrong.

    All days of a year that the lines do not name follow the weekend rule, so the lines name only the exceptions.
    """
    days: dict[dt.date, tuple[bool, str]] = {}
    wrong: list[Reason] = []
    for number, row in enumerate(csv.reader(io.StringIO(text.lstrip("\ufeff"))), 1):
        cells = [c.strip() for c in row]
        if not any(cells) or (number == 1 and cells[0] == "日期"):
            continue
        try:
            date = dt.date.fromisoformat(cells[0])
            workday = WORDS[cells[1]]
        except (ValueError, KeyError, IndexError):
            wrong.append(
                Reason(
                    f"第 {number} 行“{','.join(cells)}”读不懂", "每行写作：2027-01-01,放假,元旦", field="file"
                )
            )
            continue
        if date in days and days[date][0] != workday:
            wrong.append(Reason(f"第 {number} 行与前面对 {date} 的安排矛盾", field="file"))
        days[date] = (workday, cells[2] if len(cells) > 2 and not workday else "")
    if not days and not wrong:
        wrong.append(Reason("文件里没有任何日期", "每行写作：2027-01-01,放假,元旦", field="file"))
    if wrong:
        raise Refused(wrong)
    return days


@verb("core.calendar.import", "导入了放假安排{object}")
def import_notice(notice: str, *, actor: Actor, text: str) -> str:
    """Replace the calendar of every year the notice names. ``notice`` is its title and number.

    Raises Refused (nothing written) when a line is wrong.
    """
    named = parse_notice(text)
    for year in sorted({d.year for d in named}):
        rows = []
        for offset in range((dt.date(year + 1, 1, 1) - dt.date(year, 1, 1)).days):
            date = dt.date(year, 1, 1) + dt.timedelta(days=offset)
            workday, name = named.get(date, (date.weekday() < 5, ""))
            rows.append(
                Workday(
                    date=date,
                    is_workday=workday,
                    name=name,
                    source=Workday.Source.NOTICE,
                    notice=notice[:120],
                )
            )
        Workday.objects.filter(date__year=year).delete()
        Workday.objects.bulk_create(rows, batch_size=2000)
    transaction.on_commit(lambda: cache.delete(CACHE_KEY))
    return notice
