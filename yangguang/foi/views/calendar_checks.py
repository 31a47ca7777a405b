"""Checks of open requests against the calendar of working days: what moved, and checking now."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from yangguang.core.actors import actor_of
from yangguang.organisations.permissions import Act, may, powers, requires

from .. import calendar_moves
from ..actions import calendar_check, figures
from ..models import CalendarCheck
from .pages import attempt, page_of


@requires(Act.VIEW, Act.MANAGE_SYSTEM)
def page(request: HttpRequest) -> HttpResponse:
    """Every check, the newest first, with the due dates that moved; others' requests are counted only."""
    actor, office = actor_of(request), figures.office()
    if request.method == "POST":
        if office is None:
            messages.error(request, "还没有设置政务公开主管部门，请系统管理员在单位里设置。")
        elif made := attempt(request, None, lambda: calendar_check.recheck(office, actor=actor)):
            moved = f"{len(made.moved)} 件的期限有变化。" if made.moved else "期限都没有变化。"
            messages.success(request, f"核对了 {made.looked_at} 件未办结的申请，{moved}")
        return redirect("foi:calendar")
    found = page_of(request, CalendarCheck.objects.all())
    context = {
        "page": found, "found": calendar_moves.shown(list(found.object_list), actor), "tab": "settings",
        "stale": calendar_check.stale(), "last": calendar_check.last(), "sees": powers(actor.user).may_anywhere(Act.VIEW),
        "reasons": calendar_check.recheck.reasons(office, actor=actor) if office else [], "office": office,
        "brings_notices": may(actor, Act.MANAGE_SYSTEM),
    }  # fmt: skip
    return render(request, "foi/calendar_checks.html", context)


@requires(Act.VIEW)
def moves(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that one check moved, of the requests one may see."""
    check = get_object_or_404(CalendarCheck, pk=pk)
    [found] = calendar_moves.shown([check], actor_of(request))
    context = {"one": found, "page": page_of(request, found.moves), "tab": "settings"}
    return render(request, "foi/calendar_moves.html", context)
