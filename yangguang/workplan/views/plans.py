"""Plans in the workbench: the list, a plan by task and by unit, one task, exports."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header

from yangguang.core.actions import Refused
from yangguang.core.actors import Actor, actor_of
from yangguang.duties.models import DutyState
from yangguang.duties.views import add_errors
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, may, requires, scope
from yangguang.organisations.queries import csv_text

from .. import actions, exporting, queries
from ..actions.issuing import plan_adjustment
from ..forms import DueForm, TaskFilter
from ..models import Assignment, WorkPlan

TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


def seen_plan(request: HttpRequest, pk: int) -> WorkPlan:
    """The plan for the office; for other units once it is issued; 404 otherwise."""
    office = may(actor_of(request), Act.PLAN)
    return get_object_or_404(queries.plans_seen(office=office), pk=pk)


def download(data: bytes | str, name: str, kind: str) -> HttpResponse:
    """A file under its Chinese name (RFC 5987)."""
    response = HttpResponse(data, content_type=TYPES.get(kind, "application/octet-stream"))
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


@requires(Act.VIEW)
def plans(request: HttpRequest) -> HttpResponse:
    """Every year's plan with its state; the way to import one."""
    office = may(actor_of(request), Act.PLAN)
    found = queries.with_counts(queries.plans_seen(office=office))
    return render(request, "workplan/plans.html", {"plans": found, "office": office})


@requires(Act.VIEW)
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """A plan's tasks with their progress, by chapter; filtered by words, unit and progress."""
    found = seen_plan(request, pk)
    actor, today = actor_of(request), timezone.localdate()
    office = may(actor, Act.PLAN)
    units = Unit.objects.filter(assignments__task__plan=found, assignments__valid_to=None).distinct()
    form = TaskFilter(request.GET, units=units)
    said = form.cleaned_data if form.is_valid() else {}
    rows = queries.task_rows(found, today)
    shown = queries.filtered(
        rows, q=said.get("q") or "", unit=said.get("unit"), state=said.get("state") or ""
    )
    begin, end = 0, 0
    if office and found.state == WorkPlan.State.ISSUED:
        new, gone, _ = plan_adjustment(found, today)
        begin, end = len(new), len(gone)
    context = {
        "plan": found,
        "tab": "tasks",
        "office": office,
        "form": form,
        "chapters": queries.by_chapter(shown),
        "count": len(rows),
        "shown": len(shown),
        "totals": queries.totals(rows),
        "open": sum(r.open_questions for r in rows),
        "may_export": may_export(actor),
        "begin": begin,
        "end": end,
        "withdrawn": found.tasks.filter(withdrawn=True),
        "close_reasons": actions.close_plan.reasons(found, actor=actor) if office else [],
    }
    return render(request, "workplan/plan.html", context)


def may_export(actor: Actor) -> bool:
    """Whether the person exports anything at all; a plan is nobody's own record."""
    from yangguang.organisations.permissions import powers

    return actor.user is not None and powers(actor.user).may_anywhere(Act.EXPORT)


@requires(Act.VIEW)
def task(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One task: requirement, parties, who was assigned what; the duties' states of the units one may look at."""
    found = seen_plan(request, pk)
    tasks = found.tasks.select_related("section__parent").filter(withdrawn=False)
    item = get_object_or_404(tasks, number=number)
    actor = actor_of(request)
    office = may(actor, Act.PLAN)
    form = DueForm(request.POST or None, initial={"due_kind": item.due_kind, "due_on": item.due_on})
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                actions.set_due(item, actor=actor, **form.cleaned_data)
            except Refused as refused:
                add_errors(form, refused)
            else:
                messages.success(request, "期限已更新，已交办的事项同步调整。")
                return redirect("workplan:task", pk, number)
        status = 422
    current = Assignment.objects.filter(task=item, valid_to=None)
    mine = set(scope(actor, Act.VIEW, current).values_list("pk", flat=True))
    rows = [(a, a.pk in mine) for a in current.select_related("unit", "duty")]
    context = {
        "plan": found,
        "task": item,
        "rows": rows,
        "form": form,
        "office": office,
        "parties": queries.parties_of(item),
        "documents": item.documents.all(),
        "questions": item.questions.all() if office else [],
        "history": Assignment.objects.filter(task=item, valid_to__isnull=False).select_related("unit"),
    }
    return render(request, "workplan/task.html", context, status=status)


@requires(Act.VIEW)
def units(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan by unit: of every unit for the office, of one's own for the others; as CSV too."""
    found = seen_plan(request, pk)
    actor, today = actor_of(request), timezone.localdate()
    seen = scope(actor, Act.VIEW, Unit.objects.all(), unit="pk")
    rows = queries.unit_rows(found, today, seen)
    if request.GET.get("format") == "csv" and may_export(actor):
        text = csv_text(queries.UNIT_COLUMNS, queries.unit_table(rows))
        return download(text, f"{found.title}分单位进展（{today:%Y%m%d}）.csv", "csv")
    context = {
        "plan": found, "tab": "units", "rows": rows, "office": may(actor, Act.PLAN), "may_export": may_export(actor),
    }  # fmt: skip
    return render(request, "workplan/units.html", context)


@requires(Act.VIEW)
def unit(request: HttpRequest, pk: int, unit: int) -> HttpResponse:
    """One unit's parts of the plan with their duties; 404 for units that are not one's to look at."""
    found = seen_plan(request, pk)
    seen = scope(actor_of(request), Act.VIEW, Unit.objects.all(), unit="pk")
    shown = get_object_or_404(seen, pk=unit)
    context: dict[str, Any] = {
        "plan": found,
        "unit": shown,
        "assignments": queries.assignments_of(found, shown),
        "today": timezone.localdate(),
        "finished": {DutyState.CLOSED, DutyState.WITHDRAWN, DutyState.REPORTED},
    }
    return render(request, "workplan/unit.html", context)


@requires(Act.EXPORT)
def export(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The plan in the table's own layout with its current state."""
    found = seen_plan(request, pk)
    name = f"{found.title}（{timezone.localdate():%Y%m%d}）.{kind}"
    return download(exporting.export(found, kind), name, kind)
