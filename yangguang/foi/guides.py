"""The guide to handling requests as it stands on a day: is it public, how old is it, does it tell the desk's steps."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from yangguang.documents import rendering
from yangguang.publications.models import Publication

from .models import HandlingGuide
from .rules import workflow

MONTHS = 12  # how old a guide may be (待核)


@dataclass(frozen=True)
class Standing:
    """``named`` is None where none was named; ``faults`` is empty exactly when the guide is good."""

    named: HandlingGuide | None
    dated: dt.date | None
    until: dt.date | None
    told: tuple[str, ...]
    faults: tuple[str, ...]


def named_on(day: dt.date) -> HandlingGuide | None:
    """What was named as the guide on a day."""
    rows = HandlingGuide.objects.filter(named_on__lte=day).select_related("publication__unit")
    return rows.first()


def headings(record: Publication) -> list[tuple[int, str]]:
    return [(level, text) for level, _, text in rendering.outline(record.body)[1]]


def standing(day: dt.date) -> Standing:
    found = named_on(day)
    if found is None:
        return Standing(None, None, None, (), ("还没有指定办理规范指引",))
    record = found.publication
    dated = record.written_on or record.published_on
    until = a_year_after(dated) if dated else None
    faults = []
    if not was_public(record, day):
        faults.append("没有公开")
    if until is None:
        faults.append("没有成文日期")
    elif until < day:
        faults.append(f"成文于 {dated}，已超过 {MONTHS} 个月")
    told = headings(record)
    faults += workflow.faults(told)
    return Standing(found, dated, until, tuple(workflow.steps_in(told)), tuple(faults))


def was_public(record: Publication, day: dt.date) -> bool:
    """Whether readers could open it on the day."""
    if record.published_on is None or record.published_on > day:
        return False
    if record.live:
        return True
    return record.withdrawn_at is not None and timezone.localdate(record.withdrawn_at) > day


def a_year_after(day: dt.date) -> dt.date:
    """The same day of the next year; 28 February after a leap day."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)


def likely() -> list[Publication]:
    """Public records whose titles sound like the guide, newest first."""
    rows = Publication.objects.public().filter(title__contains="依申请公开").select_related("unit")
    return list(rows.filter(title__contains="指引").order_by("-first_published_at")[:5])
