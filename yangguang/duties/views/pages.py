"""What several pages share: narrowing a list, one page of it, and a refusal's reasons on the form's fields."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

from yangguang.core.actions import Refused

from ..forms import DutyFilter
from ..models import Duty
from ..queries import late

PAGE = 50


def narrowed(duties: QuerySet[Duty], form: DutyFilter, today: dt.date) -> QuerySet[Duty]:
    """The duties that the filter asks for; all of them when it can't be understood."""
    if not form.is_valid():
        return duties
    said = form.cleaned_data
    if said["q"]:
        duties = duties.filter(title__icontains=said["q"])
    if said["kind"]:
        family = said["kind"].endswith(".")
        duties = duties.filter(**{"kind__startswith" if family else "kind": said["kind"]})
    if said["unit"]:
        duties = duties.filter(unit__name__icontains=said["unit"])
    if said["state"]:
        duties = duties.filter(state=said["state"])
    if said["late"]:
        duties = duties.filter(late(today))
    return duties


def page_of(request: HttpRequest, records: Any, size: int = PAGE) -> Page[Any]:
    """The page that was asked for; the nearest one when there is no such page."""
    return Paginator(records, size).get_page(request.GET.get("page"))


def numbers(request: HttpRequest, name: str) -> list[int]:
    """The record numbers that were ticked; what is no number is left out."""
    return [int(v) for v in request.POST.getlist(name) if v.isascii() and v.isdecimal() and len(v) < 19]


def add_errors(form: Any, refused: Refused) -> None:
    """Put the reasons of a refusal on the fields they are about; what was typed stays."""
    for reason in refused.reasons:
        form.add_error(reason.field if reason.field in form.fields else None, str(reason))
