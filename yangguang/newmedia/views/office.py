"""What the office keeps: accounts that were come across, and the table of platforms."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from yangguang.core.actors import actor_of
from yangguang.core.exporting import FORMS
from yangguang.organisations.permissions import Act, requires

from .. import forms, queries
from ..actions import register
from ..models import Platform, Sighting
from .asking import asked, attempt, office, query_of


@requires(Act.SUPERVISE, anywhere=False)
def sightings(request: HttpRequest) -> HttpResponse:
    """Accounts that the register does not know; open ones first."""
    actor, today, given = actor_of(request), timezone.localdate(), asked(request, "state")
    rows = Sighting.objects.select_related("platform", "unit", "account__platform")
    if given["state"] in Sighting.State.values:
        rows = rows.filter(state=given["state"])
    if make := FORMS.get(request.GET.get("format", "")):
        head = (
            "平台",
            "账号名称",
            "账号ID",
            "网址",
            "疑似主办单位",
            "发现途径",
            "发现日期",
            "处理",
            "处理说明",
        )
        lines = (
            (s.platform.name, s.name, s.handle, s.url, str(s.unit or ""), s.source, f"{s.found_on}", s.get_state_display(), s.reason)
            for s in rows
        )  # fmt: skip
        return make(f"发现的未登记账号{today:%Y-%m-%d}", (head, *lines))
    form = forms.SightingForm(request.POST or None, today=today)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        if attempt(
            request,
            form,
            lambda: register.sight(office(), actor=actor, values=values),
            "已登记，计入账号备案率",
        ):
            return redirect("newmedia:sightings")
    context = {
        "tab": "sightings", "form": form, "page": Paginator(rows, 30).get_page(request.GET.get("page")), "asked": given,
        "query": query_of(request), "states": Sighting.State.choices, "waiting": queries.waiting(actor),
    }  # fmt: skip
    return render(request, "newmedia/sightings.html", context, status=422 if form.errors else 200)


@requires(Act.SUPERVISE, anywhere=False)
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Which account it has become, or why it is none of the district's."""
    actor = actor_of(request)
    record = get_object_or_404(Sighting.objects.select_related("platform", "unit"), pk=pk)
    form = forms.SettleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        d = form.cleaned_data
        if attempt(request, form, lambda: register.settle_sighting(record, actor=actor, **d), "已处理"):
            return redirect("newmedia:sightings")
    context = {
        "tab": "sightings", "form": form, "heading": f"处理：{record}", "button": "保存", "waiting": queries.waiting(actor),
        "lede": f"{record.found_on} {record.source} 发现。{record.note}",
    }  # fmt: skip
    return render(request, "newmedia/form.html", context, status=422 if form.errors else 200)


@requires(Act.SUPERVISE, anywhere=False)
def platforms(request: HttpRequest) -> HttpResponse:
    """What platforms there are and what they allow; a new one."""
    actor = actor_of(request)
    form = forms.PlatformForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        if attempt(
            request, form, lambda: register.keep_platform(office(), actor=actor, values=values), "已加入"
        ):
            return redirect("newmedia:platforms")
    context = {
        "tab": "platforms",
        "form": form,
        "rows": Platform.objects.all(),
        "waiting": queries.waiting(actor),
    }
    return render(request, "newmedia/platforms.html", context, status=422 if form.errors else 200)


@requires(Act.SUPERVISE, anywhere=False)
def platform(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what a platform allows, or switch it off."""
    actor = actor_of(request)
    record = get_object_or_404(Platform, pk=pk)
    name = record.name
    form = forms.PlatformForm(request.POST or None, instance=record)
    if request.method == "POST" and form.is_valid():
        values, fresh = form.cleaned_data, Platform.objects.get(pk=pk)
        act = lambda: register.keep_platform(office(), actor=actor, values=values, platform=fresh)  # noqa: E731
        if attempt(request, form, act, "已保存"):
            return redirect("newmedia:platforms")
    context = {
        "tab": "platforms", "form": form, "heading": f"平台：{name}", "button": "保存", "waiting": queries.waiting(actor),
    }  # fmt: skip
    return render(request, "newmedia/form.html", context, status=422 if form.errors else 200)
