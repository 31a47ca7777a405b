"""The sample half year: marked, repeatable, and enough for every page to have something to show."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from yangguang.core.actors import operator
from yangguang.publications import coverage, defaults, demo
from yangguang.publications.models import Publication

from .factories import Team

pytestmark = pytest.mark.django_db


def test_the_sample_is_marked_fills_columns_and_cells_and_comes_only_once(units):
    defaults.open_defaults(operator())
    today = dt.date(2021, 7, 1)
    made = demo.fill(operator(), today)
    assert made["信息"] > 700
    assert made["专题"] == 1
    assert not Publication.objects.exclude(title__startswith="示例：").exists()
    states = {c.state for _, cells in coverage.heat_map(units.values(), today) for c in cells}
    assert states == {"filled", "stated", "empty", "none"}
    assert all(not f.empty for f in coverage.freshness(today))
    assert demo.fill(operator(), today) == {"信息": 0, "专题": 0, "声明": 0}
    body = Client().get("/").content.decode()
    assert "老旧小区改造（示例专题）" in body


def test_the_sample_does_not_mix_into_a_site_in_use(units):
    Team().release()
    with pytest.raises(CommandError, match="--force"):
        call_command("demo")


def test_the_sample_guides_are_whole_marked_linked_and_come_only_once(units):
    import random

    from yangguang.publications import demo_guides, extras, queries, services

    for again in (False, True):
        demo_guides._run(operator(), random.Random(1))
        guides = Publication.objects.filter(kind=services.KIND, live=True)
        assert guides.count() == 12, again
    assert guides.values("unit").distinct().count() >= 8
    for record in guides:
        assert record.title.startswith("示例：")
        assert list(extras.missing(services.FIELDS, record.extra)) == []
        assert extras.clean(services.FIELDS, record.extra) == (record.extra, [])
    told = Publication.objects.filter(kind="policy", extra__served="可办")
    later = dt.datetime(2100, 1, 1, tzinfo=dt.UTC)
    linked = queries.guides_of(told.values_list("pk", flat=True), later)
    assert (told.count(), len(linked)) == (5, 4)
