"""Who keeps lists of expressions, and who sees them."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.db.models import Q, QuerySet

from yangguang.core.actions import Reason
from yangguang.core.actors import Actor
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, may, reasons, scope

from .models import WordList, WordListQuerySet

KEEP = Act.REVIEW  # of the list's unit: what a list says holds up other people's work


def for_everyone(unit: Unit) -> bool:
    """Whether lists of the unit may count for every unit: the openness office, and those that settings name."""
    return unit.is_openness_office or unit.code in settings.CHECKING_LIST_UNITS


def keeping_units(actor: Actor) -> QuerySet[Unit]:
    """The units for which the person may keep lists."""
    return scope(actor, KEEP, Unit.objects.filter(active_to=None), "pk").order_by("order")


def keeps(actor: Actor, word_list: WordList) -> bool:
    return may(actor, KEEP, word_list.unit_id)


def may_keep(word_list: WordList, *, actor: Actor) -> Iterable[Reason]:
    """For ``forbids``: empty when the person keeps the list."""
    yield from reasons(actor, KEEP, word_list.unit)


def visible(actor: Actor) -> WordListQuerySet:
    """The lists that a person may look into: their units', and the open ones that count for everybody."""
    rows = WordList.objects.all()
    if actor.is_system:
        return rows
    own = scope(actor, KEEP, WordList.objects.all()).values("pk")
    near = scope(actor, Act.VIEW, WordList.objects.filter(restricted=False)).values("pk")
    return rows.filter(Q(pk__in=own) | Q(pk__in=near) | Q(restricted=False, everyone=True))


def hidden(actor: Actor) -> int:
    """How many lists count for everybody that the person may not look into."""
    return (
        WordList.objects.counting().filter(everyone=True).exclude(pk__in=visible(actor).values("pk")).count()
    )
