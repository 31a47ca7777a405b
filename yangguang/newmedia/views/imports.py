"""Tables of accounts and posts: upload, see every line with its faults, bring all in or let it be."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from yangguang.core.actors import actor_of
from yangguang.core.exporting import csv_file, xlsx_file
from yangguang.organisations.permissions import Act, requires

from .. import forms, queries, tables
from ..actions import importing
from ..models import MediaImport, Platform
from .asking import attempt, found

EXAMPLES = {
    "accounts": (
        "区示例局", "微信公众号", "示例发布", "shili_fabu", "https://example.org/shili", "示例：发布便民信息", "示例单位", "",
        "示例负责人", "示例审批人", "示例联系人", "0592-0000000", "", "2020-03-01", "公众号菜单“我要留言”", "1200", "2021-03-01", "", "",
    ),
    "posts": ("shili_fabu", "示例：本周便民信息", "https://example.org/shili/1", "2021-03-01 10:20", "350", "6"),
}  # fmt: skip


def _mine(request: HttpRequest) -> QuerySet[MediaImport]:
    """What one uploaded oneself: a list holds telephone numbers of others."""
    return MediaImport.objects.filter(by=request.user.pk)


@requires(Act.EDIT)
def upload(request: HttpRequest) -> HttpResponse:
    """Hand a table in; earlier ones below."""
    actor = actor_of(request)
    form = forms.UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file, kind = form.cleaned_data["file"], form.cleaned_data["kind"]
        made = attempt(
            request,
            form,
            lambda: importing.receive(None, actor=actor, kind=kind, stream=file.file, name=file.name),
        )
        if made:
            return redirect("newmedia:import", made.pk)
    context = {
        "tab": "import", "form": form, "accounts": tables.ACCOUNTS, "posts": tables.POSTS, "must": tables.MUST,
        "platforms": Platform.objects.filter(active=True), "waiting": queries.waiting(actor),
        "page": Paginator(_mine(request).defer("sealed_rows"), 20).get_page(request.GET.get("page")),
    }  # fmt: skip
    return render(request, "newmedia/upload.html", context, status=422 if form.errors else 200)


@requires(Act.EDIT)
def template(request: HttpRequest, kind: str) -> HttpResponse:
    """An empty table with one line that shows how it is filled in."""
    if kind not in EXAMPLES:
        raise Http404("没有这种模板")
    columns = tables.ACCOUNTS if kind == "accounts" else tables.POSTS
    name = "新媒体账号清单模板" if kind == "accounts" else "新媒体推文清单模板"
    return xlsx_file(name, (tuple(columns), EXAMPLES[kind]))


@requires(Act.EDIT)
def received(request: HttpRequest, pk: int) -> HttpResponse:
    """What would come in, line by line."""
    actor = actor_of(request)
    record = found(_mine(request), pk, "这次导入")
    open_ = record.state == MediaImport.State.WAITING
    judged = importing.judge(record, actor) if open_ else []
    faulty = [j for j in judged if j[1]]
    only = request.GET.get("show") == "faults"
    context = {
        "tab": "import", "import": record, "open": open_, "only": only, "faulty": len(faulty), "waiting": queries.waiting(actor),
        "page": Paginator([(r, f) for r, f, _ in (faulty if only else judged)], 50).get_page(request.GET.get("page")),
        "query": "show=faults" if only else "", "reasons": importing.bring_in.reasons(record, actor=actor) if open_ else [],
    }  # fmt: skip
    return render(request, "newmedia/import.html", context)


@requires(Act.EDIT)
@require_POST
def act(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Bring the table in, or let it be."""
    record, actor = found(_mine(request), pk, "这次导入"), actor_of(request)
    verbs = {"run": (importing.bring_in, "已导入"), "drop": (importing.drop, "已放弃这份表格")}
    if what not in verbs:
        raise Http404("没有这个操作")
    verb, said = verbs[what]
    attempt(request, None, lambda: verb(record, actor=actor), said)
    return redirect("newmedia:import", pk)


@requires(Act.EDIT)
def faults(request: HttpRequest, pk: int) -> HttpResponse:
    """The lines that have to be corrected, with what is wrong, as a table."""
    record = found(_mine(request), pk, "这次导入")
    columns = tuple(tables.ACCOUNTS if record.kind == MediaImport.Kind.ACCOUNTS else tables.POSTS)
    judged = importing.judge(record, actor_of(request)) if record.state == MediaImport.State.WAITING else []
    lines = (
        (str(row["number"]), *(row["values"].get(c, "") for c in columns), "；".join(wrong))
        for row, wrong, _ in judged
        if wrong
    )
    return csv_file(f"要改正的行{timezone.localdate():%Y-%m-%d}", (("行号", *columns, "要改正的"), *lines))
