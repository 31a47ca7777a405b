"""Measuring in the workbench: results, an indicator with its cases, targets, waivers, freezes."""

from __future__ import annotations

import csv
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from yangguang.core.actions import Refused
from yangguang.core.actors import actor_of
from yangguang.core.indicators import DENOMINATORS, INDICATORS, METHODS
from yangguang.duties.views import add_errors
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, may, requires, scope

from ..models import Attestation, CaseRecord, Freeze, PlanTask, TaskIndicator, Waiver, WorkPlan
from ..queries import current_plan
from . import actions, catalogue, engine, freezing, queries
from .forms import AttestForm, FreezeForm, RefuseForm, RunForm, TargetForm, WaiverForm


def _plan() -> WorkPlan:
    plan = current_plan()
    if plan is None:
        raise Http404("还没有任务分解表，导入后才能测量")
    return plan


def _own(request: HttpRequest, act: Act = Act.REVIEW) -> Any:
    return scope(actor_of(request), act, Unit.objects.answerable(timezone.localdate()), unit="pk")


@requires(Act.VIEW)
def results(request: HttpRequest) -> HttpResponse:
    """The latest measurement: every indicator with its state, and the units' own bad cases."""
    plan = current_plan()
    run = queries.latest_run(plan) if plan else None
    rows, mine = [], []
    if run is not None:
        whole = run.results.filter(task=None, unit=None)
        rows = [(r, INDICATORS.get(r.code)) for r in whole if r.code in INDICATORS]
        if not may(actor_of(request), Act.SUPERVISE):
            mine = list(
                run.cases.filter(verdict="bad", unit__in=_own(request, Act.VIEW)).select_related("unit")[:100]
            )
    context = {
        "plan": plan, "run": run, "rows": rows, "mine": mine, "form": RunForm(),
        "can_measure": may(actor_of(request), Act.MEASURE),
        "missing": [p for p in catalogue.planned() if not p.connected],
        "planned": len(catalogue.planned()),
    }  # fmt: skip
    return render(request, "workplan/measure_results.html", context)


@require_POST
@requires(Act.MEASURE, anywhere=False)
def run_now(request: HttpRequest) -> HttpResponse:
    """Measure now, as of today or an earlier day."""
    form = RunForm(request.POST)
    if form.is_valid():
        run = engine.measure(_plan(), actor=actor_of(request), as_of=form.cleaned_data["as_of"])
        assert run.ended_at is not None
        seconds = (run.ended_at - run.started_at).total_seconds()
        messages.success(
            request, f"已测量（截至 {run.as_of}，用时 {seconds:.1f} 秒，{run.results.count()} 个结果）。"
        )
    else:
        messages.error(request, "日期读不懂，请写作 2021-09-28")
    return redirect("measuring:results")


@requires(Act.VIEW)
def indicator(request: HttpRequest, code: str) -> HttpResponse:
    """One indicator: how it is counted, by whom, its results and every case; CSV of the cases."""
    if code not in INDICATORS:
        raise Http404("没有这个指标")
    item, plan = INDICATORS.get(code), _plan()
    run = queries.latest_run(plan)
    cases = (
        CaseRecord.objects.filter(run=run, code=code).select_related("unit", "task")
        if run
        else CaseRecord.objects.none()
    )
    if not item.public and not may(actor_of(request), Act.SUPERVISE):
        cases = scope(actor_of(request), Act.VIEW, cases)
    if verdict := request.GET.get("verdict"):
        cases = cases.filter(verdict=verdict)
    if request.GET.get("format") == "csv":
        return cases_csv(code, cases)
    order = {"bad": 0, "good": 1, "excluded": 2}
    page = Paginator(sorted(cases, key=lambda c: (order.get(c.verdict, 3), c.pk)), 50).get_page(
        request.GET.get("page")
    )
    found = list(run.results.filter(code=code).select_related("unit", "task")) if run else []
    context = {
        "item": item, "plan": plan, "run": run, "page": page, "verdict": verdict,
        "whole": next((r for r in found if r.task_id is None and r.unit_id is None), None),
        "parts": [r for r in found if r.task_id or r.unit_id],
        "method": METHODS[item.method], "denominator": DENOMINATORS[item.denominator],
        "bound": [b for b in queries.bound(plan) if b.code == code],
        "can_plan": may(actor_of(request), Act.PLAN),
        "can_waive": _own(request).exists(),
        "attestations": Attestation.objects.filter(task__plan=plan, code=code).select_related("unit")[:20],
    }  # fmt: skip
    return render(request, "workplan/measure_indicator.html", context)


VERDICTS = {"good": "合格", "bad": "不合格", "excluded": "不计入"}


def cases_csv(code: str, cases: Any) -> HttpResponse:
    """The cases as CSV (UTF-8 with a byte-order mark)."""
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, f"{code}.csv") or "attachment"
    writer = csv.writer(response)
    writer.writerow(["对象", "单位", "任务", "判定", "应于", "实际", "理由"])
    for c in cases:
        row = [c.label, c.unit or "", c.task.number if c.task else "", VERDICTS.get(c.verdict, c.verdict),
               c.due or "", c.fact or "", c.reason]  # fmt: skip
        writer.writerow([f"'{v}" if str(v)[:1] in {"=", "+", "-", "@"} else v for v in row])
    return response


def _task(number: int) -> PlanTask:
    return get_object_or_404(PlanTask, plan=_plan(), number=number, withdrawn=False)


@requires(Act.REVIEW)
def waiver(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Ask for an exception."""
    task = _task(number)
    if code not in INDICATORS:
        raise Http404("没有这个指标")
    form = WaiverForm(request.POST or None, units=_own(request), initial={"key": request.GET.get("key", "")})
    if request.method == "POST" and form.is_valid():
        try:
            actions.request_waiver(task, actor=actor_of(request), code=code, **form.cleaned_data)
        except Refused as refused:
            add_errors(form, refused)
        else:
            messages.success(request, "已申请，主管部门批准后从下一次测量起生效。")
            return redirect("measuring:waivers")
    return render(
        request, "workplan/measure_form.html", {"form": form, "task": task, "title": f"申请豁免 {code}"}
    )


@requires(Act.REVIEW)
def attest(request: HttpRequest, number: int, code: str) -> HttpResponse:
    """State what no machine can read."""
    task = _task(number)
    if code not in {p.code for p in catalogue.by_task().get(number, ())} | set(INDICATORS.keys()):
        raise Http404("没有这个指标")
    form = AttestForm(request.POST or None, units=_own(request))
    if request.method == "POST" and form.is_valid():
        said = {k: v for k, v in form.cleaned_data.items() if k != "key"}
        try:
            actions.attest(task, actor=actor_of(request), code=code, **said)
        except Refused as refused:
            add_errors(form, refused)
        else:
            messages.success(request, "已记下声明，到期前有效。")
            return redirect("measuring:results")
    return render(
        request, "workplan/measure_form.html", {"form": form, "task": task, "title": f"声明 {code}"}
    )


@requires(Act.PLAN, anywhere=False)
def target(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Set an indicator's target for a task."""
    bound = get_object_or_404(TaskIndicator, task=_task(number), code=code)
    first = {"target": bound.target, "warn": bound.warn, "verified": bound.verified}
    form = TargetForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_target(bound, actor=actor_of(request), **form.cleaned_data)
        except Refused as refused:
            add_errors(form, refused)
        else:
            messages.success(request, "已设定，下一次测量起按新目标判定。")
            return redirect("measuring:indicator", code)
    return render(
        request, "workplan/measure_form.html", {"form": form, "task": bound.task, "title": f"{code} 的目标"}
    )


@requires(Act.VIEW)
def waivers(request: HttpRequest) -> HttpResponse:
    """Waivers of the units in scope, those that wait for a decision first."""
    found = scope(actor_of(request), Act.VIEW, Waiver.objects.select_related("unit", "task"))
    page = Paginator(found.order_by("approved_at", "-pk"), 50).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "can_decide": may(actor_of(request), Act.SUPERVISE),
        "form": RefuseForm(),
        "today": timezone.localdate(),
    }
    return render(request, "workplan/measure_waivers.html", context)


@require_POST
@requires(Act.SUPERVISE, anywhere=False)
def decide(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Approve or refuse a waiver."""
    found = get_object_or_404(Waiver, pk=pk)
    if what == "approve":
        actions.approve_waiver(found, actor=actor_of(request))
        messages.success(request, "已批准，下一次测量起生效。")
    else:
        actions.refuse_waiver(found, actor=actor_of(request), reason=request.POST.get("reason", ""))
        messages.success(request, "已答复不同意。")
    return redirect("measuring:waivers")


@requires(Act.VIEW)
def freezes(request: HttpRequest) -> HttpResponse:
    """Quarterly freezes with the check of their chain; freezing a quarter."""
    plan = _plan()
    actor = actor_of(request)
    form = FreezeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            freezing.freeze_quarter(plan, actor=actor, quarter=form.cleaned_data["quarter"].strip().upper())
        except Refused as refused:
            add_errors(form, refused)
        else:
            messages.success(request, "已冻结。")
            return redirect("measuring:freezes")
    context = {
        "plan": plan, "freezes": plan.freezes.defer("lines"), "faults": freezing.verify(plan), "form": form,
        "can_freeze": may(actor, Act.MEASURE),
    }  # fmt: skip
    return render(request, "workplan/measure_freezes.html", context)


@requires(Act.MEASURE, anywhere=False)
def freeze_file(request: HttpRequest, pk: int) -> HttpResponse:
    """A freeze as the JSON lines that were hashed."""
    found = get_object_or_404(Freeze, pk=pk)
    response = HttpResponse(found.lines, content_type="application/jsonl; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{found.quarter}.jsonl"'
    return response
