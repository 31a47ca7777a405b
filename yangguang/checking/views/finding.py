"""What the views of lists share: the list asked for, and reasons told at their fields."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest

from yangguang.core.actions import Refused
from yangguang.core.actors import actor_of

from .. import keeping
from ..models import WordList


def find(request: HttpRequest, pk: int, *, keep: bool = False) -> WordList:
    """A list that the person may look into, or keeps. Raises Http404."""
    actor = actor_of(request)
    found = keeping.visible(actor).select_related("unit", "in_force").filter(pk=pk).first()
    if found is None or (keep and not keeping.keeps(actor, found)):
        raise Http404("没有这份清单，或您不能查看")
    return found


def tell(request: HttpRequest, refused: Refused, form: Any = None) -> None:
    """A refusal's reasons at their fields, or above the page."""
    for reason in refused.reasons:
        if form is not None:
            form.add_error(reason.field if reason.field in form.fields else None, str(reason))
        else:
            messages.error(request, str(reason))
