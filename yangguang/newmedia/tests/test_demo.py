"""Sample content is marked 示例, comes once, and shows the register in its states."""

from __future__ import annotations

import random

import pytest
from django.utils import timezone

from yangguang.core.actors import operator
from yangguang.core.demos import DEMOS
from yangguang.newmedia import queries
from yangguang.newmedia.models import Account, Filing, Post, Sighting

pytestmark = [pytest.mark.django_db, pytest.mark.task(26)]


def test_samples_come_once_and_are_marked(units):
    demo = DEMOS.get("newmedia")
    assert not demo.in_use()
    said = demo.run(operator(), random.Random(1))
    assert "账号" in said
    assert demo.run(operator(), random.Random(1)) == "已经装过"
    assert not demo.in_use()
    assert not Account.objects.exclude(name__startswith="示例").exists()
    assert not Post.objects.exclude(title__startswith="示例").exists()
    assert {f.state for f in Filing.objects.filter(kind="open")} == {"sent", "returned", "approved", "done"}
    assert Sighting.objects.exists()
    found = {str(f.standing.freshness) for f in queries.facts(timezone.localdate())}
    assert {"正常", "临近", "超期"} <= found
