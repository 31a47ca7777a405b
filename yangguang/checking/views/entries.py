"""One list with its entries: searched, changed one by one, taken away as a file."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from yangguang.core.actions import Refused
from yangguang.core.actors import actor_of
from yangguang.core.exporting import FORMS
from yangguang.organisations.permissions import Act, requires

from .. import forms, keeping, queries
from ..actions import lists
from ..wordlists import tables
from ..wordlists.expressions import Sort
from .finding import find, tell


@requires(Act.VIEW)
def word_list(request: HttpRequest, pk: int) -> HttpResponse:
    """A list: its entries as asked for, its settings, versions and course."""
    found, actor = find(request, pk), actor_of(request)
    asked = {k: request.GET.get(k, "").strip()[:60] for k in ("q", "sort")}
    entries = lists.entries_of(found)
    page = Paginator(queries.narrowed(entries, asked["q"], asked["sort"]), 50)
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "list": found, "asked": asked, "page": page.get_page(request.GET.get("page")), "query": query.urlencode(),
        "total": len(entries), "sorts": queries.sorts(entries), "all_sorts": list(Sort),
        "keeps": keeping.keeps(actor, found), "log": queries.history(found),
        "versions": found.versions.defer("content")[:20], "imports": found.imports.defer("content")[:10],
    }  # fmt: skip
    return render(request, "checking/list.html", context)


@requires(Act.EXPORT)
def export(request: HttpRequest, pk: str, form: str) -> HttpResponse:
    """The entries in force, in the columns that come in again."""
    found = find(request, int(pk))
    name = f"{found.name}{timezone.localdate():%Y-%m-%d}"
    asked = {k: request.GET.get(k, "").strip()[:60] for k in ("q", "sort")}
    entries = queries.narrowed(lists.entries_of(found), asked["q"], asked["sort"])
    return FORMS[form](name, tables.rows(entries))


@requires(keeping.KEEP)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Add an entry, or change the one that ``key`` names."""
    found, actor = find(request, pk, keep=True), actor_of(request)
    key = request.GET.get("key", "")[:100]
    entry = next((e for e in lists.entries_of(found) if e.key == key), None) if key else None
    if key and entry is None:
        raise Http404("这一条已经不在清单里")
    based_on = found.in_force.number if found.in_force is not None else 0
    form = forms.EntryForm(request.POST or None, entry=entry, based_on=based_on)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            lists.put(
                found,
                actor=actor,
                entry=form.entry(),
                key=key,
                reason=data["reason"],
                based_on=data["based_on"],
            )
        except Refused as refused:
            tell(request, refused, form)
        else:
            messages.success(request, f"已{'修改' if key else '添加'}“{form.entry().words[0]}”，马上生效")
            return redirect(found)
    context = {
        "list": found, "form": form, "entry": entry, "key": key, "based_on": based_on,
        "reason_form": forms.ReasonForm(auto_id="take_out_%s"),
    }  # fmt: skip
    return render(request, "checking/entry.html", context)


@requires(keeping.KEEP)
@require_POST
def take_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one entry out; the version before still has it."""
    found = find(request, pk, keep=True)
    given = request.POST.get("based_on", "")
    lists.take_out(
        found, actor=actor_of(request), key=request.POST.get("key", "")[:100],
        reason=request.POST.get("reason", "")[:300], based_on=int(given) if given.isdecimal() and len(given) < 10 else None,
    )  # fmt: skip
    messages.success(request, "已删去；要恢复，请打开以前的版本")
    return redirect(found)
