"""What can be done to a request from its page: each post names its act; a refusal keeps everything that was typed."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from yangguang.core.actors import Actor, actor_of
from yangguang.organisations.models import User
from yangguang.organisations.permissions import Act, may, requires, signed_in

from .. import forms, similar
from ..actions import charging, clock_acts, closing, consulting, deciding, filing, intake
from ..forms_deciding import DecisionForm
from ..models import ClockEvent, Consultation, Determination, FeeNotice, FoiRequest, ReasonText
from ..rules import grounds
from .pages import attempt, find
from .requests import show

Do = Callable[[FoiRequest, Actor, dict[str, Any]], Any]
# What can be posted: the form that reads it, the verb, what is said.
ACTS: dict[str, tuple[Any, Do, str]] = {
    "confirm": (forms.ConfirmForm, lambda r, a, d: intake.confirm_receipt(r, actor=a, **d), "已确认收到日期，期限开始计算"),
    "correction": (forms.CorrectionForm, lambda r, a, d: clock_acts.ask_correction(r, actor=a, **d), "已告知补正，期限停止计算"),
    "corrected": (forms.CorrectedForm, lambda r, a, d: clock_acts.record_correction(r, actor=a, **d), "已登记补正，期限重新计算"),
    "extend": (forms.ExtendForm, lambda r, a, d: clock_acts.extend(r, actor=a, **d), "已延长并出具延期答复告知书"),
    "reasons": (forms.ReasonsForm, lambda r, a, d: clock_acts.ask_reasons(r, actor=a, **d), "已出具说明理由告知书"),
    "delay": (forms.DelayForm, lambda r, a, d: clock_acts.delay(r, actor=a, **d), "已确定延迟答复的期限"),
    "consult": (forms.ConsultForm, lambda r, a, d: consulting.ask(r, actor=a, **d), "已发出征求意见书，这段时间不计入期限"),
    "fee": (forms.FeeForm, lambda r, a, d: charging.notify(r, actor=a, **d), "已发出收费通知，期限停止计算"),
    "count": (forms.CountForm, lambda r, a, d: charging.count(r, actor=a, **d), "已确定计件数"),
    "split": (forms.SplitForm, lambda r, a, d: charging.split(r, actor=a, **d), "已拆分，各有各的编号"),
    "search": (forms.SearchForm, lambda r, a, d: deciding.record_search(r, actor=a, **d), "已登记检索记录"),
    "message": (forms.MessageForm, lambda r, a, d: intake.write(r, actor=a, **d), "已发给申请人"),
    "file": (forms.FileForm, lambda r, a, d: filing.add(r, actor=a, **d), "已加密保存"),
    "withdraw": (forms.ReasonForm, lambda r, a, d: closing.withdraw(r, actor=a, **d), "已登记撤回"),
    "lapse": (None, lambda r, a, d: closing.lapse(r, actor=a), "已出具不再处理告知书"),
    "submit": (None, lambda r, a, d: deciding.submit(_decision(r), actor=a), "已提交审查和签发"),
    "vet": (forms.VetForm, lambda r, a, d: deciding.vet(_decision(r), actor=a, **d), "审查意见已记录"),
    "back": (forms.ReasonForm, lambda r, a, d: deciding.send_back(_decision(r), actor=a, **d), "已退回修改"),
    "pay": (forms.PayForm, lambda r, a, d: charging.pay(_fee(r), actor=a, **d), "已登记缴费，期限从次日重新计算"),
    "waive": (forms.ReasonForm, lambda r, a, d: charging.waive(_fee(r), actor=a, **d), "已撤销收费通知，期限接着计算"),
    "fee_received": (forms.OnForm, lambda r, a, d: charging.note_receipt(_fee(r), actor=a, **d), "已登记，缴费期限从这一天起算"),
}  # fmt: skip


# Which parts of the decision's form each outcome takes, beyond facts and reasons.
NEEDS = {code: list(ground.needs) for code, ground in grounds.GROUNDS.items() if ground.reply}


def _decision(request: FoiRequest) -> Determination:
    return get_object_or_404(Determination, request=request)


def _fee(request: FoiRequest) -> FeeNotice:
    return get_object_or_404(FeeNotice, request=request)


@requires(Act.VIEW)
@require_POST
def act(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Do one thing to a request."""
    found = find(request, pk)
    if what not in ACTS:
        raise Http404("没有这个操作")
    form_class, do, said = ACTS[what]
    form = form_class(request.POST, request.FILES, auto_id=f"{what}_%s") if form_class else None
    if form is None or form.is_valid():
        data = dict(form.cleaned_data) if form else {}
        if attempt(request, form, lambda: do(found, actor_of(request), data), said):
            return redirect("foi:request", pk)
    return show(request, find(request, pk), {what: form} if form else None)


@requires(Act.VIEW)
@require_POST
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign the decision as it was read."""
    found = find(request, pk)
    version = request.POST.get("version", "")
    number = int(version) if version.isdecimal() and len(version) < 9 else 0
    attempt(
        request, None, lambda: deciding.sign(_decision(found), actor=actor_of(request), version=number),
        "已签发，文书已编号，请送达",
    )  # fmt: skip
    return redirect("foi:request", pk)


@requires(Act.EDIT)
@require_POST
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Who works on it."""
    found = find(request, pk)
    given = request.POST.get("officer", "")
    officer = User.objects.filter(
        pk=int(given) if given.isdecimal() and len(given) < 12 else 0, memberships__unit=found.unit
    ).first()
    attempt(
        request, None, lambda: intake.assign(found, actor=actor_of(request), officer=officer), "已指定承办人"
    )
    return redirect("foi:request", pk)


@requires(Act.VIEW)
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Draft the decision beside what similar requests came to."""
    found = find(request, pk)
    actor = actor_of(request)
    decision = Determination.objects.filter(request=found).first()
    reasons = deciding.save.reasons(found, actor=actor, version=decision.version if decision else 0)
    if reasons and not may(actor, Act.EDIT, found.unit):
        raise Http404("没有这件申请，或您不能办理")
    start = DecisionForm.start(decision) if decision else DecisionForm.first(found)
    form = DecisionForm(request.POST or None, request=found, initial=start)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        if attempt(
            request, form, lambda: deciding.save(found, actor=actor, values=form.values(), version=version),
            "处理决定已保存；齐全后提交审查",
        ):  # fmt: skip
            return redirect("foi:request", pk)
    stale = (
        request.method == "POST"
        and decision is not None
        and str(decision.version) != request.POST.get("version")
    )
    context = {
        "case": found, "form": form, "decision": decision, "reasons": reasons, "similar": similar.similar(found),
        "stale": decision if stale else None, "tab": "requests", "needs": json.dumps(NEEDS),
        "texts": ReasonText.objects.usable(found.unit), "guiding": similar.guiding(found),
    }  # fmt: skip
    return render(request, "foi/decide.html", context, status=422 if form.errors else 200)


@signed_in
def consultation(request: HttpRequest, pk: int) -> HttpResponse:
    """A consultation: the asked unit answers here, the asking unit records what came by post."""
    actor = actor_of(request)
    found = get_object_or_404(Consultation.objects.select_related("request__unit", "unit"), pk=pk)
    own = may(actor, Act.EDIT, found.request.unit)
    asked = found.unit is not None and may(actor, Act.VIEW, found.unit)
    if not own and not asked and not may(actor, Act.VIEW, found.request.unit):
        raise Http404("没有这次征求意见，或您不能查看")
    chosen = request.POST.get("what", "")
    classes = {"answer": forms.AnswerForm, "received": forms.OnForm, "overrule": forms.OverruleForm}
    given = {
        name: made(request.POST, request.FILES, auto_id=f"{name}_%s")
        if chosen == name
        else made(auto_id=f"{name}_%s")
        for name, made in classes.items()
    }
    form = given.get(chosen)
    if request.method == "POST" and form is not None and form.is_valid():
        data = form.cleaned_data
        verbs = {
            "answer": consulting.answer,
            "received": consulting.note_receipt,
            "overrule": consulting.overrule,
        }
        if attempt(request, form, lambda: verbs[chosen](found, actor=actor, **data), "已登记"):
            return redirect("foi:consultation", pk)
    context = {
        "found": found, "case": found.request, "forms": given, "own": own, "tab": "requests",
        "reasons": {
            "answer": consulting.answer.reasons(found, actor=actor, answer="agree", on=found.asked_on),
            "received": consulting.note_receipt.reasons(found, actor=actor, on=found.asked_on),
            "overrule": consulting.overrule.reasons(found, actor=actor, reason="·"),
        },
    }  # fmt: skip
    return render(
        request, "foi/consultation.html", context, status=422 if form is not None and form.errors else 200
    )


@requires(Act.VIEW)
@require_POST
def correct_event(request: HttpRequest, pk: int) -> HttpResponse:
    """A date was recorded wrongly."""
    event = get_object_or_404(ClockEvent.objects.select_related("request__unit"), pk=pk)
    found = find(request, event.request_id)
    form = forms.OnForm(request.POST)
    reason = request.POST.get("reason", "")
    if form.is_valid():
        on = form.cleaned_data["on"]
        attempt(
            request, None, lambda: clock_acts.correct(event, actor=actor_of(request), on=on, reason=reason), "已更正，期限已重新计算"
        )  # fmt: skip
    else:
        messages.error(request, "请填写正确的日期，如 2021-09-28")
    return redirect("foi:request", found.pk)
