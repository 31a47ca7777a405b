"""The samples: everything marked, once, with something to see in every state."""

from __future__ import annotations

import random

import pytest

from yangguang.catalog import demo as catalog_demo
from yangguang.catalog.models import Item
from yangguang.core import demos
from yangguang.core.actors import operator
from yangguang.organisations.models import Unit
from yangguang.organisations.tests.factories import make_unit, openness_office
from yangguang.publications.tests.factories import Team
from yangguang.registers import demo, queries
from yangguang.registers.models import Guidance, Theme, WorkList

pytestmark = [pytest.mark.django_db, pytest.mark.task(5)]


def test_a_second_call_adds_nothing_and_every_text_is_marked():
    openness_office()
    for name in ("区市场监管局", "区卫健局", "区民政局", "区教育局"):
        make_unit(name)
    Team(Unit.objects.get(name="区卫健局")).release(kind="emergency", source="示例")
    said = demo.run(operator(), random.Random(1))
    catalog_demo.run(operator(), random.Random(1))
    assert Item.objects.filter(units__name="区民政局").exists()
    assert "清单 4 份" in said
    before = (WorkList.objects.count(), Guidance.objects.count(), Theme.objects.count())
    assert "清单 0 份" in demo.run(operator(), random.Random(1))
    assert before == (WorkList.objects.count(), Guidance.objects.count(), Theme.objects.count())
    assert all("示例" in w.title for w in WorkList.objects.all())
    assert all(w.state == "open" for w in WorkList.objects.all())
    assert all(
        not r.entry.questions.all()
        for w in WorkList.objects.all()
        for r in queries.rows(w, w.created_at.date())
    )
    assert not demo.in_use()
    assert "registers" in demos.DEMOS
