"""A small issued plan, and a registry of one's own."""

import pytest

from yangguang.core.registries import Registry
from yangguang.workplan.measuring import actions, catalogue, engine, freezing, queries  # noqa: F401 - patched below

from ..factories import district, issued

ROWS = [
    ("1.甲（示例）", "及时公开。", "区司法局", "各街道"),
    ("2.乙（示例）", "及时公开。", "区财政局", "区档案馆"),
]


@pytest.fixture
def registry(monkeypatch):
    fresh = Registry("indicator")
    monkeypatch.setattr("yangguang.core.indicators.INDICATORS", fresh)
    for module in ("engine", "catalogue", "queries", "freezing", "actions", "indicators.health"):
        monkeypatch.setattr(f"yangguang.workplan.measuring.{module}.INDICATORS", fresh, raising=False)
    return fresh


@pytest.fixture
def plan():
    return issued(district(), ROWS)
