"""What somebody wants to know before they apply: how long it takes, what it costs, where else they can turn to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from yangguang.core import calendar
from yangguang.organisations.models import Contact, Unit

from ..actions import intake
from ..models import DeskSettings
from ..rules import clock, events, fees
from ..rules.events import Event
from .forms import GROUPS


@dataclass(frozen=True)
class Example:
    """A request received on a day: when its reply is due at the latest, and with the longest extension."""

    received_on: dt.date
    due: dt.date
    extended: dt.date
    assumed: bool


def example(today: dt.date) -> Example:
    """What the clock says of a request that is confirmed today."""
    days = calendar.load()
    plain = clock.compute([Event(events.RECEIVED, today)], days)
    longest = clock.compute(
        [Event(events.RECEIVED, today), Event(events.EXTENDED, today, workdays=clock.EXTENSION)], days
    )
    assert plain.due is not None
    assert longest.due is not None
    return Example(today, plain.due, longest.due, longest.assumed)


@dataclass(frozen=True)
class Channel:
    """How a unit takes requests besides the web form."""

    unit: Unit
    address: str
    phone: str
    email: str
    fax: str
    hours: str

    @property
    def reachable(self) -> bool:
        return any((self.address, self.phone, self.email, self.fax))


def channels(today: dt.date) -> list[tuple[str, list[Channel]]]:
    """Every accepting unit in its group: what its desk settings say, else its openness contact, else the unit itself."""
    listed = channels_of(list(intake.accepting_units(today).order_by("order", "id")))
    return [(name, rows) for name, kinds in GROUPS if (rows := [c for c in listed if c.unit.kind in kinds])]


def channels_of(units: Sequence[Unit]) -> list[Channel]:
    """The same for some units, in their order. Two queries."""
    desks = {d.unit_id: d for d in DeskSettings.objects.filter(unit__in=units)}
    contacts = {c.unit_id: c for c in Contact.objects.filter(unit__in=units)}
    return [_channel(u, desks.get(u.pk), contacts.get(u.pk)) for u in units]


def channel_of(unit: Unit) -> Channel:
    """How the unit can be reached; one that merged, through its successor."""
    unit = unit.successor()
    return _channel(
        unit, DeskSettings.objects.filter(unit=unit).first(), Contact.objects.filter(unit=unit).first()
    )


def _channel(unit: Unit, desk: DeskSettings | None, contact: Contact | None) -> Channel:
    def first(*values: str) -> str:
        return next((v for v in values if v), "")

    return Channel(
        unit, first(desk.address if desk else "", unit.address),
        first(desk.phone if desk else "", contact.phone if contact else "", unit.phone),
        first(desk.email if desk else "", contact.email if contact else ""),
        desk.fax if desk else "", desk.hours if desk else "",
    )  # fmt: skip


def free() -> dict[str, int]:
    """Up to where a request costs nothing (国办函〔2020〕109号): items of a month, pages of a request."""
    return {"items": fees.FREE_ITEMS, "pages": fees.PAGE_BANDS[0][0] or 0}
