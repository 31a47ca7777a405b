"""How often one address may ask the open interfaces."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, JsonResponse

from yangguang.core.middleware import client_address

View = Callable[..., Any]  # pages, and files that stream


def _used(request: HttpRequest, name: str, now: float) -> int:
    key = f"limit:{name}:{client_address(request)}:{int(now // 60)}"
    cache.add(key, 0, 70)
    try:
        return cache.incr(key)
    except ValueError:  # the minute ended in between
        return 1


def exceeded(request: HttpRequest, name: str, *, per_minute: int) -> bool:
    """Count one more use by this address; whether it is more than ``per_minute`` in this minute."""
    return _used(request, name, time.time()) > per_minute


def limit(name: str, *, per_minute: int) -> Callable[[View], View]:
    """Answer 429 with Retry-After when one address asks a view more than ``per_minute`` times in a minute.

    The counts live in Django's cache: one machine's memory, or Redis for several machines.
    """

    def wrap(view: View) -> View:
        @wraps(view)
        def limited(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            now = time.time()
            used = _used(request, name, now)
            rest = 60 - int(now % 60)
            if used > per_minute:
                response: HttpResponse = JsonResponse(
                    {"error": "请求过于频繁", "fix": f"每分钟最多 {per_minute} 次，请 {rest} 秒后再试"},
                    status=429, json_dumps_params={"ensure_ascii": False},
                )  # fmt: skip
                response["Retry-After"] = str(rest)
            else:
                response = view(request, *args, **kwargs)
            response["X-RateLimit-Limit"] = str(per_minute)
            response["X-RateLimit-Remaining"] = str(max(per_minute - used, 0))
            return response

        return limited

    return wrap
