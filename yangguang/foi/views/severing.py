"""Marking what may not go out: the pages with their covered areas beside the list of them; every act works without a script."""

from __future__ import annotations

import io
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from yangguang.core.actions import Refused
from yangguang.core.actors import Actor, actor_of
from yangguang.organisations.permissions import Act, requires, scope
from yangguang.severance import sheets
from yangguang.severance.marks import Mark

from ..actions import files, severing
from ..models import RequestFile, Severance
from ..rules import grounds
from .letters import opens

SCALE = 1000  # units of the drawing across a page
DPI = 110  # of the pages on the screen
GROUNDS = [
    (c, f"{grounds.GROUNDS[c].article.removeprefix('条例')}：{grounds.GROUNDS[c].name}")
    for c in grounds.PART_GROUNDS
]


class GroundForm(forms.Form):
    ground = forms.ChoiceField(label="依据", choices=GROUNDS, initial=grounds.THIRD_PARTY)


class PhraseForm(GroundForm):
    phrase = forms.CharField(
        label="文字", max_length=100, help_text="全文里出现的每一处都会遮盖；换行、空格不影响"
    )
    field_order = ("phrase", "ground")


class AreaForm(GroundForm):
    page = forms.IntegerField(label="第几页", min_value=1)
    left = forms.FloatField(label="左边（%）", min_value=0, max_value=100, initial=0)
    top = forms.FloatField(label="上边（%）", min_value=0, max_value=100, initial=0)
    right = forms.FloatField(label="右边（%）", min_value=0, max_value=100, initial=100)
    bottom = forms.FloatField(label="下边（%）", min_value=0, max_value=100, initial=100)
    field_order = ("page", "left", "top", "right", "bottom", "ground")


def _file(request: HttpRequest, pk: int) -> RequestFile:
    actor = actor_of(request)
    rows = RequestFile.objects.select_related("request__unit")
    found = scope(actor, Act.VIEW, rows, unit="request__unit").filter(pk=pk).first()
    if found is None or not opens(actor, found.request.unit):
        raise Http404("没有这个文件，或您不能办理")
    return found


def _severance(request: HttpRequest, pk: int) -> Severance:
    actor = actor_of(request)
    rows = Severance.objects.select_related("request__unit", "source", "base", "released", "redline")
    found = scope(actor, Act.VIEW, rows, unit="request__unit").filter(pk=pk).first()
    if found is None or not opens(actor, found.request.unit):
        raise Http404("没有这份区分处理，或您不能办理")
    return found


@requires(Act.VIEW)
@require_POST
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin to mark a file, or go on."""
    file = _file(request, pk)
    try:
        found = severing.open_file(file, actor=actor_of(request))
    except Refused as error:
        for reason in error.reasons:
            messages.error(request, str(reason))
        return redirect("foi:request", file.request_id)
    return redirect("foi:severance", found.pk)


def _shape(mark: Mark, size: list[float]) -> dict[str, Any]:
    """A mark as the rectangle of the page's drawing."""
    height = SCALE * size[1] / size[0]
    return {
        "key": mark.key, "x": round(mark.left * SCALE, 1), "y": round(mark.top * height, 1),
        "width": round((mark.right - mark.left) * SCALE, 1), "height": round((mark.bottom - mark.top) * height, 1),
    }  # fmt: skip


def _pages(found: Severance) -> list[dict[str, Any]]:
    drawn = found.read()
    return [
        {
            "number": n, "width": round(size[0] * DPI / 72), "height": round(size[1] * DPI / 72),
            "box": f"0 0 {SCALE} {SCALE * size[1] / size[0]:.1f}",
            "marks": [_shape(m, size) for m in drawn if m.page == n],
        }
        for n, size in enumerate(found.sizes, 1)
    ]  # fmt: skip


def _list(found: Severance) -> list[dict[str, Any]]:
    """The marks page by page for the list, with their grounds."""
    words = severing.labels()
    rows: dict[int, list[dict[str, Any]]] = {}
    for m in found.read():
        where = "整页" if m.whole else f"距上边 {m.top * 100:.0f}%、距左边 {m.left * 100:.0f}%"
        rows.setdefault(m.page, []).append({"key": m.key, "where": where, "label": words.get(m.ground, "")})
    return [{"page": page, "marks": marks} for page, marks in sorted(rows.items())]


def _context(found: Severance, actor: Actor) -> dict[str, Any]:
    return {
        "found": found, "case": found.request, "pages": _pages(found), "list": _list(found), "tab": "requests",
        "reasons": severing.mark.reasons(found, actor=actor), "make_reasons": severing.make_reasons(found, actor=actor),
        "total": len(found.marks),
    }  # fmt: skip


def show(request: HttpRequest, found: Severance, bound: dict[str, forms.Form] | None = None) -> HttpResponse:
    actor = actor_of(request)
    try:
        proposed = severing.proposals(found) if found.has_text else []
        trouble = ""
    except Refused as error:
        proposed, trouble = [], str(error.reasons[0])
    context = {
        **_context(found, actor),
        "forms": {
            "phrase": PhraseForm(auto_id="phrase_%s"), "area": AreaForm(auto_id="area_%s"),
            "draw": GroundForm(auto_id="draw_%s"), "personal": GroundForm(auto_id="personal_%s"), **(bound or {}),
        },
        "proposed": proposed, "trouble": trouble,
    }  # fmt: skip
    return render(request, "foi/sever.html", context, status=422 if bound else 200)


@requires(Act.VIEW)
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """The pages and what is covered on them."""
    return show(request, _severance(request, pk))


@requires(Act.VIEW)
def picture(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """A page as a picture, for whoever handles the case."""
    found = _severance(request, pk)
    if not 1 <= number <= found.pages:
        raise Http404("没有这一页")
    try:
        with sheets.opened(files.content(found.base)) as pages:
            shown = pages.picture(number, dpi=DPI)
    except (sheets.Unreadable, OSError, files.vault.CannotOpen) as error:
        raise Http404(str(error)) from error
    out = io.BytesIO()
    shown.save(out, "WEBP", quality=80, method=2)
    response = HttpResponse(out.getvalue(), content_type="image/webp")
    # The file never changes; nobody else's computer keeps it.
    response["Cache-Control"] = "private, max-age=900"
    return response


def _keys(request: HttpRequest) -> list[int]:
    return [int(k) for k in request.POST.getlist("key") if k.isdecimal() and len(k) < 9]


def _phrase(found: Severance, actor: Actor, d: dict[str, Any]) -> str:
    places = severing.found_in(found, d["phrase"])
    if not places:
        hint = "" if found.has_text else "：这是扫描件，没有文字，请在页面上框选"
        return f"没有找到“{d['phrase']}”{hint}"
    severing.mark(found, actor=actor, areas=severing.areas_of(places, d["ground"]))
    return ""


def _personal(found: Severance, actor: Actor, d: dict[str, Any]) -> str:
    severing.mark(found, actor=actor, areas=severing.areas_of(severing.proposals(found), d["ground"]))
    return ""


def _area(found: Severance, actor: Actor, d: dict[str, Any]) -> str:
    box = tuple(d[side] / 100 for side in ("left", "top", "right", "bottom"))
    severing.mark(found, actor=actor, areas=[{"page": d["page"], "box": box, "ground": d["ground"]}])
    return ""


FORMS: dict[str, tuple[type[forms.Form], Any]] = {
    "phrase": (PhraseForm, _phrase), "area": (AreaForm, _area), "personal": (GroundForm, _personal),
}  # fmt: skip


@requires(Act.VIEW)
@require_POST
def act(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Mark, unmark, or make the files. A script asks for JSON and gets the marks as they are now."""
    found, actor = _severance(request, pk), actor_of(request)
    script = request.headers.get("Accept", "") == "application/json"
    form: forms.Form | None = None
    said = ""
    try:
        if what in FORMS:
            kind, do = FORMS[what]
            form = kind(request.POST, auto_id=f"{what}_%s")
            if form.is_valid() and (said := do(found, actor, form.cleaned_data)):
                form.add_error(next(iter(form.fields)), said)
        elif what == "remove":
            severing.unmark(found, actor=actor, keys=_keys(request))
        elif what == "make":
            version = request.POST.get("version", "")
            number = int(version) if version.isdecimal() and len(version) < 9 else 0
            severing.make(found, actor=actor, version=number)
            messages.success(request, "已生成遮盖后的文件和底稿，并逐处核对：遮盖的内容取不出来")
        else:
            raise Http404("没有这个操作")
    except Refused as error:
        for reason in error.reasons:
            if form is not None:
                form.add_error(reason.field if reason.field in form.fields else None, str(reason))
            elif not script:
                messages.error(request, str(reason))
        said = "；".join(str(r) for r in error.reasons)
    if script:
        return _told(request, _severance(request, pk), said or _wrong(form))
    if form is not None and form.errors:
        return show(request, _severance(request, pk), {what: form})
    return redirect("foi:severance", pk)


def _wrong(form: forms.Form | None) -> str:
    return "；".join(str(e) for errors in form.errors.values() for e in errors) if form is not None else ""


def _told(request: HttpRequest, found: Severance, wrong: str) -> JsonResponse:
    """The marks as they are now, and the panel that lists them."""
    panel = render(request, "foi/sever_panel.html", _context(found, actor_of(request))).content.decode()
    answer = {"marks": {p["number"]: p["marks"] for p in _pages(found)}, "panel": panel, "wrong": wrong}
    return JsonResponse(answer, status=422 if wrong else 200)
