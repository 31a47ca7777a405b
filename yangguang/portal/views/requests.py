"""The applicant's page: opened by a query code, for half an hour; what was decided, what is due, what they can do."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from yangguang.core.actions import Reason, Refused
from yangguang.core.actors import Actor
from yangguang.core.middleware import client_address
from yangguang.core.vault import CannotOpen
from yangguang.documents import rendering
from yangguang.foi.actions import applying, closing, files, intake, serving
from yangguang.foi.applying import access, casepage, guide, throttle
from yangguang.foi.applying.forms import CodeForm, CorrectionForm, MessageForm, SuggestForm
from yangguang.foi.models import FoiRequest, RequestFile

from .applying import private

COOKIE = "foi_case"
NO_SUCH = "没有对应这个查询码的申请。请对照回执再核对一遍；找不到回执的，请带证件到受理单位，或者打电话查询"
GONE = "太久没有操作，为保护您的信息已经退出，请再输入一次查询码。"
View = Callable[..., HttpResponseBase]


def actor_of(request: HttpRequest) -> Actor:
    return applying.applicant_at(client_address(request))


def _held(request: HttpRequest) -> tuple[FoiRequest, dt.datetime] | None:
    return access.read(request.COOKIES.get(COOKIE, ""))


def _hold(response: HttpResponse, found: FoiRequest, began: dt.datetime | None = None) -> HttpResponse:
    response.set_cookie(
        COOKIE, access.ticket(found, began), max_age=access.IDLE, httponly=True, samesite="Strict", secure=settings.HTTPS
    )  # fmt: skip
    return response


@private
def case(request: HttpRequest) -> HttpResponse:
    """The case that is open in this browser, or the question for the query code."""
    if request.method == "POST":
        return _enter(request)
    held = _held(request)
    if held is None:
        gone = GONE if COOKIE in request.COOKIES else ""
        return _ask(request, CodeForm(), notice=gone)
    return _hold(_show(request, held[0]), *held)


def _ask(
    request: HttpRequest, form: CodeForm, *, notice: str = "", typed: str = "", status: int = 200
) -> HttpResponse:
    context = {"nav": "apply", "form": form, "notice": notice, "typed": typed}
    return render(request, "portal/requests/code.html", context, status=status)


def _enter(request: HttpRequest) -> HttpResponse:
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _ask(request, form)
    try:
        found = access.enter(form.cleaned_data["code"], client_address(request))
    except access.TooMany as error:
        return _ask(request, CodeForm(), notice=f"{error}。急着查询的，请打电话问受理单位。", status=429)
    if found is None:
        form.add_error("code", NO_SUCH)
        return _ask(request, form)
    return _hold(redirect("portal:apply-case"), found)


def of_case(view: View) -> View:
    """A view of the open case; without one the code is asked for, and what was typed is given back to be copied."""

    @private
    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        held = _held(request)
        if held is None:
            typed = request.POST.get("text", "") or request.POST.get("reason", "")
            return _ask(request, CodeForm(), notice=GONE, typed=typed[: intake.LONGEST], status=403)
        response = view(request, held[0], *args, **kwargs)
        return _hold(response, *held) if isinstance(response, HttpResponse) else response

    return opened


FORMS = {"correct": CorrectionForm, "write": MessageForm, "suggest": SuggestForm}


def _show(
    request: HttpRequest,
    found: FoiRequest,
    *,
    bound: dict[str, Any] | None = None,
    faults: list[Reason] | None = None,
) -> HttpResponse:
    """The page. ``bound`` are forms that were sent and refused, ``faults`` what no field is to blame for."""
    shown = casepage.page(found, actor=actor_of(request))
    forms = {
        name: (bound or {}).get(name) or form(auto_id=f"{name}_%s", label_suffix="")
        for name, form in FORMS.items()
    }
    context = {
        "nav": "apply", "page": shown, "case": found, "forms": forms, "bound": bound or {}, "faults": faults or [],
        "thread": list(found.messages.all()), "done": DONE.get(request.GET.get("done", ""), ""),
        "channel": guide.channel_of(found.unit), "minutes": access.IDLE // 60,
    }  # fmt: skip
    return render(request, "portal/requests/case.html", context, status=422 if bound or faults else 200)


DONE = {
    "correct": "补正已经送到，答复期限重新起算。",
    "write": "您的信已经送到。",
    "withdraw": "申请已经撤回。",
    "suggest": "谢谢您的建议，单位会研判。",
}


def _attempt(
    request: HttpRequest, found: FoiRequest, what: str, act: Callable[[dict[str, Any]], object]
) -> HttpResponse:
    """Do what a form of the page asks; refused, the page comes back with everything typed and the reasons."""
    form = FORMS[what](request.POST, request.FILES, auto_id=f"{what}_%s", label_suffix="")
    if throttle.note(throttle.CASE_ACTS, f"{found.pk}") > throttle.CASE_ACTS.most:
        wait = throttle.minutes_left(throttle.CASE_ACTS)
        form.add_error(None, f"操作太频繁，请 {wait} 分钟后再试，或者打电话联系单位")
    if form.is_valid():
        try:
            act(form.cleaned_data)
        except Refused as error:
            for reason in error.reasons:
                form.add_error(reason.field if reason.field in form.fields else None, str(reason))
        else:
            return _done(what)
    found.refresh_from_db()
    return _show(request, found, bound={what: form})


def _done(what: str) -> HttpResponse:
    response = redirect("portal:apply-case")
    response["Location"] += f"?done={what}"
    return response


@require_POST
@of_case
def correct(request: HttpRequest, found: FoiRequest) -> HttpResponse:
    """Answer a correction notice."""
    actor = actor_of(request)
    return _attempt(
        request, found, "correct",
        lambda data: applying.correct(found, actor=actor, text=data["text"], uploads=data["uploads"]),
    )  # fmt: skip


@require_POST
@of_case
def write(request: HttpRequest, found: FoiRequest) -> HttpResponse:
    """A message to the unit."""
    actor = actor_of(request)
    return _attempt(
        request, found, "write", lambda data: intake.write(found, actor=actor, text=data["text"], from_applicant=True)
    )  # fmt: skip


@require_POST
@of_case
def suggest(request: HttpRequest, found: FoiRequest) -> HttpResponse:
    """Suggest that what was released be published."""
    actor = actor_of(request)
    return _attempt(
        request, found, "suggest", lambda data: applying.suggest(found, actor=actor, reason=data["reason"])
    )  # fmt: skip


@of_case
def withdraw(request: HttpRequest, found: FoiRequest) -> HttpResponse:
    """Take the request back: first what that means, then the act."""
    actor = actor_of(request)
    reasons = closing.withdraw.reasons(found, actor=actor, from_applicant=True)
    if request.method == "POST" and request.POST.get("sure") == "yes":
        try:
            closing.withdraw(found, actor=actor, from_applicant=True)
        except Refused as error:
            found.refresh_from_db()
            return _show(request, found, faults=error.reasons)
        return _done("withdraw")
    if reasons:
        return _show(request, found, faults=reasons)
    missed = request.method == "POST"
    context = {"nav": "apply", "case": found, "missed": missed}
    return render(request, "portal/requests/withdraw.html", context, status=422 if missed else 200)


def _paper(found: FoiRequest, pk: int) -> casepage.Paper:
    paper = next((p for p in casepage.papers_of(found) if p.letter.pk == pk), None)
    if paper is None:
        raise Http404("没有这件文书")
    return paper


@of_case
def letter(request: HttpRequest, found: FoiRequest, pk: int) -> HttpResponse:
    """A letter to the applicant. One that waits here is opened by a button, because opening it is its service."""
    paper = _paper(found, pk)
    if request.method == "POST":
        if paper.waiting:
            serving.picked_up(paper.letter, timezone.now(), client_address(request))
        return redirect("portal:apply-letter", pk)
    context = {
        "nav": "apply", "case": found, "paper": paper, "letter": paper.letter,
        "body": rendering.render(paper.letter.html) if paper.readable else "",
        "files": _provided(paper) if paper.readable else [],
    }  # fmt: skip
    return render(request, "portal/requests/letter.html", context)


def _provided(paper: casepage.Paper) -> list[RequestFile]:
    """The files that a reply provides, without the letter itself."""
    own = {paper.letter.pdf_id, paper.letter.docx_id}
    return [f for f in serving.attached(paper.letter) if f.pk not in own]


@of_case
def letter_file(request: HttpRequest, found: FoiRequest, pk: int, form: str) -> HttpResponseBase:
    """A letter as PDF or Word."""
    paper = _paper(found, pk)
    file = paper.letter.pdf if form == "pdf" else paper.letter.docx
    if not paper.readable or file is None:
        raise Http404("这件文书还没有打开")
    return _download(request, file, f"{paper.letter}.{form}")


@of_case
def provided_file(request: HttpRequest, found: FoiRequest, pk: int) -> HttpResponseBase:
    """A file that a reply provides, once the reply was opened or has arrived."""
    for paper in casepage.papers_of(found):
        if paper.readable:
            for file in _provided(paper):
                if file.pk == pk:
                    return _download(request, file, file.filename)
    raise Http404("没有这个文件")


def _download(request: HttpRequest, file: RequestFile, name: str) -> HttpResponseBase:
    """A file to save, never shown by the browser as a page of ours."""
    try:
        content = files.content(file)
    except (CannotOpen, OSError):
        said = {"code": 503, "title": "文件暂时读不出来", "text": "请稍后再试，或者打电话请单位另行提供。"}
        return render(request, "core/error.html", said, status=503)
    response = FileResponse(
        io.BytesIO(content), as_attachment=True, filename=name, content_type="application/octet-stream"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@private
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Close the case in this browser."""
    response = redirect("portal:apply")
    response.delete_cookie(COOKIE, samesite="Strict")
    return response
