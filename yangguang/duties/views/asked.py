"""我交办的: what was asked of others, overdue first; by unit; and as a table to take away."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from yangguang.core import calendar
from yangguang.core.actors import actor_of
from yangguang.core.exporting import FORMS
from yangguang.organisations.permissions import Act, requires

from .. import exporting, queries
from ..forms import DutyFilter
from ..models import DutyState
from .pages import narrowed, page_of

SHOWN_STATES = [s for s in DutyState if s != DutyState.WITHDRAWN]


@requires(Act.VIEW)
def asked(request: HttpRequest) -> HttpResponse:
    """All duties that the person's units asked for; the openness office sees everybody's."""
    today = timezone.localdate()
    form = DutyFilter(request.GET)
    everything = queries.asked(actor_of(request), today)
    duties = narrowed(everything, form, today)
    file_kind = request.GET.get("format")
    if file_kind in {"csv", "xlsx"}:
        rows = exporting.duty_rows(duties)
        return FORMS[file_kind]("交办事项", rows)
    number = queries.progress(everything, today)
    query = request.GET.copy()
    for key in ("page", "format", "by"):
        query.pop(key, None)
    context = {
        "form": form,
        "tiles": [("late", "已逾期", number["late"]), *((s, s.label, number[s]) for s in SHOWN_STATES)],
        "total": number["total"],
        "by": "unit" if request.GET.get("by") == "unit" else "",
        "query": query.urlencode(),
        "narrows": form.narrows,
        "today": today,
    }
    if context["by"]:
        context["units"] = queries.progress_by_unit(duties, today)
    else:
        context["page"] = page = page_of(request, duties)
        context["items"] = queries.items(page, today, calendar.load())
    return render(request, "duties/asked.html", context)
