"""The register of normative documents against the gazette, quarter by quarter: printed, still in time, or why not."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from yangguang.core.actions import Refused
from yangguang.core.actors import actor_of
from yangguang.organisations.permissions import Act, may, requires

from .. import queries, registers
from ..actions import office
from ..models import Issue, NotPrinted


def _year(given: str) -> int:
    today = timezone.localdate()
    return int(given) if given.isdecimal() and 1950 <= int(given[:4]) <= today.year else today.year


def _rows(year: int) -> list[registers.Against]:
    out = Issue.objects.filter(state="published")
    return registers.against_issues(year, timezone.localdate(), out)


@requires(Act.VIEW)
def norms(request: HttpRequest) -> HttpResponse:
    """A year's documents by quarters."""
    year, today = _year(request.GET.get("year", "")), timezone.localdate()
    unit = queries.unit()
    rows = _rows(year)
    quarters = [(n, [r for r in rows if r.quarter == n]) for n in (1, 2, 3, 4)]
    context = {
        "year": year, "years": sorted({*range(today.year - 5, today.year + 1), year}, reverse=True), "source": registers.source().name,
        "quarters": [(n, found) for n, found in quarters if found], "today": today,
        "missing": sum(
            1 for r in rows if not r.printed_on and not r.why and (r.slot is None or r.slot.due < today)
        ),
        "total": len(rows), "may": unit is not None and may(actor_of(request), Act.REVIEW, unit),
    }  # fmt: skip
    return render(request, "gazette/norms.html", context)


@requires(Act.REVIEW)
@require_POST
def leave_out(request: HttpRequest) -> HttpResponse:
    """Say why a document is not printed, or (without a reason) take that back."""
    actor, unit = actor_of(request), queries.unit()
    year, key = _year(request.POST.get("year", "")), request.POST.get("key", "")
    norm = next((r.norm for r in _rows(year) if r.norm.key == key), None)
    if unit is None or norm is None:
        raise Http404("登记簿里没有这一件")
    back = redirect(f"{reverse('gazette:norms')}?year={year}")
    try:
        if "undo" in request.POST:
            office.print_after_all(NotPrinted.objects.get(key=key), actor=actor, unit=unit)
        else:
            office.leave_out(unit, actor=actor, norm=norm, reason=request.POST.get("reason", ""))
    except (Refused, NotPrinted.DoesNotExist) as error:
        messages.error(request, str(error))
        return back
    messages.success(request, "已登记" if "undo" not in request.POST else "已撤回")
    return back
