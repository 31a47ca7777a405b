"""Quarterly circulars and the year's numbers."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from yangguang.core.actions import Refused
from yangguang.core.actors import actor_of
from yangguang.organisations.permissions import Act, requires

from .. import briefs as telling
from .. import duty, forms
from ..actions import briefing
from ..models import Brief
from .findings import tell

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@requires(Act.MEASURE, anywhere=False)
def briefs(request: HttpRequest) -> HttpResponse:
    """The circulars, a new one, the year's numbers."""
    today = timezone.localdate()
    last = (today.year, (today.month - 1) // 3) if today.month > 3 else (today.year - 1, 4)
    form = forms.DrawForm(request.POST or None, initial={"year": last[0], "quarter": last[1]})
    if request.method == "POST" and form.is_valid():
        unit = duty.office()
        if unit is None:
            form.add_error(None, "还没有指定政务公开主管部门，请先在机构名册里指定")
        else:
            try:
                made = briefing.draw_up(unit, actor=actor_of(request), **form.cleaned_data)
            except Refused as refused:
                tell(request, refused, form)
            else:
                messages.success(request, "已按数据起草，请修改文字后印发")
                return redirect("inspection:brief", made.pk)
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and len(asked) == 4 and 2000 <= int(asked) <= 2100 else today.year
    context = {
        "tab": "briefs", "rows": Brief.objects.defer("file", "figures"), "form": form, "year": year,
        "figures": telling.figures(year, 0, today),
    }  # fmt: skip
    return render(request, "inspection/briefs.html", context, status=422 if form.errors else 200)


@requires(Act.MEASURE, anywhere=False)
def brief(request: HttpRequest, pk: int) -> HttpResponse:
    """One circular: its words to edit, its numbers."""
    found = get_object_or_404(Brief, pk=pk)
    actor = actor_of(request)
    start = {"title": found.title, "opening": found.opening, "demands": found.demands}
    form = forms.BriefForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            briefing.edit(found, actor=actor, **form.cleaned_data)
        except Refused as refused:
            tell(request, refused, form)
        else:
            messages.success(request, "已保存")
            return redirect("inspection:brief", pk)
    context = {
        "tab": "briefs", "brief": found, "form": form, "edit_reasons": briefing.edit.reasons(found, actor=actor),
        "issue_reasons": briefing.issue.reasons(found, actor=actor),
    }  # fmt: skip
    return render(request, "inspection/brief.html", context, status=422 if form.errors else 200)


@requires(Act.MEASURE, anywhere=False)
@require_POST
def act(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Count anew, or issue."""
    found, actor = get_object_or_404(Brief, pk=pk), actor_of(request)
    if what == "recount":
        briefing.recount(found, actor=actor)
        messages.success(request, "已按现在的数据重新统计；改过的文字没有动")
    elif what == "issue":
        issued = briefing.issue(found, actor=actor)
        messages.success(request, f"已印发，第 {issued.number} 期")
    else:
        raise Http404("没有这个操作")
    return redirect("inspection:brief", pk)


@requires(Act.MEASURE, anywhere=False)
def word(request: HttpRequest, pk: int) -> HttpResponse:
    """The Word file: as issued, or of the draft as it stands."""
    found = get_object_or_404(Brief, pk=pk)
    data = bytes(found.file) if found.issued and found.file else telling.docx(found, timezone.localdate())
    response = HttpResponse(data, content_type=WORD)
    name = f"{found.title}{'' if found.issued else '（草稿）'}.docx"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response
