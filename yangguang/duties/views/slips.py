"""督办单: the list, those that should be sent, one slip to read, print and answer."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from yangguang.core.actions import Refused
from yangguang.core.actors import actor_of
from yangguang.core.exporting import csv_file
from yangguang.organisations.permissions import Act, may, requires

from .. import actions, exporting, queries
from ..actions.slips import demand_for
from ..forms import ReplyForm, SlipFilter, SlipForm
from ..models import Duty, Slip, SlipColour
from .duty import duty_page, find_duty
from .pages import add_errors, numbers, page_of

SHOWN = 20  # of those that should be sent


def _narrowed(slips: QuerySet[Slip], form: SlipFilter) -> QuerySet[Slip]:
    if not form.is_valid():
        return slips
    said = form.cleaned_data
    if said["colour"]:
        slips = slips.filter(colour=said["colour"])
    if said["unit"]:
        slips = slips.filter(unit__name__icontains=said["unit"])
    if said["reply"] == SlipFilter.ANSWERED:
        slips = slips.exclude(replied_at=None)
    elif said["reply"]:
        slips = queries.slips_waiting(slips)
        if said["reply"] == SlipFilter.OVERDUE:
            slips = slips.filter(reply_due__lt=timezone.localdate())
    return slips


def _candidates(form: SlipFilter) -> list[tuple[Duty, str]]:
    """Those that should be sent, narrowed by the same unit and colour as the list beneath."""
    said = form.cleaned_data if form.is_valid() else {}
    return [
        (duty, colour)
        for duty, colour in queries.slip_candidates(timezone.localdate())
        if said.get("unit", "") in duty.unit.name and said.get("colour") in {None, "", colour}
    ]


@requires(Act.VIEW)
def slips(request: HttpRequest) -> HttpResponse:
    """Sent and answered slips; for the openness office also those that should be sent."""
    actor = actor_of(request)
    form = SlipFilter(request.GET)
    found = _narrowed(queries.slips_of(actor), form)
    if request.GET.get("format") == "csv":
        return csv_file("督办单", exporting.slip_rows(found))
    can_issue = may(actor, Act.SUPERVISE)
    names = dict(SlipColour.choices)
    candidates = _candidates(form) if can_issue else []
    query = request.GET.copy()
    query.pop("page", None)
    context: dict[str, Any] = {
        "page": page_of(request, found),
        "form": form,
        "query": query.urlencode(),
        "narrows": form.is_valid() and any(form.cleaned_data.values()),
        "candidates": [(d, c, names[c]) for d, c in candidates[:SHOWN]],
        "number": len(candidates),
        "more": max(len(candidates) - SHOWN, 0),
        "can_issue": can_issue,
        "today": timezone.localdate(),
    }
    return render(request, "duties/slips.html", context)


@require_POST
@requires(Act.SUPERVISE, anywhere=False)
def issue_slips(request: HttpRequest) -> HttpResponse:
    """Send slips about the ticked duties, each in the standard words; or about one duty in the office's own words."""
    if "demand" in request.POST:
        return _issue_one(request)
    actor = actor_of(request)
    done = 0
    chosen = queries.visible(actor).filter(pk__in=numbers(request, "duty")).prefetch_related("slips")
    for item in chosen.order_by("due", "pk"):
        try:
            actions.issue_slip(item, actor=actor, demand=demand_for(item))
            done += 1
        except Refused as refused:
            messages.error(request, f"{item.unit} {item.title}：{refused}")
    if done:
        messages.success(request, f"已发出 {done} 张督办单。")
    else:
        messages.warning(request, "没有发出督办单，请先勾选事项。")
    return redirect("duties:slips")


def _issue_one(request: HttpRequest) -> HttpResponse:
    item = find_duty(request, (numbers(request, "duty") or [0])[0])
    form = SlipForm(request.POST)
    if form.is_valid():
        try:
            made = actions.issue_slip(item, actor=actor_of(request), demand=form.cleaned_data["demand"])
        except Refused as refused:
            add_errors(form, refused)
        else:
            messages.success(request, f"已发出{made.get_colour_display()}{made}。")
            return redirect("duties:slip", made.pk)
    return duty_page(request, Duty.objects.get(pk=item.pk), slip_form=form, status=422)


@requires(Act.VIEW)
def slip(request: HttpRequest, pk: int) -> HttpResponse:
    """One slip, ready to print on A4; its unit answers here."""
    actor = actor_of(request)
    found = get_object_or_404(queries.slips_of(actor).select_related("duty__asked_by"), pk=pk)
    form = ReplyForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.reply_slip(found, actor=actor, reply=form.cleaned_data["reply"])
            except Refused as refused:
                add_errors(form, refused)
            else:
                messages.success(request, "已回复，督办暂停升级；请按回复的时间办好。")
                return redirect("duties:slip", pk)
    context = {
        "slip": found,
        "form": form,
        "reply_reasons": actions.reply_slip.reasons(found, actor=actor, reply="·"),
        "works": may(actor, Act.EDIT, found.unit),
        "may_see_duty": queries.visible(actor).filter(pk=found.duty_id).exists(),
        "today": timezone.localdate(),
    }
    return render(request, "duties/slip.html", context, status=status)
