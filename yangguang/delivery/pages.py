"""Public pages say what they show; acts say what they changed; exactly the pages in between are rendered anew."""

from __future__ import annotations

import datetime as dt

from django.http import HttpResponse
from django.utils import timezone
from django.utils.cache import patch_cache_control

from yangguang.core.jobs import job

from .models import Purge

HEADER = "X-Yangguang-Tags"  # only between the view and the cache; never sent to a reader


def cacheable(response: HttpResponse, *tags: str, seconds: int = 300) -> HttpResponse:
    """Let the page cache keep a public answer for at most ``seconds``, until one of ``tags`` is purged.

    Browsers and proxies ask again after a second, so that no one reads for longer what was corrected; what they hold
    is compared by ETag.
    """
    response[HEADER] = f"{seconds} {' '.join(tags)}"
    patch_cache_control(response, public=True, max_age=1)
    return response


def purge(*tags: str) -> None:
    """Drop the pages that carry one of ``tags``, in every process, once the caller's transaction is committed."""
    if tags:
        Purge.objects.create(tags=sorted(set(tags)))


@job("delivery.forget", "清理页面更新通知", at=dt.time(4, 20))
def forget(today: dt.date) -> str:
    """Notices older than a day have reached every process."""
    gone, _ = Purge.objects.filter(at__lt=timezone.now() - dt.timedelta(days=1)).delete()
    return f"清理 {gone} 条"
