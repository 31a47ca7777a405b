"""Filings: opening, changing, ending an account; deciding; telling the public."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from yangguang.core.actors import actor_of
from yangguang.core.exporting import FORMS
from yangguang.organisations.permissions import Act, may, requires, scope
from yangguang.typesetting.word import to_docx

from .. import describing, forms, keeping, notices, queries
from ..actions import filing as acts
from ..models import Filing, FilingKind, FilingState, Platform
from .accounts import accounts_of
from .asking import asked, attempt, found, query_of

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@requires(Act.VIEW)
def filings(request: HttpRequest) -> HttpResponse:
    """The filings of one's units, open ones first."""
    actor, given = actor_of(request), asked(request, "state", "kind")
    rows = _narrowed(queries.filings(actor), given)
    context = {
        "tab": "filings", "page": Paginator(rows, 30).get_page(request.GET.get("page")), "asked": given,
        "query": query_of(request), "states": FilingState.choices, "kinds": FilingKind.choices,
        "writes": queries.editable_units(actor).exists(), "waiting": queries.waiting(actor),
        "office": keeping.supervises(actor), "today": timezone.localdate(),
    }  # fmt: skip
    return render(request, "newmedia/filings.html", context)


def _narrowed(rows: Any, given: dict[str, str]) -> Any:
    if given["state"] in FilingState.values:
        rows = rows.filter(state=given["state"])
    if given["kind"] in FilingKind.values:
        rows = rows.filter(kind=given["kind"])
    return rows


@requires(Act.EXPORT)
def export(request: HttpRequest, form: str) -> HttpResponse:
    rows = scope(actor_of(request), Act.EXPORT, Filing.objects.select_related("unit", "account__platform"))
    names = dict(Platform.objects.values_list("pk", "name"))
    lines = (
        (
            str(f.unit), f.get_kind_display(), f.account.platform.name if f.account else names.get(f.values.get("platform"), ""),
            f.account.name if f.account else str(f.values.get("name", "")), f.get_state_display(), f.reason,
            f"{timezone.localtime(f.sent_at):%Y-%m-%d %H:%M}", f"{f.due or ''}",
            f"{timezone.localtime(f.decided_at):%Y-%m-%d %H:%M}" if f.decided_at else "", f.note,
            f"{f.noticed_on or ''}", f.notice_url, f.number, f"{f.filed_on or ''}",
        )
        for f in _narrowed(rows, asked(request, "state", "kind")).order_by("pk")
    )  # fmt: skip
    head = (
        "申报单位",
        "事项",
        "平台",
        "账号",
        "状态",
        "理由",
        "报送时间",
        "审批期限",
        "审批时间",
        "审批意见",
        "公告日期",
        "公告网址",
        "备案号",
        "备案日期",
    )
    return FORMS[form](f"新媒体备案{timezone.localdate():%Y-%m-%d}", (head, *lines))


@requires(Act.EDIT)
def begin(request: HttpRequest) -> HttpResponse:
    """Ask to open an account."""
    actor = actor_of(request)
    units = queries.editable_units(actor)
    if not units.exists():
        raise Http404("您的账号没有可以申报的单位")
    form = forms.AccountForm(request.POST or None, units=units, initial={"unit": units.first()})
    if request.method == "POST" and form.is_valid():
        d = form.cleaned_data
        made = attempt(
            request, form,
            lambda: acts.file_open(
                d["unit"], actor=actor, values=form.values(), reason=d["reason"], risks=form.risks(), phone=d["phone"]
            ),
            "已报送，等待主管部门审批",
        )  # fmt: skip
        if made:
            return redirect("newmedia:filing", made.pk)
    context = {
        "tab": "filings",
        "form": form,
        "heading": "申请开设账号",
        "button": "报送",
        "waiting": queries.waiting(actor),
    }
    return render(request, "newmedia/form.html", context, status=422 if form.errors else 200)


@requires(Act.EDIT)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask to change what is registered."""
    actor = actor_of(request)
    account = found(accounts_of(actor), pk, "这个账号")
    form = forms.AccountForm(request.POST or None, account=account)
    if request.method == "POST" and form.is_valid():
        d = form.cleaned_data
        made = attempt(
            request, form,
            lambda: acts.file_change(account, actor=actor, values=form.values(), reason=d["reason"], phone=d["phone"]),
            "已报送变更",
        )  # fmt: skip
        if made:
            return redirect("newmedia:filing", made.pk)
    context = {
        "tab": "accounts", "form": form, "heading": f"变更备案：{account}", "button": "报送变更", "waiting": queries.waiting(actor),
        "lede": "改哪项就填哪项；没有改动的不会报送。名称变更要公告。", "back": account.get_absolute_url(),
    }  # fmt: skip
    return render(request, "newmedia/form.html", context, status=422 if form.errors else 200)


@requires(Act.EDIT)
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask to close an account or to merge it into another."""
    actor = actor_of(request)
    account = found(accounts_of(actor), pk, "这个账号")
    form = forms.EndForm(request.POST or None, account=account)
    if request.method == "POST" and form.is_valid():
        d = form.cleaned_data
        made = attempt(request, form, lambda: acts.file_end(account, actor=actor, **d), "已报送")
        if made:
            return redirect("newmedia:filing", made.pk)
    context = {
        "tab": "accounts", "form": form, "heading": f"关停或归并：{account}", "button": "报送关停或归并", "danger": True,
        "lede": "主管部门同意后发布公告，公告之日起账号关停。报送后、审批前可以撤回。", "back": account.get_absolute_url(),
        "waiting": queries.waiting(actor),
    }  # fmt: skip
    return render(request, "newmedia/form.html", context, status=422 if form.errors else 200)


@requires(Act.VIEW)
def filing(request: HttpRequest, pk: int) -> HttpResponse:
    return _show(request, found(queries.filings(actor_of(request)), pk, "这项备案"))


def _show(request: HttpRequest, record: Filing, used: dict[str, Any] | None = None) -> HttpResponse:
    actor = actor_of(request)
    platform = (
        record.account.platform
        if record.account
        else Platform.objects.filter(pk=record.values.get("platform")).first()
    )
    told = [
        (
            label,
            record.values[name],
            getattr(record.account, name) if record.kind == "change" and record.is_open else "",
        )
        for name, (label, _) in describing.TEXTS.items()
        if record.values.get(name) and name != "adapter"
    ]
    context = {
        "tab": "filings", "filing": record, "platform": platform, "told": told, "waiting": queries.waiting(actor),
        "inside": may(actor, Act.EDIT, record.unit) or keeping.supervises(actor),
        "risks": [(name, record.risks.get(code)) for code, name in describing.RISKS] if record.risks else [],
        "reasons": {
            "approve": acts.approve.reasons(record, actor=actor), "return": acts.send_back.reasons(record, actor=actor, note="—"),
            "withdraw": acts.withdraw.reasons(record, actor=actor), "resend": acts.resend.reasons(record, actor=actor),
            "draft": acts.draft_notice.reasons(record, actor=actor), "record": acts.record.reasons(record, actor=actor),
        },
        "note_form": forms.NoteForm(auto_id="note_%s"), "return_form": forms.NoteForm(auto_id="return_%s"),
        "notice_form": forms.NoticeForm(auto_id="notice_%s", initial={"number": record.number}),
        "paragraphs": notices.paragraphs(record) if record.needs_notice else [], "notice_title": notices.title(record),
        "today": timezone.localdate(), **(used or {}),
    }  # fmt: skip
    return render(request, "newmedia/filing.html", context, status=422 if used else 200)


@requires(Act.EDIT)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """A returned filing, mended and sent again."""
    actor = actor_of(request)
    record = found(scope(actor, Act.EDIT, queries.filings(actor)), pk, "这项备案")
    start = {**record.values, "reason": record.reason, "phone": record.phone, "unit": record.unit_id}
    start |= {f"risk_{code}": record.risks.get(code) for code, _ in describing.RISKS}
    start["measures"] = record.risks.get("measures", "")
    opening = record.kind == FilingKind.OPEN
    form: Any = (
        forms.AccountForm(
            request.POST or None, units=queries.editable_units(actor).filter(pk=record.unit_id), initial=start
        )
        if opening
        else forms.ReasonForm(request.POST or None, initial=start)
    )
    if request.method == "POST" and form.is_valid():
        d = form.cleaned_data
        more = {"values": form.values(), "phone": d["phone"], "risks": form.risks()} if opening else {}
        if attempt(
            request, form, lambda: acts.resend(record, actor=actor, reason=d["reason"], **more), "已重新报送"
        ):
            return redirect("newmedia:filing", pk)
    context = {
        "tab": "filings", "form": form, "heading": f"修改后重新报送：{record}", "button": "重新报送",
        "lede": f"退回意见：{record.note}" if record.note else "", "back": record.get_absolute_url(), "waiting": queries.waiting(actor),
    }  # fmt: skip
    return render(request, "newmedia/form.html", context, status=422 if form.errors else 200)


@requires(Act.VIEW)
@require_POST
def act(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """One step of a filing's course."""
    actor = actor_of(request)
    record = found(queries.filings(actor), pk, "这项备案")
    if what in ("withdraw", "draft"):
        step, told = (
            (acts.withdraw, "已撤回")
            if what == "withdraw"
            else (acts.draft_notice, "已起草公告，请在信息发布里送审、发布")
        )
        attempt(request, None, lambda: step(record, actor=actor), told)
        return redirect("newmedia:filing", pk)
    choices: dict[str, tuple[Any, str, Any, str]] = {
        "approve": (forms.NoteForm, "note_form", acts.approve, "已同意"),
        "return": (forms.NoteForm, "return_form", acts.send_back, "已退回"),
        "record": (forms.NoticeForm, "notice_form", _record, "已登记"),
    }
    if what not in choices:
        raise Http404("没有这个操作")
    make, name, verb, said = choices[what]
    form = make(request.POST, auto_id=name.removesuffix("_form") + "_%s")
    if form.is_valid() and attempt(
        request, form, lambda: verb(record, actor=actor, **form.cleaned_data), said
    ):
        return redirect("newmedia:filing", pk)
    return _show(request, record, {name: form})


def _record(record: Filing, *, actor: Any, **values: Any) -> Any:
    return acts.record(record, actor=actor, **{k: v for k, v in values.items() if v})


@requires(Act.VIEW)
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """The notice as a Word file, for units that publish it elsewhere."""
    record = found(queries.filings(actor_of(request)), pk, "这项备案")
    response = HttpResponse(to_docx(notices.document(record, timezone.localdate())), content_type=DOCX)
    response["Content-Disposition"] = (
        content_disposition_header(True, f"{notices.title(record)}.docx") or "attachment"
    )
    return response
