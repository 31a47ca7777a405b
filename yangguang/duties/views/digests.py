"""每周提示: the weekly letters of the units in scope."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from yangguang.core.actors import actor_of
from yangguang.organisations.permissions import Act, requires, scope

from ..models import Digest
from .pages import page_of


def _letters(request: HttpRequest) -> QuerySet[Digest]:
    found = scope(actor_of(request), Act.VIEW, Digest.objects.select_related("unit"))
    return found.order_by("-week", "unit__order", "unit_id")


@requires(Act.VIEW)
def digests(request: HttpRequest) -> HttpResponse:
    """The letters, latest week first, and whether each could be mailed."""
    found = _letters(request)
    unit = request.GET.get("unit", "").strip()[:60]
    if unit:
        found = found.filter(unit__name__icontains=unit)
    return render(request, "duties/digests.html", {"page": page_of(request, found), "unit": unit})


@requires(Act.VIEW)
def digest(request: HttpRequest, pk: int) -> HttpResponse:
    """One letter as it was sent."""
    return render(request, "duties/digest.html", {"digest": get_object_or_404(_letters(request), pk=pk)})
