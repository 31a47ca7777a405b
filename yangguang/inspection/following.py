"""What happens to findings without anyone's act: dismissals run out, units merge."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from yangguang.core import logtypes
from yangguang.core.actors import Actor
from yangguang.organisations import mergers
from yangguang.organisations.models import Unit

from .models import Finding, FindingState, Site

MOVED = logtypes.register(logtypes.LogType("inspection.merger", "随单位合并移交了{object}的网站和检查问题"))


@transaction.atomic
def expire(today: dt.date) -> int:
    """Findings whose dismissal has run out are to be judged again; returns how many."""
    return Finding.objects.filter(state=FindingState.FALSE, dismissal__until__lt=today).update(
        state=FindingState.PENDING, dismissal=None
    )


def carry(old: Unit, new: Unit, on: dt.date, actor: Actor) -> None:
    """The successor runs the sites of a unit that merged into it and puts right what was open; duties move by themselves."""
    sites = Site.objects.filter(unit=old).update(unit=new)
    moved = Finding.objects.filter(unit=old).exclude(state=FindingState.CLOSED).update(unit=new)
    if sites or moved:
        MOVED.write(actor, new, details={"from": str(old), "on": on, "sites": sites, "findings": moved})


def count(old: Unit) -> int:
    return Site.objects.filter(unit=old).count() + Finding.objects.counted().filter(unit=old).count()


mergers.register("inspection", "网站和检查问题", carry, count)
