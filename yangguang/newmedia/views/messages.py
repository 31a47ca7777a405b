"""Texts to be posted: written or packaged, checked, signed, sent; with picture and QR code to take away."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from yangguang.core.actors import actor_of
from yangguang.core.exporting import FORMS
from yangguang.gazette.models import Issue
from yangguang.organisations.permissions import Act, requires, scope
from yangguang.publications.forms.fields import find_record
from yangguang.publications.models import Publication

from .. import forms, packaging, queries
from ..actions import sending as acts
from ..models import Message, MessageState
from .accounts import accounts_of
from .asking import asked, attempt, found, query_of


def _narrowed(rows: Any, given: dict[str, str]) -> Any:
    if given["state"] == "open":
        rows = rows.filter(state__in=Message.OPEN)
    elif given["state"] in MessageState.values:
        rows = rows.filter(state=given["state"])
    if given["q"]:
        rows = rows.filter(title__icontains=given["q"])
    return rows


@requires(Act.VIEW)
def messages_list(request: HttpRequest) -> HttpResponse:
    """The texts of one's units."""
    actor, given = actor_of(request), asked(request, "state", "q")
    rows = _narrowed(queries.messages(actor).defer("text"), given)
    context = {
        "tab": "messages", "page": Paginator(rows, 30).get_page(request.GET.get("page")), "asked": given,
        "query": query_of(request), "states": [("open", "办理中"), *MessageState.choices],
        "writes": accounts_of(actor).exists(), "waiting": queries.waiting(actor),
    }  # fmt: skip
    return render(request, "newmedia/messages.html", context)


@requires(Act.EXPORT)
def export(request: HttpRequest, form: str) -> HttpResponse:
    """Texts with their trail (审核留痕), one line each."""
    rows = scope(actor_of(request), Act.EXPORT, Message.objects.select_related("unit", "account__platform"))
    head = ("单位", "账号", "标题", "状态", "签发时间", "发出时间", "推文网址", "先发的原因", "留痕")
    lines = (
        (
            str(m.unit), str(m.account), m.title, m.get_state_display(), _time(m.approved_at), _time(m.sent_at), m.sent_url,
            m.sent_early, "；".join(f"{_time(s.at)} {s.by_label} {s.get_kind_display()}" for s in m.steps.all()),
        )
        for m in _narrowed(rows, asked(request, "state", "q")).prefetch_related("steps").order_by("pk")
    )  # fmt: skip
    return FORMS[form](f"新媒体推送稿{timezone.localdate():%Y-%m-%d}", (head, *lines))


def _time(at: Any) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else ""


@requires(Act.EDIT)
def write(request: HttpRequest) -> HttpResponse:
    """A new text of one's own."""
    actor = actor_of(request)
    chosen = accounts_of(actor)
    form = forms.MessageForm(request.POST or None, accounts=chosen)
    if request.method == "POST" and form.is_valid():
        d = form.cleaned_data
        made = attempt(
            request,
            form,
            lambda: acts.write(d["account"], actor=actor, title=d["title"], text=d["text"]),
            "已保存草稿",
        )
        if made:
            return redirect("newmedia:message", made.pk)
    context = {
        "tab": "messages", "form": form, "heading": "起草推送稿", "button": "保存草稿", "waiting": queries.waiting(actor),
        "lede": "" if chosen.exists() else "您的单位还没有登记在用的账号，请先在“账号”里备案。",
    }  # fmt: skip
    return render(request, "newmedia/form.html", context, status=422 if form.errors else 200)


@requires(Act.EDIT)
def pack(request: HttpRequest) -> HttpResponse:
    """Make a text out of a public record or gazette issue: choose the account, then it is drafted."""
    actor = actor_of(request)
    given = request.POST if request.method == "POST" else request.GET
    record = issue = None
    if (number := given.get("issue", "")).isdecimal() and len(number) < 10:
        issue = Issue.objects.filter(pk=number, state="published").first()
    elif name := given.get("record", "").strip()[:400]:
        named = find_record(name)
        record = Publication.objects.public().filter(pk=named.pk).first() if named else None
    accounts = accounts_of(actor)
    if request.method == "POST":
        chosen = [a for a in accounts if str(a.pk) in request.POST.getlist("account")]
        if record is None and issue is None:
            messages.error(request, "没有找到这条已公开的信息。可以填索引号、文号、编号或网址")
        elif not chosen:
            messages.error(request, "请至少选一个账号")
        else:
            made = []
            for account in chosen:
                act = partial(acts.pack, account, actor=actor, publication=record, issue=issue)
                made.append(attempt(request, None, act))
            if all(made):
                messages.success(request, f"已做成 {len(made)} 份推送稿，请核对文字后送审")
                return (
                    redirect("newmedia:message", made[0].pk)
                    if len(made) == 1
                    else redirect("newmedia:messages")
                )
    context = {
        "tab": "messages", "record": record, "issue": issue, "accounts": accounts, "name": given.get("record", "")[:400],
        "waiting": queries.waiting(actor),
    }  # fmt: skip
    return render(request, "newmedia/pack.html", context)


@requires(Act.VIEW)
def message(request: HttpRequest, pk: int) -> HttpResponse:
    return _show(request, found(queries.messages(actor_of(request)), pk, "这份推送稿"))


def _show(request: HttpRequest, record: Message, used: dict[str, Any] | None = None) -> HttpResponse:
    actor, today = actor_of(request), timezone.localdate()
    context = {
        "tab": "messages", "message": record, "waiting": queries.waiting(actor), "steps": record.steps.all(),
        "findings": [(f, record.confirmed.get(f.fingerprint, "")) for f in acts.findings(record, today)] if record.is_open else [],
        "link": packaging.url_of(record.link) if record.link else "",
        "digest": packaging.digest(record.title, record.text),
        "reasons": {
            "edit": list(acts.may_change(record, actor=actor)), "submit": acts.submit.reasons(record, actor=actor),
            "review": acts.review.reasons(record, actor=actor), "approve": acts.approve.reasons(record, actor=actor),
            "return": acts.send_back.reasons(record, actor=actor, reason="—"), "drop": acts.drop.reasons(record, actor=actor),
            "sent": acts.record_sent.reasons(record, actor=actor),
        },
        "reason_form": forms.ReasonForm(auto_id="return_%s"), "drop_form": forms.ReasonForm(auto_id="drop_%s"),
        "sent_form": forms.SentForm(auto_id="sent_%s", initial={"sent_at": timezone.localtime().replace(second=0, microsecond=0)}),
        **(used or {}),
    }  # fmt: skip
    return render(request, "newmedia/message.html", context, status=422 if used else 200)


@requires(Act.EDIT)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the text, and say of doubtful places why they are right."""
    actor = actor_of(request)
    record = found(scope(actor, Act.EDIT, queries.messages(actor)), pk, "这份推送稿")
    findings = acts.findings(record, timezone.localdate())
    start: dict[str, Any] = {"title": record.title, "text": record.text, "version": record.version}
    start |= {f"confirm_{k}": v for k, v in record.confirmed.items()}
    form = forms.MessageForm(request.POST or None, findings=findings, initial=start)
    if request.method == "POST" and form.is_valid():
        d = form.cleaned_data
        done = attempt(
            request, form,
            lambda: acts.change(
                record, actor=actor, title=d["title"], text=d["text"], version=d["version"] or 0, confirmed=form.confirmed()
            ),
            "已保存",
        )  # fmt: skip
        if done:
            return redirect("newmedia:message", pk)
    platform = record.account.platform
    context = {
        "tab": "messages", "form": form, "heading": "修改推送稿", "button": "保存", "back": record.get_absolute_url(),
        "findings": [(f, "") for f in findings], "waiting": queries.waiting(actor),
        "lede": f"{platform}：标题最多 {platform.title_limit} 字，正文最多 {platform.text_limit} 字。",
    }  # fmt: skip
    return render(request, "newmedia/form.html", context, status=422 if form.errors else 200)


PLAIN = {
    "submit": (acts.submit, "已送审"),
    "review": (acts.review, "已审核同意，等待签发"),
    "approve": (acts.approve, "已签发，可以发出"),
}


@requires(Act.EDIT)
@require_POST
def act(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """One step of a text's course."""
    actor = actor_of(request)
    record = found(queries.messages(actor), pk, "这份推送稿")
    if what in PLAIN:
        verb, said = PLAIN[what]
        attempt(request, None, lambda: verb(record, actor=actor), said)
        return redirect("newmedia:message", pk)
    choices: dict[str, tuple[Any, str, Any, str]] = {
        "return": (forms.ReasonForm, "reason_form", acts.send_back, "已退回"),
        "drop": (forms.ReasonForm, "drop_form", acts.drop, "已作废"),
        "sent": (forms.SentForm, "sent_form", acts.record_sent, "已登记发出"),
    }
    if what not in choices:
        raise Http404("没有这个操作")
    make, name, step, told = choices[what]
    form = make(
        request.POST, auto_id={"reason_form": "return_%s", "drop_form": "drop_%s"}.get(name, "sent_%s")
    )
    if form.is_valid() and attempt(
        request, form, lambda: step(record, actor=actor, **form.cleaned_data), told
    ):
        return redirect("newmedia:message", pk)
    return _show(request, record, {name: form})


@requires(Act.VIEW)
def picture(request: HttpRequest, pk: str, name: str) -> HttpResponse:
    """The picture in the platform's size, or the QR code of the short link."""
    record = found(queries.messages(actor_of(request)), int(pk), "这份推送稿")
    link = packaging.url_of(record.link) if record.link else ""
    if name == "qr":
        if not link:
            raise Http404("这份推送稿没有短链接")
        data = packaging.qr(link)
    else:
        kind = (
            "政府公报"
            if record.issue_id
            else record.publication.kind_name
            if record.publication
            else "政务信息"
        )
        data = packaging.card(
            record.account.platform, title=record.title, unit=str(record.unit), kind=kind, link=link
        )
    response = HttpResponse(data, content_type="image/png")
    response["Content-Disposition"] = content_disposition_header(False, f"{name}-{record.pk}.png") or "inline"
    return response
