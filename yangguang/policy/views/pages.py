"""What the room's screens share: tabs, refusals told in forms, pages of lists."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest

from yangguang.core.actions import Refused

PER_PAGE = 30


def page_of(request: HttpRequest, rows: Any) -> Page[Any]:
    return Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))


def attempt(request: HttpRequest, form: forms.Form | None, act: Callable[[], Any], said: str = "") -> Any:
    """Do it and say so; a refusal goes to the form's fields or the page's messages. Returns the result or None."""
    try:
        found = act()
    except forms.ValidationError as error:
        if form is not None and "add" in form.fields:
            form.add_error("add", error)
        else:
            messages.error(request, "；".join(error.messages))
        return None
    except Refused as error:
        for reason in error.reasons:
            if form is not None and reason.field in form.fields:
                form.add_error(reason.field, str(reason))
            elif form is not None:
                form.add_error(None, str(reason))
            else:
                messages.error(request, str(reason))
        return None
    if said:
        messages.success(request, said)
    return found if found is not None else True
