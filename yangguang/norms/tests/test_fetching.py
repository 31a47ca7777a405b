"""Fetching official texts from a real server: encodings, packing, redirects, slowness, size, and what is forbidden."""

from __future__ import annotations

import contextlib
import datetime as dt
import gzip
import socket
import threading
import time
import zlib
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.test import Client

from yangguang.norms import checking, fetching
from yangguang.norms.actions import sources
from yangguang.norms.models import Official
from yangguang.organisations.models import Role
from yangguang.organisations.tests.factories import actor_for, make_person, make_unit
from yangguang.publications.tests.factories import Team

from .factories import keeper_unit

pytestmark = pytest.mark.task(22)
LINES = [f"第{n}条 示例条文第{n}项，依法办理有关事项。" for n in "一二三四五六"]
PAGE = (
    "<html><head><title>示例</title></head><body><div id='nav'><a href='/'>首页</a></div><div class='text'>"
    + "".join(f"<p>{line}</p>" for line in LINES)
    + "</div></body></html>"
)


class Handler(BaseHTTPRequestHandler):
    """One path for every way a government site answers."""

    def do_GET(self) -> None:
        name, _, query = self.path.strip("/").partition("?")
        getattr(self, f"send_{name.partition('.')[0]}", self.send_missing)(query)

    def reply(self, data: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for key, value in {"Content-Type": "text/html", **headers}.items():
            self.send_header(key.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        with contextlib.suppress(OSError):
            self.wfile.write(data)

    def send_gbk(self, query: str) -> None:
        self.reply(PAGE.encode("gb18030"), Content_Type="text/html; charset=gbk")

    def send_gzip(self, query: str) -> None:
        self.reply(gzip.compress(PAGE.encode()), Content_Encoding="gzip")

    def send_deflate(self, query: str) -> None:
        raw = zlib.compressobj(wbits=-15)
        self.reply(raw.compress(PAGE.encode()) + raw.flush(), Content_Encoding="deflate")

    def send_cut(self, query: str) -> None:
        self.reply(gzip.compress(PAGE.encode())[:-20], Content_Encoding="gzip")

    def send_bomb(self, query: str) -> None:
        self.reply(gzip.compress(b"0" * (fetching.LIMIT + 1)), Content_Encoding="gzip")

    def send_huge(self, query: str) -> None:
        self.reply(b"0" * (fetching.LIMIT + 10))

    def send_endless(self, query: str) -> None:
        self.send_response(200)
        self.end_headers()
        with contextlib.suppress(OSError):
            for _ in range(10_000):
                self.wfile.write(b"0" * 65536)

    def send_go(self, query: str) -> None:
        self.reply(b"", 302, Location=query)

    def send_loop(self, query: str) -> None:
        self.reply(b"", 301, Location="/loop")

    def send_drip(self, query: str) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        with contextlib.suppress(OSError):
            for _ in range(1000):
                self.wfile.write(b"0")
                self.wfile.flush()
                time.sleep(0.1)

    def send_heads(self, query: str) -> None:
        with contextlib.suppress(OSError):
            for _ in range(100):
                self.wfile.write(b"HTTP/1.0 200 OK\r\nX: y"[:1])
                self.wfile.flush()
                time.sleep(0.1)

    def send_short(self, query: str) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.wfile.write(PAGE.encode()[:200])

    def send_empty(self, query: str) -> None:
        self.reply(b"  ")

    def send_show(self, query: str) -> None:
        self.reply("\n".join(LINES).encode(), Content_Type="text/plain; charset=utf-8")

    def send_missing(self, query: str) -> None:
        self.reply("没有".encode(), 404)

    def log_message(self, *args: object) -> None:
        """The tests' output stays quiet."""


@pytest.fixture
def server(settings):
    settings.OFFICIAL_HOSTS = ["law.example", "127.0.0.1", "localhost"]
    made = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.daemon_threads = True
    thread = threading.Thread(target=made.serve_forever, daemon=True)
    thread.start()
    yield made.server_address[1]
    made.shutdown()
    made.server_close()


def get(port: int, path: str) -> tuple[bytes, str]:
    """The path of the test's server, as if it stood at a public address."""
    return fetching.fetch(
        f"http://law.example:{port}/{path}", resolve=lambda host, port: "127.0.0.1", ports=(80, 443, port)
    )


@pytest.mark.parametrize("path", ["gbk.html", "gzip", "deflate", "go?/gzip", "show?id=3"])
def test_a_text_is_read_whatever_its_encoding_and_packing(server, path):
    data, name = get(server, path)
    found = sources.text_of(data, name)
    assert all(line in found for line in LINES)
    assert "首页" not in found


@pytest.mark.parametrize(
    ("path", "word"),
    [
        ("nothing", "答复 404"), ("huge", "超过 5 MB"), ("endless", "超过 5 MB"), ("bomb", "解压后超过 5 MB"), ("cut", "不完整"),
        ("loop", "跳转次数过多"), ("empty", "是空的"), ("short", "没有"), ("go?http://inner.example/", "没有被允许访问 inner.example"),
        ("go?file:///etc/passwd", "不是 http"), ("go?http://law.example:6379/", "6379 端口"),
    ],
)  # fmt: skip
def test_what_can_not_be_fetched_says_why(server, path, word):
    with pytest.raises(ValueError, match=word):
        get(server, path)


@pytest.mark.parametrize("path", ["drip", "heads"])
def test_a_server_that_drips_is_left_after_the_time_for_the_whole_answer(server, monkeypatch, path):
    monkeypatch.setattr(fetching, "TIMEOUT", 0.6)
    start = time.monotonic()
    with pytest.raises(ValueError, match="没有答完"):
        get(server, path)
    assert time.monotonic() - start < 5


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1/", "http://localhost/", "http://127.0.0.1:80/x", "https://localhost/"],
)
def test_an_address_inside_is_refused_even_for_an_allowed_host(server, url):
    with pytest.raises(ValueError, match="不是公网地址"):
        fetching.fetch(url)


@pytest.mark.parametrize(
    "address",
    ["10.1.2.3", "192.168.0.1", "169.254.169.254", "172.16.0.1", "100.64.0.1", "::1", "fd00::1", "::ffff:10.0.0.1",
     "64:ff9b::a00:1", "0.0.0.0"],
)  # fmt: skip
def test_a_public_name_with_an_inner_address_is_refused(settings, monkeypatch, address):
    settings.OFFICIAL_HOSTS = ["law.example"]
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    for answers in ([address], ["93.184.216.34", address]):
        monkeypatch.setattr(
            socket,
            "getaddrinfo",
            lambda *a, answers=answers, **k: [(family, 1, 6, "", (x, 80)) for x in answers],
        )
        with pytest.raises(ValueError, match="不是公网地址"):
            fetching.fetch("http://law.example/")


def test_the_connection_goes_to_the_address_that_was_checked(server, monkeypatch):
    """A name server that answers with an inner address the second time (rebinding) is not asked a second time."""
    asked = []

    def resolve(host, port):
        asked.append(host)
        return "127.0.0.1"

    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *a, **k: _literal(host, a))
    fetching.fetch(f"http://law.example:{server}/gbk", resolve=resolve, ports=(server,))
    fetching.fetch(f"http://law.example:{server}/go?/gbk", resolve=resolve, ports=(server,))
    assert asked == ["law.example"] * 3  # each hop is checked


def _literal(host, rest):
    assert host == "127.0.0.1", f"the name {host} was looked up again"
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (host, rest[0]))]


@pytest.mark.parametrize(
    "url",
    ["ftp://law.example/", "http://other.example/", "http://user@law.example/", "http://[/", "law.example"],
)
def test_other_addresses_are_refused_before_any_request(settings, url):
    settings.OFFICIAL_HOSTS = ["law.example"]

    def resolve(host, port):
        raise AssertionError("nothing may be looked up")

    with pytest.raises(ValueError, match=r"不是 http|没有被允许|写法不对"):
        fetching.fetch(url, resolve=resolve)


@pytest.mark.django_db
def test_a_snapshot_by_address_is_kept_and_compared(server, monkeypatch):
    record = Team().release(body="".join(f"<p>{line}</p>" for line in LINES))
    keeper = actor_for(Role.REVIEWER, keeper_unit())
    said = {"source": "示例网站", "changed_on": dt.date(2021, 3, 1)}
    client, form = Client(), {"publication": str(record.pk), "status": "valid", **said}
    client.force_login(keeper.user)
    page = client.post("/desk/norms/officials/", {**form, "url": f"http://law.example:{server}/gbk"})
    assert f"没有被允许访问 law.example 的 {server} 端口" in page.content.decode()
    fetched = get(server, "gbk.html")
    monkeypatch.setattr(fetching, "fetch", lambda url: fetched)
    asked = {**form, "url": "http://law.example/gbk.html"}
    stranger = Client()
    stranger.force_login(make_person(Role.REVIEWER, make_unit()))
    stranger.post("/desk/norms/officials/", asked)
    assert not Official.objects.exists()
    client.post("/desk/norms/officials/", asked)
    made = Official.objects.get()
    assert (made.file_name, made.url) == ("gbk.html", "http://law.example/gbk.html")
    assert checking.check(made).same
