"""Sample content: in order, seeded by its code, and never mixed into what is in use."""

from __future__ import annotations

import random

import pytest
from django.core.management import CommandError, call_command

from yangguang.core import demos
from yangguang.core.actors import operator
from yangguang.core.registries import Registry


@pytest.fixture
def parts(monkeypatch):
    kept: Registry[demos.Demo] = Registry("demo")
    monkeypatch.setattr(demos, "DEMOS", kept)
    return kept


def _part(code: str, order: int, **more):
    return demos.register(demos.Demo(code, f"示例{code}", order, lambda _, r: str(r.random()), **more))


def test_parts_run_in_order_and_get_the_same_numbers_every_time(parts):
    _part("b", 30)
    _part("c", 10)
    _part("a", 30)
    first = list(demos.fill(operator()))
    assert [name for name, _ in first] == ["示例c", "示例a", "示例b"]
    assert first == list(demos.fill(operator()))
    assert len({said for _, said in first}) == 3
    assert first[1][1] == str(random.Random(f"{demos.SEED}-a").random())


def test_the_command_names_what_is_in_use_and_adds_nothing(parts):
    ran = []
    demos.register(demos.Demo("x", "示例房间", 1, lambda *_: ran.append(1) or "1", lambda: True))
    with pytest.raises(CommandError, match=r"示例房间.*--force"):
        call_command("demo")
    assert not ran
