"""Trying the web form of a unit as an applicant would open it: through the site's own address, or inside the process."""

from __future__ import annotations

import io
from http.client import HTTPException
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest
from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode

from yangguang.documents import bodies
from yangguang.organisations.models import Unit

FORM = "portal:apply-form"  # of the room above, which can't be imported from here
SECONDS = 20
MOST = 2_000_000  # bytes of a page
NEEDED = ("content", "name", "identity_number")  # what 条例 art. 29 asks for


class Unreachable(Exception):
    """The site itself could not be reached, which says nothing about any unit; the text is for the operator."""


def try_form(unit: Unit) -> tuple[bool, str]:
    """Whether the form opens with this unit chosen and can be filled in; and what was seen. Raises Unreachable."""
    try:
        path = f"{reverse(FORM)}?{urlencode({'unit': unit.code})}"
    except NoReverseMatch:
        return False, "网站上没有申请页面"
    status, page = _fetch(path) if settings.FOI_PROBE_BY_ADDRESS else _render(path)
    if status != 200:
        return False, f"打开申请页面时返回 {status}"
    return look(page, unit)


def look(page: str, unit: Unit) -> tuple[bool, str]:
    """The same of a page that was opened."""
    root = bodies.tree(page)
    form = next((f for f in root.iter("form") if f.find(".//select[@name='unit']") is not None), None)
    if form is None:
        return False, "打开的页面上没有申请表"
    options = form.findall(".//select[@name='unit']//option")
    chosen = [o.get("value") for o in options if o.get("selected") is not None]
    if str(unit.pk) not in {o.get("value") for o in options}:
        return False, "申请表里选不到这个单位"
    if chosen != [str(unit.pk)]:
        return False, "申请表没有选中这个单位"
    lacking = [name for name in NEEDED if form.find(f".//*[@name='{name}']") is None]
    if lacking or form.find(".//button") is None:
        return False, "申请表不完整，不能填写或提交"
    return True, "申请页面打得开，能选到本单位"


def _fetch(path: str) -> tuple[int, str]:
    address = settings.SITE_ADDRESS.rstrip("/") + path
    if urlsplit(address).scheme not in {"http", "https"}:
        raise Unreachable("网站地址 YANGGUANG_ADDRESS 要以 http 或 https 开头")
    asked = Request(address, headers={"User-Agent": "yangguang-probe"})  # noqa: S310 - checked above
    try:
        with urlopen(asked, timeout=SECONDS) as answer:  # noqa: S310
            return answer.status, answer.read(MOST).decode("utf-8", "replace")
    except HTTPError as error:
        return error.code, ""
    except (OSError, HTTPException, ValueError) as error:
        raise Unreachable(f"从服务器上打不开 {settings.SITE_ADDRESS}：{_words(error)}") from error


def _render(path: str) -> tuple[int, str]:
    """The page out of the whole stack of middleware and views, without a network."""
    way, _, query = path.partition("?")
    host = next((h.lstrip(".") for h in settings.ALLOWED_HOSTS if h.strip("*.")), "localhost")
    handler = BaseHandler()
    handler.load_middleware()
    answer = handler.get_response(
        WSGIRequest({
            "REQUEST_METHOD": "GET", "PATH_INFO": way, "QUERY_STRING": query, "SERVER_NAME": host, "SERVER_PORT": "80",
            "HTTP_HOST": host, "REMOTE_ADDR": "127.0.0.1", "SERVER_PROTOCOL": "HTTP/1.1",
            "wsgi.url_scheme": "https" if settings.HTTPS else "http", "wsgi.input": io.BytesIO(),
        })
    )  # fmt: skip
    body: bytes = getattr(answer, "content", b"")
    return answer.status_code, body[:MOST].decode("utf-8", "replace")


def _words(error: Exception) -> str:
    if isinstance(error, URLError) and error.reason:
        return str(error.reason)
    return str(error) or type(error).__name__
