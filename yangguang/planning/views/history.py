"""The lists of historical plans on the workbench: handed over, received, every entry collected or accounted for."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Prefetch, Q, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from yangguang.core.actions import Reason, Refused
from yangguang.core.actors import actor_of
from yangguang.core.exporting import csv_file
from yangguang.organisations.permissions import Act, powers, requires
from yangguang.publications.models import Publication

from .. import exporting, forms, queries
from ..actions import handing
from ..keeping import archive, keeper, keeps
from ..models import HandOver, HistoryEntry, Plan
from .finding import tell


def _lists(request: HttpRequest) -> QuerySet[HandOver]:
    """Lists of the units that one may look at, as sender or receiver."""
    actor = actor_of(request)
    rows = HandOver.objects.select_related("sender", "receiver")
    held = powers(actor.user)
    if Act.VIEW in held.everywhere:
        return rows
    mine = held.at.get(Act.VIEW, frozenset())
    return rows.filter(Q(sender__in=mine) | Q(receiver__in=mine))


def _list(request: HttpRequest, pk: int) -> HandOver:
    found = _lists(request).filter(pk=pk).first()
    if found is None:
        raise Http404("没有这份清单，或您不能查看")
    return found


def state_of(entry: HistoryEntry, text: Publication | None) -> str:
    if entry.dropped_at is not None:
        return "已剔除"
    if text is not None:
        return "已公开"
    return "未找到" if entry.not_found_at is not None else "待归集"


def _entries(item: HandOver) -> list[tuple[HistoryEntry, str, Publication | None]]:
    today = timezone.localdate()
    rows = [e for e in queries.history(today) if e.hand_over_id == item.pk]
    found = []
    for entry in rows:
        text = queries.text_of(entry, today)
        found.append((entry, state_of(entry, text), text))
    return found


@requires(Act.VIEW)
def hand_overs(request: HttpRequest) -> HttpResponse:
    """Every list with its receipt and how far it is collected."""
    today = timezone.localdate()
    by_list: dict[int, dict[str, int]] = {}
    for entry in queries.history(today):
        counts = by_list.setdefault(
            entry.hand_over_id, {"total": 0, "已公开": 0, "未找到": 0, "待归集": 0, "已剔除": 0}
        )
        counts["total"] += 1
        counts[state_of(entry, queries.text_of(entry, today))] += 1
    context = {
        "rows": [(h, by_list.get(h.pk, {})) for h in _lists(request)],
        "keeps": keeps(actor_of(request)),
        "keeper": keeper(),
        "archive": archive(),
    }
    return render(request, "planning/hand_overs.html", context)


@requires(Act.VIEW)
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """One list: who handed over what to whom, and each entry."""
    item = _list(request, pk)
    rows = _entries(item)
    wanted = request.GET.get("state", "")
    context = {
        "item": item,
        "rows": [r for r in rows if wanted in ("", r[1])],
        "wanted": wanted,
        "counts": [(s, sum(r[1] == s for r in rows)) for s in ("待归集", "已公开", "未找到", "已剔除")],
        "receive_reasons": handing.receive.reasons(item, actor=actor_of(request)),
    }
    return render(request, "planning/hand_over.html", context)


@requires(Act.VIEW)
def file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file as it was handed over."""
    item = _list(request, pk)
    return FileResponse(item.file.open("rb"), as_attachment=True, filename=item.file_name)


@requires(Act.VIEW)
def download(request: HttpRequest, pk: int) -> HttpResponse:
    """The list with what became of each entry."""
    item = _list(request, pk)
    base = request.build_absolute_uri("/").rstrip("/")
    lines = [
        (str(e.row), e.name, e.period_text, e.document_number, e.maker, e.place, state,
         f"{base}{text.get_absolute_url()}" if text else e.dropped_reason or e.not_found_reason)
        for e, state, text in _entries(item)
    ]  # fmt: skip
    return csv_file(f"历史规划清单-{item.pk}", exporting.history(item, lines))


@requires(Act.EDIT)
@require_POST
def receive(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        handing.receive(_list(request, pk), actor=actor_of(request))
        messages.success(request, "已签收")
    except Refused as refused:
        tell(request, refused)
    return redirect("planning:hand-over", pk)


def _entry(request: HttpRequest, pk: int) -> HistoryEntry:
    rows = HistoryEntry.objects.select_related("hand_over__sender", "hand_over__receiver", "plan")
    texts = Prefetch("publication", Publication.objects.listed())
    found = rows.prefetch_related(texts).filter(pk=pk, hand_over__in=_lists(request)).first()
    if found is None:
        raise Http404("没有这一条，或您不能查看")
    return found


def _show(request: HttpRequest, entry: HistoryEntry, used: dict[str, Any] | None = None) -> HttpResponse:
    actor = actor_of(request)
    text = queries.text_of(entry, timezone.localdate())
    context: dict[str, Any] = {
        "entry": entry,
        "item": entry.hand_over,
        "text": text,
        "state": state_of(entry, text),
        "candidates": queries.like(entry)[:8],
        "collect_form": forms.CollectForm(),
        "reason_form": forms.ReasonForm(),
        "reasons": {
            "handle": handing.handles(entry, actor),
            "miss": handing.mark_not_found.reasons(entry, actor=actor, reason="—"),
            "reopen": handing.reopen.reasons(entry, actor=actor),
            "drop": handing.drop.reasons(entry, actor=actor, reason="—"),
        },
        **(used or {}),
    }
    return render(request, "planning/history_entry.html", context)


@requires(Act.VIEW)
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """One historical plan: its full text, or where it was looked for."""
    return _show(request, _entry(request, pk))


def _collect(entry_: HistoryEntry, actor: Any, data: dict[str, Any]) -> None:
    record = None
    if data.get("publication"):
        record = Publication.objects.filter(pk=data["publication"]).first()
        if record is None:
            raise Refused([Reason(f"没有编号 {data['publication']} 的信息", field="publication")])
    plan: Plan | None = data.get("plan")
    handing.collect(entry_, actor=actor, publication=record, plan=plan)


ACTS: dict[str, tuple[Any, Any, str, str]] = {
    "collect": (forms.CollectForm, _collect, "已关联全文", "collect_form"),
    "not-found": (
        forms.ReasonForm, lambda e, actor, data: handing.mark_not_found(e, actor=actor, **data), "已登记未找到",
        "reason_form",
    ),
    "reopen": (None, lambda e, actor, data: handing.reopen(e, actor=actor), "已改为待归集", ""),
    "drop": (forms.ReasonForm, lambda e, actor, data: handing.drop(e, actor=actor, **data), "已剔除", "reason_form"),
}  # fmt: skip


@requires(Act.VIEW)
@require_POST
def act(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Settle an entry, or undo that."""
    if what not in ACTS:
        raise Http404("没有这个操作")
    found = _entry(request, pk)
    form_class, do, said, name = ACTS[what]
    form = form_class(request.POST) if form_class else None
    if form is not None and not form.is_valid():
        return _show(request, found, {name: form})
    try:
        do(found, actor_of(request), form.cleaned_data if form else {})
    except Refused as refused:
        tell(request, refused, form)
        return _show(request, _entry(request, pk), {name: form} if form else None)
    messages.success(request, said)
    return redirect("planning:hand-over", found.hand_over_id)
