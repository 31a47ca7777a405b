"""The workbench's publications: the list, one record with everything that can be done to it, the editor, the preview."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from csp.constants import NONCE, SELF, UNSAFE_INLINE
from csp.decorators import csp_update
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST
from js_asset import Media

from yangguang.core.actions import Refused, Verb
from yangguang.core.actors import actor_of
from yangguang.core.checks import run_checks
from yangguang.documents import comparing, rendering
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, may, requires, scope

from .. import forms, kinds, panels, queries
from ..actions import drafting, releasing, signing
from ..models import Attachment, Publication, Stage

# The editor draws with styles of its own and is loaded by an import map; only its pages allow that.
editor_csp = csp_update({"script-src": [SELF, NONCE], "style-src": [SELF, UNSAFE_INLINE]})


def _record(request: HttpRequest, pk: int, act: Act = Act.VIEW) -> Publication:
    records = Publication.objects.select_related("unit", "latest_revision", "locked_by", "successor")
    found = scope(actor_of(request), act, records).filter(pk=pk).first()
    if found is None:
        raise Http404("没有这条信息，或您不能查看")
    return found


@requires(Act.VIEW)
def records(request: HttpRequest) -> HttpResponse:
    """Every record of the units one may look at, the newest first."""
    actor = actor_of(request)
    rows = queries.visible(actor)
    asked = {k: request.GET.get(k, "").strip()[:100] for k in ("q", "kind", "stage", "unit", "mine")}
    if asked["q"]:
        rows = rows.filter(
            Q(title__contains=asked["q"])
            | Q(document_number__contains=asked["q"])
            | Q(index_number=asked["q"])
        )
    if asked["kind"] in kinds.KINDS:
        rows = rows.filter(kind=asked["kind"])
    if asked["stage"] in Stage.values:
        rows = rows.filter(stage=asked["stage"])
    elif asked["stage"] == "urgent":
        rows = rows.filter(urgent_pending=True)
    if asked["unit"].isdecimal():
        rows = rows.filter(unit=int(asked["unit"][:12]))
    if asked["mine"]:
        rows = queries.waiting_for(actor, rows)
    page = Paginator(rows.order_by("-pk"), 30).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "page": page,
        "asked": asked,
        "query": query.urlencode(),
        "kinds": kinds.choices(),
        "stages": Stage.choices,
        "units": scope(actor, Act.VIEW, Unit.objects.order_by("order"), unit="pk"),
        "waiting": queries.waiting_for(actor).count(),
        "writes": queries.editable_units(actor).exists(),
    }
    return render(request, "publications/records.html", context)


@requires(Act.VIEW)
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """One record: where it stands, what is missing, what can be done now and what forbids the rest."""
    return _show(request, _record(request, pk))


def _show(request: HttpRequest, found: Publication, bound: dict[str, Any] | None = None) -> HttpResponse:
    actor = actor_of(request)
    text = found.draft()
    course = queries.course(found)
    attached = {a.pk: a for a in Attachment.objects.filter(pk__in=text.attachments).defer("html")}
    shown = {
        "note_form": forms.NoteForm(), "release_form": forms.ReleaseForm(), "schedule_form": forms.ScheduleForm(),
        "urgent_form": forms.UrgentForm(), "withdraw_form": forms.WithdrawForm(), **(bound or {}),
    }  # fmt: skip
    context = {
        "record": found,
        "text": text,
        "course": course,
        "findings": run_checks(text),
        "attachments": [attached[a] for a in text.attachments if a in attached],
        "issuers": Unit.objects.filter(pk__in=text.issuers),
        "versions": found.versions.order_by("-number"),
        "signoffs": found.signoffs.select_related("by").order_by("-id")[:20],
        "revisions": found.revisions.select_related("user").order_by("-created_at")[:15],
        "sets": found.release_sets.all(),
        "reasons": {
            "edit": drafting.save_draft.reasons(found, actor=actor, values={}),
            "submit": signing.submit.reasons(found, actor=actor),
            "approve": signing.approve.reasons(found, actor=actor),
            "recall": signing.recall.reasons(found, actor=actor),
            "release": releasing.release.reasons(found, actor=actor),
            "urgent": releasing.release_urgently.reasons(found, actor=actor, reason="—"),
            "withdraw": releasing.withdraw.reasons(found, actor=actor, how="gone", reason="—"),
            "restore": releasing.restore.reasons(found, actor=actor),
            "afterwards": signing.approve_afterwards.reasons(found, actor=actor),
            "discard": drafting.discard.reasons(found, actor=actor),
            "lock": drafting.lock.reasons(found, actor=actor),
            "unlock": drafting.unlock.reasons(found, actor=actor),
        },
        "kind": kinds.KINDS.get(text.kind) if text.kind in kinds.KINDS else None,
        "panels": panels.of(found, actor),
        **shown,
    }
    return render(request, "publications/record.html", context)


@editor_csp
@requires(Act.EDIT)
def write(request: HttpRequest) -> HttpResponse:
    """A new draft; with ``from`` a copy of an earlier record's text."""
    actor = actor_of(request)
    units = queries.editable_units(actor).order_by("order")
    if not units:
        raise Http404("您的账号没有可以起草的单位")
    chosen = request.POST.get("unit") or request.GET.get("unit") or ""
    unit = units.filter(pk=int(chosen)).first() if chosen.isdecimal() else None
    unit = unit or units[0]
    start: dict[str, Any] = {"kind": request.GET.get("kind", "notice"), "source": str(unit)}
    if (source := request.GET.get("from", "")).isdecimal():
        start = forms.initial(_record(request, int(source)))
        start.pop("base_revision")
        start["keep"] = []
    form = forms.PublicationForm(request.POST or None, request.FILES or None, unit=unit, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            created = drafting.create(unit, actor=actor, values=_with_files(request, form, unit))
        except Refused as error:
            _tell(form, error)
        else:
            messages.success(request, f"草稿已保存：{created}")
            return redirect("publications:record", created.pk)
    return _editor(request, form, unit=unit, units=units)


@editor_csp
@requires(Act.EDIT)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a record's text. What readers see stays until the new text is signed off and released."""
    found = _record(request, pk, Act.EDIT)
    actor = actor_of(request)
    blocked = drafting.who_locked(found)
    if blocked:
        for reason in blocked:
            messages.error(request, str(reason))
        return redirect("publications:record", pk)
    attached = list(Attachment.objects.filter(pk__in=found.draft().attachments).defer("html"))
    form = forms.PublicationForm(
        request.POST or None,
        request.FILES or None,
        unit=found.unit,
        attached=attached,
        initial=forms.initial(found),
    )
    if request.method == "POST" and form.is_valid():
        try:
            values = _with_files(request, form, found.unit)
            drafting.save_draft(
                found, actor=actor, values=values, base_revision=form.cleaned_data.get("base_revision")
            )
        except Refused as error:
            _tell(form, error)
        else:
            messages.success(request, "已保存")
            return redirect("publications:record", pk)
    return _editor(request, form, record=found, unit=found.unit)


def _editor(request: HttpRequest, form: forms.PublicationForm, **more: Any) -> HttpResponse:
    media = Media(form.media, nonce=str(request.csp_nonce))  # type: ignore[attr-defined]
    if isinstance(form.media, Media):
        media = form.media
        media.nonce = str(request.csp_nonce)  # type: ignore[attr-defined]
    return render(request, "publications/edit.html", {"form": form, "media": media, **more})


def _with_files(request: HttpRequest, form: forms.PublicationForm, unit: Unit) -> dict[str, Any]:
    """The form's values with newly uploaded files attached; a refused file refuses the whole form."""
    values = form.values()
    for upload in form.cleaned_data["uploads"]:
        kept = drafting.attach(unit, actor=actor_of(request), stream=upload.file, name=upload.name)
        if kept.pk not in values["attachments"]:
            values["attachments"].append(kept.pk)
    return values


def _tell(form: forms.PublicationForm, error: Refused) -> None:
    for reason in error.reasons:
        field = {"file": "uploads"}.get(reason.field, reason.field)
        form.add_error(field if field in form.fields else None, str(reason))


@requires(Act.VIEW)
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The newest text as readers would see it."""
    found = _record(request, pk)
    text = found.draft()
    body, _ = rendering.outline(text.body)
    attached = Attachment.objects.filter(pk__in=text.attachments).defer("html")
    context = {"record": found, "text": text, "body": rendering.render(body), "attachments": attached}
    return render(request, "publications/preview.html", context)


@requires(Act.VIEW)
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """The newest text against what readers see (or against the revision before)."""
    found = _record(request, pk)
    text = found.draft()
    old = found
    if not found.live:
        before = found.revisions.order_by("-created_at", "-pk")[1:2].first()
        old = before.as_object() if before else Publication(unit=found.unit)
    return render(
        request, "publications/compare.html",
        {"record": found, "comparison": comparing.diff(old.body, text.body), "old": old, "text": text},
    )  # fmt: skip


@requires(Act.VIEW)
def attachment(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A file of the workbench, public or not, for whoever may look at its unit's records."""
    found = get_object_or_404(Attachment, pk=pk)
    if not may(actor_of(request), Act.VIEW, found.unit_id):
        raise Http404("没有这个附件")
    return FileResponse(found.file.open("rb"), as_attachment=True, filename=found.name)


def _release(record: Publication, actor: Any, data: dict[str, Any]) -> None:
    releasing.release(record, actor=actor, **data)


def _withdraw(record: Publication, actor: Any, data: dict[str, Any]) -> None:
    successor = Publication.objects.filter(pk=data["successor"]).first() if data["successor"] else None
    releasing.withdraw(record, actor=actor, how=data["how"], reason=data["reason"], successor=successor)


def _plain(verb: Verb) -> Callable[[Publication, Any, dict[str, Any]], None]:
    return lambda record, actor, data: verb(record, actor=actor, **data)


# What can be posted: the form that reads it (None: no fields), the verb, what is said afterwards, the form's name.
ACTS: dict[str, tuple[Any, Callable[[Publication, Any, dict[str, Any]], None], str, str]] = {
    "submit": (forms.NoteForm, _plain(signing.submit), "已送审", "note_form"),
    "approve": (forms.NoteForm, _plain(signing.approve), "审核通过", "note_form"),
    "return": (forms.NoteForm, _plain(signing.send_back), "已退回", "note_form"),
    "recall": (forms.NoteForm, _plain(signing.recall), "已撤回，可以修改", "note_form"),
    "release": (forms.ReleaseForm, _release, "已发布", "release_form"),
    "schedule": (forms.ScheduleForm, _plain(releasing.schedule), "已定时", "schedule_form"),
    "unschedule": (None, _plain(releasing.unschedule), "已取消定时", ""),
    "urgent": (forms.UrgentForm, _plain(releasing.release_urgently), "已应急发布，请尽快补审", "urgent_form"),
    "afterwards": (forms.NoteForm, _plain(signing.approve_afterwards), "补审通过", "note_form"),
    "withdraw": (forms.WithdrawForm, _withdraw, "已撤下", "withdraw_form"),
    "restore": (None, _plain(releasing.restore), "已恢复公开", ""),
    "discard": (None, _plain(drafting.discard), "已放弃草稿", ""),
    "lock": (None, _plain(drafting.lock), "已锁定", ""),
    "unlock": (None, _plain(drafting.unlock), "已解锁", ""),
}


@requires(Act.VIEW)
@require_POST
def act(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Do one thing to a record. A refusal comes back with its reasons and everything that was typed."""
    if what not in ACTS:
        raise Http404("没有这个操作")
    found = _record(request, pk)
    form_class, do, said, name = ACTS[what]
    form = form_class(request.POST) if form_class else None
    if form is not None and not form.is_valid():
        return _show(request, found, {name: form})
    try:
        do(found, actor_of(request), form.cleaned_data if form else {})
    except Refused as error:
        for reason in error.reasons:
            if form is not None and reason.field in form.fields:
                form.add_error(reason.field, str(reason))
            else:
                messages.error(request, str(reason))
        return _show(request, _record(request, pk), {name: form} if form else None)
    messages.success(request, f"{said}：{found}")
    if not Publication.objects.filter(pk=pk).exists():
        return redirect("publications:records")
    return redirect("publications:record", pk)
