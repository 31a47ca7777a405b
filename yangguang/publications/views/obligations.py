"""How far units do what must be public: the district's map, and each unit's own items with their due dates."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from yangguang.core.actors import actor_of
from yangguang.core.exporting import FORMS
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, powers, requires, scope

from .. import coverage, obligations


@requires(Act.VIEW)
def heat_map(request: HttpRequest) -> HttpResponse:
    """Unit × item: what is public, what is stated not to exist, what is missing. Also as CSV and XLSX."""
    units = scope(actor_of(request), Act.VIEW, Unit.objects.answerable(timezone.localdate()), unit="pk")
    lines = coverage.heat_map(units.order_by("order"), timezone.localdate())
    if export := FORMS.get(request.GET.get("format", "")):
        return export("公开情况", coverage.rows(lines))
    wanted = [c for _, cells in lines for c in cells if c.state != "none" and c.obligatory]
    context = {
        "lines": lines,
        "heads": coverage.HEADS,
        "total": len(wanted),
        "missing": sum(c.wanting for c in wanted),
        "stated": sum(c.state == "stated" for c in wanted),
    }
    return render(request, "publications/coverage.html", context)


@requires(Act.VIEW)
def mine(request: HttpRequest) -> HttpResponse:
    """The catalogue items of one unit: its own at first, any other that the person may look at by choice."""
    actor = actor_of(request)
    today = timezone.localdate()
    units = scope(actor, Act.VIEW, Unit.objects.answerable(today), unit="pk").order_by("order")
    given = request.GET.get("unit", "")
    unit = units.filter(pk=int(given[:18])).first() if given.isdecimal() else None
    if unit is None:
        own = powers(actor.user).at.get(Act.VIEW, frozenset())
        unit = units.filter(pk__in=own).first() or units.first()
    found = obligations.obligations(unit, today) if unit else []
    if (export := FORMS.get(request.GET.get("format", ""))) and unit is not None:
        return export(f"{unit}的目录事项", obligations.rows(found))
    wanted = request.GET.get("state", "")
    context = {
        "unit": unit,
        "units": units,
        "rows": [o for o in found if not wanted or o.state == wanted],
        "every": len(found),
        "state": wanted,
        "counts": [
            (code, word, sum(o.state == code for o in found)) for code, word in obligations.WORDS.items()
        ],
        "late": sum(o.late for o in found),
    }
    return render(request, "publications/obligations.html", context)
