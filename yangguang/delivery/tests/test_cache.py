"""The page cache: exact, never personal, in both scripts."""

from __future__ import annotations

import gzip
import io
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.http import HttpResponse
from django.test import Client

from yangguang.delivery import cache as caches
from yangguang.delivery import display, pages
from yangguang.delivery.cache import PageCache
from yangguang.delivery.traditional import Traditional

pytestmark = pytest.mark.django_db


class Site:
    """A WSGI application that counts what it renders."""

    def __init__(self) -> None:
        self.rendered: list[str] = []
        self.headers: list[tuple[str, str]] = []
        self.tags = ("column:1",)
        self.status = "200 OK"
        self.during = lambda: None

    def __call__(self, environ: dict[str, Any], start: Any) -> list[bytes]:
        self.rendered.append(environ["PATH_INFO"])
        response = pages.cacheable(
            HttpResponse(f'<html lang="zh-Hans"><p>发布{len(self.rendered)}</p>{"，" * 600}'), *self.tags
        )
        self.during()
        start(self.status, [*response.items(), *self.headers])
        return [response.content]


def ask(app: Any, path: str = "/", method: str = "GET", **headers: str) -> tuple[str, dict[str, str], bytes]:
    told: dict[str, Any] = {}

    def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
        told.update(status=status, headers=dict(headers))
        return lambda _: None

    path, _, query = path.partition("?")
    environ = {"REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query, "SCRIPT_NAME": "", "HTTP_HOST": "a",
               "wsgi.input": io.BytesIO(), "SERVER_NAME": "a", "SERVER_PORT": "80", "wsgi.url_scheme": "http",
               **{f"HTTP_{k.upper()}": v for k, v in headers.items()}}  # fmt: skip
    body = b"".join(app(environ, start))
    return told["status"], told["headers"], body


@pytest.fixture
def site(monkeypatch):
    monkeypatch.setattr(caches, "LOOK_EVERY", 0)
    return Site()


def test_a_page_is_rendered_once_until_one_of_its_tags_is_purged(site):
    cache = PageCache(site)
    first = ask(cache, "/a")
    assert ask(cache, "/a") == first
    assert len(site.rendered) == 1
    assert pages.HEADER not in first[1]
    pages.purge("column:2")
    ask(cache, "/a")
    assert len(site.rendered) == 1
    pages.purge("column:1")
    ask(cache, "/a")
    assert len(site.rendered) == 2


def test_every_process_sees_the_purge_and_drops_nothing_else(site):
    one, two = PageCache(site), PageCache(site)
    for cache in (one, two):
        site.tags = ("column:1",)
        ask(cache, "/a")
        site.tags = ("column:2",)
        ask(cache, "/b")
    pages.purge("column:1")
    site.rendered.clear()
    for cache in (one, two):
        ask(cache, "/a")
        ask(cache, "/b")
    assert site.rendered == ["/a", "/a"]


def test_a_page_made_while_it_changed_is_not_kept(site):
    cache = PageCache(site)
    site.during = lambda: pages.purge("column:1")
    ask(cache, "/a")
    site.during = lambda: None
    ask(cache, "/a")
    ask(cache, "/a")
    assert len(site.rendered) == 2


@pytest.mark.parametrize(
    ("headers", "more"),
    [
        ({"cookie": "sessionid=abc"}, []),
        ({}, [("Set-Cookie", "a=b")]),
        ({}, [("Cache-Control", "private")]),
    ],
)
def test_nothing_personal_is_kept(site, headers, more):
    site.headers = more
    cache = PageCache(site)
    ask(cache, "/a", **headers)
    ask(cache, "/a", **headers)
    assert len(site.rendered) == 2
    assert len(cache) == 0


@pytest.fixture
def connection_stays():
    """A real request closes the connection that the test's transaction lives in; the test client does the same."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("connection_stays")
def test_the_sites_own_pages_are_kept_for_visitors_and_made_anew_when_a_tag_is_purged(monkeypatch):
    from django.core.wsgi import get_wsgi_application

    monkeypatch.setattr(caches, "LOOK_EVERY", 0)
    rendered: list[str] = []
    django = get_wsgi_application()

    def counted(environ: dict[str, Any], start: Any) -> Any:
        rendered.append(environ["PATH_INFO"])
        return django(environ, start)

    cache = PageCache(Traditional(counted))
    for _ in range(3):
        for path in ("/", "/hub/", "/map/", "/hant/map/"):
            assert ask(cache, path)[0] == "200 OK"
    assert sorted(rendered) == ["/", "/hub/", "/map/", "/map/"]
    pages.purge("home")
    ask(cache, "/")
    ask(cache, "/hub/")
    assert rendered[4:] == ["/"]


def test_only_complete_answers_to_get_and_head_are_kept(site):
    cache = PageCache(site)
    ask(cache, "/a", "POST")
    site.status = "404 Not Found"
    ask(cache, "/b")
    assert len(cache) == 0
    site.status = "200 OK"
    _status, headers, body = ask(cache, "/a", "HEAD")
    assert body == b""
    assert int(headers["Content-Length"]) > 600


def test_compression_and_comparison(site):
    cache = PageCache(site)
    _, headers, body = ask(cache, "/a", accept_encoding="gzip")
    assert headers["Content-Encoding"] == "gzip"
    assert "发布1" in gzip.decompress(body).decode()
    status, _, body = ask(cache, "/a", if_none_match=headers["ETag"])
    assert (status, body) == ("304 Not Modified", b"")


def test_memory_is_bounded_and_hostile_addresses_are_harmless(site):
    cache = PageCache(site, limit=40_000)
    for n in range(50):
        ask(cache, f"/{n}")
    assert 0 < len(cache) < 30
    before = len(cache)
    _, headers, _ = ask(cache, f"/long?{'x=' * 3000}")
    assert len(cache) == before
    assert pages.HEADER not in headers


def test_pages_of_other_questions_are_never_mixed_up(site):
    cache = PageCache(site)
    answers = {
        ask(cache, f"/a?{query}")[2] for query in ("page=1&page=2", "page=2&page=1", "q=甲", "q=乙", "q=")
    }
    assert len(answers) == 5
    ask(cache, "/a", cookie="sessionid=abc")
    assert pages.HEADER not in ask(cache, "/a", cookie="sessionid=abc")[1]


def test_one_readers_count_of_questions_is_not_told_to_the_next(site):
    site.headers = [("X-RateLimit-Remaining", "119")]
    assert "X-RateLimit-Remaining" not in ask(PageCache(site), "/a")[1]


def test_choices_of_display_have_pages_of_their_own_and_forged_ones_do_not(site):
    cache = PageCache(site)
    ask(cache, "/a")
    ask(cache, "/a", cookie="display=lan")
    ask(cache, "/a", cookie="display=zzz")
    assert len(site.rendered) == 2
    assert display.read("xah").classes == "size-larger mode-senior contrast-high"


def test_traditional_pages_stay_in_their_address_and_forms_leave_it(site):
    app = PageCache(Traditional(site))
    _, headers, body = ask(app, "/hant/a")
    assert "發佈" in body.decode()
    assert 'lang="zh-Hant"' in body.decode()
    assert int(headers["Content-Length"]) == len(body)
    ask(app, "/hant/a")
    assert len(site.rendered) == 1
    for path, method in (("/hant/desk/", "GET"), ("/hant/feedback/", "POST")):
        status, headers, _ = ask(app, path, method)
        assert status.startswith("307")
        assert headers["Location"] == path.removeprefix("/hant")


def test_choosing_a_display_goes_back_to_the_page_and_nowhere_else():
    client = Client()
    response = client.get("/display/?size=large&next=/hub/")
    assert response["Location"] == "/hub/"
    assert client.cookies["display"].value == "lsn"
    for away in ("https://evil.example/", "//evil.example", "javascript:x"):
        assert client.get("/display/", {"mode": "senior", "next": away})["Location"] == "/"
