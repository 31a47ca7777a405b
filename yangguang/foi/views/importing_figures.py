"""Past years' figures from a file: upload, what was read cell by cell, confirm, discard, take back; empty templates."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from yangguang.core.actors import Actor, actor_of
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, may, requires, scope

from ..actions import figures as acts
from ..actions import importing_figures as verbs
from ..figures import documents, history, layout, queries, reading
from ..forms_history import ImportForm, NoteForm, UndoForm
from ..models import FiguresImport
from .pages import attempt, page_of

TEMPLATES = ("xlsx", "docx")
MOST_TOLD = 60  # faults and notes shown one by one


def _visible(actor: Actor) -> Any:
    rows = FiguresImport.objects.defer("data").select_related("unit")
    return scope(actor, Act.VIEW, rows)


def find(request: HttpRequest, pk: int) -> FiguresImport:
    found = _visible(actor_of(request)).filter(pk=pk).first()
    if found is None:
        raise Http404("没有这次导入，或您不能查看")
    return found


def _choices(actor: Actor) -> list[tuple[str, str]]:
    """Whose figures the person may bring in: their units'; at the openness office the district's and those of units
    that are no more.
    """
    today, office = timezone.localdate(), acts.office()
    units = Q(pk__in=scope(actor, Act.EDIT, Unit.objects.active(today), unit="pk").values("pk"))
    found = []
    if office is not None and may(actor, Act.EDIT, office):
        found.append((queries.DISTRICT, queries.DISTRICT_NAME))
        units |= Q(active_to__lt=today)
    for unit in Unit.objects.filter(units).order_by("order", "pk"):
        gone = "" if unit.is_active(today) else "（已撤并）"
        found.append((unit.code, f"{unit}{gone}"))
    return found


@requires(Act.VIEW)
def imports(request: HttpRequest) -> HttpResponse:
    """Earlier imports, and the upload of a file."""
    actor = actor_of(request)
    units = _choices(actor)
    form = ImportForm(
        request.POST or None, request.FILES or None, units=units, initial=_asked(request, units)
    )
    if request.method == "POST" and units and form.is_valid() and (made := _receive(form, request, actor)):
        return redirect("foi:figures-import", made.pk)
    context = {
        "form": form, "units": units, "page": page_of(request, _visible(actor)), "tab": "figures",
        "forms_": TEMPLATES, "last": timezone.localdate().year - 1,
    }  # fmt: skip
    return render(request, "foi/figures_imports.html", context, status=422 if form.errors else 200)


def _asked(request: HttpRequest, units: list[tuple[str, str]]) -> dict[str, Any]:
    """The unit and year that the page of figures led from."""
    year = request.GET.get("year", "")
    asked: dict[str, Any] = {"unit": request.GET.get("unit", "") or (units[0][0] if units else "")}
    if year.isdecimal() and len(year) == 4 and int(year) < timezone.localdate().year:
        asked["year"] = int(year)
    return asked


def _receive(form: ImportForm, request: HttpRequest, actor: Actor) -> FiguresImport | None:
    given = form.cleaned_data
    unit = Unit.objects.filter(code=given["unit"]).first()
    keeper, district = verbs.keeper(unit), given["unit"] == queries.DISTRICT
    upload = given["file"]
    if wrong := verbs.too_large(
        upload.size
    ):  # before it is read into memory; the verb says the same of bytes
        form.add_error("file", str(wrong[0]))
        return None
    if keeper is None:
        form.add_error(None, "还没有设置政务公开主管部门，请系统管理员在单位里设置")
        return None
    made: FiguresImport | None = attempt(
        request, form,
        lambda: verbs.receive(
            keeper, actor=actor, year=given["year"], data=upload.read(), filename=upload.name, district=district
        ),
    )  # fmt: skip
    return made


def _marked(received: FiguresImport, checked: history.Checked) -> list[tuple[str, str, list[Any]]]:
    """The tables as they were read; each number with "unread", "wrong" or "" beside it."""
    unread = {tuple(place) for place in received.read.get("unread", [])}
    wrong = set() if unread else {(d.table, d.row, d.column) for d in checked.differences}
    book = checked.figures.book()
    made = layout.Book(
        book.unit, book.year, book.cells,
        book.reviews if received.read["reviews"] else None, book.fees if received.read["fees"] else None,
    )  # fmt: skip
    tables = []
    for code, grid in layout.parts(made):
        lines = []
        for line in grid:
            cells = []
            for cell in line:
                place = (code, cell.row, "" if code == layout.FEES else cell.column)
                mark = (
                    ""
                    if not cell.is_number
                    else "unread"
                    if place in unread
                    else "wrong"
                    if place in wrong
                    else ""
                )
                cells.append((cell, mark))
            lines.append(cells)
        tables.append((code, layout.NAMES[code], lines))
    return tables


def _show(request: HttpRequest, received: FiguresImport, bound: dict[str, Any] | None = None) -> HttpResponse:
    actor = actor_of(request)
    checked = history.checked(received)
    missing = [layout.NAMES[t] for t in (layout.REVIEWS, layout.FEES) if not received.read[t]]
    context = {
        "received": received, "checked": checked, "tables": _marked(received, checked), "missing": missing,
        "objections": history.objections(received, checked) if received.is_open and not received.faults else [],
        "barred": list(verbs.barred(received, actor=actor)) if received.is_open else [],
        "may_discard": received.is_open and not verbs.discard.reasons(received, actor=actor),
        "undo_reasons": verbs.undo.reasons(received, actor=actor, reason="·") if received.stands else [],
        "note_form": NoteForm(), "undo_form": UndoForm(), "most": MOST_TOLD, "tab": "figures",
        "name": received.unit or queries.DISTRICT_NAME,
        "code": received.unit.code if received.unit else "", **(bound or {}),
    }  # fmt: skip
    return render(request, "foi/figures_import.html", context, status=422 if bound else 200)


@requires(Act.VIEW)
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """What was read in a file, what does not agree, and what became of it."""
    return _show(request, find(request, pk))


@requires(Act.VIEW)
@require_POST
def act(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Make the numbers that year's figures, set the file aside, or take the numbers back."""
    received, actor = find(request, pk), actor_of(request)
    if what == "discard":
        attempt(request, None, lambda: verbs.discard(received, actor=actor), "已放弃，数据没有改动")
        return redirect("foi:figures-imports")
    if what == "confirm":
        form: Any = NoteForm(request.POST)
        if form.is_valid() and attempt(
            request, form, lambda: verbs.confirm(received, actor=actor, **form.cleaned_data),
            f"已导入为 {received.year} 年数据",
        ):  # fmt: skip
            unit = f"&unit={received.unit.code}" if received.unit else ""
            return redirect(f"/desk/requests/figures/?year={received.year}{unit}")
        return _show(request, find(request, pk), {"note_form": form})
    if what == "undo":
        form = UndoForm(request.POST)
        if form.is_valid() and attempt(
            request, form, lambda: verbs.undo(received, actor=actor, **form.cleaned_data),
            "已撤销，这一年重新按案件计算",
        ):  # fmt: skip
            return redirect("foi:figures-import", pk)
        return _show(request, find(request, pk), {"undo_form": form})
    raise Http404("没有这个操作")


def _download(data: bytes, name: str) -> HttpResponse:
    form = reading.form_of(name)[1:]
    response = HttpResponse(data, content_type=documents.TYPES.get(form, "application/octet-stream"))
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


@requires(Act.VIEW)
def original(request: HttpRequest, pk: int) -> HttpResponse:
    """The file as it was received."""
    found = find(request, pk)
    return _download(bytes(found.data), found.filename)


@requires(Act.VIEW)
def template(request: HttpRequest, form: str) -> HttpResponse:
    """The empty tables in the official layout, with the year (and, when one is named, the unit) in their title."""
    if form not in TEMPLATES:
        raise Http404("没有这种模板")
    asked, last = request.GET.get("year", ""), timezone.localdate().year - 1
    year = int(asked) if asked.isdecimal() and len(asked) == 4 else last
    unit = queries.units_seen(actor_of(request)).filter(code=request.GET.get("unit", "")[:60]).first()
    title = (unit.full_name or unit.name) if unit else ""
    return _download(documents.template(title, year, form), f"{title}{year}年依申请公开数据模板.{form}")
