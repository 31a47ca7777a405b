"""Bulk import on the workbench: upload, say which column is which, preview, import, look at what was rejected."""

from __future__ import annotations

import csv
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from yangguang.core.actions import Refused
from yangguang.core.actors import actor_of
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, requires, scope

from .. import kinds
from ..actions import importing as verbs
from ..importing import mapping as mappings
from ..models import ImportBatch, ImportSource
from ..tasks import run_import


def _batches(request: HttpRequest) -> Any:
    rows = ImportBatch.objects.select_related("source__unit")
    return scope(actor_of(request), Act.VIEW, rows, unit="source__unit")


def _batch(request: HttpRequest, pk: int) -> ImportBatch:
    found = _batches(request).filter(pk=pk).first()
    if found is None:
        raise Http404("没有这次导入")
    return found


@requires(Act.VIEW)
def imports(request: HttpRequest) -> HttpResponse:
    """Earlier imports, and a form for a new one."""
    actor = actor_of(request)
    units = scope(actor, Act.APPROVE, Unit.objects.active(timezone.localdate()), unit="pk").order_by("order")
    errors: list[str] = []
    if request.method == "POST":
        given = request.POST.get("unit", "")
        unit = units.filter(pk=int(given)).first() if given.isdecimal() else None
        upload = request.FILES.get("file")
        if unit is None:
            errors.append("请选择您负责的单位")
        elif upload is None:
            errors.append("请选择文件")
        else:
            try:
                made = verbs.receive(
                    unit, actor=actor, kind=request.POST.get("kind", ""), stream=upload.file, name=upload.name,
                    source=request.POST.get("source", "").strip() or upload.name,
                )  # fmt: skip
                return redirect("publications:import", made.pk)
            except Refused as error:
                errors = [str(r) for r in error.reasons]
    context = {
        "rows": Paginator(_batches(request), 30).get_page(request.GET.get("page")),
        "units": units,
        "kinds": kinds.choices(),
        "sources": scope(actor, Act.APPROVE, ImportSource.objects.all()).order_by("name"),
        "errors": errors,
        "posted": request.POST,
    }
    return render(request, "publications/imports.html", context)


@requires(Act.VIEW)
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """One import: its columns, its preview, its progress, its report."""
    found = _batch(request, pk)
    rejects = Paginator(found.rejects.all(), 50).get_page(request.GET.get("page"))
    columns = [
        (n, c, found.source.mapping.get(c, ""), [row[n] for row in found.sample if n < len(row)])
        for n, c in enumerate(found.columns)
    ]
    context = {
        "batch": found,
        "columns": columns,
        "fields": mappings.choices(found.source.kind),
        "problems": mappings.problems(found.source.mapping, found.source.kind),
        "rejects": rejects,
        "start_reasons": verbs.start.reasons(found, actor=actor_of(request)),
        "lost": found.is_lost(timezone.now()),
        "open": found.state in (ImportBatch.State.READY, ImportBatch.State.PREVIEWED),
    }
    response = render(request, "publications/import.html", context)
    if found.state == ImportBatch.State.RUNNING and not context["lost"]:
        response["Refresh"] = "3"  # the progress bar moves without a script
    return response


@requires(Act.APPROVE)
@require_POST
def act(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Map and preview, start, stop."""
    found = _batch(request, pk)
    actor = actor_of(request)
    if what == "map":
        chosen = {c: request.POST.get(f"column-{n}", "") for n, c in enumerate(found.columns)}
        known = {name for name, _ in mappings.choices(found.source.kind)}
        verbs.set_mapping(found, actor=actor, mapping={c: f for c, f in chosen.items() if f in known})
    elif what == "start":
        verbs.start(found, actor=actor)
        run_import.enqueue(found.pk, actor.user_id, actor.label)
        messages.success(request, "已开始导入，可以离开这个页面")
    elif what == "stop":
        verbs.stop(found, actor=actor)
        messages.success(request, "写完当前一批后停止，可以继续")
    else:
        raise Http404("没有这个操作")
    return redirect("publications:import", pk)


@requires(Act.VIEW)
def rejects(request: HttpRequest, pk: int) -> HttpResponse:
    """What did not come in, with its reasons, as CSV."""
    found = _batch(request, pk)
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="rejects-{found.pk}.csv"'
    writer = csv.writer(response)
    writer.writerow(["行号", "标题", "原因", "是否重复"])
    for r in found.rejects.all().iterator():
        title = f"'{r.title}" if r.title[:1] in ("=", "+", "-", "@") else r.title
        writer.writerow([r.row, title, r.reason, "是" if r.duplicate else ""])
    return response
