"""上级指引 on the workbench: what changed above, and what the district did about it."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from yangguang.core.actions import Refused
from yangguang.core.actors import actor_of
from yangguang.core.exporting import csv_file
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, may, requires, scope

from .. import forms, queries
from ..actions import guidance as verbs
from .lists import tell


@requires(Act.VIEW)
def guidance(request: HttpRequest) -> HttpResponse:
    """Every guidance on record with its due date."""
    rows = queries.guidances()
    if request.GET.get("format") == "csv":
        head = ["领域", "印发机关", "名称", "文号", "印发日期", "负责单位", "应于", "跟进日期", "怎样跟进"]
        lines = ([g.field, g.issuer, g.title, g.number, str(g.issued_on), g.unit.name, str(g.due_on), str(g.answered_on or ""),
                  str(g.revision or g.unchanged_reason)] for g in rows)  # fmt: skip
        return csv_file("上级指引", [head, *lines])
    context = {
        "rows": Paginator(rows, 50).get_page(request.GET.get("page")),
        "today": timezone.localdate(),
        "registers": may(actor_of(request), Act.PLAN),
    }
    return render(request, "registers/guidance_list.html", context)


@requires(Act.PLAN, anywhere=False)
def register(request: HttpRequest) -> HttpResponse:
    """Put a guidance on record."""
    units = Unit.objects.answerable(timezone.localdate()).order_by("order")
    form = forms.GuidanceForm(request.POST or None, units=units)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        try:
            made = verbs.register_guidance(values.pop("unit"), actor=actor_of(request), **values)
        except Refused as error:
            tell(form, error)
        else:
            messages.success(request, f"已登记，应于 {made.due_on} 前跟进")
            return redirect("registers:guidance-page", made.pk)
    return render(request, "registers/guidance_form.html", {"form": form})


@requires(Act.VIEW)
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One guidance, and its two answers."""
    found = get_object_or_404(queries.guidances(), pk=pk)
    actor = actor_of(request)
    context = {
        "guidance": found,
        "today": timezone.localdate(),
        "revision_form": forms.RevisionForm(guidance=found),
        "note_form": forms.NoteForm(),
        "follows": not list(verbs.follows(actor, found)),
        "withdraws": may(actor, Act.PLAN),
    }
    return render(request, "registers/guidance.html", context)


@requires(Act.EDIT, Act.PLAN)
@require_POST
def act(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Follow a guidance, take that back, or withdraw the record."""
    actor = actor_of(request)
    rows = queries.guidances()
    found = get_object_or_404(rows if may(actor, Act.PLAN) else scope(actor, Act.EDIT, rows), pk=pk)
    if what == "revise":
        form = forms.RevisionForm(request.POST, guidance=found)
        if form.is_valid():
            verbs.follow_by_revision(found, actor=actor, catalogue=form.cleaned_data["catalogue"])
            messages.success(request, "已记下修订")
        else:
            messages.error(request, "请选择修订后的目录")
    elif what == "unchanged":
        verbs.follow_unchanged(found, actor=actor, reason=request.POST.get("reason", ""))
        messages.success(request, "已记下无需修订的理由")
    elif what == "reopen":
        verbs.reopen(found, actor=actor)
    elif what == "withdraw":
        verbs.withdraw(found, actor=actor)
        return redirect("registers:guidance")
    else:
        raise Http404("没有这个操作")
    return redirect("registers:guidance-page", pk)
