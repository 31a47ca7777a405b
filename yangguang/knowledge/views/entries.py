"""The knowledge base on the workbench: the list, one entry with its course, writing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST
from js_asset import Media

from yangguang.core.actions import Refused
from yangguang.core.actors import actor_of
from yangguang.core.exporting import FORMS
from yangguang.documents import rendering
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, requires, scope
from yangguang.publications import events, kinds
from yangguang.publications.views.writing import editor_csp

from .. import forms, queries, tables, texts
from ..actions import reviewing, signing, writing
from ..models import Entry, Origin, State, in_a_year

ASKED = ("q", "state", "unit", "topic", "event", "origin", "basis")


def find(request: HttpRequest, pk: int) -> Entry:
    """An entry that the person may look at. Raises Http404."""
    rows = queries.visible(actor_of(request)).select_related("unit", "source", "submitted_by", "signed_by")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404("知识库里没有这一条，或您不能查看")
    return found


def tell(request: HttpRequest, refused: Refused, form: Any = None) -> None:
    """A refusal's reasons at their fields, or above the page."""
    for reason in refused.reasons:
        if form is not None:
            field = "basis_0" if reason.field == "bases" else reason.field
            form.add_error(field if field in form.fields else None, str(reason))
        else:
            messages.error(request, str(reason))


def _asked(request: HttpRequest) -> dict[str, str]:
    return {k: request.GET.get(k, "").strip()[:100] for k in ASKED}


@requires(Act.VIEW)
def entries(request: HttpRequest) -> HttpResponse:
    """The entries of one's units, those first that have to be looked at."""
    actor = actor_of(request)
    mine = queries.visible(actor)
    asked = _asked(request)
    rows = queries.with_votes(queries.narrowed(mine, asked))
    query = request.GET.copy()
    query.pop("page", None)
    page = Paginator(rows.listed().order_by("doubted_on", "-pk"), 30).get_page(request.GET.get("page"))
    context = {
        "tab": "entries", "page": page, "asked": asked, "query": query.urlencode(),
        "ended": queries.ended_bases(list(page), timezone.localdate()), "counts": queries.counts(mine),
        "states": [("doubt", "待复核"), *State.choices], "origins": Origin.choices, "topics": kinds.TOPICS,
        "events": events.choices(), "units": Unit.objects.filter(pk__in=mine.values("unit")).order_by("order"),
        "writes": queries.editable_units(actor).exists(), "poor": queries.POOR, "few": queries.FEW,
    }  # fmt: skip
    return render(request, "knowledge/entries.html", context)


@requires(Act.EXPORT)
def export(request: HttpRequest, form: str) -> HttpResponse:
    """The list as filtered, in the columns that can be brought in again, and more."""
    rows = scope(actor_of(request), Act.EXPORT, queries.narrowed(Entry.objects.all(), _asked(request)))
    name = f"知识库{timezone.localdate():%Y-%m-%d}"
    lines = tables.lines(rows.order_by("unit__order", "pk"))
    return FORMS[form](name, ((*tables.COLUMNS, *tables.MORE), *lines))


@editor_csp
@requires(Act.EDIT)
def write(request: HttpRequest) -> HttpResponse:
    """A new entry, in the name of one of the units that one writes for; ``basis`` names a record to start from."""
    actor, today = actor_of(request), timezone.localdate()
    units = queries.editable_units(actor)
    chosen = request.POST.get("unit") or request.GET.get("unit") or ""
    unit = (
        units.filter(pk=chosen).first() if chosen.isdecimal() and len(chosen) < 13 else None
    ) or units.first()
    if unit is None:
        raise Http404("您的账号没有可以起草的单位")
    start = {"basis_0": request.GET.get("basis", "")[:20]} if request.GET.get("basis") else {}
    form = forms.EntryForm(request.POST or None, today=today, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            made = writing.create(unit, actor=actor, values=form.values())
        except Refused as refused:
            tell(request, refused, form)
        else:
            messages.success(request, "已保存草稿")
            return redirect("knowledge:entry", made.pk)
    return _form(request, form, unit=unit, units=units)


@editor_csp
@requires(Act.EDIT)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the newest text."""
    found = find(request, pk)
    form = forms.EntryForm(
        request.POST or None, text=texts.newest(found), today=timezone.localdate(),
        initial={"version": found.version},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            writing.change(
                found, actor=actor_of(request), values=form.values(), version=form.cleaned_data["version"]
            )
        except Refused as refused:
            tell(request, refused, form)
        else:
            messages.success(request, "已保存")
            return redirect("knowledge:entry", pk)
    return _form(request, form, unit=found.unit, entry=found)


def _form(request: HttpRequest, form: forms.EntryForm, **more: Any) -> HttpResponse:
    media = form.media
    if isinstance(media, Media):
        media.nonce = str(request.csp_nonce)  # type: ignore[attr-defined]
    return render(request, "knowledge/edit.html", {"form": form, "media": media, **more})


@requires(Act.VIEW)
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """One entry: the newest text, what it rests on, what comes next, its course."""
    return _show(request, find(request, pk))


def _show(request: HttpRequest, found: Entry, used: dict[str, Any] | None = None) -> HttpResponse:
    actor, today = actor_of(request), timezone.localdate()
    text = texts.newest(found)
    helpful, answers = queries.votes(found)
    context = {
        "entry": found, "text": text, "today": today, "helpful": helpful, "answers": answers,
        "answer": rendering.render(text.answer),
        "wordings": text.wordings.splitlines(),
        "event": events.by_code(text.event),
        "bases": queries.shown_bases(text.bases, today),
        "changed": texts.changed(texts.public(found), text) if found.changing else [],
        "missing": list(writing.unfit(found, text)) if found.state in (State.DRAFT, State.WITHDRAWN) else [],
        "reasons": {
            "edit": writing.change.reasons(found, actor=actor, values={}),
            "submit": writing.submit.reasons(found, actor=actor),
            "sign": signing.sign.reasons(found, actor=actor),
            "return": signing.send_back.reasons(found, actor=actor, reason="—"),
            "publish": signing.publish.reasons(found, actor=actor),
            "renew": reviewing.renew.reasons(found, actor=actor, review_on=in_a_year(today)),
            "withdraw": reviewing.withdraw.reasons(found, actor=actor, reason="—"),
            "discard": writing.discard.reasons(found, actor=actor),
        },
        "reason_form": forms.ReasonForm(auto_id="return_%s"),
        "withdraw_form": forms.ReasonForm(auto_id="withdraw_%s"),
        "renew_form": forms.RenewForm(initial={"review_on": in_a_year(today)}, auto_id="renew_%s"),
        "log": queries.history(found),
        **(used or {}),
    }  # fmt: skip
    return render(request, "knowledge/entry.html", context)


def _sign_and_publish(found: Entry, *, actor: Any) -> None:
    with transaction.atomic():
        signing.sign(found, actor=actor)
        signing.publish(found, actor=actor)


PLAIN: dict[str, tuple[Callable[..., Any], str]] = {
    "submit": (writing.submit, "已送审签"),
    "sign": (signing.sign, "已审签同意，等待公开"),
    "sign-publish": (_sign_and_publish, "已审签并公开"),
    "publish": (signing.publish, "已公开"),
}
WITH_REASON: dict[str, tuple[Callable[..., Any], str, str, str]] = {
    "return": (signing.send_back, "已退回", "reason_form", "return_%s"),
    "withdraw": (reviewing.withdraw, "已撤下", "withdraw_form", "withdraw_%s"),
}


@requires(Act.EDIT)
@require_POST
def act(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """One step of an entry's course."""
    found, actor = find(request, pk), actor_of(request)
    if what in PLAIN:
        verb, said = PLAIN[what]
        verb(found, actor=actor)
    elif what in WITH_REASON:
        verb, said, name, ids = WITH_REASON[what]
        form = forms.ReasonForm(request.POST, auto_id=ids)
        if not form.is_valid():
            return _show(request, found, {name: form})
        verb(found, actor=actor, **form.cleaned_data)
    elif what == "renew":
        renewing = forms.RenewForm(request.POST, auto_id="renew_%s")
        if not renewing.is_valid():
            return _show(request, found, {"renew_form": renewing})
        reviewing.renew(found, actor=actor, **renewing.cleaned_data)
        said = "已复核"
    elif what == "discard":
        gone = writing.discard(found, actor=actor) is None
        messages.success(request, "草稿已删除" if gone else "未公开的修改已放弃")
        return redirect("knowledge:entries") if gone else redirect("knowledge:entry", pk)
    else:
        raise Http404("没有这个操作")
    messages.success(request, said)
    return redirect("knowledge:entry", pk)
