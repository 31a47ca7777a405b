"""Press texts that wait for a person's sign-off, or came back to be changed, in that person's inbox."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone

from yangguang.core import calendar
from yangguang.core.actors import Actor
from yangguang.duties.sources import Source, Waiting
from yangguang.organisations.models import Unit
from yangguang.publications.waiting import LATE_AFTER

from .actions import press_texts
from .models import PressSignOff, PressText

MOST = 200


def _open() -> Iterable[PressText]:
    rows = PressText.objects.filter(stage__in=[PressText.Stage.REVIEW, PressText.Stage.DRAFT])
    return rows.select_related("unit", "conference__host", "conference__unit").prefetch_related("signoffs")[
        :MOST
    ]


def _line(text: PressText, step: str, since: dt.datetime, today: dt.date, note: str = "") -> Waiting:
    day = timezone.localdate(since)
    return Waiting(
        str(text), reverse("policy:conference", args=[text.conference_id]), step, text.unit.name, day, note,
        calendar.load().between(day, today) > LATE_AFTER,
    )  # fmt: skip


def read(actor: Actor, today: dt.date) -> list[Waiting]:
    """What the person may sign now, and what was returned to whoever keeps the conference."""
    if actor.user is None:
        return []
    found = []
    for text in _open():
        if text.stage == PressText.Stage.REVIEW:
            if not press_texts.approve.reasons(text, actor=actor):
                found.append(
                    _line(
                        text, press_texts.course(text).next_name, text.submitted_at or text.written_at, today
                    )
                )
            continue
        last = text.signoffs.last()
        back = (
            last is not None
            and last.decision == PressSignOff.Decision.RETURNED
            and last.version == text.version
        )
        if back and last is not None and not list(press_texts.keeps(text.conference, actor)):
            found.append(_line(text, "修改", last.at, today, f"退回意见：{last.note}"))
    return sorted(found, key=lambda w: w.since)


def lines(unit: Unit, today: dt.date) -> list[str]:
    """What the unit's weekly letter says."""
    waits = [t for t in _open() if t.stage == PressText.Stage.REVIEW and t.unit_id == unit.pk]
    return [f"{t}：等待{press_texts.course(t).next_name}" for t in waits]


SOURCE = Source("press", "等我办的文稿", "/desk/policy/press/", read, lines)
