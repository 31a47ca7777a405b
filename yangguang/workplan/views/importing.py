"""Upload, preview (the real import rolled back), confirm."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from yangguang.core.actions import Refused
from yangguang.core.actors import actor_of
from yangguang.duties.views import add_errors
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, requires

from .. import actions, queries
from ..forms import UploadForm
from ..models import PlanImport
from ..parsing import MAX_BYTES
from .plans import download

SAMPLE = "task-table-2021.txt"


def _sample() -> bytes:
    """The packaged table of 2021."""
    return (files("yangguang.workplan") / "examples" / SAMPLE).read_bytes()


@requires(Act.PLAN, anywhere=False)
def upload(request: HttpRequest) -> HttpResponse:
    """Receive a file; what is wrong with it is said on the form."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        office = Unit.objects.filter(is_openness_office=True, active_to=None).first()
        file = form.cleaned_data["file"]
        try:
            if office is None:
                form.add_error(None, "还没有设定政务公开主管部门，请系统管理员在“单位”里设定")
            elif file.size > MAX_BYTES:  # before it is read into memory; parsing says the same of bytes
                form.add_error("file", f"文件超过 {MAX_BYTES // 1024**2} MB，不像是一份任务分解表")
            else:
                received = actions.receive_import(
                    office, actor=actor_of(request), data=file.read(), filename=file.name
                )
                return redirect("workplan:preview", received.pk)
        except Refused as refused:
            add_errors(form, refused)
    recent = PlanImport.objects.defer("data", "parsed").select_related("plan")[:10]
    status = 422 if form.errors else 200
    return render(request, "workplan/upload.html", {"form": form, "recent": recent}, status=status)


@requires(Act.PLAN, anywhere=False)
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """What the import would do, shown by doing it and rolling it back; confirm or set aside."""
    actor = actor_of(request)
    received = get_object_or_404(PlanImport.objects.defer("data").select_related("plan"), pk=pk)
    if request.method == "POST":
        if "discard" in request.POST:
            actions.discard_import(received, actor=actor)
            messages.success(request, "已放弃，没有写入任何内容。")
            return redirect("workplan:upload")
        received = actions.apply_import(received, actor=actor)
        assert received.plan is not None
        messages.success(request, f"已导入《{received.plan.title}》。")
        waiting = queries.open_questions(received.plan)
        return redirect("workplan:confirm" if waiting else "workplan:plan", received.plan.pk)
    context: dict[str, Any] = {
        "received": received,
        "parsed": received.parsed,
        "problems": [],
        "result": None,
    }
    if received.state == PlanImport.State.UPLOADED:
        try:
            context["result"] = actions.preview(received, actor=actor)
        except Refused as refused:
            context["problems"] = refused.reasons
    asked: dict[int, list[str]] = {}
    for question in received.parsed["questions"]:
        asked.setdefault(question["task"], []).append(question["text"])
    context["tasks"] = [(t, asked.get(t["number"], [])) for t in received.parsed["tasks"]]
    return render(request, "workplan/preview.html", context)


@require_POST
@requires(Act.PLAN, anywhere=False)
def use_sample(request: HttpRequest) -> HttpResponse:
    """Import the packaged table of 2021 (示例) instead of an upload."""
    office = get_object_or_404(Unit, is_openness_office=True, active_to=None)
    received = actions.receive_import(office, actor=actor_of(request), data=_sample(), filename=SAMPLE)
    return redirect("workplan:preview", received.pk)


@requires(Act.PLAN, anywhere=False)
def sample_file(request: HttpRequest) -> HttpResponse:
    """The packaged table, to look at what is accepted."""
    return download(_sample(), "2021年思明区政务公开工作主要任务分解表.txt", "txt")


@requires(Act.PLAN, anywhere=False)
def original(request: HttpRequest, pk: int) -> HttpResponse:
    """The file as it was received."""
    received = get_object_or_404(PlanImport, pk=pk)
    return download(bytes(received.data), received.filename, received.filename.rpartition(".")[2])
