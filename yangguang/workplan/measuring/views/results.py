"""Results: the latest measurement, an indicator with its cases, a unit with what it has to mend; measuring now."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from yangguang.core.actors import actor_of
from yangguang.core.indicators import DENOMINATORS, INDICATORS, METHODS, State
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, may, requires, scope

from ...models import Attestation, CaseRecord, MeasureRun, Result
from ...queries import current_plan
from .. import catalogue, engine, queries
from ..forms import RunForm
from ..states import ORDER
from . import as_csv, own_units, sees_all, the_plan

VERDICTS = {"good": "合格", "bad": "不合格", "excluded": "不计入"}


def _seen(request: HttpRequest) -> list[str]:
    """The codes whose district-wide numbers the reader may see: the internal ones are the office's."""
    return [i.code for i in INDICATORS if i.public or sees_all(request)]


@requires(Act.VIEW)
def results(request: HttpRequest) -> HttpResponse:
    """The latest measurement: every connected indicator with its state, and what the reader's units have to mend."""
    plan = current_plan()
    run = queries.latest_run(plan) if plan else None
    form = RunForm()
    rows = queries.whole(run, _seen(request)) if run else []
    if request.GET.get("format") == "csv" and run is not None:
        heading = ("指标", "名称", "状态", "合格", "总数", "不计入", "目标", "截至", "说明")
        return as_csv(
            f"results-{run.as_of}", heading,
            ((r.result.code, r.item.name, r.result.state, r.result.good, r.result.total, r.result.excluded,
              r.goal, run.as_of, r.result.note) for r in rows),
        )  # fmt: skip
    mine = []
    if run is not None and not sees_all(request):
        mine = queries.to_mend(run, own_units(request, Act.VIEW).values_list("pk", flat=True))
    context = {
        "tab": "results", "plan": plan, "run": run, "rows": rows, "mine": mine, "form": form,
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
        run = engine.measure(the_plan(), actor=actor_of(request), as_of=form.cleaned_data["as_of"])
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
    planned = catalogue.find(code)
    if code not in INDICATORS:
        if planned is None:
            raise Http404("没有这个指标")
        context = {"planned": planned, "method": METHODS[planned.method],
                   "denominator": DENOMINATORS[planned.denominator]}  # fmt: skip
        return render(request, "workplan/measure_planned.html", context)
    item, plan = INDICATORS.get(code), the_plan()
    run = queries.latest_run(plan)
    cases = CaseRecord.objects.filter(run=run, code=code) if run else CaseRecord.objects.none()
    found = Result.objects.filter(run=run, code=code) if run else Result.objects.none()
    if code not in _seen(request):
        cases = scope(actor_of(request), Act.VIEW, cases)
        found = scope(actor_of(request), Act.VIEW, found)
    verdict = request.GET.get("verdict", "")
    if verdict in VERDICTS:
        cases = cases.filter(verdict=verdict)
    units = Unit.objects.filter(pk__in=cases.exclude(unit=None).values("unit")).order_by("order", "pk")
    if (unit := request.GET.get("unit", "")).isdecimal():
        cases = cases.filter(unit=int(unit))
    cases = queries.worst_first(cases.select_related("unit", "task"))
    if request.GET.get("format") == "csv":
        heading = ("对象", "单位", "任务", "判定", "应于", "实际", "理由")
        return as_csv(
            code, heading,
            ((c.label, c.unit or "", c.task.number if c.task else "", VERDICTS[c.verdict], c.due or "",
              c.fact or "", c.reason) for c in cases),
        )  # fmt: skip
    order = {str(s): n for n, s in enumerate(ORDER)}
    parts = [r for r in found.select_related("unit", "task") if r.task_id or r.unit_id]
    parts.sort(key=lambda r: (order.get(r.state, 9), r.task.number if r.task else 0, r.unit_id or 0))
    own = set(own_units(request).values_list("pk", flat=True))
    context = {
        "item": item, "plan": plan, "run": run, "verdict": verdict, "units": units, "unit": unit, "own": own,
        "page": Paginator(cases, 50).get_page(request.GET.get("page")),
        "whole": found.filter(task=None, unit=None).first(), "parts": parts,
        "method": METHODS[item.method], "denominator": DENOMINATORS[item.denominator], "planned": planned,
        "bound": [b for b in queries.bound(plan) if b.code == code],
        "can_plan": may(actor_of(request), Act.PLAN), "can_waive": bool(own),
        "waive_in": next(iter(item.tasks), None),
        "attestations": scope(
            actor_of(request), Act.VIEW, Attestation.objects.filter(task__plan=plan, code=code)
        ).select_related("unit")[:20],
        "today": timezone.localdate(),
    }  # fmt: skip
    return render(request, "workplan/measure_indicator.html", context)


@requires(Act.VIEW)
def units(request: HttpRequest) -> HttpResponse:
    """The units in scope with how many of their results are in each state, and how much they have to mend."""
    plan = current_plan()
    run = queries.latest_run(plan) if plan else None
    rows = []
    if run is not None:
        rows = list(_unit_rows(request, run))
    if request.GET.get("format") == "csv":
        heading = ("单位", "未达标", "预警", "达标", "无法测量", "豁免", "要改的")
        return as_csv(
            "units", heading,
            ((u.name, u.missed, u.near, u.met, u.unknown, u.waived, u.bad) for u in rows),
        )  # fmt: skip
    page = Paginator(rows, 100).get_page(request.GET.get("page"))
    return render(
        request, "workplan/measure_units.html", {"tab": "units", "plan": plan, "run": run, "page": page}
    )


def _unit_rows(request: HttpRequest, run: MeasureRun) -> Any:
    """Two queries, whatever the number of units."""
    mine = Q(results__run=run)
    counts = {
        name: Count("results", filter=mine & Q(results__state=state), distinct=True)
        for name, state in (
            ("missed", State.MISSED), ("near", State.NEAR), ("met", State.MET), ("unknown", State.UNKNOWN),
            ("waived", State.WAIVED),
        )
    }  # fmt: skip
    bad = dict(
        run.cases.filter(verdict="bad", code__in=INDICATORS.keys())
        .exclude(unit=None)
        .values_list("unit")
        .annotate(n=Count("pk"))
        .order_by()
    )
    found = scope(actor_of(request), Act.VIEW, Unit.objects.filter(results__run=run), unit="pk")
    for unit in found.annotate(**counts).order_by("order", "pk"):
        unit.bad = bad.get(unit.pk, 0)
        yield unit


@requires(Act.VIEW)
def unit(request: HttpRequest, pk: int) -> HttpResponse:
    """One unit: what it has to mend first, each with what to do; then its results and its waivers."""
    plan = the_plan()
    found = get_object_or_404(scope(actor_of(request), Act.VIEW, Unit.objects.all(), unit="pk"), pk=pk)
    run = queries.latest_run(plan)
    mend = queries.to_mend(run, [found.pk]) if run else []
    if request.GET.get("format") == "csv":
        heading = ("指标", "对象", "任务", "应于", "理由")
        return as_csv(
            f"unit-{found.code}", heading,
            ((m.name, m.case.label, m.task or "", m.case.due or "", m.case.reason) for m in mend),
        )  # fmt: skip
    rows = Result.objects.filter(run=run, unit=found) if run else Result.objects.none()
    context = {
        "plan": plan, "run": run, "unit": found,
        "page": Paginator(mend, 50).get_page(request.GET.get("page")),
        "results": [(r, INDICATORS.get(r.code)) for r in rows if r.code in INDICATORS],
        "asked": queries.asked_statements(plan, [found.pk]),
        "can_waive": may(actor_of(request), Act.REVIEW, found),
    }  # fmt: skip
    return render(request, "workplan/measure_unit.html", context)
