"""One entry of the register: its page with everything that can be done to it, and its form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from yangguang.core.actions import Reason, Refused
from yangguang.core.actors import Actor, actor_of
from yangguang.core.checks import run_checks
from yangguang.core.models import AuditEntry
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, requires, scope
from yangguang.publications.models import Publication

from .. import forms, queries, rules
from ..actions import exempting, registering
from ..keeping import keeper, keeps
from ..models import Category, Exemption, Plan
from .finding import found, makers, tell


def _candidates(plan: Plan, actor: Actor) -> Any:
    """Records that may well be the plan's text: of its unit, of kind 规划计划, not tied to any entry yet."""
    rows = scope(actor, Act.VIEW, Publication.objects.listed().filter(kind=queries.KIND))
    if plan.unit_id is not None:
        rows = rows.filter(unit=plan.unit_id)
    return rows.filter(plan_texts=None).order_by("-id")[:8]


def _parents(plan: Plan, actor: Actor) -> Any:
    """Entries that could stand above this one."""
    return queries.choosable(actor).exclude(pk=plan.pk).order_by("tier", "-period_from", "name")


def _show(request: HttpRequest, plan: Plan, used: dict[str, Any] | None = None) -> HttpResponse:
    actor, today = actor_of(request), timezone.localdate()
    card = queries.card(plan, today)
    plan = card.plan
    exemption = plan.exemptions.order_by("-id").first()
    open_exemption = exemption if exemption is not None and exemption.ended_at is None else None
    context: dict[str, Any] = {
        "card": card,
        "plan": plan,
        "rules": rules,
        "findings": run_checks(plan),
        "exemption": open_exemption,
        "past_exemptions": plan.exemptions.exclude(ended_at=None),
        "children": plan.child_links.filter(plan__given_up_at=None).select_related("plan"),
        "candidates": _candidates(plan, actor),
        "history": plan.history.select_related("hand_over"),
        "log": AuditEntry.objects.filter(object_type="planning.plan", object_id=str(plan.pk)).order_by(
            "-seq"
        )[:10],
        "reasons": {
            "edit": [*registering.standing(plan), *registering.writes(plan, actor)],
            "exempt": exempting.ask.reasons(plan, actor=actor, basis="X14a", reason="—"),
            "give_up": registering.give_up.reasons(plan, actor=actor, reason="—"),
            "take_up": registering.take_up.reasons(plan, actor=actor),
            "decide": exempting.decides(open_exemption, actor) if open_exemption is not None else [],
        },
        "link_form": forms.LinkForm(),
        "parent_form": forms.ParentForm(plans=_parents(plan, actor)),
        "exempt_form": forms.ExemptForm(),
        "decide_form": forms.DecideForm(),
        "reason_form": forms.ReasonForm(),
        "keeper": keeper(),
        **(used or {}),
    }
    return render(request, "planning/entry.html", context)


@requires(Act.VIEW)
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """An entry: its clock, its metadata and what is missing, its texts, the plans above and below it."""
    return _show(request, found(request, pk))


@requires(Act.EDIT)
def new(request: HttpRequest) -> HttpResponse:
    """Bring a plan into the register; with ``publication`` from a public record that is not in it yet."""
    actor = actor_of(request)
    given = request.POST.get("publication") or request.GET.get("publication") or ""
    record = (
        queries.unregistered().filter(pk=int(given)).first()
        if given.isdecimal() and len(given) < 19
        else None
    )
    form = forms.PlanForm(request.POST or None, units=makers(actor), initial=_start(record))
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                plan = registering.register(None, actor=actor, values=form.values())
                if record is not None:
                    registering.link(plan, actor=actor, publication=record)
        except Refused as refused:
            tell(request, refused, form)
        else:
            messages.success(request, f"已登记：{plan}")
            return redirect("planning:entry", plan.pk)
    context = {"form": form, "record": record, "keeps": keeps(actor), "keeper": keeper()}
    return render(request, "planning/form.html", context)


def _start(record: Publication | None) -> dict[str, Any]:
    if record is None:
        return {"tier": "district", "category": Category.SPECIAL}
    return {
        "name": record.title[:200], "tier": "district", "category": Category.SPECIAL, "unit": record.unit,
        "document_number": record.document_number,
    }  # fmt: skip


@requires(Act.EDIT)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct an entry. Two officers at once: the second is told, and keeps what they typed."""
    plan, actor = found(request, pk), actor_of(request)
    if blocked := [*registering.standing(plan), *registering.writes(plan, actor)]:
        for reason in blocked:
            messages.error(request, str(reason))
        return redirect("planning:entry", pk)
    # The registered maker stays choosable after it merged or ended.
    units = Unit.objects.filter(Q(pk__in=makers(actor).values("pk")) | Q(pk=plan.unit_id)).order_by("order")
    form = forms.PlanForm(request.POST or None, units=units, initial=forms.initial(plan))
    if request.method == "POST" and form.is_valid():
        try:
            registering.correct(
                plan, actor=actor, values=form.values(), base_edition=form.cleaned_data.get("edition")
            )
        except Refused as refused:
            tell(request, refused, form)
            plan.refresh_from_db()
            # Once told, saving again means it: the form carries on from the newest edition.
            form.data = request.POST.copy()
            form.data["edition"] = str(plan.edition)
        else:
            messages.success(request, "已更正")
            return redirect("planning:entry", pk)
    context = {"form": form, "plan": plan, "keeps": keeps(actor), "keeper": keeper()}
    return render(request, "planning/form.html", context)


def _number(request: HttpRequest, name: str) -> int:
    given = request.POST.get(name, "")
    if not given.isdecimal() or len(given) > 18:
        raise Http404("没有指明是哪一条")
    return int(given)


def _publication(actor: Actor, pk: int) -> Publication:
    found_ = Publication.objects.filter(pk=pk).first()
    if found_ is None:
        raise Refused([Reason(f"没有编号 {pk} 的信息", "请核对公开网址里的数字", field="publication")])
    return found_


def _link(plan: Plan, actor: Actor, data: dict[str, Any], request: HttpRequest) -> None:
    record = _publication(actor, data["publication"])
    registering.link(plan, actor=actor, publication=record, part=data["part"])


def _unlink(plan: Plan, actor: Actor, data: dict[str, Any], request: HttpRequest) -> None:
    registering.unlink(plan, actor=actor, publication=_publication(actor, _number(request, "publication")))


def _put_under(plan: Plan, actor: Actor, data: dict[str, Any], request: HttpRequest) -> None:
    registering.put_under(plan, actor=actor, **data)


def _take_from(plan: Plan, actor: Actor, data: dict[str, Any], request: HttpRequest) -> None:
    parent = Plan.objects.filter(pk=_number(request, "parent")).first()
    if parent is None:
        raise Http404("没有这份上位规划")
    registering.take_from(plan, actor=actor, parent=parent)


def _open_exemption(plan: Plan) -> Exemption:
    item = plan.exemptions.filter(ended_at=None).select_related("plan__unit").first()
    if item is None:
        raise Refused([Reason("没有等待处理的不予公开申请")])
    return item


def _exempt(plan: Plan, actor: Actor, data: dict[str, Any], request: HttpRequest) -> None:
    exempting.ask(plan, actor=actor, **data)


def _consent(plan: Plan, actor: Actor, data: dict[str, Any], request: HttpRequest) -> None:
    exempting.decide(_open_exemption(plan), actor=actor, consented=True, **data)


def _decline(plan: Plan, actor: Actor, data: dict[str, Any], request: HttpRequest) -> None:
    exempting.decide(_open_exemption(plan), actor=actor, consented=False, **data)


def _end(plan: Plan, actor: Actor, data: dict[str, Any], request: HttpRequest) -> None:
    exempting.end(_open_exemption(plan), actor=actor)


def _give_up(plan: Plan, actor: Actor, data: dict[str, Any], request: HttpRequest) -> None:
    registering.give_up(plan, actor=actor, **data)


def _take_up(plan: Plan, actor: Actor, data: dict[str, Any], request: HttpRequest) -> None:
    registering.take_up(plan, actor=actor)


Do = Callable[[Plan, Actor, dict[str, Any], HttpRequest], None]
# What can be posted: the form that reads it (None: no fields), what it does, what is said, the form's name.
ACTS: dict[str, tuple[Any, Do, str, str]] = {
    "link": (forms.LinkForm, _link, "已关联", "link_form"),
    "unlink": (None, _unlink, "已取消关联", ""),
    "put-under": (forms.ParentForm, _put_under, "已标注上位规划", "parent_form"),
    "take-from": (None, _take_from, "已取消标注", ""),
    "exempt": (forms.ExemptForm, _exempt, "已申请不予公开，等待审定", "exempt_form"),
    "consent": (forms.DecideForm, _consent, "已同意不予公开", "decide_form"),
    "decline": (forms.DecideForm, _decline, "已退回不予公开的申请", "decide_form"),
    "end": (None, _end, "已结束不予公开", ""),
    "give-up": (forms.ReasonForm, _give_up, "已撤销登记", "reason_form"),
    "take-up": (None, _take_up, "已恢复登记", ""),
}


@requires(Act.VIEW)
@require_POST
def act(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Do one thing to an entry. A refusal comes back with its reasons and everything that was typed."""
    if what not in ACTS:
        raise Http404("没有这个操作")
    plan = found(request, pk)
    form_class, do, said, name = ACTS[what]
    more = {"plans": _parents(plan, actor_of(request))} if form_class is forms.ParentForm else {}
    form = form_class(request.POST, **more) if form_class else None
    if form is not None and not form.is_valid():
        return _show(request, plan, {name: form})
    try:
        do(plan, actor_of(request), form.cleaned_data if form else {}, request)
    except Refused as refused:
        tell(request, refused, form)
        return _show(request, found(request, pk), {name: form} if form else None)
    messages.success(request, said)
    return redirect("planning:entry", pk)
