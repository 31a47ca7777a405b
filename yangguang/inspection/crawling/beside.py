"""Pages read in a second process while the first asks for more: few, large messages over a socket.

The second process knows no database and no settings, opens nothing, and ends with the first. Only this version of this
program talks to itself, so the messages are what ``marshal`` writes.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import gc
import json
import marshal
import os
import signal
import socket
import subprocess
import sys
from array import array
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .leaves import Leaf, Place, Reader

_BATCH = 6  # pages in a message while the other has enough to do
ENOUGH = 18  # pages waiting there; more are better read here
_START = (
    "import sys, json; sys.path[:] = json.loads(sys.argv[1]); "
    "from yangguang.inspection.crawling.beside import serve; serve()"
)

Fresh = list[Place]
Told = Callable[[Fresh, list[tuple[int, Leaf | None]]], None]


class Beside(asyncio.Protocol):
    """The first process's end. ``told`` gets new references and leaves by number, None for a page that could not be read;
    ``lost`` is called when the other process is gone before its time."""

    def __init__(self, told: Told, lost: Callable[[], None]) -> None:
        self._told, self._lost = told, lost
        self._transport: asyncio.Transport | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._pending: list[tuple[Any, ...]] = []
        self._buffer = bytearray()
        self.waiting = 0  # pages sent or to be sent, and not answered
        self._sent = 0

    async def open(self, today: dt.date, *, with_hub: bool, with_words: bool) -> None:
        """Start the other process. Raises OSError when it cannot be."""
        mine, other = socket.socketpair()
        root = str(Path(__file__).resolve().parents[3])
        paths = [root, *(os.path.abspath(p) for p in sys.path if p != root)]  # noqa: PTH100 - "" is the folder we are in
        try:
            self._process = subprocess.Popen(  # noqa: S603 - this program itself
                [sys.executable, "-I", "-S", "-c", _START, json.dumps(paths)],
                stdin=other.fileno(), stdout=subprocess.DEVNULL,
            )  # fmt: skip
        except OSError:
            mine.close()
            raise
        finally:
            other.close()
        mine.setblocking(False)
        self._transport, _ = await asyncio.get_running_loop().create_connection(lambda: self, sock=mine)
        self._transport.write(_frame((today.toordinal(), with_hub, with_words)))

    def read(
        self, number: int, url: str, body: bytes, charset: str, start: bool, top: bool, entry: str | None
    ) -> None:
        """Have a page read; its number comes back with what it says."""
        self._pending.append((number, url, body, charset, start, top, entry))
        self.waiting += 1
        if len(self._pending) >= _BATCH or self._sent < _BATCH:
            self._flush()

    def _flush(self) -> None:
        if self._pending and self._transport is not None:
            self._transport.write(_frame(self._pending))
            self._sent += len(self._pending)
            self._pending = []

    def data_received(self, data: bytes) -> None:
        buffer = self._buffer
        buffer += data
        while len(buffer) >= 4:
            size = 4 + int.from_bytes(buffer[:4], "little")
            if len(buffer) < size:
                break
            fresh, answers = marshal.loads(bytes(buffer[4:size]))  # noqa: S302 - our own process
            del buffer[:size]
            self.waiting -= len(answers)
            self._sent -= len(answers)
            self._told(fresh, [(number, _leaf(told) if told else None) for number, told in answers])
        if self._sent < _BATCH:
            self._flush()

    def connection_lost(self, reason: Exception | None) -> None:
        lost, self._transport = self._transport is not None, None
        if lost:
            self._lost()

    def close(self) -> None:
        """End the other process."""
        transport, self._transport = self._transport, None
        if transport is not None:
            transport.abort()
        if self._process is not None:
            self._process.kill()
            self._process.wait()


def _frame(value: Any) -> bytes:
    data = marshal.dumps(value)
    return len(data).to_bytes(4, "little") + data


def _leaf(told: tuple[Any, ...]) -> Leaf:
    made = Leaf(*told)
    for name in ("refs", "frags", "ids"):
        numbers: array[int] = array("I")
        numbers.frombytes(getattr(made, name))
        setattr(made, name, numbers)
    return made


# -- the other end


def serve() -> None:
    """Read pages until the first process hangs up."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first one is asked to stop, and hangs up
    line = socket.socket(fileno=os.dup(0))
    first = _received(line)
    if first is None:
        return
    day, with_hub, with_words = first
    reader = Reader(dt.date.fromordinal(day), with_hub=with_hub, with_words=with_words)
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    while (pages := _received(line)) is not None:
        answers: list[tuple[int, tuple[Any, ...] | None]] = []
        for number, url, body, charset, start, top, entry in pages:
            try:
                leaf = reader.read(url, body, charset, start=start, top=top, entry=entry)
            except Exception:  # the first process reads it again, and tells what is wrong
                answers.append((number, None))
                continue
            answers.append(
                (
                    number,
                    (
                        leaf.digest, leaf.skeleton, leaf.title, leaf.length, leaf.missing, leaf.labelled,
                        leaf.refs.tobytes(), leaf.frags.tobytes(), leaf.ids.tobytes(), leaf.facts, leaf.sightings,
                        leaf.words,
                    ),
                )
            )  # fmt: skip
        fresh, reader.fresh = reader.fresh, []
        line.sendall(_frame((fresh, answers)))
    os._exit(0)


def _received(line: socket.socket) -> Any:
    """The next message; None when the other end has hung up."""
    head = _exactly(line, 4)
    body = _exactly(line, int.from_bytes(head, "little")) if head else b""
    return marshal.loads(body) if body else None  # noqa: S302 - from the process that started this one


def _exactly(line: socket.socket, size: int) -> bytes:
    data = bytearray()
    try:
        while len(data) < size:
            piece = line.recv(size - len(data))
            if not piece:
                return b""
            data += piece
    except OSError:
        return b""
    return bytes(data)
