"""A hundred thousand requests a year: the due list and the annual table, each against its limit of one second on SQLite.

Three years of requests lie in the database, as they would after three years. The peer is a bare SELECT COUNT(*) … GROUP BY
over the year's requests.

    python bench/foi.py [requests a year, 100000 by default]
"""

from __future__ import annotations

import datetime as dt
import random
import sys
import time
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

import district
from django.db import connection, transaction
from django.db.models import Count
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from yangguang.core import calendar
from yangguang.foi.figures import queries
from yangguang.foi.models import Applicant, FoiRequest
from yangguang.foi.rules import alarms, clock, grounds
from yangguang.foi.rules import figures as rules
from yangguang.foi.rules.receipt import CHANNELS
from yangguang.organisations.models import Unit, UnitKind

LIMIT = 1.0  # seconds
YEARS = 3
MATTERS = (
    "停车场收费",
    "征地补偿",
    "学区划分",
    "危房鉴定",
    "规划许可",
    "排水工程",
    "公租房轮候",
    "招标文件",
    "处罚决定",
    "预算明细",
)
CHANCE = random.Random(30)


def requests(first_year: int, each: int, units: list[Unit]) -> Iterator[FoiRequest]:
    """Requests as a district gets them: most by people, answered around the fifteenth working day, a few long open."""
    days, today = calendar.load(), timezone.localdate()
    codes = [code for code, g in grounds.GROUNDS.items() if g.row]
    dues: dict[dt.date, dt.date] = {}
    serial: dict[tuple[int, int], int] = {}
    for year in range(first_year, first_year + YEARS):
        length = (min(dt.date(year, 12, 31), today) - dt.date(year, 1, 1)).days + 1
        for n in range(each):
            received = dt.date(year, 1, 1) + dt.timedelta(days=CHANCE.randrange(length))
            due = dues.setdefault(received, days.add(received, 20).due)
            unit = units[min(int(CHANCE.paretovariate(1.2)), len(units)) - 1]
            closed = received + dt.timedelta(
                days=min(int(CHANCE.gauss(21, 6)), 80) if CHANCE.random() < 0.97 else 200
            )
            closed = max(closed, received)
            ground = CHANCE.choice(codes) if closed <= today else ""
            serial[unit.pk, year] = serial.get((unit.pk, year), 0) + 1
            yield FoiRequest(
                unit=unit, year=year, serial=serial[unit.pk, year], query_hash=f"{year}-{n}", channel=CHANCE.choice(list(CHANNELS)),
                arrived_at=timezone.make_aware(dt.datetime.combine(received, dt.time(10))), received_on=received,
                applicant_kind=CHANCE.choices(rules.KINDS, (80, 8, 2, 2, 5, 3))[0],
                subject=f"示例：{CHANCE.choice(MATTERS)}{CHANCE.randrange(500)}的有关材料", content=f"示例：{MATTERS[n % 10]}的材料。",
                state=clock.REPLIED if ground else clock.WORKING, due=due, ground=ground,
                row=grounds.GROUNDS[ground].row if ground else "", closed_on=closed if ground else None,
            )  # fmt: skip


def fill(each: int) -> None:
    """Three years of requests, each with its applicant; the last year is this one."""
    district.units()
    units = list(Unit.objects.exclude(kind=UnitKind.COMMUNITY).order_by("order", "pk"))
    waiting = requests(timezone.localdate().year - YEARS + 1, each, units)
    number = 0
    while part := list(islice(waiting, 5000)):
        with transaction.atomic():
            made = FoiRequest.objects.bulk_create(part, batch_size=500)
            Applicant.objects.bulk_create(
                [
                    Applicant(request=r, name="示例申请人", identity="resident", identity_number="示例", person=f"p{n % 70000}")
                    for n, r in enumerate(made, number)
                ],
                batch_size=500,
            )  # fmt: skip
        number += len(part)
    # As a database is after its first night (PRAGMA optimize).
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def worst(act: Callable[[], Any], runs: int = 7) -> tuple[float, float, int]:
    """Median and worst of the runs in seconds, and the number of queries of one."""
    times = []
    with CaptureQueriesContext(connection) as seen:
        act()
    for _ in range(runs):
        started = time.perf_counter()
        act()
        times.append(time.perf_counter() - started)
    return sorted(times)[runs // 2], max(times), len(seen)


def due_list() -> int:
    """Everything due within five working days or late, by due date, with unit and masked applicant: the first page."""
    days, today = calendar.load(), timezone.localdate()
    rows = FoiRequest.objects.due_by(alarms.horizon(today, days)).select_related(
        "unit", "applicant", "officer"
    )
    count = rows.count()
    shown = [
        (r.number, r.subject, r.applicant.masked, r.due)
        for r in rows.defer("content").order_by("due", "-pk")[:30]
    ]
    return count + len(shown)


def main() -> None:
    each = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    started = time.perf_counter()
    fill(each)
    year = timezone.localdate().year
    total, now = FoiRequest.objects.count(), FoiRequest.objects.filter(received_on__year=year).count()
    print(f"{total} requests, {now} of {year}: made in {time.perf_counter() - started:.0f} s")
    big = Unit.objects.get(
        pk=FoiRequest.objects.values_list("unit").annotate(n=Count("pk")).order_by("-n")[0][0]
    )

    def peer() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT applicant_kind, row, COUNT(*) FROM foi_foirequest WHERE received_on BETWEEN %s AND %s GROUP BY 1, 2",
                [dt.date(year, 1, 1), dt.date(year, 12, 31)],
            )
            cursor.fetchall()

    measured = {
        "due list": due_list,
        f"annual table, district {year}": lambda: queries.of_district(year),
        f"annual table, district {year - 1}": lambda: queries.of_district(year - 1),
        f"annual table, {big} {year - 1}": lambda: queries.of_unit(big, year - 1),
        "with every identity checked": lambda: queries.faults(queries.of_district(year - 1)),
        "cases of one cell, a page": lambda: list(
            queries.cases(year - 1, None, "R1", "C1").select_related("unit", "applicant").defer("content")[:30]
        ),
    }  # fmt: skip
    bare, _, _ = worst(peer)
    print(f"peer: bare COUNT(*) GROUP BY of {year}: {bare * 1000:.0f} ms")
    over = []
    for name, act in measured.items():
        middle, most, count = worst(act)
        print(
            f"{name:<36} median {middle * 1000:6.0f} ms, worst {most * 1000:6.0f} ms, {count} queries, "
            f"{most / LIMIT:.2f} of the limit, {middle / bare:.1f} x the peer"
        )
        if most > LIMIT:
            over.append(name)
    if over:
        raise SystemExit(f"over the limit of {LIMIT} s: {', '.join(over)}")


if __name__ == "__main__":
    main()
