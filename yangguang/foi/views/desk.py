"""The unit's desk, the library of reasons, and the archive of a case."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from yangguang.core.actions import Refused
from yangguang.core.actors import Actor, actor_of
from yangguang.documents import files as names
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, may, requires, scope

from .. import forms_letters as forms
from ..actions import archiving, desk, intake
from ..letters.desk import desk_of
from ..models import ReasonText
from .letters import case_of
from .pages import tell


def _units(actor: Actor) -> list[Unit]:
    """The units whose desk the person keeps."""
    rows = scope(actor, Act.REVIEW, intake.accepting_units(timezone.localdate()), unit="pk")
    return [u for u in rows.order_by("order") if not desk.may_set_up(actor, u)]


def _chosen(request: HttpRequest, units: list[Unit]) -> Unit:
    given = request.GET.get("unit", "")
    found = next((u for u in units if given == str(u.pk)), None)
    if found is not None:
        return found
    if given or not units:
        raise Http404("受理设置由本单位负责人和政务公开专员维护")
    return units[0]


@requires(Act.REVIEW)
def settings(request: HttpRequest) -> HttpResponse:
    """What a unit's letters bear; until it is entered, what is shown was derived."""
    actor = actor_of(request)
    units = _units(actor)
    unit = _chosen(request, units)
    found = desk_of(unit)
    form = forms.DeskForm(request.POST or None, initial=desk.start(unit))
    if request.method == "POST" and form.is_valid():
        try:
            desk.set_desk(unit, actor=actor, values=form.cleaned_data)
        except Refused as error:
            tell(form, error)
        else:
            messages.success(request, "已保存")
            return redirect(f"{reverse('foi:desk-settings')}?unit={unit.pk}")
    context = {"form": form, "unit": unit, "units": units, "desk": found}
    return render(request, "foi/letters/settings.html", context, status=422 if form.errors else 200)


@requires(Act.EDIT, Act.PLAN)
def reason_texts(request: HttpRequest) -> HttpResponse:
    """The wordings that the person's units use."""
    actor = actor_of(request)
    mine = scope(actor, Act.EDIT, Unit.objects.all(), unit="pk")
    rows = ReasonText.objects.filter(unit=None) | ReasonText.objects.filter(unit__in=mine)
    ground = request.GET.get("ground", "")
    if ground:
        rows = rows.filter(ground=ground)
    district = not desk.may_keep(actor, None)
    kept = {u.pk for u in _units(actor)}
    context = {
        "rows": [(r, district if r.unit_id is None else r.unit_id in kept) for r in rows.select_related("unit")],
        "grounds": forms.GROUND_CHOICES, "ground": ground, "adds": district or bool(kept),
    }  # fmt: skip
    return render(request, "foi/letters/reasons.html", context)


@requires(Act.REVIEW, Act.PLAN)
def new_reason(request: HttpRequest) -> HttpResponse:
    """A new wording, for a unit or for the district."""
    actor = actor_of(request)
    owners: list[Unit | None] = [*([None] if may(actor, Act.PLAN) else []), *_units(actor)]
    if not owners:
        raise Http404("说理文本由本单位负责人和政务公开专员维护")
    form = forms.ReasonTextForm(request.POST or None)
    given = request.POST.get("owner", "")
    owner = next((o for o in owners if given == (str(o.pk) if o else "")), None)
    if owner is None and None not in owners:
        owner = owners[0]
    if request.method == "POST" and form.is_valid():
        try:
            desk.add_reason(owner, actor=actor, values=form.cleaned_data)
        except Refused as error:
            tell(form, error)
        else:
            messages.success(request, "已加入说理文本")
            return redirect("foi:reason-texts")
    context = {"form": form, "owners": owners, "owner": owner, "title": "新的说理文本"}
    return render(request, "foi/letters/reason.html", context, status=422 if form.errors else 200)


@requires(Act.REVIEW, Act.PLAN)
def reason_text(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a wording, or take it out of use."""
    actor = actor_of(request)
    found = get_object_or_404(ReasonText.objects.select_related("unit"), pk=pk)
    if desk.may_keep(actor, found.unit):
        raise Http404("没有这条说理文本，或您不能修改")
    start = {f: getattr(found, f) for f in ("ground", "title", "text", "active")}
    form = forms.ReasonTextForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            desk.change_reason(found, actor=actor, values=form.cleaned_data)
        except Refused as error:
            tell(form, error)
        else:
            messages.success(request, "已保存")
            return redirect("foi:reason-texts")
    context: dict[str, Any] = {"form": form, "found": found, "title": "修改说理文本"}
    return render(request, "foi/letters/reason.html", context, status=422 if form.errors else 200)


@requires(Act.VIEW)
def archive(request: HttpRequest, pk: int) -> HttpResponse:
    """What the archive of a case holds and still lacks; closing it for good."""
    found = case_of(request, pk)
    actor = actor_of(request)
    if request.method == "POST":
        try:
            archiving.archive(found, actor=actor)
        except Refused as error:
            for reason in error.reasons:
                messages.error(request, str(reason))
        else:
            messages.success(request, "已归档，这件申请从现在起只能查看")
        return redirect("foi:archive", pk)
    context = {
        "case": found, "reasons": archiving.archive.reasons(found, actor=actor),
        "lacking": [] if found.archived_at else archiving.lacking(found),
        "take_reasons": archiving.may_take(found, actor=actor),
        "letters": found.letters.prefetch_related("deliveries"), "files": found.files.all(),
    }  # fmt: skip
    return render(request, "foi/letters/archive.html", context)


@requires(Act.VIEW)
@require_POST
def archive_package(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The package to take away; that it was taken is logged."""
    found = case_of(request, pk)
    stream = archiving.take(found, actor=actor_of(request))
    name = names.safe_name(f"{found.number}-归档.zip")
    return FileResponse(stream, as_attachment=True, filename=name, content_type="application/zip")
