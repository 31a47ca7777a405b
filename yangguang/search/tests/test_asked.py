"""What is counted of searches, and what must never be kept."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from django.utils import timezone

from yangguang.search import asked
from yangguang.search.models import AskedDay

pytestmark = [pytest.mark.django_db, pytest.mark.task(25)]


def counted() -> dict[str, tuple[int, int]]:
    return {r.text: (r.times, r.empty) for r in AskedDay.objects.all()}


def test_searches_are_counted_by_day_and_text() -> None:
    counter = asked.Counter()
    for text, total in (("养老 补贴", 3), ("養老　補貼", 0), ("落户", 0), ("  ", 0)):
        counter.note(text, total, "Mozilla/5.0")
    assert counted() == {}
    counter.write()
    counter.note("落户", 0, every=0)
    assert counted() == {"养老 补贴": (2, 1), "落户": (2, 2)}


@pytest.mark.parametrize(
    "text",
    [
        "13800138000",
        "张某 110101199003071233",
        "shili@example.org 的申请",
        "长" * 41,
        "股",
        "一三８００１３８０００ １３８００１３８０００",
    ],
)
def test_what_may_be_personal_is_counted_without_its_text(text: str) -> None:
    counter = asked.Counter()
    counter.note(text, 1, every=0)
    assert list(counted()) == [""]


def test_robots_are_not_counted() -> None:
    counter = asked.Counter()
    for agent in ("Baiduspider/2.0", "python-requests/2.32", "curl/8", "Googlebot"):
        counter.note("落户", 1, agent, every=0)
    assert counted() == {}


def test_many_threads_lose_no_count() -> None:
    counter = asked.Counter()
    threads = [
        threading.Thread(target=lambda: [counter.note("落户", 1, every=1e9) for _ in range(200)])
        for _ in range(8)
    ]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    counter.write()
    assert counted() == {"落户": (1600, 0)}


def test_frequent_questions_are_offered_and_vain_ones_are_listed() -> None:
    day = timezone.localdate()
    rows = [
        ("养老补贴", 9, 0),
        ("养老院", 4, 0),
        ("养老金", 2, 0),
        ("养殖", 5, 5),
        ("落户", 3, 3),
        ("", 9, 9),
    ]
    AskedDay.objects.bulk_create(AskedDay(day=day, text=t, times=n, empty=e) for t, n, e in rows)
    AskedDay.objects.create(day=day - dt.timedelta(days=200), text="养老旧事", times=99, empty=99)
    assert asked.frequent("养") == ["养老补贴", "养老院"]
    assert asked.frequent("養老") == ["养老补贴", "养老院"]
    assert asked.frequent("") == []
    assert [r["text"] for r in asked.without_result()] == ["养殖", "落户"]
    assert "清除 0 行" in asked.forget.run(day)
    asked.forget.run(day + dt.timedelta(days=300))
    assert not AskedDay.objects.filter(text="养老旧事").exists()
