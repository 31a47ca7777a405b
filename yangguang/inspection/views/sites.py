"""Sites on the workbench: the dashboard, one site with its runs and availability, settings, inspecting now."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from yangguang.core import charts
from yangguang.core.actions import Refused
from yangguang.core.actors import actor_of
from yangguang.core.exporting import FORMS
from yangguang.organisations.permissions import Act, powers, requires, scope

from .. import availability, forms, queries
from ..actions import judging, running, sites
from ..models import Ruleset, Run, RunState, Site
from ..scorecards import score_of
from .findings import tell


def _site(request: HttpRequest, pk: int) -> Site:
    return get_object_or_404(queries.sites(actor_of(request)).select_related("ruleset__base"), pk=pk)


@requires(Act.VIEW)
def dashboard(request: HttpRequest) -> HttpResponse:
    """Every site one may see: score, vetoes, what is open; the numbers of all findings."""
    actor, today = actor_of(request), timezone.localdate()
    rows = queries.dashboard(actor, today)
    context = {
        "tab": "dashboard", "rows": rows, "counts": queries.counts(queries.findings(actor), today),
        "supervises": queries.supervises(actor), "waiting": queries.petitions(actor).count(),
        "has_sets": Ruleset.objects.exists(), "plans": Act.PLAN in powers(request.user).everywhere,
    }  # fmt: skip
    return render(request, "inspection/dashboard.html", context)


@requires(Act.VIEW)
def site(request: HttpRequest, pk: int) -> HttpResponse:
    """One site: its last inspections, its availability, its open findings by item."""
    found, actor, today = _site(request, pk), actor_of(request), timezone.localdate()
    runs = queries.last_runs(found)
    points = [
        (f"{timezone.localtime(r.ended_at):%m-%d}", r.score.get("total") or 0.0)
        for r in reversed(runs)
        if r.ended_at
    ]
    strip = availability.strip(found, today)
    context = {
        "tab": "dashboard", "site": found, "runs": found.runs.defer("columns", "notes")[:12], "last": runs[0] if runs else None,
        "trend": charts.values("历次得分", points, " 分") if len(points) > 1 else "", "strip": strip,
        "strip_chart": charts.bars("最近 14 天打得开的次数", [(f"{d.date:%m-%d}", d.total - d.bad, d.total) for d in strip[-14:]], "次")
        if any(d.total for d in strip) else "",
        "week": availability.week(found, today), "counts": queries.counts(queries.findings(actor).filter(site=found), today),
        "ask_reasons": running.ask.reasons(found, actor=actor), "change_reasons": sites.change.reasons(found, actor=actor),
        "add_reasons": judging.add.reasons(found, actor=actor), "running": found.runs.filter(state__in=["queued", "running"]).first(),
    }  # fmt: skip
    return render(request, "inspection/site.html", context)


@requires(Act.VIEW)
def visits(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """The visits of the last 30 days, to take away."""
    found = _site(request, pk)
    rows = [["时间", "打得开", "用时（毫秒）", "说明"]]
    for v in found.pings.filter(at__gte=timezone.now() - dt.timedelta(days=30)).order_by("at"):
        rows.append(
            [f"{timezone.localtime(v.at):%Y-%m-%d %H:%M:%S}", "是" if v.ok else "否", str(v.ms), v.note]
        )
    return FORMS[form](f"{found.name}访问监测", rows)


@requires(Act.SUPERVISE, anywhere=False)
def register(request: HttpRequest) -> HttpResponse:
    """A new site."""
    if not Ruleset.objects.exists():
        messages.error(request, "请先载入指标体系，再登记网站")
        return redirect("inspection:sets")
    form = forms.SiteForm(
        request.POST or None,
        initial={"ruleset": Ruleset.objects.filter(base=None, code__startswith="gbmh").first()},
    )
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        try:
            made = sites.register(data["unit"], actor=actor_of(request), values=data)
        except Refused as refused:
            tell(request, refused, form)
        else:
            messages.success(request, "已登记，可以现在检查一次")
            return redirect("inspection:site", made.pk)
    return render(
        request,
        "inspection/edit.html",
        {"form": form, "tab": "dashboard"},
        status=422 if form.errors else 200,
    )


@requires(Act.SUPERVISE)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """How a site is inspected."""
    found = _site(request, pk)
    form = forms.SiteForm(request.POST or None, site=found)
    if request.method == "POST" and form.is_valid():
        try:
            sites.change(found, actor=actor_of(request), values=form.cleaned_data)
        except Refused as refused:
            tell(request, refused, form)
        else:
            messages.success(request, "已保存")
            return redirect("inspection:site", pk)
    context = {"form": form, "site": found, "tab": "dashboard"}
    return render(request, "inspection/edit.html", context, status=422 if form.errors else 200)


@requires(Act.SUPERVISE)
@require_POST
def inspect(request: HttpRequest, pk: int) -> HttpResponse:
    """Inspect the site as soon as the background process is free."""
    made = running.ask(_site(request, pk), actor=actor_of(request))
    messages.success(request, "已经安排，后台进程马上开始")
    return redirect("inspection:run", made.pk)


@requires(Act.SUPERVISE)
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Put down what a person found."""
    found = _site(request, pk)
    form = forms.AddForm(request.POST or None, rules=found.ruleset.read())
    if request.method == "POST" and form.is_valid():
        try:
            made = judging.add(found, actor=actor_of(request), **form.cleaned_data)
        except Refused as refused:
            tell(request, refused, form)
        else:
            messages.success(request, "已登记，交责任单位整改")
            return redirect("inspection:finding", made.pk)
    context = {"form": form, "site": found, "tab": "dashboard"}
    return render(request, "inspection/add.html", context, status=422 if form.errors else 200)


def _run(request: HttpRequest, pk: int) -> Run:
    rows = scope(
        actor_of(request),
        Act.VIEW,
        Run.objects.select_related("site__unit", "ruleset__base"),
        unit="site__unit",
    )
    return get_object_or_404(rows, pk=pk)


@requires(Act.VIEW)
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """How far an inspection is, or what came out: score, columns, findings."""
    found = _run(request, pk)
    return _show_run(request, found)


def _show_run(request: HttpRequest, found: Run, form: Any = None) -> HttpResponse:
    actor = actor_of(request)
    context: dict[str, Any] = {
        "tab": "dashboard", "run": found, "site": found.site, "cancel_reasons": running.cancel.reasons(found, actor=actor),
        "supervises": queries.supervises(actor),
    }  # fmt: skip
    if found.state == RunState.DONE:
        rules = found.ruleset.read()
        now, then = score_of(found), found.score.get("total")
        context |= {
            "score": now, "changed": then != now.total, "then": then, "rules": rules,
            "unexamined": [i for i in rules.items if i.code in now.unexamined],
            "seen": found.occurrences.select_related("finding__unit").order_by("finding__severity", "-count")[:200],
            "examine_reasons": running.examine.reasons(found, actor=actor),
            "form": form or forms.ExamineForm(rules=rules, initial={"codes": found.examined, **found.bonuses}),
        }  # fmt: skip
    return render(request, "inspection/run.html", context, status=422 if form is not None else 200)


@requires(Act.SUPERVISE)
@require_POST
def run_act(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Stop an inspection, or put down what people looked at."""
    found, actor = _run(request, pk), actor_of(request)
    if what == "cancel":
        running.cancel(found, actor=actor)
        messages.success(request, "已停止")
    elif what == "examine":
        form = forms.ExamineForm(request.POST, rules=found.ruleset.read())
        if not form.is_valid():
            return _show_run(request, found, form)
        running.examine(found, actor=actor, codes=form.cleaned_data["codes"], bonuses=form.bonuses())
        messages.success(request, "已登记，得分已重新计算")
    else:
        raise Http404("没有这个操作")
    return redirect("inspection:run", pk)
