"""What the views of this room share: finding a record one may see, doing a verb, telling a refusal at its field."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from yangguang.core.actions import Refused
from yangguang.organisations.models import Unit

from .. import keeping


def found(rows: QuerySet[Any], pk: int, said: str) -> Any:
    """One of the rows that the person may see. Raises Http404 with what was looked for."""
    record = rows.filter(pk=pk).first()
    if record is None:
        raise Http404(f"没有{said}，或您不能查看")
    return record


def office() -> Unit:
    unit = keeping.office()
    if unit is None:
        raise Http404("还没有设置政务公开主管部门")
    return unit


def attempt(request: HttpRequest, form: forms.BaseForm | None, act: Callable[[], Any], said: str = "") -> Any:
    """Do it; what it returns, or None when it was refused (the reasons stand at their fields, or above the page)."""
    try:
        done = act()
    except Refused as refused:
        for reason in refused.reasons:
            if form is not None:
                form.add_error(reason.field if reason.field in form.fields else None, str(reason))
            else:
                messages.error(request, str(reason))
        return None
    if said:
        messages.success(request, said)
    return done if done is not None else True


def asked(request: HttpRequest, *names: str) -> dict[str, str]:
    """What a list's filter says, each at most 100 characters."""
    return {n: request.GET.get(n, "").strip()[:100] for n in names}


def query_of(request: HttpRequest) -> str:
    """The filter without the page, for links that go on."""
    query = request.GET.copy()
    query.pop("page", None)
    return query.urlencode()
