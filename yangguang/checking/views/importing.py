"""Tables of expressions: upload, see every line with its faults and what would change, bring in or let be."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from yangguang.core.actions import Refused
from yangguang.core.actors import actor_of
from yangguang.core.exporting import csv_file, xlsx_file
from yangguang.organisations.permissions import requires

from .. import forms, keeping
from ..actions import importing
from ..models import WordListImport
from ..wordlists import tables
from ..wordlists.expressions import Expression, Sort
from .finding import find, tell


def _find(request: HttpRequest, pk: int) -> WordListImport:
    found = (
        WordListImport.objects.select_related("word_list__unit", "word_list__in_force").filter(pk=pk).first()
    )
    if found is None or not keeping.keeps(actor_of(request), found.word_list):
        raise Http404("没有这次导入")
    return found


@requires(keeping.KEEP)
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand in a table for a list."""
    found = find(request, pk, keep=True)
    form = forms.UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = importing.receive(
                found, actor=actor_of(request), stream=data["file"].file, name=data["file"].name, mode=data["mode"],
                sort=data["sort"],
            )  # fmt: skip
        except Refused as refused:
            tell(request, refused, form)
        else:
            return redirect(made)
    return render(
        request,
        "checking/upload.html",
        {"list": found, "form": form, "columns": tables.COLUMNS, "sorts": list(Sort)},
    )


@requires(keeping.KEEP)
def template(request: HttpRequest) -> HttpResponse:
    """A table with one line that shows how it is filled in."""
    line = Expression(
        ("示例旧名称", "示例旧简称"), Sort.OUTDATED, replacement="示例新名称", reason="示例：机构改革后改名", basis="示例依据",
        allowed=("示例旧名称门户",), historic=True,
    )  # fmt: skip
    return xlsx_file("用语清单模板", tables.rows([line]))


@requires(keeping.KEEP)
def received(request: HttpRequest, pk: int) -> HttpResponse:
    """What would come in, line by line, and what would change."""
    found = _find(request, pk)
    waiting = found.state == WordListImport.State.WAITING
    judged = importing.judge(found)
    show = request.GET.get("show", "")
    choices: dict[str, Sequence[object]] = {
        "faults": judged.faulty, "notes": judged.noted, "changes": judged.changes,
    }  # fmt: skip
    shown = choices.get(show, judged.lines)
    bring_in = importing.bring_in
    context = {
        "import": found, "list": found.word_list, "waiting": waiting, "judged": judged, "show": show,
        "page": Paginator(shown, 50).get_page(request.GET.get("page")),
        "gone": sum(c.after is None for c in judged.changes),
        "good": len(judged.lines) - len(judged.faulty),
        "reasons": bring_in.reasons(found, actor=actor_of(request), judged=judged) if waiting else [],
        "stops": bring_in.reasons(found, actor=actor_of(request), judged=judged, skip_faulty=True) if waiting else [],
    }  # fmt: skip
    return render(request, "checking/import.html", context)


@requires(keeping.KEEP)
@require_POST
def act(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Bring the table in, or let it be."""
    found, actor = _find(request, pk), actor_of(request)
    if what == "run":
        importing.bring_in(found, actor=actor, skip_faulty=bool(request.POST.get("skip")))
        messages.success(request, "已导入，马上生效")
        return redirect(found.word_list)
    if what == "drop":
        importing.drop(found, actor=actor)
        messages.success(request, "已放弃这份表格")
        return redirect(found.word_list)
    raise Http404("没有这个操作")


@requires(keeping.KEEP)
def faults(request: HttpRequest, pk: int) -> HttpResponse:
    """The lines that have to be corrected, with what is wrong, as a table."""
    judged = importing.judge(_find(request, pk))
    rows = [
        (str(ln.number), *(ln.cells.get(c, "") for c in tables.COLUMNS), "；".join(ln.faults))
        for ln in judged.faulty
    ]
    return csv_file(f"要改正的行-{pk}", (("行号", *tables.COLUMNS, "要改正的"), *rows))
