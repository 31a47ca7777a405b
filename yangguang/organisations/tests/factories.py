"""Units, people and actors for tests of every room. Plain functions; nothing here is a real person."""

from __future__ import annotations

import datetime as dt
from itertools import count
from typing import Any

from yangguang.core.actors import Actor
from yangguang.organisations.models import (
    AdminGrant,
    Administrator,
    Contact,
    Membership,
    Role,
    Unit,
    UnitKind,
    User,
)

PASSWORD = "Sample-2026-ok"
LONG_AGO = dt.date(2000, 1, 1)
_numbers = count(1)


def make_unit(name: str = "", kind: str = UnitKind.DEPARTMENT, **fields: Any) -> Unit:
    """A unit that exists on every day unless ``active_from``/``active_to`` say otherwise."""
    number = next(_numbers)
    name = name or f"区示例{number}局"
    defaults = {"code": f"T{number:04d}", "full_name": f"厦门市思明区{name}", "order": number}
    return Unit.objects.create(name=name, kind=kind, **{**defaults, **fields})


def make_street(name: str = "", communities: int = 0) -> Unit:
    """A street, with so many communities below it."""
    street = make_unit(name or f"示例{next(_numbers)}街道", UnitKind.STREET)
    for _ in range(communities):
        make_unit(f"示例{next(_numbers)}社区", UnitKind.COMMUNITY, parent=street)
    return street


def openness_office() -> Unit:
    """The unit that does the district's daily work of open government: the one there is, or a new 区政府办."""
    office = Unit.objects.filter(is_openness_office=True).order_by("id").first()
    return office or make_unit("区政府办", is_openness_office=True)


def make_person(role: str | None = Role.OPENNESS, unit: Unit | None = None, **fields: Any) -> User:
    """Someone with ``role`` at ``unit`` (a new unit by default; role None: no role at all), who may sign in.

    The password is ``PASSWORD``. ``valid_from`` and ``valid_to`` are the dates of the role.
    """
    number = next(_numbers)
    dates = {"valid_from": fields.pop("valid_from", LONG_AGO), "valid_to": fields.pop("valid_to", None)}
    defaults = {"username": f"person{number}", "name": f"示例人员{number}", "must_change_password": False}
    user = User.objects.create_user(**{"password": PASSWORD, **defaults, **fields})
    if role is not None:
        Membership.objects.create(user=user, unit=unit or make_unit(), role=role, **dates)
    return user


def make_administrator(kind: str = Administrator.SYSTEM, **fields: Any) -> User:
    """One of the three administrators."""
    user = make_person(None, **fields)
    AdminGrant.objects.create(user=user, kind=kind)
    return user


def actor(person: User) -> Actor:
    """The person at a browser, as a request would show them; read afresh, so that no powers are cached."""
    fresh = User.objects.get(pk=person.pk)
    return Actor(label=str(fresh), user=fresh, address="192.0.2.1", channel="网页")


def actor_for(role: str | None = Role.OPENNESS, unit: Unit | None = None) -> Actor:
    """A new person with the role at the unit, at a browser."""
    return actor(make_person(role, unit))


def administrator(kind: str = Administrator.SYSTEM) -> Actor:
    """A new administrator of the kind, at a browser."""
    return actor(make_administrator(kind))


VISITOR = Actor(label="访客", address="192.0.2.9", channel="网页")


def make_contact(unit: Unit, confirmed_at: dt.datetime | None = None, **fields: Any) -> Contact:
    """The unit's openness contact, confirmed then (None: never)."""
    defaults = {
        "person": "示例联系人",
        "phone": "0592-0000000",
        "confirmed_by": "示例人员" if confirmed_at else "",
    }
    return Contact.objects.create(unit=unit, confirmed_at=confirmed_at, **{**defaults, **fields})
