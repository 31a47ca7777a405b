"""What is thrown away on the public side, and when."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from yangguang.core.jobs import job, tick

from ..actions import registering
from . import drafts, proof, throttle


@job("foi.drafts", "清除过期的申请草稿", at=dt.time(3, 50))
def sweep(today: dt.date) -> str:
    """Drafts after seven days, receipts after half an hour, used challenges and counts of tries after two days."""
    now = timezone.now()
    drafts.forget_receipts(now)
    gone = drafts.sweep(now)
    proof.sweep(now)
    throttle.sweep(now)
    registering.forget(now)
    return f"清除草稿 {gone} 份"


@tick("foi.receipts", every=300)
def forget() -> int:
    now = timezone.now()
    return drafts.forget_receipts(now) + registering.forget(now)
