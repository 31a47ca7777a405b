"""What people add to the measurements: targets, waivers, and statements about what no machine can read."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from yangguang.core.actions import Refused
from yangguang.core.actors import actor_of
from yangguang.core.indicators import INDICATORS
from yangguang.organisations.permissions import Act, may, requires, scope

from ...models import Attestation, TaskIndicator, Waiver
from ...queries import current_plan
from .. import actions, queries
from ..forms import AttestForm, RefuseForm, TargetForm, WaiverForm, add_errors
from ..indicators.attested import BY_CODE
from . import as_csv, own_units, the_plan, the_task

FORM = "workplan/measure_form.html"


@requires(Act.VIEW)
def targets(request: HttpRequest) -> HttpResponse:
    """The targets of every indicator for every task, with those that still have to be checked."""
    plan = the_plan()
    found = queries.bound(plan)
    code, unchecked = request.GET.get("code", ""), bool(request.GET.get("unchecked"))
    rows = [
        (b, INDICATORS.get(b.code))
        for b in found
        if b.code in INDICATORS and (not code or b.code == code) and not (unchecked and b.verified)
    ]
    if request.GET.get("format") == "csv":
        heading = ("任务", "指标", "名称", "比较", "目标", "预警线", "是否已核")
        return as_csv(
            "targets", heading,
            ((b.task.number, b.code, i.name, f" {b.op}", b.target, "" if b.warn is None else b.warn,
              "已核" if b.verified else "待核") for b, i in rows),
        )  # fmt: skip
    context = {
        "tab": "targets", "plan": plan, "page": Paginator(rows, 50).get_page(request.GET.get("page")),
        "items": list(INDICATORS), "code": code, "unchecked": unchecked,
        "waiting": sum(not b.verified for b in found), "can_plan": may(actor_of(request), Act.PLAN),
    }  # fmt: skip
    return render(request, "workplan/measure_targets.html", context)


@requires(Act.PLAN, anywhere=False)
def target(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Set an indicator's target for a task."""
    bound = get_object_or_404(TaskIndicator, task=the_task(number), code=code)
    first = {"target": bound.target, "warn": bound.warn, "verified": bound.verified}
    form = TargetForm(request.POST or None, initial=first, ratio=bound.op == ">=")
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_target(bound, actor=actor_of(request), **form.cleaned_data)
        except Refused as refused:
            add_errors(form, refused)
        else:
            messages.success(request, "已设定，下一次测量起按新目标判定；以前的结果不变。")
            return redirect("measuring:indicator", code)
    item = INDICATORS.get(code) if code in INDICATORS else None
    context = {
        "form": form, "task": bound.task, "title": f"{code} {item.name if item else ''} 的目标",
        "said": f"算法：{item.formula}。" if item else "", "back": "measuring:targets", "back_label": "目标",
    }  # fmt: skip
    return render(request, FORM, context)


@requires(Act.VIEW)
def waivers(request: HttpRequest) -> HttpResponse:
    """Waivers of the units in scope, those that wait for a decision first."""
    actor = actor_of(request)
    found = scope(actor, Act.VIEW, Waiver.objects.select_related("unit", "task"))
    rows = sorted(found, key=lambda w: (not w.is_open, -w.pk))
    today = timezone.localdate()
    if request.GET.get("format") == "csv":
        heading = ("指标", "任务", "单位", "理由", "申请人", "批准人", "到期日", "状态")
        return as_csv(
            "waivers", heading,
            ((w.code, w.task.number, w.unit or "全区", w.reason, w.requested_by, w.approved_by, w.expires_on,
              queries.waiver_word(w, today)) for w in rows),
        )  # fmt: skip
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    own = set(own_units(request).values_list("pk", flat=True))
    shown = [
        {
            "waiver": w,
            "word": queries.waiver_word(w, today),
            "name": INDICATORS.get(w.code).name if w.code in INDICATORS else "",
            "may_decide": may(actor, Act.SUPERVISE) and w.is_open,
            "reasons": actions.approve_waiver.reasons(w, actor=actor)
            if may(actor, Act.SUPERVISE) and w.is_open
            else [],
            "may_withdraw": w.unit_id in own and not (w.withdrawn_at or w.refused_reason),
        }
        for w in page
    ]
    context = {"tab": "waivers", "plan": current_plan(), "page": page, "shown": shown, "form": RefuseForm()}
    return render(request, "workplan/measure_waivers.html", context)


@requires(Act.REVIEW)
def waiver(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Ask for an exception: for all that a unit has under an indicator, or for one object of it."""
    task = the_task(number)
    if code not in INDICATORS:
        raise Http404("没有这个指标")
    key = request.GET.get("key", "")
    run = queries.latest_run(task.plan)
    case = run.cases.filter(code=code, key=key, unit__in=own_units(request)).first() if run and key else None
    first = {"key": key if case else "", "unit": case.unit_id if case else None}
    form = WaiverForm(request.POST or None, units=own_units(request), initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            actions.request_waiver(task, actor=actor_of(request), code=code, **form.cleaned_data)
        except Refused as refused:
            add_errors(form, refused)
        else:
            messages.success(request, "已申请。批准后对应的待办自动销号，结果从下一次测量起变化。")
            return redirect("measuring:waivers")
    what = f"只豁免这一件：{case.label}（{case.reason}）。" if case else "豁免本单位在这个指标下的全部结果。"
    context = {
        "form": form, "task": task, "title": f"申请豁免 {code} {INDICATORS.get(code).name}",
        "said": f"{what}豁免照样列出、写明理由，到期自动恢复。", "back": "measuring:waivers", "back_label": "豁免",
    }  # fmt: skip
    return render(request, FORM, context)


@require_POST
@requires(Act.SUPERVISE, anywhere=False)
def decide(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Approve or refuse a waiver."""
    found = get_object_or_404(Waiver, pk=pk)
    if what == "approve":
        actions.approve_waiver(found, actor=actor_of(request))
        messages.success(request, "已批准，对应的待办已销号；结果从下一次测量起变化。")
    else:
        actions.refuse_waiver(found, actor=actor_of(request), reason=request.POST.get("reason", ""))
        messages.success(request, "已答复不同意。")
    return redirect("measuring:waivers")


@require_POST
@requires(Act.REVIEW)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a request back, or give an approved waiver up."""
    found = get_object_or_404(scope(actor_of(request), Act.REVIEW, Waiver.objects.all()), pk=pk)
    actions.withdraw_waiver(found, actor=actor_of(request))
    messages.success(request, "已撤回，从下一次测量起照常判定。")
    return redirect("measuring:waivers")


@requires(Act.VIEW)
def statements(request: HttpRequest) -> HttpResponse:
    """What no machine can read: who is asked to state what, what was stated, and until when it holds."""
    plan = the_plan()
    units = None if may(actor_of(request), Act.VIEW) else own_units(request, Act.VIEW)
    rows = queries.asked_statements(plan, None if units is None else list(units.values_list("pk", flat=True)))
    if request.GET.get("format") == "csv":
        heading = ("指标", "任务", "单位", "状态", "声明", "网址", "到期日")
        return as_csv(
            "statements", heading,
            ((r.stated.name, r.stated.task, r.unit, r.word, r.made.statement if r.made else "",
              r.made.url if r.made else "", r.made.expires_on if r.made else "") for r in rows),
        )  # fmt: skip
    own = set(own_units(request).values_list("pk", flat=True))
    context = {
        "tab": "statements", "plan": plan, "groups": queries.by_indicator(rows), "own": own,
        "mine": [r for r in rows if r.unit.pk in own and r.word != queries.VALID],
        "missing": sum(r.word != queries.VALID for r in rows), "asked": len(rows),
    }  # fmt: skip
    return render(request, "workplan/measure_statements.html", context)


@requires(Act.REVIEW)
def attest(request: HttpRequest, number: int, code: str) -> HttpResponse:
    """State what no machine can read."""
    task, stated = the_task(number), BY_CODE.get(code)
    if stated is None or stated.task != number:
        raise Http404("这项任务没有要声明的这个指标")
    form = AttestForm(
        request.POST or None, request.FILES or None, units=own_units(request), longest=stated.days
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.attest(task, actor=actor_of(request), code=code, **form.cleaned_data)
        except Refused as refused:
            add_errors(form, refused)
        else:
            messages.success(request, "已记下声明，到期前有效；下一次测量起计入。")
            return redirect("measuring:statements")
    context = {
        "form": form, "task": task, "title": f"声明：{stated.name}", "said": f"请说明：{stated.what}。",
        "back": "measuring:statements", "back_label": "声明", "upload": True,
    }  # fmt: skip
    return render(request, FORM, context)


@requires(Act.VIEW)
def statement_file(request: HttpRequest, pk: int) -> FileResponse:
    """The file of a statement, to whoever may see its unit's records; always as a download."""
    found = get_object_or_404(scope(actor_of(request), Act.VIEW, Attestation.objects.all()), pk=pk)
    if not found.file:
        raise Http404("没有文件")
    try:
        stream = found.file.open("rb")
    except FileNotFoundError as error:
        raise Http404("文件不在了，请联系网站运行单位从备份恢复") from error
    response = FileResponse(stream, content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(True, found.filename) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    return response
