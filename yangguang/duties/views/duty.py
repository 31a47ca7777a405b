"""One duty: what is asked, what can be done now (or why not), what was done and shown."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from yangguang.core import calendar
from yangguang.core.actions import Refused
from yangguang.core.actors import actor_of
from yangguang.organisations.permissions import Act, may, requires

from .. import actions, queries
from ..actions.handling import OPEN_FOR_WORK
from ..actions.slips import demand_for
from ..forms import JudgeForm, ProgressForm, SlipForm, WithdrawForm
from ..kinds import kind_of
from ..models import Duty, DutyState, Evidence
from ..rules import PROOF, proof_level
from .pages import add_errors

SAID = {"text": "·"}  # stands for what will be typed, where only the other reasons are asked for


def find_duty(request: HttpRequest, pk: int) -> Duty:
    """The duty if the person may look at it; 404 otherwise."""
    return get_object_or_404(queries.visible(actor_of(request)), pk=pk)


@requires(Act.VIEW)
def duty(request: HttpRequest, pk: int) -> HttpResponse:
    """One duty."""
    return duty_page(request, find_duty(request, pk))


def duty_page(request: HttpRequest, item: Duty, *, status: int = 200, **forms: Any) -> HttpResponse:
    """The page of a duty; ``forms`` are those that were refused, by their name in the template."""
    actor = actor_of(request)
    notes = list(item.notes.prefetch_related("evidence"))
    shown = [e for n in notes for e in n.evidence.all()]
    level = proof_level(
        said=any(n.step in {"进展", "报办结"} for n in notes),
        files=sum(bool(e.file) for e in shown),
        live_links=sum(bool(e.url and e.answers) for e in shown),
        measured=item.closes_by_fact and item.state == DutyState.CLOSED,
    )
    today = timezone.localdate()
    row = queries.items([item], today, calendar.load())[0]
    kind = kind_of(item.kind)
    asks = may(actor, Act.SUPERVISE) or bool(item.asked_by_id and may(actor, kind.close_act, item.asked_by))
    context = {
        "duty": item,
        "row": row,
        "kind": kind,
        "link": item.url or (kind.link(item.key) if kind.link else ""),
        "notes": notes,
        "shown": shown,
        "proof": PROOF[level],
        "slips": item.slips.all(),
        "reminders": item.reminders.all()[:10],
        "earlier": queries.earlier(item)[:5],
        "today": today,
        # Whoever neither works on it nor asked for it only reads; the others see every step of the state they are in.
        "works": may(actor, Act.EDIT, item.unit),
        "asks": asks,
        "supervises": may(actor, Act.SUPERVISE),
        "for_work": item.state in OPEN_FOR_WORK | {DutyState.REPORTED},
        "sign_reasons": actions.sign.reasons(item, actor=actor),
        "start_reasons": actions.start.reasons(item, actor=actor),
        "note_reasons": actions.add_note.reasons(item, actor=actor, **SAID),
        "report_reasons": actions.report.reasons(item, actor=actor, url="https://example.org/", **SAID),
        "close_reasons": actions.close.reasons(item, actor=actor),
        "return_reasons": actions.return_.reasons(item, actor=actor, **SAID),
        "withdraw_reasons": actions.withdraw.reasons(item, actor=actor, **SAID),
        "slip_reasons": actions.issue_slip.reasons(item, actor=actor, demand="·"),
        "form": ProgressForm(),
        "judge": JudgeForm(auto_id="judge_%s"),
        "withdraw": WithdrawForm(auto_id="withdraw_%s"),
        "slip_form": SlipForm(initial={"demand": demand_for(item)}),
        **forms,
    }
    return render(request, "duties/duty.html", context, status=status)


DONE = {
    "sign": "已签收。",
    "start": "已开始办理。",
    "note": "已记录进展。",
    "report": "已报办结，等待交办单位确认。",
    "close": "已确认办结。",
    "return": "已退回，承办单位会首先看到退回原因。",
    "withdraw": "已撤回，办理经过保留。",
}


@require_POST
@requires(Act.EDIT)
def act(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Sign, start, note or report."""
    item = find_duty(request, pk)
    actor = actor_of(request)
    if what in {"sign", "start"}:
        {"sign": actions.sign, "start": actions.start}[what](item, actor=actor)
        messages.success(request, f"“{item.title}”{DONE[what]}")
        return redirect("duties:inbox" if request.POST.get("next") == "inbox" else address(item))
    form = ProgressForm(request.POST, request.FILES)
    if form.is_valid():
        verb = actions.report if what == "report" else actions.add_note
        try:
            verb(item, actor=actor, **form.cleaned_data)
        except Refused as refused:
            add_errors(form, refused)
        else:
            messages.success(request, DONE[what])
            return redirect(address(item))
    # The other officer's step may be why: the page shows the duty as it is now, and what was typed stays.
    return duty_page(request, find_duty(request, pk), form=form, files_lost=bool(request.FILES), status=422)


def address(item: Duty) -> str:
    return reverse("duties:duty", args=[item.pk])


@require_POST
@requires(Act.VIEW)
def judge(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Agree that a reported duty is done, return it with a reason, or withdraw it."""
    item = find_duty(request, pk)
    name = "withdraw" if what == "withdraw" else "judge"
    form = {"withdraw": WithdrawForm, "judge": JudgeForm}[name](request.POST, auto_id=f"{name}_%s")
    if form.is_valid():
        verb = {"close": actions.close, "return": actions.return_, "withdraw": actions.withdraw}[what]
        try:
            verb(item, actor=actor_of(request), text=form.cleaned_data["text"])
        except Refused as refused:
            add_errors(form, refused)
        else:
            messages.success(request, DONE[what])
            return redirect(address(item))
    return duty_page(request, find_duty(request, pk), status=422, **{name: form})


@requires(Act.VIEW)
def evidence(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A file shown as evidence, to whoever may see its duty; always as a download, never shown by the browser."""
    found = get_object_or_404(Evidence.objects.select_related("note"), pk=pk)
    find_duty(request, found.note.duty_id)
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
