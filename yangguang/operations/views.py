"""Screens for operators and auditors: the audit log, the calendar of working days, scheduled jobs."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from yangguang.core import calendar as site_calendar
from yangguang.core.actions import Refused
from yangguang.core.actors import actor_of
from yangguang.core.jobs import JOBS, last_due
from yangguang.core.logtypes import LOG_TYPES
from yangguang.core.models import AuditEntry, JobRun, Workday
from yangguang.organisations.permissions import Act, requires, scope

from . import tasks
from .forms import AuditFilter, NoticeForm
from .queries import audit_csv, months


def _entries(request: HttpRequest) -> Any:
    return scope(actor_of(request), Act.AUDIT, AuditEntry.objects.all(), unit="unit_id")


@requires(Act.AUDIT)
def audit_log(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """The log, newest first: filters by words, action, day; CSV export of what is shown."""
    form = AuditFilter(request.GET or None)
    entries = _entries(request)
    if form.is_valid():
        said = form.cleaned_data
        if said["q"]:
            entries = entries.filter(
                Q(object_label__icontains=said["q"])
                | Q(actor_label__icontains=said["q"])
                | Q(address=said["q"])
            )
        if said["code"]:
            entries = entries.filter(code=said["code"])
        if said["since"]:
            entries = entries.filter(at__date__gte=said["since"])
        if said["until"]:
            entries = entries.filter(at__date__lte=said["until"])
    if request.GET.get("format") == "csv":
        response = StreamingHttpResponse(audit_csv(entries), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="audit.csv"'
        return response
    page = Paginator(entries, 50).get_page(request.GET.get("page"))
    verified = JobRun.objects.filter(code=tasks.VERIFY, state=JobRun.State.DONE).first()
    return render(request, "operations/audit.html", {"page": page, "form": form, "verified": verified})


@requires(Act.AUDIT)
def audit_entry(request: HttpRequest, seq: int) -> HttpResponse:
    """One entry with before and after; its personal part only for the audit administrator."""
    entry = get_object_or_404(_entries(request).select_related("personal"), seq=seq)
    fields = sorted({*entry.before, *entry.after})
    rows = [(f, entry.before.get(f), entry.after.get(f)) for f in fields]
    personal = getattr(entry, "personal", None)
    log_type = LOG_TYPES.get(entry.code) if entry.code in LOG_TYPES else None
    context = {"entry": entry, "rows": rows, "personal": personal, "log_type": log_type}
    return render(request, "operations/audit_entry.html", context)


@require_POST
@requires(Act.AUDIT, anywhere=False)
def audit_verify(request: HttpRequest) -> HttpResponse:
    """Start a check of the whole chain in the background."""
    tasks.run_job.enqueue(tasks.VERIFY, timezone.now().isoformat())
    messages.success(request, "已开始校验整条日志链，完成后结果显示在本页上方，请稍后刷新。")
    return redirect("operations:audit")


@requires(Act.MANAGE_SYSTEM, anywhere=False)
def calendar(request: HttpRequest) -> HttpResponse:
    """A year of working days with its source; import of the yearly notice."""
    form = NoticeForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            site_calendar.import_notice(
                form.cleaned_data["notice"], actor=actor_of(request), text=form.cleaned_data["text"]
            )
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error(reason.field or None, str(reason))
        else:
            messages.success(request, f"已按“{form.cleaned_data['notice']}”更新工作日历。")
            return redirect("operations:calendar")
    years = [d.year for d in Workday.objects.dates("date", "year")]
    try:
        year = int(request.GET.get("year", timezone.localdate().year))
        shown = months(site_calendar.load(), year)
    except (ValueError, OverflowError) as error:
        raise Http404("没有这一年") from error
    notices = (
        Workday.objects.filter(date__year=year).exclude(notice="").values_list("notice", flat=True).distinct()
    )
    context = {"form": form, "years": years, "year": year, "months": shown, "notices": list(notices)}
    return render(request, "operations/calendar.html", context)


@requires(Act.MANAGE_SYSTEM, anywhere=False)
def jobs(request: HttpRequest) -> HttpResponse:
    """Every scheduled job with its last run and its next."""
    now = timezone.now()
    last: dict[str, JobRun] = {}
    for run in JobRun.objects.filter(due_at__gte=now - dt.timedelta(days=40)).order_by("due_at"):
        last[run.code] = run
    rows = [(item, last.get(item.code), last_due(item, now)) for item in JOBS]
    recent = Paginator(JobRun.objects.all(), 30).get_page(request.GET.get("page"))
    return render(request, "operations/jobs.html", {"rows": rows, "page": recent})


@require_POST
@requires(Act.MANAGE_SYSTEM, anywhere=False)
def run_job(request: HttpRequest, code: str) -> HttpResponse:
    """Start a job now, in the background."""
    if code not in JOBS:
        raise Http404("没有这项任务")
    tasks.run_job.enqueue(code, timezone.now().isoformat())
    messages.success(request, f"“{JOBS.get(code).name}”已交给后台运行，请稍后刷新查看结果。")
    return redirect("operations:jobs")
