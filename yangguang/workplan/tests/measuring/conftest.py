"""A small issued plan, and a registry of one's own."""

import pytest

from yangguang.core.indicators import INDICATORS

from ..factories import district, issued

ROWS = [
    ("1.甲（示例）", "及时公开。", "区司法局", "各街道"),
    ("2.乙（示例）", "及时公开。", "区财政局", "区档案馆"),
]


@pytest.fixture
def registry(monkeypatch):
    """The registry of indicators, empty for this test; its contents are swapped, for every module holds the object."""
    monkeypatch.setattr(INDICATORS, "_items", {})
    return INDICATORS


@pytest.fixture
def plan():
    return issued(district(), ROWS)
