"""What every address of the open interface does alike: reading only, known parameters, a limit, answers that can be compared."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.csrf import csrf_exempt

from yangguang.delivery import pages
from yangguang.delivery.limits import limit

View = Callable[..., HttpResponse]
PER_MINUTE = 120
MOST = 100  # records a page


def endpoint(*tags: str, seconds: int = 60, accepts: tuple[str, ...] = ()) -> Callable[[View], View]:
    """An open address: GET only, limited by address, comparable by ETag, readable from any site.

    ``tags`` may name what the address holds (``publication:{pk}``). A parameter that is not in ``accepts`` is refused
    rather than passed over: a misspelt filter would answer with everything. A ValueError of the view is answered by 400,
    Http404 by 404, both with their words.
    """

    def wrap(view: View) -> View:
        @csrf_exempt
        @limit("api", per_minute=PER_MINUTE)
        @wraps(view)
        def open_view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method not in ("GET", "HEAD"):
                refused = error("这个接口只能读取（GET）", 405)
                refused["Allow"] = "GET, HEAD"
                return refused
            try:
                _known(request, accepts)
                response = view(request, *args, **kwargs)
            except Http404 as missing:
                return error(str(missing) or "没有这一条", 404)
            except ValueError as wrong:
                return error(str(wrong), 400)
            response["Access-Control-Allow-Origin"] = "*"
            pages.cacheable(response, *(t.format(**kwargs) for t in tags), seconds=seconds)
            etag = quote_etag(hashlib.sha256(response.content).hexdigest()[:32])
            response["ETag"] = etag
            return get_conditional_response(request, etag=etag, response=response) or response

        return open_view

    return wrap


def _known(request: HttpRequest, accepts: tuple[str, ...]) -> None:
    for name, values in request.GET.lists():
        if name not in accepts:
            others = f"这里可用的参数：{'、'.join(accepts)}" if accepts else "这个地址不带参数"
            raise ValueError(f"不认识参数“{name[:30]}”。{others}")
        if len(values) > 1:
            raise ValueError(f"参数 {name} 只能给一次")
        if not values[0]:
            raise ValueError(f"参数 {name} 没有值")


def answer(said: Any, **kwargs: Any) -> JsonResponse:
    """JSON with Chinese characters as they are; ``kwargs`` are JsonResponse's (status, content_type)."""
    return JsonResponse(said, json_dumps_params={"ensure_ascii": False}, **kwargs)


def error(text: str, status: int) -> JsonResponse:
    """What is wrong, as JSON."""
    return answer({"error": text}, status=status)


def number(request: HttpRequest, name: str, default: int, most: int) -> int:
    """A whole number from 1 to ``most`` of the address; ``default`` without it. Raises ValueError."""
    given = request.GET.get(name)
    if given is None:
        return default
    if not given.isascii() or not given.isdecimal() or not 1 <= int(given[:18]) <= most:
        raise ValueError(f"参数 {name} 应是 1 到 {most} 的整数")
    return int(given)


def day(request: HttpRequest, name: str) -> dt.datetime | None:
    """The first moment of a day of the address (2021-01-31); None without it. Raises ValueError."""
    given = request.GET.get(name)
    if given is None:
        return None
    try:
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", given):
            raise ValueError
        found = dt.date.fromisoformat(given)
    except ValueError as wrong:
        raise ValueError(f"参数 {name} 应写成 2021-01-31 这样") from wrong
    # Days at the ends of the calendar have no moment in every time zone.
    found = min(max(found, dt.date(1900, 1, 1)), dt.date(9999, 12, 30))
    return timezone.make_aware(dt.datetime.combine(found, dt.time()))


def moment(at: dt.datetime | None) -> str | None:
    """As the interface writes moments: local, with its zone, to the second."""
    return timezone.localtime(at).isoformat(timespec="seconds") if at else None


def page_after(request: HttpRequest, rows: QuerySet[Any], size: int) -> tuple[list[Any], str | None]:
    """The rows after the key that ``after`` names, and the address of the next page or None. ``rows`` are ordered by key.

    Raises ValueError for a wrong ``after``.
    """
    if request.GET.get("after") is not None:
        rows = rows.filter(pk__gt=number(request, "after", 1, 2**62))
    found = list(rows[: size + 1])
    if len(found) <= size:
        return found, None
    query = request.GET.copy()
    query["after"] = str(found[size - 1].pk)
    return found[:size], request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
