"""依申请公开 for the public: the guide, the form with its draft, the review, the receipt. Never kept by any cache."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from yangguang.core.actions import Refused
from yangguang.core.middleware import client_address
from yangguang.foi.actions import applying
from yangguang.foi.applying import drafts, guide, matching, proof, tally, throttle
from yangguang.foi.applying.forms import ApplyForm
from yangguang.foi.models import ApplicantKind, Draft
from yangguang.organisations.models import Unit
from yangguang.publications.models import Publication

View = Callable[..., HttpResponseBase]
COOKIE = "foi_draft"
LEAST_SECONDS = 3  # nobody fills in the form faster
TRAP = "homepage"  # a field that people don't see


def private(view: View) -> View:
    """Pages of one person: kept nowhere, found by no search engine, told to no other site, and out of error reports."""

    @sensitive_post_parameters()
    @wraps(view)
    def alone(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        response.setdefault("X-Robots-Tag", "noindex, nofollow")
        # Not no-referrer: browsers then send forms with Origin null, which the protection against forgery refuses.
        response["Referrer-Policy"] = "same-origin"
        return response

    return alone


def owner_of(request: HttpRequest) -> str:
    held = request.COOKIES.get(COOKIE, "")
    return held if len(held) == 64 and held.isascii() and held.isalnum() else ""


def hold(response: HttpResponse, owner: str) -> HttpResponse:
    """Let the browser hold the way to its draft, as long as that is kept."""
    response.set_cookie(
        COOKIE, owner, max_age=int(drafts.KEPT_FOR.total_seconds()), httponly=True, samesite="Lax",
        secure=settings.HTTPS,
    )  # fmt: skip
    return response


def typed(request: HttpRequest) -> dict[str, Any]:
    """What was typed, as it was typed; files are not among it."""
    found: dict[str, Any] = {f: request.POST.get(f, "") for f in ApplyForm.TEXTS}
    return {**found, "needs_help": "needs_help" in request.POST}


@private
def entry(request: HttpRequest) -> HttpResponse:
    """The guide, with the ways to the form and to one's case."""
    today = timezone.localdate()
    context = {
        "nav": "apply", "example": guide.example(today), "free": guide.free(), "channels": guide.channels(today),
        "draft": drafts.latest(owner_of(request)), "cleared": "cleared" in request.GET,
        "kept_days": drafts.KEPT_FOR.days,
    }  # fmt: skip
    response = render(request, "portal/requests/guide.html", context)
    response["X-Robots-Tag"] = "all"
    return response


@private
def form(request: HttpRequest) -> HttpResponse:
    """Fill in a request; what was typed before comes back."""
    if request.method == "POST":
        return _checked(request)
    draft = drafts.latest(owner_of(request)) if "new" not in request.GET else None
    values = drafts.values_of(draft) if draft else {}
    if draft is None and (code := request.GET.get("unit", "")[:40]):
        unit = Unit.objects.filter(code=code).first()
        values = {"unit": unit.pk} if unit else {}
    if draft is None and (content := request.GET.get("content", "")[:500].strip()):
        values["content"] = content
    checked = draft is not None and "check" in request.GET
    shown = ApplyForm(values) if checked else ApplyForm(initial=values)
    return _form(request, shown, draft, _token(draft.form if draft else drafts.new_name()))


def _token(name: str) -> str:
    return drafts.new_form(timezone.now(), name)


def _form(
    request: HttpRequest, shown: ApplyForm, draft: Draft | None, token: str, *, notice: str = ""
) -> HttpResponse:
    context = {
        "nav": "apply", "form": shown, "draft": draft, "token": token, "trap": TRAP, "notice": notice,
        "files": list(draft.files.all()) if draft else [], "kept_days": drafts.KEPT_FOR.days,
        "asked": [f for f in shown.visible_fields() if f.errors],
    }  # fmt: skip
    return render(request, "portal/requests/form.html", context)


def _kept(request: HttpRequest, owner: str) -> tuple[Draft, bool]:
    """Keep what a posted form says; the draft, and whether this very form was sent before as it is."""
    now = timezone.now()
    name, handed = drafts.read_form(request.POST.get("form", "")) or (drafts.new_name(), now)
    values = typed(request)
    before = drafts.find(owner, name)
    at_once = before is None and now - handed < dt.timedelta(seconds=LEAST_SECONDS)
    doubtful = bool(request.POST.get(TRAP)) or at_once
    if before is not None and before.sent_id is not None:
        if not request.FILES and drafts.digest(drafts.tidy(values)) == before.sent_digest:
            return before, True
        # Sent already, and this is something else: it becomes a form of its own, so that neither is lost.
        name = drafts.new_name()
    try:
        return drafts.keep(owner, name, values, doubtful=doubtful), False
    except Refused:  # another browser's form, such as a saved page: what was typed goes on under a new name
        return drafts.keep(owner, drafts.new_name(), values, doubtful=True), False


def _checked(request: HttpRequest) -> HttpResponse:
    """Look at everything at once, keep everything, go on to the review or back with every fault."""
    owner = owner_of(request) or drafts.new_owner()
    draft, again = _kept(request, owner)
    if again:
        return hold(redirect("portal:apply-receipt", draft.form), owner)
    drafts.remove_files(
        draft, [int(k) for k in request.POST.getlist("remove") if k.isascii() and k.isdigit()]
    )
    shown = ApplyForm(request.POST, request.FILES, kept=draft.files.count())
    shown.is_valid()
    _keep_files(request, shown, draft)
    if shown.errors or "stay" in request.POST:
        notice = "" if shown.errors else "附件已经存好，请继续填写。"
        return hold(_form(request, shown, draft, _token(draft.form), notice=notice), owner)
    return hold(redirect("portal:apply-review", draft.form), owner)


def _keep_files(request: HttpRequest, shown: ApplyForm, draft: Draft) -> None:
    """Keep the uploads that are good, whatever else is wrong; say which could not be kept."""
    for field in ApplyForm.FILES:
        good = shown.cleaned_data.get(field) or []
        size = sum(upload.size for upload in good) // 1024**2 + 1 if good else 0
        if size and throttle.note(throttle.UPLOADS, client_address(request), size) > throttle.UPLOADS.most:
            shown.add_error(
                field,
                "今天从这个网络地址上传的文件太多，没有收。请不带附件提交，或者用邮寄、当面的方式提交附件",
            )
            continue
        for fault in drafts.add_files(draft, drafts.PARTS[field], good):
            shown.add_error(field, fault)


@private
@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Keep what is being typed, and tell what is public already that may be it. For the form's script."""
    place = client_address(request)
    if throttle.note(throttle.SAVES, place) > throttle.SAVES.most:
        return JsonResponse({"error": "busy"}, status=429)
    owner = owner_of(request) or drafts.new_owner()
    read = drafts.read_form(request.POST.get("form", ""))
    if read is None:
        return JsonResponse({"error": "form"}, status=400)
    before = drafts.find(owner, read[0])
    if before is not None and before.sent_id is not None:
        return JsonResponse({"error": "sent"}, status=409)
    was = drafts.values_of(before).get("content", "") if before else ""
    values = typed(request)
    try:
        draft = drafts.keep(owner, read[0], values)
    except Refused:
        return JsonResponse({"error": "form"}, status=409)
    said: dict[str, Any] = {"saved": f"{timezone.localtime():%H:%M}"}
    if values["content"] != was or "ask" in request.POST:
        said["matches"] = [
            {
                "title": m.title, "unit": m.unit, "on": f"{m.on}", "via": m.via_name, "item": m.item,
                "open": reverse("portal:apply-open", args=[m.item]),
            }
            for m in _matches(request, draft, values["content"])
        ]  # fmt: skip
    return hold(JsonResponse(said, json_dumps_params={"ensure_ascii": False}), owner)


def _matches(request: HttpRequest, draft: Draft, content: str) -> list[matching.Match]:
    if throttle.note(throttle.MATCHES, client_address(request)) > throttle.MATCHES.most:
        return []
    found = matching.find(content)
    tally.note(draft, tally.SHOWN, [(m.publication, m.via) for m in found])
    return found


@private
def open_match(request: HttpRequest, item: str) -> HttpResponse:
    """Count that something shown was opened, and open it."""
    read = matching.read_item(item)
    record = get_object_or_404(Publication, pk=read[0] if read else 0, live=True)
    if read and (draft := drafts.latest(owner_of(request))):
        tally.note(draft, tally.OPENED, [read])
    return HttpResponseRedirect(record.get_absolute_url())


@private
@require_POST
def found(request: HttpRequest) -> HttpResponse:
    """“这就是我要的”: a request less. What was typed stays until the reader clears it."""
    read = matching.read_item(request.POST.get("item", ""))
    record = get_object_or_404(Publication.objects.listed(), pk=read[0] if read else 0, live=True)
    owner = owner_of(request) or drafts.new_owner()
    draft = drafts.latest(owner)
    if drafts.read_form(request.POST.get("form", "")):
        draft = _kept(request, owner)[0]
    if read and draft is not None and draft.sent_id is None:
        tally.note(draft, tally.AVOIDED, [read])
    return hold(render(request, "portal/requests/found.html", {"nav": "apply", "record": record}), owner)


@private
@require_POST
def clear(request: HttpRequest) -> HttpResponse:
    """Throw away what this browser has not sent."""
    drafts.clear(owner_of(request))
    response = redirect(reverse("portal:apply") + "?cleared=1")
    if not Draft.objects.filter(owner=drafts.owner_hash(owner_of(request))).exists():
        response.delete_cookie(COOKIE, samesite="Lax")
    return response


def _lost(request: HttpRequest) -> HttpResponse:
    return render(
        request, "portal/requests/lost.html", {"nav": "apply", "kept_days": drafts.KEPT_FOR.days}, status=404
    )


def rows_of(checked: ApplyForm) -> list[tuple[str, str, str]]:
    """A valid form for reading: field, label, what was given; what was left empty is left out."""
    found = []
    for name in ApplyForm.TEXTS:
        field, value = checked.fields[name], checked.cleaned_data.get(name)
        if value in ("", None, False):
            continue
        said = "是" if value is True else str(value)
        if hasattr(field, "choices") and name != "unit":
            said = str(dict(field.choices).get(value, value))
        found.append((name, str(field.label), said))
    return found


@private
def review(request: HttpRequest, name: str) -> HttpResponse:
    """Everything once more, then send."""
    draft = drafts.find(owner_of(request), name)
    if draft is None:
        return _lost(request)
    if draft.sent_id is not None:
        return redirect("portal:apply-receipt", name)
    values = drafts.values_of(draft)
    checked = ApplyForm(values, kept=draft.files.count())
    if not checked.is_valid():
        return redirect(reverse("portal:apply-form") + "?check=1")
    if request.method == "POST":
        return _send(request, draft, checked)
    return _review(request, draft, checked)


def _review(
    request: HttpRequest,
    draft: Draft,
    checked: ApplyForm,
    *,
    fault: str = "",
    notice: str = "",
    status: int = 200,
) -> HttpResponse:
    files = list(draft.files.all())
    doubtful = draft.doubtful or throttle.over(throttle.EASY_SENDS, client_address(request))
    context = {
        "nav": "apply", "draft": draft, "rows": rows_of(checked), "files": files, "fault": fault, "notice": notice,
        "unit": checked.cleaned_data["unit"], "matches": _matches(request, draft, checked.cleaned_data["content"]),
        "challenge": proof.issue(draft.form), "ask": doubtful or bool(fault), "channel": guide.channel_of(checked.cleaned_data["unit"]),
        "seen": drafts.digest(drafts.values_of(draft), files),
        "person": checked.cleaned_data["applicant_kind"] == ApplicantKind.PERSON,
    }  # fmt: skip
    return render(request, "portal/requests/review.html", context, status=status)


def _send(request: HttpRequest, draft: Draft, checked: ApplyForm) -> HttpResponse:
    place = client_address(request)
    if throttle.over(throttle.SENDS, place):
        wait = throttle.minutes_left(throttle.SENDS)
        fault = f"从这个网络地址提交的申请太多，请 {wait} 分钟后再提交。您填的内容都在；也可以用下面的其他方式申请。"
        return _review(request, draft, checked, fault=fault, status=429)
    if request.POST.get("seen") != drafts.digest(drafts.values_of(draft), draft.files.all()):
        return _review(request, draft, checked, notice="内容在别的页面改过了，请再核对一遍。")
    doubtful = draft.doubtful or throttle.over(throttle.EASY_SENDS, place)
    try:
        challenge = proof.check(
            request.POST.get("challenge", ""), draft.form, work=request.POST.get("work", "")[:300],
            answer=request.POST.get("answer", "")[:20], doubtful=doubtful,
        )  # fmt: skip
        sent = applying.send(
            draft, checked.cleaned_data["unit"], checked.values(), actor=applying.applicant_at(place), challenge=challenge
        )  # fmt: skip
    except proof.Failed as error:
        draft.refresh_from_db()
        if draft.sent_id is not None:  # the other click of a double click has sent it
            return redirect("portal:apply-receipt", draft.form)
        return _review(request, draft, checked, fault=str(error))
    except Refused as error:
        for reason in error.reasons:
            checked.add_error(reason.field if reason.field in checked.fields else None, str(reason))
        return _form(request, checked, draft, _token(draft.form))
    throttle.note(throttle.EASY_SENDS, place)
    throttle.note(throttle.SENDS, place)
    return redirect("portal:apply-receipt", sent.form)


@private
def receipt(request: HttpRequest, name: str) -> HttpResponse:
    """What was sent, its number and, for half an hour in this browser, its query code; what happens next."""
    draft = drafts.find(owner_of(request), name)
    if draft is None:
        return _lost(request)
    if draft.sent is None:
        return redirect("portal:apply-review", name)
    if request.method == "POST":
        applying.put_away(draft)
        return redirect("portal:apply")
    return render(request, "portal/requests/receipt.html", _receipt(draft))


def _receipt(draft: Draft) -> dict[str, Any]:
    assert draft.sent is not None
    return {
        "nav": "apply", "draft": draft, "case": draft.sent, "code": applying.receipt_of(draft),
        "until": draft.receipt_until, "channel": guide.channel_of(draft.sent.unit),
        "example": guide.example(timezone.localdate(draft.sent.arrived_at)),
        "address": f"{settings.SITE_ADDRESS}{reverse('portal:apply-case')}",
    }  # fmt: skip


@private
def receipt_text(request: HttpRequest, name: str) -> HttpResponse:
    """The receipt as a text file to keep."""
    draft = drafts.find(owner_of(request), name)
    if draft is None or draft.sent is None or not applying.receipt_of(draft):
        return _lost(request)
    response = render(
        request, "portal/requests/receipt.txt", _receipt(draft), content_type="text/plain; charset=utf-8"
    )
    response["Content-Disposition"] = 'attachment; filename="receipt.txt"'
    return response
