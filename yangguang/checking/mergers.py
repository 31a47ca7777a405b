"""When units merge, the lists go on with the unit that takes over; one's own list stays for that unit's documents."""

from __future__ import annotations

import datetime as dt

from yangguang.core.actors import Actor
from yangguang.organisations import mergers
from yangguang.organisations.models import Unit

from .models import WordList


def _carry(old: Unit, new: Unit, on: dt.date, actor: Actor) -> None:
    taken = set(WordList.objects.filter(unit=new).values_list("name", flat=True))
    for word_list in WordList.objects.filter(unit=old):
        if word_list.name in taken:
            word_list.name = f"{word_list.name[:40]}（{old.name[:16]}）"
        word_list.unit = new
        word_list.save()


def _count(old: Unit) -> int:
    return WordList.objects.filter(unit=old).count()


mergers.register("checking.lists", "用语清单", _carry, _count)
