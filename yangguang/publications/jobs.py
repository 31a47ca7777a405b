"""Recurring work of this room."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from yangguang.checking.rules import wording
from yangguang.checking.typos import lexicon
from yangguang.core.jobs import job, tick
from yangguang.documents import bodies

from .actions import columns, releasing, reminding, sweeping
from .models import Publication

LEARNT = 5000  # the newest texts; more would cost memory and say the same


@tick("publications.release", every=5)
def release_due() -> int:
    """Release what was scheduled and is due."""
    return releasing.release_due()


class _Turned:
    """When notices were last looked at; what began or ended while no background process ran is caught up with."""

    last = dt.timedelta(hours=1)
    at: dt.datetime | None = None


@tick("publications.banners", every=5)
def turn_banners() -> int:
    """Show urgent notices from their first moment to their last."""
    now = timezone.now()
    since, _Turned.at = _Turned.at or now - _Turned.last, now
    return columns.turn_banners(since, now)


@job("publications.signoffs", "审校超时提醒", at=dt.time(7, 40))
def remind(today: dt.date) -> str:
    """Tell units of texts that wait too long, and end what is done."""
    opened, ended = reminding.remind(today)
    return f"{opened} 个单位有久等的信息，{ended} 个已办完"


@job("publications.sweep", "清理无用文件", at=dt.time(3, 20))
def sweep(today: dt.date) -> str:
    """Remove uploads that nothing ever used, files of old imports, what editors left unsaved long ago."""
    return sweeping.sweep(today)


@job("publications.wording", "学习公文用语", at=dt.time(3, 40), weekday=6)
def learn_wording(today: dt.date) -> str:
    """What the district's own public texts repeat tells the checks what a slip of the pen was meant to be."""
    rows = Publication.objects.public().exclude(kind="news").order_by("-pk")[:LEARNT]
    texts = (bodies.to_text(body) for body in rows.values_list("body", flat=True).iterator(chunk_size=200))
    runs = lexicon.count_runs(texts)
    lexicon.save(runs, Path(settings.HOME) / wording.GROWN)
    return f"记下 {len(runs)} 个常用语"
