import asyncio
import gzip
import itertools
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yangguang.inspection.crawling import loops
from yangguang.inspection.crawling.fetching import Fetcher
from yangguang.inspection.crawling.lines import MOST_HEAD, Line

pytestmark = pytest.mark.task(25)
TEXT = "政务公开".encode() * 50


class Wire:
    """The sending end of a connection: what was written, and whether it was hung up."""

    def __init__(self):
        self.sent, self.down = [], False

    def write(self, data):
        self.sent.append(data)

    def abort(self):
        self.down = True


def hear(pieces, *, most=10**6, over=True):
    """What a connection makes of an answer that comes in these pieces."""

    async def run():
        wire = Wire()
        line = Line(asyncio.get_running_loop(), lambda _: None)
        line.connection_made(wire)
        done = line.ask(b"GET / HTTP/1.1\r\n\r\n", lambda head: most, 5, 5)
        for piece in pieces:
            if not done.done():
                line.data_received(piece)
        if over and not done.done():
            line.connection_lost(None)
        assert done.done() or not over
        return line

    return loops.run(run())


def chunked(data, size=7):
    out = b""
    for n in range(0, len(data), size):
        piece = data[n : n + size]
        out += f"{len(piece):x};note=1\r\n".encode() + piece + b"\r\n"
    return out + b"0\r\nTrailer: x\r\n\r\n"


def deflated(data):
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
ANSWERS = {
    "length": (OK + b"Content-Length: %d\r\n\r\n" % len(TEXT) + TEXT, True),
    "chunks": (OK + b"Transfer-Encoding: chunked\r\n\r\n" + chunked(TEXT), True),
    "until the end": (OK + b"\r\n" + TEXT, False),
    "bare line ends": (b"HTTP/1.1 200 OK\nContent-Length: %d\n\n" % len(TEXT) + TEXT, True),
    "gzip": (OK + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(gzip.compress(TEXT)) + gzip.compress(TEXT), True),
    "two gzip members": (
        OK + b"Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked(gzip.compress(TEXT[:60]) + gzip.compress(TEXT[60:])),
        True,
    ),
    "deflate": (OK + b"Content-Encoding: deflate\r\n\r\n" + zlib.compress(TEXT), False),
    "bare deflate": (OK + b"Content-Encoding: deflate\r\n\r\n" + deflated(TEXT), False),
    "early hints first": (b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + OK + b"Content-Length: %d\r\n\r\n" % len(TEXT) + TEXT, True),
    "asked to close": (OK + b"Connection: close\r\nContent-Length: %d\r\n\r\n" % len(TEXT) + TEXT, False),
}  # fmt: skip


@pytest.mark.parametrize("name", ANSWERS)
@given(cuts=st.lists(st.integers(0, 900), max_size=6))
def test_an_answer_is_the_same_however_it_comes(name, cuts):
    data, kept = ANSWERS[name]
    places = sorted({0, len(data), *(c for c in cuts if c < len(data))})
    line = hear([data[a:b] for a, b in itertools.pairwise(places)])
    assert (line.error, line.cut, line.whole) == ("", False, True)
    assert line.body == TEXT
    assert line.usable is kept


@pytest.mark.parametrize(
    "data",
    [
        b"SSH-2.0-x\r\n\r\n", b"HTTP/1.1 2000\r\n\r\n"[:12] + b"x\r\n\r\n", b"x" * (MOST_HEAD + 10), OK + b"Content-Length: -3\r\n\r\n",
        OK + b"Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
        OK + b"Transfer-Encoding: chunked\r\n\r\n" + b"1" * 5000, OK + b"Transfer-Encoding: chunked\r\n\r\n2\r\nabX\r\n0\r\n\r\n",
        OK + b"Content-Encoding: br\r\n\r\nabc", b"HTTP/1.1 101 Switching\r\n\r\n",
    ],
)  # fmt: skip
def test_what_is_no_http_is_told_so(data):
    line = hear([data])
    assert line.error == "protocol"
    assert not line.usable


@pytest.mark.parametrize(
    "data",
    [
        OK + b"Content-Length: 900\r\n\r\n" + TEXT[:100], OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\nab",
        OK + b"Content-Encoding: gzip\r\n\r\nno gzip at all",
    ],
)  # fmt: skip
def test_what_breaks_off_is_cut(data):
    line = hear([data])
    assert line.cut
    assert not line.whole
    assert line.head is not None


@given(st.binary(max_size=400), st.booleans())
def test_no_bytes_upset_a_connection(data, headed):
    hear([OK + b"Transfer-Encoding: chunked\r\n\r\n" + data if headed else data])


def test_no_more_is_unpacked_than_is_wanted():
    bomb = gzip.compress(b"\0" * 50_000_000)
    line = hear([OK + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(bomb) + bomb], most=4096)
    assert len(line.body) == 4096
    assert not line.whole


def test_who_talks_without_being_asked_is_hung_up_on():
    async def run():
        wire = Wire()
        line = Line(asyncio.get_running_loop(), lambda _: None)
        line.connection_made(wire)
        line.data_received(b"HTTP/1.1 200 OK\r\n\r\n")
        return wire.down, line.usable

    assert loops.run(run()) == (True, False)
    line = hear(
        [OK + b"Content-Length: 1\r\n\r\nab"]
    )  # more than was announced: the next answer would be wrong
    assert line.whole
    assert not line.usable


def scripted(*answers):
    """A server that gives each connection these answers, one a request, and then hangs up."""

    async def ask(paths):
        heard = []

        async def talk(reader, writer):
            for answer in answers:
                request = await reader.readuntil(b"\r\n\r\n")
                heard.append(request)
                writer.write(answer)
            writer.close()

        server = await asyncio.start_server(talk, "127.0.0.1", 0)
        fetcher = Fetcher(
            agent="x", concurrency=2, timeout=5, private=True, page_bytes=10**6, file_bytes=10**6
        )
        base = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        try:
            out = []
            for path, more in paths:
                out.append(await fetcher.get(base + path, **more))
                await asyncio.sleep(0.02)
            return out, heard, fetcher.requests
        finally:
            await fetcher.close()
            server.close()

    return lambda *paths: loops.run(ask(paths))


PLAIN = b'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nETag: "1"\r\n\r\nok'


def test_a_kept_connection_that_was_closed_meanwhile_is_no_failure():
    answers, heard, requests = scripted(PLAIN)(("/a", {}), ("/b", {}), ("/c", {}))
    assert [(a.status, a.body, a.error) for a in answers] == [(200, b"ok", "")] * 3
    assert len(heard) == requests == 3


def test_a_header_with_a_line_end_in_it_is_not_sent_back():
    tagged = b'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nETag: "1\rX-Evil: 1"\r\n\r\nok'
    (answer,), _, _ = scripted(tagged)(("/", {}))
    assert answer.etag == ""
    (answer, _), heard, _ = scripted(PLAIN, PLAIN)(
        ("/", {}), ("/", {"etag": '"1"', "modified": "x", "cookie": "a=1"})
    )
    assert answer.etag == '"1"'
    assert b'If-None-Match: "1"\r\nIf-Modified-Since: x\r\nCookie: a=1\r\n\r\n' in heard[1]


def test_names_of_files_and_cookies_are_read():
    head = b"HTTP/1.1 302 Found\r\nLocation: /b\r\nSet-Cookie: a=1; Path=/\r\nSet-Cookie: b=2\r\nContent-Length: 0\r\n"
    (answer,), _, _ = scripted(head + 'Content-Disposition: attachment; filename="表.pdf"\r\n\r\n'.encode())(
        ("/", {})
    )
    assert answer.extra == {"name": "表.pdf", "cookie": "a=1; b=2"}
    assert answer.location == "/b"
