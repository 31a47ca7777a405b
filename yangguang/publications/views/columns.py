"""The workbench's columns and topics, and urgent notices."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from yangguang.core.actions import Refused
from yangguang.core.actors import actor_of
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, may, requires, scope

from .. import coverage, forms, selections
from ..actions import columns as verbs
from ..models import Banner, Column, ColumnEntry, Publication


def _units(request: HttpRequest) -> Any:
    """The units whose columns the person keeps."""
    actor = actor_of(request)
    if may(actor, Act.PLAN):
        return Unit.objects.answerable(timezone.localdate()).order_by("order")
    return scope(actor, Act.REVIEW, Unit.objects.all(), unit="pk").order_by("order")


def _kept(request: HttpRequest, pk: int) -> Column:
    """A column that the person keeps."""
    return get_object_or_404(Column, pk=pk, unit__in=_units(request))


@requires(Act.VIEW)
def columns(request: HttpRequest) -> HttpResponse:
    """Every column with its freshness, the stalest first; closed ones below."""
    context = {
        "rows": coverage.freshness(timezone.localdate()),
        "closed": Column.objects.exclude(closed_on=None).select_related("unit"),
        "banners": Banner.objects.filter(ends_at__gt=timezone.now()).select_related("unit"),
        "keeps": _units(request).exists(),
    }
    return render(request, "publications/columns.html", context)


@requires(Act.REVIEW, Act.PLAN)
def open_column(request: HttpRequest) -> HttpResponse:
    """Open a column or topic."""
    form = forms.ColumnForm(request.POST or None, units=_units(request))
    if request.method == "POST" and form.is_valid():
        if "preview" in request.POST:
            return _form(request, form, None)
        try:
            values = form.values()
            made = verbs.open_column(values.pop("unit"), actor=actor_of(request), values=values)
        except Refused as error:
            _tell(form, error)
        else:
            messages.success(request, f"栏目“{made}”已开设，{made.entry_count} 条")
            return redirect("publications:column", made.pk)
    return _form(request, form, None)


@requires(Act.REVIEW, Act.PLAN)
def change_column(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a column; the preview shows what its query matches before anything is kept."""
    found = _kept(request, pk)
    form = forms.ColumnForm(request.POST or None, instance=found, units=_units(request))
    if request.method == "POST" and form.is_valid() and "preview" not in request.POST:
        try:
            verbs.change_column(found, actor=actor_of(request), values=form.values())
        except Refused as error:
            _tell(form, error)
        else:
            messages.success(request, "已保存")
            return redirect("publications:column", pk)
    return _form(request, form, found)


def _form(request: HttpRequest, form: forms.ColumnForm, column: Column | None) -> HttpResponse:
    matches: list[Publication] = []
    trouble = ""
    if form.is_bound and form.is_valid() and "preview" in request.POST:
        try:
            rows = selections.read(form.query()).apply(Publication.objects.listed())
            matches = list(rows.order_by("-first_published_at")[:20])
        except ValueError as error:
            trouble = str(error)
    context = {
        "form": form, "column": column, "matches": matches, "trouble": trouble, "previewed": "preview" in request.POST,
    }  # fmt: skip
    return render(request, "publications/column_form.html", context)


def _tell(form: Any, error: Refused) -> None:
    for reason in error.reasons:
        form.add_error(reason.field if reason.field in form.fields else None, str(reason))


@requires(Act.VIEW)
def column(request: HttpRequest, pk: int) -> HttpResponse:
    """One column: its entries, its pins, its state."""
    found = get_object_or_404(Column.objects.select_related("unit", "parent"), pk=pk)
    entries = (
        ColumnEntry.objects.filter(column=found, pin__isnull=True)
        .select_related("publication__unit")
        .defer("publication__body")
        .order_by("-published_at", "-publication_id")[:30]
    )
    pinned = ColumnEntry.objects.filter(column=found, pin__isnull=False).select_related("publication__unit")
    context = {
        "column": found,
        "entries": entries,
        "pinned": pinned.order_by("pin"),
        "choose": forms.ChooseForm(),
        "fresh": coverage.freshness(timezone.localdate(), [found])[0],
        "change_reasons": verbs.change_column.reasons(found, actor=actor_of(request), values={}),
    }
    return render(request, "publications/column.html", context)


@requires(Act.REVIEW, Act.PLAN)
@require_POST
def act(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Close, reopen, pin or unpin."""
    found = _kept(request, pk)
    actor = actor_of(request)
    if what in ("pin", "unpin"):
        choose = forms.ChooseForm(request.POST)
        chosen = Publication.objects.get(pk=choose.cleaned_data["publication"]) if choose.is_valid() else None
        if chosen is None:
            messages.error(request, str(choose.errors["publication"][0]))
        elif what == "pin":
            place = request.POST.get("place", "1")
            verbs.pin(
                found, actor=actor, publication=chosen, place=int(place[:2]) if place.isdecimal() else 1
            )
        else:
            verbs.unpin(found, actor=actor, publication=chosen)
    elif what == "close":
        verbs.close_column(found, actor=actor)
    elif what == "reopen":
        verbs.reopen_column(found, actor=actor)
    else:
        raise Http404("没有这个操作")
    return redirect("publications:column", pk)


@requires(Act.APPROVE, Act.PLAN)
def announce(request: HttpRequest) -> HttpResponse:
    """Raise an urgent notice over every page."""
    actor = actor_of(request)
    now = timezone.localtime().replace(second=0, microsecond=0)
    form = forms.BannerForm(
        request.POST or None, initial={"starts_at": now, "ends_at": now + dt.timedelta(days=1)}
    )
    form.fields["unit"].queryset = scope(actor, Act.APPROVE, Unit.objects.all(), unit="pk").order_by("order")  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        try:
            verbs.announce(values.pop("unit"), actor=actor, **values)
        except Refused as error:
            _tell(form, error)
        else:
            messages.success(request, "紧急通知已发出")
            return redirect("publications:columns")
    return render(request, "publications/banner.html", {"form": form})


@requires(Act.APPROVE, Act.PLAN)
@require_POST
def end_banner(request: HttpRequest, pk: int) -> HttpResponse:
    actor = actor_of(request)
    found = Banner.objects.all() if may(actor, Act.PLAN) else scope(actor, Act.APPROVE, Banner.objects.all())
    verbs.end_banner(get_object_or_404(found, pk=pk), actor=actor)
    messages.success(request, "紧急通知已结束")
    return redirect("publications:columns")
