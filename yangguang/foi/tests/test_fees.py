"""信息处理费 (国办函〔2020〕109号): the worked examples, and what has to hold for any numbers."""

from __future__ import annotations

import datetime as dt
import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from yangguang.foi.rules import fees

pytestmark = pytest.mark.task(34)


@pytest.mark.parametrize(
    ("items", "amount"),
    [(0, 0), (10, 0), (11, 100), (30, 2000), (31, 2200), (40, 4000), (41, 4300), (50, 7000), (51, 7400), (60, 11000),
     (61, 11500), (100, 37000)],
)  # fmt: skip
def test_by_the_item(items: int, amount: int) -> None:
    assert fees.by_items(items).amount == amount


@pytest.mark.parametrize(
    ("pages", "amount"), [(30, 0), (31, 10), (100, 700), (101, 720), (200, 2700), (201, 2740), (500, 14700)]
)
def test_by_the_page(pages: int, amount: int) -> None:
    assert fees.by_pages(pages).amount == amount


@pytest.mark.parametrize(("already", "items", "amount"), [(8, 5, 300), (29, 4, 700)])
def test_only_what_is_more_is_charged(already: int, items: int, amount: int) -> None:
    assert fees.by_items(items, already).amount == amount


@given(st.integers(0, 400), st.integers(0, 400), st.integers(0, 400))
def test_charged_in_parts_or_at_once_it_is_the_same(before: int, one: int, two: int) -> None:
    at_once = fees.by_items(one + two, before).amount
    assert at_once == fees.by_items(one, before).amount + fees.by_items(two, before + one).amount
    slow = sum(fees.item_rate(n) for n in range(before + 1, before + one + 1))
    assert fees.by_items(one, before).amount == slow


@given(st.integers(0, 2000))
def test_the_bands_cover_every_page_once(pages: int) -> None:
    fee = fees.by_pages(pages)
    assert sum(b.count for b in fee.bands) == pages
    assert fee.amount == sum(
        0 if n <= 30 else 10 if n <= 100 else 20 if n <= 200 else 40 for n in range(1, pages + 1)
    )


def test_a_month_counts_what_was_received_in_it_before() -> None:
    day = dt.date(2021, 3, 10)
    this = fees.Counted(9, day, 5)
    others = [
        fees.Counted(1, dt.date(2021, 3, 1), 6), fees.Counted(2, dt.date(2021, 2, 28), 50), fees.Counted(3, day, 2),
        fees.Counted(4, dt.date(2021, 3, 11), 7), fees.Counted(5, dt.date(2021, 3, 2), 4, counts=False), this,
    ]  # fmt: skip
    assert fees.already(others, this) == 8


def test_a_notice_that_differs_from_the_calculation_is_found() -> None:
    assert fees.Noticed("items", 5, 8, 0, 300).consistent
    assert not fees.Noticed("items", 5, 8, 0, 500).consistent
    assert fees.Noticed("pages", 0, 0, 201, 2740).consistent


def said(*options: str) -> str:
    out = StringIO()
    call_command("foi", "fee", *options, stdout=out)
    return out.getvalue().strip()


def test_the_command() -> None:
    assert said("--items", "5", "--already", "8") == "300"
    assert said("--pages", "201") == "2740"
    assert said("--items", "61") == "11500"
    assert json.loads(said("--pages", "31", "--json"))["amount"] == 10
    assert "20 × 100 = 2000" in said("--items", "61", "--explain")
    for wrong in (
        ["--items", "5", "--pages", "3"],
        [],
        ["--items", "-1"],
        ["--pages", "5", "--already", "3"],
    ):
        with pytest.raises(CommandError):
            said(*wrong)
