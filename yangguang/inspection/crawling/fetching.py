"""One request: the answer's head, and as much of its body as is needed. GET only; HEAD never decides anything."""

from __future__ import annotations

import asyncio
import ssl
import time
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from yarl import URL

from .addresses import host_of, name_of_host
from .guarding import GuardedResolver, Inside, is_literal, is_public

MAGIC_BYTES = 4096  # of a file too large to read whole
_PAGES = ("text/html", "application/xhtml+xml", "text/plain", "application/xml", "text/xml")


@dataclass(slots=True)
class Answer:
    """What came back. ``status`` is 0 when nothing did; ``error`` then says why: dns, connect, tls, timeout, reset,
    private, protocol. ``cut`` tells that the body broke off before its announced end, ``whole`` that all of it is in
    ``body``. ``ms`` is the time to the last byte read, ``received`` the bytes read."""

    url: str
    status: int = 0
    error: str = ""
    media: str = ""
    charset: str = ""
    etag: str = ""
    modified: str = ""
    location: str = ""
    retry_after: str = ""
    cookies: bool = False
    length: int = -1
    body: bytes = b""
    whole: bool = False
    cut: bool = False
    ms: int = 0
    received: int = 0
    extra: dict[str, Any] = field(default_factory=dict)


class Fetcher:
    """A client that opens no more sockets than ``concurrency``, goes only to public addresses unless ``private``, and
    follows no redirect by itself."""

    def __init__(
        self,
        *,
        agent: str,
        concurrency: int,
        timeout: float,
        private: bool,
        page_bytes: int,
        file_bytes: int,
    ) -> None:
        self._private = private
        self._page_bytes, self._file_bytes = page_bytes, file_bytes
        self._longest = timeout * 4  # seconds a body may take, however steadily it drips
        self.requests = 0
        self.received = 0
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                limit=concurrency,
                limit_per_host=concurrency,
                resolver=GuardedResolver(private),
                ttl_dns_cache=300,
                enable_cleanup_closed=True,
            ),
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=timeout, sock_read=timeout),
            headers={
                "User-Agent": agent,
                "Accept": "*/*",
                "Accept-Language": "zh-CN,zh;q=0.9",
                "Accept-Encoding": "gzip, deflate",
            },
            cookie_jar=aiohttp.DummyCookieJar(),
            max_field_size=32 * 1024,
        )

    async def close(self) -> None:
        await self._session.close()

    async def get(self, url: str, *, etag: str = "", modified: str = "", cookie: str = "") -> Answer:
        """Ask once. Never raises for what the other side does; the answer tells it."""
        answer = Answer(url)
        name = name_of_host(host_of(url))
        if not self._private and (is_literal(name) and not is_public(name)):
            answer.error = "private"
            return answer
        headers = {}
        if etag:
            headers["If-None-Match"] = etag
        if modified:
            headers["If-Modified-Since"] = modified
        if cookie:
            headers["Cookie"] = cookie
        self.requests += 1
        began = time.monotonic()
        try:
            response = await self._session.get(URL(url, encoded=True), headers=headers, allow_redirects=False)
            try:
                await self._take(response, answer)
            finally:
                # A body read to its end leaves the connection for the next request; anything else ends it.
                if answer.whole:
                    response.release()
                else:
                    response.close()
        except Exception as error:
            answer.error = _kind_of(error)
            if answer.error == "":
                raise
            if answer.status and answer.error in ("reset", "payload"):
                answer.cut, answer.error = True, ""
            elif answer.status and answer.error == "timeout":
                answer.status = 0
        answer.ms = round((time.monotonic() - began) * 1000)
        self.received += answer.received
        return answer

    async def _take(self, response: aiohttp.ClientResponse, answer: Answer) -> None:
        head = response.headers
        answer.status = response.status
        kind = head.get("Content-Type", "")
        answer.media = kind.partition(";")[0].strip().lower()
        if "charset" in kind.lower():
            answer.charset = response.charset or ""
        answer.etag = head.get("ETag", "")
        answer.modified = head.get("Last-Modified", "")
        answer.location = head.get("Location", "")
        disposition = head.get("Content-Disposition", "")
        if "filename" in disposition and response.content_disposition is not None:
            answer.extra["name"] = (response.content_disposition.filename or "")[-100:]
        answer.retry_after = head.get("Retry-After", "")
        if "Set-Cookie" in head and response.cookies:
            answer.cookies = True
            answer.extra["cookie"] = "; ".join(f"{c.key}={c.value}" for c in response.cookies.values())
        length = head.get("Content-Length", "")
        answer.length = int(length) if length.isascii() and length.isdigit() and len(length) < 16 else -1
        if answer.status in (204, 304) or 300 <= answer.status < 400:
            most = 64 * 1024
        elif answer.media in _PAGES or not answer.media:
            most = self._page_bytes
        else:
            most = self._file_bytes if answer.length <= self._file_bytes else MAGIC_BYTES
        pieces: list[bytes] = []
        deadline = time.monotonic() + self._longest
        try:
            async for piece in response.content.iter_any():
                pieces.append(piece)
                answer.received += len(piece)
                if answer.received >= most:
                    break
                if time.monotonic() > deadline:
                    raise TimeoutError
            answer.whole = response.content.at_eof()
        finally:
            answer.body = pieces[0] if len(pieces) == 1 else b"".join(pieces)


def _kind_of(error: BaseException) -> str:
    """Why nothing came; "" for what is an error of ours."""
    cause = error.__cause__ or error
    if (
        isinstance(error, Inside)
        or isinstance(cause, Inside)
        or isinstance(getattr(error, "os_error", None), Inside)
    ):
        return "private"
    if isinstance(error, (asyncio.TimeoutError, TimeoutError)):
        return "timeout"
    if isinstance(error, (aiohttp.ClientSSLError, ssl.SSLError)):
        return "tls"
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return "dns"
    if isinstance(error, aiohttp.ClientConnectorError):
        return "connect"
    if isinstance(error, aiohttp.ClientPayloadError):
        return "payload"
    if isinstance(error, (aiohttp.ServerDisconnectedError, ConnectionError, aiohttp.ClientOSError)):
        return "reset"
    if isinstance(error, (aiohttp.ClientError, aiohttp.http_exceptions.HttpProcessingError)):
        return "protocol"
    if isinstance(error, (ValueError, OSError)):
        return "protocol"
    return ""
