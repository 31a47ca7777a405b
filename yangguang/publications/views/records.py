"""The workbench's publications: the list, one record with everything that can be done to it, the editor, the preview."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.decorators.http import require_POST

from yangguang.checking.engine import RULES
from yangguang.core.actions import Refused, Verb
from yangguang.core.actors import actor_of
from yangguang.core.checks import CHECKS
from yangguang.documents import rendering
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, requires, scope
from yangguang.organisations.permissions import reasons as unit_reasons

from .. import extras, forms, judging, kinds, panels, queries, values, waiting
from ..actions import autosaving, dismissing, drafting, releasing, signing
from ..models import Attachment, Publication, Stage

PER_PAGE, DEEPEST = 30, 200  # records of a page; pages, beyond which one narrows the list


class Listed(Paginator):
    """Pages of the newest records. What lies beyond the deepest page is not counted: of a million that alone takes longer
    than all the rest of the page. ``counted`` are the same rows as the database counts them best."""

    def __init__(self, rows: QuerySet[Any], counted: QuerySet[Any]) -> None:
        super().__init__(rows, PER_PAGE)
        self._counted = counted

    @cached_property
    def count(self) -> int:
        return min(self._within, PER_PAGE * DEEPEST)

    @cached_property
    def more(self) -> bool:
        return self._within > PER_PAGE * DEEPEST

    @cached_property
    def _within(self) -> int:
        return self._counted.order_by().values("pk")[: PER_PAGE * DEEPEST + 1].count()


def record_of(request: HttpRequest, pk: int, act: Act = Act.VIEW) -> Publication:
    """The record, if the person may do ``act`` with it; else 404."""
    records = Publication.objects.select_related("unit", "latest_revision", "locked_by", "successor")
    found = scope(actor_of(request), act, records).filter(pk=pk).first()
    if found is None:
        raise Http404("没有这条信息，或您不能查看")
    return found


@requires(Act.VIEW)
def records(request: HttpRequest) -> HttpResponse:
    """Every record of the units one may look at, the newest first."""
    actor = actor_of(request)
    rows = queries.visible(actor).select_related(None)
    mine = [p.pk for p in waiting.for_person(actor)]
    asked = {k: request.GET.get(k, "").strip()[:100] for k in ("q", "kind", "stage", "unit", "mine")}
    if asked["kind"] in kinds.KINDS:
        rows = rows.filter(kind=asked["kind"])
    if asked["stage"] in Stage.values:
        rows = rows.filter(stage=asked["stage"])
    elif asked["stage"] == "urgent":
        rows = rows.filter(urgent_pending=True)
    if asked["unit"].isdecimal():
        rows = rows.filter(unit=int(asked["unit"][:12]))
    if asked["mine"]:
        rows = rows.filter(pk__in=mine)
    sought = None
    if asked["q"]:
        sought = queries.sought(actor, asked["q"], kind=asked["kind"], unit=asked["unit"])
        rows = rows.filter(pk__in=sought.keys)
    counted = rows
    if not any(asked.values()):
        # Otherwise SQLite sorts all keys out of another index, rather than walk the table from its end.
        rows = rows.filter(pk__gt=0)
    # Keys first, out of an index and without joins; then the rows of the one page.
    ordered = sought.ordered(rows) if sought else rows.order_by("-pk")
    pages = Listed(ordered.values_list("pk", flat=True), counted)
    page = pages.get_page(request.GET.get("page"))
    keys = list(page.object_list)
    shown = Publication.objects.listed().in_bulk(keys)
    page.object_list = [shown[k] for k in keys]
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "page": page,
        "more": pages.more,
        "asked": asked,
        "sought": sought,
        "query": query.urlencode(),
        "kinds": kinds.choices(),
        "stages": Stage.choices,
        "units": scope(actor, Act.VIEW, Unit.objects.order_by("order"), unit="pk"),
        "waiting": len(mine),
        "writes": queries.editable_units(actor).exists(),
    }
    return render(request, "publications/records.html", context)


@requires(Act.VIEW)
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """One record: where it stands, what is missing, what can be done now and what forbids the rest."""
    return _show(request, record_of(request, pk))


def _show(request: HttpRequest, found: Publication, bound: dict[str, Any] | None = None) -> HttpResponse:
    actor = actor_of(request)
    text = found.draft()
    course = queries.course(found)
    attached = {a.pk: a for a in Attachment.objects.filter(pk__in=text.attachments).defer("html")}
    planned = releasing.planned(found)
    shown = {
        "note_form": forms.NoteForm(), "release_form": forms.ReleaseForm(initial=planned),
        "schedule_form": _asked(forms.ScheduleForm, found)(initial=planned | {"at": found.release_at}),
        "dismiss_form": forms.DismissForm(),
        "urgent_form": _asked(forms.UrgentForm, found)(), "withdraw_form": forms.WithdrawForm(), **(bound or {}),
    }  # fmt: skip
    context = {
        "record": found,
        "planned": planned,
        "text": text,
        "course": course,
        "body": rendering.render(text.body),
        "findings": [j for j in judging.of_draft(found) if j.dismissed is None],
        "answered": [j for j in judging.of_draft(found) if j.dismissed is not None],
        "rules": len(RULES) + len(CHECKS),
        "details": _details(text),
        "kept": autosaving.slot(actor, found.unit, found),
        "others": autosaving.others(actor, found, timezone.now()),
        "attachments": [attached[a] for a in text.attachments if a in attached],
        "issuers": Unit.objects.filter(pk__in=text.issuers),
        "versions": found.versions.order_by("-number"),
        "signoffs": found.signoffs.select_related("by").order_by("-id")[:20],
        "revisions": found.revisions.select_related("user").order_by("-created_at")[:15],
        "sets": found.release_sets.all(),
        "reasons": {
            "edit_unit": unit_reasons(actor, Act.EDIT, found.unit),
            "edit": drafting.save_draft.reasons(found, actor=actor, values={}),
            "submit": signing.submit.reasons(found, actor=actor),
            "approve": signing.approve.reasons(found, actor=actor),
            "return": signing.send_back.reasons(found, actor=actor, note="—"),
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


def _asked(form: Any, record: Publication) -> Any:
    """The form of an act: a text of what is public already is released with words on what changed."""
    more = {forms.ScheduleForm: forms.ScheduledChangeForm, forms.UrgentForm: forms.UrgentChangeForm}
    return more.get(form, form) if record.live else form


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
    "dismiss": (
        forms.DismissForm,
        _plain(dismissing.dismiss),
        "已记下理由，这个问题不再提示",
        "dismiss_form",
    ),
    "discard": (None, _plain(drafting.discard), "已放弃草稿", ""),
    "lock": (None, _plain(drafting.lock), "已锁定", ""),
    "unlock": (None, _plain(drafting.unlock), "已解锁", ""),
}


def _details(text: Publication) -> list[tuple[str, str]]:
    """The kind's own metadata as the workbench shows them: in full, records by their title."""
    declared = kinds.fields_of(text.kind)
    titles = dict(
        Publication.objects.filter(pk__in=[pk for _, pk in extras.records(declared, text.extra)]).values_list(
            "pk", "title"
        )
    )
    told = []
    for field in declared:
        value = text.extra.get(field.name)
        if value in (None, "", []):
            continue
        if field.points:
            named = value if isinstance(value, list) else [value]
            shown = "\n".join(titles.get(int(pk), f"编号 {pk}") for pk in named)
        else:
            shown = values.as_text(field, value)
        note = (
            f"（公开时为“{extras.public_value(field, text.extra) or '不显示'}”）"
            if field.is_personal(text.extra)
            else ""
        )
        told.append((field.label, f"{shown}{note}"))
    return told


@requires(Act.VIEW)
@require_POST
def act(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Do one thing to a record. A refusal comes back with its reasons and everything that was typed."""
    if what not in ACTS:
        raise Http404("没有这个操作")
    found = record_of(request, pk)
    form_class, do, said, name = ACTS[what]
    form = _asked(form_class, found)(request.POST) if form_class else None
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
        return _show(request, record_of(request, pk), {name: form} if form else None)
    messages.success(request, f"{said}：{found}")
    if not Publication.objects.filter(pk=pk).exists():
        return redirect("publications:records")
    return redirect("publications:record", pk)
