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
