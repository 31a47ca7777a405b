"""The page cache: the outermost layer, in the memory of each web process.

A page is kept with the tags it shows. Acts write their tags in their own transaction; every process looks for new
ones a few times a second and drops exactly the pages that carry them. A page is not kept when one of its tags was
purged while it was being rendered.
"""

from __future__ import annotations

import gzip
import hashlib
import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import Error, connection

from .models import Purge
from .pages import HEADER

logger = logging.getLogger(__name__)
Start = Callable[..., Any]
Application = Callable[[dict[str, Any], Start], Iterable[bytes]]
LOOK_EVERY = 0.3  # seconds between looks for new purges
LOOK_BACK = 200  # rows looked at again, because transactions commit out of order
STALE_FOR = 600  # seconds for which pages are served while the database can't be reached
LONGEST_QUERY = 2000  # characters; a longer question is answered, not kept
COOKIES_THAT_MATTER = ("sessionid=", "csrftoken=", "messages=")


@dataclass(slots=True)
class Page:
    """A kept answer, plain and compressed."""

    headers: list[tuple[str, str]]
    body: bytes
    packed: bytes
    etag: str
    tags: frozenset[str]
    until: float
    size: int


# What belongs to one answer and not to the page: an address's own count of questions is no other's.
OWN_TO_ONE_ANSWER = ("content-length", "etag", "content-encoding", "x-ratelimit-")


class PageCache:
    """A WSGI application around another. Staff (who carry a session) and everything but GET pass through."""

    def __init__(self, application: Application, *, limit: int = 64 * 1024 * 1024) -> None:
        self.application, self.limit = application, limit
        self._past = without_tags(application)
        self._pages: OrderedDict[str, Page] = OrderedDict()
        self._by_tag: dict[str, set[str]] = {}
        self._bytes = 0
        self._lock = threading.Lock()
        self._looked = 0.0
        self._reached = time.monotonic()
        self._newest = 0
        self._seen: set[int] = set()
        self._recent: list[tuple[float, frozenset[str]]] = []
        self._started = False

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return self._past(environ, start)
        cookies = environ.get("HTTP_COOKIE", "")
        if cookies and any(name in cookies for name in COOKIES_THAT_MATTER):
            return self._past(environ, start)
        now = time.monotonic()
        if now - self._looked > LOOK_EVERY:
            self.look(now)
        if len(environ.get("QUERY_STRING", "")) > LONGEST_QUERY:
            return self._past(environ, start)
        key = _key(environ, cookies)
        page = self._pages.get(key)
        if page is not None and page.until > now:
            return _answer(page, environ, start, now)
        return self._render(key, environ, start)

    def _render(self, key: str, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        began = time.monotonic()
        # The cache compresses once itself; HEAD is answered from the page that GET would give.
        asked = {**environ, "REQUEST_METHOD": "GET", "HTTP_ACCEPT_ENCODING": ""}
        for name in ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_RANGE"):
            asked.pop(name, None)
        held: dict[str, Any] = {}

        def keep(
            status: str, headers: list[tuple[str, str]], exc_info: Any = None
        ) -> Callable[[bytes], object]:
            held.update(status=status, headers=headers)
            return lambda _: None

        result = self.application(asked, keep)
        try:
            body = b"".join(result)
        finally:
            close = getattr(result, "close", None)
            if close:
                close()
        headers = [(k, v) for k, v in held["headers"] if k != HEADER]
        told = next((v for k, v in held["headers"] if k == HEADER), None)
        if told is None or not held["status"].startswith("200") or _personal(headers):
            start(held["status"], headers)
            return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]
        seconds, *tags = told.split()
        page = _page(headers, body, frozenset(tags), began + int(seconds))
        self._keep(key, page, began)
        return _answer(page, environ, start, began)

    def _keep(self, key: str, page: Page, began: float) -> None:
        # A purge that came in while the page was made may not be in it yet.
        self.look(time.monotonic())
        with self._lock:
            if any(at >= began and not tags.isdisjoint(page.tags) for at, tags in self._recent):
                return
            self._drop(key)
            self._pages[key] = page
            self._bytes += page.size
            for tag in page.tags:
                self._by_tag.setdefault(tag, set()).add(key)
            while self._bytes > self.limit:
                self._drop(next(iter(self._pages)))

    def _drop(self, key: str) -> None:
        page = self._pages.pop(key, None)
        if page is None:
            return
        self._bytes -= page.size
        for tag in page.tags:
            keys = self._by_tag.get(tag)
            if keys is not None:
                keys.discard(key)
                if not keys:
                    del self._by_tag[tag]

    def look(self, now: float) -> None:
        """Take in purges that other processes committed since the last look."""
        with self._lock:
            self._looked = now
        try:
            rows = list(
                Purge.objects.filter(pk__gt=self._newest - LOOK_BACK).order_by("pk").values_list("pk", "tags")
            )
        except Error:
            # A connection that broke would stay broken: nothing here begins a request that renews it.
            connection.close()
            if now - self._reached > STALE_FOR:
                with self._lock:
                    self._pages.clear()
                    self._by_tag.clear()
                    self._bytes = 0
            logger.warning("the page cache could not look for changes")
            return
        with self._lock:
            self._reached = now
            new = [(pk, tags) for pk, tags in rows if pk not in self._seen]
            self._seen = {pk for pk, _ in rows}
            self._newest = max((pk for pk, _ in rows), default=self._newest)
            if not self._started:  # what was changed before this process began is in every page it makes
                self._started = True
                return
            for _, tags in new:
                self._recent.append((now, frozenset(tags)))
                for tag in tags:
                    for key in list(self._by_tag.get(tag, ())):
                        self._drop(key)
            self._recent = [r for r in self._recent if now - r[0] < 60]

    def __len__(self) -> int:
        return len(self._pages)


def without_tags(application: Application) -> Application:
    """The application with the header that only the cache may read taken off its answers."""

    def plain(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        def strip(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            return start(status, [(k, v) for k, v in headers if k != HEADER], exc_info)

        return application(environ, strip)

    return plain


def _key(environ: dict[str, Any], cookies: str) -> str:
    # As it was asked: of repeated keys the last counts, so that putting them in order would mix up pages.
    query = environ.get("QUERY_STRING", "")
    display = ""
    if cookies and "display=" in cookies:
        from .display import Display, from_cookies

        chosen = from_cookies(cookies)
        display = "" if chosen == Display() else chosen.code
    host = environ.get("HTTP_HOST", "")
    return f"{host}|{environ.get('SCRIPT_NAME', '')}{environ.get('PATH_INFO', '')}?{query}#{display}"


def _personal(headers: list[tuple[str, str]]) -> bool:
    for name, value in headers:
        lower = name.lower()
        # Vary: Cookie is no sign: the request carried no cookie that matters, and display is part of the key.
        if lower == "set-cookie":
            return True
        if lower == "cache-control" and ("private" in value or "no-store" in value):
            return True
    return False


def _page(headers: list[tuple[str, str]], body: bytes, tags: frozenset[str], until: float) -> Page:
    kept = [(k, v) for k, v in headers if not k.lower().startswith(OWN_TO_ONE_ANSWER)]
    if not any(k.lower() == "vary" for k, _ in kept):
        kept.append(("Vary", "Accept-Encoding"))
    etag = f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'
    packed = gzip.compress(body, 6, mtime=0) if len(body) > 500 else b""
    return Page(kept, body, packed, etag, tags, until, len(body) + len(packed) + 1024)


def _answer(page: Page, environ: dict[str, Any], start: Start, now: float) -> Iterable[bytes]:
    headers = [*page.headers, ("ETag", page.etag)]
    if page.etag in environ.get("HTTP_IF_NONE_MATCH", ""):
        start("304 Not Modified", headers)
        return []
    body = page.body
    if page.packed and "gzip" in environ.get("HTTP_ACCEPT_ENCODING", ""):
        body = page.packed
        headers.append(("Content-Encoding", "gzip"))
    headers.append(("Content-Length", str(len(body))))
    start("200 OK", headers)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]
