"""Sample content: every room adds its part of a believable half year, for trying the system out (``yangguang demo``).

Register in ``AppConfig.ready()``; rooms with a smaller ``order`` come first, so that later ones find their records.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils import timezone

from .actors import Actor
from .registries import Registry

SEED = 2021


def _never() -> bool:
    return False


@dataclass(frozen=True)
class Demo:
    """One room's sample content.

    ``run(actor, random)`` adds it through the room's verbs, everything marked 示例, and returns in a few words what
    it added; called again, it adds nothing. ``random`` is seeded with the code: the same site gets the same content.
    ``in_use()`` tells whether the room holds content that is not a sample's, which samples would mix with.
    """

    code: str
    name: str
    order: int
    run: Callable[[Actor, random.Random], str]
    in_use: Callable[[], bool] = _never


DEMOS: Registry[Demo] = Registry("demo")


def register(demo: Demo) -> Demo:
    return DEMOS.add(demo.code, demo)


def in_order() -> list[Demo]:
    return sorted(DEMOS, key=lambda d: (d.order, d.code))


def in_use() -> list[str]:
    """The names of rooms whose content samples would mix with."""
    return [d.name for d in in_order() if d.in_use()]


def fill(actor: Actor) -> Iterator[tuple[str, str]]:
    """Run every room's part, in order; yields its name and what it added, one by one."""
    for demo in in_order():
        yield demo.name, demo.run(actor, random.Random(f"{SEED}-{demo.code}"))  # noqa: S311 - repeatable, not secret


@contextlib.contextmanager
def on_day(day: dt.date, minute: int = 0) -> Iterator[None]:
    """Let verbs live on a past day, from nine in the morning on: what they date, number and count is that day's.

    For samples whose dates have to agree with each other, such as a letter with the clock that it speaks of; in the one
    process of the command. The log is not part of it: its entries always bear the moment at which they were written.
    """
    moment = timezone.make_aware(dt.datetime.combine(day, dt.time(9))) + dt.timedelta(minutes=minute)
    if moment > timezone.now():
        yield  # today before nine, or no past day at all: nothing is dated into the future
        return
    real = timezone.now
    timezone.now = lambda: moment
    try:
        yield
    finally:
        timezone.now = real
