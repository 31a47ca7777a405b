"""Findings on the workbench: the list, one finding with its course, what a unit has to put right."""

from __future__ import annotations

from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from yangguang.core.actions import Refused, Verb
from yangguang.core.actors import actor_of
from yangguang.core.exporting import FORMS
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, requires, scope

from .. import forms, keeping, looking, passages, queries
from ..actions import handling, judging
from ..models import Finding, FindingState, Moment, Petition
from ..sets import SEVERITIES

MOST_AT_ONCE = 200


def find(request: HttpRequest, pk: int) -> Finding:
    """A finding that the person may look at. Raises Http404."""
    found = (
        queries.findings(actor_of(request))
        .filter(pk=pk)
        .select_related("site__ruleset__base", "unit", "dismissal")
        .first()
    )
    if found is None:
        raise Http404("没有这个问题，或您不能查看")
    return found


def tell(request: HttpRequest, refused: Refused, form: Any = None) -> None:
    """A refusal's reasons at their fields, or above the page."""
    for reason in refused.reasons:
        if form is not None:
            form.add_error(reason.field if reason.field in form.fields else None, str(reason))
        else:
            messages.error(request, str(reason))


def _asked(request: HttpRequest) -> dict[str, str]:
    return {k: request.GET.get(k, "").strip()[:100] for k in queries.FILTERS}


@requires(Act.VIEW)
def findings(request: HttpRequest) -> HttpResponse:
    """The findings of one's units, those due first."""
    actor, today = actor_of(request), timezone.localdate()
    mine = queries.findings(actor)
    asked = _asked(request)
    query = request.GET.copy()
    query.pop("page", None)
    rows = queries.narrowed(mine, asked, today)
    page = Paginator(rows, 30).get_page(request.GET.get("page"))
    context = {
        "tab": "findings", "page": page, "asked": asked, "query": query.urlencode(), "counts": queries.counts(mine, today),
        "today": today, "states": [("open", "没有了结的"), ("overdue", "逾期的"), *FindingState.choices],
        "severities": [(k, v) for k, v in SEVERITIES.items() if k != "bonus"],
        "units": Unit.objects.filter(pk__in=mine.order_by().values("unit")).order_by("order"), "sites": queries.sites(actor),
        "supervises": queries.supervises(actor), "waiting": queries.petitions(actor).count(),
        "some_pending": any(f.state == FindingState.PENDING for f in page),
    }  # fmt: skip
    return render(request, "inspection/findings.html", context)


@requires(Act.EXPORT)
def export(request: HttpRequest, form: str) -> HttpResponse:
    """The list as filtered, to take away."""
    actor, today = actor_of(request), timezone.localdate()
    rows = scope(actor, Act.EXPORT, queries.narrowed(queries.findings(actor), _asked(request), today))
    return FORMS[form](f"检查问题{today:%Y-%m-%d}", (queries.HEADS, *queries.lines(rows, today)))


@requires(Act.SUPERVISE)
@require_POST
def confirm_many(request: HttpRequest) -> HttpResponse:
    """Confirm the ticked ones; those that somebody else judged meanwhile are told."""
    keys = [int(k) for k in request.POST.getlist("pk")[:MOST_AT_ONCE] if k.isdecimal() and len(k) < 13]
    actor, done = actor_of(request), 0
    for finding in queries.findings(actor).filter(pk__in=keys):
        try:
            judging.confirm(finding, actor=actor)
            done += 1
        except Refused as refused:
            messages.error(request, f"{finding}：{refused}")
    if keys:
        messages.success(request, f"已确认 {done} 个，交责任单位整改")
    else:
        messages.error(request, "没有选中任何问题")
    return redirect("inspection:findings")


@requires(Act.VIEW)
def finding(request: HttpRequest, pk: int) -> HttpResponse:
    """One finding: what was seen and where, what comes next, before and after, its course."""
    return _show(request, find(request, pk))


# What a form of the page asks, by the act: (form, the verb, what is said afterwards).
ACTS: dict[str, tuple[type[django_forms.Form] | None, Verb, str]] = {
    "confirm": (forms.ConfirmForm, judging.confirm, "已确认，交责任单位整改"),
    "dismiss": (forms.DismissForm, judging.dismiss, "已认定为误报"),
    "reinstate": (forms.ReasonForm, judging.reinstate, "已撤回误报认定，请重新核实"),
    "reassign": (forms.ReassignForm, judging.reassign, "已改定责任单位"),
    "close": (forms.ReasonForm, judging.close_by_hand, "已销号"),
    "return": (forms.ReasonForm, judging.send_back, "已退回"),
    "start": (None, handling.start, "已开始整改"),
}


def _show(request: HttpRequest, found: Finding, used: dict[str, Any] | None = None) -> HttpResponse:
    actor = actor_of(request)
    rules = found.site.ruleset.read()
    shown = {
        what: (form(auto_id=f"{what}_%s") if form else None, verb.reasons(found, actor=actor))
        for what, (form, verb, _) in ACTS.items()
    }
    context = {
        "finding": found, "item": rules.item(found.item), "today": timezone.localdate(), "tab": "findings",
        "over": found.days_over(timezone.localdate()), "acts": {k: {"form": f, "reasons": r} for k, (f, r) in shown.items()},
        "report_form": forms.ReportForm(auto_id="report_%s"), "report_reasons": handling.report.reasons(found, actor=actor),
        "appeal_form": forms.AppealForm(auto_id="appeal_%s"), "extension_form": forms.ExtensionForm(auto_id="extension_%s"),
        "petition_reasons": handling.petition.reasons(found, actor=actor),
        "recheck_reasons": handling.take_look.reasons(found, actor=actor, look=None),
        "petitions": found.petitions.all(), "observations": found.observations.order_by("-pk")[:5],
        "runs": found.seen.select_related("run").order_by("-pk")[:12], "log": queries.history(found),
        "kept": keeping.pair(found), "passage": _passage(found),
        "decides": queries.decides(actor, found), "decide_form": forms.DecideForm(auto_id="decide_%s"), **(used or {}),
    }  # fmt: skip
    return render(request, "inspection/finding.html", context, status=422 if used else 200)


def _passage(found: Finding) -> str:
    """The place on the page before and after, as far as the pages are kept."""
    pages = {moment: keeping.body_of(row) for moment, row in keeping.pair(found).items()}
    evidence = {**found.before, **found.evidence}
    return passages.compare(pages.get(Moment.BEFORE), pages.get(Moment.AFTER), found.target, evidence)


@requires(Act.EDIT, Act.SUPERVISE)
@require_POST
def act(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """One step of a finding's course."""
    found, actor = find(request, pk), actor_of(request)
    if what in ("report", "recheck"):
        return _looked_at(request, found, what)
    if what in Petition.Kind.values:
        return _petition(request, found, what)
    if what not in ACTS:
        raise Http404("没有这个操作")
    form_class, verb, said = ACTS[what]
    form = form_class(request.POST, auto_id=f"{what}_%s") if form_class else None
    if form is None or form.is_valid():
        try:
            verb(found, actor=actor, **(form.cleaned_data if form else {}))
        except Refused as refused:
            if form is None or not any(r.field for r in refused.reasons):
                raise
            tell(request, refused, form)
        else:
            messages.success(request, said)
            return (
                redirect("inspection:finding", pk)
                if queries.findings(actor).filter(pk=pk)
                else redirect("inspection:findings")
            )
    assert form is not None
    reasons = verb.reasons(found, actor=actor)
    return _show(request, found, {"wrong": {"what": what, "form": form, "reasons": reasons}})


def _looked_at(request: HttpRequest, found: Finding, what: str) -> HttpResponse:
    """Report done, then look again at once; or only look again."""
    actor = actor_of(request)
    if what == "report":
        form = forms.ReportForm(request.POST, auto_id="report_%s")
        if not form.is_valid():
            return _show(request, found, {"report_form": form})
        found = handling.report(found, actor=actor, **form.cleaned_data)
    elif refused := handling.take_look.reasons(found, actor=actor, look=None):
        raise Refused(refused)
    # The address is asked outside of any transaction: another site may take its time.
    look = looking.again(found)
    found = handling.take_look(found, actor=actor, look=look)
    said = {True: messages.success, False: messages.error, None: messages.info}[look.gone]
    done = "，已销号" if found.state == FindingState.CLOSED else "，等待主管部门核实" if found.human else ""
    said(request, f"复查：{look.text}{done}")
    return redirect("inspection:finding", found.pk)


def _petition(request: HttpRequest, found: Finding, what: str) -> HttpResponse:
    name = f"{what}_form"
    form: Any = (forms.AppealForm if what == Petition.Kind.APPEAL else forms.ExtensionForm)(
        request.POST, auto_id=f"{what}_%s"
    )
    if form.is_valid():
        try:
            handling.petition(found, actor=actor_of(request), kind=what, **form.cleaned_data)
        except Refused as refused:
            tell(request, refused, form)
        else:
            messages.success(request, "已提交，等待主管部门决定；决定之前期限不变")
            return redirect("inspection:finding", found.pk)
    return _show(request, found, {name: form})


@requires(Act.SUPERVISE)
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Grant or deny an appeal or more time."""
    asked = get_object_or_404(queries.petitions(actor_of(request)), pk=pk)
    found = find(request, asked.finding_id)
    form = forms.DecideForm(request.POST, auto_id="decide_%s")
    if form.is_valid():
        try:
            judging.decide(asked, actor=actor_of(request), **form.cleaned_data)
        except Refused as refused:
            tell(request, refused, form)
        else:
            messages.success(request, "已决定")
            return redirect("inspection:finding", found.pk)
    return _show(request, found, {"decide_form": form})
