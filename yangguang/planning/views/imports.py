"""Tables of the register or of historical plans: upload, say which column is which, preview, bring in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from yangguang.core.actions import Refused
from yangguang.core.actors import actor_of
from yangguang.core.exporting import csv_file
from yangguang.organisations.permissions import Act, requires, scope

from .. import forms
from ..actions import importing as verbs
from ..importing import mapping as mappings
from ..keeping import archive, keeper, keeps
from ..models import RegisterImport
from .finding import makers, tell


def _batches(request: HttpRequest, act: Act = Act.VIEW) -> QuerySet[RegisterImport]:
    return scope(actor_of(request), act, RegisterImport.objects.select_related("unit", "hand_over"))


def _batch(request: HttpRequest, pk: int) -> RegisterImport:
    found = _batches(request).filter(pk=pk).first()
    if found is None:
        raise Http404("没有这次导入")
    return found


@requires(Act.VIEW)
def imports(request: HttpRequest) -> HttpResponse:
    """Earlier imports, and the upload of a new table."""
    actor, unit = actor_of(request), keeper()
    may_import = keeps(actor) and (unit is not None or makers(actor).exists())
    form = forms.ImportForm(request.POST or None, request.FILES or None, initial=request.GET.dict())
    if request.method == "POST" and may_import and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            made = verbs.receive(
                unit or makers(actor)[0], actor=actor, what=form.cleaned_data["what"], stream=upload.file,
                name=upload.name, title=form.cleaned_data["name"],
            )  # fmt: skip
        except Refused as refused:
            tell(request, refused, form)
        else:
            return redirect("planning:import", made.pk)
    context = {
        "form": form,
        "may_import": may_import,
        "keeper": unit,
        "archive": archive(),
        "page": Paginator(_batches(request), 30).get_page(request.GET.get("page")),
    }
    return render(request, "planning/imports.html", context)


@requires(Act.VIEW)
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """One table: its columns, what the import would do or did, row by row."""
    found = _batch(request, pk)
    actor = actor_of(request)
    columns = [
        (n, c, found.mapping.get(c, ""), [row[n] for row in found.sample if n < len(row) and row[n]])
        for n, c in enumerate(found.columns)
    ]
    context: dict[str, Any] = {
        "batch": found,
        "columns": columns,
        "fields": mappings.choices(found.what),
        "problems": mappings.problems(found.what, found.mapping),
        "report": found.report,
        "reasons": verbs.bring_in.reasons(found, actor=actor),
        "may_map": not verbs.drop.reasons(found, actor=actor),
        "archive": archive(),
    }
    return render(request, "planning/import.html", context)


@requires(Act.EDIT)
@require_POST
def act(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Preview, bring in, or let it be."""
    found, actor = _batch(request, pk), actor_of(request)
    try:
        if what == "preview":
            chosen = {c: request.POST.get(f"column-{n}", "") for n, c in enumerate(found.columns)}
            verbs.preview(found, actor=actor, mapping={c: f for c, f in chosen.items() if f})
        elif what == "run":
            done = verbs.bring_in(found, actor=actor)
            counts = done.report["counts"]
            messages.success(
                request,
                f"已导入 {counts['created']} 条，更正 {counts['corrected']} 条，退回 {counts['rejected']} 条",
            )
        elif what == "drop":
            verbs.drop(found, actor=actor)
            messages.success(request, "已放弃这次导入，清册没有改动")
            return redirect("planning:imports")
        else:
            raise Http404("没有这个操作")
    except Refused as refused:
        tell(request, refused)
    return redirect("planning:import", pk)


@requires(Act.VIEW)
def rejects(request: HttpRequest, pk: int) -> HttpResponse:
    """The rows that did not come in, with the reasons."""
    found = _batch(request, pk)
    rows = [[str(n), name, reason] for n, name, reason in found.report.get("rejected", [])]
    return csv_file(f"退回的行-{found.pk}", [["行号", "名称", "原因"], *rows])


@requires(Act.VIEW)
def template(request: HttpRequest, what: str) -> HttpResponse:
    """An empty table with the headings that are understood without a word."""
    if what not in mappings.BY_WHAT:
        raise Http404("没有这种模板")
    fields = mappings.BY_WHAT[what]
    names = {"register": "规划清册模板", "history": "历史规划清单模板"}
    return csv_file(names[what], [[label for label, _ in fields.values()]])
