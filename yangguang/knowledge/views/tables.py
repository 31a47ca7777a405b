"""Tables of entries: upload, see every line with its faults, bring all in or let it be."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from yangguang.core.actions import Refused
from yangguang.core.actors import actor_of
from yangguang.core.exporting import csv_file, xlsx_file
from yangguang.organisations.permissions import Act, requires, scope
from yangguang.publications import events, kinds

from .. import forms, queries, tables
from ..actions import importing
from ..models import EntryImport, in_a_year
from .entries import tell


def _imports(request: HttpRequest) -> QuerySet[EntryImport]:
    return scope(actor_of(request), Act.EDIT, EntryImport.objects.select_related("unit"))


def _find(request: HttpRequest, pk: int) -> EntryImport:
    found = _imports(request).filter(pk=pk).first()
    if found is None:
        raise Http404("没有这次导入")
    return found


@requires(Act.EDIT)
def upload(request: HttpRequest) -> HttpResponse:
    """Hand a table in; earlier ones below."""
    actor = actor_of(request)
    form = forms.UploadForm(request.POST or None, request.FILES or None, units=queries.editable_units(actor))
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            made = importing.receive(form.cleaned_data["unit"], actor=actor, stream=file.file, name=file.name)
        except Refused as refused:
            tell(request, refused, form)
        else:
            return redirect("knowledge:import", made.pk)
    context = {
        "tab": "import", "form": form, "columns": tables.COLUMNS, "topics": kinds.TOPICS, "groups": events.groups(),
        "page": Paginator(_imports(request).defer("rows"), 20).get_page(request.GET.get("page")),
    }  # fmt: skip
    return render(request, "knowledge/upload.html", context)


@requires(Act.EDIT)
def template(request: HttpRequest) -> HttpResponse:
    """An empty table with one line that shows how it is filled in."""
    line = (
        "示例：小微企业一次性补助怎么领？", "示例：带营业执照到街道便民服务中心，五个工作日办好。", "示例：开店补贴怎么申请",
        kinds.TOPICS[2], "扶持", "", "", f"{in_a_year(timezone.localdate()):%Y-%m-%d}",
    )  # fmt: skip
    return xlsx_file("知识条目模板", (tables.COLUMNS, line))


@requires(Act.EDIT)
def received(request: HttpRequest, pk: int) -> HttpResponse:
    """What would come in, line by line."""
    found = _find(request, pk)
    waiting = found.state == EntryImport.State.WAITING
    if waiting:
        importing.judge(found)
    only = request.GET.get("show") == "faults"
    rows = found.faulty if only else found.rows
    context = {
        "tab": "import", "import": found, "waiting": waiting, "only": only,
        "page": Paginator(rows, 50).get_page(request.GET.get("page")),
        "reasons": importing.bring_in.reasons(found, actor=actor_of(request)) if waiting else [],
    }  # fmt: skip
    return render(request, "knowledge/import.html", context)


@requires(Act.EDIT)
@require_POST
def act(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Bring the table in, or let it be."""
    found, actor = _find(request, pk), actor_of(request)
    if what == "run":
        importing.bring_in(found, actor=actor)
        messages.success(request, f"已导入 {len(found.rows)} 条草稿，请逐条核对后送审签")
        return redirect(f"{reverse('knowledge:entries')}?state=draft&origin=table")
    if what == "drop":
        importing.drop(found, actor=actor)
        messages.success(request, "已放弃这份表格")
        return redirect("knowledge:upload")
    raise Http404("没有这个操作")


@requires(Act.EDIT)
def faults(request: HttpRequest, pk: int) -> HttpResponse:
    """The lines that have to be corrected, with what is wrong, as a table."""
    found = _find(request, pk)
    if found.state == EntryImport.State.WAITING:
        importing.judge(found)
    rows = [
        (str(r["number"]), *(r["values"].get(c, "") for c in tables.COLUMNS), "；".join(r["faults"]))
        for r in found.faulty
    ]
    return csv_file(f"要改正的行-{found.pk}", (("行号", *tables.COLUMNS, "要改正的"), *rows))
