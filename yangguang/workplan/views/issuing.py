"""Issuing a plan, following changes of units, showing the draft, closing the year."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from yangguang.core.actions import Refused
from yangguang.core.actors import actor_of
from yangguang.core.checks import run_checks
from yangguang.duties.views import add_errors
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, requires

from .. import actions, queries
from ..actions.issuing import plan_adjustment
from ..forms import IssueForm
from ..models import PlanTask, TaskParty, WorkPlan


@requires(Act.PLAN, anywhere=False)
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    """What issuing will do and what forbids it; and doing it."""
    found = get_object_or_404(WorkPlan, pk=pk)
    actor = actor_of(request)
    findings = run_checks(found)
    to_accept = [(c, f) for c, f in findings if c.severity == "confirm"]
    form = IssueForm(request.POST or None, to_accept=bool(to_accept))
    status = 200
    if request.method == "POST":
        if form.is_valid():
            said = {k: v for k, v in form.cleaned_data.items() if k != "sure"}
            try:
                actions.issue_plan(found, actor=actor, **said)
            except Refused as refused:
                add_errors(form, refused)
            else:
                messages.success(request, "已印发，各单位的待办里已经出现。")
                return redirect("workplan:plan", pk)
        status = 422
    load = queries.load_by_unit(found, timezone.localdate())
    context = {
        "plan": found,
        "tab": "issue",
        "office": True,
        "form": form,
        "load": load,
        "total": sum(u.lead + u.responsible for u in load),
        "reasons": actions.issue_plan.reasons(found, actor=actor, accepted=True),
        "to_accept": to_accept,
        "hints": [(c, f) for c, f in findings if c.severity == "hint"],
    }
    return render(request, "workplan/issue.html", context, status=status)


@requires(Act.PLAN, anywhere=False)
def expand(request: HttpRequest, pk: int) -> HttpResponse:
    """What today's units change in the assignments of an issued plan; and following it."""
    found = get_object_or_404(WorkPlan, pk=pk)
    actor, today = actor_of(request), timezone.localdate()
    if request.method == "POST":
        actions.re_expand(found, actor=actor)
        messages.success(request, "已按现有机构调整分派，各单位的待办同步更新。")
        return redirect("workplan:plan", pk)
    begin, end, kept = plan_adjustment(found, today)
    units = Unit.objects.in_bulk({w.unit for w in begin})
    tasks = PlanTask.objects.in_bulk({w.task for w in begin})
    parts = dict(TaskParty.Part.choices)
    context = {
        "plan": found,
        "begin": [(units[w.unit], tasks[w.task], parts[w.part], w.action) for w in begin],
        "end": end,
        "kept": kept,
        "reasons": actions.re_expand.reasons(found, actor=actor),
    }
    return render(request, "workplan/expand.html", context)


@require_POST
@requires(Act.PLAN, anywhere=False)
def change(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Close the year's plan, or show the imported table to the public before it is issued (or stop showing it)."""
    found = get_object_or_404(WorkPlan, pk=pk)
    actor = actor_of(request)
    if what == "close":
        actions.close_plan(found, actor=actor)
        messages.success(request, "计划已办结。没办完的事项仍在各单位的待办里。")
    else:
        actions.show_before_issue(found, actor=actor, shown=what == "show")
        shown = "公众现在可以看到导入稿，页面上注明还在确认。" if what == "show" else "公众不再看到导入稿。"
        messages.success(request, shown)
    return redirect("workplan:plan", pk)
