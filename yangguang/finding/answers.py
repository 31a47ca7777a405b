"""How questions are answered, counted without who asked, and what readers say of the answers."""

from __future__ import annotations

import re

from django.core.cache import cache
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from yangguang.core import vault
from yangguang.search import asked

from .models import AnsweredDay

COUNTS = ("answered", "silent", "helpful", "unhelpful")
DAY = 24 * 3600
_ROBOT = re.compile(r"bot|crawl|spider", re.I)


def note(question: str, what: str, agent: str = "") -> None:
    """One more of ``what`` (of ``COUNTS``) for today."""
    if what not in COUNTS or _ROBOT.search(agent):
        return
    with transaction.atomic():
        day, text = timezone.localdate(), asked.kept(question)
        AnsweredDay.objects.bulk_create([AnsweredDay(day=day, text=text)], ignore_conflicts=True)
        AnsweredDay.objects.filter(day=day, text=text).update(**{what: F(what) + 1})


def vote(question: str, *, helpful: bool, address: str) -> bool:
    """Count what a reader says, once a day for a question and an address; False for a second vote. The address is kept
    for that day as a digest only."""
    key = f"answer-vote:{vault.fingerprint(address, question)}"
    if not cache.add(key, 1, DAY):
        return False
    note(question, "helpful" if helpful else "unhelpful")
    return True


def unhelpful(size: int = 50) -> list[AnsweredDay]:
    """Answers that readers found of no use, the newest first: work for whoever keeps texts and questions."""
    return list(
        AnsweredDay.objects.filter(unhelpful__gt=0).exclude(text="").order_by("-day", "-unhelpful")[:size]
    )
