"""The sample content: entries in every state, once, all marked."""

from __future__ import annotations

import random

import pytest

from yangguang.core.actors import operator
from yangguang.core.registries import Registry
from yangguang.knowledge import demo
from yangguang.knowledge.models import Entry, Helpfulness
from yangguang.publications import knowing

from .factories import Desk

pytestmark = [pytest.mark.django_db, pytest.mark.task(15)]


def test_the_sample_holds_every_state_and_comes_once(monkeypatch):
    known = Registry("knower")
    known.add("sample", knowing.Knower("sample", people_facing=set))
    monkeypatch.setattr(knowing, "KNOWERS", known)
    for topic in ("老旧小区改造", "社区养老", "食品安全"):
        desk = Desk()
        for shape in ("关于进一步做好{}工作的通知", "{}工作实施方案"):
            desk.policy(title=f"示例：{shape.format(topic)}")
        desk.team.release(kind="explanation", title="示例：解读", source="示例")
    assert not demo._in_use()
    demo._run(operator(), random.Random("示例"))
    states = set(Entry.objects.values_list("state", flat=True))
    assert {"draft", "submitted", "public", "withdrawn"} <= states
    assert Entry.objects.exclude(doubted_on=None).count() == 2
    assert Helpfulness.objects.exists()
    assert all(q.startswith("示例") for q in Entry.objects.values_list("question", flat=True))
    before = Entry.objects.count()
    assert demo._run(operator(), random.Random("示例")) == "已经装过"
    assert Entry.objects.count() == before
    assert not demo._in_use()
    Desk().draft(question="真的问题？")
    assert demo._in_use()
