"""The workbench's catalogues: import, versions, export, and the statement that there is nothing."""

from __future__ import annotations

import datetime as dt
import hashlib
import tempfile
from pathlib import Path

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from yangguang.core.actions import Refused
from yangguang.core.actors import actor_of
from yangguang.documents import files
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, may, requires, scope

from . import actions, assigning, exporting, forms, importing, queries
from .models import Catalogue, Statement


@requires(Act.VIEW)
def catalogues(request: HttpRequest) -> HttpResponse:
    """Every catalogue with its versions, and the upload of a new one."""
    form = forms.CatalogueForm(request.POST or None, request.FILES or None)
    sheets: list[importing.Sheet] = []
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            files.inspect(upload.file, upload.name)
            data = upload.read()
            with tempfile.NamedTemporaryFile(suffix=".xlsx") as kept:
                kept.write(data)
                kept.flush()
                sheets = importing.read(Path(kept.name), field=form.cleaned_data["field"])
            made = [
                actions.import_catalogue(
                    None,
                    actor=actor_of(request),
                    sheet=s,
                    source=upload.name,
                    sha256=hashlib.sha256(data).hexdigest(),
                )
                for s in sheets
                if not s.errors
            ]
            if made and all(not s.errors for s in sheets):
                messages.success(request, f"导入 {len(made)} 份目录，请核对后生效")
                return redirect("catalog:catalogue", made[0].pk)
        except (files.Rejected, ValueError) as error:
            form.add_error("file", str(error))
        except Refused as error:
            for reason in error.reasons:
                form.add_error(None, str(reason))
    context = {
        "rows": Catalogue.objects.exclude(state=Catalogue.State.DROPPED).prefetch_related("items"),
        "form": form,
        "sheets": sheets,
        "manages": may(actor_of(request), Act.PLAN),
    }
    return render(request, "catalog/catalogues.html", context)


@requires(Act.VIEW)
def catalogue(request: HttpRequest, pk: int) -> HttpResponse:
    """One version: its items, what changed against the one before."""
    found = get_object_or_404(Catalogue, pk=pk)
    before = Catalogue.objects.filter(field=found.field, version__lt=found.version).exclude(
        state=Catalogue.State.DROPPED
    ).order_by("-version").first()  # fmt: skip
    items = found.items.prefetch_related("units")
    if text := request.GET.get("q", "").strip():
        items = items.filter(first_level__contains=text) | items.filter(second_level__contains=text)
    context = {
        "catalogue": found,
        "items": items,
        "q": text,
        "before": before,
        "changes": queries.changes(before, found) if before else [],
        "manages": may(actor_of(request), Act.PLAN),
        "unassigned": sum(not i.units.all() for i in items),
        "reasons": actions.bring_into_force.reasons(found, actor=actor_of(request)),
    }
    return render(request, "catalog/catalogue.html", context)


@requires(Act.PLAN, anywhere=False)
@require_POST
def act(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Bring a version into force, or give it up."""
    found = get_object_or_404(Catalogue, pk=pk)
    if what == "enforce":
        actions.bring_into_force(found, actor=actor_of(request))
        messages.success(request, f"{found}已生效")
    elif what == "drop":
        actions.drop(found, actor=actor_of(request))
        return redirect("catalog:catalogues")
    else:
        raise Http404("没有这个操作")
    return redirect("catalog:catalogue", pk)


@requires(Act.PLAN, anywhere=False)
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide who answers for the items, many at a time: preview first, then keep exactly what was previewed."""
    found = get_object_or_404(Catalogue, pk=pk)
    today = timezone.localdate()
    form = forms.AssignForm(
        request.POST or None, catalogue=found, units=Unit.objects.answerable(today).order_by("order"),
        initial={"source": "subject", "how": assigning.How.ADD},
    )  # fmt: skip
    proposal = None
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        chosen = [i.pk for i in values["items"]] or None
        if values["source"] == "subject":
            proposal = assigning.by_subject(found, values["how"], today, chosen)
        else:
            proposal = assigning.by_choice(found, list(values["units"]), values["how"], chosen)
        if "keep" in request.POST:
            try:
                actions.assign_in_bulk(
                    found, actor=actor_of(request), proposal=proposal, seal=request.POST.get("seal", ""),
                    summary=actions.summary(proposal),
                )  # fmt: skip
            except Refused as error:
                for reason in error.reasons:
                    form.add_error(None, str(reason))
            else:
                messages.success(request, f"{len(proposal.changes)} 个事项的责任单位已确定")
                return redirect("catalog:catalogue", pk)
    picked = (
        {i.pk for i in form.cleaned_data.get("items", ())} if form.is_bound and form.is_valid() else set()
    )
    context = {
        "catalogue": found,
        "form": form,
        "proposal": proposal,
        "items": [(i, i.pk in picked) for i in found.items.prefetch_related("units")],
        "how": assigning.WORDS.get(form.cleaned_data.get("how", ""), "") if proposal else "",
    }
    return render(request, "catalog/assign.html", context)


@requires(Act.VIEW)
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """The catalogue in the usual layout."""
    found = get_object_or_404(Catalogue, pk=pk)
    response = HttpResponse(
        exporting.workbook(found),
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )
    response["Content-Disposition"] = content_disposition_header(True, f"{found.name}.xlsx") or "attachment"
    return response


@requires(Act.VIEW)
def statements(request: HttpRequest) -> HttpResponse:
    """Statements of the units one may look at, and a new one."""
    actor = actor_of(request)
    today = timezone.localdate()
    units = scope(actor, Act.EDIT, Unit.objects.answerable(today), unit="pk").order_by("order")
    start = {
        "unit": request.GET.get("unit"), "item": request.GET.get("item"), "period_from": dt.date(today.year, 1, 1),
        "period_to": dt.date(today.year, 12, 31),
    }  # fmt: skip
    form = forms.StatementForm(request.POST or None, units=units, initial=start)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        try:
            actions.state_none(values.pop("unit"), actor=actor, **values)
        except Refused as error:
            for reason in error.reasons:
                form.add_error(reason.field if reason.field in form.fields else None, str(reason))
        else:
            messages.success(request, "已声明，公众页面同时显示")
            return redirect("catalog:statements")
    rows = list(scope(actor, Act.VIEW, Statement.objects.select_related("unit"))[:200])
    names = queries.names({s.item for s in rows})
    context = {
        "form": form,
        "rows": [(s, names.get(s.item, s.item)) for s in rows],
        "writes": units.exists(),
    }
    return render(request, "catalog/statements.html", context)


@requires(Act.EDIT)
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    mine = scope(actor_of(request), Act.EDIT, Statement.objects.all())
    actions.withdraw_statement(get_object_or_404(mine, pk=pk), actor=actor_of(request))
    messages.success(request, "已撤销")
    return redirect("catalog:statements")
