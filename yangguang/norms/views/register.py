"""The register's screens: the list, one entry with its line of versions, entering, relating."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from yangguang.core.actions import Refused
from yangguang.core.actors import Actor, actor_of
from yangguang.documents import rendering
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, requires, scope
from yangguang.organisations.queries import csv_text
from yangguang.publications.models import Publication

from .. import articles, drawing, exporting, forms, keeping, queries
from ..actions import registering, relating
from ..force import State
from ..keepers import keeps, visible
from ..models import Norm, NormQuerySet, Registration, Relation, Step

STATES = [
    ("force", "现行有效（含修改）"),
    *((s.value, s.value) for s in (State.AMENDED, State.PENDING, State.LAPSED, State.REPEALED)),
]


def day_of(request: HttpRequest, name: str = "on") -> dt.date:
    """The day asked for; today for none or for nonsense."""
    try:
        return dt.date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        return timezone.localdate()


def find(request: HttpRequest, pk: int) -> Norm:
    """An entry that the person may look at. Raises Http404."""
    rows = visible(actor_of(request), Norm.objects.select_related("unit", "publication"))
    found: Norm | None = rows.filter(pk=pk).first()
    if found is None:
        raise Http404("登记簿里没有这一件，或您不能查看")
    return found


def tell(request: HttpRequest, form: Any, error: Refused, names: dict[str, str] | None = None) -> None:
    """A refusal's reasons at their fields, or above the page."""
    for reason in error.reasons:
        field = (names or {}).get(reason.field, reason.field)
        if form is not None and field in form.fields:
            form.add_error(field, str(reason))
        elif form is not None:
            form.add_error(None, str(reason))
        else:
            messages.error(request, str(reason))


def units_for(actor: Actor) -> Any:
    """The units in whose name one may enter documents."""
    units = Unit.objects.answerable(timezone.localdate()).order_by("order")
    return units if keeps(actor) else scope(actor, Act.EDIT, units, unit="pk")


def _rows(request: HttpRequest) -> tuple[Any, dict[str, str], dt.date]:
    asked = {k: request.GET.get(k, "").strip()[:100] for k in ("q", "state", "unit", "registration", "on")}
    on = day_of(request)
    rows = visible(actor_of(request), Norm.objects.listed())
    unit = int(asked["unit"][:12]) if asked["unit"].isdecimal() else None
    rows = queries.listing(rows, q=asked["q"], state=asked["state"], unit=unit, on=on)
    if asked["registration"] in Registration.values:
        rows = rows.filter(registration=asked["registration"])
    if asked["state"] == "expiring":
        rows = queries.expiring(on, rows)
    return rows, asked, on


@requires(Act.VIEW)
def register(request: HttpRequest) -> HttpResponse:
    """The register, or one's unit's part of it."""
    actor = actor_of(request)
    rows, asked, on = _rows(request)
    mine: NormQuerySet = visible(actor, Norm.objects.all())
    page = Paginator(rows, 30).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    loose = Publication.objects.public().filter(kind="norm", norm=None)
    context = {
        "page": page, "asked": asked, "query": query.urlencode(), "on": on, "today": timezone.localdate(),
        "states": [*STATES, ("expiring", "到期待评估")], "registrations": Registration.choices,
        "units": Unit.objects.filter(pk__in=mine.values("unit")).order_by("order"),
        "standing": queries.states(page, on),
        "counts": {
            "force": mine.registered().in_force(on).count(),
            "pending": mine.filter(registration=Registration.PENDING).count(),
            "expiring": queries.expiring(on, mine).count(),
        },
        "loose": (loose if keeps(actor) else scope(actor, Act.VIEW, loose)).select_related("unit").defer("body")[:20],
        "writes": units_for(actor).exists(), "keeps": keeps(actor),
    }  # fmt: skip
    return render(request, "norms/register.html", context)


@requires(Act.EXPORT)
def register_csv(request: HttpRequest) -> HttpResponse:
    """The list as filtered, for a spreadsheet."""
    rows, _, on = _rows(request)
    text = csv_text(exporting.HEADINGS, exporting.rows(rows, on))
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="norms.csv"'
    return response


@requires(Act.EDIT)
def enter(request: HttpRequest) -> HttpResponse:
    """A new entry; ``from`` takes over what a public record says of itself."""
    actor = actor_of(request)
    units = units_for(actor)
    record = None
    if (given := request.GET.get("from", "")).isdecimal():
        record = (
            Publication.objects.filter(pk=given, live=True, unit__in=units).select_related("unit").first()
        )
    if not units.exists():
        raise Http404("您的账号没有可以录入的单位")
    chosen = request.POST.get("unit") or request.GET.get("unit") or ""
    unit = (units.filter(pk=chosen).first() if chosen.isdecimal() else None) or (
        record.unit if record else units[0]
    )
    start = registering.from_publication(record) if record else {}
    if record:
        start["body"] = forms.as_typed(record.body)
    form = forms.NormForm(request.POST or None, unit=unit, initial=start)
    if request.method == "POST" and form.is_valid():
        values = form.values() | ({"publication": record, "body": record.body} if record else {})
        try:
            made = registering.enter(unit, actor=actor, values=values, issuers=form.cleaned_data["issuers"])
        except Refused as error:
            tell(request, form, error)
        else:
            messages.success(request, f"已录入，等待登记：{made}")
            return redirect("norms:norm", made.pk)
    return render(request, "norms/edit.html", {"form": form, "unit": unit, "units": units, "record": record})


@requires(Act.EDIT)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct an entry."""
    found = find(request, pk)
    form = forms.NormForm(
        request.POST or None, unit=found.unit, registered=found.is_registered, initial=forms.initial(found)
    )
    if request.method == "POST" and form.is_valid():
        try:
            registering.change(
                found, actor=actor_of(request), values=form.values(), issuers=form.cleaned_data["issuers"],
                reason=form.cleaned_data.get("reason", ""),
            )  # fmt: skip
        except Refused as error:
            tell(request, form, error)
        else:
            messages.success(request, "已保存")
            return redirect("norms:norm", pk)
    return render(request, "norms/edit.html", {"form": form, "norm": found, "unit": found.unit})


@requires(Act.VIEW)
def norm(request: HttpRequest, pk: int) -> HttpResponse:
    """One entry with everything that befell it."""
    return _show(request, find(request, pk))


def _show(request: HttpRequest, found: Norm, bound: dict[str, Any] | None = None) -> HttpResponse:
    actor, today = actor_of(request), timezone.localdate()
    history = queries.history(found)
    points = history.points()
    steps = {p.step: p for p in found.procedures.all()}
    context = {
        "norm": found, "history": history, "points": points, "today": today, "state": history.life.state(today),
        "line": drawing.line("效力时间线", points, history.life, today), "rule": keeping.rule_for(found),
        "steps": [(s.label, steps.get(s.value)) for s in Step],
        "articles": [
            (p.label, history.life.state(today, p.key), history.below(today, p))
            for p in history.text_on(today) if p.kind == "article"
        ],
        "citing": found.cited_by.values("publication", "publication__title").distinct().order_by("-publication")[:15],
        "issuers": found.issuers.all(),
        "reasons": {
            "edit": registering.change.reasons(found, actor=actor, values={}, reason="—"),
            "relate": relating.relate.reasons(found, actor=actor, act="interpret", on=today, source_title="—"),
            "register": registering.register.reasons(found, actor=actor),
            "return": registering.send_back.reasons(found, actor=actor, note="—"),
            "refuse": registering.refuse.reasons(found, actor=actor, note="—"),
            "procedure": registering.set_procedure.reasons(found, actor=actor),
        },
        "procedure_form": forms.ProcedureForm(), "note_form": forms.NoteForm(), "bind_form": forms.BindForm(),
        "undo_form": forms.ReasonForm(), **(bound or {}),
    }  # fmt: skip
    return render(request, "norms/norm.html", context)


@requires(Act.VIEW)
def text(request: HttpRequest, pk: int) -> HttpResponse:
    """The text on a day, and against another day."""
    found = find(request, pk)
    history = queries.history(found)
    on = day_of(request)
    old = day_of(request, "from") if request.GET.get("from") else None
    context = {
        "norm": found, "history": history, "on": on, "old": old,
        "body": rendering.render(articles.join(history.text_on(on), anchors=True)),
        "comparison": queries.compare(history, old, on) if old else "",
    }  # fmt: skip
    return render(request, "norms/text.html", context)


@requires(Act.REVIEW)
def relate(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter what an act does to the document."""
    found = find(request, pk)
    start = {"act": request.GET.get("act", "amend"), "on": timezone.localdate()}
    form = forms.RelationForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            made = relating.relate(found, actor=actor_of(request), **form.values())
        except Refused as error:
            tell(request, form, error, {"source_title": "source", "texts": "text"})
        else:
            messages.success(request, f"已登记：{made}")
            return redirect("norms:norm", pk)
    now = queries.history(found).text_on(timezone.localdate())
    return render(request, "norms/relate.html", {"form": form, "norm": found, "text_now": now})


@requires(Act.REVIEW)
@require_POST
def unrelate(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a relation back."""
    rows = visible(actor_of(request), Relation.objects.select_related("target__unit"), "target__unit")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404("没有这条关系，或您不能查看")
    try:
        relating.unrelate(found, actor=actor_of(request), reason=request.POST.get("reason", "")[:300])
    except Refused as error:
        tell(request, None, error)
    else:
        messages.success(request, "已撤销登记，效力和条文已重新计算")
    return redirect("norms:norm", found.target_id)


def _bind(norm: Norm, actor: Actor, data: dict[str, Any]) -> None:
    record = Publication.objects.filter(pk=data["publication"], live=True).first()
    if record is None:
        raise Refused(["没有这份公开文本"])
    registering.bind(norm, actor=actor, publication=record)


def _procedure(norm: Norm, actor: Actor, data: dict[str, Any]) -> None:
    registering.set_procedure(norm, actor=actor, step=data["step"], values=data)


ACTS: dict[str, tuple[Any, Callable[[Norm, Actor, dict[str, Any]], Any], str, str]] = {
    "register": (None, lambda n, a, d: registering.register(n, actor=a), "已登记", ""),
    "return": (
        forms.NoteForm,
        lambda n, a, d: registering.send_back(n, actor=a, **d),
        "已退回补正",
        "note_form",
    ),
    "refuse": (forms.NoteForm, lambda n, a, d: registering.refuse(n, actor=a, **d), "不予登记", "note_form"),
    "procedure": (forms.ProcedureForm, _procedure, "已登记制定程序", "procedure_form"),
    "bind": (forms.BindForm, _bind, "已关联公开文本", "bind_form"),
}


@requires(Act.EDIT)
@require_POST
def act(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Do one thing to an entry; a refusal comes back with its reasons and what was typed."""
    if what not in ACTS:
        raise Http404("没有这个操作")
    found = find(request, pk)
    form_class, do, said, name = ACTS[what]
    form = form_class(request.POST) if form_class else None
    if form is not None and not form.is_valid():
        return _show(request, found, {name: form})
    try:
        do(found, actor_of(request), form.cleaned_data if form else {})
    except Refused as error:
        tell(request, form, error)
        return _show(request, found, {name: form} if form else None)
    messages.success(request, f"{said}：{found}")
    return redirect("norms:norm", pk)
