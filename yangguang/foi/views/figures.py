"""The year's figures for the annual report: each cell opens its cases; export, locking."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from yangguang.core.actors import Actor, actor_of
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, may, requires

from .. import forms
from ..actions import figures as acts
from ..figures import documents, history, layout, queries
from ..rules import figures as rules
from .pages import attempt, page_of


def _chosen(request: HttpRequest, actor: Actor) -> tuple[int, Unit | None, list[Unit]]:
    """The year and unit asked for; the district for those who see every unit and name none."""
    today = timezone.localdate()
    given = request.GET.get("year", "")
    year = int(given) if given.isdecimal() and len(given) == 4 else today.year
    units = list(queries.units_seen(actor))
    code = request.GET.get("unit", "")
    found = next((u for u in units if u.code == code), None)
    if code and found is None:
        raise Http404("没有这个单位，或您不能查看")
    if found is None and not queries.sees_district(actor):
        if not units:
            raise Http404("没有您能查看的单位")
        found = units[0]
    return year, found, units


def _keeper(unit: Unit | None) -> Unit | None:
    return unit if unit is not None else acts.office()


@requires(Act.VIEW)
def figures(request: HttpRequest) -> HttpResponse:
    """The tables of a year, counted from the cases or frozen, with what does not agree."""
    actor = actor_of(request)
    year, unit, units = _chosen(request, actor)
    found = queries.of(unit, year)
    form = request.GET.get("format", "")
    if form in documents.TYPES:
        response = HttpResponse(documents.make(found.book(), form), content_type=documents.TYPES[form])
        name = f"{found.name}{year}年依申请公开数据.{form}"
        response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
        return response
    keeper = _keeper(unit)
    context = {
        "found": found, "year": year, "unit": unit, "units": units, "years": _years(year),
        "tables": [(code, layout.NAMES[code], grid) for code, grid in layout.parts(found.book())],
        "faults": queries.faults(found), "drifted": found.drifted, "district": queries.sees_district(actor),
        "lock_reasons": acts.lock.reasons(keeper, actor=actor, year=year, district=unit is None) if keeper else [],
        "unlocks": found.kept is not None and found.locked and may(actor, Act.PLAN),
        "brought": history.standing(unit, year) if found.imported else None,
        "unlock_form": forms.ReasonForm(), "forms_": documents.TYPES, "tab": "figures",
    }  # fmt: skip
    return render(request, "foi/figures.html", context)


def _years(year: int) -> list[int]:
    return sorted({*queries.years(), timezone.localdate().year, year}, reverse=True)


@requires(Act.VIEW)
def cell(request: HttpRequest) -> HttpResponse:
    """The requests that a cell counts."""
    actor = actor_of(request)
    year, unit, _ = _chosen(request, actor)
    row, column = request.GET.get("row", ""), request.GET.get("column", "")
    try:
        rows = queries.cases(year, unit, row, column)
    except KeyError:
        raise Http404("没有这一格") from None
    context = {
        "page": page_of(request, rows.select_related("unit", "applicant").defer("content").order_by("-pk")),
        "row": rules.short(rules.ROWS[row]), "column": rules.COLUMNS[column], "year": year, "unit": unit,
        "query": f"year={year}&unit={unit.code if unit else ''}&row={row}&column={column}", "tab": "figures",
    }  # fmt: skip
    return render(request, "foi/figures_cell.html", context)


@requires(Act.VIEW)
@require_POST
def lock(request: HttpRequest) -> HttpResponse:
    """Freeze the year, or take the lock off."""
    actor = actor_of(request)
    year, unit, _ = _chosen(request, actor)
    keeper = _keeper(unit)
    back = redirect(f"/desk/requests/figures/?year={year}" + (f"&unit={unit.code}" if unit else ""))
    found: Any = queries.of(unit, year)
    if request.POST.get("what") == "unlock" and found.kept is not None:
        reason = request.POST.get("reason", "")
        attempt(
            request,
            None,
            lambda: acts.unlock(found.kept, actor=actor, reason=reason),
            "已解锁，重新按案件计算",
        )
    elif keeper is not None:
        attempt(
            request, None, lambda: acts.lock(keeper, actor=actor, year=year, district=unit is None), "已锁定，以后不再变动"
        )  # fmt: skip
    return back
