"""What several people asked for: the matters, the requests behind them, and what becomes of them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from yangguang.core.actors import Actor, actor_of
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, requires, scope

from .. import matters
from .. import queries as desk
from ..actions import after
from ..models import Conversion, RepeatedMatter
from .after import DraftForm, LinkForm
from .pages import attempt, page_of


class KeepForm(forms.Form):
    reason = forms.CharField(
        label="为什么不宜公开", max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="对照条例第十四至十六条",
    )  # fmt: skip


CLASSES: dict[str, Any] = {"keep": KeepForm, "link": LinkForm, "draft": DraftForm}


def _mine(actor: Actor) -> Any:
    """Units for which the person may look for repeated matters now."""
    return scope(actor, Act.EDIT, Unit.objects.active(timezone.localdate()), unit="pk").order_by("order")


def _show(
    request: HttpRequest, bound: tuple[int, str, forms.Form] | None = None, status: int = 200
) -> HttpResponse:
    actor = actor_of(request)
    rows = matters.visible(actor)
    units = Unit.objects.filter(pk__in=rows.order_by().values("unit")).order_by("order", "pk")
    state, code = request.GET.get("state", ""), request.GET.get("unit", "")
    if state in RepeatedMatter.State.values:
        rows = rows.filter(state=state)
    if code:
        rows = rows.filter(unit__code=code[:60])
    if bound is not None:  # the form that was refused, whatever page its matter stands on
        rows = rows.filter(pk=bound[0])
    page = page_of(request, rows)
    found = matters.shown(list(page.object_list), actor)
    for one in found:
        key = one.matter.pk
        one.forms = {what: made(auto_id=f"{what}_{key}_%s") for what, made in CLASSES.items()}
        if bound is not None and bound[0] == key:
            one.forms[bound[1]] = bound[2]
    context = {
        "page": page, "found": found, "mine": _mine(actor), "units": units, "unit": code, "state": state,
        "states": RepeatedMatter.State.choices, "query": f"state={state}&unit={code}", "tab": "repeated",
        "refused": bound is not None, "refusals": _untold(found, bound),
    }  # fmt: skip
    return render(request, "foi/repeated.html", context, status=status)


def _untold(found: list[matters.Shown], bound: tuple[int, str, forms.Form] | None) -> list[str]:
    """Why it was refused, when the form that would say so is no longer there (somebody else was faster)."""
    if bound is None or not found:
        return []
    one, what = found[0], bound[1]
    there = one.is_open and (bool(one.draftable) if what == "draft" else not one.reasons)
    return [] if there else [str(e) for errors in bound[2].errors.values() for e in errors]


@requires(Act.VIEW)
def page(request: HttpRequest) -> HttpResponse:
    """Matters of the units one may see, open ones first."""
    return _show(request)


@requires(Act.EDIT)
@require_POST
def find(request: HttpRequest) -> HttpResponse:
    """Look through a unit's requests now instead of waiting for Monday."""
    actor = actor_of(request)
    given = request.POST.get("unit", "")
    unit = _mine(actor).filter(pk=int(given) if given.isdecimal() and len(given) < 12 else 0).first()
    if unit is None:
        raise Http404("没有这个单位，或您不能办理")
    before = set(RepeatedMatter.objects.filter(unit=unit).values_list("pk", flat=True))
    if attempt(request, None, lambda: after.find_repeated(unit, actor=actor)):
        new = RepeatedMatter.objects.filter(unit=unit).exclude(pk__in=before).count()
        messages.success(
            request, f"已查找：新发现 {new} 项。" if new else "已查找：没有新的多人申请同一信息的情况。"
        )
    return redirect("foi:repeated")


@requires(Act.VIEW)
@require_POST
def act(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Settle a matter, or draft a publication from one of its requests."""
    actor = actor_of(request)
    matter = matters.visible(actor).filter(pk=pk).first()
    if matter is None or what not in CLASSES:
        raise Http404("没有这一项，或您不能查看")
    form = CLASSES[what](request.POST, auto_id=f"{what}_{pk}_%s")
    if form.is_valid():
        if what == "draft":
            conversion = _conversion(request, matter, actor)
            if made := attempt(
                request, form, lambda: after.draft_publication(conversion, actor=actor, **form.cleaned_data),
                "已起草，并去掉了申请人和个人信息。请核对、补充后报审",
            ):  # fmt: skip
                return redirect("publications:record", made.pk)
        else:
            verbs = {"keep": after.keep_matter, "link": after.link_matter}
            if attempt(
                request, form, lambda: verbs[what](matter, actor=actor, **form.cleaned_data), "已登记"
            ):
                return redirect("foi:repeated")
    return _show(request, (pk, what, form), 422)


def _conversion(request: HttpRequest, matter: RepeatedMatter, actor: Actor) -> Conversion:
    given = request.POST.get("request", "")
    key = int(given) if given.isdecimal() and len(given) < 12 else 0
    seen = desk.visible(actor).filter(pk=key, pk__in=matter.requests)
    found = Conversion.objects.filter(request__in=seen.values("pk")).select_related("request__unit").first()
    if found is None:
        raise Http404("这一项里没有这件申请，或还没有研判")
    return found
