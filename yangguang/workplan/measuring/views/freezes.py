"""Quarterly freezes: the list with the check of its chain, freezing, and the evidence as a file."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from yangguang.core.actions import Refused
from yangguang.core.actors import actor_of
from yangguang.organisations.permissions import Act, may, requires

from ...models import Freeze
from .. import freezing
from ..forms import FreezeForm, add_errors
from . import the_plan


@requires(Act.VIEW)
def freezes(request: HttpRequest) -> HttpResponse:
    """Quarterly freezes with the check of their chain; freezing a quarter."""
    plan = the_plan()
    actor = actor_of(request)
    form = FreezeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            frozen = freezing.freeze_quarter(plan, actor=actor, **form.cleaned_data)
        except Refused as refused:
            add_errors(form, refused)
        else:
            messages.success(request, f"已冻结 {frozen.quarter}（截至 {frozen.as_of}）。")
            return redirect("measuring:freezes")
    context = {
        "tab": "freezes", "plan": plan, "freezes": plan.freezes.defer("lines"),
        "faults": freezing.verify(plan), "form": form, "can_freeze": may(actor, Act.MEASURE),
    }  # fmt: skip
    return render(request, "workplan/measure_freezes.html", context)


@requires(Act.MEASURE, anywhere=False)
def freeze_file(request: HttpRequest, pk: int) -> HttpResponse:
    """A freeze as the JSON lines that were hashed."""
    found = get_object_or_404(Freeze, pk=pk)
    response = HttpResponse(found.lines, content_type="application/jsonl; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{found.quarter}.jsonl"'
    return response
