"""The gazette's name, its marks, and how often it comes out."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from yangguang.core.actions import Refused
from yangguang.core.actors import actor_of
from yangguang.organisations.permissions import Act, may, requires

from .. import forms, queries
from ..actions import office
from ..models import Masthead, YearPlan
from .issues import tell


@requires(Act.REVIEW)
def settings(request: HttpRequest) -> HttpResponse:
    """Two forms on one page: the marks of the back page, and the year's rhythm."""
    actor = actor_of(request)
    unit = queries.unit()
    if unit is None or not may(actor, Act.REVIEW, unit):
        raise Http404("公报由区政府办主办，您的账号不能修改设置")
    head = Masthead.objects.first()
    what = request.POST.get("what", "")
    start = {"sponsor": unit.full_name} if head is None else {}
    marks = forms.MastheadForm(request.POST if what == "marks" else None, instance=head, initial=start)
    year = timezone.localdate().year
    plan = forms.PlanForm(
        request.POST if what == "plan" else None, initial={"year": year, "frequency": "monthly", "days": 15}
    )
    form = {"marks": marks, "plan": plan}.get(what)
    if form is not None and form.is_valid():
        try:
            if what == "marks":
                office.set_masthead(unit, actor=actor, values=form.cleaned_data)
            else:
                office.set_plan(unit, actor=actor, **form.cleaned_data)
        except Refused as error:
            tell(form, error)
        else:
            messages.success(request, "已保存")
            return redirect("gazette:settings")
    context = {"marks": marks, "plan": plan, "plans": YearPlan.objects.all(), "unit": unit, "head": head}
    return render(request, "gazette/settings.html", context)
