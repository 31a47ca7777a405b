"""What is looked for, counted without who and when; the numbers of a process are written every few seconds.

What could be personal is never kept: a text with an identity or telephone number or a mail address, and whole letters,
count under the empty text. Robots are not counted.
"""

from __future__ import annotations

import datetime as dt
import re
import threading
import time
from collections import defaultdict

from django.db import transaction
from django.db.models import F, Q, Sum
from django.utils import timezone

from yangguang.core import privacy
from yangguang.core.jobs import job

from .analyser import normalise
from .models import AskedDay

LONGEST = 40  # characters of a text that is kept
EVERY = 5.0  # seconds between writings; what a killed process had not written yet is lost
KEPT = 400  # days
_ROBOT = re.compile(r"bot|crawl|spider|slurp|curl|wget|python|http[-_]?client", re.I)


def kept(text: str) -> str:
    """The text as it is counted, or "" when it is not kept."""
    plain = " ".join(normalise(text).split())
    return plain if 1 < len(plain) <= LONGEST and not privacy.find(plain) else ""


class Counter:
    """The searches of this process that are not written yet."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: dict[tuple[dt.date, str], list[int]] = defaultdict(lambda: [0, 0])
        self._written = time.monotonic()

    def note(self, text: str, total: int, agent: str = "", *, every: float = EVERY) -> None:
        """Somebody looked for ``text`` and found ``total`` things."""
        if not text.strip() or _ROBOT.search(agent):
            return
        with self._lock:
            count = self._waiting[timezone.localdate(), kept(text)]
            count[0] += 1
            count[1] += not total
            if time.monotonic() - self._written < every:
                return
        self.write()

    def write(self) -> None:
        """Add what is waiting to the tables."""
        with self._lock:
            waiting, self._waiting = self._waiting, defaultdict(lambda: [0, 0])
            self._written = time.monotonic()
        with transaction.atomic():
            for (day, text), (times, empty) in sorted(waiting.items()):
                AskedDay.objects.bulk_create([AskedDay(day=day, text=text)], ignore_conflicts=True)
                AskedDay.objects.filter(day=day, text=text).update(
                    times=F("times") + times, empty=F("empty") + empty
                )


COUNTER = Counter()


def note(text: str, total: int, agent: str = "") -> None:
    """Count a search of the public page."""
    COUNTER.note(text, total, agent)


def frequent(beginning: str, size: int = 5, days: int = 90) -> list[str]:
    """What readers look for that begins so and finds something, the most frequent first; asked by at least three."""
    plain = " ".join(normalise(beginning).split())
    if not plain:
        return []
    rows = (
        AskedDay.objects.filter(day__gte=timezone.localdate() - dt.timedelta(days=days), text__startswith=plain)
        .values("text").annotate(n=Sum("times"), none=Sum("empty")).filter(n__gte=3, none__lt=F("n"))
    )  # fmt: skip
    return [r["text"] for r in rows.order_by("-n", "text")[:size] if r["text"] != plain]


def frequent_now(size: int = 8) -> list[str]:
    """What readers have looked for most in the last month and found."""
    since = timezone.localdate() - dt.timedelta(days=30)
    rows = AskedDay.objects.filter(day__gte=since).exclude(text="").values("text")
    found = rows.annotate(n=Sum("times"), none=Sum("empty")).filter(n__gte=3, none=0).order_by("-n", "text")
    return [r["text"] for r in found[:size]]


def without_result(days: int = 90, least: int = 2) -> list[dict[str, object]]:
    """What readers look for in vain: {"text", "n" searches, "none" without result}, the most frequent first."""
    since = timezone.localdate() - dt.timedelta(days=days)
    rows = AskedDay.objects.filter(day__gte=since).exclude(text="").values("text")
    found = rows.annotate(n=Sum("times"), none=Sum("empty")).filter(Q(none__gte=least), none=F("n"))
    return list(found.order_by("-none", "text")[:200])


@job("search.forget", "清除一年前的检索统计", at=dt.time(3, 50))
def forget(today: dt.date) -> str:
    """Counts are for the year's work; older ones go."""
    gone, _ = AskedDay.objects.filter(day__lt=today - dt.timedelta(days=KEPT)).delete()
    return f"清除 {gone} 行"
