"""Release sets: what goes public together or not at all."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from yangguang.core.actions import Refused
from yangguang.core.actors import actor_of
from yangguang.organisations.permissions import Act, requires, scope

from .. import forms, queries
from ..actions import releasing
from ..models import ReleaseSet, Stage


@requires(Act.VIEW)
def sets(request: HttpRequest) -> HttpResponse:
    """The sets of the units one may look at, and a form for a new one."""
    actor = actor_of(request)
    units = queries.editable_units(actor).order_by("order")
    if request.method == "POST":
        unit = units.filter(pk__in=_numbers(request.POST.getlist("unit")[-1:])).first()
        if unit is None:
            messages.error(request, "请选择您可以办理的牵头单位")
        else:
            try:
                made = releasing.make_set(unit, actor=actor, name=request.POST.get("name", ""))
            except Refused as error:
                for reason in error.reasons:
                    messages.error(request, str(reason))
            else:
                return redirect("publications:set", made.pk)
    rows = scope(actor, Act.VIEW, ReleaseSet.objects.select_related("unit").prefetch_related("members"))
    return render(request, "publications/sets.html", {"rows": rows[:200], "units": units})


def _numbers(given: list[str]) -> list[int]:
    """Those that can be a record's or a unit's number; a longer one fits in no column."""
    return [int(v) for v in given if v.isascii() and v.isdecimal() and len(v) < 19]


def _set(request: HttpRequest, pk: int) -> ReleaseSet:
    found = (
        scope(actor_of(request), Act.VIEW, ReleaseSet.objects.select_related("unit")).filter(pk=pk).first()
    )
    if found is None:
        raise Http404("没有这个同发组")
    return found


@requires(Act.VIEW)
def release_set(request: HttpRequest, pk: int) -> HttpResponse:
    """One set: its members, what holds it up, release now or at a time."""
    found = _set(request, pk)
    actor = actor_of(request)
    members = list(found.members.select_related("unit").defer("body").order_by("pk"))
    candidates = (
        queries.visible(actor)
        .filter(stage__in=[Stage.DRAFT, Stage.REVIEW, Stage.READY], has_unpublished_changes=True)
        .exclude(pk__in=[m.pk for m in members])
        .order_by("-pk")[:100]
    )
    context = {
        "group": found,
        "members": members,
        "candidates": candidates,
        "reasons": releasing.release_set.reasons(found, actor=actor),
        "change_reasons": releasing.change_set.reasons(found, actor=actor, members=[]),
        "form": forms.ScheduleForm(),
        "choose": forms.ChooseForm(),
    }
    return render(request, "publications/set.html", context)


def _chosen(request: HttpRequest) -> int | None:
    choose = forms.ChooseForm(request.POST)
    return choose.cleaned_data["publication"] if choose.is_valid() else None


@requires(Act.VIEW)
@require_POST
def act(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Add, remove, release, schedule, abandon."""
    found = _set(request, pk)
    actor = actor_of(request)
    given = _numbers(request.POST.getlist("member"))
    members = list(found.members.all())
    try:
        if what == "add":
            if not given and (found_one := _chosen(request)):
                given = [found_one]
            more = list(queries.visible(actor).filter(pk__in=given))
            releasing.change_set(found, actor=actor, members=[*members, *more])
            if more:
                messages.success(request, f"已加入 {len(more)} 条")
            else:
                messages.error(request, "没有选中可以加入的信息：请从列表里选，或填写编号、索引号、文号")
        elif what == "remove":
            releasing.change_set(found, actor=actor, members=[m for m in members if m.pk not in given])
        elif what == "release":
            releasing.release_set(found, actor=actor)
            messages.success(request, f"整组已发布：{len(members)} 条")
        elif what == "schedule":
            form = forms.ScheduleForm(request.POST)
            if form.is_valid():
                releasing.schedule_set(found, actor=actor, at=form.cleaned_data["at"])
                messages.success(request, "已定时")
            else:
                messages.error(request, "请填写发布时间")
        elif what == "abandon":
            releasing.abandon_set(found, actor=actor)
        else:
            raise Http404("没有这个操作")
    except Refused as error:
        for reason in error.reasons:
            messages.error(request, str(reason))
    return redirect("publications:set", pk)
