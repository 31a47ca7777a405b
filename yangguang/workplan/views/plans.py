"""Plans: the list, confirming questions, issuing, a plan's tasks, exports."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from yangguang.core.actions import Refused
from yangguang.core.actors import actor_of
from yangguang.core.checks import run_checks
from yangguang.duties.views import add_errors
from yangguang.organisations.permissions import Act, may, requires

from .. import actions, exporting, queries
from ..forms import AnswerForm, DueForm, IssueForm, known_units
from ..models import Assignment, PlanTask, Question, WorkPlan

TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def _plan(request: HttpRequest, pk: int) -> WorkPlan:
    """The plan for the office; for other units once it is issued."""
    plans = WorkPlan.objects.all()
    if not may(actor_of(request), Act.PLAN):
        plans = plans.exclude(state=WorkPlan.State.CONFIRMING)
    return get_object_or_404(plans, pk=pk)


@requires(Act.VIEW)
def plans(request: HttpRequest) -> HttpResponse:
    """Every year's plan with its state; the way to import one."""
    office = may(actor_of(request), Act.PLAN)
    found = WorkPlan.objects.all() if office else WorkPlan.objects.exclude(state=WorkPlan.State.CONFIRMING)
    rows = [(p, p.tasks.filter(withdrawn=False).count(), queries.open_questions(p)) for p in found]
    return render(request, "workplan/plans.html", {"rows": rows, "office": office})


@requires(Act.VIEW)
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """A plan's tasks with their progress."""
    found = _plan(request, pk)
    actor = actor_of(request)
    office = may(actor, Act.PLAN)
    begin, end, kept = [], [], 0
    if office and found.state == WorkPlan.State.ISSUED:
        from ..actions.issuing import plan_adjustment

        begin, end, kept = plan_adjustment(found, timezone.localdate())
    context = {
        "plan": found,
        "rows": queries.task_rows(found),
        "open": queries.open_questions(found),
        "office": office,
        "begin": len(begin),
        "end": end,
        "withdrawn": found.tasks.filter(withdrawn=True),
        "close_reasons": actions.close_plan.reasons(found, actor=actor) if office else [],
    }
    return render(request, "workplan/plan.html", context)


@requires(Act.VIEW)
def task(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One task: requirement, parties, assignments with their duties, due date."""
    found = _plan(request, pk)
    item = get_object_or_404(found.tasks.select_related("section__parent"), number=number, withdrawn=False)
    actor = actor_of(request)
    office = may(actor, Act.PLAN)
    form = DueForm(request.POST or None, initial={"due_kind": item.due_kind, "due_on": item.due_on})
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_due(item, actor=actor, **form.cleaned_data)
        except Refused as refused:
            add_errors(form, refused)
        else:
            messages.success(request, "期限已更新，已交办的事项同步调整。")
            return redirect("workplan:task", pk, number)
    assignments = Assignment.objects.filter(task=item, valid_to=None).select_related("unit", "duty")
    context = {"plan": found, "task": item, "assignments": assignments, "form": form, "office": office,
               "questions": item.questions.all()}  # fmt: skip
    return render(request, "workplan/task.html", context)


def _source(plan: WorkPlan, item: PlanTask) -> list[tuple[int, str, bool]]:
    """Lines of the original around the task: (number, text, belongs to the task)."""
    received = plan.imports.filter(state="applied").first()
    if received is None or not item.source_ref:
        return []
    lines = received.parsed["lines"]
    first, last = (int(n) for n in item.source_ref.split("-"))
    shown = range(max(first - 3, 1), min(last + 3, len(lines)) + 1)
    return [(n, lines[n - 1].replace("\t", "→ "), first <= n <= last) for n in shown]


@requires(Act.PLAN, anywhere=False)
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """The questions of a plan, task by task, with the source beside the parse."""
    found = get_object_or_404(WorkPlan, pk=pk)
    asked = found.questions.select_related("task")
    tasks = {q.task_id: q.task for q in asked if q.task}
    number = request.GET.get("task", "")
    if number.isdecimal():
        item = next((t for t in tasks.values() if t.number == int(number)), None)
        if item is None:
            raise Http404("这一项没有问题要答")
    else:
        waiting = queries.next_question(found)
        item = waiting.task if waiting else None
    return _confirm_page(request, found, item)


def _confirm_page(
    request: HttpRequest, found: WorkPlan, item: PlanTask | None, wrong: AnswerForm | None = None
) -> HttpResponse:
    asked = list(found.questions.select_related("task"))
    progress: dict[int, list[int]] = {}
    for q in asked:
        assert q.task is not None
        counts = progress.setdefault(q.task.number, [0, 0])
        counts[0] += q.answered_at is None
        counts[1] += 1
    known = known_units()
    forms = []
    for q in asked:
        if item is not None and q.task_id == item.pk:
            form = wrong if wrong is not None and wrong.question.pk == q.pk else AnswerForm(q, known=known)
            forms.append((q, form))
    lead, responsible = ([], [])
    if item is not None:
        from yangguang.organisations.models import UnitGroup

        groups = dict(UnitGroup.objects.values_list("code", "name"))
        lead, responsible = queries.party_names(list(item.parties.select_related("unit")), groups)
    context = {
        "plan": found,
        "task": item,
        "lead": lead,
        "responsible": responsible,
        "forms": forms,
        "source": _source(found, item) if item else [],
        "progress": [
            (n, left, total, item is not None and item.number == n) for n, (left, total) in progress.items()
        ],
        "open": sum(left for left, _ in progress.values()),
        "total": len(asked),
    }
    return render(request, "workplan/confirm.html", context, status=422 if wrong else 200)


@require_POST
@requires(Act.PLAN, anywhere=False)
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer one question and go on to the next open one of the task, else of the plan."""
    question = get_object_or_404(Question.objects.select_related("task", "plan"), pk=pk)
    form = AnswerForm(question, request.POST, known=known_units())
    if form.is_valid():
        try:
            actions.answer_question(
                question, actor=actor_of(request), answer=form.said(), seen=form.cleaned_data["seen"]
            )
        except Refused as refused:
            add_errors(form, refused)
        else:
            messages.success(request, "已记下答复。")
            assert question.task is not None
            same = question.task.questions.filter(answered_at=None).exists()
            following = question if same else queries.next_question(question.plan, question.task.number)
            if following is None:
                return redirect("workplan:issue", question.plan_id)
            url = redirect("workplan:confirm", question.plan_id)
            url["Location"] += f"?task={following.task.number}"  # type: ignore[union-attr]
            return url
    return _confirm_page(request, question.plan, question.task, wrong=form)


@requires(Act.PLAN, anywhere=False)
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    """What issuing will do and what forbids it; and doing it."""
    found = get_object_or_404(WorkPlan, pk=pk)
    actor = actor_of(request)
    form = IssueForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.issue_plan(found, actor=actor, doc_no=form.cleaned_data["doc_no"])
        except Refused as refused:
            add_errors(form, refused)
        else:
            messages.success(request, "已印发，各单位的待办里已经出现。")
            return redirect("workplan:plan", pk)
    load = queries.load_by_unit(found, timezone.localdate())
    context = {
        "plan": found,
        "form": form,
        "load": load,
        "total": sum(u.lead + u.responsible for u in load),
        "reasons": actions.issue_plan.reasons(found, actor=actor),
        "findings": [(c, f) for c, f in run_checks(found) if c.severity != "block"],
    }
    return render(request, "workplan/issue.html", context)


@require_POST
@requires(Act.PLAN, anywhere=False)
def change(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Expand again, close, or show the imported table before it is issued."""
    found = get_object_or_404(WorkPlan, pk=pk)
    actor = actor_of(request)
    said = {
        "expand": (lambda: actions.re_expand(found, actor=actor), "已按现有机构调整分派。"),
        "close": (lambda: actions.close_plan(found, actor=actor), "计划已办结。"),
        "show": (
            lambda: actions.show_before_issue(found, actor=actor, shown=True),
            "公众现在可以看到导入稿。",
        ),
        "hide": (lambda: actions.show_before_issue(found, actor=actor, shown=False), "公众不再看到导入稿。"),
    }
    act, text = said[what]
    act()
    messages.success(request, text)
    return redirect("workplan:plan", pk)


@requires(Act.VIEW)
def export(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The plan in the table's own layout with its current state."""
    found = _plan(request, pk)
    response = HttpResponse(exporting.export(found, kind), content_type=TYPES[kind])
    name = f"{found.title}（{timezone.localdate():%Y%m%d}）.{kind}"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response
