"""Visits to sites' home pages: 国办秘函〔2019〕19号 单项否决 2 asks for at least 20 a day over a week, within 15 seconds."""

from __future__ import annotations

import datetime as dt
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import F, Q
from django.utils import timezone

from yangguang.duties.links import check_link

from .models import Ping, Site
from .observing import Observed
from .sets import IndicatorSet

LIMIT = 15.0  # seconds
A_DAY = 20
DAYS = 7
SHARE = 0.05
KEPT = dt.timedelta(days=400)


@dataclass(frozen=True)
class Week:
    """Seven days of visits. ``thin``: days with fewer than 20, on which nothing can be said."""

    total: int
    bad: int
    thin: int
    slowest: int = 0

    @property
    def share(self) -> float:
        return self.bad / self.total if self.total else 0.0

    @property
    def whole(self) -> bool:
        return self.total > 0 and self.thin == 0

    @property
    def vetoed(self) -> bool:
        """Whether the veto is met: only a week with enough visits each day can show it."""
        return self.whole and self.share >= SHARE


def judge(visits: Iterable[tuple[dt.datetime, bool, int]], last: dt.date, per_day: int = A_DAY) -> Week:
    """The seven days up to and with ``last``. ``visits``: (aware moment, opened in time, milliseconds)."""
    first = last - dt.timedelta(days=DAYS - 1)
    days: Counter[dt.date] = Counter()
    bad = slowest = 0
    for at, ok, ms in visits:
        day = timezone.localdate(at)
        if first <= day <= last:
            days[day] += 1
            bad += not ok
            slowest = max(slowest, ms)
    thin = sum(days[first + dt.timedelta(days=n)] < per_day for n in range(DAYS))
    return Week(sum(days.values()), bad, thin, slowest)


def week(site: Site, last: dt.date) -> Week:
    """The site's week up to a day."""
    start = timezone.make_aware(dt.datetime.combine(last - dt.timedelta(days=DAYS), dt.time()))
    return judge(Ping.objects.filter(site=site, at__gte=start).values_list("at", "ok", "ms"), last)


def observed(site: Site, rules: IndicatorSet, now: dt.datetime) -> list[Observed]:
    """availability.week for the last whole week, when there were enough visits and the share is met."""
    last = timezone.localdate(now) - dt.timedelta(days=1)
    found = week(site, last)
    item = next((i for i in rules.items if i.takes("availability.week")), None)
    limit = item.aggregate.share if item is not None and item.aggregate.share is not None else SHARE
    if not found.whole or found.share < limit:
        return []
    facts = {"bad": found.bad, "total": found.total, "share": round(found.share, 4), "until": str(last)}
    return [Observed("availability.week", site.address, "", facts, now)]


def visit(url: str) -> tuple[bool, int, str]:
    """(opened in time, milliseconds, words). An error page (400 and more) is no site that opened."""
    start = time.monotonic()
    ok, note = check_link(url, timeout=LIMIT)
    took = time.monotonic() - start
    return ok and took < LIMIT, int(took * 1000), "" if ok and took < LIMIT else (note or "超过 15 秒")


def ping_due(now: dt.datetime | None = None, *, most: int = 20) -> int:
    """Visit the sites whose turn it is; returns how many. Two processes at once visit different ones."""
    now = now or timezone.now()
    done = 0
    for site in Site.objects.filter(active=True).order_by(F("pinged_at").asc(nulls_first=True))[: most * 5]:
        if done >= most:
            break
        if site.pinged_at is not None and now - site.pinged_at < dt.timedelta(minutes=site.ping_minutes):
            continue
        turn = Q(pinged_at=None) if site.pinged_at is None else Q(pinged_at=site.pinged_at)
        if not Site.objects.filter(turn, pk=site.pk).update(pinged_at=now):
            continue
        ok, ms, note = visit(site.address)
        Ping.objects.create(site=site, at=timezone.now(), ok=ok, ms=ms, note=note[:100])
        done += 1
    return done


def forget(now: dt.datetime | None = None) -> int:
    """Remove visits older than KEPT; returns how many."""
    return Ping.objects.filter(at__lt=(now or timezone.now()) - KEPT).delete()[0]


@dataclass(frozen=True)
class Day:
    """One day of the strip."""

    date: dt.date
    total: int
    bad: int

    @property
    def word(self) -> str:
        if not self.total:
            return "没有监测"
        return "全部打得开" if not self.bad else f"{self.bad} 次打不开"


def strip(site: Site, last: dt.date, days: int = 30) -> Sequence[Day]:
    """The site's last days, the oldest first."""
    first = last - dt.timedelta(days=days - 1)
    start = timezone.make_aware(dt.datetime.combine(first, dt.time()))
    total: Counter[dt.date] = Counter()
    bad: Counter[dt.date] = Counter()
    for at, ok in Ping.objects.filter(site=site, at__gte=start).values_list("at", "ok"):
        total[timezone.localdate(at)] += 1
        bad[timezone.localdate(at)] += not ok
    every = [first + dt.timedelta(days=n) for n in range(days)]
    return [Day(d, total[d], bad[d]) for d in every]
