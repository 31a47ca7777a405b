"""Registers for tests; every text is 示例."""

from __future__ import annotations

import datetime as dt
from itertools import count
from typing import Any

from yangguang.core.actors import SYSTEM
from yangguang.core.indicators import INDICATORS, Case, Context
from yangguang.organisations.models import Unit
from yangguang.organisations.tests.factories import make_unit
from yangguang.publications.models import Publication
from yangguang.registers import kinds
from yangguang.registers.actions import importing, lists
from yangguang.registers.models import Entry, ListImport, WorkList

_numbers = count(1)


def make_list(
    unit: Unit | None = None, kind: str = kinds.MEASURES, year: int = 2021, **values: Any
) -> WorkList:
    number = next(_numbers)
    return lists.open_list(
        unit or make_unit(), actor=SYSTEM, kind=kind, title=f"示例清单{number}", slug=f"sample-{number}", year=year, **values
    )  # fmt: skip


def make_entry(
    work_list: WorkList, unit: Unit, listed_on: dt.date = dt.date(2021, 1, 1), **values: Any
) -> Entry:
    """A line of the list that stood in it from ``listed_on``."""
    start = {"title": f"示例条目{next(_numbers)}"}
    made = lists.add_entry(work_list, actor=SYSTEM, values={**start, **values}, units=[unit])
    Entry.objects.filter(pk=made.pk).update(listed_on=listed_on)
    made.refresh_from_db()
    return made


def published(record: Publication, at: dt.datetime | dt.date) -> Publication:
    """The record as if it had been released then."""
    from django.utils import timezone

    if not isinstance(at, dt.datetime):
        at = timezone.make_aware(dt.datetime.combine(at, dt.time(10)))
    Publication.objects.filter(pk=record.pk).update(first_published_at=at, last_published_at=at)
    record.refresh_from_db()
    return record


def receive(work_list: WorkList, text: str, name: str = "示例.csv", encoding: str = "utf-8") -> ListImport:
    return importing.receive(work_list, actor=SYSTEM, data=text.encode(encoding), filename=name)


def bring(work_list: WorkList, text: str, **kwargs: Any) -> ListImport:
    return importing.apply_import(receive(work_list, text, **kwargs), actor=SYSTEM)


def cases(code: str, on: dt.date, year: int = 2021) -> list[Case]:
    class Plan:
        pass

    plan = Plan()
    plan.year = year  # type: ignore[attr-defined]
    found = INDICATORS.get(code)
    return list(found.run(Context(on, plan, found.params)))
