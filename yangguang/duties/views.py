"""The inbox (我的待办), a duty, what was asked of others, slips, weekly letters."""

from __future__ import annotations

import io
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from yangguang.core import calendar
from yangguang.core.actions import Refused
from yangguang.core.actors import actor_of
from yangguang.organisations.permissions import Act, may, powers, requires, scope, signed_in

from . import actions, queries
from .forms import DutyFilter, ProgressForm, ReplyForm, ReturnForm, SlipForm
from .models import Digest, Duty, DutyState, Evidence, SlipColour
from .rules import PROOF, proof_level

PAGE = 50


@signed_in
def inbox(request: HttpRequest) -> HttpResponse:
    """我的待办: what waits, grouped by what to do next; the first screen after sign-in."""
    actor = actor_of(request)
    today = timezone.localdate()
    number = queries.counts(actor, today)
    shown = request.GET.get("group") or next((g for g in queries.TITLES if number.get(g)), queries.WAITING)
    if shown not in queries.TITLES:
        raise Http404("没有这一组")
    if shown == queries.JUDGE:
        duties = queries.to_judge(actor)
    else:
        duties = queries.group_filter(queries.mine(actor), shown, today)
    form = DutyFilter(request.GET)
    duties = _filtered(duties, form, today)
    page = Paginator(duties, PAGE).get_page(request.GET.get("page"))
    held = powers(request.user)
    context = {
        "groups": [(key, title, number.get(key, 0)) for key, title in queries.TITLES.items()],
        "shown": shown,
        "title": queries.TITLES[shown],
        "page": page,
        "items": queries.items(page.object_list, today, calendar.load()),
        "form": form,
        "today": today,
        "can_edit": held.may_anywhere(Act.EDIT),
        "can_judge": Act.SUPERVISE in held.everywhere,
        "slips": queries.slips_of(actor).filter(replied_at=None, unit__in=held.at.get(Act.REVIEW, ())),
        "total": sum(number.get(k, 0) for k in (queries.RETURNED, queries.WAITING, queries.WORKING)),
    }
    return render(request, "duties/inbox.html", context)


def _filtered(duties: Any, form: DutyFilter, today: Any) -> Any:
    if not form.is_valid():
        return duties
    said = form.cleaned_data
    if said["q"]:
        duties = duties.filter(title__icontains=said["q"])
    if said["unit"]:
        duties = duties.filter(unit__name__icontains=said["unit"])
    if said["state"]:
        duties = duties.filter(state=said["state"])
    if said["late"]:
        duties = duties.open().filter(due__lt=today).exclude(state=DutyState.REPORTED)
    return duties


@require_POST
@requires(Act.EDIT)
def sign_selected(request: HttpRequest) -> HttpResponse:
    """Sign the ticked duties, or all that wait."""
    actor = actor_of(request)
    waiting = queries.mine(actor).filter(state=DutyState.WAITING)
    chosen = request.POST.getlist("duty")
    if "all" not in request.POST:
        waiting = waiting.filter(pk__in=[c for c in chosen if c.isdecimal()])
    done, refused = actions.sign_all(list(waiting), actor=actor)
    if done:
        messages.success(request, f"已签收 {done} 件。")
    elif not refused:
        messages.warning(request, "没有选中待签收的事项。")
    for text in refused:
        messages.error(request, text)
    return redirect("duties:inbox")


def _duty(request: HttpRequest, pk: int) -> Duty:
    return get_object_or_404(queries.visible(actor_of(request)), pk=pk)


@requires(Act.VIEW)
def duty(request: HttpRequest, pk: int) -> HttpResponse:
    """One duty: what is asked, its history with evidence, and what can be done now (or why not)."""
    return _duty_page(request, _duty(request, pk))


def _duty_page(
    request: HttpRequest, item: Duty, *, form: Any = None, judge: Any = None, status: int = 200
) -> HttpResponse:
    actor = actor_of(request)
    notes = list(item.notes.prefetch_related("evidence"))
    evidence = [e for n in notes for e in n.evidence.all()]
    level = proof_level(
        said=any(n.step in {"进展", "报办结"} for n in notes),
        files=sum(bool(e.file) for e in evidence),
        live_links=sum(bool(e.url and e.answers) for e in evidence),
        measured=item.closes_by_fact and item.state == DutyState.CLOSED,
    )
    today = timezone.localdate()
    context = {
        "duty": item,
        "light": queries.items([item], today, calendar.load())[0].light,
        "notes": notes,
        "proof": PROOF[level],
        "slips": item.slips.all(),
        "form": form or ProgressForm(),
        "judge": judge or ReturnForm(),
        "sign_reasons": actions.sign.reasons(item, actor=actor),
        "start_reasons": actions.start.reasons(item, actor=actor),
        "note_reasons": actions.add_note.reasons(item, actor=actor, text="·"),
        "report_reasons": actions.report.reasons(item, actor=actor, text="·", url="·"),
        "close_reasons": actions.close.reasons(item, actor=actor),
        "can_edit": may(actor, Act.EDIT, item.unit),
        "can_judge": may(actor, Act.SUPERVISE)
        or (item.asked_by_id and may(actor, Act.REVIEW, item.asked_by_id)),
        "can_slip": may(actor, Act.SUPERVISE),
        "slip_reasons": actions.issue_slip.reasons(item, actor=actor, demand="·"),
        "slip_form": SlipForm(
            initial={"demand": f"请抓紧办理“{item.title}”，并于期限内书面回复原因、措施和完成时间。"}
        ),
        "today": today,
    }
    return render(request, "duties/duty.html", context, status=status)


@require_POST
@requires(Act.EDIT)
def act(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Sign, start, note or report."""
    item = _duty(request, pk)
    actor = actor_of(request)
    if what in {"sign", "start"}:
        {"sign": actions.sign, "start": actions.start}[what](item, actor=actor)
        messages.success(request, "已签收。" if what == "sign" else "已开始办理。")
        return redirect((request.POST.get("next") == "inbox" and "duties:inbox") or item_url(item))
    form = ProgressForm(request.POST, request.FILES)
    if form.is_valid():
        verb = actions.report if what == "report" else actions.add_note
        try:
            said = form.cleaned_data
            verb(item, actor=actor, text=said["text"], url=said["url"], files=said["attachments"])
        except Refused as refused:
            add_errors(form, refused)
        else:
            messages.success(request, "已报办结，等待交办单位确认。" if what == "report" else "已记录进展。")
            return redirect(item_url(item))
    return _duty_page(request, item, form=form, status=422)


def item_url(item: Duty) -> str:
    from django.urls import reverse

    return reverse("duties:duty", args=[item.pk])


def add_errors(form: Any, refused: Refused) -> None:
    """Put the reasons of a refusal on the fields they are about; what was typed stays."""
    for reason in refused.reasons:
        field = {"files": "attachments"}.get(reason.field, reason.field)
        form.add_error(field if field in form.fields else None, str(reason))


@require_POST
@requires(Act.VIEW)
def judge(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Agree that a reported duty is done, or return it with a reason."""
    item = _duty(request, pk)
    form = ReturnForm(request.POST)
    if form.is_valid():
        verb = actions.close if what == "close" else actions.return_
        try:
            verb(item, actor=actor_of(request), text=form.cleaned_data["text"])
        except Refused as refused:
            add_errors(form, refused)
        else:
            messages.success(
                request, "已确认办结。" if what == "close" else "已退回，承办单位会首先看到退回原因。"
            )
            return redirect(item_url(item))
    return _duty_page(request, item, judge=form, status=422)


@requires(Act.VIEW)
def evidence(request: HttpRequest, pk: int) -> FileResponse:
    """A file shown as evidence, to whoever may see its duty; always as a download."""
    found = get_object_or_404(Evidence.objects.select_related("note__duty"), pk=pk)
    _duty(request, found.note.duty_id)
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


HEADINGS = [
    "事项",
    "承办单位",
    "交办单位",
    "状态",
    "期限",
    "交办时间",
    "签收时间",
    "报办结时间",
    "办结时间",
    "退回原因",
]


@requires(Act.VIEW)
def asked(request: HttpRequest) -> HttpResponse:
    """我交办的: what was asked of others, overdue first; export as a spreadsheet."""
    today = timezone.localdate()
    form = DutyFilter(request.GET)
    duties = _filtered(queries.asked(actor_of(request)), form, today)
    if request.GET.get("format") == "xlsx":
        return _workbook(duties)
    page = Paginator(duties, PAGE).get_page(request.GET.get("page"))
    shown = queries.items(page.object_list, today, calendar.load())
    return render(request, "duties/asked.html", {"page": page, "items": shown, "form": form})


def _workbook(duties: Any) -> HttpResponse:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("待办")
    sheet.append(HEADINGS)

    def local(moment: Any) -> str:
        return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M") if moment else ""

    for d in duties:
        row = [d.title, d.unit.name, d.asked_by.name if d.asked_by else "", d.get_state_display(),
               d.due.isoformat() if d.due else "", local(d.opened_at), local(d.signed_at), local(d.reported_at),
               local(d.closed_at), d.last_return_reason]  # fmt: skip
        sheet.append([f"'{c}" if str(c)[:1] in {"=", "+", "-", "@"} else c for c in row])
    out = io.BytesIO()
    book.save(out)
    response = HttpResponse(
        out.getvalue(), content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    response["Content-Disposition"] = content_disposition_header(True, "交办事项.xlsx") or "attachment"
    return response


@requires(Act.VIEW)
def slips(request: HttpRequest) -> HttpResponse:
    """督办单: sent and answered; for the openness office also those that should be sent."""
    actor = actor_of(request)
    can_issue = may(actor, Act.SUPERVISE)
    names = dict(SlipColour.choices)
    candidates = queries.slip_candidates(timezone.localdate()) if can_issue else []
    page = Paginator(queries.slips_of(actor), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "candidates": [(d, c, names[c]) for d, c in candidates[:PAGE]],
        "more": max(len(candidates) - PAGE, 0),
        "can_issue": can_issue,
        "today": timezone.localdate(),
    }
    return render(request, "duties/slips.html", context)


@require_POST
@requires(Act.SUPERVISE, anywhere=False)
def issue_slips(request: HttpRequest) -> HttpResponse:
    """Send slips about the ticked duties (or one duty with its own wording)."""
    actor = actor_of(request)
    done = 0
    for item in Duty.objects.filter(pk__in=[c for c in request.POST.getlist("duty") if c.isdecimal()]):
        demand = (
            request.POST.get("demand")
            or f"“{item.title}”已于 {item.due} 到期，请抓紧办理，并书面回复原因、措施和完成时间。"
        )
        try:
            actions.issue_slip(item, actor=actor, demand=demand)
            done += 1
        except Refused as refused:
            messages.error(request, f"{item.unit} {item.title}：{refused}")
    if done:
        messages.success(request, f"已发出 {done} 张督办单。")
    else:
        messages.warning(request, "没有发出督办单。")
    return redirect("duties:slips")


@requires(Act.VIEW)
def slip(request: HttpRequest, pk: int) -> HttpResponse:
    """One slip, ready to print; its unit answers here."""
    actor = actor_of(request)
    found = get_object_or_404(queries.slips_of(actor), pk=pk)
    form = ReplyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.reply_slip(found, actor=actor, reply=form.cleaned_data["reply"])
        except Refused as refused:
            add_errors(form, refused)
        else:
            messages.success(request, "已回复。")
            return redirect("duties:slip", pk)
    can_reply = not actions.reply_slip.reasons(found, actor=actor, reply="·")
    return render(request, "duties/slip.html", {"slip": found, "form": form, "can_reply": can_reply})


@requires(Act.VIEW)
def digests(request: HttpRequest) -> HttpResponse:
    """每周提示: the weekly letters of the units in scope."""
    found = scope(actor_of(request), Act.VIEW, Digest.objects.select_related("unit"))
    page = Paginator(found, 20).get_page(request.GET.get("page"))
    return render(request, "duties/digests.html", {"page": page})
