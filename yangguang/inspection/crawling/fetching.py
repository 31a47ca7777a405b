"""One request: the answer's head, and as much of its body as is needed. GET only; HEAD never decides anything."""

from __future__ import annotations

import asyncio
import re
import socket
import ssl
import time
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from .addresses import name_of_host
from .guarding import Guard, Inside
from .lines import Head, Line

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


_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([^\s;\"',]+)", re.I)


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
        self._page_bytes, self._file_bytes = page_bytes, file_bytes
        self._pause = timeout
        self._longest = timeout * 4  # seconds a body may take, however steadily it drips
        self.requests = 0
        self.received = 0
        self._guard = Guard(private)
        self._most = concurrency
        self._room = asyncio.Semaphore(concurrency)
        self._idle: dict[str, list[Line]] = {}  # by scheme and host
        self._lines: set[Line] = set()
        self._busy: set[Line] = set()
        self._watch: asyncio.TimerHandle | None = None
        self._trust: ssl.SSLContext | None = None
        agent = agent.encode("ascii", "ignore").decode().translate({13: None, 10: None})
        self._said = (
            f"User-Agent: {agent}\r\nAccept: */*\r\nAccept-Language: zh-CN,zh;q=0.9\r\n"
            "Accept-Encoding: gzip, deflate\r\n"
        )

    async def close(self) -> None:
        if self._watch is not None:
            self._watch.cancel()
        for line in list(self._lines):
            line.close()
        await asyncio.sleep(0)

    async def get(self, url: str, *, etag: str = "", modified: str = "", cookie: str = "") -> Answer:
        """Ask once. Never raises for what the other side does; the answer tells it."""
        answer = Answer(url)
        scheme, _, host, path = url.split("/", 3)
        asked = f"GET /{path} HTTP/1.1\r\nHost: {host}\r\n{self._said}"
        if etag:
            asked += f"If-None-Match: {etag}\r\n"
        if modified:
            asked += f"If-Modified-Since: {modified}\r\n"
        if cookie:
            asked += f"Cookie: {cookie}\r\n"
        request = (asked + "\r\n").encode("utf-8", "surrogateescape")
        async with self._room:
            began = time.monotonic()
            try:
                line = await self._told(request, scheme, host)
            except Inside:
                answer.error = "private"
                return answer
            except (OSError, UnicodeError, ValueError) as error:
                self.requests += 1
                answer.error = _kind_of(error)
            else:
                _take(line, answer)
                if line.usable:
                    self._idle.setdefault(f"{scheme}{host}", []).append(line)
            answer.ms = round((time.monotonic() - began) * 1000)
        self.received += answer.received
        return answer

    async def _told(self, request: bytes, scheme: str, host: str) -> Line:
        """A connection with the answer of a request. A kept one may have been closed meanwhile: then a new one is asked."""
        idle = self._idle.get(f"{scheme}{host}")
        while idle:
            line = idle.pop()
            if line.usable:
                await self._asked(line, request)
                if line.error != "reset" or line.head is not None:
                    return line
                self.requests -= 1  # nobody has heard it
                break
        line = await self._connected(scheme, host)
        return await self._asked(line, request)

    async def _asked(self, line: Line, request: bytes) -> Line:
        self.requests += 1
        answered = line.ask(request, self._limit, self._pause, self._longest)
        self._busy.add(line)
        if self._watch is None:
            self._look()
        try:
            await answered
        except asyncio.CancelledError:
            line.close()
            raise
        finally:
            self._busy.discard(line)
        return line

    def _look(self) -> None:
        """End what has been silent, or has gone on, for too long. One look for all costs less than a clock for each."""
        loop = asyncio.get_running_loop()
        now = loop.time()
        for line in list(self._busy):
            if now > line.deadline or now > line.ends:
                line.end("timeout")
        every = max(0.05, min(0.5, self._pause / 10))
        self._watch = loop.call_later(every, self._look) if self._busy else None

    async def _connected(self, scheme: str, host: str) -> Line:
        """A new connection, to an address that was checked."""
        name, tls = name_of_host(host), scheme == "https:"
        port = int(host[len(name) + 1 :] or (443 if tls else 80))
        loop = asyncio.get_running_loop()
        if len(self._lines) >= self._most:
            for kept in self._idle.values():
                if kept:
                    kept.pop(0).close()
                    break
        failed: Exception = OSError("no address")
        async with asyncio.timeout(self._pause):
            for address in await self._guard.addresses(name, port):
                try:
                    _, line = await loop.create_connection(
                        partial(Line, loop, self._gone), address, port, ssl=self._context() if tls else None,
                        server_hostname=name.strip("[]") if tls else None,
                    )  # fmt: skip
                except OSError as error:
                    failed = error
                    continue
                self._lines.add(line)
                return line
        raise failed

    def _context(self) -> ssl.SSLContext:
        if self._trust is None:
            self._trust = ssl.create_default_context()
        return self._trust

    def _gone(self, line: Line) -> None:
        self._lines.discard(line)
        self._busy.discard(line)

    def _limit(self, head: Head) -> int:
        """How many bytes of a body are read at most."""
        if 300 <= head.status < 400:
            return 64 * 1024
        media = head.get("content-type").partition(";")[0].strip().lower()
        if media in _PAGES or not media:
            return self._page_bytes
        length = head.get("content-length")
        known = int(length) if length.isascii() and length.isdigit() and len(length) < 16 else -1
        return self._file_bytes if known <= self._file_bytes else MAGIC_BYTES


def _take(line: Line, answer: Answer) -> None:
    """What a connection read, as an answer."""
    head = line.head
    answer.received = line.received
    if head is None or line.error:
        answer.error = line.error or "reset"
        return
    get = head.headers.get
    answer.status, answer.cut, answer.whole = head.status, line.cut, line.whole
    answer.body = line.body
    kind = get("content-type", "")
    media, more, _ = kind.partition(";")
    answer.media = media.strip().lower()
    if more and (found := _CHARSET.search(kind)):
        answer.charset = found[1]
    answer.etag, answer.modified = _safe(get("etag", "")), _safe(get("last-modified", ""))
    answer.location = get("location", "")
    answer.retry_after = get("retry-after", "")
    disposition = get("content-disposition", "")
    if "filename" in disposition:
        from email.message import Message

        message = Message()
        message["Content-Disposition"] = _safe(disposition)
        answer.extra["name"] = (message.get_filename() or "")[-100:]
    if head.cookies:
        answer.cookies = True
        answer.extra["cookie"] = _safe("; ".join(c for c in head.cookies if "=" in c))
    length = get("content-length", "")
    answer.length = int(length) if length.isascii() and length.isdigit() and len(length) < 16 else -1


def _safe(value: str) -> str:
    """A header's value that may be sent back: one with a line's end in it would be a header of its own."""
    return "" if "\r" in value or "\n" in value or "\0" in value else value


def _kind_of(error: Exception) -> str:
    """Why no connection came about."""
    if isinstance(error, socket.gaierror):
        return "dns"
    if isinstance(error, ssl.SSLError):  # certificates that do not fit are such, too
        return "tls"
    if isinstance(error, TimeoutError):
        return "timeout"
    return "connect" if isinstance(error, OSError) else "protocol"
