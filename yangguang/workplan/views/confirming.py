"""Confirming what the table does not say: the source beside the parse, question by question."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from yangguang.core.actions import Refused
from yangguang.core.actors import actor_of
from yangguang.duties.views import add_errors
from yangguang.organisations.permissions import Act, requires

from .. import actions, queries
from ..answers import KINDS
from ..forms import AnswerForm, known_units
from ..models import PlanTask, Question, WorkPlan


@requires(Act.PLAN, anywhere=False)
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """The questions of one task (``?task=``), or of the first that has an open one."""
    found = get_object_or_404(WorkPlan, pk=pk)
    number = request.GET.get("task", "")
    if number.isdecimal():
        item = (
            found.tasks.filter(number=int(number[:6]), withdrawn=False)
            .select_related("section__parent")
            .first()
        )
        if item is None or not item.questions.exists():
            raise Http404("这一项没有问题要答")
    else:
        waiting = queries.next_question(found)
        item = waiting.task if waiting else None
    return _page(request, found, item)


def _page(
    request: HttpRequest, found: WorkPlan, item: PlanTask | None, wrong: AnswerForm | None = None
) -> HttpResponse:
    asked = list(found.questions.filter(task__withdrawn=False).select_related("task"))
    progress: dict[int, list[int]] = {}
    for q in asked:
        assert q.task is not None
        counts = progress.setdefault(q.task.number, [0, 0])
        counts[0] += q.answered_at is None
        counts[1] += 1
    known = known_units()
    forms = []
    for q in asked:
        # A question of a kind that this version does not know is shown, but only a corrected table answers it.
        if item is not None and q.task_id == item.pk and q.code in KINDS:
            form = wrong if wrong is not None and wrong.question.pk == q.pk else AnswerForm(q, known=known)
            forms.append((q, form))
    following = queries.next_question(found, item.number) if item else None
    context = {
        "plan": found,
        "tab": "confirm",
        "office": True,
        "task": item,
        "parties": queries.parties_of(item) if item else None,
        "forms": forms,
        "locked": found.state != WorkPlan.State.CONFIRMING,
        "source": queries.source_lines(found, item) if item else [],
        "progress": [
            (n, left, total, item is not None and item.number == n) for n, (left, total) in progress.items()
        ],
        "open": sum(left for left, _ in progress.values()),
        "total": len(asked),
        "next": following.task if following and following.task != item else None,
    }
    return render(request, "workplan/confirm.html", context, status=422 if wrong else 200)


@require_POST
@requires(Act.PLAN, anywhere=False)
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer one question and go on to the next open one of the task, else of the plan."""
    question = get_object_or_404(Question.objects.select_related("task__section__parent", "plan"), pk=pk)
    if question.code not in KINDS or question.task is None:
        raise Http404("这个问题不能在这里答复")
    form = AnswerForm(question, request.POST, known=known_units())
    if form.is_valid():
        try:
            actions.answer_question(
                question, actor=actor_of(request), answer=form.said, seen=form.cleaned_data["seen"]
            )
        except Refused as refused:
            add_errors(form, refused)
        else:
            messages.success(request, f"已记下第 {question.task.number} 项的答复。")
            return _go_on(question)
    return _page(request, question.plan, question.task, wrong=form)


def _go_on(question: Question) -> HttpResponseRedirect:
    """To the next open question: of the same task first, then of the tasks after it, then from the beginning."""
    assert question.task is not None
    same = question.task.questions.filter(answered_at=None).first()
    following = same or queries.next_question(question.plan, question.task.number)
    if following is None or following.task is None:
        return redirect("workplan:issue", question.plan_id)
    address = reverse("workplan:confirm", args=[question.plan_id])
    return HttpResponseRedirect(f"{address}?task={following.task.number}#question-{following.pk}")
