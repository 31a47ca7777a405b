"""What the screens of plans share: finding an entry that one may see, and telling why something was refused."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils import timezone

from yangguang.core.actions import Refused
from yangguang.core.actors import Actor, actor_of
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, scope

from .. import queries
from ..keeping import keeps
from ..models import Plan


def found(request: HttpRequest, pk: int) -> Plan:
    """An entry of the register that the person may look at. Raises Http404 for any other."""
    plan = queries.visible(actor_of(request)).select_related("unit", "series").filter(pk=pk).first()
    if plan is None:
        raise Http404("清册里没有这一条，或您不能查看")
    return plan


def tell(request: HttpRequest, refused: Refused, form: Any = None) -> None:
    """A refusal's reasons on the fields they are about, else over the page; what was typed stays."""
    for reason in refused.reasons:
        if form is not None:
            form.add_error(reason.field if reason.field in form.fields else None, str(reason))
        else:
            messages.error(request, str(reason))


def makers(actor: Actor) -> QuerySet[Unit]:
    """The units for whose plans the person may make entries."""
    units = Unit.objects.answerable(timezone.localdate()).order_by("order")
    return units if keeps(actor) else scope(actor, Act.EDIT, units, unit="pk")
