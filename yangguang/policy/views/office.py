"""Screens of the district office, the agenda's keeper and the second unit: slips, decisions, exemptions, meetings."""

from __future__ import annotations

import datetime as dt

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from yangguang.core.actors import actor_of
from yangguang.core.exporting import csv_file, xlsx_file
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, may, requires, scope
from yangguang.publications.models import Publication

from .. import forms, queries
from ..actions import deciding, exempting, sending
from ..models import Exemption, MeetingItem, Need, Package, Requirement, ReturnSlip
from .pages import attempt, page_of


def _document(request: HttpRequest, pk: int, act: Act) -> Publication:
    rows = scope(actor_of(request), act, Publication.objects.select_related("unit", "latest_revision"))
    found = rows.filter(pk=pk).first()
    if found is None or found.draft().kind not in queries.GATED:
        raise Http404("没有这份政策文件，或您不能办理")
    return found


@requires(Act.EDIT)
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """认定: does this document need an explanation."""
    document = _document(request, pk, Act.EDIT)
    found = queries.requirement(pk)
    start = (
        {f: getattr(found, f) for f in ("need", "reason", "people_facing", "major", "key_work")}
        if found
        else {"need": Need.REQUIRED}
    )
    form = forms.DecideForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        said = "已认定" if form.cleaned_data["need"] == Need.REQUIRED else "已认定，等待政务公开主管部门同意"
        if attempt(
            request, form,
            lambda: deciding.decide(document, actor=actor_of(request), **form.cleaned_data), said,
        ):  # fmt: skip
            return redirect("publications:record", pk)
    context = {"document": document, "form": form, "found": found, "tab": "decisions"}
    return render(request, "policy/decide.html", context)


@requires(Act.VIEW)
def decisions(request: HttpRequest) -> HttpResponse:
    """不需解读 that wait for consent, and documents nobody has decided about; several decided at once."""
    actor = actor_of(request)
    since = dt.date(timezone.localdate().year, 1, 1)
    year = request.GET.get("year", "")
    if year.isdecimal() and 2000 <= int(year[:4]) <= 2100:
        since = dt.date(int(year[:4]), 1, 1)
    if request.method == "POST":
        _decide_many(request)
        return redirect(request.get_full_path())
    asked = scope(actor, Act.VIEW, Requirement.objects.all(), unit="document__unit").filter(
        need=Need.NOT_REQUIRED
    )
    open_rows = scope(actor, Act.VIEW, queries.undecided(since))
    context = {
        "waiting": asked.filter(consented_at=None).select_related("document__unit").order_by("decided_at")[:200],
        "agreed": asked.exclude(consented_at=None).select_related("document__unit").order_by("-consented_at")[:50],
        "page": page_of(request, open_rows.order_by("-pk")),
        "consents": may(actor, Act.SUPERVISE),
        "decides": scope(actor, Act.EDIT, Unit.objects.all(), unit="pk").exists(),
        "since": since,
        "query": f"year={since.year}",
        "tab": "decisions",
    }  # fmt: skip
    return render(request, "policy/decisions.html", context)


def _decide_many(request: HttpRequest) -> None:
    from django.contrib import messages

    actor = actor_of(request)
    given = [int(v) for v in request.POST.getlist("document") if v.isdecimal() and len(v) < 12]
    need = request.POST.get("need", "")
    documents = scope(actor, Act.EDIT, Publication.objects.filter(pk__in=given, requirement=None))
    done = 0
    for document in documents.order_by("pk"):
        done += bool(
            attempt(
                request, None,
                lambda d=document: deciding.decide(  # type: ignore[misc]
                    d, actor=actor, need=need, reason=request.POST.get("reason", "")
                ),
            )
        )  # fmt: skip
    if done:
        messages.success(request, f"已认定 {done} 份")
    elif not given:
        messages.warning(request, "请先勾选文件")


@requires(Act.SUPERVISE, anywhere=False)
@require_POST
def answer_decision(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """The office's consent to 不需解读, or its refusal."""
    found = get_object_or_404(Requirement.objects.select_related("document"), pk=pk)
    actor = actor_of(request)
    if what == "consent":
        attempt(request, None, lambda: deciding.consent(found, actor=actor), f"已同意：{found.document}")
    elif what == "refuse":
        reason = request.POST.get("reason", "")
        attempt(request, None, lambda: deciding.refuse(found, actor=actor, reason=reason), "已答复不同意")
    else:
        raise Http404("没有这个操作")
    return redirect("policy:decisions")


def _slips(request: HttpRequest):  # type: ignore[no-untyped-def]
    return scope(
        actor_of(request), Act.VIEW,
        ReturnSlip.objects.select_related("submission__package__document", "submission__package__unit"),
        unit="submission__package__unit",
    )  # fmt: skip


@requires(Act.VIEW)
def slips(request: HttpRequest) -> HttpResponse:
    """退文单: the numbered slips of one's units, to look up and take away."""
    rows = _slips(request)
    form = request.GET.get("format")
    if form in ("csv", "xlsx"):
        head = ["编号", "起草单位", "文件", "报送时间", "退文时间", "未附解读方案", "退文原因", "退文人"]
        table = [
            [
                str(s), str(s.submission.package.unit), s.submission.package.document.title,
                f"{timezone.localtime(s.submission.sent_at):%Y-%m-%d %H:%M}",
                f"{timezone.localtime(s.issued_at):%Y-%m-%d %H:%M}", "是" if s.no_plan else "否", s.reason, s.issued_by,
            ]
            for s in rows
        ]  # fmt: skip
        return (csv_file if form == "csv" else xlsx_file)("退文单", [head, *table])
    return render(request, "policy/slips.html", {"page": page_of(request, rows), "tab": "slips"})


@requires(Act.VIEW)
def slip(request: HttpRequest, pk: int) -> HttpResponse:
    """One slip, ready to print on A4."""
    found = _slips(request).filter(pk=pk).first()
    if found is None:
        raise Http404("没有这张退文单，或您不能查看")
    return render(
        request, "policy/slip.html", {"slip": found, "package": found.submission.package, "tab": "slips"}
    )


@requires(Act.APPROVE)
def exempt(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for an exemption; the second unit's head answers."""
    document = _document(request, pk, Act.APPROVE)
    form = forms.ExemptionForm(request.POST or None, unit=document.unit)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(
            request, form, lambda: exempting.ask(document, actor=actor_of(request), **form.cleaned_data),
            "已提出申请，等待同意单位答复",
        )
    ):  # fmt: skip
        return redirect("policy:exemptions")
    return render(request, "policy/exempt.html", {"document": document, "form": form, "tab": "exemptions"})


def _exemptions(request: HttpRequest):  # type: ignore[no-untyped-def]
    actor = actor_of(request)
    rows = Exemption.objects.select_related("document", "unit", "second_unit", "asked_by", "decided_by")
    own = scope(actor, Act.VIEW, rows)
    second = scope(actor, Act.APPROVE, rows, unit="second_unit")
    return rows.filter(pk__in=[*own.values_list("pk", flat=True), *second.values_list("pk", flat=True)])


@requires(Act.VIEW)
def exemptions(request: HttpRequest) -> HttpResponse:
    """Every exemption that concerns one's units, asked or consented; those that wait for an answer on top."""
    actor = actor_of(request)
    rows = list(_exemptions(request)[:200])
    context = {
        "rows": [(e, exempting.consent.reasons(e, actor=actor)) for e in rows],
        "waiting": [e for e in rows if not exempting.consent.reasons(e, actor=actor)],
        "tab": "exemptions",
    }
    return render(request, "policy/exemptions.html", context)


@requires(Act.VIEW)
@require_POST
def answer_exemption(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """The second unit consents or refuses."""
    found = _exemptions(request).filter(pk=pk).first()
    if found is None or what not in ("consent", "refuse"):
        raise Http404("没有这项豁免申请")
    actor, note = actor_of(request), request.POST.get("note", "")
    verb = exempting.consent if what == "consent" else exempting.refuse
    attempt(request, None, lambda: verb(found, actor=actor, note=note), "已答复")
    return redirect("policy:exemptions")


@requires(Act.VIEW)
def meetings(request: HttpRequest) -> HttpResponse:
    """The agenda: what waits for a meeting, what is listed, what was decided."""
    actor = actor_of(request)
    packages = queries.visible(actor)
    items = MeetingItem.objects.filter(package__in=packages.values("pk")).select_related(
        "package__document", "package__unit"
    )
    context = {
        "ready": packages.filter(state=Package.State.ACCEPTED, needs_meeting=True),
        "listed": items.filter(outcome="waiting"),
        "page": page_of(request, items.exclude(outcome="waiting")),
        "agenda": queries.keeps_agenda(actor),
        "outcome_form": forms.OutcomeForm(),
        "tab": "meetings",
    }
    return render(request, "policy/meetings.html", context)


@requires(Act.VIEW)
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """One item: its reading, and what the meeting decided."""
    visible = queries.visible(actor_of(request)).values("pk")
    found = (
        MeetingItem.objects.filter(package__in=visible, pk=pk)
        .select_related("package__document", "package__unit")
        .first()
    )
    if found is None:
        raise Http404("没有这个议题，或您不能查看")
    actor = actor_of(request)
    form = forms.OutcomeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = attempt(
            request, form,
            lambda: sending.record_outcome(found, actor=actor, **form.cleaned_data), "已登记会议结果",
        )  # fmt: skip
        if done:
            return redirect("policy:meeting", pk)
    context = {
        "item": found,
        "form": form,
        "reasons": sending.record_outcome.reasons(found, actor=actor, outcome="passed"),
        "tab": "meetings",
    }
    return render(request, "policy/meeting.html", context)
