"""What the desk's screens share: finding a request, refusals told in forms, pages of lists."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest

from yangguang.core.actions import Refused
from yangguang.core.actors import actor_of

from .. import queries
from ..models import FoiRequest

PER_PAGE = 30


def find(request: HttpRequest, pk: int) -> FoiRequest:
    """A request the person may see, or 404, which doesn't tell whether there is one."""
    found = queries.visible(actor_of(request)).filter(pk=pk).first()
    if found is None:
        raise Http404("没有这件申请，或您不能查看")
    return found


def page_of(request: HttpRequest, rows: Any) -> Page[Any]:
    return Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))


def tell(form: forms.BaseForm, error: Refused) -> None:
    """A refusal into the form's fields."""
    for reason in error.reasons:
        form.add_error(reason.field if reason.field in form.fields else None, str(reason))


def attempt(request: HttpRequest, form: forms.Form | None, act: Callable[[], Any], said: str = "") -> Any:
    """Do it and say so; a refusal goes to the form's fields or the page's messages. Returns the result or None."""
    try:
        found = act()
    except Refused as error:
        if form is not None:
            tell(form, error)
            return None
        for reason in error.reasons:
            messages.error(request, str(reason))
        return None
    if said:
        messages.success(request, said)
    return found if found is not None else True
