"""What the officers of each unit are called."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from yangguang.core.actions import Refused
from yangguang.core.actors import actor_of
from yangguang.core.exporting import FORMS
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, requires

from .. import forms, queries
from ..actions.titles import set_titles
from .finding import tell


@requires(Act.VIEW)
def overview(request: HttpRequest) -> HttpResponse:
    """Every unit with its titles; ``?format=csv|xlsx`` to take away."""
    rows = queries.titled_units(actor_of(request))
    if make := FORMS.get(request.GET.get("format", "")):
        lines = ((str(u), "；".join(t.titles) if t else "") for u, t, _ in rows)
        return make("职务称谓", (("单位", "职务称谓"), *lines))
    return render(request, "checking/titles.html", {"tab": "titles", "rows": rows})


@requires(Act.REVIEW, Act.SUPERVISE)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The titles of one unit."""
    found = next(
        ((u, t) for u, t, may in queries.titled_units(actor_of(request)) if u.pk == pk and may), None
    )
    if found is None:
        raise Http404("没有这个单位，或您不能登记它的职务称谓")
    unit, kept = found
    form = forms.TitlesForm(request.POST or None, initial={"titles": kept.titles if kept else ()})
    if request.method == "POST" and form.is_valid():
        try:
            set_titles(
                Unit.objects.get(pk=unit.pk), actor=actor_of(request), titles=form.cleaned_data["titles"]
            )
        except Refused as refused:
            tell(request, refused, form)
        else:
            messages.success(request, f"已登记{unit}的职务称谓")
            return redirect("checking:titles")
    return render(request, "checking/edit_titles.html", {"form": form, "unit": unit})
