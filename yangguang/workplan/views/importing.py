"""Upload, preview (the real import rolled back), confirm."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from yangguang.core.actions import Refused
from yangguang.core.actors import actor_of
from yangguang.duties.views import add_errors
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, requires

from .. import actions
from ..forms import UploadForm
from ..models import PlanImport


@requires(Act.PLAN, anywhere=False)
def upload(request: HttpRequest) -> HttpResponse:
    """Receive a file; what is wrong with it is said on the form."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        office = Unit.objects.filter(is_openness_office=True).first()
        file = form.cleaned_data["file"]
        try:
            if office is None:
                form.add_error(None, "还没有设定政务公开主管部门，请系统管理员在“单位”里设定")
            elif file.size > 20 * 1024 * 1024:
                form.add_error("file", "文件超过 20 MB，不像是一份任务分解表")
            else:
                received = actions.receive_import(
                    office, actor=actor_of(request), data=file.read(), filename=file.name
                )
                return redirect("workplan:preview", received.pk)
        except Refused as refused:
            add_errors(form, refused)
    recent = PlanImport.objects.defer("data", "parsed").select_related("plan")[:10]
    return render(
        request, "workplan/upload.html", {"form": form, "recent": recent}, status=422 if form.errors else 200
    )


@requires(Act.PLAN, anywhere=False)
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """What the import would do, shown by doing it and rolling it back; confirm or set aside."""
    received = get_object_or_404(PlanImport, pk=pk)
    if request.method == "POST":
        if "discard" in request.POST:
            actions.discard_import(received, actor=actor_of(request))
            messages.success(request, "已放弃，没有写入任何内容。")
            return redirect("workplan:upload")
        received = actions.apply_import(received, actor=actor_of(request))
        assert received.plan is not None
        messages.success(request, f"已导入《{received.plan.title}》。")
        return redirect("workplan:confirm", received.plan.pk)
    context = {"received": received, "parsed": received.parsed, "problems": [], "result": None}
    if received.state == PlanImport.State.UPLOADED:
        try:
            context["result"] = actions.preview(received)
        except Refused as refused:
            context["problems"] = refused.reasons
    return render(request, "workplan/preview.html", context)


@require_POST
@requires(Act.PLAN, anywhere=False)
def use_sample(request: HttpRequest) -> HttpResponse:
    """Import the packaged table of 2021 (示例) instead of an upload."""
    from importlib.resources import files

    office = get_object_or_404(Unit, is_openness_office=True)
    data = (files("yangguang.workplan") / "examples" / "task-table-2021.txt").read_bytes()
    received = actions.receive_import(
        office, actor=actor_of(request), data=data, filename="task-table-2021.txt"
    )
    return redirect("workplan:preview", received.pk)


@requires(Act.PLAN, anywhere=False)
def original(request: HttpRequest, pk: int) -> HttpResponse:
    """The file as it was received."""
    received = get_object_or_404(PlanImport, pk=pk)
    response = HttpResponse(bytes(received.data), content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(True, received.filename) or "attachment"
    return response
