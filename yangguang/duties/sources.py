"""What waits for one person and is no duty of a unit: rooms register where it is read from, the inbox shows it.

Nothing is stored here, so it opens and ends with the fact itself: a text that waits for a sign-off waits for exactly
those who may give it, and no thousand duties come of a thousand texts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from yangguang.core.actors import Actor
from yangguang.core.registries import Registry
from yangguang.organisations.models import Unit


@dataclass(frozen=True)
class Waiting:
    """One thing: ``step`` is what the person does (初审, 修改), ``since`` the day from which it waits."""

    title: str
    url: str
    step: str
    unit: str
    since: dt.date
    note: str = ""
    late: bool = False


@dataclass(frozen=True)
class Source:
    """``read(actor, today)`` gives what waits for a person, the longest waiting first, at most a few hundred;
    ``lines(unit, today)`` tells the same of a unit's people in its weekly letter. ``url`` shows all of it."""

    code: str
    title: str
    url: str
    read: Callable[[Actor, dt.date], list[Waiting]]
    lines: Callable[[Unit, dt.date], list[str]]


SOURCES: Registry[Source] = Registry("inbox source")


def register(source: Source) -> Source:
    """Register from ``AppConfig.ready()``; raises ValueError when the code is taken by another source."""
    return SOURCES.add(source.code, source)
