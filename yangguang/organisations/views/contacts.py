"""The openness contacts: every unit keeps and confirms its own, the openness office sees who is missing."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from yangguang.core.actions import Refused
from yangguang.core.actors import Actor, actor_of

from .. import actions
from ..forms import ContactForm, show_reasons
from ..models import Contact, Unit
from ..permissions import Act, may, requires, scope
from ..queries import CONTACT_COLUMNS, contact_rows, contact_states, csv_text
from .units import csv_response


@requires(Act.VIEW)
def contacts(request: HttpRequest) -> HttpResponse:
    """The contacts of my units, or of all for the openness office: who is missing comes first."""
    actor, on = actor_of(request), timezone.localdate()
    states = list(contact_states(on, scope(actor, Act.VIEW, Unit.objects.all(), unit="pk")))
    if request.GET.get("format") == "csv":
        return csv_response(csv_text(CONTACT_COLUMNS, contact_rows(states)), "contacts.csv")
    missing = sum(not s.good for s in states)
    if request.GET.get("show") == "missing":
        states = [s for s in states if not s.good]
    states.sort(key=lambda s: s.good)
    rows = [
        {
            "state": s,
            "may_set": may(actor, Act.EDIT, s.unit),
            "confirm": bool(s.contact) and may(actor, Act.REVIEW, s.unit),
            "confirm_reasons": _why_not(s.contact, s.unit, actor),
        }
        for s in states
    ]
    context = {
        "rows": rows, "missing": missing, "on": on, "only_missing": request.GET.get("show") == "missing",
        "everyone": may(actor, Act.SUPERVISE),
    }  # fmt: skip
    return render(request, "organisations/contacts.html", context)


def _why_not(contact: Contact | None, unit: Unit, actor: Actor) -> list[object]:
    return list(actions.confirm_contact.reasons(contact, actor=actor)) if contact else []


def _settable(request: HttpRequest, pk: int) -> Unit:
    """A unit whose contact this person may write; 404 for any other."""
    actor = actor_of(request)
    if may(actor, Act.MANAGE_UNITS):
        return get_object_or_404(Unit, pk=pk)
    return get_object_or_404(scope(actor, Act.EDIT, Unit.objects.all(), unit="pk"), pk=pk)


@requires(Act.EDIT, Act.MANAGE_UNITS)
def edit_contact(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a unit's contact; whoever may confirm it can do so with the same click."""
    unit, actor = _settable(request, pk), actor_of(request)
    contact = getattr(unit, "contact", None)
    initial = {f: getattr(contact, f) for f in ("person", "office", "phone", "email")} if contact else None
    form = ContactForm(request.POST or None, initial=initial)
    may_confirm = may(actor, Act.REVIEW, unit)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                saved = actions.set_contact(unit, actor=actor, **form.cleaned_data)
                if "confirm" in request.POST and may_confirm:
                    actions.confirm_contact(saved, actor=actor)
        except Refused as refused:
            show_reasons(form, refused.reasons)
        else:
            messages.success(request, f"已保存{unit}的政务公开联系人。")
            return redirect("organisations:contacts" if may(actor, Act.VIEW, unit) else unit_page(unit))
    return render(
        request, "organisations/contact_form.html", {"form": form, "unit": unit, "may_confirm": may_confirm}
    )


def unit_page(unit: Unit) -> str:
    return reverse("organisations:unit", args=[unit.pk])


@require_POST
@requires(Act.REVIEW)
def confirm_contact(request: HttpRequest, pk: int) -> HttpResponse:
    """One click: this contact is right and can be reached."""
    mine = scope(actor_of(request), Act.REVIEW, Contact.objects.select_related("unit"))
    contact = get_object_or_404(mine, unit=pk)
    actions.confirm_contact(contact, actor=actor_of(request))
    messages.success(request, f"已确认{contact.unit}的政务公开联系人，六个月内有效。")
    return redirect("organisations:contacts")
