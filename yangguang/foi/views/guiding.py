"""Overseeing at a glance; the guide, trainings and guiding cases."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from yangguang.core.actors import actor_of
from yangguang.organisations.permissions import Act, may, requires, scope

from .. import forms_oversight as forms
from .. import guides, oversight, probes, queries
from ..actions import guiding, intake
from ..models import GuidingCase, ReplyRound, ReplySample, Training
from ..rules import sampling, workflow
from .pages import attempt, page_of


@requires(Act.VIEW)
def overview(request: HttpRequest) -> HttpResponse:
    """The four things that are overseen, each with how it stands."""
    actor, today = actor_of(request), timezone.localdate()
    first, _ = probes.month_of(today)
    units = list(scope(actor, Act.VIEW, intake.accepting_units(today), unit="pk"))
    good, bad, left = probes.counts(probes.table(first, today, units))
    start, end = sampling.half_span(*sampling.half_of(today))
    context = {
        "good": good, "bad": bad, "left": left, "today": today, "guide": guides.standing(today), "tab": "oversight",
        "round": ReplyRound.objects.first(), "rounds": ReplyRound.objects.count(),
        "reading": ReplySample.objects.filter(reader=actor.user, read_at=None, round__closed_at=None).count(),
        "trainings": Training.objects.filter(held_on__range=(start, end)).count(),
        "cases": GuidingCase.objects.filter(issued_on__range=(start, end)).count(), "all_cases": GuidingCase.objects.count(),
        "half": f"{start.year} 年{'上' if start.month == 1 else '下'}半年",
    }  # fmt: skip
    return render(request, "foi/oversight/overview.html", context)


@requires(Act.VIEW)
def guide(request: HttpRequest) -> HttpResponse:
    """The guide, step by step beside the desk's own; the office names it."""
    actor, today = actor_of(request), timezone.localdate()
    names = may(actor, Act.PLAN)
    form = forms.GuideForm(request.POST or None) if names else None
    office = oversight.office()
    if request.method == "POST" and form is not None and office is not None and form.is_valid() and attempt(
        request, form, lambda: guiding.name_guide(office, actor=actor, **form.cleaned_data), "已指定"
    ):  # fmt: skip
        return redirect("foi:handling-guide")
    found = guides.standing(today)
    context = {
        "found": found, "form": form, "tab": "oversight", "months": guides.MONTHS,
        "steps": [(step, step.name in found.told) for step in workflow.STEPS],
        "likely": [p for p in guides.likely() if found.named is None or p.pk != found.named.publication_id] if names else [],
    }  # fmt: skip
    wrong = form is not None and bool(form.errors)
    return render(request, "foi/oversight/guide.html", context, status=422 if wrong else 200)


@requires(Act.VIEW)
def trainings(request: HttpRequest) -> HttpResponse:
    """Trainings that were held; the leads of the task register them."""
    actor = actor_of(request)
    form = None
    if oversight.keeps_register(actor):
        form = forms.TrainingForm(request.POST or None, units=guiding.hosts())
    if request.method == "POST" and form is not None and form.is_valid():
        said = dict(form.cleaned_data)
        unit = said.pop("unit")
        if attempt(request, form, lambda: guiding.add_training(unit, actor=actor, **said), "已登记"):
            return redirect("foi:trainings")
    rows = Training.objects.select_related("unit")
    context = {"page": page_of(request, rows), "form": form, "tab": "oversight"}
    wrong = form is not None and bool(form.errors)
    return render(request, "foi/oversight/trainings.html", context, status=422 if wrong else 200)


@requires(Act.VIEW)
def cases(request: HttpRequest) -> HttpResponse:
    """Guiding cases, for everyone who handles requests."""
    asked = request.GET.get("q", "").strip()[:100]
    rows = GuidingCase.objects.select_related("unit")
    for word in asked.split():
        rows = (
            rows.filter(title__contains=word)
            | rows.filter(lesson__contains=word)
            | rows.filter(question__contains=word)
        )
    context = {
        "page": page_of(request, rows), "q": asked, "query": f"q={asked}" if asked else "", "tab": "oversight",
        "keeps": oversight.keeps_register(actor_of(request)),
    }  # fmt: skip
    return render(request, "foi/oversight/cases.html", context)


@requires(Act.VIEW)
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """One guiding case. From which request it came is told to those only who may see that request."""
    found = get_object_or_404(GuidingCase.objects.select_related("unit", "request__unit"), pk=pk)
    actor = actor_of(request)
    sees = found.request_id is not None and queries.visible(actor).filter(pk=found.request_id).exists()
    context = {"case": found, "sees": sees, "keeps": oversight.keeps_register(actor), "tab": "oversight"}
    return render(request, "foi/oversight/case.html", context)


@requires(Act.PLAN, Act.REVIEW)
def new_case(request: HttpRequest) -> HttpResponse:
    """Issue a guiding case."""
    actor = actor_of(request)
    if not oversight.keeps_register(actor):
        raise Http404("指导案例由政务公开主管部门和抽评单位发布")
    form = forms.CaseForm(request.POST or None, units=guiding.hosts())
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        unit = said.pop("unit")
        made = attempt(
            request,
            form,
            lambda: guiding.issue_case(unit, actor=actor, values=said),
            "已发布，各单位都能看到",
        )
        if made:
            return redirect("foi:guiding-case", made.pk)
    return _edit(request, form, "发布指导案例")


def _edit(request: HttpRequest, form: Any, title: str, found: GuidingCase | None = None) -> HttpResponse:
    context = {"form": form, "title": title, "case": found, "tab": "oversight"}
    return render(request, "foi/oversight/case_edit.html", context, status=422 if form.errors else 200)


@requires(Act.PLAN, Act.REVIEW)
def change_case(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a guiding case right."""
    actor = actor_of(request)
    found = GuidingCase.objects.select_related("request__unit", "unit").filter(pk=pk).first()
    if found is None or not oversight.keeps_register(actor):
        raise Http404("没有这个案例，或您不能修改")
    start: dict[str, Any] = {f: getattr(found, f) for f in ("issued_on", "title", "question", "lesson")}
    if found.request is not None and queries.visible(actor).filter(pk=found.request_id).exists():
        start["request"] = found.request.number
    form = forms.CaseForm(request.POST or None, units=[], fixed=True, initial=start)
    if request.method == "POST" and form.is_valid() and attempt(
        request, form, lambda: guiding.change_case(found, actor=actor, values=form.cleaned_data), "已保存"
    ):  # fmt: skip
        return redirect("foi:guiding-case", pk)
    return _edit(request, form, "修改指导案例", found)
