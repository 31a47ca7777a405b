"""The sample content: every state of a package, once, and whole."""

from __future__ import annotations

import random

import pytest
from django.utils import timezone

from yangguang.core.actors import operator
from yangguang.organisations import loading
from yangguang.policy import demo
from yangguang.policy.models import (
    Conference,
    Exemption,
    Package,
    ReturnSlip,
    ReviewRound,
    Understanding,
)
from yangguang.publications import defaults
from yangguang.publications.models import Publication

pytestmark = [pytest.mark.django_db, pytest.mark.task(14)]


def test_the_sample_holds_a_package_in_every_state_and_comes_once(units):
    assert not demo._in_use()
    loading.create_sample_accounts(operator())
    defaults.open_defaults(operator())
    demo._run(operator(), random.Random("示例"))
    states = set(Package.objects.values_list("state", flat=True))
    assert {"draft", "sent", "returned", "accepted", "listed", "released"} <= states
    assert ReturnSlip.objects.count() == 2
    assert set(ReturnSlip.objects.values_list("year", "number")) == {(2021, 1), (2021, 2)}
    assert Exemption.objects.get().state == "consented"
    assert Understanding.objects.exists()
    assert Conference.objects.count() == 3
    released = Package.objects.get(state="released")
    assert released.released_at.year == 2021
    assert all(
        t.startswith("示例") or "示例：" in t for t in Publication.objects.values_list("title", flat=True)
    )
    before = Package.objects.count()
    assert demo._run(operator(), random.Random("示例")) == "已经装过"
    assert Package.objects.count() == before
    assert not demo._in_use()
    # The draw needs a public explanation of 2021: the released package has one.
    assert ReviewRound.objects.count() <= 1
    assert timezone.localdate() >= released.created_at.date()
