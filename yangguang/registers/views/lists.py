"""Work lists on the workbench: open, fill, make public; entries with their units, periods and bound records."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from yangguang.catalog import queries as catalogues
from yangguang.core.actions import Refused
from yangguang.core.actors import actor_of
from yangguang.core.exporting import FORMS
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, requires
from yangguang.publications.models import Publication

from .. import exporting, forms, queries
from ..actions import lists as verbs
from ..models import Entry, Question, WorkList


def tell(form: Any, error: Refused) -> None:
    """A refusal's reasons beside the fields that they are about."""
    for reason in error.reasons:
        form.add_error(reason.field if reason.field in form.fields else None, str(reason))


def chosen_day(text: str) -> dt.date | None:
    """A day from a form's hidden or date field, None when it is none."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def chosen_publication(text: str) -> Publication | None:
    """The record of a button's value or of an address."""
    last = text.strip().rstrip("/").rpartition("/")[2]
    return Publication.objects.filter(pk=int(last)).first() if last.isdecimal() and len(last) < 12 else None


def kept(request: HttpRequest, pk: int) -> WorkList:
    """A list that the person keeps."""
    return get_object_or_404(queries.kept(actor_of(request)), pk=pk)


@requires(Act.VIEW)
def lists(request: HttpRequest) -> HttpResponse:
    """Every list with its entries and open questions."""
    units = queries.keepable_units(actor_of(request), timezone.localdate())
    context = {"rows": queries.lists_with_counts(WorkList.objects.all()), "keeps": units.exists()}
    return render(request, "registers/lists.html", context)


@requires(Act.REVIEW, Act.PLAN)
def open_list(request: HttpRequest) -> HttpResponse:
    """A new list."""
    actor = actor_of(request)
    form = forms.ListForm(request.POST or None, units=queries.keepable_units(actor, timezone.localdate()))
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        try:
            made = verbs.open_list(values.pop("unit"), actor=actor, **values)
        except Refused as error:
            tell(form, error)
        else:
            messages.success(request, "清单已建立。请导入文件，或逐条登记")
            return redirect("registers:list", made.pk)
    return render(request, "registers/list_form.html", {"form": form})


@requires(Act.VIEW)
def work_list(request: HttpRequest, pk: int) -> HttpResponse:
    """One list: each entry period by period, the blanks first to be seen."""
    found = get_object_or_404(WorkList.objects.select_related("unit"), pk=pk)
    actor = actor_of(request)
    rows = queries.rows(found, timezone.localdate())
    if export := FORMS.get(request.GET.get("format", "")):
        return export(found.title[:30], exporting.rows(found, rows))
    only = request.GET.get("show", "")
    shown = [r for r in rows if r.blank] if only == "blank" else rows
    context = {
        "list": found,
        "rows": shown,
        "every": len(rows),
        "blanks": sum(r.blank for r in rows),
        "unbound": sum(not r.entry.bindings.all() for r in rows) if found.sort.items else 0,
        "asked": sum(len(r.entry.questions.all()) for r in rows),
        "only": only,
        "periods": [queries.kinds.period_name(found.sort.every, first) for first, _ in found.periods()],
        "dropped": queries.rows(found, timezone.localdate(), dropped=True),
        "change_reasons": verbs.add_entry.reasons(found, actor=actor, values={"title": "-"}, units=[0]),
        "publish_reasons": verbs.publish_list.reasons(found, actor=actor),
        "may_keep": not verbs.keeps(actor, found.unit),
        "imports": found.imports.defer("data", "rows")[:10],
    }
    return render(request, "registers/list.html", context)


@requires(Act.REVIEW, Act.PLAN)
@require_POST
def act(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Make a list public, or end it."""
    found = kept(request, pk)
    acts = {"publish": (verbs.publish_list, "清单已公布"), "close": (verbs.close_list, "清单已结束")}
    if what not in acts:
        raise Http404("没有这个操作")
    verb, said = acts[what]
    verb(found, actor=actor_of(request))
    messages.success(request, said)
    return redirect("registers:list", pk)


@requires(Act.REVIEW, Act.PLAN)
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """A line by hand."""
    return _entry_form(request, kept(request, pk), None)


@requires(Act.REVIEW, Act.PLAN)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a line by hand."""
    found = get_object_or_404(Entry.objects.select_related("work_list__unit"), pk=pk)
    return _entry_form(request, kept(request, found.work_list_id), found)


def _entry_form(request: HttpRequest, work_list: WorkList, entry: Entry | None) -> HttpResponse:
    actor = actor_of(request)
    units = Unit.objects.answerable(timezone.localdate()).order_by("order")
    form = forms.EntryForm(request.POST or None, entry=entry, sort=work_list.sort, units=units)
    if request.method == "POST" and form.is_valid():
        try:
            if entry is None:
                verbs.add_entry(work_list, actor=actor, values=form.values(), units=form.chosen())
            else:
                verbs.change_entry(entry, actor=actor, values=form.values(), units=form.chosen())
        except Refused as error:
            tell(form, error)
        else:
            messages.success(request, "已保存")
            return (
                redirect("registers:list", work_list.pk)
                if entry is None
                else redirect("registers:entry", entry.pk)
            )
    return render(request, "registers/entry_form.html", {"form": form, "list": work_list, "entry": entry})


def _entry(request: HttpRequest, pk: int) -> Entry:
    """An entry for which the person may bind progress."""
    return get_object_or_404(queries.carried(actor_of(request)), pk=pk)


@requires(Act.VIEW)
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """One entry: its periods with what is public in each, and a chooser to bind more."""
    found = get_object_or_404(Entry.objects.select_related("work_list__unit"), pk=pk)
    work_list = found.work_list
    loaded = queries.entries_of(work_list).get(pk=pk)
    loaded.work_list = work_list
    actor = actor_of(request)
    today = timezone.localdate()
    periods = queries.cells(loaded, work_list.periods(), work_list.sort.every, today)
    asked = request.GET.get("q", "")[:200]
    running = next((c for c in periods if c.first <= today <= c.last), periods[-1])
    names = catalogues.names([b.item for b in loaded.bindings.all()])
    context = {
        "entry": loaded,
        "list": work_list,
        "periods": periods,
        "running": running,
        "q": asked,
        "hits": queries.find_publications(asked),
        "items": [(b.item, names.get(b.item, b.item)) for b in loaded.bindings.all()],
        "item_choices": catalogues.statable() if work_list.sort.items else [],
        "may_bind": not verbs.carries(actor, found) and not _closed(found),
        "may_keep": not verbs.keeps(actor, work_list.unit) and work_list.state != WorkList.State.CLOSED,
    }
    return render(request, "registers/entry.html", context)


def _closed(entry: Entry) -> bool:
    return entry.work_list.state == WorkList.State.CLOSED or entry.dropped_on is not None


@requires(Act.EDIT, Act.PLAN)
@require_POST
def entry_act(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Bind or unbind a record or a catalogue item, say that there was nothing, drop or restore the line."""
    found = _entry(request, pk)
    actor = actor_of(request)
    first = chosen_day(request.POST.get("period", ""))
    if what in ("bind", "nothing") and first is None:
        messages.error(request, "请选择时段")
    elif what == "bind":
        publication = chosen_publication(request.POST.get("publication", ""))
        if publication is None:
            messages.error(request, "没有找到这条信息")
        else:
            verbs.bind(found, actor=actor, publication=publication, period_from=first)
            messages.success(request, f"已对应“{publication}”")
    elif what == "nothing":
        verbs.say_nothing(found, actor=actor, period_from=first, reason=request.POST.get("reason", ""))
        messages.success(request, "已声明本期无")
    elif what == "unbind":
        given = request.POST.get("progress", "")
        progress = get_object_or_404(
            found.progress, pk=int(given) if given.isdecimal() and len(given) < 12 else 0
        )
        verbs.unbind(found, actor=actor, progress=progress)
        messages.success(request, "已取消对应")
    elif what == "item":
        verbs.bind_item(found, actor=actor, item=request.POST.get("item", ""))
    elif what == "no-item":
        verbs.unbind_item(found, actor=actor, item=request.POST.get("item", ""))
    elif what == "drop":
        verbs.drop_entry(found, actor=actor, reason=request.POST.get("reason", ""))
        messages.success(request, "已移出清单")
    elif what == "restore":
        verbs.restore_entry(found, actor=actor)
    else:
        raise Http404("没有这个操作")
    return redirect("registers:entry", pk)


@requires(Act.REVIEW, Act.PLAN)
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """What the list does not say, question by question; each answer is kept at once."""
    found = kept(request, pk)
    today = timezone.localdate()
    if request.method == "POST":
        given = request.POST.get("question", "")
        rows = Question.objects.filter(entry__work_list=found).select_related("entry__work_list__unit")
        question = get_object_or_404(rows, pk=int(given) if given.isdecimal() and len(given) < 12 else 0)
        keys = [int(u) for u in request.POST.getlist("units") if u.isdecimal() and len(u) < 12]
        verbs.answer(
            question, actor=actor_of(request), units=list(Unit.objects.answerable(today).filter(pk__in=keys)),
            day=chosen_day(request.POST.get("day", "")), none="none" in request.POST,
        )  # fmt: skip
        messages.success(request, "已记下")
        return redirect("registers:confirm", pk)
    asked = Question.objects.filter(entry__work_list=found, entry__dropped_on=None).select_related("entry")
    units = list(Unit.objects.answerable(today).order_by("order"))
    context = {
        "list": found,
        "questions": list(asked.filter(answered_at=None)[:50]),
        "left": asked.filter(answered_at=None).count(),
        "answered": list(asked.exclude(answered_at=None).order_by("-answered_at")[:30]),
        "units": units,
    }
    return render(request, "registers/confirm.html", context)
