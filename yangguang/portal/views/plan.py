"""The public site: the year's tasks, what was measured of them, and the list behind every number."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from yangguang.core import charts
from yangguang.core.indicators import DENOMINATORS, INDICATORS, METHODS
from yangguang.organisations.models import Unit
from yangguang.workplan import board as boards
from yangguang.workplan.measuring import catalogue, queries
from yangguang.workplan.models import Assignment, CaseRecord, PlanTask, Result, WorkPlan

from ..serving import public


def _plan(year: int) -> WorkPlan:
    plan = boards.public_plan(year)
    if plan is None:
        raise Http404(f"{year} 年没有公开的任务分解表")
    return plan


def _charts(found: boards.Board) -> dict[str, Any]:
    """The two bars of a board: how the tasks move, and what their own indicators say."""
    moving = [charts.Segment(word, count) for word, count in found.words(moving=True)]
    own = [charts.Segment(word, count) for word, count in found.words()]
    of = f"{found.plan.year}年 {len(found.rows)} 项任务"
    return {
        "moving_chart": charts.stacked_bar(f"{of}的推进", moving),
        "moving_legend": charts.legend(moving),
        "moving_table": charts.table("任务的推进", moving, "任务数"),
        "own_chart": charts.stacked_bar(f"{of}的专项指标", own),
        "own_legend": charts.legend(own),
        "own_table": charts.table("任务的专项指标", own, "任务数"),
    }


@public
def current(request: HttpRequest) -> HttpResponse:
    """The newest public plan's board."""
    plan = boards.public_plan()
    if plan is None:
        raise Http404("还没有公开的任务分解表")
    return redirect("portal:board", plan.year)


@public
def board(request: HttpRequest, year: int) -> HttpResponse:
    """The year's tasks by chapter, with filters."""
    plan = _plan(year)
    found = boards.board(plan)
    asked = {k: request.GET.get(k, "").strip()[:60] for k in ("q", "state", "unit", "chapter")}
    rows = [r for r in found.rows if _shown(r, asked)]
    units = sorted({n for r in found.rows for n in (*r.lead, *r.responsible) if "（" not in n})
    context = {
        "plan": plan,
        "board": found,
        "chapters": found.chapters(rows),
        "count": len(rows),
        "asked": asked,
        "filtered": any(asked.values()),
        "words": [
            w for w in boards.WORDS if w in {r.word for r in found.rows} | {r.moving for r in found.rows}
        ],
        "units": units,
        "tops": [c.section for c in found.chapters() if c.section],
        **_charts(found),
        "years": [p.year for p in boards.public_plans()],
        "nav": "board",
    }
    return render(request, "portal/board.html", context)


def _shown(row: boards.Row, asked: dict[str, str]) -> bool:
    task = row.task
    if asked["q"] and asked["q"] not in f"{task.number}.{task.display_title}{task.requirement}":
        return False
    if asked["state"] and asked["state"] not in (row.word, row.moving):
        return False
    if asked["unit"] and not any(asked["unit"] in n for n in (*row.lead, *row.responsible)):
        return False
    if asked["chapter"]:
        here = task.section
        top = here.parent if here and here.parent else here
        return top is not None and top.code == asked["chapter"]
    return True


@public
def task(request: HttpRequest, year: int, number: int) -> HttpResponse:
    """One task: what it asks, of whom, what was measured, and what is not measured yet."""
    plan = _plan(year)
    found = boards.board(plan)
    row = next((r for r in found.rows if r.task.number == number), None)
    if row is None:
        raise Http404(f"{year} 年没有第 {number} 项任务")
    run = found.run
    shown = boards.public_codes()
    progress = list(Result.objects.filter(run=run, task=row.task, code__in=shown)) if run else []
    assignments = list(
        Assignment.objects.filter(task=row.task, valid_to=None)
        .select_related("unit", "duty")
        .order_by("part", "unit__order")
    )
    titles = {t.number: t.display_title for t in (r.task for r in found.rows)}
    numbers = [r.task.number for r in found.rows]
    position = numbers.index(number)
    context = {
        "plan": plan,
        "row": row,
        "task": row.task,
        "run": run,
        "results": [_told(r) for r in (*row.own, *progress)],
        "waiting": catalogue.waiting_for(number),
        "provable": catalogue.provable(number),
        "assignments": assignments,
        "documents": row.task.documents.all(),
        "overlaps": [
            (o["task"], titles.get(o["task"]), o["about"]) for o in row.task.overlaps if o["task"] in titles
        ],
        "questions": row.task.questions.all(),
        "before": numbers[position - 1] if position else None,
        "after": numbers[position + 1] if position + 1 < len(numbers) else None,
        "nav": "board",
    }
    return render(request, "portal/task.html", context)


def _told(result: Result) -> dict[str, Any]:
    item = INDICATORS.get(result.code)
    return {
        "result": result,
        "item": item,
        "method": METHODS[result.method],
        "denominator": DENOMINATORS[result.denominator],
        "chart": charts.progress(item.name, result.good, result.total),
    }


@public
def cases(request: HttpRequest, year: int, number: int, code: str) -> HttpResponse:
    """The list behind a number of a task."""
    from .. import data

    plan = _plan(year)
    item = get_object_or_404(PlanTask, plan=plan, number=number, withdrawn=False)
    run = queries.latest_run(plan)
    if code not in boards.public_codes() or run is None:
        raise Http404("没有这个指标的公开结果")
    indicator = INDICATORS.get(code)
    result = Result.objects.filter(
        run=run, code=code, unit=None, task=None if indicator.tasks else item
    ).first()
    if result is None or (indicator.tasks and number not in indicator.tasks):
        raise Http404("这项任务没有这个指标")
    found = CaseRecord.objects.filter(run=run, code=code).select_related("unit")
    if not indicator.tasks:
        found = found.filter(task=item)
    verdict = request.GET.get("verdict", "")
    if verdict in data.VERDICTS:
        found = found.filter(verdict=verdict)
    if request.GET.get("format") == "csv":
        return data.cases_csv(f"{year}-{number}-{code}", found)
    if request.GET.get("format") == "json":
        return data.cases_json(plan, item, result, found)
    page = Paginator(found.order_by("pk"), 50).get_page(request.GET.get("page"))
    context = {"plan": plan, "task": item, "page": page, "verdict": verdict, "run": run, "nav": "board",
               **_told(result)}  # fmt: skip
    return render(request, "portal/cases.html", context)


@public
def units(request: HttpRequest, year: int) -> HttpResponse:
    """Each unit's share of the plan."""
    plan = _plan(year)
    rows = boards.unit_rows(plan, timezone.localdate())
    top = sorted(rows, key=lambda r: -r.total)[:12]
    chart = charts.bars(
        "承办任务最多的单位：已签收/应承办", [(r.unit.name, r.signed, r.total) for r in top], "件"
    )
    return render(request, "portal/units.html", {"plan": plan, "rows": rows, "chart": chart, "nav": "units"})


@public
def unit(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """One unit: its tasks and what was measured of it."""
    plan = _plan(year)
    found = get_object_or_404(Unit, code=code)
    assignments = (
        Assignment.objects.filter(task__plan=plan, unit=found, valid_to=None)
        .select_related("task", "duty")
        .order_by("task__number", "part")
    )
    run = queries.latest_run(plan)
    results = Result.objects.filter(run=run, unit=found, code__in=boards.public_codes()) if run else []
    context = {
        "plan": plan,
        "unit": found,
        "contact": getattr(found, "contact", None),
        "assignments": assignments,
        "results": [_told(r) for r in results],
        "bad": CaseRecord.objects.filter(
            run=run, unit=found, verdict="bad", code__in=boards.public_codes()
        ).exclude(code__startswith="PRG-")
        if run
        else [],
        "run": run,
        "nav": "units",
    }
    return render(request, "portal/unit.html", context)


@public
def method(request: HttpRequest) -> HttpResponse:
    """How it is measured, by whom, and what the words mean."""
    planned = catalogue.planned()
    context = {
        "indicators": list(INDICATORS),
        "methods": METHODS,
        "denominators": [
            (word, sum(p.denominator == key for p in planned)) for key, word in DENOMINATORS.items()
        ],
        "planned": len(planned),
        "connected": sum(p.connected for p in planned),
        "nav": "method",
    }
    return render(request, "portal/method.html", context)


@public
def about_data(request: HttpRequest) -> HttpResponse:
    """What the open data hold."""
    return render(request, "portal/data.html", {"plans": boards.public_plans(), "nav": "data"})
