"""Old issues at the workbench: a PDF in, its articles looked over."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from yangguang.core.actions import Refused
from yangguang.core.actors import actor_of
from yangguang.organisations.permissions import Act, may, requires

from .. import forms, queries
from ..actions import old
from ..actions.old import Piece
from ..models import Issue
from .issues import day_of, tell, visible

BLANK = 3  # empty rows for articles that nothing proposed


@requires(Act.EDIT)
def bring_in(request: HttpRequest) -> HttpResponse:
    """Upload the PDF of an old issue."""
    unit = queries.unit()
    if unit is None or not may(actor_of(request), Act.EDIT, unit):
        raise Http404("公报由区政府办管理，您的账号不能上传旧刊")
    form = forms.OldIssueForm(
        request.POST or None, request.FILES or None, initial={"year": timezone.localdate().year - 1}
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        upload = data.pop("file")
        try:
            made = old.bring_in(unit, actor=actor_of(request), stream=upload.file, name=upload.name, **data)
        except Refused as error:
            tell(form, error)
        else:
            count = made.articles.count()
            messages.success(
                request,
                f"已读出 {made.pages} 页，"
                + (f"识别出 {count} 篇文章，请核对" if count else "没有识别出文章，请填写"),
            )
            return redirect("gazette:cut", made.pk)
    context = {"form": form, "title": "旧刊入库", "button": "上传并识别", "upload": True}
    return render(request, "gazette/form.html", context)


@requires(Act.VIEW)
def cut(request: HttpRequest, pk: int) -> HttpResponse:
    """Look over which pages hold which article."""
    found = visible(request, pk)
    if not found.is_old:
        raise Http404("不是旧刊")
    actor = actor_of(request)
    reasons = old.cut.reasons(found, actor=actor, pieces=[])
    rows = _rows_of(found)
    if request.method == "POST":
        rows, pieces, faults = _read(request)
        try:
            if faults:
                raise Refused(faults)
            old.cut(found, actor=actor, pieces=pieces)
        except Refused as error:
            for reason in error.reasons:
                messages.error(request, str(reason))
        else:
            messages.success(request, f"已保存 {len(pieces)} 篇文章")
            return redirect("gazette:issue", pk)
    if not reasons:
        rows = [*rows, *({} for _ in range(BLANK))]
    heads = [(p.sheet, " ".join(p.text.split())[:70]) for p in found.page_rows.all()]
    context = {"issue": found, "rows": list(enumerate(rows, 1)), "reasons": reasons, "heads": heads}
    return render(request, "gazette/cut.html", context)


def _rows_of(found: Issue) -> list[dict[str, Any]]:
    return [
        {"title": a.title, "number": a.document_number, "written_on": a.written_on.isoformat() if a.written_on else "",
         "first": a.first_page, "last": a.last_page, "publication": a.publication}
        for a in found.articles.select_related("publication").defer("html", "publication__body")
    ]  # fmt: skip


def _read(request: HttpRequest) -> tuple[list[dict[str, Any]], list[Piece], list[str]]:
    """The rows as they were typed, the articles among them, and what is wrong with them."""
    rows: list[dict[str, Any]] = []
    pieces: list[Piece] = []
    faults: list[str] = []
    for n in range(1, 301):
        if f"title-{n}" not in request.POST:
            break
        row: dict[str, Any] = {
            k: request.POST.get(f"{k}-{n}", "").strip()
            for k in ("title", "number", "written_on", "first", "last")
        }
        row["drop"] = bool(request.POST.get(f"drop-{n}"))
        if not any(row.values()):
            continue
        rows.append(row)
        if row["drop"]:
            continue
        first, last = (
            int(row[k]) if row[k].isdecimal() and len(row[k]) < 5 else 0 for k in ("first", "last")
        )
        written = day_of(row["written_on"])
        if row["written_on"] and written is None:
            faults.append(f"第 {n} 行的日期不对，应写成 2021-01-31 这样")
        pieces.append(Piece(row["title"][:300], first, last or first, row["number"][:60], written))
    if not pieces and not faults:
        faults.append("一篇文章也没有。请至少填写一篇的标题和起止页")
    return rows, pieces, faults
