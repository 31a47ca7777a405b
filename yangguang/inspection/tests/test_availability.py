"""The week of visits: 20 a day, 15 seconds, five per cent (国办秘函〔2019〕19号 单项否决 2)."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from yangguang.inspection import availability
from yangguang.inspection.models import Finding, Ping

from .ledger import Bench

pytestmark = [pytest.mark.django_db, pytest.mark.task(25)]


def visits(last: dt.date, bad: int, per_day: int = 20, days: int = 7) -> list[tuple[dt.datetime, bool, int]]:
    found = []
    for d in range(days):
        start = timezone.make_aware(dt.datetime.combine(last - dt.timedelta(days=d), dt.time(0, 5)))
        found += [(start + dt.timedelta(minutes=70 * n), True, 100) for n in range(per_day)]
    return [(at, n >= bad, ms) for n, (at, _, ms) in enumerate(found)]


@pytest.mark.parametrize(("bad", "vetoed"), [(6, False), (7, True)])
def test_seven_of_a_hundred_and_forty_are_a_veto(bad, vetoed):
    found = availability.judge(visits(dt.date(2021, 6, 7), bad), dt.date(2021, 6, 7))
    assert (found.total, found.bad, found.vetoed) == (140, bad, vetoed)


def test_too_few_visits_prove_nothing():
    thin = availability.judge(visits(dt.date(2021, 6, 7), 40, per_day=19), dt.date(2021, 6, 7))
    assert (thin.thin, thin.vetoed) == (7, False)
    assert not availability.judge(visits(dt.date(2021, 6, 7), 40, days=6), dt.date(2021, 6, 7)).vetoed
    assert not availability.judge([], dt.date(2021, 6, 7)).whole


def test_a_bad_week_becomes_a_veto_of_the_next_inspection_and_goes_with_a_good_one():
    bench = Bench()
    last = timezone.localdate() - dt.timedelta(days=1)
    Ping.objects.bulk_create([Ping(site=bench.site, at=a, ok=ok, ms=ms) for a, ok, ms in visits(last, 10)])
    run = bench.inspected()
    assert [v["code"] for v in run.score["vetoes"]] == ["W-V2"]
    Ping.objects.update(ok=True)
    assert bench.inspected().score["vetoes"] == []
    assert Finding.objects.get().state == "closed"


def test_sites_are_visited_when_their_turn_comes_once(monkeypatch):
    asked = []
    monkeypatch.setattr(availability, "visit", lambda url: (asked.append(url), (False, 15000, "示例"))[1])
    bench = Bench()
    Bench(active=False)
    now = timezone.now()
    assert availability.ping_due(now) == 1
    assert availability.ping_due(now + dt.timedelta(minutes=59)) == 0
    assert availability.ping_due(now + dt.timedelta(minutes=61)) == 1
    assert set(asked) == {bench.site.address}
    assert not Ping.objects.filter(ok=True).exists()
    Ping.objects.update(at=now - dt.timedelta(days=500))
    assert availability.forget(now) == 2
