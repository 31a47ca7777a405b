"""When units merge, the lists go on with the unit that takes over; one's own list stays for that unit's documents."""

from __future__ import annotations

import datetime as dt

from yangguang.core import logtypes
from yangguang.core.actors import Actor
from yangguang.organisations import mergers
from yangguang.organisations.models import Unit

from .models import WordList

MOVED = logtypes.register(logtypes.LogType("checking.merger", "随单位合并移交了{object}的用语清单"))


def _carry(old: Unit, new: Unit, on: dt.date, actor: Actor) -> None:
    taken = set(WordList.objects.filter(unit=new).values_list("name", flat=True))
    for word_list in WordList.objects.filter(unit=old):
        if word_list.name in taken:
            word_list.name = f"{word_list.name[:40]}（{old.name[:16]}）"
        word_list.unit = new
        word_list.save()
        MOVED.write(actor, word_list, details={"from": old.name})


def _count(old: Unit) -> int:
    return WordList.objects.filter(unit=old).count()


mergers.register("checking.lists", "用语清单", _carry, _count)
