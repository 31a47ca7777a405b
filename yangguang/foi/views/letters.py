"""Letters at the desk: as they stand, as files, before they are issued; how they were delivered; voiding."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from yangguang.core import vault
from yangguang.core.actions import Refused
from yangguang.core.actors import Actor, actor_of
from yangguang.documents import rendering
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, may, requires, scope
from yangguang.publications.printing import FORMS

from .. import forms_letters as forms
from ..actions import archiving, files, letters, serving
from ..letters.kinds import APPLICANT, KINDS, TO
from ..models import Delivery, Determination, FoiRequest, Letter, RequestFile
from ..rules.grounds import GROUNDS
from .pages import tell

GONE = "文件读不出来，请联系网站运行单位"


def opens(actor: Actor, unit: Unit) -> bool:
    """Whether the person handles the unit's requests (of one that merged: its successor's), and so sees who asked."""
    unit = unit.successor()
    return may(actor, Act.EDIT, unit) or may(actor, Act.APPROVE, unit)


def reads(actor: Actor, unit: Unit) -> bool:
    """Who handles them and legal counsel read letters and papers; supervisors see what was done, not whose it is."""
    return opens(actor, unit) or may(actor, Act.ADVISE, unit.successor())


def case_of(request: HttpRequest, pk: int) -> FoiRequest:
    """A request whose papers the person may read, or 404, which doesn't tell whether there is one."""
    actor = actor_of(request)
    found = (
        scope(actor, Act.VIEW, FoiRequest.objects.select_related("unit", "applicant")).filter(pk=pk).first()
    )
    if found is None or not reads(actor, found.unit):
        raise Http404("没有这件申请，或您不能查看")
    return found


def letter_of(request: HttpRequest, pk: int) -> Letter:
    actor = actor_of(request)
    rows = Letter.objects.select_related("unit", "request__unit", "request__applicant", "pdf", "docx")
    found = scope(actor, Act.VIEW, rows).filter(pk=pk).first()
    if found is None or not reads(actor, found.unit):
        raise Http404("没有这件文书，或您不能查看")
    return found


def download(content: bytes, name: str) -> HttpResponseBase:
    """A file to save, never to be shown by the browser as a page of ours."""
    response = FileResponse(
        io.BytesIO(content), as_attachment=True, filename=name, content_type="application/octet-stream"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@requires(Act.VIEW)
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    return show(request, letter_of(request, pk))


def show(
    request: HttpRequest, found: Letter, bound: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """The letter as it was sent, what it was checked for, where it is, and what can be done with it now."""
    actor, kind = actor_of(request), KINDS[found.kind]
    deliveries = []
    for one in found.deliveries.order_by("pk"):
        confirm = forms.ConfirmForm(auto_id=f"confirm{one.pk}_%s", initial={"served_on": one.sent_on})
        fail = forms.ReasonForm(auto_id=f"fail{one.pk}_%s")
        deliveries.append({
            "row": one, "confirm": (bound or {}).get(f"confirm{one.pk}", confirm),
            "fail": (bound or {}).get(f"fail{one.pk}", fail),
            "may": not serving.fail.reasons(one, actor=actor, reason="·"),
            "pending": one.is_open and one.proof.startswith(serving.WAITING),
        })  # fmt: skip
    to = found.request.applicant.email if kind.to == APPLICANT else ""
    context = {
        "letter": found, "case": found.request, "body": rendering.render(found.html), "to": TO[kind.to],
        "deliveries": deliveries,
        "send_form": forms.SendForm(auto_id="send_%s", letter=found), "send_reasons": _why_not_send(found, actor),
        "mail_form": forms.MailForm(auto_id="mail_%s", initial={"to": to}),
        "mail_reasons": serving.mail_reasons(found, actor=actor, to=to or "a@example.com"),
        "void_form": forms.ReasonForm(auto_id="void_%s"),
        "void_reasons": letters.void.reasons(found, actor=actor, reason="·"), **(bound or {}),
    }  # fmt: skip
    return render(request, "foi/letters/letter.html", context, status=status)


def _why_not_send(found: Letter, actor: Actor) -> list[Any]:
    """What forbids sending at all; what is wrong with a way or a day the form tells."""
    said = serving.send.reasons(found, actor=actor, way="person", sent_on=found.dated, proof="·")
    return [r for r in said if not r.field]


@requires(Act.VIEW)
def letter_file(request: HttpRequest, pk: int, form: str) -> HttpResponseBase:
    """The PDF or the Word file as it was kept when the letter was issued."""
    found = letter_of(request, pk)
    kept = {"pdf": found.pdf, "docx": found.docx}.get(form) if form in FORMS else None
    if kept is None:
        raise Http404("没有这个文件")
    void = "（作废）" if found.void_at else ""
    return download(_content(kept), f"{found}{void}.{form}")


def _content(kept: RequestFile) -> bytes:
    try:
        return files.content(kept)
    except (OSError, vault.CannotOpen) as error:
        raise Http404(GONE) from error


Do = Callable[[Letter, Actor, dict[str, Any]], Any]
ACTS: dict[str, tuple[Callable[[HttpRequest, Letter], Any], Do, str, str]] = {
    "send": (
        lambda q, x: forms.SendForm(q.POST, q.FILES, auto_id="send_%s", letter=x),
        lambda x, a, d: serving.send(x, actor=a, **d), "已登记", "send_form",
    ),
    "mail": (
        lambda q, x: forms.MailForm(q.POST, auto_id="mail_%s"), lambda x, a, d: serving.mail(x, actor=a, **d),
        "邮件服务器已接收；申请人确认收到后请登记送达", "mail_form",
    ),
    "void": (
        lambda q, x: forms.ReasonForm(q.POST, auto_id="void_%s"), lambda x, a, d: letters.void(x, actor=a, **d),
        "已作废，文号保留", "void_form",
    ),
}  # fmt: skip


@requires(Act.VIEW)
@require_POST
def letter_act(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Send, mail or void a letter. A refusal comes back with its reasons and everything that was typed."""
    found = letter_of(request, pk)
    if what not in ACTS:
        raise Http404("没有这个操作")
    make, do, said, name = ACTS[what]
    form = make(request, found)
    if form.is_valid():
        try:
            do(found, actor_of(request), form.cleaned_data)
        except Refused as error:
            tell(form, error)
        else:
            messages.success(request, said)
            return redirect("foi:letter", pk)
    return show(request, letter_of(request, pk), {name: form}, status=422)


@requires(Act.VIEW)
@require_POST
def delivery_act(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """A delivery arrived, or came back."""
    row = get_object_or_404(Delivery, pk=pk)
    found = letter_of(request, row.letter_id)
    row.letter = found
    actor = actor_of(request)
    form: Any
    if what == "confirm":
        form = forms.ConfirmForm(request.POST, request.FILES, auto_id=f"confirm{pk}_%s")
    elif what == "fail":
        form = forms.ReasonForm(request.POST, auto_id=f"fail{pk}_%s")
    else:
        raise Http404("没有这个操作")
    if form.is_valid():
        try:
            act = serving.confirm if what == "confirm" else serving.fail
            act(row, actor=actor, **form.cleaned_data)
        except Refused as error:
            tell(form, error)
        else:
            messages.success(request, "已登记送达" if what == "confirm" else "已登记没有送到，请另行送达")
            return redirect("foi:letter", found.pk)
    return show(request, letter_of(request, found.pk), {f"{what}{pk}": form}, status=422)


@requires(Act.VIEW)
def preview(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The letter of the decision as it would go out now, without a number; ``?form=pdf`` with the watermark 草稿."""
    found = case_of(request, pk)
    decision = Determination.objects.filter(request=found).first()
    if decision is None or not GROUNDS[decision.ground].letter:
        raise Http404("还没有拟处理决定，没有可以预览的文书")
    return show_preview(request, found, GROUNDS[decision.ground].letter, {"determination": decision})


def show_preview(
    request: HttpRequest, case: FoiRequest, kind: str, given: dict[str, Any], *, addressee: str = ""
) -> HttpResponseBase:
    """A preview of any letter, for views that have its fields."""
    shown = letters.preview(case, kind, given, addressee=addressee)
    if request.GET.get("form") == "pdf":
        return download(shown.pdf(), f"{shown.draft.kind.title(shown.draft.variant)}（草稿）.pdf")
    context = {"case": case, "shown": shown, "body": rendering.render(shown.html)}
    return render(request, "foi/letters/preview.html", context)


@requires(Act.VIEW)
def file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A file of a request, opened. Proof of identity is for those who handle the case, and its reading is logged."""
    actor = actor_of(request)
    rows = RequestFile.objects.select_related("request__unit")
    found = scope(actor, Act.VIEW, rows, unit="request__unit").filter(pk=pk).first()
    if found is None or not reads(actor, found.request.unit):
        raise Http404("没有这个文件，或您不能查看")
    if found.part == RequestFile.Part.IDENTITY:
        if not opens(actor, found.request.unit):
            raise Http404("没有这个文件，或您不能查看")
        archiving.note_reading(found, actor=actor)
    return download(_content(found), found.filename)
