"""One connection to a web server by HTTP/1.1: a request at a time, its answer taken as it comes, within limits.

The client is our own because an inspection asks thousands of small questions of one server: a general client spends three
times as much on each as the server does, and cannot be kept from opening what a hostile server packs.
"""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Callable
from typing import Any

MOST_HEAD = 64 * 1024  # bytes of an answer's head
_GZIP, _ZLIB, _RAW = 16 + zlib.MAX_WBITS, zlib.MAX_WBITS, -zlib.MAX_WBITS
_HEAD, _LENGTH, _CHUNKED, _END = range(4)


class Head:
    """Status and headers of an answer; of a header that comes twice the first counts, of cookies all do."""

    __slots__ = ("cookies", "headers", "status", "version")

    def __init__(self, data: bytes) -> None:
        first, *rest = data.decode("utf-8", "surrogateescape").replace("\r\n", "\n").split("\n")
        protocol, _, after = first.partition(" ")
        code = after[:3]
        if not protocol.startswith("HTTP/1.") or not (
            code.isascii() and code.isdigit() and len(code) == 3 and after[3:4] in ("", " ")
        ):
            raise ValueError("no HTTP/1 answer")
        self.status, self.version = int(code), protocol[5:]
        self.headers: dict[str, str] = {}
        self.cookies: list[str] = []
        name = ""
        for line in rest:
            if line[:1] in (" ", "\t"):  # a long header written on two lines
                if name in self.headers:
                    self.headers[name] += " " + line.strip()
                continue
            before, colon, value = line.partition(":")
            name = before.lower().rstrip()
            value = value.strip()
            if not colon:
                continue
            if name == "set-cookie":
                self.cookies.append(value.partition(";")[0].strip())
            elif name == "content-length" and self.headers.get(name, value) != value:
                raise ValueError("two lengths")
            elif name == "transfer-encoding" and name in self.headers:
                self.headers[name] += ", " + value
            else:
                self.headers.setdefault(name, value)

    def get(self, name: str) -> str:
        return self.headers.get(name, "")


class Line(asyncio.Protocol):
    """A connection. ``ask`` sends a request; the future it gives is done when the answer is, whatever it is like.

    After that: ``head`` (None when none came), ``body``, ``whole`` (all of it was read), ``cut`` (it broke off before its
    announced end), ``error`` (``reset``, ``timeout``, ``protocol`` or ""), ``usable`` for another request.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, closed: Callable[[Line], None]) -> None:
        self._loop, self._closed = loop, closed
        self._transport: asyncio.Transport | None = None
        self._done: asyncio.Future[None] | None = None
        self.times = 0  # requests sent
        self.deadline = self.ends = 0.0  # when the silence, and when the whole answer, has lasted too long
        self.usable = False
        self._new()

    def _new(self) -> None:
        self.head: Head | None = None
        self.pieces: list[bytes] = []
        self.received = 0
        self.whole = self.cut = False
        self.error = ""
        self._mode, self._left, self._most = _HEAD, 0, 0
        self._rest = b""
        self._unpack: Any = None
        self._fed = b""  # what was given to be unpacked and has brought nothing yet

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment]
        self.usable = True

    def ask(
        self, request: bytes, limit: Callable[[Head], int], pause: float, longest: float
    ) -> asyncio.Future[None]:
        """Send a request. ``limit`` tells from a head how many bytes are read at most; ``pause`` seconds of silence and
        ``longest`` seconds in all end it."""
        assert self._transport is not None
        if self.times:
            self._new()
        self.times += 1
        self.usable = False
        self._limit, self._pause = limit, pause
        now = self._loop.time()
        self.deadline, self.ends = now + pause, now + pause + longest
        self._done = self._loop.create_future()
        self._transport.write(request)
        return self._done

    @property
    def body(self) -> bytes:
        return self.pieces[0] if len(self.pieces) == 1 else b"".join(self.pieces)

    def close(self) -> None:
        """Hang up."""
        self.usable = False
        if self._transport is not None:
            self._transport.abort()

    # -- what the loop tells

    def data_received(self, data: bytes) -> None:
        if self._done is None:  # talks without having been asked
            self.close()
            return
        self.deadline = self._loop.time() + self._pause
        try:
            if self._mode == _HEAD:
                data = self._take_head(data)
            if self._mode != _HEAD:
                self._take_body(data)
        except (ValueError, UnicodeError):
            self.end("protocol")
        except zlib.error:
            self.cut = True
            self.end()

    def eof_received(self) -> bool | None:
        return None

    def connection_lost(self, reason: Exception | None) -> None:
        self.usable = False
        if self._done is not None:
            if self._mode == _HEAD:
                self.end("reset")
            elif self._mode == _END and reason is None:
                self._finish()
            else:
                self.cut = True
                self.end()
        self._closed(self)

    def end(self, error: str = "") -> None:
        """The answer is over before its end; the connection with it."""
        self.error = error
        self._settle()
        self.close()

    # -- reading

    def _settle(self) -> None:
        done, self._done = self._done, None
        if done is not None and not done.done():
            done.set_result(None)

    def _finish(self) -> None:
        """All that belongs to the answer was read."""
        if self._unpack is not None and self._packed == "deflate" and self.received and not self._unpack.eof:
            self.cut = True
        else:
            self.whole = self._unpack is None or self.received < self._most
        head = self.head
        assert head is not None
        kept = head.get("connection").lower()
        again = "close" not in kept if head.version != "1.0" else "keep-alive" in kept
        self.usable = again and self._mode != _END and not self._rest
        self._settle()
        if not self.usable:
            self.close()

    def _take_head(self, data: bytes) -> bytes:
        """Read the head when all of it is there; what follows it is given back."""
        if self._rest:
            data = self._rest + data
        while True:
            end, width = data.find(b"\r\n\r\n"), 4
            bare = data.find(b"\n\n", 0, end if end >= 0 else len(data))
            if bare >= 0:
                end, width = bare, 2
            if end < 0:
                if len(data) > MOST_HEAD:
                    raise ValueError("endless head")
                self._rest = data
                return b""
            head = Head(data[:end])
            data = data[end + width :]
            if head.status >= 200:
                break
            if head.status == 101:
                raise ValueError("another protocol")
        self._rest = b""
        self.head = head
        self._most = self._limit(head)
        coding = head.get("content-encoding").lower()
        self._packed = coding
        if coding in ("gzip", "x-gzip"):
            self._unpack = zlib.decompressobj(_GZIP)
        elif coding == "deflate":
            self._unpack = zlib.decompressobj(_ZLIB)
        length = head.get("content-length")
        if head.status in (204, 304):
            self._mode, self._left = _LENGTH, 0
        elif "chunked" in head.get("transfer-encoding").lower():
            self._mode, self._left = _CHUNKED, -1
        elif length:
            if not (length.isascii() and length.isdigit() and len(length) < 16):
                raise ValueError("no length")
            self._mode, self._left = _LENGTH, int(length)
        else:
            self._mode = _END
        if coding not in ("", "identity", "gzip", "x-gzip", "deflate") and (self._left or self._mode == _END):
            raise ValueError("packed in a way that was not offered")
        return data

    def _take_body(self, data: bytes) -> None:
        mode = self._mode
        if mode == _LENGTH:
            if len(data) > self._left:
                self._rest = data[self._left :]
                data = data[: self._left]
            self._left -= len(data)
            if data:
                self._keep(data)
            if not self._left:
                self._finish()
                return
        elif mode == _CHUNKED:
            if self._take_chunks(data):
                self._finish()
                return
        elif data:
            self._keep(data)
        if self.received >= self._most:
            self.end()

    def _take_chunks(self, data: bytes) -> bool:
        """True at the end. ``_left``: -1 a size comes next, -2 the end of a piece, -3 what may follow the last."""
        data = self._rest + data
        while True:
            if self._left > 0:
                piece = data[: self._left]
                data = data[len(piece) :]
                self._left -= len(piece)
                if piece:
                    self._keep(piece)
                if self._left:
                    self._rest = b""
                    return False
                self._left = -2
            end = data.find(b"\n")
            if end < 0:
                if len(data) > 4096:
                    raise ValueError("endless size")
                self._rest = data
                return False
            line, data = data[:end].rstrip(b"\r"), data[end + 1 :]
            if self._left == -3:
                if not line:
                    self._rest = data
                    return True
            elif self._left == -2:
                if line:
                    raise ValueError("no end of a piece")
                self._left = -1
            else:
                size = line.partition(b";")[0].strip()
                if not size or len(size) > 12 or size.strip(b"0123456789abcdefABCDEF"):
                    raise ValueError("no size")
                self._left = int(size, 16) or -3
            if self.received >= self._most:
                self._rest = data
                return False

    def _keep(self, data: bytes) -> None:
        """Unpack no more than is wanted: a few bytes may hold gigabytes."""
        if self._unpack is None:
            self.pieces.append(data)
            self.received += len(data)
            return
        if self._packed == "deflate" and not self.received:
            self._fed += data
        while data and self.received < self._most:
            try:
                piece = self._unpack.decompress(data, self._most - self.received)
            except zlib.error:
                if self.received or self._packed != "deflate" or self._unpack is None:
                    raise
                self._unpack = zlib.decompressobj(_RAW)  # what some servers call deflate
                self._packed = "raw"
                data, self._fed = self._fed, b""  # with what came before: a byte alone tells nothing
                continue
            if piece:
                self.pieces.append(piece)
                self.received += len(piece)
            data = self._unpack.unconsumed_tail
            if self._unpack.eof and self._unpack.unused_data[:2] == b"\x1f\x8b":
                data = self._unpack.unused_data
                self._unpack = zlib.decompressobj(_GZIP)
