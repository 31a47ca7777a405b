"""The lists: which there are, begun, taken over, set, their versions."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from yangguang.core.actions import Refused
from yangguang.core.actors import actor_of
from yangguang.organisations.permissions import Act, requires

from .. import forms, keeping, queries
from ..actions import lists
from ..wordlists import shipped
from .finding import find, tell


@requires(Act.VIEW)
def overview(request: HttpRequest) -> HttpResponse:
    """The lists one may look into, and where a word stands in them."""
    actor = actor_of(request)
    asked = request.GET.get("q", "").strip()[:60]
    rows = keeping.visible(actor).select_related("unit", "in_force").defer("in_force__content")
    context = {
        "tab": "lists", "lists": rows.order_by("-everyone", "unit__order", "pk"), "asked": asked,
        "packaged": [(s, len(shipped.entries(s.code))) for s in queries.not_taken_over()],
        "hidden": keeping.hidden(actor), "keeps": keeping.keeping_units(actor).exists(),
        "found": queries.search(actor, asked) if asked else [], "most": queries.MOST_FOUND,
    }  # fmt: skip
    return render(request, "checking/lists.html", context)


@requires(keeping.KEEP)
def begin(request: HttpRequest) -> HttpResponse:
    """A new list in the name of one of the units whose lists one keeps."""
    actor = actor_of(request)
    form = forms.ListForm(request.POST or None, units=keeping.keeping_units(actor))
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        try:
            made = lists.begin(data.pop("unit"), actor=actor, **data)
        except Refused as refused:
            tell(request, refused, form)
        else:
            messages.success(request, "已建立，请导入或者逐条添加词语")
            return redirect(made)
    return render(request, "checking/list_form.html", {"form": form})


@requires(Act.VIEW)
def packaged(request: HttpRequest, code: str) -> HttpResponse:
    """A list that came with the system; a unit that may, takes it over."""
    actor = actor_of(request)
    found = next((s for s in queries.not_taken_over() if s.code == code), None)
    if found is None:
        raise Http404("没有这份清单，或已有单位接手维护")
    takers = [u for u in keeping.keeping_units(actor) if keeping.for_everyone(u)]
    if request.method == "POST":
        chosen = next((u for u in takers if str(u.pk) == request.POST.get("unit")), None)
        if chosen is None:
            raise Http404("没有这个单位，或您不能代它维护清单")
        made = lists.adopt(chosen, actor=actor, code=code)
        messages.success(request, "已接手，可以修改词条了")
        return redirect(made)
    page = Paginator(shipped.entries(code), 50).get_page(request.GET.get("page"))
    return render(request, "checking/packaged.html", {"list": found, "page": page, "takers": takers})


@requires(keeping.KEEP)
def settings(request: HttpRequest, pk: int) -> HttpResponse:
    """Name, note, for whom it counts, who sees it, whether it counts."""
    found = find(request, pk, keep=True)
    start = {f: getattr(found, f) for f in lists.FIELDS}
    form = forms.ListForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            lists.change(found, actor=actor_of(request), **form.cleaned_data)
        except Refused as refused:
            tell(request, refused, form)
        else:
            messages.success(request, "已保存")
            return redirect(found)
    return render(request, "checking/list_form.html", {"form": form, "list": found})


@requires(Act.VIEW)
def version(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """What a version changed, and what would change if it came back."""
    found, actor = find(request, pk), actor_of(request)
    kept = found.versions.filter(number=number).first()
    if kept is None:
        raise Http404("没有这一版")
    form = forms.ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        lists.turn_back(found, actor=actor, number=number, **form.cleaned_data)
        messages.success(request, f"第 {number} 版已恢复使用")
        return redirect(found)
    in_force = found.in_force is not None and found.in_force.number == number
    back = [] if in_force else queries.against(kept)
    context = {
        "list": found, "version": kept, "in_force": in_force, "form": form, "back": back,
        "page": Paginator(queries.changes_of(kept), 50).get_page(request.GET.get("page")),
        "reasons": lists.turn_back.reasons(found, actor=actor, number=number),
    }  # fmt: skip
    return render(request, "checking/version.html", context)
