"""A list's file on the workbench: upload, see what it would change, import or set aside."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from yangguang.core.actions import Refused
from yangguang.core.actors import actor_of
from yangguang.organisations.permissions import Act, requires

from .. import forms, queries
from ..actions import importing as verbs
from ..models import ListImport
from .lists import kept, tell


def _received(request: HttpRequest, pk: int) -> ListImport:
    """A file of a list that the person keeps."""
    lists = queries.kept(actor_of(request))
    return get_object_or_404(
        ListImport.objects.select_related("work_list__unit").defer("data"), pk=pk, work_list__in=lists
    )


@requires(Act.REVIEW, Act.PLAN)
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand a file in."""
    found = kept(request, pk)
    form = forms.UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        if file.size > verbs.MOST_BYTES:
            form.add_error("file", f"文件超过 {verbs.MOST_BYTES // 1024**2} MB，不像是一份清单")
        else:
            try:
                made = verbs.receive(found, actor=actor_of(request), data=file.read(), filename=file.name)
                return redirect("registers:import", made.pk)
            except Refused as error:
                tell(form, error)
    return render(request, "registers/upload.html", {"form": form, "list": found})


@requires(Act.REVIEW, Act.PLAN)
def received(request: HttpRequest, pk: int) -> HttpResponse:
    """What the file would change: the import itself, rolled back."""
    found = _received(request, pk)
    waiting = found.state == ListImport.State.UPLOADED
    context = {
        "import": found,
        "list": found.work_list,
        "preview": verbs.preview(found) if waiting else None,
        "reasons": verbs.apply_import.reasons(found, actor=actor_of(request)) if waiting else [],
    }
    return render(request, "registers/import.html", context)


@requires(Act.REVIEW, Act.PLAN)
@require_POST
def act(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Import the file, or set it aside."""
    found = _received(request, pk)
    if what == "apply":
        verbs.apply_import(found, actor=actor_of(request))
        messages.success(request, "已导入")
    elif what == "discard":
        verbs.discard(found, actor=actor_of(request))
        messages.success(request, "已放弃这份文件")
    else:
        raise Http404("没有这个操作")
    asked = queries.Question.objects.filter(
        entry__work_list=found.work_list, entry__dropped_on=None, answered_at=None
    ).exists()
    return redirect(
        "registers:confirm" if what == "apply" and asked else "registers:list", found.work_list_id
    )
