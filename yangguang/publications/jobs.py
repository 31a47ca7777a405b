"""Recurring work of this room."""

from __future__ import annotations

import datetime as dt

from yangguang.core.jobs import job, tick

from .actions import releasing, reminding, sweeping


@tick("publications.release", every=5)
def release_due() -> int:
    """Release what was scheduled and is due."""
    return releasing.release_due()


@job("publications.signoffs", "审校超时提醒", at=dt.time(7, 40))
def remind(today: dt.date) -> str:
    """Tell units of texts that wait too long, and end what is done."""
    opened, ended = reminding.remind(today)
    return f"{opened} 个单位有久等的信息，{ended} 个已办完"


@job("publications.sweep", "清理无用文件", at=dt.time(3, 20))
def sweep(today: dt.date) -> str:
    """Remove uploads that nothing ever used, files of old imports, what editors left unsaved long ago."""
    return sweeping.sweep(today)
